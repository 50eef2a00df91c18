/**
 * Runs tests on another system than this machine's, by an emulator: each file on Node.js, Deno and
 * Bun for that system.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { type Host, runtimeNames } from "../runtimes.ts";
import { chooseStd } from "../std.ts";
import { Journal } from "../test_journal.ts";
import { runSuite, type Suite } from "../test_runner.ts";
import { coreFiles } from "../test_suites.ts";

/** A runtime of another system. */
export interface OtherHost extends Host {
  /** Changes to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Another system, ready to run tests. */
export interface OtherSystem {
  readonly hosts: readonly OtherHost[];
  /** Prefix of a command that is to run there, without a network. */
  readonly before: readonly string[];
  /** Changes to the environment, of all runtimes. */
  readonly env: Readonly<Record<string, string>>;
}

/** How another system is come by. */
export interface Emulation {
  /** The system's name. */
  readonly name: string;
  /** The real library's tests that are run where nothing else is asked for. */
  readonly realFiles: readonly string[];
  /** A command that succeeds where this machine can run it. */
  readonly trial: readonly string[];
  /** Fetches and makes what is missing. */
  prepare(): Promise<OtherSystem>;
}

const RUNTIMES = Object.keys(runtimeNames).length;

/**
 * Runs test files on another system, and ends the process. Where this machine can't, all of them
 * count as skipped.
 *
 * The files are those that the command line names, or else those that depend most on a system.
 */
export async function testOtherSystem(emulation: Emulation): Promise<never> {
  const { name } = emulation;
  const files = Deno.args.length > 0
    ? Deno.args
    : ["tests/systems_test.ts", ...coreFiles, ...emulation.realFiles];
  const journal = new Journal();
  const obstacle = obstacleTo(emulation);
  if (obstacle === undefined) {
    await runFiles(emulation, files, journal);
  } else {
    journal.say(`${name} can't be emulated here: ${obstacle}.`);
    const skipped = files.length * RUNTIMES;
    await journal.suite(
      name,
      () => Promise.resolve({ passed: 0, failed: 0, skipped, failures: [], output: "" }),
    );
  }
  Deno.exit(journal.close() ? 0 : 1);
}

/** Why this machine can't, as a clause; `undefined` if it can. */
function obstacleTo({ trial: [program, ...args] }: Emulation): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return "that takes Linux on x64";
  if (spawnSync("apt-get", ["--version"]).status !== 0) {
    return "that takes Debian, for its packages";
  }
  if (process.getuid?.() !== 0) return "that takes root, to install Debian's packages";
  const { status, stderr, error } = spawnSync(program!, args, { encoding: "utf8" });
  if (status === 0) return undefined;
  return `this machine lets no such namespace be made (${error?.message ?? stderr.trim()})`;
}

async function runFiles(
  { name, prepare }: Emulation,
  files: readonly string[],
  journal: Journal,
): Promise<void> {
  await chooseStd();
  const temporary = mkdtempSync(join(tmpdir(), "imsdk-test-"));
  let system: OtherSystem | undefined;
  await journal.check(`${name} prepared`, async () => {
    system = await prepare();
  });
  if (system !== undefined) {
    for (const suite of suitesOn(system, files)) {
      await journal.suite(suite.name, () => runSuite(suite, temporary));
    }
  }
  rmSync(temporary, { recursive: true, maxRetries: 3 });
}

/** Each file is a process of its own: the real library has but one life in each. */
function suitesOn({ hosts, before, env }: OtherSystem, files: readonly string[]): Suite[] {
  return files.flatMap((file) =>
    hosts.map((host) => ({
      name: `${basename(file)} on ${runtimeNames[host.runtime]}`,
      host,
      files: [file],
      before,
      // The tests of this system alone may take the names of @std, which JSR has.
      env: { ...env, ...host.env, IMSDK_TEST_STD: "" },
    }))
  );
}
