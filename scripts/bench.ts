/**
 * `deno task bench`: this module on the stand-in library beside the least code that does the same,
 * and, on Node.js, beside the vendor's way; scripts/benchmark/results.md says what is measured, and
 * is written by it. It fails if something goes wrong, and not because a bound is missed.
 *
 * Options: `--runtime` says where, `deno`, `bun` or `node`; `--quick` takes a few rounds only. With
 * either, nothing is written.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, tmpdir, totalmem, type } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { judge } from "./benchmark/bounds.ts";
import { chart } from "./benchmark/chart.ts";
import type { Comparison } from "./benchmark/programs/comparison.ts";
import type { LoadingReport } from "./benchmark/programs/loading.ts";
import type { MemoryReport } from "./benchmark/programs/memory.ts";
import type { WaitingReport } from "./benchmark/programs/waiting.ts";
import { report } from "./benchmark/report.ts";
import type { Memory, Result, StartUp } from "./benchmark/results.ts";
import type { SideName } from "./benchmark/sides/side.ts";
import type { AccountsReport } from "../tests/programs/accounts.ts";
import { buildNpm } from "./build_npm.ts";
import { bunHost, installSuite, nodeExecutable, nodeHost } from "./hosts.ts";
import { memoryFlags } from "./memory.ts";
import { run } from "./run.ts";
import { currentHost, type Host, root, runCommand } from "./runtimes.ts";
import { buildStandIn } from "./stand_in.ts";

/** What the vendor's own package is built on: there it's 1.0.62, which not every registry has. */
const FFI_RS = "ffi-rs@1.0.60";
const NEWEST_NODE = 26;
const ACCOUNTS = 20;
const LIMIT_MS = 300_000;

/** A runtime, and a way of using the module there. */
interface Setup {
  readonly name: string;
  readonly host: Host;
  readonly environment: Readonly<Record<string, string>>;
}

const { values: options } = parseArgs({
  options: { runtime: { type: "string" }, quick: { type: "boolean", default: false } },
});
const rounds = options.quick ? 5 : 25;
const startRounds = options.quick ? 5 : 15;

