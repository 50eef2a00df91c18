/**
 * What Deno permits, and what this module needs of that.
 *
 * @module
 */

import process from "node:process";
import type { Environment } from "../base/directories.ts";

/** The variables that say where the library and the data are. */
const variables = process.platform === "win32"
  ? ["IMSDK_LIBRARY", "IMSDK_CACHE", "LOCALAPPDATA", "USERPROFILE"]
  : process.platform === "darwin"
  ? ["IMSDK_LIBRARY", "IMSDK_CACHE", "HOME"]
  : ["IMSDK_LIBRARY", "IMSDK_CACHE", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"];

/** The flag that lets Deno read them. */
export const environmentFlag: string = `--allow-env=${variables.join()}`;

/** Whether something is permitted already. Nobody is asked for anything. */
export function isGranted(permission: Deno.PermissionDescriptor): boolean {
  return Deno.permissions.querySync(permission).state === "granted";
}

/** The process's environment, with those variables alone that may be read. */
export function grantedEnvironment(): Environment {
  const granted = variables.filter((variable) => isGranted({ name: "env", variable }));
  const env = Object.fromEntries(granted.map((variable) => [variable, process.env[variable]]));
  return { platform: process.platform, env };
}

/** Permissions, as Deno's flags. */
export interface Permissions {
  /** All that a session takes on this machine. */
  readonly needed: readonly string[];
  /** Those of them that aren't granted. */
  readonly missing: readonly string[];
}

/**
 * Compares what is granted with what a session takes. Nobody is asked for anything.
 *
 * @param library The library's path, if it's known.
 * @param copier The path of the compiled copier, if it's in use.
 * @param dataDirectory Tells the directory that the library writes into.
 */
export function missingPermissions(
  library: string | undefined,
  copier: string | undefined,
  dataDirectory: () => string,
): Permissions {
  const needed: string[] = [];
  const missing: string[] = [];
  const need = (flag: string, granted: boolean): boolean => {
    needed.push(flag);
    if (!granted) missing.push(flag);
    return granted;
  };

  if (library !== undefined && copier !== undefined) {
    // That the copier may be loaded is known: it has been.
    need(`--allow-ffi=${library},${copier}`, isGranted({ name: "ffi", path: library }));
  } else {
    // Callbacks of Deno's own take the flag without a value.
    need("--allow-ffi", isGranted({ name: "ffi" }));
  }
  const hasVariables = need(
    environmentFlag,
    variables.every((variable) => isGranted({ name: "env", variable })),
  );
  if (library !== undefined) {
    need(`--allow-read=${library}`, isGranted({ name: "read", path: library }));
  }
  if (hasVariables) {
    const path = dataDirectory();
    need(`--allow-write=${path}`, isGranted({ name: "write", path }));
  }
  return { needed, missing };
}
