/** The copier that imsdk install compiles: that it's made where it can be, and never missed. */

import { mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { compileCopier } from "../ffi/copier/compile.ts";
import { compiledCopierPath } from "../ffi/copier/load.ts";
import type { Check } from "../ffi/doctor/diagnosis.ts";
import { installCommand } from "../ffi/base/install_command.ts";
import { currentHost } from "../scripts/runtimes.ts";
import { runProgram } from "./support/programs.ts";
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

describe("imsdk doctor", () => {
  async function findsCopier(): Promise<Check> {
    const env = { IMSDK_LIBRARY: standInPath };
    const { stdout } = await runProgram("imsdk.ts", ["doctor", "--json"], { env });
    const { checks }: { checks: Check[] } = JSON.parse(stdout);
    return checks.find(({ name }) => name === "copier")!;
  }

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
    assertMatch(unloadable.found, /\.node cannot be loaded, so /);
    // Bun compiles its own, for its main thread.
    const waits = /callbacks block until JavaScript has run/.test(absent.found);
    assertEquals(waits, currentHost.runtime !== "bun");
    assertMatch(absent.found, /no session opens in a worker/);
    assertEquals(absent.remedy?.endsWith(`${installCommand()} --force`), true);
  });
});
