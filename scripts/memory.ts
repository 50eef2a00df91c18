/**
 * Makes the memory of one process comparable with that of another, and with its own of before.
 *
 * @module
 */

import type { Runtime } from "./runtimes.ts";

/**
 * V8 doubles its young generation several times as a process grows older, up to 60 MB, which would
 * hide what is looked for: here it has one size.
 */
const v8Flags = ["--expose-gc", "--min-semi-space-size=4", "--max-semi-space-size=4"];

/** What each runtime is started with for its memory to be measured. */
export const memoryFlags: Readonly<Record<Runtime, readonly string[]>> = {
  deno: [`--v8-flags=${v8Flags}`],
  bun: [],
  node: v8Flags,
};

/**
 * As little as it can be just now: with all garbage collected, where the runtime lets itself be
 * told.
 */
export async function collectGarbage(): Promise<void> {
  const { Bun, gc } = globalThis as { Bun?: { gc(force: boolean): void }; gc?: () => void };
  for (let time = 0; time < 2; time++) {
    if (Bun) Bun.gc(true);
    else gc?.();
    // What garbage has held outside the heap is given back in a task of its own.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
