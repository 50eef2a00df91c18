/**
 * The chart of the results, as SVG.
 *
 * @module
 */

import type { Work } from "./programs/comparison.ts";
import { microseconds, type Result } from "./results.ts";
import type { SideName } from "./sides/side.ts";

interface Bar {
  readonly side: SideName;
  readonly value: number;
}

interface Group {
  readonly name: string;
  readonly bars: readonly Bar[];
}

/** One of the chart's parts, with a scale of its own. */
interface Panel {
  readonly title: string;
  readonly groups: readonly Group[];
}

const WIDTH = 760;
const LEFT = 210;
const RIGHT = 80;
const BAR = 12;
const GAP = 10;

const sides: Readonly<Record<SideName, string>> = {
  module: "this module",
  raw: "raw FFI",
  ffi_rs: "ffi-rs, the vendor's way",
};

/** Grey and colours of middle lightness: the chart has no background, and must do on any. */
const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #7d8590 }
    .title { font-weight: 600 }
    .module { fill: #3b82f6 }
    .raw { fill: #9aa4b0 }
    .ffi_rs { fill: #e07b39 }`;

/** Draws the chart. */
export function chart(results: readonly Result[]): string {
  const panel = (title: string, work: Work, value: (microseconds: number) => number): Panel => ({
    title,
    groups: results.map(({ name, comparison }) => ({
      name,
      bars: (Object.keys(sides) as SideName[]).flatMap((side) => {
        const summary = microseconds(comparison, work, side);
        return summary ? [{ side, value: value(summary.median) }] : [];
      }),
    })),
  });
  const panels = [
    panel("Microseconds for a login or a logout: less is better", "roundTrip", (time) => time),
    panel("Events of 1 KB a second: more is better", "events1024", (time) => 1e6 / time),
  ];
  let top = 50;
  const parts = panels.map((panel) => {
    const part = draw(panel, top);
    top = part.bottom + 30;
    return part.svg;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img">
  <style>${STYLE}
  </style>
${[...legend(), ...parts.flat()].map((line) => `  ${line}`).join("\n")}
</svg>
`;
}

function legend(): string[] {
  return (Object.keys(sides) as SideName[]).flatMap((side, index) => {
    const x = LEFT + index * 130;
    return [rectangle(side, x, 14, BAR, BAR), label(x + BAR + 6, 25, sides[side])];
  });
}

function draw({ title, groups }: Panel, top: number): { svg: string[]; bottom: number } {
  const most = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const svg = [label(0, top, title, 'class="title"')];
  let y = top + GAP;
  for (const { name, bars } of groups) {
    svg.push(label(LEFT - 10, y + bars.length * BAR / 2 + 5, name, 'text-anchor="end"'));
    for (const { side, value } of bars) {
      const width = Math.max(1, (WIDTH - LEFT - RIGHT) * value / most);
      svg.push(rectangle(side, LEFT, y, width, BAR - 2));
      svg.push(label(LEFT + width + 6, y + BAR - 2, figure(value)));
      y += BAR;
    }
    y += GAP;
  }
  return { svg, bottom: y };
}

function rectangle(side: SideName, x: number, y: number, width: number, height: number): string {
  return `<rect class="${side}" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${height}"/>`;
}

function label(x: number, y: number, text: string, attributes = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y}" ${attributes}>${text}</text>`;
}

function figure(value: number): string {
  return value < 100 ? value.toPrecision(2) : Math.round(value).toLocaleString("en");
}
