/**
 * JSON as the library writes it.
 *
 * @module
 */

/** The value of a JSON text, or `null` when there is no text or it can't be read. */
export function parseJson(text: string | null): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
