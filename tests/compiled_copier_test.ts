/** The copier that imsdk install compiles: that it's made where it can be, and never missed. */

import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { compileCopier } from "../ffi/copier/compile.ts";
import { compiledCopierPath } from "../ffi/copier/load.ts";
import { problemWithCopier } from "../ffi/copier/seal.ts";
import type { Check } from "../ffi/doctor/diagnosis.ts";
import { installCommand } from "../ffi/base/install_command.ts";
import { currentHost } from "../scripts/runtimes.ts";
import { assertEnding, runProgram } from "./support/programs.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import {
  afterEach,
  assertEquals,
  assertMatch,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

const { CC, IMSDK_CACHE } = process.env;
let cache: string;

function set(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

beforeEach(() => {
  cache = mkdtempSync(join(dataDir, "cache-"));
  set("IMSDK_CACHE", cache);
});

afterEach(() => {
  set("IMSDK_CACHE", IMSDK_CACHE);
  set("CC", CC);
});

describe("compiling the copier", () => {
  it("puts it into the cache directory, once", async () => {
    const path = compiledCopierPath()!;
    assertEquals(await compileCopier(), { path, compiled: true });
    assertEquals(await compileCopier(), { path, compiled: false });
    assertEquals(await compileCopier({ force: true }), { path, compiled: true });
    assertEquals(readdirSync(cache), [basename(path)]);
  });

  it("makes a damaged one anew", async () => {
    const path = compiledCopierPath()!;
    await compileCopier();
    const whole = readFileSync(path);
    const flipped = Uint8Array.from(whole);
    flipped[5000]! ^= 1;
    for (const damaged of [whole.subarray(0, 8000), flipped, Uint8Array.of()]) {
      writeFileSync(path, damaged);
      assertMatch(problemWithCopier(path) ?? "", /^is damaged/);
      assertEquals(await compileCopier(), { path, compiled: true });
      assertEquals(problemWithCopier(path), undefined);
    }
    assertEquals(readdirSync(cache), [basename(path)]);
  });

  it("replaces what else has its name, but for a directory", async () => {
    const path = compiledCopierPath()!;
    for (
      const others of [() => spawnSync("mkfifo", [path]), () => symlinkSync("/dev/zero", path)]
    ) {
      others();
      assertMatch(problemWithCopier(path) ?? "", /is no regular file|cannot be read/);
      assertEquals(await compileCopier(), { path, compiled: true });
      rmSync(path);
    }
    mkdirSync(path);
    const { message } = await assertRejects(() => compileCopier(), Error);
    assertMatch(message, /^a directory has the name .+\. Remove it$/);
    assertEquals(readdirSync(cache), [basename(path)]);
  });

  it("lets nobody else write what it makes, whatever the umask", async () => {
    process.env.IMSDK_CACHE = join(cache, "deeper", "still");
    const before = process.umask(0);
    try {
      const { path } = await compileCopier();
      for (const place of [path, dirname(path), dirname(dirname(path))]) {
        assertEquals(statSync(place).mode & 0o022, 0, place);
      }
    } finally {
      process.umask(before);
    }
  });

  it("says so when there is no C compiler", async () => {
    set("CC", "no-such-compiler");
    const { message } = await assertRejects(() => compileCopier(), Error);
    assertMatch(message, /^there is no C compiler "no-such-compiler" \(.+\)$/);
    assertEquals(readdirSync(cache), []);
  });

  it("says so when the C compiler refuses it", async () => {
    set("CC", "false");
    const { message } = await assertRejects(() => compileCopier(), Error);
    assertMatch(message, /^the C compiler "false" refuses it/);
    assertEquals(readdirSync(cache), []);
  });

  it("gives up when it's told to", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const error = await assertRejects(() => compileCopier({ signal }), Error);
    assertEquals(error, reason);
    assertEquals(readdirSync(cache), []);
  });
});

async function findsCopier(): Promise<Check> {
  const env = { IMSDK_LIBRARY: standInPath };
  const { stdout } = await runProgram("imsdk.ts", ["doctor", "--json"], { env });
  const { checks }: { checks: Check[] } = JSON.parse(stdout);
  return checks.find(({ name }) => name === "copier")!;
}

/** Opens a session, logs in, and looks what doctor says of the copier. */
async function logsInWithout(why: RegExp): Promise<void> {
  const data = mkdtempSync(join(dataDir, "damaged-"));
  assertEnding(await runProgram("await_using.ts", [standInPath, data]), { code: 0, stderr: "" });
  const { status, found, remedy } = await findsCopier();
  assertEquals(status, "warning");
  assertMatch(found, why);
  assertEquals(remedy?.endsWith(`${installCommand()} --force`), true);
}

