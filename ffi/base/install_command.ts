/**
 * The command that mends most of what can be wrong with an installation.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** What a shell takes as it is. */
const PLAIN_PATH = /^[\w./:\\-]+$/;

/**
 * The command that installs the library and compiles the copier, as a user of this runtime would
 * type it, wherever he is.
 */
export function installCommand(): string {
  const command = new URL("../../src/cli.ts", import.meta.url);
  // Only what comes from the source is a .ts file: a clone, which another project may link.
  const inClone = command.protocol === "file:" && new URL(import.meta.url).pathname.endsWith(".ts");
  if (inClone) {
    const path = fileURLToPath(command);
    const program = PLAIN_PATH.test(path) ? path : `"${path}"`;
    if ("Deno" in globalThis) return `deno run -A ${program} install`;
    return "Bun" in globalThis ? `bun ${program} install` : `npx -y deno run -A ${program} install`;
  }
  if ("Deno" in globalThis) return "deno run -A jsr:@imsdk/ffi/cli install";
  // Only what is installed is run. Where nothing is, npx would fetch a package of that name.
  return `${"Bun" in globalThis ? "bun run" : "npx --no"} imsdk install`;
}
