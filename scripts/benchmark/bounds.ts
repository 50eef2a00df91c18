/**
 * What the figures are meant to be.
 *
 * @module
 */

import type { Comparison, Work } from "./programs/comparison.ts";
import { microseconds, ratio, type Result, startUpTime } from "./results.ts";
import type { SideName } from "./sides/side.ts";

/** One bound on one runtime, and what the run has found. */
export interface Verdict {
  readonly bound: string;
  readonly where: string;
  readonly found: string;
  readonly isMet: boolean;
}

/** Raw FFI on Deno takes so many events of 1 KB a second on the machine that a bound was made for. */
const DENO_EVENTS_OF_REFERENCE = 45_000;
/** Below that, growth can't be told from what a runtime does by itself. */
const MOST_GROWTH_BYTES = 1e6;
/** Longer than the scheduler of a busy machine makes a thread wait, and far from the 200 ms. */
const LONGEST_WAIT_MICROSECONDS = 50_000;

/** Holds the results against the bounds. */
export function judge(results: readonly Result[]): Verdict[] {
  const denoEvents = results.find(({ runtime }) => runtime === "deno")?.comparison;
  return results.flatMap((result) => [
    ...judgeSpeed(result),
    ...(result.runtime === "bun" ? judgeBun(result, denoEvents) : []),
    ...judgeCost(result),
  ]);
}

function judgeSpeed({ name: where, comparison, onOneCore }: Result): Verdict[] {
  const atMost = (bound: string, limit: number, where: string, from: Comparison, work: Work) => {
    const found = ratio(from, work, "module", "raw")!.median;
    return verdict(`${bound} at most ${limit} of raw FFI`, where, found <= limit, found, "");
  };
  const timesFaster = (bound: string, limit: number, work: Work): Verdict[] => {
    const found = ratio(comparison, work, "ffi_rs", "module")?.median;
    if (found === undefined) return [];
    const name = `${bound} at least ${limit} times faster than ffi-rs`;
    return [verdict(name, where, found >= limit, found, " times")];
  };
  return [
    atMost("round trip", 1.15, where, comparison, "roundTrip"),
    atMost("round trip", 1.15, `${where}, on one core`, onOneCore, "roundTrip"),
    ...timesFaster("round trip", 5, "roundTrip"),
    atMost("status", 1.3, where, comparison, "status"),
    ...timesFaster("status", 50, "status"),
  ];
}

function judgeBun({ name: where, comparison, waiting }: Result, deno?: Comparison): Verdict[] {
  const overlapping = microseconds(comparison, "overlapping", "module")!.median;
  const longest = waiting.busy.longest;
  return [
    verdict("overlapping requests at most 6 µs each", where, overlapping <= 6, overlapping, " µs"),
    ...(deno ? [judgeEvents(where, comparison, deno)] : []),
    verdict(
      "the library's thread does not wait for busy JavaScript",
      where,
      longest < LONGEST_WAIT_MICROSECONDS,
      longest / 1000,
      " ms at the longest",
    ),
  ];
}

function judgeEvents(where: string, bun: Comparison, deno: Comparison): Verdict {
  const perSecond = (comparison: Comparison, side: SideName): number =>
    1e6 / microseconds(comparison, "events1024", side)!.median;
  const events = perSecond(bun, "module");
  const reference = perSecond(deno, "raw");
  const wanted = 300_000 * reference / DENO_EVENTS_OF_REFERENCE;
  return {
    bound: "events of 1 KB at least 300,000 a second where raw FFI on Deno takes 45,000",
    where,
    found: `${thousands(events)} where that takes ${thousands(reference)}`,
    isMet: events >= wanted,
  };
}

function judgeCost(result: Result): Verdict[] {
  const { name: where, memory } = result;
  const added = startUpTime(result);
  const growth = memory.growth.module!;
  return [
    verdict("start-up within 30 ms of the bare runtime", where, added <= 30, added, " ms"),
    verdict(
      "no growth of memory with calls",
      where,
      growth < MOST_GROWTH_BYTES,
      growth / 1e6,
      " MB in 100,000",
    ),
  ];
}

function verdict(
  bound: string,
  where: string,
  isMet: boolean,
  found: number,
  unit: string,
): Verdict {
  return { bound, where, found: found.toFixed(2) + unit, isMet };
}

function thousands(value: number): string {
  return Math.round(value).toLocaleString("en");
}
