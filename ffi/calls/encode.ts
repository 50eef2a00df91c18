/**
 * Turns the arguments of a JavaScript caller into values for C, and refuses those that C would
 * misread.
 *
 * @module
 */

import type { NativeArgument } from "../table/adapter.ts";
import { kindOf } from "../base/kind_of.ts";
import { parseJson, stringifyJson } from "./json.ts";
import {
  checkJsonValue,
  mayHaveMisfit,
  mayHaveSurrogateEscape,
  NOT_WELL_FORMED,
} from "./json_check.ts";
import type { NumberKind, TextKind } from "../table/symbol_table.ts";

/** The smallest and the largest integer of each kind. */
export const integerRanges = {
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
  u64: [0n, 2n ** 64n - 1n],
} as const satisfies Record<Exclude<NumberKind, "bool">, readonly [bigint, bigint]>;

/** The longest delay that a timer accepts. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The value for C of one argument.
 *
 * @param where The function and the parameter, for the error.
 * @param encode Makes the bytes of a text.
 * @throws {TypeError} The value is of another type, or is text that C can't carry.
 * @throws {RangeError} The number doesn't fit.
 */
export function encodeArgument(
  where: string,
  kind: NumberKind | TextKind,
  value: unknown,
  encode: (text: string) => Uint8Array,
): NativeArgument {
  switch (kind) {
    case "string":
      return value === null ? null : encode(checkText(where, value));
    case "json":
      return value === null ? null : encode(checkText(where, jsonText(where, value)));
    case "bool":
      return checkBoolean(where, value);
    default:
      return checkInteger(where, value, integerRanges[kind]);
  }
}

/**
 * Refuses surplus arguments, which would be ignored.
 *
 * @throws {TypeError} There are more of them than names.
 */
export function checkArgumentCount(
  where: string,
  names: readonly string[],
  { length }: readonly unknown[],
): void {
  if (length <= names.length) return;
  const taken = names.length === 0 ? "no arguments" : names.join(", ");
  throw new TypeError(`${where}: it takes ${taken}, but was given ${length} arguments.`);
}

/**
 * A text that C can carry: well-formed Unicode without NUL.
 *
 * @throws {TypeError} It is something else.
 */
export function checkText(where: string, value: unknown): string {
  if (typeof value !== "string") {
    throw new TypeError(`${where} must be a string, but is ${kindOf(value)}.`);
  }
  if (value.includes("\0")) throw new TypeError(`${where} must not contain a NUL character.`);
  if (!value.isWellFormed()) throw new TypeError(`${where} ${NOT_WELL_FORMED}`);
  return value;
}

/**
 * A boolean.
 *
 * @throws {TypeError} It is something else.
 */
export function checkBoolean(where: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${where} must be a boolean, but is ${kindOf(value)}.`);
}

/**
 * An integer in a range.
 *
 * @throws {TypeError} The value is no number.
 * @throws {RangeError} It is no safe integer, or outside the range.
 */
export function checkInteger(
  where: string,
  value: unknown,
  [min, max]: readonly [min: bigint, max: bigint],
): number | bigint {
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(
        `${where} must be an integer, and a bigint beyond 2^53 - 1, but is ${value}.`,
      );
    }
  } else if (typeof value !== "bigint") {
    throw new TypeError(`${where} must be a number or a bigint, but is ${kindOf(value)}.`);
  }
  if (value < min || value > max) {
    throw new RangeError(`${where} must be from ${min} to ${max}, but is ${value}.`);
  }
  return value;
}

/**
 * Checks a time limit in milliseconds: it must be one that a timer accepts.
 *
 * @throws {TypeError} The value is no number.
 * @throws {RangeError} It is out of range.
 */
export function checkTimeLimit(where: string, value: unknown): void {
  if (typeof value !== "number") {
    throw new TypeError(`${where} must be a number, but is ${kindOf(value)}.`);
  }
  if (!(value > 0 && value <= MAX_TIMER_MS)) {
    throw new RangeError(
      `${where} must be above 0 and at most ${MAX_TIMER_MS} ms, but is ${value}.`,
    );
  }
}

function jsonText(where: string, value: unknown): string {
  if (typeof value === "string") return checkedText(where, value);
  if (typeof value !== "object") {
    throw new TypeError(`${where} must be an object or JSON text, but is ${kindOf(value)}.`);
  }
  const json: unknown = stringifyJson(value);
  if (typeof json !== "string") {
    throw new TypeError(`${where} must be an object or JSON text, but its toJSON() gives neither.`);
  }
  if (mayHaveMisfit(json)) checkJsonValue(where, value);
  return json;
}

/** An exponent as JSON.stringify() does not write it. */
const BARE_EXPONENT = /\d[eE]\d|\dE[+-]/;

/** JSON that the caller has written. */
function checkedText(where: string, json: string): string {
  if (!mayHaveMisfit(json) && !BARE_EXPONENT.test(json)) return json;
  let value: unknown;
  try {
    value = parseJson(json);
  } catch {
    // The library refuses it, by a code of its own.
    return json;
  }
  checkJsonValue(where, value);
  // The library drops an element with a surrogate that is written as an escape, even one of a pair.
  return mayHaveSurrogateEscape(json) ? stringifyJson(value) : json;
}
