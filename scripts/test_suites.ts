/**
 * The suites of `deno task test` and `deno task test:long`: which test files are run on which
 * runtime, and with what.
 *
 * @module
 */

import type { NpmPackage } from "./build_npm.ts";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { cacheDirectory } from "../ffi/base/directories.ts";
import { release } from "../ffi/library_file/release.ts";
import {
  bunHost,
  installSuite,
  NEWEST_NODE,
  nodeExecutable,
  nodeHost,
  OLDEST_NODE,
} from "./hosts.ts";
import { isolatingCommand } from "./network_namespace.ts";
import { currentHost, type Host, root, runtimeNames } from "./runtimes.ts";
import type { Suite } from "./test_runner.ts";

type Environment = Readonly<Record<string, string>>;

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

/** The names of {@linkcode coreFiles}. */
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
/** The tests that depend most on a runtime's FFI. */
export const coreFiles: readonly string[] = namedFiles(core);

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

/** The tests that use tests/support/repetitions.ts. */
const repeatedFiles = namedFiles(["owner", "process", "random", "worker"]);

/** Which callbacks a suite tests: the copier's, or those that block. Its files verify this. */
const copied = { IMSDK_TEST_CALLBACKS_BLOCK: "false" };
const waiting = { IMSDK_TEST_CALLBACKS_BLOCK: "true" };

/** The suites on Deno. */
export function denoSuites(withoutCopier: Environment): Suite[] {
  const onDeno = { host: currentHost, hasReal: true };
  return [
    { ...onDeno, name: "Deno", files: allFiles, env: copied },
    {
      ...onDeno,
      name: "Deno without the copier",
      files: waitingFiles,
      env: { ...withoutCopier, ...waiting },
    },
  ];
}

/** The suites on Bun. */
export function bunSuites(withoutCopier: Environment): Suite[] {
  const onBun = { host: bunHost };
  return [
    { ...onBun, name: "Bun", files: allFiles, hasReal: true, env: copied },
    {
      ...onBun,
      name: "Bun that compiles the copier itself",
      files: coreFiles,
      env: { ...withoutCopier, ...copied },
    },
    {
      ...onBun,
      name: "Bun without a C compiler",
      files: coreFiles,
      env: { ...withoutCopier, ...waiting },
      flags: [`--preload=${join(root, "tests/support/without_c_compiler.ts")}`],
    },
  ];
}

/** The suites on Node.js, whose versions it installs, and the npm package for them. */
export function nodeSuites(withoutCopier: Environment, npmPackage: NpmPackage): Suite[] {
  const directory = installSuite(npmPackage);
  const onNode = (version: string) => ({
    name: `Node.js ${version}`,
    host: nodeHost(nodeExecutable(version), directory),
    env: copied,
  });
  return [
    { ...onNode(OLDEST_NODE), files: coreFiles },
    {
      ...onNode(OLDEST_NODE),
      name: `Node.js ${OLDEST_NODE} without the copier`,
      files: waitingFiles,
      hasReal: true,
      env: { ...withoutCopier, ...waiting },
    },
    { ...onNode("24"), files: coreFiles },
    { ...onNode(NEWEST_NODE), files: allFiles, hasReal: true },
  ];
}

/**
 * The tests of the project itself, which are run once.
 *
 * @param tarball The npm package, if there is one already.
 */
export function projectSuite(tarball: string | undefined): Suite {
  return {
    name: "the project itself",
    host: currentHost,
    files: filesIn("tests/project"),
    env: tarball === undefined ? {} : { IMSDK_TEST_TARBALL: tarball },
  };
}

/** The real library's tests on the runtime of a suite, each file in a process of its own. */
export function realSuites({ name, host, env = {} }: Suite): Suite[] {
  const before = isolatingCommand() ?? [];
  return realFiles.map((file) => ({
    name: `real library, ${basename(file)}, on ${name}`,
    host,
    files: [file],
    before,
    env,
  }));
}

const long = { IMSDK_TEST_LONG: "1" };

/** The copier's C under the sanitizers, for `deno task test:long`. */
export const longCopierSuite: Suite = {
  name: "the copier",
  host: currentHost,
  files: ["tests/project/copier_test.ts"],
  env: long,
};

/**
 * The tests that `deno task test` repeats only a little, on a runtime. Each file takes its time, so
 * each is a suite.
 */
export function longSuites(host: Host): Suite[] {
  return repeatedFiles.map((file) => ({
    name: `${runtimeNames[host.runtime]}, ${basename(file)}`,
    host,
    files: [file],
    env: { ...copied, ...long },
  }));
}

/**
 * The environment for a cache directory with everything that imsdk install has put into the user's
 * own, except the copier.
 */
export function cacheWithoutCopier(directory: string): Environment {
  const IMSDK_CACHE = join(directory, "cache");
  mkdirSync(IMSDK_CACHE);
  symlinkSync(join(cacheDirectory(), release.version), join(IMSDK_CACHE, release.version));
  return { IMSDK_CACHE };
}
