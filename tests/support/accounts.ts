/**
 * Many accounts in one process.
 *
 * @module
 */

import { currentHost } from "../../scripts/runtimes.ts";
import type { AccountsReport } from "../../scripts/benchmark/programs/accounts.ts";
import { runProgram } from "./programs.ts";
import { assertEquals } from "./testing.ts";

/** How many accounts there are at once. */
export const ACCOUNTS = 20;

/** The options of {@linkcode runAccounts}. */
export interface AccountsOptions {
  /** The library's name in the line that is printed. */
  readonly name: string;
  readonly libraryPath: string;
  /** An empty directory, for the data and the copies of the library. */
  readonly directory: string;
  /** Time limit of the logins, in milliseconds. */
  readonly loginLimitMs: number;
}

/** Runs the program accounts.ts to its end, and prints what an account has cost. */
export async function runAccounts(
  { name, libraryPath, directory, loginLimitMs }: AccountsOptions,
): Promise<AccountsReport> {
  const { code, stdout, stderr } = await runProgram(
    "../../scripts/benchmark/programs/accounts.ts",
    [libraryPath, directory, String(ACCOUNTS), String(loginLimitMs)],
    { env: { IMSDK_CACHE: directory }, limitMs: 60_000 },
  );
  // The vendor's library may print lines on both outputs, more of them on a busy machine.
  assertEquals(code, 0, stderr);
  const report: AccountsReport = JSON.parse(/\{"logins".*\}/.exec(stdout)?.[0] ?? "null");
  const { memory, threads, openMs } = report;
  console.log(
    `${ACCOUNTS} accounts at once on ${name}, ${currentHost.runtime}: ` +
      `${(memory / 1e6).toFixed(1)} MB, ${threads.toFixed(1)} threads and ` +
      `${openMs.toFixed(0)} ms to open each`,
  );
  return report;
}
