/**
 * Names what was given in place of something else, without showing it: it may be a secret.
 *
 * @module
 */

/** What a value is, such as "undefined", "a string", "an AbortSignal" or "a function". */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Array.isArray(value)) return "an array";
  const name = Object.prototype.toString.call(value).slice("[object ".length, -"]".length);
  return name === "Object" ? "an object" : `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}
