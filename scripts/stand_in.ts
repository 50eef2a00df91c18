/**
 * Builds the stand-in library of the tests: the ABI of the vendor's, and no network.
 *
 * @module
 */

import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const directory = fileURLToPath(new URL("../tests/native/", import.meta.url));

const COMPILER_FLAGS = [
  "-std=c11",
  "-shared",
  "-fPIC",
  "-fvisibility=hidden",
  "-O2",
  "-pthread",
  "-Wall",
  "-Wextra",
  "-Werror",
];

/**
 * Builds the stand-in library, unless it's newer than its sources.
 *
 * @returns The path of the library.
 * @throws {Error} There is no C compiler, or it has refused the sources.
 */
export function buildStandIn(): string {
  const sources = readdirSync(directory).filter((name) => /^(?!.*selftest).*\.c$/.test(name));
  const library = join(directory, "build", "libstandin.so");
  if (isNewer(library, readdirSync(directory))) return library;

  mkdirSync(join(directory, "build"), { recursive: true });
  const made = `${library}.${process.pid}`;
  const compiler = process.env.CC || "cc";
  const { error, status, stderr } = spawnSync(
    compiler,
    [...COMPILER_FLAGS, "-o", made, ...sources],
    { cwd: directory, encoding: "utf8" },
  );
  if (error) {
    throw new Error(
      `Cannot build the stand-in library: there is no C compiler "${compiler}" (${error.message}). ` +
        "Install one (on Debian: apt-get install gcc libc6-dev), or name yours by CC.",
    );
  }
  if (status !== 0) throw new Error(`Cannot build the stand-in library:\n${stderr}`);
  renameSync(made, library);
  return library;
}

function isNewer(library: string, sources: readonly string[]): boolean {
  const modified = (path: string): number =>
    statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.filter((name) => /\.[ch]$/.test(name))
    .every((name) => modified(join(directory, name)) < modified(library));
}
