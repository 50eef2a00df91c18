import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import type { Check } from "../ffi/doctor/diagnosis.ts";
// Its package.json names two main files, of which Bun takes the one that isn't there.
import vendor from "tls-sig-api-v2/TLSSigAPIv2.js";
import { cacheDirectory } from "../ffi/base/directories.ts";
import { installCommand } from "../ffi/base/install_command.ts";
import { cachedLibraryPath } from "../ffi/library_file/locate.ts";
import { platformOf, release } from "../ffi/library_file/release.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import { isolatingCommand } from "../scripts/network_namespace.ts";
import { currentHost } from "../scripts/runtimes.ts";
import { signUserSig } from "../mod.ts";
import { checkClock } from "../src/cli/clock_and_network.ts";
import { imsdk } from "./support/imsdk_command.ts";
import { realLibrary } from "./support/library_for_programs.ts";
import { assertEnding, type ProgramOptions, runProgram } from "./support/programs.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import { assert, assertEquals, assertMatch, describe, it } from "./support/testing.ts";

const directory = join(dataDir, "doctor");
mkdirSync(directory);

/**
 * A user who has no directories yet. The home is left alone: the runtime has its own cache there.
 */
const user: ProgramOptions["env"] = {
  IMSDK_CACHE: join(directory, "new", "cache"),
  XDG_DATA_HOME: join(directory, "new", "data"),
  IMSDK_LIBRARY: standInPath,
  IMSDK_USER_SIG: undefined,
};

/** Runs the command for that user, with changes to the environment. */
function doctor(
  args: readonly string[],
  env: ProgramOptions["env"] = {},
  options: ProgramOptions = {},
) {
  return runProgram("imsdk.ts", ["doctor", ...args], { ...options, env: { ...user, ...env } });
}

/** What it finds, by the names of the checks. */
async function examine(
  env: ProgramOptions["env"] = {},
  args: readonly string[] = [],
  options: ProgramOptions = {},
) {
  const { code, stdout, stderr } = await doctor(["--json", ...args], env, options);
  assertEquals(stderr, "");
  const { ok, checks }: { ok: boolean; checks: Check[] } = JSON.parse(stdout);
  assertEquals(code, ok ? 0 : 1);
  assertEquals(ok, checks.every(({ status }) => status !== "failure"));
  return {
    ok,
    text: stdout,
    names: checks.map(({ name }) => name),
    of(name: string): Check {
      const check = checks.find((check) => check.name === name);
      assert(check, `${name} has not been checked: ${stdout}`);
      return check;
    },
  };
}

function write(name: string, contents: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, contents);
  return path;
}

function compile(name: string, code: string): string {
  const path = join(directory, name);
  const source = write(`${name}.c`, code);
  const { status, stderr } = spawnSync("cc", ["-shared", "-fPIC", "-o", path, source], {
    encoding: "utf8",
  });
  assertEquals(status, 0, stderr);
  return path;
}

