/**
 * The vendor's library as typed calls: each function is bound when it's first used, and what the
 * library answers comes back as a Promise or to a listener.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";
import type { Adapter, NativeArgument, NativeFunction, NativeKind } from "./adapter.ts";
import { loadAdapter } from "./adapter.ts";
import { encodeArgument } from "./arguments.ts";
import { Bridge } from "./bridge.ts";
import { LibraryLoadError, messageOf } from "./errors.ts";
import { KeepAlive } from "./keep_alive.ts";
import { findRunLoop } from "./run_loop.ts";
import type {
  CallArguments,
  CallResult,
  FunctionDefinition,
  ImSymbols,
  ListenerArguments,
  ListenerFunction,
  ParameterKind,
  PlainFunction,
  RequestFunction,
  SymbolTable,
} from "./signatures.ts";
import type { CallbackName } from "./signatures.ts";
import {
  decodeText,
  encodeForCall,
  encodeText,
  markCallMemory,
  releaseCallMemory,
} from "./text.ts";

/** What the library answers a request with, by its TIMCommCallback. */
export interface Reply {
  /** 0 for success; else an error code of TIMErrorCode.h, or of TIMResult when C refused the call. */
  readonly code: number;
  /** The library's own words, or `null` where it has none. */
  readonly desc: string | null;
  /** The JSON text of the answer, or `null` where there is none. */
  readonly json: string | null;
}

/** How long a request may take, and what ends the wait for it. */
export interface RequestOptions {
  /** Ends the wait: the promise rejects with the signal's reason. C is not told. */
  readonly signal?: AbortSignal | undefined;
  /** The longest wait for the callback, in milliseconds; without it the wait has no end. */
  readonly timeout?: number | undefined;
  /** Whether the wait keeps the process alive. It does unless this is `false`. */
  readonly keepAlive?: boolean;
}

/** A C function that has been bound. */
interface BoundFunction {
  readonly native: NativeFunction;
  /** What makes each of C's arguments: from those of the caller, and the number in `user_data`. */
  readonly arguments: readonly ((args: readonly unknown[], number: number) => NativeArgument)[];
}

interface Runtime {
  readonly adapter: Adapter;
  readonly bridge: Bridge;
  /** For each library's path, its functions that have been called so far, by their C names. */
  readonly bound: Map<string, Map<string, BoundFunction>>;
}

let runtime: Promise<Runtime> | undefined;

/** What there is one of in a process. */
function loadRuntime(): Promise<Runtime> {
  return runtime ??= loadAdapter().then((adapter) => ({
    adapter,
    bridge: new Bridge(adapter),
    bound: new Map(),
  }));
}

/**
 * A loaded library.
 *
 * @typeParam Table The functions that can be called, as the symbol table describes them.
 */
export class NativeLibrary<Table extends SymbolTable = ImSymbols> {
  /** The absolute path that the library was loaded from. */
  readonly path: string;

  readonly #table: Table;
  readonly #adapter: Adapter;
  readonly #bridge: Bridge;
  readonly #bound: Map<string, BoundFunction>;

