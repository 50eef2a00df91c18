/**
 * Writes `ffi/generated/listeners.ts`.
 *
 * @module
 */

import type { Model } from "./model.ts";
import { type GeneratedFile, heading, importOf, type Origin } from "./text.ts";

/** The functions whose events src/events.ts describes by hand. */
const byHand: readonly string[] = [
  "TIMSetNetworkStatusListenerCallback",
  "TIMSetKickedOfflineCallback",
  "TIMSetUserSigExpiredCallback",
  "TIMSetSelfInfoUpdatedCallback",
  "TIMSetUserStatusChangedCallback",
  "TIMSetUserInfoChangedCallback",
  "TIMSetLogCallback",
];

/** The events of a session that the library's listeners make. */
export function emitLibraryEvents(model: Model, origin: Origin): GeneratedFile {
  const events = model.events.filter(({ setter }) => !byHand.includes(setter));
  const about = [
    "The events that a session has from the library's listeners, besides those of events.ts.",
    "",
    "A detail is the value that the listener is given, or, where there are several, an object that",
    "has them by their C names. Where a value is JSON, it is `null` if there is none that can be",
    "read.",
  ];
  const map = events.map(({ name, setter, detail }) =>
    `  /** C: \`${setter}\` */\n  ${name}: CustomEvent<${detail}>;`
  );
  const body = `
/** The events, by type. */
export interface LibraryEventMap {
${map.join("\n")}
}

/** The C function that subscribes to each event. */
export const libraryEvents = {
${events.map(({ name, setter }) => `  ${name}: "${setter}",`).join("\n")}
} as const satisfies Record<keyof LibraryEventMap, keyof NativeApi>;
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
