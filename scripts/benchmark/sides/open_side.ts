/**
 * Opens one side of the comparison; the modules of all others stay unloaded.
 *
 * @module
 */

import type { Side, SideName } from "./side.ts";

/** Opens the named side on this runtime. */
export async function openSide(
  name: SideName,
  libraryPath: string,
  dataDir: string,
): Promise<Side> {
  if (name === "module") return await (await import("./module.ts")).openSide(libraryPath, dataDir);
  if (name === "ffi_rs") return await (await import("./ffi_rs.ts")).openSide(libraryPath);
  if ("Deno" in globalThis) return (await import("./raw_deno.ts")).openSide(libraryPath);
  if ("Bun" in globalThis) return (await import("./raw_bun.ts")).openSide(libraryPath);
  return (await import("./raw_node.ts")).openSide(libraryPath);
}
