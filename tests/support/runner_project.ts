/**
 * A user's project with tests of sessions on the stand-in, to be run by other people's test runners.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { installPackages } from "../../scripts/hosts.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { atEnd } from "./at_end.ts";
import { npmTarball } from "./npm_package.ts";
import { assertEnding } from "./programs.ts";
import { assertMatch } from "./testing.ts";

/** Fake timers of a runner's or of a package's, as code. */
interface FakeTimers {
  readonly on: string;
  readonly off: string;
  /** What settles a call that is never answered; Bun's own stop the timers of all modules. */
  readonly settledBy?: "close()";
}

/** A test runner, as the code of its tests knows it. */
export interface Runner {
  /** Imports `test`, and what its fake timers are. */
  readonly imports: string;
  readonly fakes: Readonly<Record<string, FakeTimers>>;
}

/** How a file's last session is opened and left. */
export interface LastSession {
  readonly isolated?: boolean;
  /** Left to whoever comes next. */
  readonly isLeftOpen?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What has come of a run. */
export interface Run {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const FILES = ["first", "second", "third"];

/** An empty project that packages have been installed into, this one among them. */
export class RunnerProject {
  /** Why there are no packages, if so. */
  readonly obstacle: string | undefined;
  readonly directory: string;

  private constructor(directory: string, obstacle: string | undefined) {
    this.directory = directory;
    this.obstacle = obstacle;
  }

  /** Makes one, which is removed in the end. */
  static async make(...packages: readonly string[]): Promise<RunnerProject> {
    const directory = mkdtempSync(join(tmpdir(), "imsdk-runners-"));
    await atEnd(() => rmSync(directory, { recursive: true }));
    const tarball = await npmTarball();
    try {
      installPackages(directory, tarball, "koffi@3.3.4", ...packages);
      return new RunnerProject(directory, undefined);
    } catch (error) {
      const [line] = (error as Error).message.split("\n", 1);
      return new RunnerProject(directory, `npm does not install them: ${line}`);
    }
  }

  /** A directory with a file of each name in `files`, the text of which is made. */
  write(makeText: (name: string) => string, names: readonly string[] = FILES): string {
    const directory = mkdtempSync(join(this.directory, "tests-"));
    mkdirSync(join(directory, "files"));
    for (const name of names) {
      writeFileSync(join(directory, "files", `${name}.test.mjs`), makeText(name));
    }
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
    return directory;
  }

  /** What every file begins with: how it opens a session, and uses it. */
  head({ imports }: Runner, name: string): string {
    return `
      ${imports}
      import assert from "node:assert/strict";
      import { mkdtempSync } from "node:fs";
      import { ImSdk } from "@imsdk/ffi";
      import { openFake } from "@imsdk/ffi/testing";

      const open = (options) => ImSdk.open({
        sdkAppId: 1400000000,
        libraryPath: ${JSON.stringify(buildStandIn())},
        dataDir: mkdtempSync(${JSON.stringify(join(this.directory, "data-"))}),
        ...options,
      });

      async function use(sdk) {
        await sdk.login("${name}", "sig", { signal: new AbortController().signal });
        assert.equal(sdk.loginUserId, "${name}");
        // More than are taken at once.
        for (let n = 0; n < 20; n++) await sdk.api.TIMGetUserStatus([sdk.loginUserId]);
      }
    `;
  }

  /** A file of a user's tests. */
  text(
    runner: Runner,
    name: string,
    { isolated = false, isLeftOpen = false }: LastSession,
  ): string {
    const faked = Object.entries(runner.fakes).map(([kind, { on, off, settledBy }]) => `
      test("a session with ${kind} on before it's opened", async () => {
        ${on}
        try {
          const sdk = await open({ isolated: ${isolated} });
          await use(sdk);
          const unanswered = assert.rejects(
            sdk.api.callExperimentalAPI(
              { request_internal_operation: "internal_operation_set_nothing" },
              { timeout: 20 },
            ),
            { name: "${settledBy ? "AbortError" : "TimeoutError"}" },
          );
          ${settledBy ? "" : "await unanswered;"}
          await sdk.logout();
          await sdk.close();
          await unanswered;
        } finally {
          ${off}
        }
      });

      test("sessions at once with ${kind} on before they're opened", async () => {
        ${on}
        try {
          const sessions = await Promise.all([1, 2, 3].map(() => open({ isolated: true })));
          for (const sdk of sessions) await use(sdk);
          await Promise.all(sessions.map((sdk) => sdk.close()));
        } finally {
          ${off}
        }
      });

      test("a session for tests with ${kind} on", async () => {
        ${on}
        try {
          const { sdk, fake: library } = await openFake();
          await sdk.login("${name}", "sig");
          await library.kickOffline();
          assert.equal(sdk.loginUserId, null);
          await sdk.close();
        } finally {
          ${off}
        }
      });

      test("a session with ${kind} on when it's closed", async () => {
        const sdk = await open({ isolated: ${isolated} });
        await use(sdk);
        ${on}
        try {
          await sdk.close();
        } finally {
          ${off}
        }
      });
    `);
    return `
      ${this.head(runner, name)}
      ${faked.join("")}

      test("errors of the system", async () => {
        const dataDir = ${JSON.stringify(join(this.directory, "package.json", "data"))};
        await assert.rejects(open({ dataDir, isolated: ${isolated} }), /dataDir .* cannot be written/);
        await assert.rejects(open({ libraryPath: "/no/such/library" }), /does not exist/);
      });

      test("a session at the end", async () => {
        const sdk = await open({ isolated: ${isolated} });
        await use(sdk);
        ${isLeftOpen ? "sdk.unref();" : "await sdk.close();"}
      });
    `;
  }

  /** How many tests all files of {@linkcode text} have together. */
  countTests({ fakes }: Runner): number {
    return FILES.length * (4 * Object.keys(fakes).length + 2);
  }

  /** Runs a program in a directory that {@linkcode write} has made. */
  run(directory: string, [program, ...args]: readonly string[], env: Environment = {}): Run {
    const { status, signal, stdout, stderr } = spawnSync(program!, args, {
      cwd: directory,
      // A program of a test of Node's would take itself for one.
      env: { ...process.env, NO_COLOR: "1", NODE_TEST_CONTEXT: undefined, ...env },
      encoding: "utf8",
      timeout: 60_000,
    });
    return { code: status, signal, stdout, stderr };
  }
}

/** Checks that every test has passed. */
export function assertPassed(run: Run, count: RegExp): void {
  assertEnding(run, { code: 0 });
  assertMatch(run.stdout + run.stderr, count);
}
