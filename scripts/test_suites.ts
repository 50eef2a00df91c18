/**
 * The suites of `deno task test`: which test files are run on which runtime, and with what.
 *
 * @module
 */

import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../ffi/base/directories.ts";
import { release } from "../ffi/library_file/release.ts";
import { buildNpm } from "./build_npm.ts";
import {
  bunHost,
  installSuite,
  NEWEST_NODE,
  nodeExecutable,
  nodeHost,
  OLDEST_NODE,
} from "./hosts.ts";
import { currentHost, root } from "./runtimes.ts";
import type { Suite } from "./test_runner.ts";

const namedFiles = (names: readonly string[]): string[] =>
  names.map((name) => `tests/${name}_test.ts`);

/** The files about the real library, each of which is run in a process and a network of its own. */
export const realFiles: readonly string[] = namedFiles([
  "real",
  "custom_server",
  "accounts_real",
  "json_arguments_real",
  "survey",
  "local_database",
]);

const filesIn = (directory: string): string[] =>
  readdirSync(join(root, directory))
    .filter((name) => name.endsWith("_test.ts"))
    .map((name) => `${directory}/${name}`);
const allFiles = filesIn("tests").filter((file) => !realFiles.includes(file));

/** The tests that depend most on a runtime's FFI. */
const core = [
  "login",
  "logout",
  "open",
  "close",
  "events",
  "native",
  "call",
  "echo",
  "misbehaviour",
];
const coreFiles = namedFiles(core);

/** Further tests that depend on whether callbacks block the library's threads. */
const waitingFiles = namedFiles([
  ...core,
  "process",
  "user_code",
  "user_sig",
  "random",
  "permissions",
  "worker",
]);

/** Which callbacks a suite tests: the copier's, or those that block. Its files verify this. */
const copied = { IMSDK_TEST_CALLBACKS_BLOCK: "false" };
const waiting = { IMSDK_TEST_CALLBACKS_BLOCK: "true" };

/** The tests of the project itself, which are run once. */
export const projectSuite: Suite = {
  name: "the project itself",
  host: currentHost,
  files: filesIn("tests/project"),
};

/**
 * The suites of Deno and Bun.
 *
 * @param withoutCopier The environment of {@linkcode cacheWithoutCopier}.
 */
export function denoAndBunSuites(withoutCopier: Suite["env"]): readonly Suite[] {
  return [
    { name: "Deno", host: currentHost, files: allFiles, hasReal: true, env: copied },
    {
      name: "Deno without the copier",
      host: currentHost,
      files: waitingFiles,
      hasReal: true,
      env: { ...withoutCopier, ...waiting },
    },
    { name: "Bun", host: bunHost, files: allFiles, hasReal: true, env: copied },
    {
      name: "Bun that compiles the copier itself",
      host: bunHost,
      files: coreFiles,
      env: { ...withoutCopier, ...copied },
    },
    {
      name: "Bun without a C compiler",
      host: bunHost,
      files: coreFiles,
      env: { ...withoutCopier, ...waiting },
      flags: [`--preload=${join(root, "tests/support/without_c_compiler.ts")}`],
    },
  ];
}

/**
 * The suites of Node.js, whose versions it installs, and the npm package for them.
 *
 * @param withoutCopier The environment of {@linkcode cacheWithoutCopier}.
 */
export async function nodeSuites(withoutCopier: Suite["env"]): Promise<readonly Suite[]> {
  const directory = installSuite((await buildNpm()).tarball);
  const suite = (version: string, files: readonly string[]): Suite => ({
    name: `Node.js ${version}`,
    host: nodeHost(nodeExecutable(version), directory),
    files,
    env: copied,
  });
  return [
    suite(OLDEST_NODE, coreFiles),
    {
      ...suite(OLDEST_NODE, waitingFiles),
      name: `Node.js ${OLDEST_NODE} without the copier`,
      hasReal: true,
      env: { ...withoutCopier, ...waiting },
    },
    suite("24", coreFiles),
    { ...suite(NEWEST_NODE, allFiles), hasReal: true },
  ];
}

/**
 * The environment for a cache directory with everything that imsdk install has put into the user's
 * own, except the copier.
 */
export function cacheWithoutCopier(directory: string): Readonly<Record<string, string>> {
  const IMSDK_CACHE = join(directory, "cache");
  mkdirSync(IMSDK_CACHE);
  symlinkSync(join(cacheDirectory(), release.version), join(IMSDK_CACHE, release.version));
  return { IMSDK_CACHE };
}
