/**
 * What an entry of the symbol table says about its C function.
 *
 * @module
 */

import { type CallbackName, type FunctionDefinition, isCallback } from "./symbol_table.ts";

/** Whether the function answers by a callback, once. */
export function isRequest({ parameters, result }: FunctionDefinition): boolean {
  return result !== "void" && takesCallbacks(parameters);
}

/** Whether the function sets a listener, which the library may call at any time from then on. */
export function isListenerSetter({ parameters, result }: FunctionDefinition): boolean {
  return result === "void" && takesCallbacks(parameters);
}

/** A callback without `user_data` is never called: it only identifies the listener to remove. */
function takesCallbacks(parameters: FunctionDefinition["parameters"]): boolean {
  return parameters.some(([, kind]) => kind === "user_data");
}

/** A callback that a function takes: the parameter's name, and its C type. */
export interface NamedCallback {
  readonly name: string;
  readonly type: CallbackName;
}

/** The callbacks that the function takes, in C's order. */
export function callbackParameters({ parameters }: FunctionDefinition): readonly NamedCallback[] {
  return parameters.flatMap(([name, kind]) => isCallback(kind) ? [{ name, type: kind }] : []);
}

/** A buffer that a function writes a text into: the parameter's name, and its position. */
export interface NamedBuffer {
  readonly name: string;
  readonly index: number;
}

/** The buffers that the function writes texts into, in C's order. */
export function bufferParameters({ parameters }: FunctionDefinition): readonly NamedBuffer[] {
  return parameters.flatMap(([name, kind], index) =>
    typeof kind === "object" ? [{ name, index }] : []
  );
}

/**
 * The names of what a caller in JavaScript passes: neither callbacks nor `user_data` nor buffers.
 */
export function argumentNames({ parameters }: FunctionDefinition): readonly string[] {
  return parameters.flatMap(([name, kind]) =>
    typeof kind === "object" || kind === "user_data" || isCallback(kind) ? [] : [name]
  );
}