  private constructor(path: string, table: Table, { adapter, bridge, bound }: Runtime) {
    this.path = path;
    this.#table = table;
    this.#adapter = adapter;
    this.#bridge = bridge;
    this.#bound = bound.get(path) ?? new Map();
    bound.set(path, this.#bound);
  }

  /**
   * Loads a library. It stays loaded as long as the process lives: its threads may outlast any
   * session.
   *
   * @param path Its absolute path.
   * @param table The functions to call.
   * @param probe A function that tells, by being exported, that it's the right library.
   * @throws {LibraryLoadError} The file is no library for this platform, or not the right one.
   */
  static async open<Table extends SymbolTable>(
    path: string,
    table: Table,
    probe: keyof Table & string,
  ): Promise<NativeLibrary<Table>> {
    const library = new NativeLibrary(path, table, await loadRuntime());
    if (!library.#bound.has(probe)) {
      library.#bind(probe);
      const run = findRunLoop(library.#adapter, path);
      if (run) library.#bridge.pumpBy(run);
    }
    return library;
  }

  /**
   * Calls a C function that takes no callback.
   *
   * @param name Its C name.
   * @param args Its arguments; out-buffers are not passed but returned.
   * @returns What C returns.
   * @throws {LibraryLoadError} This version of the library doesn't export it.
   * @throws {TypeError} An argument is of the wrong type.
   * @throws {RangeError} A number doesn't fit its C type.
   */
  call<Name extends PlainFunction<Table> & string>(
    name: Name,
    ...args: CallArguments<Table[Name]>
  ): CallResult<Table[Name]> {
    return this.function(name)(...args);
  }

  /**
   * A C function that takes no callback, as a function of JavaScript, for those who call it often.
   *
   * @param name Its C name.
   * @returns What does the same as {@linkcode NativeLibrary.call}.
   * @throws {LibraryLoadError} This version of the library doesn't export it.
   */
  function<Name extends PlainFunction<Table> & string>(
    name: Name,
  ): (...args: CallArguments<Table[Name]>) => CallResult<Table[Name]> {
    const bound = this.#bound.get(name) ?? this.#bind(name);
    const { parameters } = this.#definition(name);
    // The types were computed from the same table entry that the value is made by.
    type Call = (...args: readonly unknown[]) => CallResult<Table[Name]>;
    if (parameters.length === 0) return bound.native as Call;
    const outBuffers = parameters.flatMap(([parameter, kind], index) =>
      typeof kind === "object" ? [{ parameter, index }] : []
    );
    if (outBuffers.length === 0) return ((...args) => invoke(bound, args).result) as Call;
    return ((...args) => {
      const { result, nativeArguments } = invoke(bound, args);
      const texts = outBuffers.map(({ parameter, index }) =>
        [parameter, decodeText(nativeArguments[index] as Uint8Array)] as const
      );
      return { result, ...Object.fromEntries(texts) };
    }) as Call;
  }

  /**
   * Calls a C function that answers by a TIMCommCallback.
   *
   * @param name Its C name.
   * @param args Its arguments, without the callback and its `user_data`.
   * @returns The answer, be it a success or not. When C refuses the call, so that no callback will
   * come, the answer has the code that C has returned.
   */
  request<Name extends RequestFunction<Table> & string>(
    name: Name,
    args: CallArguments<Table[Name]>,
    { signal, timeout, keepAlive = true }: RequestOptions = {},
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const holder = new KeepAlive();
      if (keepAlive) holder.hold();
      const finish = (settle: () => void): void => {
        holder.release();
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const fail = (reason: unknown): void => {
        forget();
        finish(() => reject(reason));
      };
      const onAbort = (): void => fail(signal?.reason);
      const timer = timeout === undefined ? undefined : setTimeout(() => {
        const message = `${name} has not been answered within ${timeout} ms`;
        fail(new DOMException(message, "TimeoutError"));
      }, timeout).unref();
      signal?.addEventListener("abort", onAbort, { once: true });

      let forget = (): void => {};
      try {
        forget = this.send(name, args, (reply) => finish(() => resolve(reply)));
      } catch (error) {
        fail(error);
      }
    });
  }

  /**
   * Calls a C function that answers by a TIMCommCallback, and waits for nothing: there is no limit to
   * the time that the answer may take, and nothing keeps the process alive until then.
   *
   * @param name Its C name.
   * @param args Its arguments, without the callback and its `user_data`.
   * @param onReply Takes the answer; when C refuses the call, before this returns.
   * @returns Gives up the wait for the answer. C is not told.
   * @throws {LibraryLoadError} This version of the library doesn't export it.
   * @throws {TypeError} An argument is of the wrong type.
   * @throws {RangeError} A number doesn't fit its C type.
   */
  send<Name extends RequestFunction<Table> & string>(
    name: Name,
    args: CallArguments<Table[Name]>,
    onReply: (reply: Reply) => void,
  ): () => void {
    const number = this.#bridge.register((values) => {
      this.#bridge.unregister(number);
      const [code, desc, json] = values as readonly [number, string | null, string | null];
      onReply({ code, desc, json });
    });
    const forget = (): void => this.#bridge.unregister(number);
    try {
      const refusal = this.#invoke(name, args, number) as number;
      if (refusal !== 0) {
        forget();
        onReply({ code: refusal, desc: null, json: null });
      }
    } catch (error) {
      forget();
      throw error;
    }
    return forget;
  }

  /**
   * Sets a listener by one of the library's `TIMSet…Callback` functions.
   *
   * @param name The C name of that function.
   * @param listener Takes the values of each callback, later than the library sent them, in order.
   * @returns Stops listening.
   */
  listen<Name extends ListenerFunction<Table> & string>(
    name: Name,
    listener: (...values: ListenerArguments<Table[Name]>) => void,
  ): () => void {
    const number = this.#bridge.register((values) =>
      listener(...values as ListenerArguments<Table[Name]>)
    );
    const stop = (): void => this.#bridge.unregister(number);
    try {
      this.#invoke(name, [], number);
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  /**
   * Calls a function after every callback that nobody waits for, of this library or another.
   *
   * @returns Stops doing so.
   */
  onStray(handler: () => void): () => void {
    this.#bridge.onStray(handler);
    return () => this.#bridge.offStray(handler);
  }

  /** Calls a C function that takes a callback. */
  #invoke(name: string, args: readonly unknown[], number: number): unknown {
    const bound = this.#bound.get(name) ?? this.#bind(name);
    return invoke(bound, args, number).result;
  }

  #bind(name: string): BoundFunction {
    const definition = this.#definition(name);
    let native;
    try {
      native = this.#adapter.bind(this.path, name, {
        parameters: definition.parameters.map(([, kind]) => nativeKind(kind)),
        result: definition.result,
        waitsForLibraryThreads: definition.waitsForLibraryThreads ?? false,
      });
    } catch (cause) {
      const reason = messageOf(cause);
      throw new LibraryLoadError(`Cannot load the library ${this.path}: ${reason}`, {
        cause,
        tried: [this.path],
      });
    }
    if (native === undefined) {
      throw new LibraryLoadError(
        `Cannot call ${name}: ${this.path} does not export it. ` +
          "It is another library, or another version of this one.",
        { tried: [this.path] },
      );
    }
    const bound = { native, arguments: this.#argumentsOf(name, definition) };
    this.#bound.set(name, bound);
    return bound;
  }

  #argumentsOf(
    name: string,
    { parameters, waitsForLibraryThreads }: FunctionDefinition<CallbackName>,
  ): BoundFunction["arguments"] {
    // What runs on another thread has its arguments longer than this one knows.
    const encode = waitsForLibraryThreads ? encodeText : encodeForCall;
    let passed = 0;
    return parameters.map(([parameter, kind]) => {
      if (typeof kind === "object") return () => new Uint8Array(kind.outBytes);
      if (kind === "user_data") return (_args, number) => number;
      if (isCallback(kind)) {
        const callback = this.#bridge.nativeCallback(kind);
        return () => callback;
      }
      const index = passed++;
      const where = `${name}: ${parameter}`;
      return (args) => encodeArgument(where, kind, args[index], encode);
    });
  }

  #definition(name: string): FunctionDefinition<CallbackName> {
    const definition = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (definition === undefined) {
      throw new TypeError(`Cannot call ${name}: the symbol table has no such function`);
    }
    return definition;
  }
}

/** Calls a C function; the texts among its arguments are there until it returns. */
function invoke(
  { native, arguments: make }: BoundFunction,
  args: readonly unknown[],
  number = 0,
): { readonly result: unknown; readonly nativeArguments: readonly NativeArgument[] } {
  const mark = markCallMemory();
  try {
    const nativeArguments = make.map((argument) => argument(args, number));
    return { result: native(...nativeArguments), nativeArguments };
  } finally {
    releaseCallMemory(mark);
  }
}

function isCallback(kind: ParameterKind<CallbackName>): kind is CallbackName {
  return typeof kind === "string" && kind.endsWith("Callback");
}

function nativeKind(kind: ParameterKind<CallbackName>): NativeKind {
  if (typeof kind === "object" || kind === "string" || kind === "json") return "buffer";
  if (kind === "user_data") return "userData";
  return isCallback(kind) ? "callback" : kind;
}
