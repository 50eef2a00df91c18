/**
 * The words that the symbol table is written in.
 *
 * @module
 */

import { callbacks } from "./symbols.ts";

/** A value that C takes or gives as a number. */
export type NumberKind = "i32" | "u32" | "i64" | "u64" | "bool";

/** `const char*`: UTF-8 text, or UTF-8 text that is JSON. NULL is `null` in JavaScript. */
export type TextKind = "string" | "json";

/** A `char*` that C writes text into, and how many bytes it is promised. */
export interface OutBuffer {
  /** The size of the buffer, in bytes, with room for the closing NUL. */
  readonly outBytes: number;
}

/** What the parameter of a callback can be. */
export type CallbackParameterKind = NumberKind | TextKind;

/** The same as far as C is concerned: JSON is text. */
export type NativeCallbackKind = NumberKind | "string";

/** The parameters of a C callback without its `user_data`: each one's name and kind. */
export type CallbackDefinition = readonly (readonly [name: string, kind: CallbackParameterKind])[];

/** The name of a callback in the table: its C type. */
export type CallbackName = keyof typeof callbacks;

/** What the parameter of a C function can be; a callback is named by its C type. */
export type ParameterKind<CallbackType extends string = CallbackName> =
  | NumberKind
  | TextKind
  | OutBuffer
  | CallbackType
  | "user_data";

/** What a C function can return. */
export type ResultKind = "i32" | "u32" | "u64" | "string" | "void";

/** One C function of the table. */
export interface FunctionDefinition<CallbackType extends string = CallbackName> {
  /** Each parameter's name and kind, in C's order. */
  readonly parameters: readonly (readonly [name: string, kind: ParameterKind<CallbackType>])[];
  /** What it returns. */
  readonly result: ResultKind;
  /**
   * Set when the function may wait for the library's own threads. Those may be inside a callback
   * that waits for JavaScript, so such a function is never called on JavaScript's thread where
   * callbacks wait, and always returns a Promise.
   */
  readonly waitsForLibraryThreads?: true;
  /**
   * Of a function that calls back several times: the words by which its callback tells of progress,
   * and that the answer is yet to come.
   */
  readonly progressDesc?: string;
  /**
   * Of a function that adds a listener: the C function that takes it away, to be called before
   * another is added.
   */
  readonly removedBy?: string;
}

/** A table of C functions, by name. */
export type SymbolTable<Name extends string = string> = Readonly<Record<Name, FunctionDefinition>>;

/** The C signature of a callback, without its `user_data`. */
export function nativeCallbackKinds(definition: CallbackDefinition): NativeCallbackKind[] {
  return definition.map(([, kind]) => kind === "json" ? "string" : kind);
}

/**
 * What tells the native callback for a C type from others. Types of the same C signature share one,
 * but where a function takes two callbacks of one type, the first has a native callback to itself.
 */
export function signatureOf(name: CallbackName): string {
  const kinds = nativeCallbackKinds(callbacks[name]).join();
  return isFirst(name) ? `first ${kinds}` : kinds;
}

/** Whether this stands for the first of two callbacks of one type. */
export function isFirst(name: string): boolean {
  return name.startsWith("First");
}

/** Whether a parameter is a callback. */
export function isCallback(kind: ParameterKind): kind is CallbackName {
  return typeof kind === "string" && kind.endsWith("Callback");
}

/** JSON that is written already, or NULL. */
export type JsonText = string | null;

/** How long a request may take, and what ends the wait for it. */
export interface RequestOptions {
  /** Ends the wait: the promise rejects with the signal's reason. C is not told. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The longest wait for the answer, in milliseconds, at most 2,147,483,647. In a session it's
   * `callTimeout` when it's left out, and otherwise there is no limit.
   */
  readonly timeout?: number | undefined;
}

/** The same for a request that tells of its progress. */
export interface ProgressOptions<Progress> extends RequestOptions {
  /**
   * Called with how far it has come, as often as the library says so. It extends a session's
   * `callTimeout`, but not `timeout`.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * A request to a C function that writes text into a buffer before it returns. The promise has the
 * text as a property from the beginning, which is empty if the call has failed by then; the promise
 * resolves with the same text and with the answer.
 */
export type PendingRequest<Result, Buffer extends string> =
  & Promise<{ readonly result: Result } & Readonly<Record<Buffer, string>>>
  & Readonly<Record<Buffer, string>>;

/** The arguments of a C function in JavaScript. */
export type ArgumentsOf<Function> = Function extends (...args: infer Arguments) => unknown
  ? Arguments
  : never;

/** What a C function gives in JavaScript. */
export type ResultOf<Function> = Function extends (...args: never) => infer Result ? Result : never;
