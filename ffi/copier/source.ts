/**
 * The C source of the copier that Bun compiles by itself.
 *
 * @module
 */

/** Beside this module; in a bundle, beside the bundle. */
export const copierSourceUrl: URL = new URL("./copier.c", import.meta.url);
