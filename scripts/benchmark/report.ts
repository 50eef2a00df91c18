/**
 * The results as Markdown.
 *
 * @module
 */

import { type Bound, bounds } from "./bounds.ts";
import type { Installation } from "./installation.ts";
import type { Comparison, Work } from "./programs/comparison.ts";
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
import { digits, summarise, type Summary } from "./statistics.ts";

/** What the results depend on. */
export interface Circumstances {
  readonly date: string;
  readonly machine: string;
  readonly versions: readonly string[];
  readonly rounds: number;
  readonly installation: Installation;
}

type Row = readonly string[];

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
  { date, machine, versions, rounds, installation }: Circumstances,
  results: readonly Result[],
): string {
  return `# Benchmark

Made by \`deno task bench\` on ${date}: ${machine}; ${versions.join(", ")}.

![Microseconds for a login or a logout, and events a second](results.svg)

It runs on the stand-in library of the tests, which answers at once: what takes time is what carries
a call there and back. Each figure is the median of ${rounds} rounds, in which the sides take turns, with
the quartiles; a ratio is the median of the rounds' own ratios.

- **Raw FFI** is the least code over \`Deno.dlopen\`, \`bun:ffi\` or koffi that does the same and copies
  the texts. On Bun that takes a few lines of C, because its callbacks come when the texts are freed.
- **ffi-rs** is the vendor's way on Node.js, a new native callback for each call. It has a process of
  its own, because every callback that it leaves behind slows down the event loop.
- **On one core** all threads share a core. **On all cores** most of the time may be that of waking
  another core, which hides what the code costs, and changes with where the system puts a thread.

No event was lost or corrupt.

## Bounds

${table(["", ...results.map(({ name }) => name)], bounds.map((bound) => verdicts(bound, results)))}

## Installation

\`npm install\` of the package brings ${installation.packages} packages, itself and koffi included:
${installation.files} files, ${
    (installation.bytes / 1e6).toFixed(1)
  } MB. An import opens ${installation.opened} files of them.

## Time

In microseconds a call or an event.

${results.map(comparisons).join("\n\n")}

## JSON

In microseconds a text of messages, by \`JSON.parse()\` and by this module, and the ratio. With large
integers, one in each message, this module makes bigints of them, which \`JSON.parse()\` rounds.

${
    table([
      "",
      "size",
      "JSON.parse()",
      "this module",
      "ratio",
      "large: JSON.parse()",
      "this module",
      "ratio",
    ], results.flatMap(json))
  }

## How long the library's thread is inside our callback

In microseconds, for an event of 1 KB: while JavaScript has nothing to do, and for 1,000 events sent
while it's busy for 200 ms.

${table(["", "idle: mean", "longest", "busy: mean", "longest"], results.map(waiting))}

## Start-up

In milliseconds. Start-up is from the start of a process to its end: import, open, first status.
Loading is opening the library with the one function bound that it's known by, as this module does,
or with the ${results[0]?.loading.functions} that the stand-in exports.

${
    table(
      ["", "bare runtime", "this module", "more", "loading, one", "loading, all"],
      results.map(startUp),
    )
  }

## Memory

In megabytes, resident: what an open session adds to the bare runtime, what each of 20 accounts adds,
and what 100,000 requests add.

${
    table(
      ["", "session", "account", "requests: this module", "raw FFI", "ffi-rs"],
      results.map(memory),
    )
  }
`;
}

/** The outcome of one bound. */
export function verdict(bound: Bound, result: Result): string {
  const figure = bound.figure(result);
  if (figure === undefined) return "";
  return `${bound.isMet(figure) ? "met" : "**missed**"}: ${digits(figure)}${bound.unit}`;
}

function verdicts(bound: Bound, results: readonly Result[]): Row {
  return [bound.text, ...results.map((result) => verdict(bound, result))];
}

function comparisons({ name, comparisons }: Result): string {
  return (Object.keys(placements) as Placement[])
    .map((placement) => `### ${name}, ${placements[placement]}\n\n${times(comparisons[placement])}`)
    .join("\n\n");
}

function times(comparison: Comparison): string {
  const rows = (Object.keys(works) as Work[]).map((work): Row => [
    works[work],
    spread(time(comparison, work, "module")),
    spread(time(comparison, work, "raw")),
    spread(ratio(comparison, work, "module", "raw")),
    spread(time(comparison, work, "ffi_rs")),
    spread(ratio(comparison, work, "ffi_rs", "module")),
  ]);
  const heads = ["", "this module", "raw FFI", "ratio", "ffi-rs", "times faster"];
  // Only Node.js has ffi-rs.
  const columns = comparison.status.ffi_rs === undefined ? 4 : 6;
  return table(heads.slice(0, columns), rows.map((row) => row.slice(0, columns)));
}

function json({ name, json }: Result): Row[] {
  return jsonSizes.map((size) => {
    const figures = [json[size].small, json[size].large].flatMap((times) => [
      summarise(times.runtime),
      summarise(times.module),
      jsonRatio(times),
    ]);
    return [name, size, ...figures.map(spread)];
  });
}

function waiting({ name, waiting: { idle, busy } }: Result): Row {
  return [name, ...[idle.mean, idle.longest, busy.mean, busy.longest].map(digits)];
}

function startUp(result: Result): Row {
  const { name, startUp, loading } = result;
  const [bare, module, one, all] = [startUp.bare, startUp.module, loading.one, loading.all]
    .map((samples) => spread(summarise(samples))) as [string, string, string, string];
  return [name, bare, module, digits(startUpTime(result)), one, all];
}

function memory({ name, memory: { atRest, account, growth } }: Result): Row {
  const bytes = [atRest, account, growth.module, growth.raw, growth.ffi_rs];
  return [name, ...bytes.map((bytes) => bytes === undefined ? "" : (bytes / 1e6).toFixed(1))];
}

function spread(summary: Summary | undefined): string {
  if (summary === undefined) return "";
  const { median, lower, upper } = summary;
  return `${digits(median)} (${digits(lower)}–${digits(upper)})`;
}

function table(heads: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
