/**
 * How test files are run on each runtime, and how their tests are counted.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { type Host, modulePath } from "./runtimes.ts";

/** How many tests have ended in each way. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

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
  { host, files, flags = [], filter, report }: TestRun,
): readonly [string, ...string[]] {
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

/** Counts the tests of a report. A run that died before it could report has none. */
export function countTests(report: string): Counts {
  let xml = "";
  try {
    xml = readFileSync(report, "utf8");
  } catch {
    // There is no report.
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  // A failed group only repeats the failure of a test in it.
  const tests = /<testcase\b(?:"[^"]*"|[^">])*?(?:\/>|>.*?<\/testcase>)/gs;
  for (const [test] of xml.matchAll(tests)) {
    if (/<(failure|error)\b/.test(test)) counts.failed++;
    else if (/<skipped\b/.test(test)) counts.skipped++;
    else counts.passed++;
  }
  return counts;
}
