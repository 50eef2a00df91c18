/**
 * Preloaded for the tests on Bun. It makes compiling C fail, as on some platforms, so that the
 * tests run on the fallback adapter.
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
