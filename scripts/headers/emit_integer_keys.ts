/**
 * Writes `ffi/generated/integer_keys.ts`.
 *
 * @module
 */

import type { Model } from "./model.ts";
import { type GeneratedFile, heading, type Origin } from "./text.ts";

const TYPE = /^(?:array of )?(u?int)(?:8|16|32|(64))?\b/;

/**
 * The keys of integers, by what they can hold. Keys that only the library sets are not among them:
 * what it has sent must be accepted when it is sent back.
 */
export function emitIntegerKeys({ structures }: Model, origin: Origin): GeneratedFile {
  const keys = new Map<string, string>();
  for (const { key, cType, access } of structures.flatMap(({ properties }) => properties)) {
    const [, type, is64] = TYPE.exec(cType) ?? [];
    if (type === undefined || access === "read") continue;
    const kind = `${type === "int" ? "i" : "u"}${is64 ?? "32"}`;
    const other = keys.get(key);
    if (other !== undefined && other !== kind) {
      throw new Error(`The key ${key} is ${kind} in one structure and ${other} in another`);
    }
    keys.set(key, kind);
  }
  const about = ["The keys of the library's JSON whose values are integers, or lists of integers."];
  return {
    path: "ffi/generated/integer_keys.ts",
    text: heading(origin, about) + `
import type { NumberKind } from "../table/symbol_table.ts";

/** What an integer of each key must fit, in the order of the vendor's headers. */
export const integerKeys: ReadonlyMap<string, Exclude<NumberKind, "bool">> = new Map([
${[...keys].map(([key, kind]) => `  ["${key}", "${kind}"],`).join("\n")}
]);
`,
  };
}
