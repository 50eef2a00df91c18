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
import { decodeText } from "./text.ts";

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

interface Runtime {
  readonly adapter: Adapter;
  readonly bridge: Bridge;
  /** For each library's path, its functions that have been called so far. */
  readonly bound: Map<string, Map<string, NativeFunction>>;
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
  readonly #bound: Map<string, NativeFunction>;

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
    const call = this.#prepare(name, args);
    const result = call.run();
    // The types were computed from the same table entry that the value was made by.
    return (call.outBuffers.length === 0 ? result : Object.fromEntries([
      ["result", result],
      ...call.outBuffers.map(([parameter, bytes]) => [parameter, decodeText(bytes)]),
    ])) as CallResult<Table[Name]>;
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
        this.#bridge.unregister(number);
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const onAbort = (): void => finish(() => reject(signal?.reason));
      const number = this.#bridge.register(([code, desc, json]) =>
        finish(() => resolve({ code, desc, json } as Reply))
      );
      const timer = timeout === undefined ? undefined : setTimeout(() => {
        const message = `${name} has not been answered within ${timeout} ms`;
        finish(() => reject(new DOMException(message, "TimeoutError")));
      }, timeout).unref();
      signal?.addEventListener("abort", onAbort, { once: true });

      try {
        const refusal = this.#prepare(name, args, number).run() as number;
        if (refusal !== 0) finish(() => resolve({ code: refusal, desc: null, json: null }));
      } catch (error) {
        finish(() => reject(error));
      }
    });
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
      this.#prepare(name, [], number).run();
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

  #prepare(name: string, args: readonly unknown[], number = 0): PreparedCall {
    const definition = this.#definition(name);
    const nativeArguments: NativeArgument[] = [];
    const outBuffers: [parameter: string, bytes: Uint8Array][] = [];
    let next = 0;
    for (const [parameter, kind] of definition.parameters) {
      if (typeof kind === "object") {
        const bytes = new Uint8Array(kind.outBytes);
        outBuffers.push([parameter, bytes]);
        nativeArguments.push(bytes);
      } else if (kind === "user_data") {
        nativeArguments.push(number);
      } else if (isCallback(kind)) {
        nativeArguments.push(this.#bridge.nativeCallback(kind));
      } else {
        const where = `${name}: ${parameter}`;
        nativeArguments.push(encodeArgument(where, kind, args[next++]));
      }
    }
    const native = this.#bound.get(name) ?? this.#bind(name);
    return { run: () => native(...nativeArguments), outBuffers };
  }

  #bind(name: string): NativeFunction {
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
    this.#bound.set(name, native);
    return native;
  }

  #definition(name: string): FunctionDefinition<CallbackName> {
    const definition = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (definition === undefined) {
      throw new TypeError(`Cannot call ${name}: the symbol table has no such function`);
    }
    return definition;
  }
}

interface PreparedCall {
  readonly run: () => unknown;
  readonly outBuffers: readonly (readonly [parameter: string, bytes: Uint8Array])[];
}

function isCallback(kind: ParameterKind<CallbackName>): kind is CallbackName {
  return typeof kind === "string" && kind.endsWith("Callback");
}

function nativeKind(kind: ParameterKind<CallbackName>): NativeKind {
  if (typeof kind === "object" || kind === "string" || kind === "json") return "buffer";
  if (kind === "user_data") return "userData";
  return isCallback(kind) ? "callback" : kind;
}
