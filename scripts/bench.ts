/**
 * `deno task bench`: compares this module, on the stand-in library, with the least code that does
 * the same and, on Node.js, with ffi-rs as the vendor uses it. Writes scripts/benchmark/results.md,
 * which says what is measured, and results.svg. Missing a bound is reported, but is no failure.
 *
 * Options: `--runtime` runs only `deno`, `bun` or `node`; `--quick` runs only a few rounds. With
 * either, the report is printed and not written.
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
import { compileCopier } from "../ffi/copier/compile.ts";
import { compiledCopierPath } from "../ffi/copier/load.ts";
import type { AccountsReport } from "./benchmark/programs/accounts.ts";
import { bounds } from "./benchmark/bounds.ts";
import { chart } from "./benchmark/chart.ts";
import type { Comparison } from "./benchmark/programs/comparison.ts";
import type { MemoryReport } from "./benchmark/programs/memory.ts";
import { measureInstallation } from "./benchmark/installation.ts";
import { report, verdict } from "./benchmark/report.ts";
import type { Memory, Result, StartUp } from "./benchmark/results.ts";
import type { SideName } from "./benchmark/sides/side.ts";
import { buildNpm, type NpmPackage } from "./build_npm.ts";
import {
  bunHost,
  installSuite,
  NEWEST_NODE,
  nodeExecutable,
  nodeHost,
  usualNode,
} from "./hosts.ts";
import { memoryFlags } from "./memory.ts";
import { run } from "./run.ts";
import { currentHost, type Host, root, runCommand } from "./runtimes.ts";
import { buildStandIn } from "./stand_in/build.ts";

/** The vendor's own package is built on ffi-rs. It uses 1.0.62, which not every registry has. */
const FFI_RS = "ffi-rs@1.0.60";
const ACCOUNTS = 20;
const LIMIT_MS = 300_000;

const { values: options } = parseArgs({
  options: { runtime: { type: "string" }, quick: { type: "boolean", default: false } },
});
const rounds = options.quick ? 5 : 25;
const startRounds = options.quick ? 5 : 15;

