/**
 * Checks that Bun's own types agree with those that ffi/runtimes/bun.ts is written against. For the
 * type checker only; never run.
 *
 * @module
 */

// @ts-types="npm:bun-types@1.4.5/ffi.d.ts"
import type * as bunFfi from "bun:ffi";
import type { BunFfi } from "../ffi/runtimes/bun.ts";

export const ownTypesAgree = (own: typeof bunFfi): BunFfi => own;
