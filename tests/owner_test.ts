/** A process is one: who comes for what somebody in the process has is told so, or succeeds. */

import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { tryWriting } from "../ffi/base/directories.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { currentHost, modulePath } from "../scripts/runtimes.ts";
import { atEnd } from "./support/at_end.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { runProgram } from "./support/programs.ts";
import { openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

const scratch = mkdtempSync(join(tmpdir(), "imsdk-owner-"));
await atEnd(() => rmSync(scratch, { recursive: true }));
let made = 0;

function freshDirectory(): string {
  const directory = join(scratch, String(++made));
  mkdirSync(directory);
  return directory;
}

/** Whether a copier tells of every thread; else there are no sessions in workers. */
const hasClaims = (await loadAdapter()).claims !== undefined;

beforeEach(() => standIn.reset());

async function refusal(open: () => Promise<unknown>): Promise<string> {
  const error = await assertRejects(open, DOMException);
  assertEquals(error.name, "InvalidStateError");
  return error.message;
}

/** A library, and what it takes to run programs on it. */
interface Stage {
  readonly library: string;
  readonly before: readonly string[];
  readonly more: readonly string[];
}

/** What a scenario of tests/programs/tenants.ts prints. */
async function play(
  scenario: string,
  { library, before, more }: Stage,
): Promise<readonly string[]> {
  const args = [library, freshDirectory(), scenario, ...more];
  const limitMs = 120_000;
  const { code, stdout, stderr } = await runProgram("tenants.ts", args, { before, limitMs });
  assertEquals(code, 0, stderr);
  return [...stdout.matchAll(/> (.*)/g)].map(([, line]) => line!);
}

const OPEN = "open, nobody is logged in";
const LIBRARY_TAKEN =
  /^InvalidStateError: Cannot open a second session: .* on another thread of this process, .*isolated: true/;
const DIRECTORY_TAKEN =
  /^InvalidStateError: .*dataDir <scratch>.main is in use by another session on another thread of /;

const stage = realLibrary();
const stages = {
  "the stand-in": { library: standInPath, before: [], more: [] },
  "the real library": typeof stage === "string"
    ? stage
    : { ...stage, library: stage.path, more: ["offline"] },
} as const;

for (const [name, stage] of Object.entries(stages)) {
  describe(`threads of JavaScript on ${name}`, () => {
    const why = hasClaims ? stage : "without a compiled copier a worker is refused";
    if (typeof why === "string") {
      it.skip(`have one owner (skipped: ${why})`, () => {});
      return;
    }
    const isReal = name === "the real library";
    const loggedIn = (userId: string): string =>
      isReal ? `${userId} is being logged in` : `${userId} is logged in`;

    it("are refused what a session on another one has", async () => {
      const lines = [...await play("a thread beside the main one", why)];
      assertMatch(lines[1] ?? "", LIBRARY_TAKEN);
      assertMatch(lines[2] ?? "", DIRECTORY_TAKEN);
      assertMatch(lines[8] ?? "", LIBRARY_TAKEN);
      for (const taken of [1, 2, 8]) lines[taken] = "refused";
      assertEquals(lines, [
        loggedIn("main"),
        "refused",
        "refused",
        OPEN,
        loggedIn("tenant"),
        "as before",
        "closed",
        OPEN,
        "refused",
        "closed",
        OPEN,
      ]);
    });

    it("are succeeded when they have ended with a session open", async () => {
      const lines = await play("a thread that ends with its session open", why);
      const uninits = isReal ? "" : ", 1 TIMUninit";
      assertEquals(
        lines,
        [uninits, ""].flatMap((uninits) =>
          ["terminate", "throw", "exit"].flatMap((
            ending,
          ) => [`${ending}: ${OPEN}${uninits}`, loggedIn("successor")])
        ),
      );
    });

    it("are succeeded by one that comes for the directory alone", async () => {
      assertEquals(
        await play("a thread that ends, and one that comes for its directory alone", why),
        [OPEN, OPEN],
      );
    });

    it("are succeeded each by its own when all end at once", async () => {
      assertEquals(await play("threads that end at once", why), [OPEN, OPEN, OPEN, OPEN]);
    });

    if (process.platform !== "linux") {
      it.skip("end 50 times, and leave nothing (skipped: Linux alone tells what there is)", () => {});
    } else {
      it("end 50 times, and leave nothing", async () => {
        for (const line of await play("restarts", why)) {
          const { refused, before, after, ...rest } = JSON.parse(line);
          console.log(`50 restarts on ${name}, ${currentHost.runtime}: ${line}`);
          assertEquals(refused, []);
          assert(after.copies === (rest.isolated ? before.copies : 0), line);
          // What is left of each would be 50; the real library has files open now and then.
          assert(after.descriptors <= before.descriptors + 15, line);
          assert(after.threads <= before.threads + 15, line);
          assert(after.megabytes <= before.megabytes + 25, line);
        }
      });
    }
  });
}