describe("a session", () => {
  it("does without a copier that has lost a part or a bit", async () => {
    const path = compiledCopierPath()!;
    await compileCopier();
    const whole = readFileSync(path);
    const flipped = Uint8Array.from(whole);
    flipped[5000]! ^= 1;
    for (const damaged of [whole.subarray(0, 8000), flipped]) {
      writeFileSync(path, damaged);
      await logsInWithout(/\.node is damaged, so /);
    }
  });

  for (
    const [what, make] of [
      ["a directory", (path: string) => mkdirSync(path)],
      ["a pipe", (path: string) => spawnSync("mkfifo", [path])],
      ["a link to a device", (path: string) => symlinkSync("/dev/zero", path)],
      ["a link to nothing", (path: string) => symlinkSync("none", path)],
    ] as const
  ) {
    it(`does without the copier when ${what} has its name`, async () => {
      make(compiledCopierPath()!);
      await logsInWithout(/\.node (is no regular file|cannot be read)/);
    });
  }

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it : it.skip)(
    `has root do without a copier that others can write${isRoot ? "" : " (skipped: not root)"}`,
    async () => {
      const path = compiledCopierPath()!;
      await compileCopier();
      for (
        const [change, undo] of [
          [() => chmodSync(path, 0o777), () => chmodSync(path, 0o755)],
          [() => chmodSync(cache, 0o777), () => chmodSync(cache, 0o700)],
          [() => chownSync(path, 4711, 4711), () => chownSync(path, 0, 0)],
        ] as const
      ) {
        change();
        assertMatch((await findsCopier()).found, /is not loaded by root, because it/);
        undo();
        assertEquals((await findsCopier()).status, "ok");
      }
    },
  );
});

describe("imsdk doctor", () => {
  it("tells whether the library's threads wait, and what to do about it", async () => {
    const absent = await findsCopier();
    writeFileSync(compiledCopierPath()!, "no addon");
    const unloadable = await findsCopier();
    await compileCopier({ force: true });
    const compiled = await findsCopier();

    assertEquals(compiled.status, "ok");
    assertMatch(compiled.found, /never wait for JavaScript, on any thread of it$/);
    assertEquals([absent.status, unloadable.status], ["warning", "warning"]);
    assertMatch(absent.found, /^not compiled, so /);
    assertMatch(unloadable.found, /\.node is damaged, so /);
    // Bun compiles its own, for its main thread.
    const waits = /callbacks block until JavaScript has run/.test(absent.found);
    assertEquals(waits, currentHost.runtime !== "bun");
    assertMatch(absent.found, /no session opens in a worker/);
    assertEquals(absent.remedy?.endsWith(`${installCommand()} --force`), true);
  });
});

/**
 * Command prefix that hides what a package for development, such as libc6-dev, has put beside the C
 * library. What is removed is only so in that mount namespace.
 */
const withoutLibcDev = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec"].concat(
  `mount -t tmpfs none "$0"
  mkdir "$0/upper" "$0/work"
  libraries=$(dirname "$(find /usr/lib* -name crt1.o | grep "$(uname -m)-linux")")
  options="lowerdir=$libraries,upperdir=$0/upper,workdir=$0/work"
  mount -t overlay -o "$options" overlay "$libraries"
  rm "$libraries/crt1.o" "$libraries/crti.o" "$libraries/libc.so"
  exec "$@"`,
  dataDir,
);
const [unshare, ...mounting] = withoutLibcDev;
const obstacle = currentHost.runtime !== "bun"
  ? "Bun alone compiles it"
  : spawnSync(unshare!, [...mounting, "true"]).status === 0
  ? undefined
  : "the packages for development can't be hidden here";

describe("the copier that Bun compiles itself", () => {
  (obstacle ? it.skip : it)(
    `needs no package for development${obstacle ? ` (skipped: ${obstacle})` : ""}`,
    async () => {
      const command = ["doctor", "--json"];
      const env = { IMSDK_LIBRARY: standInPath, IMSDK_CACHE: cache };
      const ending = await runProgram("imsdk.ts", command, { before: withoutLibcDev, env });
      const { checks }: { checks: Check[] } = JSON.parse(assertEnding(ending, { code: 0 }).stdout);
      assertEquals(checks.find(({ name }) => name === "ffi")?.found, "bun:ffi");
    },
  );
});
