/**
 * Where this copy of the module is.
 *
 * @module
 */

import { pathToFileURL } from "node:url";

/** What a bundle of the format CommonJS has in the place of `import.meta.url`. */
declare const __filename: string;

/**
 * The URL of this file, or of the bundle that it is in. What follows a `?` or `#` is how tools ask
 * for it again.
 */
export const moduleUrl: string = (import.meta.url ?? pathToFileURL(__filename).href)
  .replace(/[?#].*$/s, "");
