/**
 * Runs other programs.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { root } from "./runtimes.ts";

/** Time limit of a package manager or a compiler. */
const LIMIT_MS = 300_000;

/**
 * Runs a program to its end, in the project's directory.
 *
 * @returns Its standard output.
 * @throws {Error} It can't be run, or has failed.
 */
export function run(program: string, ...args: readonly string[]): string {
  return runWithin(LIMIT_MS, program, ...args);
}

/** Does so with a time limit of its own, in milliseconds. */
export function runWithin(
  limitMs: number,
  program: string,
  ...args: readonly string[]
): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: "utf8",
    timeout: limitMs,
  });
  if (status === 0) return stdout;
  throw new Error(`${[program, ...args].join(" ")} has failed: ${error ?? stdout + stderr}`);
}
