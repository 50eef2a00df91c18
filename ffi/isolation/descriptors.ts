/**
 * The file descriptors that are left to this process. The native library ends the process when it
 * gets none for a socket of its own, and with it all sessions that are open.
 *
 * @module
 */

import { closeSync, openSync } from "node:fs";
import { codeOf, messageOf } from "../errors/error_text.ts";

/** An account takes seven to nine for good, and the one that was opened before it may take more. */
const ENOUGH = 64;

/**
 * Sees to it that there are enough of them for one more account.
 *
 * @param file A file that may be read.
 * @throws {Error} There are too few.
 */
export function assertDescriptorsLeft(file: string): void {
  const descriptors: number[] = [];
  try {
    while (descriptors.length < ENOUGH) descriptors.push(openSync(file, "r"));
  } catch (cause) {
    // Anything else is told by whoever needs the file.
    if (codeOf(cause) !== "EMFILE") return;
    throw new Error(
      `Cannot load a copy of the library: only ${descriptors.length} file descriptors are left, ` +
        `and ${ENOUGH} should be (${messageOf(cause)}). Raise the limit of the process: that of ` +
        "ulimit -n, or LimitNOFILE of systemd.",
      { cause },
    );
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}
