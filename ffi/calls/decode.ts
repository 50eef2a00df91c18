/**
 * Turns values from C into JavaScript values.
 *
 * @module
 */

import type { NativeValue } from "../table/adapter.ts";
import { parseJson } from "./json.ts";
import type { CallbackDefinition } from "../table/symbol_table.ts";

/** The value of a JSON text, or `null` when there is no text or it can't be read. */
function jsonOrNull(text: string | null): unknown {
  if (!text) return null;
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/**
 * The value of an answer: of its JSON, or `null` when it's empty. Some functions answer with plain
 * text, so text that is not JSON is returned as it is.
 */
export function jsonOrText(text: string | null): unknown {
  if (!text) return null;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** The values of a callback, with its JSON parsed. */
export function decodeValues(
  definition: CallbackDefinition,
  values: readonly NativeValue[],
): unknown[] {
  return definition.map(([, kind], index) =>
    kind === "json" ? jsonOrNull(values[index] as string | null) : values[index]
  );
}

/** The values of a callback by their names, with its JSON parsed. */
export function namedValues(
  definition: CallbackDefinition,
  values: readonly NativeValue[],
): Readonly<Record<string, unknown>> {
  const parsed = decodeValues(definition, values);
  return Object.fromEntries(definition.map(([name], index) => [name, parsed[index]]));
}
