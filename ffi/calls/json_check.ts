/**
 * Refuses values that JSON or the library would change without a word.
 *
 * A lone surrogate, half of a character, makes the library drop the element that it is in. JSON
 * writes NaN and the infinities as null, and so it does with undefined in a list. Of a number that
 * does not fit its key's C type, the library takes what is left of it.
 *
 * To look at every value costs several times as much as to write the JSON. So the text is looked at
 * first: if it has nothing that such a value leaves there, the values are fine.
 *
 * @module
 */

import { integerKeys } from "../generated/integer_keys.ts";

/**
 * What an integer must fit. Unsigned keys of 32 bits take negative numbers too, because the headers
 * call some keys unsigned in which the library itself uses -1.
 */
const ranges = {
  i32: [-(2n ** 31n), 2n ** 31n - 1n],
  u32: [-(2n ** 31n), 2n ** 32n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
  u64: [0n, 2n ** 64n - 1n],
} as const;

/** What an error says of a text with a lone surrogate. */
export const NOT_WELL_FORMED =
  "must be well-formed Unicode: it contains a lone surrogate, half of " +
  "a character. Cut texts between characters.";

/** An integer beyond 32 bits has at least as many digits. */
const LONG_DIGITS = 10;
const LARGEST_INT = "2147483647";
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/** Whether a JSON text may have a surrogate that is written as an escape. */
export function mayHaveSurrogateEscape(json: string): boolean {
  return json.includes("\\u") && SURROGATE_ESCAPE.test(json);
}

/**
 * Whether JSON may have something that {@linkcode checkJsonValue} refuses, as JSON.stringify() writes
 * it.
 */
export function mayHaveMisfit(json: string): boolean {
  return mayHaveSurrogateEscape(json) || json.includes("null") || mayHaveOddNumber(json);
}

/**
 * Whether a JSON text may have a number that is no integer of 32 bits: one with a point or an
 * exponent, or a long one. Faster than a regular expression.
 */
function mayHaveOddNumber(json: string): boolean {
  return hasInNumber(json, ".", "") || hasInNumber(json, "+", "e") ||
    hasInNumber(json, "-", "e") || hasLongNumber(json);
}

/** Whether a character stands in a number, after others. */
function hasInNumber(json: string, character: string, others: string): boolean {
  for (let at = json.indexOf(character); at >= 0; at = json.indexOf(character, at + 1)) {
    const end = at - others.length;
    if (!isDigit(json, end - 1) || !json.startsWith(others, end)) continue;
    // A number with a point before its exponent has been found by the point.
    if (startsNumber(json, startOfDigits(json, end - 1))) return true;
  }
  return false;
}

/** A long number has a digit at one of every {@linkcode LONG_DIGITS} positions. */
function hasLongNumber(json: string): boolean {
  for (let at = LONG_DIGITS - 1; at < json.length; at += LONG_DIGITS) {
    if (!isDigit(json, at)) continue;
    const start = startOfDigits(json, at);
    let end = at + 1;
    while (isDigit(json, end)) end++;
    // Times in seconds have ten digits until the year 2286, but fit.
    const isLong = end - start > LONG_DIGITS ||
      end - start === LONG_DIGITS && json.slice(start, end) > LARGEST_INT;
    if (isLong && startsNumber(json, start)) return true;
  }
  return false;
}

function startOfDigits(json: string, at: number): number {
  let start = at;
  while (isDigit(json, start - 1)) start--;
  return start;
}

/** Whether what begins here follows what a number may follow; a string begins with a quote. */
function startsNumber(json: string, start: number): boolean {
  const before = json.charCodeAt(json[start - 1] === "-" ? start - 2 : start - 1);
  return Number.isNaN(before) || before <= 32 || ":,[".includes(String.fromCharCode(before));
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

/** An object or a list, and where in the argument it is. */
interface Place {
  readonly holder: object;
  readonly key: string;
}

/**
 * Looks at every value that JSON is made of.
 *
 * @param where The call and the parameter, for the error.
 * @throws {TypeError} There is a lone surrogate, NaN or an infinity, or undefined in a list.
 * @throws {RangeError} A number does not fit its key.
 */
export function checkJsonValue(where: string, value: unknown): void {
  const places = new Map<object, Place>();
  // JSON.stringify() visits exactly what it writes, with toJSON() applied.
  JSON.stringify(value, function (this: Record<string, unknown>, key, written: unknown): unknown {
    const original = this[key];
    const item = typeof original === "bigint" ? original : unwrapped(written);
    const problem = problemOf(this, key, item, places);
    if (problem !== undefined) {
      throw new problem.Type(`${where}${pathOf(this, key, places)} ${problem.message}`);
    }
    if (typeof item !== "object" || item === null) return null;
    places.set(item, { holder: this, key });
    return item;
  });
}

interface Problem {
  readonly Type: typeof TypeError | typeof RangeError;
  readonly message: string;
}

function problemOf(
  holder: object,
  key: string,
  item: unknown,
  places: ReadonlyMap<object, Place>,
): Problem | undefined {
  if (!key.isWellFormed()) {
    return { Type: TypeError, message: NOT_WELL_FORMED };
  }
  switch (typeof item) {
    case "string":
      if (item.isWellFormed()) return undefined;
      return { Type: TypeError, message: NOT_WELL_FORMED };
    case "number":
      if (Number.isFinite(item)) break;
      return { Type: TypeError, message: `must be a number that JSON has, but is ${item}.` };
    case "bigint":
      break;
    default:
      if (item !== undefined || !Array.isArray(holder)) return undefined;
      return { Type: TypeError, message: "must not be undefined. Leave it out of the list." };
  }
  // An integer in a list is of the kind that the list's key has.
  const kind = integerKeys.get(Array.isArray(holder) ? places.get(holder)?.key ?? key : key);
  return kind && misfit(item, kind);
}

function misfit(item: number | bigint, kind: keyof typeof ranges): Problem | undefined {
  const [min, max] = ranges[kind];
  if (typeof item === "number" && !Number.isInteger(item)) {
    return { Type: RangeError, message: `must be an integer, but is ${item}.` };
  }
  if (item < min || item > max) {
    return { Type: RangeError, message: `must be from ${min} to ${max}, but is ${item}.` };
  }
  if (typeof item === "number" && !Number.isSafeInteger(item)) {
    return { Type: RangeError, message: `must be a bigint beyond 2^53 - 1, but is ${item}.` };
  }
  return undefined;
}

/** JSON writes an object that wraps a text or number as that. */
function unwrapped(item: unknown): unknown {
  return item instanceof Number || item instanceof String ? item.valueOf() : item;
}

/** Where an item is, such as `.message_elem_array[1].text_elem_content`. */
function pathOf(holder: object, key: string, places: ReadonlyMap<object, Place>): string {
  let path = "";
  for (let place: Place | undefined = { holder, key }; place; place = places.get(place.holder)) {
    // The top value is in an object that JSON.stringify() makes for it, under no name.
    if (!places.has(place.holder) && place.key === "") break;
    path = step(place) + path;
  }
  return path;
}

function step({ holder, key }: Place): string {
  if (Array.isArray(holder)) return `[${key}]`;
  return /^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
