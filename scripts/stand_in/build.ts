/**
 * Builds the stand-in library of the tests: the vendor's ABI, without a network.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const directory = fileURLToPath(new URL("../../tests/native/", import.meta.url));

const WARNINGS = ["-Wall", "-Wextra", "-Werror"];
const LIBRARY_FLAGS = ["-std=c11", "-O2", "-pthread", "-shared", "-fPIC", "-fvisibility=hidden"];
const PROGRAM_FLAGS = ["-O2", "-pthread"];

const SELF_TEST = "standin_selftest.c";

/** What the library is compiled by, and for. */
export interface Toolchain {
  /** The system and its processor, which share the sources with others, but not what is made. */
  readonly system: string;
  readonly compiler: string;
  readonly flags: readonly string[];
}

const ownToolchain: Toolchain = {
  system: `${process.platform}-${process.arch}`,
  compiler: process.env.CC || "cc",
  flags: [],
};

/** How the library calls back on other platforms: see tests/native/main_thread.h. */
export type StandInVariant = "run_loop" | "message_loop";

/**
 * Builds the stand-in library, unless it's newer than its sources.
 *
 * @param variant A variant that calls back as on another platform.
 * @param toolchain By default that of this machine.
 * @returns The path of the library.
 * @throws {Error} There is no C compiler, or it rejected the sources.
 */
export function buildStandIn(
  variant?: StandInVariant,
  toolchain: Toolchain = ownToolchain,
): string {
  const isWanted = (source: string): boolean => source !== SELF_TEST;
  if (variant === undefined) return build("libstandin.so", LIBRARY_FLAGS, isWanted, toolchain);
  const flags = [...LIBRARY_FLAGS, `-DSTANDIN_${variant.toUpperCase()}`];
  return build(`libstandin_${variant}.so`, flags, isWanted, toolchain);
}

/**
 * Builds and runs the stand-in library's own test, in C.
 *
 * @throws {Error} It can't be built, or it failed.
 */
export function testStandIn(): void {
  const program = build("selftest", PROGRAM_FLAGS, () => true, ownToolchain);
  const { status, stdout, stderr } = spawnSync(program, { encoding: "utf8" });
  if (status !== 0) throw new Error(`The stand-in library is broken:\n${stdout}${stderr}`);
}

function build(
  name: string,
  flags: readonly string[],
  isWanted: (source: string) => boolean,
  { system, compiler, flags: ownFlags }: Toolchain,
): string {
  const all = readdirSync(directory).filter((file) => /\.[ch]$/.test(file));
  const sources = all.filter((file) => file.endsWith(".c") && isWanted(file));
  const target = join(directory, "build", system, name);
  if (all.every((file) => modified(join(directory, file)) < modified(target))) return target;

  mkdirSync(dirname(target), { recursive: true });
  // Renamed into place, because other processes may be building or using it.
  const made = `${target}.${process.pid}`;
  const { error, status, stderr } = spawnSync(
    compiler,
    [...flags, ...ownFlags, ...WARNINGS, "-o", made, ...sources],
    { cwd: directory, encoding: "utf8" },
  );
  if (error) {
    throw new Error(
      `Cannot build ${name}: there is no C compiler "${compiler}" (${error.message}). ` +
        "Install one (on Debian: apt-get install gcc libc6-dev), or name yours by CC.",
    );
  }
  if (status !== 0) throw new Error(`Cannot build ${name}:\n${stderr}`);
  renameSync(made, target);
  return target;
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
