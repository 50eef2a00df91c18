/**
 * The interface to a runtime's FFI. Everything else of `ffi/` is shared by all runtimes.
 *
 * @module
 */

import type { NativeCallbackKind, NumberKind, ResultKind } from "./symbol_table.ts";

/** What the adapters pass to C: semantic kinds are reduced to what the C ABI can tell apart. */
export type NativeKind = NumberKind | "f64" | "buffer" | "callback" | "userData";

/** The address of a native callback, in the runtime's own representation. */
export type NativeCallback = unknown;

/** A value on its way to C: a number, a buffer (NULL is `null`), a callback's address. */
export type NativeArgument = number | bigint | boolean | Uint8Array | NativeCallback | null;

/** A value that came back from C. Text is a copy, so C may free or reuse its own memory. */
export type NativeValue = number | bigint | boolean | string | null | undefined;

/** A C function that is ready to be called. */
export type NativeFunction = (
  ...args: readonly NativeArgument[]
) => NativeValue | Promise<NativeValue>;

/** What an adapter needs to know of a C function to bind it. */
export interface NativeSignature {
  /** The kinds of its parameters, in C's order. */
  readonly parameters: readonly NativeKind[];
  /** What it returns. */
  readonly result: ResultKind;
  /**
   * Whether it may block until the library's threads are done. It then returns a Promise. Where
   * callbacks block until JavaScript has run, it is called on another thread, because otherwise the
   * two would wait for each other.
   */
  readonly nonblocking: boolean;
}

/**
 * Receives one callback of the library: the number from `user_data`, and copies of the values. It
 * may run inside the C callback, on JavaScript's thread, so it must not throw or run user code.
 */
export type Receive = (number: number, values: readonly NativeValue[]) => void;

/**
 * A list of records that there is one of in the process, for all its threads of JavaScript and all
 * copies and versions of this module. It says who has what only one can have. A record's owner is
 * the thread that has made it, until that thread ends, and nobody from then on.
 *
 * Keys and values are texts of the caller's own choice. Nothing here ever waits.
 *
 * @throws {Error} Each of the functions: there is no memory.
 */
export interface Claims {
  /**
   * Makes a record, unless there is one with this key.
   *
   * @returns `null` when it was made; else the record that is there, and whether it is nobody's.
   */
  claim(key: string, value: string): { readonly value: string; readonly ended: boolean } | null;

  /**
   * Changes the value of a record of this thread's.
   *
   * @throws {Error} This thread has none with this key.
   */
  update(key: string, value: string): void;

  /** Removes the record with this key, whoever's it is, if there is one. */
  release(key: string): void;

  /**
   * Makes a record this thread's own: the oldest that is nobody's and whose key begins so.
   *
   * @returns `null` when there is none.
   */
  take(prefix: string): { readonly key: string; readonly value: string } | null;
}

/** How many numbers an adapter reserves at once. */
export const NUMBERS_AT_ONCE: number = 2 ** 20;

/** One runtime's FFI. */
export interface Adapter {
  /** What the runtime's FFI is called, with its version where it has one of its own. */
  readonly name: string;

  /**
   * Whether the library's threads block in their callbacks until JavaScript has received them. With
   * copier.c they do not, so a busy JavaScript thread never delays them.
   */
  readonly callbacksBlock: boolean;

  /**
   * Whether all functions of a library must be bound when it is loaded, rather than when they are
   * first used: where a thread that is terminated while it binds one takes the process with it.
   */
  readonly bindsAtOnce?: boolean;

  /** What this process's threads have claimed; not there without a compiled copier. */
  readonly claims?: Claims;

  /**
   * Loads the library if this process has not done so yet, and finds one function in it.
   *
   * @returns The function, or `undefined` when the library doesn't export it.
   * @throws {Error} The loader's own error when the library can't be loaded.
   */
  bind(path: string, name: string, signature: NativeSignature): NativeFunction | undefined;

  /**
   * Makes the process's one native callback for a C signature. It lives as long as the process,
   * because the library's threads may call it at any time.
   *
   * @throws {LibraryLoadError} This thread of JavaScript may end before the process does, and there
   * is no copier that would take the callbacks then.
   */
  createCallback(parameters: readonly NativeCallbackKind[], receive: Receive): NativeCallback;

  /**
   * Reserves {@linkcode NUMBERS_AT_ONCE} numbers, so that a callback with one of them in its
   * `user_data` comes here and nowhere else. Not there where each thread has callbacks of its own.
   *
   * @returns The first of them.
   * @throws {Error} There is no memory.
   */
  reserveNumbers?(): number;

  /**
   * Drops all callbacks from now on, and frees what receives them. It is for a module that another
   * has replaced on this thread of JavaScript, as a reload does. Doing it twice is doing it once.
   */
  retire?(): void;

  /**
   * Makes it safe for the process to exit at any moment, on runtimes where the library's threads
   * could otherwise call a callback that is already freed.
   *
   * @param mayCallBack Whether the library may call back at the moment of the question.
   */
  guardExit?(mayCallBack: () => boolean): void;
}
