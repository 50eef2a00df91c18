/**
 * The package in other people's test runners, which load it anew for every file, in a process, on a
 * thread or in a realm of its own, and which have fake timers.
 */

import { join } from "node:path";
import { usualNode } from "../../scripts/hosts.ts";
import { assertPassed, type Runner, RunnerProject } from "../support/runner_project.ts";
import { describe, it } from "../support/testing.ts";

const project = await RunnerProject.make("vitest@4.1.12", "jest@30.3.0");

const fakes = { on: "fake.useFakeTimers();", off: "fake.useRealTimers();" };
const vitest: Runner = {
  imports: 'import { test, vi as fake } from "vitest";',
  fakes: { "fake timers": fakes },
};
const jest: Runner = {
  imports: 'import { jest as fake, test } from "@jest/globals";',
  fakes: { "fake timers": fakes },
};

/** Runs three files one after another. */
function run(runner: Runner, isLeftOpen: boolean, module: string, ...args: string[]): void {
  const directory = project.write((name) => project.text(runner, name, { isLeftOpen }));
  const program = join(project.directory, "node_modules", module);
  const env = { NODE_OPTIONS: "--experimental-vm-modules" };
  const ran = project.run(directory, [usualNode(), program, ...args], env);
  assertPassed(ran, new RegExp(`Tests:? +${project.countTests(runner)} passed`));
}

describe("sessions in the files of", () => {
  const { obstacle } = project;
  const test = (title: string, body: () => void): void => {
    if (obstacle === undefined) it(title, body);
    else it.skip(`${title} (skipped: ${obstacle})`, () => {});
  };

  const runVitest = (pool: string, isLeftOpen: boolean): void =>
    run(vitest, isLeftOpen, "vitest/vitest.mjs", "run", "--no-file-parallelism", `--pool=${pool}`);

  for (const pool of ["forks", "threads"]) {
    test(`Vitest (${pool}), each left open for the next file to replace`, () =>
      runVitest(pool, true));
  }

  test("Vitest (vmThreads), which loads packages once for all files", () =>
    runVitest("vmThreads", false));

  test("Jest (ESM), each left open for the next file to replace", () =>
    run(jest, true, "jest/bin/jest.js", "--runInBand", "--testMatch=**/*.test.mjs"));
});
