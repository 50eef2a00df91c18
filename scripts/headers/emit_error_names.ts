/**
 * Writes `ffi/generated/error_names.ts`.
 *
 * @module
 */

import type { Model } from "./model.ts";
import { type GeneratedFile, heading, type Origin } from "./text.ts";

/** The names of error codes. A code that has several names has the first of them. */
export function emitErrorNames({ errorCodes }: Model, origin: Origin): GeneratedFile {
  const names = new Map<number, string>();
  for (const { name, value } of errorCodes) if (!names.has(value)) names.set(value, name);
  const about = [
    "The names of the library's codes: those of TIMResult, which a C function returns when it",
    "refuses a call, and those of TIMErrCode, which are passed to a callback.",
  ];
  return {
    path: "ffi/generated/error_names.ts",
    text: heading(origin, about) + `
/** The name of a code; C: a value of \`TIMResult\` or \`TIMErrCode\`. */
export type ErrorName =
${[...names.values()].map((name) => `  | "${name}"`).join("\n")};

/** The name of each code, in the order of the vendor's headers. */
export const errorNames: ReadonlyMap<number, ErrorName> = new Map([
${[...names].map(([code, name]) => `  [${code}, "${name}"],`).join("\n")}
]);
`,
  };
}
