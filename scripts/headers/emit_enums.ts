/**
 * Writes `ffi/generated/enums.ts`.
 *
 * @module
 */

import type { Descriptions } from "./descriptions.ts";
import type { Enumeration, Model } from "./model.ts";
import { comment, type GeneratedFile, heading, type Origin } from "./text.ts";

/** The enumerations, as constant objects. */
export function emitEnums(
  { enumerations }: Model,
  origin: Origin,
  descriptions: Descriptions,
): GeneratedFile {
  const about = [
    "The enumerations of the vendor's headers, by their C names.",
    "",
    "Where the values are flags to be combined by `|`, the type is `number`.",
  ];
  return {
    path: "ffi/generated/enums.ts",
    text: heading(origin, about) +
      enumerations.map((enumeration) => emitEnumeration(enumeration, descriptions)).join("\n"),
  };
}

function emitEnumeration(
  { name, header, enumerators, isFlags }: Enumeration,
  descriptions: Descriptions,
): string {
  const { about, values } = descriptions.enumerations[name]!;
  const type = isFlags ? "number" : `(typeof ${name})[keyof typeof ${name}]`;
  const members = enumerators.map(({ name, value }) =>
    `${comment([values[name]!], "  ")}\n  ${name}: ${value},`
  );
  const ofType = `${isFlags ? "Values" : "One of the values"} of {@linkcode ${name}}${
    isFlags ? ", combined" : ""
  }: ${about[0]!.toLowerCase()}${about.slice(1)}`;
  return `
${comment([about, `C: \`enum ${name}\` of ${header}.`])}
export const ${name} = {
${members.join("\n")}
} as const;

${comment([ofType])}
export type ${name} = ${type};
`;
}
