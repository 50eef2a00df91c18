/**
 * How test files are run on each runtime.
 *
 * @module
 */

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type Host, modulePath, root } from "./runtimes.ts";
import type { Journal, Result } from "./test_journal.ts";
import { readReport } from "./test_report.ts";

/** What to run. */
export interface TestRun {
  readonly host: Host;
  /** The test files, by the paths of their sources below the project's directory. */
  readonly files: readonly string[];
  /** Further flags for the runtime. */
  readonly flags?: readonly string[] | undefined;
  /** Only tests whose names contain this text are run. */
  readonly filter?: string | undefined;
  /** The path of the JUnit report that the runtime writes. */
  readonly report: string;
}

/** The command that runs test files. */
export function testCommand(
  { host, files, flags = [], filter, report: path }: TestRun,
): readonly [string, ...string[]] {
  const report = (host.drive ?? "") + path;
  const ofRuntime = {
    deno: ["test", "-A", `--junit-path=${report}`],
    bun: ["test", "--timeout=600000", "--reporter=junit", `--reporter-outfile=${report}`],
    node: [
      "--test",
      "--test-concurrency=1",
      "--test-reporter=spec", // for a reader, should a test fail
      "--test-reporter-destination=stdout",
      "--test-reporter=junit",
      `--test-reporter-destination=${report}`,
    ],
  };
  const filtering = { deno: "--filter", bun: "--test-name-pattern", node: "--test-name-pattern" };
  // Deno takes a text, the others a pattern.
  const pattern = host.runtime === "deno" ? filter : filter?.replaceAll(/[^\w\s]/g, "\\$&");
  return [
    host.executable,
    ...ofRuntime[host.runtime],
    ...(filter === undefined ? [] : [`${filtering[host.runtime]}=${pattern}`]),
    ...flags,
    ...files.map((file) => modulePath(file, host)),
  ];
}

/** One run of test files. */
export interface Suite {
  /** What is tested, and on which runtime. */
  readonly name: string;
  readonly host: Host;
  readonly files: readonly string[];
  /** Whether the real library is tested there as well. */
  readonly hasReal?: boolean;
  /** Prefix of the command. */
  readonly before?: readonly string[];
  /** Flags for the runtime. */
  readonly flags?: readonly string[];
  /** Changes to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Time limit of a suite. None takes half of it, so one that reaches it has hung. */
const SUITE_LIMIT_MS = 1_200_000;

/**
 * How many suites are run side by side. Tests wait more than they compute, but with more suites than
 * cores they wait so long for a core that time limits of theirs are over.
 */
export const SUITES_AT_ONCE = 2;

/** Measurements that tests print. */
const MEASUREMENT = /^\d+ accounts at once on .*$/gm;

/** How many lines of a runner's output say how it has failed where no test has. */
const LAST_LINES = 8;

/** How a command has ended. */
interface Ending {
  readonly success: boolean;
  /** Its exit code or the signal that has ended it, in words. */
  readonly how: string;
  /** What it has written to both outputs. */
  readonly output: string;
}

/**
 * Runs a command in the project's directory.
 *
 * @param temporary The directory for its temporary files.
 */
export async function runToEnd(
  [program, ...args]: readonly string[],
  temporary: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ending> {
  const { success, code, signal, stdout, stderr } = await new Deno.Command(program!, {
    args,
    cwd: root,
    env: { TMPDIR: temporary, ...env },
    signal: AbortSignal.timeout(SUITE_LIMIT_MS),
  }).output();
  const decoder = new TextDecoder();
  const how = signal === null ? `with the exit code ${code}` : `by the signal ${signal}`;
  return { success, how, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/**
 * Runs suites in their order, and tells of them.
 *
 * @param atOnce How many are run side by side.
 */
export async function runSuites(
  suites: readonly Suite[],
  atOnce: number,
  journal: Journal,
  temporary: string,
): Promise<void> {
  const queue = suites.values();
  const work = async (): Promise<void> => {
    for (const suite of queue) await journal.suite(suite.name, () => runSuite(suite, temporary));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/**
 * Runs a suite, and counts its tests by the runner's report.
 *
 * @param temporary Where the suite gets a directory, for the report and its temporary files.
 */
export async function runSuite(suite: Suite, temporary: string): Promise<Result> {
  const { name, before = [], env, ...rest } = suite;
  const directory = mkdtempSync(join(temporary, `${name.replaceAll(/\W+/g, "-")}-`));
  const report = join(directory, "report.xml");
  const flags = rest.host.runtime === "deno" ? ["--no-check"] : rest.flags;
  const command = [...before, ...testCommand({ ...rest, flags, report })];
  const { success, how, output } = await runToEnd(command, directory, env);
  const { passed, failed, skipped, failures } = readReport(report);
  if (failed > 0) return { passed, failed, skipped, failures, output };
  // A runner that fails although no test has, or that has found none, is a failure itself.
  if (!success || passed + skipped === 0) {
    const last = output.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
    const text = `The test runner has ended ${how}. Its last lines:\n${last}`;
    return { passed, failed: 1, skipped, failures: [{ name: "", text }], output };
  }
  const measured = output.match(MEASUREMENT) ?? [];
  return { passed, failed, skipped, failures, output: measured.join("\n") };
}
