/**
 * The names that every test of this project is written against: those of `@std/assert` and
 * `@std/testing/bdd`. On Deno they come from JSR when it can be reached; otherwise, and on the
 * other runtimes, from the two small modules beside this one.
 *
 * @module
 */

const onDeno = "Deno" in globalThis;

async function fromJsrOr<Local>(
  jsr: () => Promise<unknown>,
  local: () => Promise<Local>,
): Promise<{ names: Local; origin: "jsr" | "local" }> {
  if (onDeno) {
    try {
      // The local module declares just the part of the JSR module that the tests use.
      return { names: await jsr() as Local, origin: "jsr" };
    } catch {
      // JSR is out of reach; the local module stands in.
    }
  }
  return { names: await local(), origin: "local" };
}

const assertions = await fromJsrOr(
  () => import("@std/assert"),
  () => import("./assert.ts"),
);
const bdd = await fromJsrOr(
  () => import("@std/testing/bdd"),
  () => import("./bdd.ts"),
);

/** Where the test names of this run come from, for the line that a run prints about it. */
export const testNamesFrom: string = assertions.origin === "jsr" && bdd.origin === "jsr"
  ? "@std/assert and @std/testing, from JSR"
  : "tests/support, over node:assert and the runtime's own test runner";

type Assertions = typeof import("./assert.ts");

// An assertion signature needs its type written out where the function is used.
export const assert: Assertions["assert"] = assertions.names.assert;
export const assertEquals: Assertions["assertEquals"] = assertions.names.assertEquals;
export const assertInstanceOf: Assertions["assertInstanceOf"] = assertions.names.assertInstanceOf;
export const assertMatch: Assertions["assertMatch"] = assertions.names.assertMatch;
export const assertRejects: Assertions["assertRejects"] = assertions.names.assertRejects;
export const assertStringIncludes: Assertions["assertStringIncludes"] =
  assertions.names.assertStringIncludes;
export const assertThrows: Assertions["assertThrows"] = assertions.names.assertThrows;

type Bdd = typeof import("./bdd.ts");

export const describe: Bdd["describe"] = bdd.names.describe;
export const it: Bdd["it"] = bdd.names.it;
export const beforeEach: Bdd["beforeEach"] = bdd.names.beforeEach;
export const afterEach: Bdd["afterEach"] = bdd.names.afterEach;
