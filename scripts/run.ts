/**
 * Runs other programs.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { root } from "./runtimes.ts";

/** The longest that a package manager or a compiler may take. */
const LIMIT_MS = 300_000;

/**
 * Runs a program to its end, in the project's directory.
 *
 * @returns What it has written to its standard output.
 * @throws {Error} It can't be run, or has failed.
 */
export function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    timeout: LIMIT_MS,
  });
  if (status === 0) return stdout;
  throw new Error(`${[program, ...args].join(" ")} has failed: ${error ?? stdout + stderr}`);
}
