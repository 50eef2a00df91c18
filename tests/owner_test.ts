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
import { dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import type { OpenOptions } from "../mod.ts";
import { tryWriting } from "../ffi/base/directories.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { currentHost, modulePath } from "../scripts/runtimes.ts";
import { atEnd } from "./support/at_end.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { assertEnding, runProgram } from "./support/programs.ts";
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
  const ending = await runProgram("tenants.ts", args, { before, limitMs });
  const { stdout } = assertEnding(ending, { code: 0 });
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
      it.skip("end many times, and leave nothing (skipped: Linux alone tells what there is)", () => {});
    } else {
      it("end many times, and leave nothing", async () => {
        for (const line of await play("restarts", why)) {
          const { restarts, isolated, refused, before, after } = JSON.parse(line);
          console.log(`${restarts} restarts on ${name}, ${currentHost.runtime}: ${line}`);
          assertEquals(refused, []);
          assert(after.copies === (isolated ? before.copies : 0), line);
          // One that each leaves would be 20 or more; the real library has files open now and then.
          assert(after.descriptors <= before.descriptors + 15, line);
          assert(after.threads <= before.threads + 15, line);
          assert(after.megabytes <= before.megabytes + 10 + 0.3 * restarts, line);
        }
      });
    }
  });
}

/** The packages that a directory's modules find. */
function modulesOf(directory: string): string | undefined {
  const parent = dirname(directory);
  const modules = join(directory, "node_modules");
  if (existsSync(modules)) return modules;
  return parent === directory ? undefined : modulesOf(parent);
}

/** A second name of a file, where the temporary directory is on the same file system. */
function linkOrCopy(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    symlinkSync(file, name);
  }
}

/** A file of its own, and another copy of this module. */
const ownLibrary = join(freshDirectory(), "library.so");
const otherModule = freshDirectory();
copyFileSync(standInPath, ownLibrary);
for (const part of ["ffi", "src", modulePath("mod.ts", { ...currentHost, directory: "" })]) {
  cpSync(join(currentHost.directory, part), join(otherModule, part), { recursive: true });
}
writeFileSync(join(otherModule, "package.json"), '{ "type": "module" }');
const modules = modulesOf(currentHost.directory);
if (modules !== undefined) symlinkSync(modules, join(otherModule, "node_modules"));
const { ImSdk: Other }: typeof import("../mod.ts") = await import(
  pathToFileURL(modulePath("mod.ts", { ...currentHost, directory: otherModule })).href
);

function openOther(options: Partial<OpenOptions> = {}): Promise<unknown> {
  const dataDir = freshDirectory();
  return Other.open({ sdkAppId: 1, libraryPath: standInPath, dataDir, ...options });
}

// What is loaded and bound stays so, which keeps it out of what a test's sanitizer counts.
{
  await using _own = await openSession({ libraryPath: ownLibrary, dataDir: freshDirectory() });
  for (const isolated of [false, true]) {
    const options = { sdkAppId: 1, libraryPath: standInPath, dataDir: freshDirectory(), isolated };
    await using _other = await Other.open(options);
  }
}

describe("the library", () => {
  it("is refused by any other name of its file", async () => {
    await using _sdk = await openSession();
    const directory = freshDirectory();
    const [symbolic, hard] = [join(directory, "symbolic.so"), join(directory, "hard.so")];
    symlinkSync(standInPath, symbolic);
    linkOrCopy(standInPath, hard);
    for (const libraryPath of [symbolic, hard]) {
      assertStringIncludes(
        await refusal(() => openSession({ libraryPath, dataDir: directory })),
        "is open on it in this process",
      );
    }
  });

  it("is refused when another file has taken its place, which the process would not load", async () => {
    const options = { libraryPath: ownLibrary, dataDir: freshDirectory() };
    await using _sdk = await openSession(options);
    copyFileSync(standInPath, `${ownLibrary}.new`);
    renameSync(`${ownLibrary}.new`, ownLibrary);
    await refusal(() => openSession({ ...options, dataDir: freshDirectory() }));
  });

  it("is refused to another copy of this module, and its data as well", async () => {
    const dataDir = freshDirectory();
    const here = `by another copy of this module (${currentHost.directory}`;
    const sdk = await openSession({ dataDir });
    assertStringIncludes(await refusal(() => openOther()), here);
    assertStringIncludes(await refusal(() => openOther({ dataDir, isolated: true })), here);
    await sdk.close();
    const other = await Other.open({ sdkAppId: 1, libraryPath: standInPath, dataDir });
    assertStringIncludes(await refusal(() => openSession()), otherModule);
    await other.close();
  });
});

describe("the lock of a data directory", () => {
  const isUser = process.getuid?.() !== 0;
  const obstacles: Record<string, readonly [make: (path: string) => void, words: RegExp]> = {
    "a directory": [(path) => mkdirSync(path), /is no regular file\. Remove it/],
    "a symbolic link": [
      (path) => symlinkSync(join(scratch, "target"), path),
      /is a symbolic link\. Remove it/,
    ],
    "a pipe": [
      (path) => assertEquals(spawnSync("mkfifo", [path]).status, 0),
      /is no regular file\. Remove it/,
    ],
    ...isUser && {
      "a file that this user must not write": [
        (path) => {
          writeFileSync(path, "");
          chmodSync(path, 0o400);
        },
        /Change its owner, or remove it/,
      ] as const,
    },
  };
  for (const [name, [make, words]] of Object.entries(obstacles)) {
    it(`is refused with the remedy when there is ${name} in its place`, async () => {
      const dataDir = freshDirectory();
      make(join(dataDir, ".imsdk-lock"));
      const { message } = await assertRejects(() => openSession({ dataDir }), Error, dataDir);
      assertMatch(message, words);
      assertMatch(message, /^Cannot open the session: dataDir .* by the option dataDir\.$/);
      assert(!existsSync(join(scratch, "target")), "the link was followed");
      rmSync(join(dataDir, ".imsdk-lock"), { recursive: true });
      await using _sdk = await openSession({ dataDir });
    });
  }
  if (!isUser) {
    it.skip("is refused when this user must not write it (skipped: root may write everything)", () => {});
  }
});

describe("the question whether a directory can be written", () => {
  it("touches nothing that is there, and leaves nothing", () => {
    const directory = freshDirectory();
    const target = join(scratch, "precious");
    writeFileSync(target, "precious");
    symlinkSync(target, join(directory, `.imsdk-${process.pid}`));
    tryWriting(directory);
    assertEquals(readFileSync(target, "utf8"), "precious");
    assertEquals(readdirSync(directory), [`.imsdk-${process.pid}`]);
    assert(lstatSync(join(directory, `.imsdk-${process.pid}`)).isSymbolicLink());
  });

  it("tries other names when some are taken", () => {
    const directory = freshDirectory();
    const { random } = Math;
    let asked = 0;
    // As it is when threads have the same seed.
    Math.random = () => asked++ < 2 ? 0.5 : random();
    try {
      writeFileSync(
        join(directory, `.imsdk-${process.pid}-${(0.5).toString(36).slice(2)}`),
        "another's",
      );
      tryWriting(directory);
    } finally {
      Math.random = random;
    }
    assert(asked >= 3);
    assertEquals(readdirSync(directory).length, 1);
    assertThrows(() => tryWriting(join(directory, "missing")), Error);
  });
});
