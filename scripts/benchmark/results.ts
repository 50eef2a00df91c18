/**
 * The measurements of a benchmark run, and the figures derived from them.
 *
 * @module
 */

import type { Runtime } from "../runtimes.ts";
import type { Comparison, Work } from "./programs/comparison.ts";
import type { JsonReport, JsonSize, JsonTimes } from "./programs/json.ts";
import type { LoadingReport } from "./programs/loading.ts";
import type { WaitingReport } from "./programs/waiting.ts";
import type { SideName } from "./sides/side.ts";
import { summarise, type Summary } from "./statistics.ts";

/** The measurements on one runtime in one set-up. */
export interface Result {
  /** The runtime with its version, and the set-up. */
  readonly name: string;
  readonly runtime: Runtime;
  /** Whether the copier takes the callbacks, so that they don't block on JavaScript. */
  readonly hasCopier: boolean;
  readonly comparisons: Readonly<Record<Placement, Comparison>>;
  readonly waiting: WaitingReport;
  readonly json: JsonReport;
  readonly loading: LoadingReport;
  readonly startUp: StartUp;
  readonly memory: Memory;
}

/** Where the threads of a process may run. */
export const placements = { oneCore: "on one core", allCores: "on all cores" } as const;

/** The name of such a place. */
export type Placement = keyof typeof placements;

/** Milliseconds from a process's start to its end, by round. */
export interface StartUp {
  readonly bare: readonly number[];
  readonly module: readonly number[];
}

/** Bytes of resident memory. */
export interface Memory {
  /** What an open session adds to the bare runtime. */
  readonly atRest: number;
  /** What each account adds to a process with several. */
  readonly account: number;
  /** What 100,000 calls add. */
  readonly growth: Readonly<Partial<Record<SideName, number>>>;
}

/** Microseconds a call or an event, for a side that can do the work. */
export function time(comparison: Comparison, work: Work, side: SideName): Summary | undefined {
  const samples = comparison[work][side];
  return samples && summarise(samples);
}

/** How many times as long one side takes as another. */
export function ratio(
  comparison: Comparison,
  work: Work,
  side: SideName,
  other: SideName,
): Summary | undefined {
  const [samples, others] = [comparison[work][side], comparison[work][other]];
  return samples && others && ratioOf(samples, others);
}

function ratioOf(samples: readonly number[], others: readonly number[]): Summary {
  return summarise(samples.map((sample, round) => sample / others[round]!));
}

/** The sizes of the JSON texts that were parsed. */
export const jsonSizes: readonly JsonSize[] = ["1 KB", "64 KB"];

/** How many times as long the module takes for JSON as the runtime itself. */
export function jsonRatio({ module, runtime }: JsonTimes): Summary {
  return ratioOf(module, runtime);
}

/** How many milliseconds the module adds to the start of a process. */
export function startUpTime({ startUp: { bare, module } }: Result): number {
  return summarise(module).median - summarise(bare).median;
}
