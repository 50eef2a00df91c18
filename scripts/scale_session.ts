/**
 * The program of `deno task scale`: opens isolated accounts one after another until there are as
 * many as its last argument says, or one can't be opened, and prints what they take. Its arguments
 * are the path of the library, an empty directory and the number of accounts.
 *
 * @module
 */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { ImSdk } from "../mod.ts";

/** How long the accounts are left alone, to see what they take when idle. */
const IDLE_MS = 10_000;

/** What a process takes of its machine. */
export interface Usage {
  /** Resident, in bytes. */
  readonly memory: number;
  readonly threads: number;
  readonly descriptors: number;
  /** Mappings of memory. */
  readonly maps: number;
  /** Bytes on disk: of data, and of the library's copies, which have no name any more. */
  readonly disk: number;
}

/** What the program prints as its last line. */
export interface ScaleReport {
  /** How many accounts were opened. */
  readonly opened: number;
  /** Why there are not more, if there should be. */
  readonly error: string | null;
  /** How many of the accounts that are open still answer, after the last was opened. */
  readonly whole: number;
  readonly before: Usage;
  readonly after: Usage;
  /** How long it took to open the first account and the last, in milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Time of a core that all accounts took while they were idle, of each second. */
  readonly idleCpu: number;
  /** How long it took to close all, in milliseconds. */
  readonly closeMs: number;
}

const [libraryPath = "", directory = "", count = ""] = process.argv.slice(2);

/** The files of a process that are mapped and have no name any more. */
function removedFiles(maps: readonly string[]): number {
  const inodes = maps.filter((line) => line.endsWith("(deleted)") && line.includes(directory))
    .map((line) => line.split(/\s+/)[4]);
  return new Set(inodes).size;
}

function usage(): Usage {
  const maps = readFileSync("/proc/self/maps", "utf8").trimEnd().split("\n");
  const data = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).blocks * 512);
  return {
    memory: process.memoryUsage().rss,
    threads: readdirSync("/proc/self/task").length,
    descriptors: readdirSync("/proc/self/fd").length,
    maps: maps.length,
    disk: data.reduce((sum, size) => sum + size, removedFiles(maps) * statSync(libraryPath).size),
  };
}

async function isWhole(sdk: ImSdk): Promise<boolean> {
  // The library answers a logout without a network, if nobody is logged in.
  return await sdk.logout().then(() => true, () => false);
}

const before = usage();
const sessions: ImSdk[] = [];
const times: number[] = [];
let error: string | null = null;
while (sessions.length < Number(count)) {
  const start = performance.now();
  const dataDir = join(directory, "data", String(sessions.length));
  try {
    sessions.push(
      await ImSdk.open({ sdkAppId: 1400000000, libraryPath, isolated: true, dataDir }),
    );
  } catch (problem) {
    error = String(problem);
    break;
  }
  times.push(performance.now() - start);
}

const cpuBefore = process.cpuUsage();
await pause(IDLE_MS);
const { user, system } = process.cpuUsage(cpuBefore);
const answers = await Promise.all(sessions.map(isWhole));
let after = before;
try {
  after = usage();
} catch (problem) {
  // It takes descriptors itself, of which there may be none left.
  if (error === null) throw problem;
}
const closing = performance.now();
await Promise.all(sessions.map((sdk) => sdk.close()));

const report: ScaleReport = {
  opened: sessions.length,
  error,
  whole: answers.filter((answer) => answer).length,
  before,
  after,
  firstMs: times[0] ?? 0,
  lastMs: times.at(-1) ?? 0,
  idleCpu: (user + system) / 1000 / IDLE_MS,
  closeMs: performance.now() - closing,
};
console.log(JSON.stringify(report));
