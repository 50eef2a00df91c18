import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { LibraryLoadError } from "../mod.ts";
import { atEnd } from "./support/at_end.ts";
import { assertEnding, runProgram } from "./support/programs.ts";
import { openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  describe,
  it,
} from "./support/testing.ts";

const nativeSources = fileURLToPath(new URL("./native/", import.meta.url));

const directory = mkdtempSync(join(tmpdir(), "imsdk-loading-"));
await atEnd(() => rmSync(directory, { recursive: true, force: true }));

/** Compiles a library of C sources, or of C code. */
function compile(name: string, { args = ["-x", "c", "-"], code = "" }): string {
  const path = join(directory, name);
  const { status, stderr } = spawnSync(
    process.env.CC || "cc",
    ["-shared", "-fPIC", "-o", path, ...args],
    { cwd: nativeSources, input: code, encoding: "utf8" },
  );
  assertEquals(status, 0, stderr);
  return path;
}

/** A file of any content. */
function write(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** A library that is linked with one that no longer exists. */
function needy(): string {
  const needed = compile("needed.so", { code: "int needed(void) { return 1; }" });
  const path = compile("needy.so", {
    args: ["-x", "c", "-", "-x", "none", needed],
    code: "int needed(void); const char *TIMGetSDKVersion(void) { return needed() ? 0 : 0; }",
  });
  rmSync(needed);
  return path;
}

function cannotCall(name: string, path: string): string {
  return `Cannot call ${name}: ${path} does not export it. ` +
    "It is another library, or another version of this one.";
}

/**
 * How each step of a session on a library ends. Run in a separate process, because Deno never
 * unloads a library, which its sanitizer would report.
 */
async function stepsOn(libraryPath: string): Promise<readonly string[]> {
  const args = [standInPath, directory, libraryPath, directory];
  const { stdout } = assertEnding(await runProgram("load.ts", args), { code: 0, stderr: "" });
  const steps = stdout.trimEnd().split("\n");
  assertEquals(steps.pop(), "afterwards: stand-in 1.0");
  return steps;
}

async function assertOpens(): Promise<void> {
  // On Bun all files share a process, and the one before may have left the stand-in as it was.
  await standIn.reset();
  await using sdk = await openSession({ dataDir: directory });
  await sdk.login("alice", "sig");
  assertEquals(sdk.loginUserId, "alice");
}

// Made here, because Bun silently drops a group whose body throws.
const notLibraries = [
  ["a missing file", join(directory, "no-such-library.so"), /does not exist/],
  ["a directory", directory, /is not a file/],
  ["an empty file", write("empty.so", ""), /too short|not a|invalid/i],
  ["a text", write("text.so", "This is no library. ".repeat(100)), /ELF|not a|invalid/i],
  [
    "the head of a library",
    write("head.so", readFileSync(standInPath).subarray(0, 64)),
    /read|short|truncated|not a|invalid/i,
  ],
  ["a library that needs another one, which is missing", needy(), /needed\.so/],
] as const;

describe("a file that is not a library", () => {
  for (const [shown, path, reason] of notLibraries) {
    it(`is refused with its path and the reason: ${shown}`, async () => {
      const error = await assertRejects(
        () => openSession({ libraryPath: path, dataDir: directory }),
        LibraryLoadError,
        path,
      );
      assertMatch(error.message, reason);
      assertEquals(error.tried.length, 1);
      assertStringIncludes(error.tried[0]!, path);
      await assertOpens();
    });
  }

  it("is refused when it's another library", async () => {
    const path = compile("other.so", { code: "int answer(void) { return 42; }" });
    assertEquals(await stepsOn(path), [
      `open(): LibraryLoadError: ${cannotCall("TIMGetSDKVersion", path)}`,
    ]);
  });

  // The system's loader trusts a library's header, and would crash on a truncated file.
  for (const part of [0.1, 0.5, 0.7]) {
    it(`does not crash the process: ${part * 100} % of a library`, async () => {
      const whole = readFileSync(standInPath);
      const path = write(`truncated-${part}.so`, whole.subarray(0, whole.length * part));
      const [open = "", ...more] = await stepsOn(path);
      assertStringIncludes(open, "open(): LibraryLoadError: Cannot load");
      assertStringIncludes(open, path);
      assertEquals(more, []);
    });
  }
});

const file = write("file", "a file");
const unwritable: readonly [shown: string, path: string][] = [
  ["a file in its place", file],
  ["a file above it", join(file, "below", "it")],
];
// Where not even root can write.
const unwritableForAll: typeof unwritable = process.platform !== "linux" ? [] : [
  ["a system directory", "/proc/imsdk"],
  ["a directory of a process", "/proc/self"],
];

describe("a directory that can't be written", () => {
  for (const option of ["dataDir", "logDir"]) {
    for (const [shown, path] of [...unwritable, ...unwritableForAll]) {
      it(`is refused with its path and the reason: ${option} is ${shown}`, async () => {
        const error = await assertRejects(
          () => openSession({ dataDir: directory, [option]: path }),
          Error,
          path,
        );
        assertStringIncludes(error.message, option);
        assertMatch(error.message, /EEXIST|ENOTDIR|ENOENT|exists|directory/i);
        await assertOpens();
      });
    }
  }
});

describe("a library that lacks one function", () => {
  const sources = readdirSync(nativeSources).filter((file) => /^(?!.*selftest).*\.c$/.test(file));

  /** The stand-in with one function renamed. */
  const without = (name: string): string =>
    compile(`without-${name}.so`, {
      args: ["-std=c11", "-pthread", "-fvisibility=hidden", `-D${name}=renamed`, ...sources],
    });

  for (
    const [name, step] of [
      ["TIMSetUserInfoChangedCallback", "userinfochanged"],
      ["TIMSetKickedOfflineCallback", "kickedoffline"],
      ["TIMLogin", "login()"],
      ["TIMLogout", "logout()"],
    ] as const
  ) {
    it(`is used for everything else: ${name}`, async () => {
      const path = without(name);
      const steps = await stepsOn(path);
      assertEquals(steps.length, 6);
      assertEquals(steps.filter((line) => /Error/.test(line)), [
        `${step}: LibraryLoadError: ${cannotCall(name, path)}`,
      ]);
    });
  }

  it("is used for everything where it is TIMGetLoginStatus, which a session can do without", async () => {
    const steps = await stepsOn(without("TIMGetLoginStatus"));
    assertEquals([steps.length, steps.filter((line) => /Error/.test(line))], [6, []]);
  });

  it("is refused when the missing function is the one that identifies it", async () => {
    const path = without("TIMGetSDKVersion");
    assertEquals(await stepsOn(path), [
      `open(): LibraryLoadError: ${cannotCall("TIMGetSDKVersion", path)}`,
    ]);
  });
});

describe("a library", () => {
  it("stays loaded until the process ends, because its threads may be running", async () => {
    const path = compile("told.so", {
      code: `#include <unistd.h>
        int answer(void) { return 42; }
        __attribute__((destructor)) static void tell(void) { (void)!write(2, "unloaded", 8); }`,
    });
    const { stderr } = assertEnding(await runProgram("unload.ts", [path]), { code: 1 });
    // A runtime that unloaded it would do so before its last output.
    assertMatch(stderr.replace(/unloaded.*/s, ""), /the last word/);
  });
});
