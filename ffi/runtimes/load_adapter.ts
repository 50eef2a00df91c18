/**
 * Chooses the adapter for the runtime that this code runs on.
 *
 * @module
 */

import type { Adapter } from "../table/adapter.ts";

let adapter: Promise<Adapter> | undefined;

/** The adapter of this runtime; there is one for each thread of JavaScript. */
export function loadAdapter(): Promise<Adapter> {
  return adapter ??= createAdapter();
}

async function createAdapter(): Promise<Adapter> {
  if ("Deno" in globalThis) return (await import("./deno.ts")).createAdapter();
  if ("Bun" in globalThis) return await (await import("./bun.ts")).createAdapter();
  return await (await import("./node.ts")).createAdapter();
}
