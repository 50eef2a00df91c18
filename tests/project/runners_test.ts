/**
 * The package in other people's test runners, which load it anew for every file, in a process, on a
 * thread or in a realm of its own, and which have fake timers.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeExecutable, usualNode } from "../../scripts/hosts.ts";
import { run as execute } from "../../scripts/run.ts";
import { root } from "../../scripts/runtimes.ts";
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

/** Runs a runner's module in a directory with tests, all of which must pass. */
function runModule(directory: string, count: RegExp, module: string, ...args: string[]): void {
  const program = join(project.directory, "node_modules", module);
  const env = { NODE_OPTIONS: "--experimental-vm-modules" };
  assertPassed(project.run(directory, [usualNode(), program, ...args], env), count);
}

/** Runs three files one after another. */
function run(runner: Runner, isLeftOpen: boolean, module: string, ...args: string[]): void {
  const directory = project.write((name) => project.text(runner, name, { isLeftOpen }));
  const count = new RegExp(`Tests:? +${project.countTests(runner)} passed`);
  runModule(directory, count, module, ...args);
}

const { obstacle } = project;
const test = (title: string, body: () => void): void => {
  if (obstacle === undefined) it(title, body);
  else it.skip(`${title} (skipped: ${obstacle})`, () => {});
};

describe("sessions in the files of", () => {
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

describe("the bot of the documents passes its test in", () => {
  const strip = `
    const { stripTypeScriptTypes } = require("node:module");
    const code = require("node:fs").readFileSync(process.argv[1], "utf8");
    console.log(stripTypeScriptTypes(code));
  `;
  const javaScriptOf = (file: string): string =>
    execute(nodeExecutable("24"), "-e", strip, join(root, "examples", file));

  /** Writes the bot and its test, which gets `test()` from another package. */
  const write = (packageName: string): string => {
    const directory = project.write(() =>
      javaScriptOf("echo_bot_test.ts")
        .replace('"node:test"', `"${packageName}"`)
        .replace("./echo_bot.ts", "./echo_bot.mjs"), ["echo_bot"]);
    writeFileSync(join(directory, "files", "echo_bot.mjs"), javaScriptOf("echo_bot.ts"));
    return directory;
  };

  test("Vitest", () => runModule(write("vitest"), /Tests +1 passed/, "vitest/vitest.mjs", "run"));

  test("Jest", () => {
    const directory = write("@jest/globals");
    runModule(directory, /Tests: +1 passed/, "jest/bin/jest.js", "--testMatch=**/*.test.mjs");
  });
});
