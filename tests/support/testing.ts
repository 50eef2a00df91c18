/**
 * The names that every test of this project is written against: those of `@std/assert` and
 * `@std/testing/bdd`. On Deno they come from JSR when it can be reached; otherwise, and on the
 * other runtimes, from the two small modules beside this one.
 *
 * @module
 */

import { type Bdd, bddFor } from "./bdd.ts";
import { chooseStd } from "../../scripts/std.ts";

type Assertions = typeof import("./assert.ts");

const url = await chooseStd();
// The local modules declare just the part of @std that the tests use.
const std: Assertions & Pick<Bdd, "it"> | undefined = url && await import(url);

const assertions: Assertions = std ?? await import("./assert.ts");

// An assertion signature needs its type written out where the function is used.
export const assert: Assertions["assert"] = assertions.assert;
export const assertEquals: Assertions["assertEquals"] = assertions.assertEquals;
export const assertInstanceOf: Assertions["assertInstanceOf"] = assertions.assertInstanceOf;
export const assertMatch: Assertions["assertMatch"] = assertions.assertMatch;
export const assertRejects: Assertions["assertRejects"] = assertions.assertRejects;
export const assertStringIncludes: Assertions["assertStringIncludes"] =
  assertions.assertStringIncludes;
export const assertThrows: Assertions["assertThrows"] = assertions.assertThrows;

const bdd = await bddFor(std);

export const describe: Bdd["describe"] = bdd.describe;
export const it: Bdd["it"] = bdd.it;
export const beforeEach: Bdd["beforeEach"] = bdd.beforeEach;
export const afterEach: Bdd["afterEach"] = bdd.afterEach;
