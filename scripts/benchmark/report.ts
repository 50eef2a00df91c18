/**
 * The results as Markdown.
 *
 * @module
 */

import type { Verdict } from "./bounds.ts";
import type { Work } from "./programs/comparison.ts";
import { microseconds, ratio, type Result, startUpTime } from "./results.ts";
import { summarise, type Summary } from "./statistics.ts";

/** What was measured where. */
export interface Circumstances {
  readonly date: string;
  readonly machine: string;
  readonly versions: readonly string[];
  readonly rounds: number;
}

const works: Readonly<Record<Work, string>> = {
  status: "login status",
  roundTrip: "login or logout, one after another",
  overlapping: "1,000 overlapping requests, each",
  events64: "event of 64 B",
  events1024: "event of 1 KB",
  events16384: "event of 16 KB",
};

/** Writes the report. */
export function report(
  circumstances: Circumstances,
  results: readonly Result[],
  verdicts: readonly Verdict[],
): string {
  const { date, machine, versions, rounds } = circumstances;
  return `# Benchmark

Made by \`deno task bench\` on ${date}: ${machine}; ${versions.join(", ")}.

![Time for a login, and events a second](results.svg)

All of it is done on the stand-in library of the tests, which answers at once, so that what's left
is what carries a call there and back. Every figure is the median of ${rounds} rounds, in which the sides
take turns, with the quartiles in brackets; a ratio is the median of the rounds' own ratios.

- **Raw FFI** is the least code over \`Deno.dlopen\`, \`bun:ffi\` or koffi that does the same and copies
  the texts. On Bun a callback comes when C has freed them: there it reads no texts, has less to do
  than this module, and takes no events.
- **ffi-rs** is the vendor's way on Node.js: a new native callback for each call.
- **On one core** is the ratio to raw FFI once more, with all threads on one core. On several, most of
  the time may be that of waking another core, which is the same for all and hides what the code costs.

No event was lost or corrupt.

## Bounds

${table(["Bound", "Where", "Found", ""], verdicts.map(verdictRow))}

## Time

In microseconds a call or an event.

${results.map(comparisonSection).join("\n\n")}

## Time of the library's thread in our callback

In microseconds an event of 1 KB, mean and longest, while JavaScript has nothing to do, and when it's
busy for 200 ms as the first of 1,000 events arrives.

${table(["", "Idle", "Longest", "Busy", "Longest"], results.map(waitingRow))}

## Start-up and memory

Start-up is from the start of a process to its end, over that of the bare runtime: import, open, first
status. Loading is opening the library with the one function that it's known by, as this module does
it, or with all ${
    results[0]?.loading.functions
  } of the symbol table. Memory is resident: of an open session over the
bare runtime, of each of 20 accounts on copies of the library, and what 100,000 requests add.

${
    table(
      ["", "Start-up", "Bare runtime", "Loading one", "Loading all"],
      results.map(startUpRow),
    )
  }

${
    table(
      ["", "At rest", "Account", "100,000 calls", "By raw FFI", "By ffi-rs"],
      results.map(memoryRow),
    )
  }
`;
}

type Row = readonly string[];

function verdictRow({ bound, where, found, isMet }: Verdict): Row {
  return [bound, where, found, isMet ? "met" : "**missed**"];
}

function comparisonSection({ name, comparison, onOneCore }: Result): string {
  const rows = (Object.keys(works) as Work[]).map((work) => [
    works[work],
    spread(microseconds(comparison, work, "module")),
    spread(microseconds(comparison, work, "raw")),
    spread(ratio(comparison, work, "module", "raw")),
    spread(ratio(onOneCore, work, "module", "raw")),
    spread(microseconds(comparison, work, "ffi_rs")),
    spread(ratio(comparison, work, "ffi_rs", "module")),
  ]);
  const heads = ["", "This module", "Raw FFI", "Ratio", "On one core", "ffi-rs", "Times faster"];
  const isEmpty = (column: number): boolean => rows.every((row) => row[column] === "");
  const shown = (row: Row): Row => row.filter((_, column) => column === 0 || !isEmpty(column));
  return `### ${name}\n\n${table(shown(heads), rows.map(shown))}`;
}

function waitingRow({ name, waiting: { idle, busy } }: Result): Row {
  return [name, ...[idle.mean, idle.longest, busy.mean, busy.longest].map(digits)];
}

function startUpRow(result: Result): Row {
  const { name, startUp, loading } = result;
  const milliseconds = (samples: readonly number[]): string => `${spread(summarise(samples))} ms`;
  return [
    name,
    `+${digits(startUpTime(result))} ms`,
    ...[startUp.bare, loading.one, loading.all].map(milliseconds),
  ];
}

function memoryRow({ name, memory: { atRest, account, growth } }: Result): Row {
  const figures = [atRest, account, growth.module, growth.raw, growth.ffi_rs];
  return [name, ...figures.map((bytes) => bytes === undefined ? "" : `${megabytes(bytes)} MB`)];
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function spread(summary: Summary | undefined): string {
  if (summary === undefined) return "";
  const { median, lower, upper } = summary;
  return `${digits(median)} (${digits(lower)}–${digits(upper)})`;
}

/** With as many digits as mean something. */
function digits(value: number): string {
  const decimals = Math.abs(value) < 1
    ? 3
    : Math.abs(value) < 10
    ? 2
    : Math.abs(value) < 100
    ? 1
    : 0;
  return value.toFixed(decimals);
}

function table(heads: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
