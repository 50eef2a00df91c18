/**
 * Writes `ffi/generated/json_shapes.ts`.
 *
 * @module
 */

import type { Descriptions } from "./descriptions.ts";
import type { ElementVariant, Model, Property, Structure, ValueSet } from "./model.ts";
import { comment, type GeneratedFile, heading, importOf, type Origin } from "./text.ts";

/** The structures of the library's JSON. */
export function emitJsonShapes(
  model: Model,
  origin: Origin,
  { structures }: Descriptions,
): GeneratedFile {
  const about = [
    "The JSON that the library takes and returns, with its own keys.",
    "",
    "A key is required if the library requires it. All others are optional, and the library omits",
    "those that are not set.",
    "",
    "Where the headers call some keys read-only, there are two types: `Message` is what the",
    "library returns, and `MessageInput`, without those keys, is what it takes to create one.",
  ];
  const body = [
    INTEGER,
    ...model.valueSets.map((set) => emitValueSet(set, structures[set.name]!)),
    ...model.structures.map((structure) => {
      const { name, header } = structure;
      const source = `C: the keys of the section ${name} of ${header}.`;
      return emitStructure(structure, [structures[name]!, source]);
    }),
    ...model.inputs.map((input) => {
      const description =
        `A {@linkcode ${input.inputOf}} as it is sent, without the keys that only the library sets.`;
      return emitStructure(input, [description]);
    }),
    emitElements("Elem", model.elements, ELEMENT),
    ...(model.inputs.length === 0
      ? []
      : [emitElements("ElemInput", model.elementInputs, ELEMENT_INPUT)]),
  ].join("\n");
  const enumerations = model.enumerations.map(({ name }) => name);
  return {
    path: "ffi/generated/json_shapes.ts",
    text: heading(origin, about) + importOf(enumerations, "./enums.ts", body) + body,
  };
}

const INTEGER = `
/**
 * An integer of 64 bits. What the library gives is a number up to 2^53 - 1, and a bigint beyond it;
 * what it takes may be either.
 */
export type Integer = number | bigint;
`;
const ELEMENT = "An element of a message: `elem_type` says which keys it has.";
const ELEMENT_INPUT = "An element of a message to be sent. A received element fits as well, but " +
  "only the service can send those that tell of a group, a friend or a profile.";

function emitValueSet({ name, header, values }: ValueSet, description: string): string {
  return `
${comment([description, `C: the texts of the section ${name} of ${header}.`])}
export type ${name} =
${values.map(({ value }) => `  | ${JSON.stringify(value)}`).join("\n")};
`;
}

function emitStructure({ name, properties }: Structure, description: readonly string[]): string {
  return `
${comment(description)}
export interface ${name} {
${properties.map(emitProperty).join("\n")}
}
`;
}

const ACCESS = {
  "read": ", read-only",
  "write": ", write-only",
  "read and write": "",
} as const;

function emitProperty(property: Property): string {
  const { key, constant, cType, type, access, isRequired, isObsolete } = property;
  const source = `C: \`${constant}\`, ${cType}${access === undefined ? "" : ACCESS[access]}.`;
  const obsolete = isObsolete ? ["@deprecated Marked as obsolete in the headers."] : [];
  const name = /^\w+$/.test(key) ? key : JSON.stringify(key);
  return `${comment([source, ...obsolete], "  ")}\n  readonly ${name}${
    isRequired ? "" : "?"
  }: ${type};`;
}

function emitElements(
  name: string,
  elements: readonly ElementVariant[],
  description: string,
): string {
  const variants = elements.map(({ enumerator, structure }) => {
    const type = `{ readonly elem_type: typeof TIMElemType.${enumerator} }`;
    return structure === undefined ? type : `(${type} & ${structure})`;
  });
  return `
${comment([description])}
export type ${name} =
${variants.map((variant) => `  | ${variant}`).join("\n")};
`;
}
