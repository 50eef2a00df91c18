/**
 * The documentation of what the entry points export. `deno doc --lint` checks that it exists, and
 * documentation_test.ts that its examples are right.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { root } from "../../scripts/runtimes.ts";
import { publicFunctions } from "../support/public_api.ts";
import { assert, assertEquals, assertMatch, describe, it } from "../support/testing.ts";

describe("the documentation", () => {
  const entryPoints = Object.values(config.exports);
  const functions = entryPoints.flatMap(publicFunctions)
    .filter(({ name }) => !name.endsWith("[Symbol.asyncDispose]"));

  for (const { name, file, lacks } of functions) {
    it(`of ${name} has its parameters, its result and an example: ${file}`, () => {
      assertEquals(lacks, []);
    });
  }

  it("is checked for every public function", () => {
    const names = functions.map(({ name }) => name);
    for (const name of ["ImSdk.open", "ImSdk.login", "ImSdk.events", "main", "runProgram"]) {
      assert(names.includes(name), name);
    }
  });

  it("is reported when something is missing", () => {
    const [found, ...others] = publicFunctions("tests/programs/undocumented.ts");
    assertEquals(others, []);
    assertEquals(found?.lacks, ["@param second", "@returns", "@example", "a summary"]);
  });

  for (const entryPoint of entryPoints) {
    it(`of ${entryPoint} has a summary and an example of the module`, () => {
      const [comment] = /^\/\*\*[^]*?\*\//.exec(readFileSync(join(root, entryPoint), "utf8")) ?? [];
      assertMatch(comment ?? "", /^\/\*\*\n \* [A-Z][^]*\n \* @example [^]*\n \* @module\n \*\/$/);
    });
  }
});
