/**
 * Opens many accounts at once, each with its own copy of the library and its own directory. Logs
 * all in, logs all out, closes all, and prints the outcome. Its arguments are the path of the
 * library, an empty directory, the number of accounts and the limit of a login in milliseconds.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { ImSdk, type OpenOptions } from "../../../mod.ts";

/** What the program prints as its last line. */
export interface AccountsReport {
  /** For each account, who is logged in, or else the name of the login's error. */
  readonly logins: readonly (string | null)[];
  /** For each account, who is logged in after the logout. */
  readonly loggedOut: readonly (string | null)[];
  /** What one account adds to the process, in bytes. */
  readonly memory: number;
  /** How many threads one account adds to the process; on Linux alone. */
  readonly threads: number;
  /** How long it took to open one account, in milliseconds. */
  readonly openMs: number;
}

const [libraryPath = "", directory = "", count = "", loginLimitMs = ""] = process.argv.slice(2);
const numbers = [...Array(Number(count)).keys()];

interface Usage {
  readonly memory: number;
  readonly threads: number;
}

function usage(): Usage {
  const threads = process.platform === "linux" ? readdirSync("/proc/self/task").length : 0;
  return { memory: process.memoryUsage().rss, threads };
}

async function login(sdk: ImSdk, number: number): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(Number(loginLimitMs));
    await sdk.login(`user${number}`, "sig", { signal });
    return sdk.loginUserId;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

// Warm-up: pays the one-time costs, which are not those of an account.
function openSession(options: Partial<OpenOptions>): Promise<ImSdk> {
  return ImSdk.open({ sdkAppId: 1400000000, libraryPath, ...options });
}

await (await openSession({ dataDir: join(directory, "first") })).close();

const before = usage();
const start = performance.now();
const sessions = await Promise.all(numbers.map((number) =>
  openSession({
    sdkAppId: 1400000000 + number,
    isolated: true,
    dataDir: join(directory, String(number)),
  })
));
const openMs = (performance.now() - start) / sessions.length;
const logins = await Promise.all(sessions.map(login));
const after = usage();
await Promise.all(sessions.map((sdk) => sdk.logout()));
const loggedOut = sessions.map((sdk) => sdk.loginUserId);
await Promise.all(sessions.map((sdk) => sdk.close()));

const report: AccountsReport = {
  logins,
  loggedOut,
  memory: (after.memory - before.memory) / sessions.length,
  threads: (after.threads - before.threads) / sessions.length,
  openMs,
};
console.log(JSON.stringify(report));
