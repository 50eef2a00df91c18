/**
 * The bounds that the measured figures should meet.
 *
 * @module
 */

import type { Work } from "./programs/comparison.ts";
import {
  jsonRatio,
  jsonSizes,
  type Placement,
  placements,
  ratio,
  type Result,
  startUpTime,
  time,
} from "./results.ts";
import type { SideName } from "./sides/side.ts";

/** A bound, and the figure that it limits. */
export interface Bound {
  readonly text: string;
  readonly unit: string;
  /** Undefined where the bound doesn't apply. */
  readonly figure: (result: Result) => number | undefined;
  readonly isMet: (figure: number) => boolean;
}

type Figure = Bound["figure"];

/** Smaller growth can't be distinguished from the runtime's own. */
const MOST_GROWTH_MEGABYTES = 1;
/** Longer than the scheduling delay on a busy machine, and far below the 200 ms. */
const LONGEST_WAIT_MS = 50;

const atMost = (limit: number) => (figure: number): boolean => figure <= limit;
const atLeast = (limit: number) => (figure: number): boolean => figure >= limit;

function ratioOf(placement: Placement, work: Work, side: SideName, other: SideName): Figure {
  return ({ comparisons }) => ratio(comparisons[placement], work, side, other)?.median;
}

function onBun(figure: Figure): Figure {
  return (result) => result.runtime === "bun" ? figure(result) : undefined;
}

const roundTrips = (Object.keys(placements) as Placement[]).flatMap((placement): Bound[] => [
  {
    text: `round trip at most 1.15 of raw FFI, ${placements[placement]}`,
    unit: "",
    figure: ratioOf(placement, "roundTrip", "module", "raw"),
    isMet: atMost(1.15),
  },
  {
    text: `round trip at least 5 times faster than by ffi-rs, ${placements[placement]}`,
    unit: "",
    figure: ratioOf(placement, "roundTrip", "ffi_rs", "module"),
    isMet: atLeast(5),
  },
]);

const json = jsonSizes.map((size): Bound => ({
  text: `JSON of ${size} without large integers at most 1.2 of JSON.parse()`,
  unit: "",
  figure: (result) => jsonRatio(result.json[size].small).median,
  isMet: atMost(1.2),
}));

/** All bounds. */
export const bounds: readonly Bound[] = [
  ...roundTrips,
  {
    text: "login status at most 1.3 of raw FFI",
    unit: "",
    figure: ratioOf("allCores", "status", "module", "raw"),
    isMet: atMost(1.3),
  },
  {
    text: "login status at least 50 times faster than by ffi-rs",
    unit: "",
    figure: ratioOf("allCores", "status", "ffi_rs", "module"),
    isMet: atLeast(50),
  },
  {
    text: "overlapping requests on Bun at most 6 µs each",
    unit: " µs",
    figure: onBun(({ comparisons }) => time(comparisons.allCores, "overlapping", "module")!.median),
    isMet: atMost(6),
  },
  {
    text: "events of 1 KB on Bun at least 300,000 a second, on a machine where raw FFI on Deno " +
      "takes 45,000",
    unit: " a second",
    figure: onBun(({ comparisons }) =>
      1e6 / time(comparisons.allCores, "events1024", "module")!.median
    ),
    isMet: atLeast(300_000),
  },
  ...json,
  {
    text: "start-up within 30 ms of the bare runtime",
    unit: " ms",
    figure: startUpTime,
    isMet: atMost(30),
  },
  {
    text: "no growth of memory: less than a megabyte in 100,000 calls",
    unit: " MB",
    figure: ({ memory }) => memory.growth.module! / 1e6,
    isMet: atMost(MOST_GROWTH_MEGABYTES),
  },
  {
    text: "the library's thread, with a copier, not held by JavaScript that is busy for 200 ms: " +
      `the longest callback less than ${LONGEST_WAIT_MS} ms`,
    unit: " ms",
    figure: ({ hasCopier, waiting }) => hasCopier ? waiting.busy.longest / 1000 : undefined,
    isMet: atMost(LONGEST_WAIT_MS),
  },
];
