/**
 * The runtimes on this machine, each with what it takes to run this project there.
 *
 * Node.js runs the npm package, installed into an empty project as a user would, with the tests and
 * the programs of this directory compiled and laid beside the package's modules.
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
import { join } from "node:path";
import process from "node:process";
import config from "../deno.json" with { type: "json" };
import { buildNpm } from "./build_npm.ts";
import { run } from "./run.ts";
import { currentHost, type Host, root, type Runtime } from "./runtimes.ts";

/** The oldest and the newest major version of Node.js that this project is tested on. */
export const OLDEST_NODE = 20;
export const NEWEST_NODE = 26;

/** Bun's executable, which Deno has installed with the project's packages. */
export const bunHost: Host = {
  ...currentHost,
  runtime: "bun",
  executable: join(root, "node_modules", ".bin", "bun"),
};

/** A runtime, made ready; Node.js is that of this machine. */
export async function hostOf(runtime: Runtime): Promise<Host> {
  if (runtime === "deno") return currentHost;
  if (runtime === "bun") return bunHost;
  const { tarball } = await buildNpm();
  return nodeHost("node", installSuite(tarball));
}

/** Node.js, by its executable, on the directory that {@linkcode installSuite} has made. */
export function nodeHost(executable: string, directory: string): Host {
  return { runtime: "node", executable, directory, extension: ".js" };
}

/**
 * Installs the npm package into an empty project, with the tests and programs beside its modules.
 *
 * @param tarball The package.
 * @param packages Further packages of npm.
 * @returns The directory of the modules. It is removed when this process ends.
 * @throws {Error} npm or the compiler has failed.
 */
export function installSuite(tarball: string, ...packages: readonly string[]): string {
  const project = mkdtempSync(join(tmpdir(), "imsdk-node-"));
  process.on("exit", () => rmSync(project, { recursive: true, force: true }));
  installPackages(
    project,
    tarball,
    config.imports["tls-sig-api-v2"].replace("npm:", ""),
    ...packages,
  );
  const directory = join(project, "node_modules", config.name, "esm");

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
 * The executable of Node.js of a major version: this machine's own if it's that, and else one that
 * npm has, which is installed below `npm`.
 *
 * @throws {Error} npm has none for this machine.
 */
export function nodeExecutable(major: number): string {
  if (run("node", "--version").startsWith(`v${major}.`)) return "node";
  const { platform, arch } = process;
  const name = `node-${platform === "win32" ? "win" : platform}-${arch}`;
  const project = join(root, "npm", `node-${major}`);
  const executable = join(project, "node_modules", name, "bin", "node");
  if (!existsSync(executable)) installPackages(project, `${name}@${major}`);
  return executable;
}

/** Installs packages into an empty project. */
export function installPackages(project: string, ...packages: readonly string[]): void {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "package.json"), '{ "private": true }\n');
  const quick = ["--no-audit", "--no-fund", "--prefer-offline"];
  run("npm", "install", "--prefix", project, ...quick, ...packages);
}
