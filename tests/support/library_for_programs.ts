/**
 * The real library, for programs that are run without a network.
 *
 * @module
 */

import { LibraryLoadError } from "../../ffi/errors/library_load_error.ts";
import { locateLibrary } from "../../ffi/library_file/locate.ts";
import { isIsolated, isolatingCommand } from "../../scripts/network_namespace.ts";

/** The real library with the command prefix that removes its network, or why it can't be used. */
export function realLibrary(): { path: string; before: readonly string[] } | string {
  const before = isIsolated() ? [] : isolatingCommand();
  if (before === undefined) return "no network namespace can be made here";
  try {
    return { path: locateLibrary(), before };
  } catch (error) {
    if (error instanceof LibraryLoadError) return "the library is not installed";
    throw error;
  }
}
