/**
 * How often the tests repeat what shows a failure by luck only, or a leak only after a while.
 *
 * @module
 */

import process from "node:process";

/**
 * Chooses a number of repetitions.
 *
 * @param usual For `deno task test`, which must not take long.
 * @param long For `deno task test:long`.
 */
export function repetitions(usual: number, long: number): number {
  return process.env.IMSDK_TEST_LONG === "1" ? long : usual;
}
