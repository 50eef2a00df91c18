/**
 * The values that the library calls the callbacks of a request with, from a handler's answer.
 *
 * @module
 */

import { callbackDefinition } from "../../ffi/calls/callback_signatures.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import type { NativeValue } from "../../ffi/table/adapter.ts";
import { callbackParameters } from "../../ffi/table/function_definition.ts";
import type { CallbackParameterKind, FunctionDefinition } from "../../ffi/table/symbol_table.ts";
import { nativeValue } from "./native_value.ts";

/** What a request is answered. */
export interface Answer {
  readonly code: number;
  readonly desc: string;
  readonly value: unknown;
}

type Values = Readonly<Record<string, unknown>>;

/** Whether the callback of a request can tell of a failure. */
export function tellsCode(definition: FunctionDefinition): boolean {
  return callbackParameters(definition).every(({ type }) => type.endsWith("TIMCommCallback"));
}

/**
 * The values for each callback of a request, in C's order.
 *
 * @param name The C function.
 * @throws {TypeError} A value is of the wrong type, or can't be written as JSON.
 * @throws {RangeError} A number doesn't fit.
 */
export function valuesOfAnswer(name: string, { code, desc, value }: Answer): NativeValue[][] {
  const definition: FunctionDefinition = symbols[name as keyof typeof symbols];
  const callbacks = callbackParameters(definition);
  const where = `Cannot answer ${name}: the answer`;
  const values = (value ?? {}) as Values;
  if (!tellsCode(definition)) {
    return callbacks.map(({ type }) =>
      callbackDefinition(type).map(([key, kind]) =>
        nativeValue(`${where}'s ${key}`, kind, values[key] ?? emptyValue(kind))
      )
    );
  }
  const status = nativeValue(`Cannot answer ${name}: the error code`, "i32", code);
  const json = (part: unknown): NativeValue => nativeValue(where, "json", part);
  if (callbacks.length === 1) return [[status, desc, json(value)]];
  // The first tells the message's id, as soon as it is known.
  return [[0, "", json(values[callbacks[0]!.name])], [status, desc, json(values.result)]];
}

/** What the library gives where it has nothing. */
function emptyValue(kind: CallbackParameterKind): unknown {
  if (kind === "json" || kind === "string") return null;
  return kind === "bool" ? false : 0;
}
