import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { realLibrary } from "./support/library_for_programs.ts";
import {
  assertEnding,
  describeEnding,
  type Ending,
  type Program,
  runProgram,
  startProgram,
} from "./support/programs.ts";
import { repetitions } from "./support/repetitions.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import { assert, assertEquals, assertStringIncludes, describe, it } from "./support/testing.ts";

/**
 * How long a process may take to end once it has nothing more to do. A busy machine takes a second
 * of it, and what keeps a process by mistake does so for longer.
 */
const AT_ONCE_MS = 5_000;

/** How long a process is watched that must live on: several times what it would take to end. */
const WATCHED_MS = 2_000;

async function endsAtOnce(program: Program): Promise<Ending> {
  await program.says("ready");
  const readyAt = performance.now();
  const ending = await program.ending;
  assert(ending.at - readyAt < AT_ONCE_MS, `It took ${ending.at - readyAt} ms to end`);
  return ending;
}

describe("the process", () => {
  const live = (life: string, directory = dataDir): Program =>
    startProgram("life.ts", [standInPath, directory, life]);

  for (
    const life of [
      "uses and closes a session",
      "calls unref()",
      "calls ref() after close()",
      "waits for a login after unref(), which comes",
      "waits for a renewal after unref()",
      "waits for a login after another was ended after unref()",
      "waits for a logout after unref(), which comes",
      "waits for a request after unref(), which comes",
      "waits for a sig after unref(), which comes",
      "waits for close() after unref()",
      "waits for events after unref()",
      "catches that open() has failed",
    ]
  ) {
    it(`ends by itself when its program ${life}`, async () => {
      await using program = live(life);
      // Node.js would end with 13 if nothing kept the process while the program awaits.
      assertEnding(await endsAtOnce(program), { code: 0, stderr: "" });
    });
  }

  it("lives on when its program has not closed the session, or waits", async () => {
    const lives = [
      "forgets to close the session",
      "calls unref() and ref()",
      "waits for a login",
      "waits for a login after unref()",
      "waits for a sig after unref()",
    ];
    // All at once, because each is watched for a while.
    await Promise.all(lives.map(async (life) => {
      await using program = live(life, mkdtempSync(join(dataDir, "life-")));
      await program.says("ready");
      await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
      assert(program.isRunning, `The process has ended when its program ${life}`);
    }));
  });

  it("runs the program's own exit handlers, and ends with the exit code that they have left", async () => {
    await using program = live("has an exit handler and calls unref()");
    assertEnding(await endsAtOnce(program), { code: 5, stdout: "ready\nexit handler: 4\n" });
  });

  it("ends by itself after a session that await using closes", async () => {
    await using program = startProgram("await_using.ts", [standInPath, dataDir]);
    assertEnding(await endsAtOnce(program), { code: 0, stderr: "" });
  });

  if ("Deno" in globalThis) {
    it("reports an uncaught error once where Deno.exit() throws, and still ends", async () => {
      const ending = await runProgram("refused_exit.ts", [standInPath, dataDir]);
      const { stderr } = assertEnding(ending, { code: 1 });
      assertEquals(stderr.split("thrown by user code").length, 2, stderr);
    });
  }

  it("ends with code 1 when nobody catches that open() has failed", async () => {
    const ending = await runProgram("await_using.ts", ["no such library", dataDir]);
    const { stderr } = assertEnding(ending, { code: 1 });
    assertStringIncludes(stderr, "LibraryLoadError");
  });
});

/** The ways to end a process, and what its parent then sees: an exit code or a signal. */
const endings: Record<string, readonly (number | string)[]> = {
  "close()": [0],
  "unref()": [0],
  "an uncaught exception": [1],
  "an unhandled rejection": [1],
  "process.exit(3)": [3],
  ..."Deno" in globalThis ? { "Deno.exit(3)": [3] } : {},
  SIGINT: ["SIGINT", 130],
  SIGTERM: ["SIGTERM", 143],
};

/**
 * Ends a program in a situation, and checks the exact outcome, which excludes a crash. The outcome
 * comes from waiting for the process, so the process is gone as well.
 */
async function end(
  args: readonly string[],
  situation: string,
  ending: string,
  before: readonly string[] = [],
): Promise<void> {
  const signal = ending === "SIGINT" || ending === "SIGTERM" ? ending : undefined;
  await using program = startProgram(
    "exit.ts",
    [...args, situation, signal ? "a signal" : ending],
    { before },
  );
  await program.says("ready");
  if (signal) program.signal(signal);
  const end = await endsAtOnce(program);
  const outcome = end.signal ?? end.code;
  assert(outcome !== null && endings[ending]!.includes(outcome), describeEnding(end));
  assertStringIncludes(end.stderr, endings[ending]![0] === 1 ? "nobody catches this" : "");
}

for (const situation of ["idle", "mid-login", "storm"]) {
  describe(`the process of a session (${situation})`, () => {
    // A crash at exit is a race, so a single attempt may miss it.
    const REPETITIONS = repetitions(3, 20);
    // A login under way keeps the process alive even after unref().
    const possible = Object.keys(endings).filter((ending) =>
      situation !== "mid-login" || ending !== "unref()"
    );
    for (const ending of possible) {
      it(`is ended by ${ending}`, async () => {
        for (let i = 0; i < REPETITIONS; i++) {
          await end([standInPath, dataDir], situation, ending);
        }
      });
    }
  });
}

describe("the process of a session (endless storm)", () => {
  it("is ended by close()", async () => {
    for (let i = 0; i < 2; i++) await end([standInPath, dataDir], "endless storm", "close()");
  });
});

describe("the process of a session on the real library", () => {
  const stage = realLibrary();
  if (typeof stage === "string") {
    it.skip(`comes to its end (skipped: ${stage})`, () => {});
    return;
  }
  const endReal = (situation: string, ending: string): Promise<void> =>
    end([stage.path, dataDir], situation, ending, stage.before);

  it("is ended by close(), ten times", async () => {
    for (let i = 0; i < 10; i++) await endReal("idle", "close()");
  });

  for (const ending of ["process.exit(3)", "an uncaught exception", "close()"]) {
    it(`is ended by ${ending} in mid-login`, async () => {
      for (let i = 0; i < 3; i++) await endReal("mid-login", ending);
    });
  }
});
