/**
 * `deno task scale`: how many accounts a process and a machine bear. It opens more and more of them
 * on the real library without a network, on each runtime, and prints what they take, and which of
 * this machine's limits they would come to first.
 *
 * Options: `--accounts` names the numbers, such as `1,50`; `--runtime` runs only `deno`, `bun` or
 * `node`.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { locateLibrary } from "../ffi/library_file/locate.ts";
import { hostOf } from "./hosts.ts";
import { isolatingCommand } from "./network_namespace.ts";
import { type Host, runCommand, type Runtime, runtimeNames } from "./runtimes.ts";
import type { ScaleReport, Usage } from "./scale_session.ts";

const LIMIT_MS = 900_000;
/** More than twice what an account was seen to take of memory and, in copies, of the disk. */
const ENOUGH_BYTES = { memory: 20e6, disk: 50e6 };

/** Runs the program in a process of its own. */
function measure(host: Host, before: readonly string[], accounts: number): ScaleReport {
  const directory = mkdtempSync(join(tmpdir(), "imsdk-scale-"));
  const [command, ...args] = [
    ...before,
    ...runCommand("scripts/scale_session.ts", { host }),
    locateLibrary(),
    directory,
    String(accounts),
  ];
  try {
    const env = { ...process.env, IMSDK_COPIES: join(directory, "copies") };
    const { status, signal, stdout, stderr } = spawnSync(command!, args, {
      env,
      encoding: "utf8",
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
      maxBuffer: 1e9,
    });
    // The library may print lines of its own around it.
    const report = /\{"opened".*\}/.exec(stdout)?.[0];
    if (status === 0 && report) return JSON.parse(report);
    throw new Error(`${accounts} accounts have ended with ${status ?? signal}: ${stderr}`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What one account adds. */
function share({ before, after, opened }: ScaleReport, what: keyof Usage): number {
  return (after[what] - before[what]) / opened;
}

function row(runtime: Runtime, report: ScaleReport): string {
  const { opened, after, firstMs, lastMs, idleCpu, closeMs, whole, error } = report;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    runtimeNames[runtime],
    opened,
    `${megabytes(after.memory)}, ${megabytes(share(report, "memory"))}`,
    `${after.threads}, ${share(report, "threads").toFixed(1)}`,
    `${after.descriptors}, ${share(report, "descriptors").toFixed(1)}`,
    `${after.maps}, ${share(report, "maps").toFixed(1)}`,
    `${megabytes(after.disk)}, ${megabytes(share(report, "disk"))}`,
    `${firstMs.toFixed(0)} ms, ${lastMs.toFixed(0)} ms`,
    `${(idleCpu * 100).toFixed(1)} %, ${(idleCpu / opened * 100).toFixed(3)} %`,
    `${closeMs.toFixed(0)} ms`,
    error ?? (whole === opened ? "whole" : `${opened - whole} do not answer`),
  ].join(" | ");
}

/** How many accounts of a process this machine has room for, by each of its limits. */
function limits(report: ScaleReport): string[] {
  const numberIn = (file: string, form: RegExp): number => {
    try {
      return Number(form.exec(readFileSync(file, "utf8"))?.[1] ?? Infinity);
    } catch {
      return Infinity;
    }
  };
  const pids = numberIn("/sys/fs/cgroup/pids.max", /^(\d+)/);
  const { bavail, bsize } = statfsSync(tmpdir());
  const all: readonly (readonly [name: string, limit: number, what: keyof Usage])[] = [
    [
      "descriptors (ulimit -n)",
      numberIn("/proc/self/limits", /^Max open files +(\d+)/m),
      "descriptors",
    ],
    ["threads (ulimit -u)", numberIn("/proc/self/limits", /^Max processes +(\d+)/m), "threads"],
    ["threads (the cgroup's pids.max)", pids, "threads"],
    ["maps (vm.max_map_count)", numberIn("/proc/sys/vm/max_map_count", /(\d+)/), "maps"],
    ["memory that is free", freemem(), "memory"],
    [`disk that is free in ${tmpdir()}`, bavail * bsize, "disk"],
  ];
  return all.map(([name, limit, what]) => ({
    name,
    limit,
    room: Math.floor((limit - report.before[what]) / share(report, what)),
  })).sort((a, b) => a.room - b.room)
    .map(({ name, limit, room }) => `${name}: ${limit}, which is ${room} accounts`);
}

/** Whether this machine has enough for so many accounts, without harm to others on it. */
function hasRoom(accounts: number): boolean {
  const { bavail, bsize } = statfsSync(tmpdir());
  return accounts * ENOUGH_BYTES.memory < freemem() &&
    accounts * ENOUGH_BYTES.disk < bavail * bsize;
}

const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "1,50,200,400,1000" },
    runtime: { type: "string", default: "deno,bun,node" },
  },
});
const namespace = isolatingCommand();
if (!namespace) {
  console.error(
    "Cannot measure: there are no network namespaces here, and the library would connect to its " +
      "vendor. Run it on Linux, as a user who may create them.",
  );
  Deno.exit(1);
}
console.log(
  "runtime | accounts | memory, each | threads, each | descriptors, each | maps, each | " +
    "disk, each | first and last opened in | idle CPU of a core, each | closed in | state",
);
let largest: ScaleReport | undefined;
let succeeded = true;
for (const runtime of values.runtime.split(",") as Runtime[]) {
  const host = await hostOf(runtime);
  for (const accounts of values.accounts.split(",").map(Number)) {
    if (!hasRoom(accounts)) {
      console.log(`${runtimeNames[runtime]} | ${accounts} | left out: too little memory or disk`);
      continue;
    }
    const report = measure(host, namespace, accounts);
    console.log(row(runtime, report));
    succeeded &&= report.error === null && report.whole === report.opened;
    if (report.opened >= (largest?.opened ?? 0)) largest = report;
  }
}
if (largest) console.log(["Limits, the first to be reached first:", ...limits(largest)].join("\n"));
Deno.exit(succeeded ? 0 : 1);
