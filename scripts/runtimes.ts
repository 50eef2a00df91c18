/**
 * How to start each runtime.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The runtimes that the module is made for. */
export type Runtime = "deno" | "bun";

/** The project's own directory. */
export const root: string = fileURLToPath(new URL("../", import.meta.url));

/** The command that runs a program on a runtime: Deno is this one, Bun is the one of `deno.json`. */
export function runCommand(runtime: Runtime): readonly string[] {
  return runtime === "deno" ? [Deno.execPath(), "run", "-A"] : [bunPath(), "run"];
}

/** Bun's executable, which Deno has installed with the project's packages. */
export function bunPath(): string {
  return join(root, "node_modules", ".bin", "bun");
}
