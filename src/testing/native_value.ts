/**
 * A value as the library gives it out, from what a test has given: the way back to C.
 *
 * @module
 */

import { kindOf } from "../../ffi/base/kind_of.ts";
import { checkBoolean, checkInteger, checkText, integerRanges } from "../../ffi/calls/encode.ts";
import { stringifyJson } from "../../ffi/calls/json.ts";
import type { NativeValue } from "../../ffi/table/adapter.ts";
import type { CallbackParameterKind } from "../../ffi/table/symbol_table.ts";

/**
 * The value for a kind. Where there is no JSON, the library gives an empty text.
 *
 * @param where What the value is, for the error.
 * @throws {TypeError} The value is of another type, or can't be written as JSON.
 * @throws {RangeError} The number does not fit.
 */
export function nativeValue(
  where: string,
  kind: CallbackParameterKind,
  value: unknown,
): NativeValue {
  if (kind === "json") return jsonText(where, value);
  if (kind === "string") return value === null ? null : checkText(where, value);
  if (kind === "bool") return checkBoolean(where, value);
  const integer = checkInteger(where, value, integerRanges[kind]);
  return kind.endsWith("64") ? BigInt(integer) : Number(integer);
}

function jsonText(where: string, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "function" || typeof value === "symbol") {
    throw new TypeError(`${where} must be what JSON has, but is ${kindOf(value)}.`);
  }
  return stringifyJson(value);
}
