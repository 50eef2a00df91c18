/**
 * Prepares each runtime of this machine to run this project.
 *
 * Node.js runs the modules that the npm package is bundled from, with the tests and the programs of
 * this directory compiled and put beside them, in a project with the package and koffi, as a user's.
 *
 * @module
 */

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import config from "../deno.json" with { type: "json" };
import { buildNpm, type NpmPackage } from "./build_npm.ts";
import { run } from "./run.ts";
import { currentHost, type Host, root, type Runtime } from "./runtimes.ts";

/** The oldest version of Node.js that this project supports, and the newest that it is tested on. */
export const OLDEST_NODE = "22.12";
export const NEWEST_NODE = "26";
/** Used where the machine's own Node.js is too old. */
const USUAL_NODE = "24";

/** Bun's executable, which Deno has installed with the project's packages. */
export const bunHost: Host = {
  ...currentHost,
  runtime: "bun",
  executable: join(root, "node_modules", ".bin", "bun"),
};

/** A runtime, ready to use. Node.js is that of this machine, unless it is too old. */
export async function hostOf(runtime: Runtime): Promise<Host> {
  if (runtime === "deno") return currentHost;
  if (runtime === "bun") return bunHost;
  return nodeHost(usualNode(), installSuite(await buildNpm()));
}

/** Node.js, by its executable, on the directory that {@linkcode installSuite} has made. */
export function nodeHost(executable: string, directory: string): Host {
  return { runtime: "node", executable, directory, extension: ".js" };
}

/**
 * Installs the npm package into an empty project, and puts the modules that it was bundled from
 * there, with the tests and programs beside them.
 *
 * @param packages Further packages of npm, or flags of its.
 * @returns The directory of the modules. It is removed when this process ends.
 * @throws {Error} npm or the compiler has failed.
 */
export function installSuite(
  { tarball, modules }: NpmPackage,
  ...packages: readonly string[]
): string {
  const project = mkdtempSync(join(tmpdir(), "imsdk-node-"));
  process.on("exit", () => rmSync(project, { recursive: true, force: true }));
  installPackages(
    project,
    tarball,
    config.imports["tls-sig-api-v2"].replace("npm:", ""),
    ...packages,
  );
  const directory = join(project, "suite");
  cpSync(modules, directory, { recursive: true });
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }\n');

  const compiled = join(project, "compiled");
  const compiler = join(root, "node_modules", ".bin", "tsc");
  run(compiler, "-p", join(root, "scripts", "node.tsconfig.json"), "--outDir", compiled);
  for (const part of ["scripts", "tests"]) {
    cpSync(join(compiled, part), join(directory, part), { recursive: true });
  }
  rmSync(compiled, { recursive: true });
  symlinkSync(join(root, "tests", "native"), join(directory, "tests", "native"));
  return directory;
}

/**
 * This machine's Node.js executable, or one from npm where that is older than this project
 * supports.
 */
export function usualNode(): string {
  const version = run("node", "--version").slice(1);
  const isOlder = version.localeCompare(OLDEST_NODE, "en", { numeric: true }) < 0;
  return isOlder ? nodeExecutable(USUAL_NODE) : "node";
}

/** A value of PATH with which `node`, also in scripts that start it, is {@linkcode usualNode}. */
export function pathWithUsualNode(): string {
  const path = process.env.PATH ?? "";
  const node = usualNode();
  return node === "node" ? path : `${dirname(node)}${delimiter}${path}`;
}

/**
 * The executable of a version of Node.js: this machine's own if it matches, otherwise one from npm,
 * which is installed below `npm`.
 *
 * @param version The version, or the beginning of one, such as "24".
 * @throws {Error} npm has none for this machine, or the machine can't run it.
 */
export function nodeExecutable(version: string): string {
  if (run("node", "--version").startsWith(`v${version}.`)) return "node";
  const { platform, arch } = process;
  const name = `node-${platform === "win32" ? "win" : platform}-${arch}`;
  const project = join(root, "npm", `node-${version}`);
  const executable = join(project, "node_modules", name, "bin", "node");
  if (!existsSync(executable)) installPackages(project, `${name}@${version}`);
  // Where it lacks a library of the system, such as libatomic.so.1, it says so here.
  run(executable, "--version");
  return executable;
}

/** Installs packages into an empty project. */
export function installPackages(project: string, ...packages: readonly string[]): void {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "private": true }\n');
  const quick = ["--no-audit", "--no-fund", "--prefer-offline"];
  run("npm", "install", "--prefix", project, ...quick, ...packages);
}
