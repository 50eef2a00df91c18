import { copyFileSync, mkdirSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { compileCopier } from "../ffi/copier/compile.ts";
import { compiledCopierPath } from "../ffi/copier/load.ts";
import { cacheDirectory, dataDirectory } from "../ffi/base/directories.ts";
import { platformOf, release } from "../ffi/library_file/release.ts";
import { assertEnding, type Ending, runProgram } from "./support/programs.ts";
import { dataDir, standInPath } from "./support/stand_in.ts";
import { assert, assertEquals, assertMatch, describe, it } from "./support/testing.ts";

/** What Deno permits, by the names of its flags; `true` is the flag without a value. */
type Permissions = Readonly<Record<string, true | readonly string[]>>;

/** A way to name the library and the data directory, and the permissions that it needs. */
interface Way {
  readonly name: string;
  readonly args: readonly [libraryPath: string, dataDir: string];
  readonly env?: Readonly<Record<string, string>>;
  readonly permissions: Permissions;
}

/** The variables that the module reads; a test starts with none of them. */
const variables = [
  "IMSDK_LIBRARY",
  "IMSDK_CACHE",
  "XDG_CACHE_HOME",
  "XDG_DATA_HOME",
  "HOME",
] as const;

function tour({ args, env }: Way, permissions: Permissions): Promise<Ending> {
  const flags = Object.entries(permissions).map(([name, value]) =>
    value === true ? name : `${name}=${value.join()}`
  );
  const unset = Object.fromEntries(variables.map((name) => [name, undefined]));
  return runProgram("tour.ts", args, { permissions: flags, env: { ...unset, ...env } });
}

const explicit: Way = {
  name: "with a libraryPath and a dataDir",
  args: [standInPath, dataDir],
  permissions: {
    "--allow-ffi": true,
    "--allow-read": [standInPath],
    "--allow-write": [dataDir],
  },
};

const fromEnvironment: Way = {
  name: "with IMSDK_LIBRARY and a dataDir",
  args: ["", dataDir],
  env: { IMSDK_LIBRARY: standInPath },
  permissions: { ...explicit.permissions, "--allow-env": ["IMSDK_LIBRARY"] },
};

/** The stand-in, where `imsdk install` would have put the library for a user with this home. */
function installed(): Way {
  const HOME = join(dataDir, "home");
  const user = { platform: process.platform, env: { HOME } };
  const platform = platformOf()!;
  const file = release.files[platform].name;
  const library = join(cacheDirectory(user), release.version, platform, file);
  const data = dataDirectory(1400000000n, user);
  mkdirSync(dirname(library), { recursive: true });
  copyFileSync(standInPath, library);
  return {
    name: "with the installed library and the user's own directories",
    args: ["", ""],
    env: { HOME },
    permissions: {
      "--allow-ffi": true,
      "--allow-read": [library],
      "--allow-write": [data],
      "--allow-env": variables,
    },
  };
}

/** With the copier, Deno itself makes no callback and reads no pointer. */
async function withCopier(): Promise<Way> {
  const IMSDK_CACHE = mkdtempSync(join(dataDir, "cache-"));
  const copier = compiledCopierPath({ platform: process.platform, env: { IMSDK_CACHE } });
  const { path } = await compileCopier({ path: copier });
  return {
    name: "with the copier",
    args: explicit.args,
    env: { IMSDK_CACHE },
    permissions: {
      ...explicit.permissions,
      "--allow-ffi": [standInPath, path],
      "--allow-env": ["IMSDK_CACHE"],
    },
  };
}

/** The permissions without one of them: a whole flag, or a single variable. */
function* lessOne(permissions: Permissions): Iterable<{ less: string; permissions: Permissions }> {
  for (const flag of Object.keys(permissions)) {
    const { [flag]: _, ...rest } = permissions;
    yield { less: flag, permissions: rest };
  }
  const names = permissions["--allow-env"];
  if (!Array.isArray(names) || names.length === 1) return;
  for (const name of names) {
    const others = names.filter((other) => other !== name);
    yield {
      less: `--allow-env=${name}`,
      permissions: { ...permissions, "--allow-env": others },
    };
  }
}

async function assertRefused(way: Way, permissions: Permissions, flag: string): Promise<void> {
  const { stderr } = assertEnding(await tour(way, permissions), { code: 1, stdout: "" });
  assertEquals(stderr.match(/^error: /gm)?.length, 1, stderr);
  const [what, variable] = flag.split("=");
  assertMatch(stderr, new RegExp(`Requires .*${variable ?? ""}.* run again with the ${what} flag`));
}

// The flags differ with the directories, and these are those of Linux.
if (!("Deno" in globalThis) || process.platform !== "linux") {
  it.skip("permissions (skipped: they are those of Deno on Linux)", () => {});
} else {
  for (const way of [explicit, fromEnvironment, installed()]) {
    describe(`${way.name}, a session`, () => {
      it(`needs no more than ${Object.keys(way.permissions).join(" ")}`, async () => {
        const { stdout } = assertEnding(await tour(way, way.permissions), { code: 0, stderr: "" });
        assert(stdout.endsWith("done\n"), stdout);
      });

      for (const { less, permissions } of lessOne(way.permissions)) {
        it(`is refused with one clear error without ${less}`, async () => {
          await assertRefused(way, permissions, less);
        });
      }
    });
  }

  it("with the copier, a session needs no --allow-ffi beyond the two files", async () => {
    const way = await withCopier();
    const { stdout } = assertEnding(await tour(way, way.permissions), { code: 0, stderr: "" });
    assert(stdout.endsWith("done\n"), stdout);
  });

  // Deno makes callbacks, and reads what a pointer points to, by this flag without a value alone
  // (denoland/deno#15511).
  it("without it, a session is refused with one clear error when --allow-ffi names a library", async () => {
    const permissions = { ...explicit.permissions, "--allow-ffi": [standInPath] };
    await assertRefused(explicit, permissions, "--allow-ffi");
  });
}
