/**
 * `deno task generate`: reads the headers of the vendor's package, writes the generated files and
 * lists what has changed. `--check` writes nothing, and fails if a file is out of date.
 *
 * The version of the package is in ffi/library_file/release.ts. When that has changed, the release
 * is pinned again: its checksums are computed, and its library is asked for its version.
 *
 * @module
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { release } from "../ffi/library_file/release.ts";
import { type Change, changesOf } from "./headers/changes.ts";
import { generate } from "./headers/generate.ts";
import { root } from "./runtimes.ts";

function read(path: string): string {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return ""; // everything in it is new
  }
}

function describe({ what, kind, name, before, after }: Change): string {
  const line = `${what.padEnd(7)}  ${kind} ${name}`;
  return what === "changed" ? `${line}\n           ${before}\n         → ${after}` : line;
}

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });

const files = (await generate(release, console.log)).filter(({ path, text }) =>
  read(path) !== text
);
for (const file of files) {
  const changes = changesOf(file, read(file.path));
  console.log(`${file.path}: ${changes.length || "only comments and layout"} changed`);
  for (const change of changes) console.log(`  ${describe(change)}`);
  if (!options.check) writeFileSync(join(root, file.path), file.text);
}
if (files.length === 0) console.log("Nothing has changed.");
if (options.check && files.length > 0) {
  console.error("The generated files are not up to date: run deno task generate.");
  Deno.exit(1);
}
