/**
 * Writes `ffi/generated/session_types.ts`.
 *
 * @module
 */

import { eventsAsGiven } from "./emit_library_events.ts";
import type { Model, TypeText } from "./model.ts";
import { type GeneratedFile, heading, type Origin } from "./text.ts";

/** The type of a message to be sent, which the main entry exports as well. */
const SENT = "MessageInput";

/** The types of event details and of messages to be sent, which the main entry exports. */
export function emitSessionTypes(model: Model, origin: Origin): GeneratedFile {
  const about = [
    "The types of a session's event details, and of the messages that it sends.",
  ];
  const types = [...eventsAsGiven(model).map(({ detail }) => detail), SENT];
  const shapes = shapesIn(model, types);
  const text = [...types, ...shapes.values()].join();
  const enumerations = model.enumerations.map(({ name }) => name)
    .filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const list = (names: Iterable<string>): string => [...names].toSorted().join(", ");
  return {
    path: "ffi/generated/session_types.ts",
    text: `${heading(origin, about)}
export type { ${list(enumerations)} } from "./enums.ts";
export type { ${list(shapes.keys())} } from "./json_shapes.ts";
`,
  };
}

/**
 * The types of json_shapes.ts that some types refer to, directly or not, with their own references.
 */
function shapesIn(model: Model, types: readonly TypeText[]): ReadonlyMap<string, TypeText> {
  const elements = (variants: Model["elements"]): TypeText =>
    ["TIMElemType", ...variants.flatMap(({ structure }) => structure ?? [])].join();
  const shapes = new Map([
    ["Integer", ""],
    ["Elem", elements(model.elements)],
    ["ElemInput", elements(model.elementInputs)],
    ...model.valueSets.map(({ name }) => [name, ""] as const),
    ...[...model.structures, ...model.inputs].map(({ name, properties }) =>
      [name, properties.map(({ type }) => type).join()] as const
    ),
  ]);
  const found = new Map<string, TypeText>();
  const find = (type: TypeText): void => {
    for (const [name] of type.matchAll(/\b[A-Z]\w*/g)) {
      const made = shapes.get(name);
      if (made === undefined || found.has(name)) continue;
      found.set(name, made);
      find(made);
    }
  };
  types.forEach(find);
  return found;
}
