/**
 * What an entry of the symbol table says about its C function.
 *
 * @module
 */

import { type CallbackName, type FunctionDefinition, isCallback } from "./signatures.ts";

/** Whether the function answers by a callback, once. */
export function isRequest({ parameters, result }: FunctionDefinition): boolean {
  return result !== "void" && takesCallbacks(parameters);
}

/** Whether the function sets a listener, which is called for ever after. */
export function isListenerSetter({ parameters, result }: FunctionDefinition): boolean {
  return result === "void" && takesCallbacks(parameters);
}

/** Callbacks without `user_data` are there to be taken away: nothing calls them. */
function takesCallbacks(parameters: FunctionDefinition["parameters"]): boolean {
  return parameters.some(([, kind]) => kind === "user_data");
}

/** A callback that a function takes: the parameter's name, and its C type. */
export interface NamedCallback {
  readonly name: string;
  readonly type: CallbackName;
}

/** The callbacks that the function takes, in C's order. */
export function callbackParameters({ parameters }: FunctionDefinition): NamedCallback[] {
  return parameters.flatMap(([name, kind]) => isCallback(kind) ? [{ name, type: kind }] : []);
}

/** The buffers that the function writes texts into: their names, and which parameters they are. */
export function bufferParameters(
  { parameters }: FunctionDefinition,
): { readonly name: string; readonly index: number }[] {
  return parameters.flatMap(([name, kind], index) =>
    typeof kind === "object" ? [{ name, index }] : []
  );
}

/**
 * The names of what a caller in JavaScript passes: neither callbacks nor `user_data` nor buffers.
 */
export function argumentNames({ parameters }: FunctionDefinition): string[] {
  return parameters.flatMap(([name, kind]) =>
    typeof kind === "object" || kind === "user_data" || isCallback(kind) ? [] : [name]
  );
}
