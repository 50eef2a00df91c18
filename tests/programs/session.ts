/**
 * The set-up that the programs of this directory share: a session on the library that the first
 * argument names, with its data in the directory that the second argument names. An empty argument
 * stands for the module's default.
 *
 * @module
 */

import process from "node:process";
import { locateLibrary } from "../../ffi/library_file/locate.ts";
import { ImSdk, type OpenOptions } from "../../mod.ts";
import { StandInControl } from "../../scripts/stand_in/control.ts";

const [libraryPath, dataDir] = process.argv.slice(2);

/** The arguments of the program itself. */
export const args: readonly string[] = process.argv.slice(4);

/** Opens a session. */
export function openSession(options: Partial<OpenOptions> = {}): Promise<ImSdk> {
  return ImSdk.open({
    sdkAppId: 1400000000,
    ...(libraryPath ? { libraryPath } : {}),
    ...(dataDir ? { dataDir } : {}),
    ...options,
  });
}

/** Tells the stand-in how to behave. */
export function controlStandIn(): Promise<StandInControl> {
  return StandInControl.of(locateLibrary(libraryPath || undefined));
}
