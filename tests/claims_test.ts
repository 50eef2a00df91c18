/** What threads of JavaScript have claimed for themselves, as long as they live and afterwards. */

import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { compileCopier } from "../ffi/copier/compile.ts";
import { compiledCopierPath } from "../ffi/copier/load.ts";
import { assertEnding, runProgram } from "./support/programs.ts";
import { dataDir } from "./support/stand_in.ts";
import { assertEquals, describe, it } from "./support/testing.ts";

/** A cache directory that has a copier of its own. */
async function cacheWithCopier(): Promise<string> {
  const IMSDK_CACHE = mkdtempSync(join(dataDir, "claims-"));
  const path = compiledCopierPath({ platform: process.platform, env: { IMSDK_CACHE } })!;
  await compileCopier({ path });
  return IMSDK_CACHE;
}

async function linesOf(...args: readonly string[]): Promise<string[]> {
  const env = { IMSDK_CACHE: await cacheWithCopier() };
  const ending = await runProgram("claims.ts", args, { env });
  const { stdout } = assertEnding(ending, { code: 0, stderr: "" });
  return stdout.trimEnd().split("\n");
}

describe("a claim", () => {
  for (const ending of ["terminate()", "its end"]) {
    const expected = [
      "the worker claims: null",
      'the worker claims what is taken: {"value":"of the main thread","ended":false}',
      'while the worker lives: {"value":"of the worker","ended":false}',
      "nobody's meanwhile: null",
      'when it has ended: {"value":"of the worker","ended":true}',
      'taken over: {"key":"shared","value":"of the worker"}',
      'then: {"value":"of the main thread now","ended":false}',
      "released: null",
    ];

    it(`is its thread's until ${ending}, and then whoever takes it`, async () => {
      assertEquals(await linesOf(ending), expected);
    });

    it(`is the same for a copier from another file, until ${ending}`, async () => {
      assertEquals(await linesOf(ending, await cacheWithCopier()), expected);
    });
  }

  it("is one thread's alone, however many want it at once", async () => {
    assertEquals(await linesOf("race"), ["1 of 8 threads has it"]);
  });
});
