/**
 * What an entry of the symbol table says about its C function.
 *
 * @module
 */

import { type CallbackName, type FunctionDefinition, isCallback } from "./symbol_table.ts";

/** Makes something of a definition. */
type Of<Value> = (definition: FunctionDefinition) => Value;

/** Does it once for each definition: every call asks again. */
function once<Value>(make: Of<Value>): Of<Value> {
  const made = new WeakMap<FunctionDefinition, Value>();
  return (definition) => {
    let value = made.get(definition);
    if (value === undefined) {
      value = make(definition);
      made.set(definition, value);
    }
    return value;
  };
}

/** Whether the function answers by a callback, once. */
export const isRequest: Of<boolean> = once(({ parameters, result }) =>
  result !== "void" && takesCallbacks(parameters)
);

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
export const callbackParameters: Of<readonly NamedCallback[]> = once(({ parameters }) =>
  parameters.flatMap(([name, kind]) => isCallback(kind) ? [{ name, type: kind }] : [])
);

/** A buffer that a function writes a text into: the parameter's name, and which one it is. */
export interface NamedBuffer {
  readonly name: string;
  readonly index: number;
}

/** The buffers that the function writes texts into, in C's order. */
export const bufferParameters: Of<readonly NamedBuffer[]> = once(({ parameters }) =>
  parameters.flatMap(([name, kind], index) => typeof kind === "object" ? [{ name, index }] : [])
);

/**
 * The names of what a caller in JavaScript passes: neither callbacks nor `user_data` nor buffers.
 */
export const argumentNames: Of<readonly string[]> = once(({ parameters }) =>
  parameters.flatMap(([name, kind]) =>
    typeof kind === "object" || kind === "user_data" || isCallback(kind) ? [] : [name]
  )
);
