/**
 * The values that the library calls a listener with, from the detail of an event: the way back.
 *
 * @module
 */

import { kindOf } from "../../ffi/base/kind_of.ts";
import { callbackDefinition } from "../../ffi/calls/callback_signatures.ts";
import { libraryEvents } from "../../ffi/generated/listeners.ts";
import { symbols } from "../../ffi/generated/symbols.ts";
import type { NativeValue } from "../../ffi/table/adapter.ts";
import { callbackParameters } from "../../ffi/table/function_definition.ts";
import type { CallbackParameterKind } from "../../ffi/table/symbol_table.ts";
import type { NativeEventType } from "../events.ts";
import { nativeValue } from "./native_value.ts";

/** The keys of details that do not have the C name of their value. */
const ownKeys: Readonly<Partial<Record<string, string>>> = { log: "message" };

/**
 * The values that stand for a detail.
 *
 * @throws {TypeError} A value is missing or of the wrong type, or can't be written as JSON.
 * @throws {RangeError} A number doesn't fit.
 */
export function valuesOfEvent(type: NativeEventType, detail: unknown): NativeValue[] {
  const [callback] = callbackParameters(symbols[libraryEvents[type]]);
  const definition = callbackDefinition(callback!.type);
  if (definition.length < 2) {
    return definition.map(([, kind]) => valueOf(`${type}: detail`, kind, detail));
  }
  if (typeof detail !== "object" || detail === null) {
    throw new TypeError(`Cannot emit ${type}: detail must be an object, but is ${kindOf(detail)}.`);
  }
  const values = detail as Readonly<Record<string, unknown>>;
  return definition.map(([name, kind]) => {
    const key = ownKeys[name] ?? name;
    return valueOf(`${type}: detail.${key}`, kind, values[key]);
  });
}

function valueOf(where: string, kind: CallbackParameterKind, value: unknown): NativeValue {
  if (value === undefined) throw new TypeError(`Cannot emit ${where} is missing.`);
  return nativeValue(`Cannot emit ${where}`, kind, value);
}
