/**
 * The words that the symbol table is written in, and the TypeScript types that follow from it.
 *
 * @module
 */

import type { callbacks, symbols } from "./symbols.ts";

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

/** The C signature of a callback, without its `user_data`. */
export function nativeCallbackKinds(definition: CallbackDefinition): NativeCallbackKind[] {
  return definition.map(([, kind]) => kind === "json" ? "string" : kind);
}

/** What the parameter of a C function can be; a callback is named by its C type. */
export type ParameterKind<CallbackType extends string> =
  | NumberKind
  | TextKind
  | OutBuffer
  | CallbackType
  | "user_data";

/** What a C function can return. */
export type ResultKind = "i32" | "u32" | "u64" | "string" | "void";

/** One C function of the table. */
export interface FunctionDefinition<CallbackType extends string = string> {
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
   * Set when the function adds a listener: the C function that takes the listener away again, to be
   * called before another is set.
   */
  readonly removedBy?: string;
}

/** How long a request may take, and what ends the wait for it. */
export interface RequestOptions {
  /** Ends the wait: the promise rejects with the signal's reason. C is not told. */
  readonly signal?: AbortSignal | undefined;
  /** The longest wait for the callback, in milliseconds; without it the wait has no end. */
  readonly timeout?: number | undefined;
}

/** The answer to a request, and at once what C has written into buffers. */
export type PendingRequest<Result, Buffer extends string> =
  & Promise<{ readonly result: Result } & { readonly [Name in Buffer]: string }>
  & { readonly [Name in Buffer]: string };

/** JSON that is written already, or NULL. */
export type JsonText = string | null;

/** A table of C functions. */
export type SymbolTable = Readonly<Record<string, FunctionDefinition<CallbackName>>>;

/** The table of the vendor's library. */
export type ImSymbols = typeof symbols;

/** The C name of a callback type. */
export type CallbackName = keyof typeof callbacks;

/** The JavaScript value that is passed for a parameter. */
export type ArgumentOf<Kind> = Kind extends "string" ? string | null
  : Kind extends "json" ? object | string | null
  : Kind extends "bool" ? boolean
  : Kind extends "i64" | "u64" ? bigint | number
  : number;

/** The JavaScript value that a callback is given. Text may be NULL whatever the header says. */
export type CallbackValueOf<Kind> = Kind extends TextKind ? string | null
  : Kind extends "bool" ? boolean
  : Kind extends "i64" | "u64" ? bigint
  : number;

/** The JavaScript value of what a C function returns. */
export type ResultOf<Kind extends ResultKind> = Kind extends "void" ? undefined
  : Kind extends "string" ? string | null
  : Kind extends "u64" ? bigint
  : number;

/** The parameters that a JavaScript caller passes: all but callbacks, `user_data` and out-buffers. */
export type ArgumentsOf<Parameters> = Parameters extends
  readonly [readonly [string, infer Kind], ...infer Rest]
  ? Kind extends CallbackName | "user_data" | OutBuffer ? ArgumentsOf<Rest>
  : [argument: ArgumentOf<Kind>, ...rest: ArgumentsOf<Rest>]
  : [];

/** The C types of the callbacks that a C function takes. */
export type CallbackOf<Definition extends FunctionDefinition<CallbackName>> = Extract<
  Definition["parameters"][number][1],
  CallbackName
>;

/** The names of a C function's out-buffers. */
export type OutBuffersOf<Definition extends FunctionDefinition<CallbackName>> = Extract<
  Definition["parameters"][number],
  readonly [string, OutBuffer]
>[0];

/** The arguments of a C function in JavaScript. */
export type CallArguments<Definition extends FunctionDefinition<CallbackName>> = ArgumentsOf<
  Definition["parameters"]
>;

/** What a call returns: C's result, with the text of the out-buffers where there are any. */
export type CallResult<Definition extends FunctionDefinition<CallbackName>> = Definition extends
  { readonly waitsForLibraryThreads: true } ? Promise<ResultOf<Definition["result"]>>
  : [OutBuffersOf<Definition>] extends [never] ? ResultOf<Definition["result"]>
  :
    & { readonly result: ResultOf<Definition["result"]> }
    & { readonly [Name in OutBuffersOf<Definition>]: string };

/** The functions of a table that take no callback. */
export type PlainFunction<Table extends SymbolTable> = {
  [Name in keyof Table]: [CallbackOf<Table[Name]>] extends [never] ? Name : never;
}[keyof Table];

/** The functions of a table that answer once, by a TIMCommCallback. */
export type RequestFunction<Table extends SymbolTable> = {
  [Name in keyof Table]: [CallbackOf<Table[Name]>] extends ["TIMCommCallback"] ? Name : never;
}[keyof Table];

/** The functions of a table that set a listener. */
export type ListenerFunction<Table extends SymbolTable> = Exclude<
  keyof Table,
  PlainFunction<Table> | RequestFunction<Table>
>;

/** The values of a callback, from the list of its parameters. */
export type CallbackValues<Parameters> = Parameters extends
  readonly [readonly [string, infer Kind], ...infer Rest]
  ? [value: CallbackValueOf<Kind>, ...rest: CallbackValues<Rest>]
  : [];

/** The values that a callback of a C type is given in JavaScript. */
export type CallbackArguments<Name extends CallbackName> = CallbackValues<(typeof callbacks)[Name]>;

/** The values that a listener set by a C function is given. */
export type ListenerArguments<Definition extends FunctionDefinition<CallbackName>> =
  CallbackArguments<CallbackOf<Definition>>;