describe("imsdk doctor", () => {
  it("prints a line for each check, and what to do below", async () => {
    const { stdout } = assertEnding(await doctor([]), { code: 0, stderr: "" });
    const [checks = "", count = ""] = stdout.split("\n\n");
    for (const line of checks.split("\n")) {
      assertMatch(line, /^((ok {7}|warning {2}|failure {2})[a-z]+ +| {22})\S/);
    }
    assertMatch(checks, /^ok {7}runtime {6}(Deno|Bun|Node\.js) \d/);
    assert(checks.includes(standInPath), checks);
    // Three warnings say that it isn't the vendor's library, and one that this cache directory has
    // no copier.
    assertMatch(count, /^ok: \d+, warnings: 4, failures: 0\n$/);
  });

  it("finds everything that a login needs on the stand-in", async () => {
    const { ok, names, of } = await examine();
    assertEquals(ok, true);
    const onDeno = currentHost.runtime === "deno" ? ["permissions"] : [];
    const onLinux = process.platform === "linux" ? ["libc"] : [];
    const rest = ["library", "checksum", "version", "symbols", "cache", "data", "clock"];
    assertEquals(names, ["runtime", ...onDeno, "platform", "ffi", "copier", ...onLinux, ...rest]);
    assertEquals(of("version").status, "warning");
    assertMatch(of("version").found, /^stand-in 1\.0, but \d/);
    assertMatch(of("checksum").found, /^[0-9a-f]{64}, not the pinned one/);
    assertEquals(of("symbols").status, "warning");
    const all = Object.keys(symbols).length;
    assertMatch(of("symbols").found, new RegExp(`^\\d+ of ${all} missing: \\w.* and \\d+ more$`));
    assert(!/TIM(Init|Login|Logout|GetLogin)/.test(of("symbols").found), of("symbols").found);
    assertMatch(of("cache").found, /cache \(does not exist yet, can be created\)$/);
    assertEquals(existsSync(join(directory, "new")), false, "it has made a directory");
  });

  it("looks where imsdk install puts the library, and says how to install it", async () => {
    const { ok, names, of } = await examine({ IMSDK_LIBRARY: undefined });
    assertEquals(ok, false);
    assertEquals(names.includes("checksum"), false);
    const { status, found, remedy } = of("library");
    assertEquals(status, "failure");
    const name = release.files[platformOf()!].name;
    assertMatch(found, /IMSDK_LIBRARY: not set; the cache directory: \S+ does not exist$/);
    assert(found.includes(user["IMSDK_CACHE"]!) && found.includes(name), found);
    assertEquals(remedy, `Install it with: ${installCommand()}`);
  });

  it("reports an installed library that is truncated", async () => {
    const cache = join(directory, "cache");
    const path = join(cache, relative(cacheDirectory(), cachedLibraryPath(platformOf()!)));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, readFileSync(standInPath).subarray(0, 20_000));
    const { of } = await examine({ IMSDK_LIBRARY: undefined, IMSDK_CACHE: cache });
    assertEquals(of("library").status, "failure");
    assert(of("library").found.endsWith(`${path} is truncated`));
    assertEquals(of("library").remedy, `Install it with: ${installCommand()}`);
  });

  for (
    const [shown, path, check, reason] of [
      ["nothing", join(directory, "missing.so"), "library", /does not exist/],
      ["a directory", directory, "library", /is not a file/],
      ["a text", write("text.so", "no library\n"), "version", /cannot be loaded/],
      ["an empty file", write("empty.so", ""), "version", /cannot be loaded/],
      ["another library", compile("other.so", "int x(void){return 1;}"), "version", /none/],
    ] as const
  ) {
    it(`fails and says what to do when IMSDK_LIBRARY names ${shown}`, async () => {
      const { of, ok } = await examine({ IMSDK_LIBRARY: path });
      assertEquals([ok, of(check).status], [false, "failure"]);
      assertMatch(of(check).found, reason);
      assert(of(check).remedy?.includes("IMSDK_LIBRARY"));
      assert(of(check).remedy?.includes(installCommand()));
    });
  }

  const canReadAll = process.getuid?.() === 0 || process.platform === "win32";
  const itWhenNotRoot = canReadAll ? it.skip : it;
  itWhenNotRoot(
    `fails when the library can't be read${canReadAll ? " (skipped: root reads all)" : ""}`,
    async () => {
      const path = write("unreadable.so", readFileSync(standInPath));
      chmodSync(path, 0);
      const { of } = await examine({ IMSDK_LIBRARY: path });
      assertEquals(of("library").status, "failure");
      assertMatch(of("library").found, /cannot be read/);
    },
  );

  it("names the functions that the library doesn't export", async () => {
    const path = compile("old.so", 'const char *TIMGetSDKVersion(void) { return "1.0"; }');
    const { of, ok } = await examine({ IMSDK_LIBRARY: path });
    assertEquals([ok, of("symbols").status], [true, "warning"]);
    assertMatch(of("symbols").found, /missing: .*\bTIMLogin\b/);
    assertEquals(of("symbols").found.includes("TIMGetSDKVersion"), false);
  });

  const hasUsers = process.platform !== "win32";
  (hasUsers ? it : it.skip)(
    `warns of a cache directory that others can write${hasUsers ? "" : " (skipped: on Windows)"}`,
    async () => {
      const shared = join(directory, "shared");
      mkdirSync(shared);
      for (const [mode, what] of [[0o757, "every user"], [0o775, "a group"]] as const) {
        if (mode === 0o775) {
          if (process.getuid?.() !== 0) continue; // only root can give it to a group of others
          chownSync(shared, 0, 4711);
        }
        chmodSync(shared, mode);
        const { of, ok } = await examine({ IMSDK_CACHE: shared });
        assertEquals([ok, of("cache").status], [true, "warning"]);
        assert(
          of("cache").found.includes(`${shared} can be written by ${what}`),
          of("cache").found,
        );
        assertMatch(of("cache").remedy ?? "", /chmod go-w/);
      }
    },
  );

  const isRoot = process.getuid?.() === 0;
  (isRoot ? it : it.skip)(
    `warns root of a directory that belongs to another user${isRoot ? "" : " (skipped: not root)"}`,
    async () => {
      const cache = join(directory, "others");
      const path = join(cache, relative(cacheDirectory(), cachedLibraryPath(platformOf()!)));
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(standInPath, path);
      chownSync(cache, 4711, 4711);
      const env = { IMSDK_LIBRARY: undefined, IMSDK_CACHE: cache };
      const { stdout, stderr } = await doctor(["--json"], env);
      const { checks }: { checks: Check[] } = JSON.parse(stdout);
      const { found } = checks.find(({ name }) => name === "cache")!;
      assert(found.includes(`${cache} belongs to another user (uid 4711)`), found);
      assert(stderr.includes(`${cache} belongs to another user (uid 4711), who could`), stderr);
    },
  );

  for (
    const [what, change] of [
      ["no size of an entry", (head: DataView) => head.setUint16(54, 0, true)],
      ["a size of one byte", (head: DataView) => head.setUint16(54, 1, true)],
      ["entries beyond its end", (head: DataView) => head.setBigUint64(32, 2n ** 63n, true)],
      ["more entries than it has room for", (head: DataView) => head.setUint16(56, 0xffff, true)],
    ] as const
  ) {
    it(`says so of an ELF library whose header tells ${what}`, async () => {
      const bytes = Uint8Array.from(readFileSync(standInPath));
      change(new DataView(bytes.buffer));
      const { of } = await examine({ IMSDK_LIBRARY: write("malformed.so", bytes) });
      assertMatch(of("library").found, /malformed\.so is (truncated|damaged)/);
    });
  }

  it("says so of an ELF library that ends in its header", async () => {
    const path = write("head.so", readFileSync(standInPath).subarray(0, 40));
    const { of } = await examine({ IMSDK_LIBRARY: path });
    assertMatch(of("library").found, /head\.so is truncated$/);
  });

  it("finds a cache directory that can't be written, which only install needs", async () => {
    const { of, ok } = await examine({ IMSDK_CACHE: write("file", "") });
    assertEquals([ok, of("cache").status], [true, "warning"]);
    assertMatch(of("cache").found, /cannot be written \([A-Z]+\)$/);
    assertMatch(of("cache").remedy ?? "", /IMSDK_CACHE/);
  });

  const onLinux = process.platform === "linux";
  const itOnLinux = onLinux ? it : it.skip;
  itOnLinux(
    `finds a data directory that can't be written${onLinux ? "" : " (skipped: not on Linux)"}`,
    async () => {
      for (const place of [join(write("file", ""), "below", "it"), "/proc/imsdk"]) {
        const { of, ok } = await examine({ XDG_DATA_HOME: place });
        assertEquals([ok, of("data").status], [false, "failure"]);
        assertMatch(of("data").found, /cannot be written \([A-Z]+\)$/);
        assertMatch(of("data").remedy ?? "", /dataDir/);
      }
    },
  );

  it("finds a clock that is in the past", async () => {
    const { status, remedy } = await checkClock(new Date("2001-09-09T01:46:40Z"));
    assertEquals([status, remedy?.includes("clock")], ["failure", true]);
  });

  const real = realLibrary();
  if (typeof real === "string") {
    it.skip(`finds the whole table in the real library (skipped: ${real})`, () => {});
  } else {
    it("finds the whole table in the real library", async () => {
      const { before, path } = real;
      const { of } = await examine({ IMSDK_LIBRARY: path }, [], { before });
      const found = `all ${Object.keys(symbols).length} of the table`;
      assertEquals(of("symbols"), { name: "symbols", status: "ok", found });
    });
  }

  const isolate = isolatingCommand();
  const itWhenIsolated = isolate ? it : it.skip;
  itWhenIsolated(
    `fails with --network where there is none${isolate ? "" : " (skipped: there is one)"}`,
    async () => {
      const { of, ok } = await examine({}, ["--network"], { before: isolate! });
      assertEquals([ok, of("network").status], [false, "failure"]);
      assertMatch(of("network").found, /cannot be resolved/);
    },
  );

  if (currentHost.runtime === "deno") {
    it("names the permissions that are missing, and asks for none", async () => {
      const permissions = ["--allow-env", "--allow-read"];
      const { of, ok } = await examine({}, [], { permissions });
      assertEquals([ok, of("permissions").status], [false, "failure"]);
      assertMatch(of("permissions").found, /^missing: --allow-ffi --allow-write=\S+$/);
    });
  }

  describe("reads the sig in IMSDK_USER_SIG, and", () => {
    const secretKey = "0123456789abcdef".repeat(4);
    const valid = { sdkAppId: 1400000000, secretKey, userId: "alice", expiresIn: 3600 };
    const ofAlice = signUserSig(valid);
    const expired = new vendor.Api(valid.sdkAppId, secretKey).genUserSig("alice", -60);
    const noIds = { IMSDK_APP_ID: undefined, IMSDK_USER_ID: undefined };
    const ids = { IMSDK_APP_ID: "1400000000", IMSDK_USER_ID: "alice" };
    const whose = /^alice, app 1400000000, valid until 20\S+Z$/;

    for (
      const [shown, sig, env, status, found, remedy] of [
        ["says whose it is", ofAlice, noIds, "ok", whose, undefined],
        ["drops white space around it", ` ${ofAlice}\n`, ids, "ok", whose, undefined],
        ["finds it expired", expired, ids, "failure", /, expired at 20\S+Z$/, /new one/],
        [
          "finds that it's another user's",
          ofAlice,
          { ...ids, IMSDK_USER_ID: "bob" },
          "failure",
          whose,
          /IMSDK_USER_ID is bob\./,
        ],
        [
          "finds that it's another app's",
          ofAlice,
          { ...ids, IMSDK_APP_ID: "7" },
          "failure",
          whose,
          /IMSDK_APP_ID is 7\./,
        ],
        ["warns that it can't be read", "no-sig", ids, "warning", /cannot be read: it is/, /Copy/],
        ["finds that it's the key", secretKey, ids, "failure", /secret key$/, /signUserSig\(\)/],
      ] as const
    ) {
      it(shown, async () => {
        const { of, text } = await examine({ IMSDK_USER_SIG: sig, ...env });
        const check = of("sig");
        assertEquals(check.status, status);
        assertMatch(check.found, found);
        if (remedy) assertMatch(check.remedy ?? "", remedy);
        else assertEquals(check.remedy, undefined);
        assert(!text.includes(sig.trim()), text);
      });
    }

    it("does without when that's not set, or is empty", async () => {
      for (const sig of [undefined, " "]) {
        const { names } = await examine({ IMSDK_USER_SIG: sig });
        assertEquals(names.includes("sig"), false);
      }
    });
  });

  it("prints help, and exits with 2 when it does not know a flag", async () => {
    const help = await imsdk(["doctor", "--help"]);
    assertEquals([help.code, help.stderr], [0, ""]);
    for (const flag of ["--network", "--json"]) assert(help.stdout.includes(flag));
    const unknown = await imsdk(["doctor", "--heal"]);
    assertEquals([unknown.code, unknown.stdout], [2, ""]);
    assertMatch(unknown.stderr, /^imsdk doctor: .*--heal/);
  });
});
