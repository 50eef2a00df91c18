/**
 * The chart of the results, as SVG.
 *
 * @module
 */

import type { Work } from "./programs/comparison.ts";
import { type Result, time } from "./results.ts";
import type { SideName } from "./sides/side.ts";
import { digits } from "./statistics.ts";

/** The bars of one kind of work, on their own scale. */
interface Panel {
  readonly title: string;
  readonly work: Work;
  readonly value: (microseconds: number) => number;
}

const panels: readonly Panel[] = [
  {
    title: "Microseconds for a login or a logout, on one core: less is better",
    work: "roundTrip",
    value: (microseconds) => microseconds,
  },
  {
    title: "Events of 1 KB a second, on one core: more is better",
    work: "events1024",
    value: (microseconds) => 1e6 / microseconds,
  },
];

const sides = {
  module: "this module",
  raw: "raw FFI",
  ffi_rs: "ffi-rs, the vendor's way",
} as const;
const sideNames = Object.keys(sides) as SideName[];

const WIDTH = 760;
const LEFT = 220;
const RIGHT = 70;
const BAR = 13;
const GAP = 9;
const LEGEND_STEP = 120;

/** Grey, and colours of medium lightness: the SVG has no background, so they must suit any. */
const STYLE =
  "text { font: 13px system-ui, sans-serif; fill: #7d8590 } .title { font-weight: 600 }" +
  " .module { fill: #3b82f6 } .raw { fill: #9aa4b0 } .ffi_rs { fill: #e07b39 }";

/** Draws the chart. */
export function chart(results: readonly Result[]): string {
  const shapes = sideNames.flatMap((side, index) => {
    const x = LEFT + index * LEGEND_STEP;
    return [bar(side, x, 8, BAR), text(x + BAR + 6, 18, sides[side])];
  });
  let y = 52;
  for (const { title, work, value } of panels) {
    const groups = results.map(({ name, comparisons }) => ({
      name,
      bars: sideNames.flatMap((side) => {
        const summary = time(comparisons.oneCore, work, side);
        return summary ? [{ side, value: value(summary.median) }] : [];
      }),
    }));
    const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
    shapes.push(text(0, y, title, "title"));
    y += GAP;
    for (const { name, bars } of groups) {
      shapes.push(text(0, y + bars.length * BAR / 2 + 4, name));
      for (const { side, value } of bars) {
        const width = (WIDTH - LEFT - RIGHT) * value / most;
        shapes.push(bar(side, LEFT, y, width), text(LEFT + width + 6, y + BAR - 2, digits(value)));
        y += BAR;
      }
      y += GAP;
    }
    y += 3 * GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y - 2 * GAP}" role="img">
  <style>${STYLE}</style>
${shapes.map((shape) => `  ${shape}\n`).join("")}</svg>
`;
}

function bar(side: SideName, x: number, y: number, width: number): string {
  const size = `width="${width.toFixed(1)}" height="${BAR - 2}"`;
  return `<rect class="${side}" x="${x}" y="${y}" ${size}/>`;
}

function text(x: number, y: number, content: string, style = "label"): string {
  return `<text class="${style}" x="${x.toFixed(1)}" y="${y}">${content}</text>`;
}
