/**
 * The C source of the copier that Bun compiles by itself.
 *
 * @module
 */

/**
 * Beside this module; in a bundle, beside the bundle. Bundlers that copy such files know them by this
 * very expression.
 *
 * @throws {TypeError} It is not known, because this is a bundle of the format CommonJS.
 */
export function copierSourceUrl(): URL {
  return new URL("./copier.c", import.meta.url);
}
