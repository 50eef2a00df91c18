/**
 * Writes `ffi/generated/enums.ts`.
 *
 * @module
 */

import type { Enumeration, Model } from "./model.ts";
import { type GeneratedFile, heading, type Origin } from "./text.ts";

/** The enumerations, as constant objects. */
export function emitEnums({ enumerations }: Model, origin: Origin): GeneratedFile {
  const about = [
    "The enumerations of the vendor's headers, by their C names.",
    "",
    "Where values are flags, which are combined by `|`, the type is any number.",
  ];
  return {
    path: "ffi/generated/enums.ts",
    text: heading(origin, about) + enumerations.map(emitEnumeration).join("\n"),
  };
}

function emitEnumeration({ name, header, enumerators, isFlags }: Enumeration): string {
  const type = isFlags ? "number" : `(typeof ${name})[keyof typeof ${name}]`;
  return `
/** C: \`enum ${name}\` of ${header}. */
export const ${name} = {
${enumerators.map(({ name, value }) => `  ${name}: ${value},`).join("\n")}
} as const;

/** ${isFlags ? "Values" : "One of the values"} of {@linkcode ${name}}${
    isFlags ? ", combined" : ""
  }. */
export type ${name} = ${type};
`;
}
