/**
 * The npm package, for the tests that install it.
 *
 * @module
 */

import process from "node:process";
import { buildNpm } from "../../scripts/build_npm.ts";

/** Gives the package's tarball: that of this run of the tests, or else one that it makes. */
export async function npmTarball(): Promise<string> {
  return process.env.IMSDK_TEST_TARBALL ?? (await buildNpm()).tarball;
}
