/**
 * How to start a program of this project on each runtime.
 *
 * @module
 */

import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The runtimes that the module is made for. */
export type Runtime = "deno" | "bun" | "node";

/** Their display names. */
export const runtimeNames: Readonly<Record<Runtime, string>> = {
  deno: "Deno",
  bun: "Bun",
  node: "Node.js",
};

/** A runtime on this machine, and this project's modules as it loads them. */
export interface Host {
  readonly runtime: Runtime;
  /** The runtime's executable. */
  readonly executable: string;
  /** The directory that has `mod`, `ffi`, `src`, `scripts` and `tests`. */
  readonly directory: string;
  /** The extension of the modules, which are compiled for Node.js. */
  readonly extension: ".ts" | ".js";
  /** The drive that this machine's files are on, for a runtime of Windows. */
  readonly drive?: string;
}

/** The directory of this project, or of what it has been compiled into. */
export const root: string = fileURLToPath(new URL("../", import.meta.url));

/** The runtime that this code runs on. */
export const currentHost: Host = {
  runtime: "Deno" in globalThis ? "deno" : "Bun" in globalThis ? "bun" : "node",
  executable: process.execPath,
  directory: root,
  extension: import.meta.url.endsWith(".js") ? ".js" : ".ts",
};

/** The path of a module, by the path of its source below the project's directory. */
export function modulePath(source: string, host: Host = currentHost): string {
  const path = join(host.directory, source.replace(/\.ts$/, host.extension));
  return (host.drive ?? "") + path;
}

/** The command that runs a module as a program. */
export function runCommand(
  source: string,
  { host = currentHost, flags = [] as readonly string[] } = {},
): readonly string[] {
  const run = { deno: ["run", "-A"], bun: ["run"], node: [] }[host.runtime];
  return [host.executable, ...run, ...flags, modulePath(source, host)];
}
