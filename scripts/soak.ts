/**
 * `deno task soak`: a million logins and logouts and a million events on the stand-in library, on
 * each runtime. It fails if the process has grown, or if an event was lost or spoilt.
 *
 * Options: `--cycles` and `--events` set the numbers; `--runtime` runs only `deno`, `bun` or
 * `node`.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { memoryFlags } from "./memory.ts";
import { type Host, runCommand, type Runtime } from "./runtimes.ts";
import type { SoakReport } from "./soak_session.ts";
import { buildStandIn } from "./stand_in/build.ts";

const MOST_GROWTH_BYTES = 8e6;
const LIMIT_MS = 3_600_000;

/** How the program of the soak is run. */
export interface SoakOptions {
  /** Whether the program's own lines are shown while it runs. */
  readonly showProgress?: boolean;
  /** The longest that it may run, in milliseconds. */
  readonly limitMs?: number;
}

/**
 * Runs the program of the soak in a separate process.
 *
 * @throws {Error} It did not run to its end.
 */
export async function soak(
  host: Host,
  cycles: number,
  events: number,
  { showProgress = false, limitMs = LIMIT_MS }: SoakOptions = {},
): Promise<SoakReport> {
  const dataDir = mkdtempSync(join(tmpdir(), "imsdk-soak-"));
  const [command, ...args] = [
    ...runCommand("scripts/soak_session.ts", { host, flags: memoryFlags[host.runtime] }),
    ...[buildStandIn(), dataDir, cycles, events].map(String),
  ];
  try {
    const child = spawn(command!, args, { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => stdout += text);
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
      if (showProgress) console.error(text.trimEnd());
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), limitMs);
    const ending = await new Promise((resolve, reject) => {
      child.on("error", reject).on("close", (code, signal) => resolve(code ?? signal));
    }).finally(() => clearTimeout(timer));
    if (ending !== 0) throw new Error(`The soak has ended with ${ending}:\n${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

/** The problems found, if any. */
function verdict({ rssAtTenth, rssAtEnd, lost, corrupt }: SoakReport): string {
  const faults = [
    ...(rssAtEnd - rssAtTenth < MOST_GROWTH_BYTES ? [] : ["memory grows"]),
    ...(lost === 0 ? [] : ["events are lost"]),
    ...(corrupt === 0 ? [] : ["events are corrupt"]),
  ];
  return faults.length === 0 ? "ok" : `FAILED: ${faults.join(", ")}`;
}

function describe(runtime: Runtime, report: SoakReport): string {
  const { cycles, events, seconds, rssAtTenth, rssAtEnd, heapGrowth, lost, corrupt } = report;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
  return [
    runtime,
    `${cycles} cycles`,
    `${events} events`,
    `${seconds.toFixed(1)} s`,
    `resident ${megabytes(rssAtTenth)} at 10 %, ${megabytes(rssAtEnd)} at the end`,
    `growth ${megabytes(rssAtEnd - rssAtTenth)}, of the heap ${megabytes(heapGrowth)}`,
    `${lost} lost`,
    `${corrupt} corrupt`,
    verdict(report),
  ].join(" | ");
}

function numberOf(text: string): number {
  if (!/^\d+$/.test(text)) throw new TypeError(`"${text}" is not a number of times`);
  return Number(text);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      cycles: { type: "string", default: "1000000" },
      events: { type: "string", default: "1000000" },
      runtime: { type: "string", default: "" },
    },
  });
  const runtimes = (["deno", "bun", "node"] as const).filter((runtime) =>
    values.runtime === "" || values.runtime === runtime
  );
  if (runtimes.length === 0) throw new TypeError(`There is no runtime "${values.runtime}"`);
  // Imported only here, because tests import this module too, and on Node.js there are no build
  // tools.
  const { hostOf } = await import("./hosts.ts");
  let succeeded = true;
  for (const runtime of runtimes) {
    const report = await soak(
      await hostOf(runtime),
      numberOf(values.cycles),
      numberOf(values.events),
      {
        showProgress: true,
      },
    );
    console.log(describe(runtime, report));
    succeeded &&= verdict(report) === "ok";
  }
  Deno.exit(succeeded ? 0 : 1);
}
