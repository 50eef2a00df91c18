/**
 * Writes `ffi/generated/json_shapes.ts`.
 *
 * @module
 */

import type { ElementVariant, Model, Property, Structure, ValueSet } from "./model.ts";
import { type GeneratedFile, heading, importOf, type Origin } from "./text.ts";

/** The structures of the library's JSON. */
export function emitJsonShapes(model: Model, origin: Origin): GeneratedFile {
  const about = [
    "The JSON that the library takes and gives, with its own keys.",
    "",
    "What must be written is required; everything else may be left out, and the library leaves out",
    "what isn't set.",
  ];
  const body = [
    INTEGER,
    ...model.valueSets.map(emitValueSet),
    ...model.structures.map(emitStructure),
    emitElements(model.elements),
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

function emitValueSet({ name, header, values }: ValueSet): string {
  return `
/** C: the texts of the section ${name} of ${header}. */
export type ${name} =
${values.map(({ value }) => `  | ${JSON.stringify(value)}`).join("\n")};
`;
}

function emitStructure({ name, header, properties }: Structure): string {
  return `
/** C: the keys of the section ${name} of ${header}. */
export interface ${name} {
${properties.map(emitProperty).join("\n")}
}
`;
}

function emitProperty(property: Property): string {
  const { key, constant, cType, type, access, isRequired, isObsolete } = property;
  const description = `C: \`${constant}\`, ${cType}${access === undefined ? "" : `, ${access}`}.`;
  const comment = isObsolete
    ? `  /**\n   * ${description}\n   *\n   * @deprecated Marked as obsolete in the headers.\n   */`
    : `  /** ${description} */`;
  const name = /^\w+$/.test(key) ? key : JSON.stringify(key);
  return `${comment}\n  readonly ${name}${isRequired ? "" : "?"}: ${type};`;
}

function emitElements(elements: readonly ElementVariant[]): string {
  const variants = elements.map(({ enumerator, structure }) => {
    const type = `{ readonly elem_type: typeof TIMElemType.${enumerator} }`;
    return structure === undefined ? type : `(${type} & ${structure})`;
  });
  return `
/** An element of a message: \`elem_type\` says which keys it has. */
export type Elem =
${variants.map((variant) => `  | ${variant}`).join("\n")};
`;
}
