/**
 * Runs programs where there is no network but loopback. The real library connects to its vendor's
 * servers as soon as it's initialised, which a test or a demonstration must not do.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { networkInterfaces } from "node:os";
import process from "node:process";

/** Whether this process has no network but loopback. */
export function isIsolated(): boolean {
  return Object.values(networkInterfaces()).flat().every((address) => address?.internal !== false);
}

/**
 * Command prefix that runs a command in a new network namespace, or `undefined` where this machine
 * or this user can't create one.
 */
export function isolatingCommand(): readonly string[] | undefined {
  if (process.platform !== "linux") return undefined;
  // A machine without `ip` keeps its loopback down, which isolates just as well.
  const inside = ["--net", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"];
  return [["unshare", ...inside], ["unshare", "-r", ...inside]].find(([command, ...args]) =>
    spawnSync(command!, [...args, "true"]).status === 0
  );
}
