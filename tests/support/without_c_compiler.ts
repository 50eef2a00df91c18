/**
 * Loaded before the tests on Bun, it makes Bun one that can't compile C, as on some platforms, so
 * that they run on the adapter that steps in there.
 *
 * @module
 */

// @ts-types="npm:bun-types@1.4.5/test.d.ts"
import { mock } from "bun:test";
import * as ffi from "bun:ffi";

mock.module("bun:ffi", () => ({
  ...ffi,
  cc: () => {
    throw new Error("there is no C compiler here");
  },
}));
