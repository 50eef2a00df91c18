/**
 * The vendor's library as typed calls: each function is bound when it's first used, and what the
 * library answers comes back as a Promise or to a listener.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";
import type { Adapter, NativeValue } from "../table/adapter.ts";
import { checkArgumentCount } from "./encode.ts";
import { Bridge } from "./bridge.ts";
import { bind, CFunction } from "./bound_function.ts";
import {
  argumentNames,
  bufferParameters,
  callbackParameters,
  isListenerSetter,
  isRequest,
  type NamedCallback,
} from "../table/function_definition.ts";
import { messageOf } from "../errors/error_text.ts";
import { LibraryLoadError } from "../errors/library_load_error.ts";
import type { NativeApi } from "../generated/functions.ts";
import { ImSdkError } from "../errors/im_sdk_error.ts";
import { KeepAlive } from "../base/keep_alive.ts";
import { parsedValues } from "./decode.ts";
import { Reply, replyFrom, type SentRequest, splitArguments, withTexts } from "./request.ts";
import { findRunLoop } from "./run_loop.ts";
import type { ArgumentsOf, ResultOf } from "../table/call_types.ts";
import type { FunctionDefinition, SymbolTable } from "../table/symbol_table.ts";
import { callbackDefinition } from "./callback_signatures.ts";

interface Runtime {
  readonly adapter: Adapter;
  readonly bridge: Bridge;
  /** For each library's path, its functions that have been called so far, by {@linkcode keyOf}. */
  readonly bound: Map<string, Map<string, CFunction>>;
}

const runtimes = new WeakMap<Adapter, Runtime>();

/** What there is one of for each adapter. */
function runtimeOf(adapter: Adapter): Runtime {
  let runtime = runtimes.get(adapter);
  if (runtime === undefined) {
    runtime = { adapter, bridge: new Bridge(adapter), bound: new Map() };
    runtimes.set(adapter, runtime);
  }
  return runtime;
}

/** What tells a function from others, and from itself as another table defines it. */
function keyOf(name: string, definition: FunctionDefinition): string {
  return JSON.stringify([name, definition]);
}

/** A C function as a function of JavaScript's. */
type Callable = (...args: readonly unknown[]) => unknown;

/**
 * A loaded library.
 *
 * @typeParam Functions Its functions, as JavaScript calls them.
 */
export class NativeLibrary<Functions extends object = NativeApi> {
  /** The absolute path that the library was loaded from. */
  readonly path: string;

  readonly #table: SymbolTable;
  readonly #adapter: Adapter;
  readonly #bridge: Bridge;
  readonly #bound: Map<string, CFunction>;
  /** Those that have been called by this table, by their C names. */
  readonly #functions = new Map<string, CFunction>();
  readonly #callables = new Map<string, Callable>();

