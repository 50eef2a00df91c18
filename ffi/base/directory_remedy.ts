/**
 * What to do about a directory that cannot be used.
 *
 * @module
 */

import { codeOf, isNamed } from "../errors/error_text.ts";

/**
 * The remedy for an error of the system, as the beginning of a sentence that goes on with the
 * alternative that there always is: another directory.
 */
export function directoryRemedy(error: unknown): string {
  if (isNamed(error, "NotCapable")) {
    return "Run Deno with --allow-read and --allow-write for that directory, or ";
  }
  switch (codeOf(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "Make that directory writable, or ";
    case "ENOSPC":
    case "EDQUOT":
      return "Free some space on that disk, or ";
    case "EEXIST":
    case "ENOTDIR":
      return "Remove the file that is in the place of that directory, or ";
    default:
      return "If that cannot be mended, ";
  }
}