const standIn = buildStandIn();
const temporary = mkdtempSync(join(tmpdir(), "imsdk-bench-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

/** What comes before a command that is to run on one core: the first that this process may use. */
const ON_ONE_CORE = ["taskset", "--cpu-list", firstCore()];

function firstCore(): string {
  const status = readFileSync("/proc/self/status", "utf8");
  return /Cpus_allowed_list:\s*(\d+)/.exec(status)?.[1] ?? "0";
}

// Where

function isWanted(runtime: Host["runtime"]): boolean {
  return options.runtime === undefined || options.runtime === runtime;
}

/**
 * Where the library's threads would wait for JavaScript, a compiled copier in the cache directory
 * takes that off them; without it the runtime's own callback does what it can.
 */
function bothWays(name: string, host: Host): Setup[] {
  return ["with the copier", "without"].map((way) => {
    const cache = join(temporary, way.replaceAll(" ", "-"));
    return { name: `${name}, ${way}`, host, environment: { IMSDK_CACHE: cache } };
  });
}

async function prepareSetups(): Promise<Setup[]> {
  const setups: Setup[] = [];
  if (isWanted("deno")) setups.push(...bothWays(versionOf("Deno", currentHost), currentHost));
  if (isWanted("bun")) {
    setups.push({ name: versionOf("Bun", bunHost), host: bunHost, environment: {} });
  }
  if (isWanted("node")) {
    const { tarball } = await buildNpm();
    const directory = installSuite(tarball, FFI_RS);
    for (const executable of new Set(["node", nodeExecutable(NEWEST_NODE)])) {
      const host = nodeHost(executable, directory);
      setups.push(...bothWays(versionOf("Node.js", host), host));
    }
  }
  return setups;
}

function versionOf(name: string, { executable }: Host): string {
  return `${name} ${/\d+\.\d+\.\d+/.exec(run(executable, "--version"))}`;
}

// What

interface ProgramOptions {
  readonly args?: readonly (string | number)[];
  readonly flags?: readonly string[];
  /** What comes before the command. */
  readonly before?: readonly string[];
}

/** A program's arguments: the library, and a directory that nothing else has used. */
function libraryAndDirectory(): string[] {
  return [standIn, mkdtempSync(join(temporary, "run-"))];
}

/** Runs a program of the project to its end; returns what it has written to its standard output. */
function runProgram(
  { host, environment }: Setup,
  program: string,
  { args = [], flags = [], before = [] }: ProgramOptions = {},
): string {
  const [command, ...rest] = [
    ...before,
    ...runCommand(program, { host, flags }),
    ...args.map(String),
  ];
  const { status, signal, error, stdout } = spawnSync(command!, rest, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LIMIT_MS,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} has failed on ${host.runtime}: ${error ?? signal ?? status}`);
}

const program = (name: string): string => `scripts/benchmark/programs/${name}.ts`;

function compare(setup: Setup, before: readonly string[] = []): Comparison {
  const others = setup.host.runtime === "node" ? ["ffi_rs"] : [];
  const args = [...libraryAndDirectory(), rounds, ...others];
  return JSON.parse(runProgram(setup, program("comparison"), { args, before }));
}

function measureWaiting(setup: Setup): WaitingReport {
  return JSON.parse(runProgram(setup, program("waiting"), { args: libraryAndDirectory() }));
}

function measureLoading(setup: Setup): LoadingReport {
  const args = [...libraryAndDirectory(), rounds];
  return JSON.parse(runProgram(setup, program("loading"), { args }));
}

function measureStartUp(setup: Setup): StartUp {
  const milliseconds = (name: string, args: readonly string[]): number => {
    const start = performance.now();
    runProgram(setup, program(name), { args });
    return performance.now() - start;
  };
  const args = libraryAndDirectory();
  const startUp = { bare: [] as number[], module: [] as number[] };
  // The first start of all compiles what a runtime keeps compiled.
  milliseconds("start", args);
  for (let round = 0; round < startRounds; round++) {
    startUp.bare.push(milliseconds("bare", []));
    startUp.module.push(milliseconds("start", args));
  }
  return startUp;
}

function measureMemory(setup: Setup): Memory {
  const { runtime } = setup.host;
  const ofSide = (side?: SideName): MemoryReport => {
    const args = side === undefined ? [] : [...libraryAndDirectory(), side];
    const flags = memoryFlags[runtime];
    return JSON.parse(runProgram(setup, program("memory"), { args, flags, before: ON_ONE_CORE }));
  };
  const ofModule = ofSide("module");
  const accounts: AccountsReport = JSON.parse(
    runProgram(setup, "tests/programs/accounts.ts", {
      args: [...libraryAndDirectory(), ACCOUNTS, LIMIT_MS],
    }),
  );
  return {
    atRest: ofModule.atRest - ofSide().atRest,
    account: accounts.memory,
    growth: {
      module: ofModule.growth,
      raw: ofSide("raw").growth,
      ...(runtime === "node" ? { ffi_rs: ofSide("ffi_rs").growth } : {}),
    },
  };
}

function measure(setup: Setup): Result {
  console.error(setup.name);
  const step = <Found>(name: string, found: (setup: Setup) => Found): Found => {
    console.error(`  ${name}`);
    return found(setup);
  };
  return {
    name: setup.name,
    runtime: setup.host.runtime,
    comparison: step("sides, taking turns", compare),
    onOneCore: step("the same on one core", (setup) => compare(setup, ON_ONE_CORE)),
    waiting: step("time in callbacks", measureWaiting),
    loading: step("loading", measureLoading),
    startUp: step("start-up", measureStartUp),
    memory: step("memory", measureMemory),
  };
}

const results = (await prepareSetups()).map(measure);
const verdicts = judge(results);
for (const { bound, where, found, isMet } of verdicts) {
  console.error(`${isMet ? "met   " : "MISSED"}  ${where}: ${bound}: ${found}`);
}
const text = report(
  {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ` +
      `${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
    versions: [`koffi ${config.imports.koffi.split("@")[1]}`, FFI_RS.replace("@", " ")],
    rounds,
  },
  results,
  verdicts,
);
if (options.quick || options.runtime !== undefined) {
  console.log(text);
} else {
  const directory = join(root, "scripts", "benchmark");
  writeFileSync(join(directory, "results.md"), text);
  writeFileSync(join(directory, "results.svg"), chart(results));
}
