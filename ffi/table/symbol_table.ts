/**
 * The types of the symbol table.
 *
 * @module
 */

/** A value that C takes or returns as a number. */
export type NumberKind = "i32" | "u32" | "i64" | "u64" | "bool";

/** `const char*`: UTF-8 text, or UTF-8 text that is JSON. NULL is `null` in JavaScript. */
export type TextKind = "string" | "json";

/** A `char*` that C writes text into. */
export interface OutBuffer {
  /** The size of the buffer, in bytes, with room for the closing NUL. */
  readonly outBytes: number;
}

/** What the parameter of a callback can be. */
export type CallbackParameterKind = NumberKind | TextKind;

/** The same at the level of C, where JSON is text. */
export type NativeCallbackKind = NumberKind | "string";

/** The parameters of a C callback without its `user_data`: each one's name and kind. */
export type CallbackDefinition = readonly (readonly [name: string, kind: CallbackParameterKind])[];

/** The name of a callback in the table: its C type. */
export type CallbackName = `${string}Callback`;

/** What the parameter of a C function can be; a callback is named by its C type. */
export type ParameterKind<CallbackType extends CallbackName = CallbackName> =
  | NumberKind
  | TextKind
  | OutBuffer
  | CallbackType
  | "user_data";

/** What a C function can return. */
export type ResultKind = "i32" | "u32" | "u64" | "string" | "void";

/** One C function of the table. */
export interface FunctionDefinition<CallbackType extends CallbackName = CallbackName> {
  /** Each parameter's name and kind, in C's order. */
  readonly parameters: readonly (readonly [name: string, kind: ParameterKind<CallbackType>])[];
  /** What it returns. */
  readonly result: ResultKind;
  /**
   * Set when the function may block until the library's own threads are done. Those may be blocked
   * in a callback that waits for JavaScript. So where callbacks block, the function is never called
   * on JavaScript's thread; everywhere it returns a Promise.
   */
  readonly nonblocking?: true;
  /**
   * For a function that reports progress by its callback: the `desc` by which a report is told from
   * the answer.
   */
  readonly progressDesc?: string;
  /**
   * For a function that adds a listener: the C function that removes it, to be called before
   * another is added.
   */
  readonly removedBy?: string;
}

/** A table of C functions, by name. */
export type SymbolTable<Name extends string = string> = Readonly<Record<Name, FunctionDefinition>>;

/** Whether a parameter is a callback. */
export function isCallback(kind: ParameterKind): kind is CallbackName {
  return typeof kind === "string" && kind.endsWith("Callback");
}
