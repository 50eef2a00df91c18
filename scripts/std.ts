/**
 * Chooses where the tests take the names of `@std/assert` and `@std/testing/bdd` from.
 *
 * @module
 */

import process from "node:process";

/**
 * The URL of the file with the names of `@std`, or nothing if the tests do without it. The
 * processes that run the tests inherit it, so JSR is asked once for all of them.
 */
const CHOICE = "IMSDK_TEST_STD";

/**
 * Makes the choice and prints it, or follows the choice of the parent process.
 *
 * @returns The URL of a module that has the names, or `undefined` if those of tests/support are
 * to be used.
 */
export async function chooseStd(): Promise<string | undefined> {
  const onDeno = "Deno" in globalThis;
  if (process.env[CHOICE] === undefined) {
    const std = onDeno
      ? await (await import("./jsr.ts")).bundleStd()
      : "only Deno takes them from JSR";
    process.env[CHOICE] = typeof std === "string" ? "" : std.url;
    console.log(
      typeof std === "string"
        ? `Test names come from tests/support, and not from @std: ${std}.`
        : `Test names come from ${
          std.packages.join(" and ")
        } on Deno, and else from tests/support.`,
    );
  }
  return onDeno ? process.env[CHOICE] || undefined : undefined;
}
