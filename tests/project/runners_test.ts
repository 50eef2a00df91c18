/**
 * The package in other people's test runners, which load it anew for every file, in a process, on a
 * thread or in a realm of its own, and which have fake timers.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { installPackages, usualNode } from "../../scripts/hosts.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { atEnd } from "../support/at_end.ts";
import { npmTarball } from "../support/npm_package.ts";
import { assertEnding } from "../support/programs.ts";
import { assertMatch, describe, it } from "../support/testing.ts";

const project = mkdtempSync(join(tmpdir(), "imsdk-runners-"));
await atEnd(() => rmSync(project, { recursive: true }));

/** Why the runners are not there, if they are not. */
function install(): string | undefined {
  try {
    installPackages(project, tarball, "koffi@3.3.4", "vitest@4.1.12", "jest@30.3.0");
    return undefined;
  } catch (error) {
    return `npm does not install them: ${(error as Error).message.split("\n", 1)[0]}`;
  }
}

const tarball = await npmTarball();
const why = install();

const FILES = ["first", "second", "third"];

/** A file of a user's tests. A session that is left open is the next file's to replace. */
function testFile(name: string, runner: string, leavesOpen: boolean): string {
  const end = leavesOpen ? "sdk.unref();" : "await sdk.close();";
  return `
    ${runner}
    import { mkdtempSync } from "node:fs";
    import { ImSdk } from "@imsdk/ffi";

    const open = (options) => ImSdk.open({
      sdkAppId: 1400000000,
      libraryPath: ${JSON.stringify(buildStandIn())},
      dataDir: mkdtempSync(${JSON.stringify(join(project, "data-"))}),
      ...options,
    });

    async function use(sdk) {
      await sdk.login("${name}", "sig", { signal: new AbortController().signal });
      expect(sdk.loginUserId).toBe("${name}");
    }

    test("a session with fake timers on before it's opened", async () => {
      fake.useFakeTimers();
      const sdk = await open();
      await use(sdk);
      await sdk.logout();
      await sdk.close();
      fake.useRealTimers();
    });

    test("an isolated session with fake timers on when it's closed", async () => {
      const sdk = await open({ isolated: true });
      await use(sdk);
      fake.useFakeTimers();
      await sdk.close();
      fake.useRealTimers();
    });

    test("errors of the system", async () => {
      const failed = open({ dataDir: ${JSON.stringify(join(project, "package.json", "data"))} });
      await expect(failed).rejects.toThrow(/dataDir .* cannot be written/);
      await expect(open({ libraryPath: "/no/such/library" })).rejects.toThrow(/does not exist/);
    });

    test("a session at the end", async () => {
      const sdk = await open();
      await use(sdk);
      ${end}
    });
  `;
}

const vitest = 'import { expect, test, vi as fake } from "vitest";';
const jest = 'import { expect, jest as fake, test } from "@jest/globals";';

/** The runners, each by its module in its package. */
const programs = { vitest: "vitest.mjs", jest: "bin/jest.js" } as const;

/** Runs three files one after another; each has four tests. */
function run(runner: keyof typeof programs, args: readonly string[], leavesOpen: boolean): void {
  const directory = mkdtempSync(join(project, "tests-"));
  mkdirSync(join(directory, "files"));
  for (const name of FILES) {
    const text = testFile(name, runner === "jest" ? jest : vitest, leavesOpen);
    writeFileSync(join(directory, "files", `${name}.test.mjs`), text);
  }
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  const program = join(project, "node_modules", runner, programs[runner]);
  const { status: code, signal, stdout, stderr } = spawnSync(usualNode(), [program, ...args], {
    cwd: directory,
    env: { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "--experimental-vm-modules" },
    encoding: "utf8",
    timeout: 60_000,
  });
  assertEnding({ code, signal, stdout, stderr }, { code: 0 });
  assertMatch(stdout + stderr, /Tests:? +12 passed/);
}

describe("sessions in the files of", () => {
  const test = (title: string, body: () => void): void => {
    if (why === undefined) it(title, body);
    else it.skip(`${title} (skipped: ${why})`, () => {});
  };
  const inTurn = ["run", "--no-file-parallelism"];

  for (const pool of ["forks", "threads"]) {
    test(`Vitest (${pool}), each left open for the next file to replace`, () =>
      run("vitest", [...inTurn, `--pool=${pool}`], true));
  }

  test("Vitest (vmThreads), which loads packages once for all files", () =>
    run("vitest", [...inTurn, "--pool=vmThreads"], false));

  test("Jest (ESM), each left open for the next file to replace", () =>
    run("jest", ["--runInBand", "--testMatch=**/*.test.mjs"], true));
});
