/**
 * What to do where koffi cannot be loaded.
 *
 * @module
 */

import process from "node:process";
import { codeOf, messageOf } from "../errors/error_text.ts";

/** What to do about an error of the import of koffi, in one sentence. */
export function koffiRemedy(cause: unknown): string {
  const add = `${"Bun" in globalThis ? "bun add" : "npm install"} koffi`;
  switch (codeOf(cause)) {
    case "ERR_MODULE_NOT_FOUND":
    case "MODULE_NOT_FOUND":
      return `Add it where the program is run: ${add}`;
    case "ERR_DLOPEN_DISABLED":
      return "permission" in process && process.permission
        ? "Run Node.js with --allow-addons as well, or without its permission model."
        : "Run Node.js without --no-addons, on the command line and in NODE_OPTIONS.";
    case "ERR_ACCESS_DENIED":
      return "Run Node.js with --allow-fs-read for node_modules, and with --allow-addons.";
  }
  if (/cannot find module|could not resolve|cannot find package/i.test(messageOf(cause))) {
    return `Add it where the program is run: ${add}`;
  }
  // koffi's own words where its package for this platform is missing, or its code is elsewhere.
  if (/native koffi module/i.test(messageOf(cause))) {
    return `Its binary for ${process.platform} ${process.arch} is missing. Install it again with ` +
      `optional dependencies: ${add}; in a bundle, keep koffi outside.`;
  }
  return `Install it again: ${add}`;
}
