/**
 * Fetches packages from JSR for scripts and tests that also work without them.
 *
 * Deno fetches what a program imports before the program starts, has no time limit for that, and
 * writes what it has fetched into `deno.lock`. So nothing here imports from JSR by a name that Deno
 * can see in the code. Instead, another Deno process fetches the packages first. It uses no lock,
 * and it is stopped if JSR doesn't answer.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import config from "../deno.json" with { type: "json" };
import { run } from "./run.ts";
import { root } from "./runtimes.ts";

/** The longest that JSR may take for its first answer, in milliseconds. What follows may take more. */
const ANSWER_LIMIT_MS = 3_000;

/** The longest that all may take, in milliseconds, however slow the network is. */
const FETCH_LIMIT_MS = 120_000;

/** Deno first asks for a list of versions. Once it asks for anything else, JSR has answered. */
const HAS_ANSWERED = /^Download .*(?<!\/meta\.json)$/m;

/**
 * Makes Deno fetch packages from JSR into its cache, unless they are there already.
 *
 * @param specifiers The packages, such as `jsr:@std/assert@^1.0.0`.
 * @returns Why they aren't available, as a sentence without its full stop, or `undefined` if they
 * are.
 */
export async function fetchFromJsr(...specifiers: readonly string[]): Promise<string | undefined> {
  if (process.env.IMSDK_TEST_JSR === "off") return "IMSDK_TEST_JSR is off";
  const child = spawn(process.execPath, ["cache", "--no-config", ...specifiers], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: FETCH_LIMIT_MS,
  });
  let output = "";
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, ANSWER_LIMIT_MS);
  child.stderr.setEncoding("utf8").on("data", (text) => {
    output += text;
    if (HAS_ANSWERED.test(output)) clearTimeout(timer);
  });
  const [code] = await once(child, "close");
  clearTimeout(timer);
  if (isLate) return `JSR has not answered within ${ANSWER_LIMIT_MS / 1000} seconds`;
  if (code === 0) return undefined;
  if (code === null) return `JSR has not sent them within ${FETCH_LIMIT_MS / 1000} seconds`;
  return /^error: (.*?)\.?$/m.exec(output)?.[1] ?? `deno cache has ended with code ${code}`;
}

/** What the tests use of `@std`, in one module. */
export interface BundledStd {
  /** The URL of the module's file. */
  readonly url: string;
  /** The packages, with their versions. */
  readonly packages: readonly string[];
}

/**
 * Bundles what the tests use of `@std` into one file, which needs neither a network nor a lock.
 *
 * @returns The file, or why it isn't available.
 * @throws {Error} `deno bundle` has failed.
 */
export async function bundleStd(): Promise<BundledStd | string> {
  const specifiers = [config.imports["@std/assert"], `${config.imports["@std/testing"]}/bdd`];
  const obstacle = await fetchFromJsr(...specifiers);
  if (obstacle !== undefined) return obstacle;

  const temporary = mkdtempSync(join(tmpdir(), "imsdk-std-"));
  try {
    const entry = join(temporary, "std.ts");
    writeFileSync(entry, specifiers.map((name) => `export * from "${name}";\n`).join(""));
    const code = run(process.execPath, "bundle", "--no-config", "--quiet", entry);
    const directory = join(root, "node_modules", ".cache", "imsdk");
    const file = join(directory, "std.mjs");
    mkdirSync(directory, { recursive: true });
    // Renamed into place, because another run of the tests may be reading the file.
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, file);
    // A comment before each module's code names its source.
    const origins = code.matchAll(/^\/\/ .*\/(@std\/(?:assert|testing))\/(\d[^/]*)\//gm);
    const packages = new Set(Array.from(origins, ([, name, version]) => `${name} ${version}`));
    return { url: pathToFileURL(file).href, packages: [...packages].sort() };
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
