/**
 * Writes `ffi/generated/listeners.ts`.
 *
 * @module
 */

import { type Descriptions, eventDescription } from "./descriptions.ts";
import type { LibraryEvent, Model } from "./model.ts";
import { comment, type GeneratedFile, heading, importOf, type Origin } from "./text.ts";

/** The functions whose details src/events.ts defines by hand. */
const byHand: readonly string[] = [
  "TIMSetNetworkStatusListenerCallback",
  "TIMSetLogCallback",
];

/** The events whose details are what the listener is given. */
export function eventsAsGiven({ events }: Model): readonly LibraryEvent[] {
  return events.filter(({ setter }) => !byHand.includes(setter));
}

/** The events of a session that the library's listeners make. */
export function emitLibraryEvents(
  model: Model,
  origin: Origin,
  descriptions: Descriptions,
): GeneratedFile {
  const asGiven = eventsAsGiven(model);
  const others = model.events.filter((event) => !asGiven.includes(event));
  const about = [
    "The events of a session that come from the library's listeners.",
    "",
    "A detail is the listener's value, or an object of its values under their C names. A value",
    "from JSON is `null` if the library sends no valid JSON. The details of",
    `${others.map(({ name }) => `\`${name}\``).join(" and ")} are defined in src/events.ts.`,
  ];
  const map = asGiven.map(({ name, setter, detail }) => {
    const { when, inSession } = eventDescription(descriptions, setter);
    const sentence = `${when[0]!.toUpperCase()}${when.slice(1)}.`;
    const description = inSession === undefined ? sentence : `${sentence} ${inSession}`;
    return `${
      comment([description, `C: \`${setter}\`.`], "  ")
    }\n  ${name}: CustomEvent<${detail}>;`;
  });
  const body = `
/** The events whose details are what the library gives, by type. */
export interface LibraryEventMap {
${map.join("\n")}
}

/** The C function that sets the listener of each event, by the event's type. */
export const libraryEvents = {
${model.events.map(({ name, setter }) => `  ${name}: "${setter}",`).join("\n")}
} as const satisfies Record<keyof LibraryEventMap | ${
    others.map(({ name }) => `"${name}"`).join(" | ")
  }, keyof NativeApi>;
`;
  const imports = [
    importOf(model.enumerations.map(({ name }) => name), "./enums.ts", body),
    importOf(["NativeApi"], "./functions.ts", body),
    importOf(model.structures.map(({ name }) => name), "./json_shapes.ts", body),
  ];
  return {
    path: "ffi/generated/listeners.ts",
    text: heading(origin, about) + imports.join("") + body,
  };
}
