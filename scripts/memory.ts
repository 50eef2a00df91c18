/**
 * Makes memory figures comparable between processes, and over the life of one process.
 *
 * @module
 */

import type { Runtime } from "./runtimes.ts";

/**
 * V8 doubles its young generation several times during a process's life, up to 60 MB, which would
 * hide a leak. So its size is fixed here.
 */
const v8Flags = ["--expose-gc", "--min-semi-space-size=4", "--max-semi-space-size=4"];

/** Flags for each runtime when its memory is measured. */
export const memoryFlags: Readonly<Record<Runtime, readonly string[]>> = {
  deno: [`--v8-flags=${v8Flags}`],
  bun: [],
  node: v8Flags,
};

/** Resident memory after collecting all garbage, on runtimes that expose garbage collection. */
export async function collectGarbage(): Promise<void> {
  const { Bun, gc } = globalThis as { Bun?: { gc(force: boolean): void }; gc?: () => void };
  for (let time = 0; time < 2; time++) {
    if (Bun) Bun.gc(true);
    else gc?.();
    // Memory that garbage held outside the heap is released in a separate task.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
