/**
 * Measures how long a library takes to load: with one function bound, as this module does it, and
 * with all of the symbol table that the stand-in has. Each load is of a copy never loaded before.
 * Its arguments are the path of the stand-in library, a directory and the number of rounds.
 *
 * @module
 */

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { loadAdapter } from "../../../ffi/runtimes/load_adapter.ts";
import { Library } from "../../../ffi/calls/library.ts";
import { symbols } from "../../../ffi/generated/symbols.ts";

/** Milliseconds, by round. */
export interface LoadingReport {
  readonly functions: number;
  readonly one: readonly number[];
  readonly all: readonly number[];
}

type Name = keyof typeof symbols;

const [libraryPath = "", directory = "", rounds = ""] = process.argv.slice(2);
const adapter = await loadAdapter();
const names = Object.keys(symbols) as Name[];

/** The functions of the table that the library exports. Tried on a copy, to keep it unloaded. */
function exportedNames(): Name[] {
  const path = join(directory, "first.so");
  copyFileSync(libraryPath, path);
  return names.filter((name) => {
    try {
      Library.open(adapter, path, symbols, name);
      return true;
    } catch {
      return false;
    }
  });
}

function load(copy: string, names: readonly Name[]): number {
  const path = join(directory, `${copy}.so`);
  copyFileSync(libraryPath, path);
  const start = performance.now();
  // Opening a library binds the function that identifies it.
  for (const name of names) Library.open(adapter, path, symbols, name);
  return performance.now() - start;
}

const exported = exportedNames();
const one: number[] = [];
const all: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  one.push(load(`one-${round}`, ["TIMGetSDKVersion"]));
  all.push(load(`all-${round}`, exported));
}
const report: LoadingReport = { functions: exported.length, one, all };
console.log(JSON.stringify(report));
process.exit(0);