  private constructor(path: string, table: SymbolTable, { adapter, bridge, bound }: Runtime) {
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
   * @param table What C's functions take and return.
   * @param probe A function that tells, by being exported, that it's the right library.
   * @returns The library.
   * @throws {LibraryLoadError} The file is no library for this platform, or not the right one.
   *
   * @example A library with one function of its own
   * ```ts
   * import { NativeLibrary } from "@imsdk/ffi/native";
   *
   * interface Functions {
   *   TIMGetSDKVersion(): string | null;
   * }
   *
   * export async function versionOf(path: string): Promise<string | null> {
   *   const table = { TIMGetSDKVersion: { parameters: [], result: "string" } } as const;
   *   const library = await NativeLibrary.open<Functions>(path, table, "TIMGetSDKVersion");
   *   return library.call("TIMGetSDKVersion");
   * }
   * ```
   */
  static open<Functions extends object = NativeApi>(
    adapter: Adapter,
    path: string,
    table: SymbolTable<keyof NoInfer<Functions> & string>,
    probe: keyof NoInfer<Functions> & string,
  ): NativeLibrary<Functions> {
    const library = new NativeLibrary<Functions>(path, table, runtimeOf(adapter));
    const isFirst = library.#bound.size === 0;
    library.#function(probe);
    if (isFirst) {
      const run = findRunLoop(library.#adapter, path);
      if (run) library.#bridge.pumpBy(run);
    }
    return library;
  }

  /**
   * Calls a C function. One that answers by a callback returns a Promise of the answer, parsed from
   * its JSON; it keeps the process alive until then. One that sets a listener takes a function,
   * which is called with the values of each callback, in order, later than the library has sent
   * them; it returns what stops that. Text that C writes into a buffer is returned.
   *
   * Some answers never come, such as those that were awaited when `TIMUninit` was called: without a
   * `timeout` or a `signal` such a Promise keeps the process alive.
   *
   * @param name Its C name.
   * @param args Its arguments without callbacks, `user_data` and buffers; JSON is an object or
   * text. A function that answers by a callback takes {@linkcode CallOptions} after them.
   * @returns What C returns, or a Promise of what the library answers.
   * @throws {LibraryLoadError} This version of the library doesn't export it.
   * @throws {TypeError} An argument is of the wrong type, or there is one too many.
   * @throws {RangeError} A number doesn't fit its C type.
   * @throws {ImSdkError} By the Promise: the answer is no success, or C has refused the call.
   * @throws {DOMException} By the Promise: `TimeoutError`, if `timeout` is over before the answer.
   *
   * @example Asking for the conversations
   * ```ts
   * import { openNative } from "@imsdk/ffi/native";
   *
   * export async function conversations(): Promise<void> {
   *   const native = await openNative();
   *   for (const { conv_id } of await native.call("TIMConvGetConvList")) console.log(conv_id);
   * }
   * ```
   */
  call<Name extends keyof Functions & string>(
    name: Name,
    ...args: ArgumentsOf<Functions[Name]>
  ): ResultOf<Functions[Name]> {
    const callable = this.#callable(name);
    // One that takes nothing is the runtime's own function, which would not mind.
    if (args.length > 0 && this.definition(name).parameters.length === 0) {
      checkArgumentCount(name, [], args);
    }
    return callable(...args) as ResultOf<Functions[Name]>;
  }

  /**
   * A C function as a function of JavaScript's, for those who call it often.
   *
   * @param name Its C name.
   * @returns What does the same as {@linkcode NativeLibrary.call}.
   * @throws {LibraryLoadError} This version of the library doesn't export it.
   * @throws {TypeError} There is no such function.
   *
   * @example Watching the login status
   * ```ts
   * import { openNative, TIMLoginStatus } from "@imsdk/ffi/native";
   *
   * export async function loginWatcher(): Promise<() => boolean> {
   *   const status = (await openNative()).function("TIMGetLoginStatus");
   *   return () => status() === TIMLoginStatus.kTIMLoginStatus_Logined;
   * }
   * ```
   */
  function<Name extends keyof Functions & string>(name: Name): Functions[Name] {
    return this.#callable(name) as Functions[Name];
  }

  /**
   * Calls a C function that answers by a callback, and waits for nothing: there is no limit to the
   * time that the answer may take, and nothing keeps the process alive until then.
   *
   * @param name Its C name.
   * @param args Its arguments, as for {@linkcode NativeLibrary.call}.
   * @param onReply Takes the answer, be it a success or not; when C refuses the call, before this
   * returns.
   * @param onProgress Takes how far it has come, of a function that tells.
   * @returns What C has written into buffers, and what gives up the wait.
   * @throws {LibraryLoadError} This version of the library doesn't export it.
   * @throws {TypeError} An argument is of the wrong type.
   * @throws {RangeError} A number doesn't fit its C type.
   *
   * @example Waiting for an answer that may never come
   * ```ts
   * import type { NativeLibrary } from "@imsdk/ffi/native";
   *
   * export function logOut(native: NativeLibrary): () => void {
   *   const { forget } = native.send("TIMLogout", [], ({ code }) => console.log("answered", code));
   *   return forget;
   * }
   * ```
   */
  send<Name extends keyof Functions & string>(
    name: Name,
    args: ArgumentsOf<Functions[Name]>,
    onReply: (reply: Reply) => void,
    onProgress?: (progress: unknown) => void,
  ): SentRequest {
    return this.#send(name, args, onReply, onProgress);
  }

  /**
   * What the table says about a C function.
   *
   * @param name Its C name.
   * @returns Its parameters, its result, and what is special about it.
   * @throws {TypeError} There is no such function.
   *
   * @example The names of a function's parameters
   * ```ts
   * import { openNative } from "@imsdk/ffi/native";
   *
   * const native = await openNative();
   * console.log(native.definition("TIMLogin").parameters.map(([name]) => name));
   * ```
   */
  definition(name: string): FunctionDefinition {
    const definition = Object.hasOwn(this.#table, name) ? this.#table[name] : undefined;
    if (definition === undefined) {
      throw new TypeError(`Cannot call ${name}: the symbol table has no such function`);
    }
    return definition;
  }

  /**
   * Calls a function after every callback that nobody waits for, of this library or another: it
   * came twice, too late, or after the wait was given up.
   *
   * @param handler What is called, without arguments.
   * @returns Stops doing so.
   *
   * @example Counting answers that came too late
   * ```ts
   * import { openNative } from "@imsdk/ffi/native";
   *
   * const native = await openNative();
   * let strays = 0;
   * const stop = native.onStray(() => strays++);
   * await native.call("TIMLogout", { timeout: 1_000 }).catch(() => {});
   * stop();
   * ```
   */
  onStray(handler: () => void): () => void {
    this.#bridge.onStray(handler);
    return () => this.#bridge.offStray(handler);
  }

  #callable(name: string): Callable {
    let callable = this.#callables.get(name);
    if (callable === undefined) {
      callable = this.#makeCallable(name);
      this.#callables.set(name, callable);
    }
    return callable;
  }

  #makeCallable(name: string): Callable {
    const definition = this.definition(name);
    if (isRequest(definition)) return (...args) => this.#request(name, definition, args);
    if (isListenerSetter(definition)) {
      return (...args) => this.#listen(name, definition, args);
    }
    const bound = this.#function(name);
    const names = argumentNames(definition);
    if (definition.parameters.length === 0) return bound.native;
    const hasBuffers = bufferParameters(definition).length > 0;
    return (...args) => {
      checkArgumentCount(name, names, args);
      const { result, texts } = bound.call(args);
      return hasBuffers ? { result, ...texts } : result;
    };
  }

  #request(
    name: string,
    definition: FunctionDefinition,
    args: readonly unknown[],
  ): Promise<unknown> {
    let sent: SentRequest | undefined;
    const promise = new Promise((resolve, reject) => {
      const { own, options } = splitArguments(name, definition, args);
      const { signal, timeout, onProgress } = options;
      signal?.throwIfAborted();
      const holder = new KeepAlive();
      holder.hold();
      const finish = (settle: () => void): void => {
        holder.release();
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        settle();
      };
      const fail = (reason: unknown): void => {
        sent?.forget();
        finish(() => reject(reason));
      };
      const onAbort = (): void => fail(signal?.reason);
      const timer = timeout === undefined ? undefined : setTimeout(() => {
        const message = `${name} has not been answered within ${timeout} ms`;
        fail(new DOMException(message, "TimeoutError"));
      }, timeout).unref();
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        sent = this.#send(name, own, (reply) => {
          const { code, desc } = reply;
          if (code === 0) finish(() => resolve(reply.result));
          else finish(() => reject(new ImSdkError(name, code, desc ?? "", reply.result)));
        }, onProgress);
        // Making JSON of the arguments may have run code that has ended the wait.
        signal?.throwIfAborted();
      } catch (error) {
        fail(error);
      }
    });
    return withTexts(definition, promise, sent?.texts);
  }

  #send(
    name: string,
    args: readonly unknown[],
    onReply: (reply: Reply) => void,
    onProgress: ((progress: unknown) => void) | undefined,
  ): SentRequest {
    const bound = this.#function(name);
    const { callbacks, progressDesc } = bound;
    let first: readonly NativeValue[] | undefined;
    const number = this.#bridge.register((values) => {
      const reply = replyFrom(callbacks, values, first);
      if (progressDesc !== undefined && reply.desc === progressDesc) {
        onProgress?.(reply.result);
        return;
      }
      forget();
      onReply(reply);
    });
    const forget = (): void => this.#bridge.unregister(number);
    if (callbacks.length > 1) this.#bridge.registerFirst(number, (values) => first = values);
    try {
      const { result, texts } = bound.call(args, number);
      if (result !== 0) {
        forget();
        onReply(new Reply(result as number));
      }
      return { texts, forget };
    } catch (error) {
      forget();
      throw error;
    }
  }

  #listen(
    name: string,
    definition: FunctionDefinition,
    args: readonly unknown[],
  ): () => void {
    const [{ name: parameter, type }] = callbackParameters(definition) as [NamedCallback];
    const { removedBy } = definition;
    checkArgumentCount(name, [parameter], args);
    const [listener] = args;
    if (typeof listener !== "function") {
      throw new TypeError(`${name}: ${parameter} must be a function`);
    }
    const number = this.#bridge.register((values) => {
      listener(...parsedValues(callbackDefinition(type), values));
    });
    const stop = (): void => this.#bridge.unregister(number);
    try {
      if (removedBy !== undefined) this.#function(removedBy).call([]);
      this.#function(name).call([], number);
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  #function(name: string): CFunction {
    let found = this.#functions.get(name);
    if (found === undefined) {
      const definition = this.definition(name);
      found = this.#bound.get(keyOf(name, definition)) ?? this.#bind(name, definition);
      this.#functions.set(name, found);
    }
    return found;
  }

  #bind(name: string, definition: FunctionDefinition): CFunction {
    let native;
    try {
      native = bind(this.#adapter, this.path, name, definition);
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
    const bound = new CFunction(name, native, definition, this.#bridge);
    this.#bound.set(keyOf(name, definition), bound);
    return bound;
  }
}
