/** Sessions in workers, which end in every way that a worker can while the library calls back. */

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { installCommand } from "../ffi/base/install_command.ts";
import { compileCopier } from "../ffi/copier/compile.ts";
import { compiledCopierPath } from "../ffi/copier/load.ts";
import { currentHost } from "../scripts/runtimes.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { assertEnding, type ProgramOptions, runProgram } from "./support/programs.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import { assert, assertEquals, assertStringIncludes, describe, it } from "./support/testing.ts";

/** How a worker may end, and the error that its parent is told then. */
const endings: Readonly<Record<string, string | null>> = {
  "terminate()": null,
  "an uncaught exception": "nobody catches this",
  "an unhandled rejection": "nobody catches this",
  "process.exit()": null,
  "close()": null,
};

const freshDirectory = (): string => mkdtempSync(join(dataDir, "worker-"));

/** A cache directory that has the copier and nothing else. */
const withCopier: Readonly<Record<string, string>> = { IMSDK_CACHE: freshDirectory() };
await compileCopier({ path: compiledCopierPath({ platform: process.platform, env: withCopier })! });

interface Outcome {
  /** What the worker has said. */
  readonly told: string;
  /** The message of the error that has come out of it. */
  readonly error: string | null;
  /** Who has logged in on the main thread afterwards. */
  readonly user: string | null;
  /** Whether the stand-in has called back after the worker's end. */
  readonly late: boolean;
}

async function outcomeOf(
  args: readonly string[],
  options: ProgramOptions = {},
  library: string = standInPath,
): Promise<Outcome> {
  const ending = await runProgram(
    "worker.ts",
    [library, freshDirectory(), ...args],
    { env: withCopier, ...options },
  );
  const { stdout } = assertEnding(ending, { code: 0 });
  return JSON.parse(/^\{.*\}$/m.exec(stdout)![0]); // The real library writes a line as well.
}

describe("a session in a worker", () => {
  for (const [ending, error] of Object.entries(endings)) {
    it(`takes nothing with it when the worker ends by ${ending}`, async () => {
      // Whether a callback comes at the wrong moment is a matter of luck.
      for (let n = 0; n < 3; n++) {
        const outcome = await outcomeOf([ending]);
        assertEquals(outcome, { told: "called back", error, user: null, late: true });
      }
    });

    it(`leaves the main thread's session alone when the worker ends by ${ending}`, async () => {
      const outcome = await outcomeOf([ending, "beside"]);
      assertEquals(outcome, { told: "called back", error, user: "alice", late: true });
    });
  }

  if ("Deno" in globalThis) {
    it("lets an uncaught error reach the parent of a web worker", async () => {
      const args = [standInPath, freshDirectory()];
      const ending = await runProgram("web_worker.ts", args, { env: withCopier });
      const stdout = "Uncaught Error: nobody catches this\n";
      const { stderr } = assertEnding(ending, { code: 0, stdout });
      assertStringIncludes(stderr, "nobody catches this");
    });
  }

  it("is open beside one on the main thread, and each is served", async () => {
    const args = [standInPath, freshDirectory()];
    const ending = await runProgram("threads.ts", args, { env: withCopier });
    const stdout = "before,there,meanwhile,after\ncopied,copied\n";
    assertEnding(ending, { code: 0, stdout });
  });

  for (const ending of ["closed", "terminated"]) {
    it(`comes after others that were ${ending}, and gets nothing of theirs`, async () => {
      const args = [standInPath, freshDirectory(), ending];
      const end = await runProgram("succession.ts", args, { env: withCopier });
      const expected = Array.from({ length: 5 }, (_, place) => {
        const [events, late] = ending === "terminated" ? [1000, place > 0 ? 100 : 0] : [500, 0];
        return `user ${place}, ${events} events in order, 0 of ${late} late answers\n`;
      });
      assertEnding(end, { code: 0, stdout: expected.join("") });
    });
  }

  const restarts = "costs nothing that stays when its worker is terminated and started again";
  if (process.platform === "linux") {
    it(restarts, async () => {
      const args = [standInPath, freshDirectory()];
      const ending = await runProgram("worker_restarts.ts", args, {
        env: withCopier,
        limitMs: 120_000,
      });
      const { stdout } = assertEnding(ending, { code: 0, stderr: "" });
      const { restarts, before, after } = JSON.parse(stdout);
      console.log(`${restarts} restarts of a worker, ${currentHost.runtime}: ${stdout.trim()}`);
      assertEquals(after.descriptors, before.descriptors);
      assert(after.threads <= before.threads + 2, stdout); // A runtime has a pool that varies.
      assert(after.megabytes < before.megabytes + 10 + restarts, stdout);
    });
  } else {
    it.skip(`${restarts} (skipped: what a process has is counted in Linux's /proc)`, () => {});
  }
});

describe("a session in a worker on the real library", () => {
  const stage = realLibrary();
  if (typeof stage === "string") {
    it.skip(`takes nothing with it (skipped: ${stage})`, () => {});
    return;
  }
  const { path, before } = stage;
  for (const [ending, error] of Object.entries(endings)) {
    it(`takes nothing with it when the worker ends by ${ending}`, async () => {
      for (const company of ["alone", "beside"]) {
        const outcome = await outcomeOf([ending, company], { before, limitMs: 60_000 }, path);
        assertEquals(outcome, { told: "called back", error, user: null, late: false });
      }
    });
  }
});

describe("a session in a worker without the copier", () => {
  async function isRefused(IMSDK_CACHE: string): Promise<void> {
    const message = "Cannot open a session in a worker: there is no compiled copier here, and " +
      "without it a callback of the library after the worker's end would crash the process. " +
      `Install a C compiler and run "${installCommand()} --force", or open the session on the ` +
      "main thread.";
    const outcome = await outcomeOf(["close()", "beside"], { env: { IMSDK_CACHE } });
    const told = `LibraryLoadError: ${message}`;
    assertEquals(outcome, { told, error: message, user: "alice", late: false });
  }

  it("is refused, and one on the main thread is not", () => isRefused(freshDirectory()));

  it("is refused when there is a copier that can't be loaded", async () => {
    const IMSDK_CACHE = freshDirectory();
    const path = compiledCopierPath({ platform: process.platform, env: { IMSDK_CACHE } })!;
    mkdirSync(IMSDK_CACHE, { recursive: true });
    writeFileSync(path, "no addon");
    await isRefused(IMSDK_CACHE);
  });

  if ("Deno" in globalThis) {
    it("names the permission that Deno wants to find the copier", async () => {
      const directory = freshDirectory();
      const permissions = ["--allow-read", `--allow-write=${directory}`, "--allow-ffi"];
      const args = [standInPath, directory, "close()"];
      const { stdout } = await runProgram("worker.ts", args, { env: withCopier, permissions });
      assertStringIncludes(stdout, "Run Deno with --allow-env=IMSDK_LIBRARY,IMSDK_CACHE,");
    });
  }
});
