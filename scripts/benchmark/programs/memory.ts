/**
 * Measures the memory of one side in a separate process. Its arguments are the path of the stand-in
 * library, a directory and the name of the side. Without a name it measures the bare runtime.
 *
 * @module
 */

import process from "node:process";
import { collectGarbage } from "../../memory.ts";
import { openSide } from "../sides/open_side.ts";
import type { Side, SideName } from "../sides/side.ts";

/** Resident memory, in bytes. */
export interface MemoryReport {
  readonly atRest: number;
  /** What 100,000 calls add. */
  readonly growth: number;
}

const ROUNDS = 40;
const CALLS_IN_ROUND = 10_000;
const AT_ONCE = 100;
/** A call by ffi-rs leaks so much that fewer calls show it. */
const FFI_RS_SHARE = 1 / 20;

const [libraryPath = "", directory = "", name = ""] = process.argv.slice(2);

async function resident(): Promise<number> {
  await collectGarbage();
  return process.memoryUsage().rss;
}

async function request(side: Side, count: number): Promise<void> {
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => side.request()));
  }
}

/**
 * What half of the rounds add. Memory that a runtime has not returned yet can only raise a sample,
 * so the minimum of several samples is the best estimate of what is in use.
 */
async function growth(side: Side): Promise<number> {
  const share = name === "ffi_rs" ? FFI_RS_SHARE : 1;
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await request(side, CALLS_IN_ROUND * share);
    samples.push(await resident());
  }
  const least = (from: number): number => Math.min(...samples.slice(from, from + ROUNDS / 4));
  const calls = CALLS_IN_ROUND * share * ROUNDS / 2;
  return (least(ROUNDS * 3 / 4) - least(ROUNDS / 4)) * 100_000 / calls;
}

// Raw FFI does not keep a process alive on all runtimes while it waits for a callback.
setInterval(() => {}, 2 ** 30);
const side = name === "" ? undefined : await openSide(name as SideName, libraryPath, directory);
const atRest = await resident();
const report: MemoryReport = { atRest, growth: side === undefined ? 0 : await growth(side) };
console.log(JSON.stringify(report));
process.exit(0);
