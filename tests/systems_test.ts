/** What one system once did otherwise than the others, or may. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { atEnd } from "./support/at_end.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { assertEnding, runProgram } from "./support/programs.ts";
import { dataDir, openSession, standInPath } from "./support/stand_in.ts";
import { assert, assertEquals, assertStringIncludes, describe, it } from "./support/testing.ts";

/** It once took some ends of a process to see that one crashes. */
const ENDS = 8;

/** For an emulated processor, which takes half a minute to start a program. */
const LIMIT_MS = 180_000;

const scratch = mkdtempSync(join(tmpdir(), "imsdk-systems-"));
// The threads of a library may still be writing when its process has been waited for.
await atEnd(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));

describe("a process that uses the real library", () => {
  const library = realLibrary();
  if (typeof library === "string") {
    it.skip(`ends well, and is answered (skipped: ${library})`, () => {});
    return;
  }
  const { path, before } = library;

  it("ends well by itself, after a login that was given up", async () => {
    for (let end = 0; end < ENDS; end++) {
      const directory = mkdtempSync(join(scratch, "data-"));
      const { stdout, stderr } = assertEnding(
        await runProgram("cut_short.ts", [path, directory], { before, limitMs: LIMIT_MS }),
        { code: 0 },
      );
      // Of a crash at the very end, the exit code says nothing on Windows, but Wine does.
      assertEquals(/Unhandled (page fault|exception)/.exec(stderr)?.[0], undefined, stderr);
      // The library's own line goes there as well.
      assertStringIncludes(stdout, "TimeoutError");
      assertStringIncludes(stdout, "closed");
    }
  });

  it("is answered by the functions alone, if it says nothing about threads", async () => {
    const directory = mkdtempSync(join(scratch, "data-"));
    const { stdout } = assertEnding(
      await runProgram("plain_native.ts", [path, directory], { before, limitMs: LIMIT_MS }),
      { code: 0 },
    );
    assertStringIncludes(stdout, "TIMInit: 0");
    assertStringIncludes(stdout, "answered");
  });
});

describe("the lock of a data directory", () => {
  it("is refused to another process, by all its names, and tells who has it", async () => {
    const directory = mkdtempSync(join(dataDir, "lock-"));
    // Windows takes names that differ in case alone for one.
    const names = process.platform === "win32" ? [directory, directory.toUpperCase()] : [directory];
    {
      await using _sdk = await openSession({ dataDir: directory });
      for (const name of names) {
        const { code, stderr } = await runProgram("cut_short.ts", [standInPath, name], {
          limitMs: LIMIT_MS,
        });
        assert(code !== 0, stderr);
        assertStringIncludes(stderr, `in use by another session in the process ${process.pid}`);
      }
    }
    // It's free again, for whoever comes.
    assertEnding(
      await runProgram("cut_short.ts", [standInPath, directory], { limitMs: LIMIT_MS }),
      { code: 0 },
    );
  });
});