const standIn = buildStandIn();
const temporary = mkdtempSync(join(tmpdir(), "imsdk-bench-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

// Where

/** A runtime, and a way of using the module there. */
interface Setup {
  readonly name: string;
  readonly host: Host;
  /** The same, with the module as users get it. */
  readonly installed: Host;
  readonly environment: Readonly<Record<string, string>>;
  readonly hasCopier: boolean;
}

/**
 * On Deno and Node.js, a copier in the cache directory keeps the library's threads from blocking on
 * JavaScript. Without it, the runtime's own callbacks block them, so both set-ups are measured. Bun
 * compiles a copier if there is none, which changes only the start-up, so only the usual set-up is
 * measured there.
 */
async function setupsOf(name: string, host: Host, installed = host): Promise<Setup[]> {
  const version = /\d+\.\d+\.\d+/.exec(run(host.executable, "--version"));
  const setup = (way: string, hasCopier: boolean): Setup => ({
    name: `${name} ${version}${way}`,
    host,
    installed,
    environment: { IMSDK_CACHE: mkdtempSync(join(temporary, "cache-")) },
    hasCopier,
  });
  const onBun = host.runtime === "bun";
  const withCopier = setup(onBun ? "" : ", with the copier", true);
  const path = compiledCopierPath({ platform: process.platform, env: withCopier.environment });
  await compileCopier({ path });
  return onBun ? [withCopier] : [withCopier, setup(", without", false)];
}

async function prepareSetups(npmPackage: NpmPackage): Promise<Setup[]> {
  const isWanted = ({ host }: Setup): boolean => (options.runtime ?? host.runtime) === host.runtime;
  const directory = installSuite(npmPackage, FFI_RS);
  const setups = [
    ...await setupsOf("Deno", currentHost),
    ...await setupsOf("Bun", bunHost, { ...bunHost, directory, extension: ".js" }),
  ].filter(isWanted);
  if ((options.runtime ?? "node") !== "node") return setups;
  for (const executable of new Set([usualNode(), nodeExecutable(NEWEST_NODE)])) {
    setups.push(...await setupsOf("Node.js", nodeHost(executable, directory)));
  }
  return setups;
}

// What

interface ProgramOptions {
  readonly args?: readonly (string | number)[];
  readonly flags?: readonly string[];
  /** Prefix of the command. */
  readonly before?: readonly string[];
}

/** Runs a program of the project to its end and returns its standard output. */
function runProgram(
  { name, host, environment }: Setup,
  program: string,
  { args = [], flags = [], before = [] }: ProgramOptions = {},
): string {
  const [command, ...rest] = [...before, ...runCommand(program, { host, flags }), ...args];
  const { status, signal, error, stdout } = spawnSync(command as string, rest.map(String), {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: LIMIT_MS,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} has failed on ${name}: ${error ?? signal ?? status}`);
}

/** Runs a program of the benchmark, and returns what it reports. */
function measure<Report>(setup: Setup, program: string, options: ProgramOptions): Report {
  return JSON.parse(runProgram(setup, `scripts/benchmark/programs/${program}.ts`, options));
}

/** A program's arguments: the library, and a fresh directory. */
function libraryAndDirectory(): string[] {
  return [standIn, mkdtempSync(join(temporary, "run-"))];
}

/** Command prefix that pins a process to one core: the first that this process may use. */
function onOneCore(): string[] {
  const status = readFileSync("/proc/self/status", "utf8");
  return ["taskset", "--cpu-list", /Cpus_allowed_list:\s*(\d+)/.exec(status)?.[1] ?? "0"];
}

function measureStartUp(setup: Setup): StartUp {
  const installed = { ...setup, host: setup.installed };
  const milliseconds = (program: string, args: readonly string[] = []): number => {
    const start = performance.now();
    runProgram(installed, `scripts/benchmark/programs/${program}.ts`, { args });
    return performance.now() - start;
  };
  const args = libraryAndDirectory();
  const startUp = { bare: [] as number[], module: [] as number[] };
  // Warm-up: the first start fills the runtime's compile cache.
  milliseconds("start", args);
  for (let round = 0; round < startRounds; round++) {
    startUp.bare.push(milliseconds("bare"));
    startUp.module.push(milliseconds("start", args));
  }
  return startUp;
}

function measureMemory(setup: Setup): Memory {
  const flags = memoryFlags[setup.host.runtime];
  const ofSide = (...side: SideName[]): MemoryReport =>
    measure(setup, "memory", {
      args: [...libraryAndDirectory(), ...side],
      flags,
      before: onOneCore(),
    });
  const ofModule = ofSide("module");
  const accounts: AccountsReport = JSON.parse(
    runProgram(setup, "scripts/benchmark/programs/accounts.ts", {
      args: [...libraryAndDirectory(), ACCOUNTS, LIMIT_MS],
    }),
  );
  return {
    atRest: ofModule.atRest - ofSide().atRest,
    account: accounts.memory,
    growth: {
      module: ofModule.growth,
      raw: ofSide("raw").growth,
      ...(setup.host.runtime === "node" ? { ffi_rs: ofSide("ffi_rs").growth } : {}),
    },
  };
}

function measureAll(setup: Setup): Result {
  const { name, host: { runtime }, hasCopier } = setup;
  console.error(`${name}: time`);
  const sides = [rounds, ...(runtime === "node" ? ["ffi_rs"] : [])];
  const compare = (before: readonly string[]): Comparison =>
    measure(setup, "comparison", { args: [...libraryAndDirectory(), ...sides], before });
  const comparisons = { oneCore: compare(onOneCore()), allCores: compare([]) };
  console.error(`${name}: JSON, start-up and memory`);
  return {
    name,
    runtime,
    hasCopier,
    comparisons,
    waiting: measure(setup, "waiting", { args: libraryAndDirectory() }),
    json: measure(setup, "json", { args: [rounds] }),
    loading: measure(setup, "loading", { args: [...libraryAndDirectory(), rounds] }),
    startUp: measureStartUp(setup),
    memory: measureMemory(setup),
  };
}

const npmPackage = await buildNpm();
const installation = measureInstallation(
  join(temporary, "installed"),
  npmPackage.tarball,
  nodeExecutable(NEWEST_NODE),
);
const results = (await prepareSetups(npmPackage)).map(measureAll);
if (results.length === 0) throw new TypeError(`There is no runtime "${options.runtime}"`);
for (const result of results) {
  console.error(result.name);
  for (const bound of bounds) {
    const found = verdict(bound, result);
    if (found !== "") console.error(`  ${bound.text}: ${found}`);
  }
}
const text = report({
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ` +
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release().split("-", 1)[0]}`,
  versions: [config.imports.koffi.replace("npm:", ""), FFI_RS].map((one) => one.replace("@", " ")),
  rounds,
  installation,
}, results);
if (options.quick || options.runtime !== undefined) {
  console.log(text);
} else {
  const path = join(root, "scripts", "benchmark", "results");
  writeFileSync(`${path}.md`, text);
  writeFileSync(`${path}.svg`, chart(results));
  run(currentHost.executable, "fmt", `${path}.md`, `${path}.svg`);
}
