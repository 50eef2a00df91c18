/**
 * The module in the test runners of the runtimes: `deno test`, which runs each file in a realm of its
 * own, on one thread or on several of a process; `bun test`, which runs all files in one realm; and
 * `node --test`, which has a process for each file, or one realm for all.
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import { bunHost, usualNode } from "../../scripts/hosts.ts";
import { fetchFromJsr } from "../../scripts/jsr.ts";
import { modulePath } from "../../scripts/runtimes.ts";
import {
  assertPassed,
  type LastSession,
  type Run,
  type Runner,
  RunnerProject,
} from "../support/runner_project.ts";
import { assertEquals, assertMatch, describe, it } from "../support/testing.ts";

const FAKE_TIMERS = "@sinonjs/fake-timers@15.5.0";
const STD_TIME = `${config.imports["@std/testing"]}/time`;

const project = await RunnerProject.make(FAKE_TIMERS);
const { claims } = await loadAdapter();

const importFakeTimers = 'import FakeTimers from "@sinonjs/fake-timers"; let clock;';
const sinon = { on: "clock = FakeTimers.install();", off: "clock.uninstall();" };
const deno: Runner = {
  imports: `${importFakeTimers} const { test } = Deno;`,
  fakes: { "all of sinon": sinon },
};
const bun: Runner = {
  imports: `${importFakeTimers} import { jest, setSystemTime, test, vi } from "bun:test";`,
  fakes: {
    "jest's": { on: "jest.useFakeTimers();", off: "jest.useRealTimers();", settledBy: "close()" },
    "vi's": { on: "vi.useFakeTimers();", off: "vi.useRealTimers();", settledBy: "close()" },
    "another time": { on: "setSystemTime(new Date(2099, 1));", off: "setSystemTime();" },
    "all of sinon": sinon,
  },
};
const node: Runner = {
  imports: `${importFakeTimers} import { mock, test } from "node:test";`,
  fakes: {
    "the runner's": { on: "mock.timers.enable();", off: "mock.timers.reset();" },
    // The runner itself reports by nextTick().
    "most of sinon": { ...sinon, on: 'clock = FakeTimers.install({ toNotFake: ["nextTick"] });' },
  },
};

/** Runs a directory's files by `deno test`, where the module is imported from this checkout. */
function runDeno(directory: string, ...args: readonly string[]): Run {
  const settings = {
    imports: {
      "@imsdk/ffi": pathToFileURL(modulePath("mod.ts")),
      "@imsdk/ffi/testing": pathToFileURL(modulePath("src/testing.ts")),
      "@sinonjs/fake-timers": `npm:${FAKE_TIMERS}`,
      "@std/testing/time": STD_TIME,
    },
    nodeModulesDir: "none",
  };
  writeFileSync(join(directory, "deno.json"), JSON.stringify(settings));
  const command = [process.execPath, "test", "-A", "--no-check", "--no-lock", ...args];
  return project.run(directory, command, { DENO_JOBS: "3" });
}

const runBun = (directory: string): Run => project.run(directory, [bunHost.executable, "test"]);

const runNode = (directory: string, ...args: readonly string[]): Run =>
  project.run(directory, [usualNode(), "--test", ...args]);

/** Writes the three files of a runner's tests. */
function write(runner: Runner, last: LastSession): string {
  return project.write((name) => project.text(runner, name, last));
}

const lasts: Readonly<Record<string, LastSession>> = {
  "each closed": {},
  "each left open": { isLeftOpen: true },
  "isolated, each closed": { isolated: true },
  "isolated, each left open": { isLeftOpen: true, isolated: true },
};

/** Registers a test, unless something is missing for it. */
function test(title: string, obstacle: string | undefined, body: () => void): void {
  const why = project.obstacle ?? obstacle;
  if (why === undefined) it(title, body);
  else it.skip(`${title} (skipped: ${why})`, () => {});
}

const noCopier = claims ? undefined : "that takes the compiled copier";

describe("sessions in the files of deno test", () => {
  const count = new RegExp(`ok \\| ${project.countTests(deno)} passed`);

  for (const [title, last] of Object.entries(lasts)) {
    test(`in turn, ${title}`, undefined, () => {
      assertPassed(runDeno(write(deno, last)), count);
    });
    if (last.isolated) {
      test(`side by side, ${title}`, noCopier, () => {
        assertPassed(runDeno(write(deno, last), "--parallel"), count);
      });
    }
  }

  test("side by side are refused what a file beside them has", noCopier, () => {
    const parts: Readonly<Record<string, string>> = {
      holder: `
        test("holds the library", async () => {
          const sdk = await open();
          writeFileSync("held", "");
          await file("refused");
          await sdk.close();
        });
      `,
      comer: `
        test("is refused", async () => {
          await file("held");
          const refusal = { name: "InvalidStateError", message: /on another thread of this process/ };
          await assert.rejects(open(), refusal);
          writeFileSync("refused", "");
        });
      `,
    };
    const directory = project.write((name) => `
      ${project.head(deno, name)}
      import { existsSync, writeFileSync } from "node:fs";
      async function file(name) {
        while (!existsSync(name)) await new Promise((resolve) => setTimeout(resolve, 10));
      }
      ${parts[name]}
    `, Object.keys(parts));
    assertPassed(runDeno(directory, "--parallel"), /ok \| 2 passed/);
  });
});

const noStd = await fetchFromJsr(STD_TIME);
describe("fake timers of @std/testing", () => {
  test("change nothing for a session", noStd, () => {
    const std: Runner = {
      imports: 'import { FakeTime } from "@std/testing/time"; let time; const { test } = Deno;',
      fakes: { "those of std": { on: "time = new FakeTime();", off: "time.restore();" } },
    };
    const count = new RegExp(`ok \\| ${project.countTests(std)} passed`);
    assertPassed(runDeno(write(std, {})), count);
  });
});

/** The runners that load the module once for all files. */
const inOneRealm = {
  "bun test": {
    runner: bun,
    run: runBun,
    count: (tests: number) => new RegExp(`^ *${tests} pass$`, "m"),
  },
  "node --test without isolation": {
    runner: node,
    run: (directory: string) => runNode(directory, "--experimental-test-isolation=none"),
    count: (tests: number) => new RegExp(`pass ${tests}$`, "m"),
  },
};

for (const [name, { runner, run, count }] of Object.entries(inOneRealm)) {
  describe(`sessions in the files of ${name}`, () => {
    for (const [title, last] of Object.entries(lasts)) {
      if (last.isLeftOpen && !last.isolated) continue;
      test(title, undefined, () => {
        assertPassed(run(write(runner, last)), count(project.countTests(runner)));
      });
    }

    test(
      "are refused what a file before has left open, which nothing has replaced",
      undefined,
      () => {
        const { code, stdout, stderr } = run(write(runner, { isLeftOpen: true }));
        assertEquals(code, 1, stdout + stderr);
        assertMatch(stdout + stderr, /InvalidStateError.*a session is open on it in this process/);
      },
    );
  });
}

describe("sessions in the files of node --test", () => {
  for (const [title, last] of Object.entries(lasts)) {
    test(`each in a process of its own, ${title}`, undefined, () => {
      const count = new RegExp(`pass ${project.countTests(node)}$`, "m");
      assertPassed(runNode(write(node, last)), count);
    });
  }
});
