/**
 * The command that mends most of what can be wrong with an installation.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { moduleUrl } from "./module_url.ts";

/** What a shell takes as it is. */
const PLAIN_PATH = /^[\w./:\\-]+$/;

/**
 * The command that installs the library and compiles the copier, as a user of this runtime would
 * type it, wherever he is.
 */
export function installCommand(): string {
  // Only what comes from the source is a .ts file: a clone, which another project may link.
  const [, clone] = /^(file:.*)\/ffi\/base\/[^/]+\.ts$/.exec(moduleUrl) ?? [];
  if (clone !== undefined) {
    const path = fileURLToPath(`${clone}/src/cli.ts`);
    const program = PLAIN_PATH.test(path) ? path : `"${path}"`;
    if ("Deno" in globalThis) return `deno run -A ${program} install`;
    return "Bun" in globalThis ? `bun ${program} install` : `npx -y deno run -A ${program} install`;
  }
  if ("Deno" in globalThis) return "deno run -A jsr:@imsdk/ffi/cli install";
  // Only what is installed is run. Where nothing is, npx would fetch a package of that name.
  return `${"Bun" in globalThis ? "bun run" : "npx --no"} imsdk install`;
}
