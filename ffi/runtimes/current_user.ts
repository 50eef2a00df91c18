/**
 * Which user this process runs as.
 *
 * @module
 */

import process from "node:process";
import { isGranted } from "./deno_permissions.ts";

/** The user's number; `undefined` on Windows, and where Deno does not let it be known. */
export function currentUser(): number | undefined {
  const isHidden = "Deno" in globalThis && !isGranted({ name: "sys", kind: "uid" });
  return isHidden ? undefined : process.getuid?.();
}

/** Whether files and directories may be looked at without asking. */
export function mayRead(path: string): boolean {
  return !("Deno" in globalThis) || isGranted({ name: "read", path });
}
