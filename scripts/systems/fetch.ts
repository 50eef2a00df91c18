/**
 * Fetches what another system needs: Debian's packages, those of npm, and the vendor's library.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import config from "../../deno.json" with { type: "json" };
import { installLibrary } from "../../ffi/library_file/install.ts";
import { run } from "../run.ts";
import { root } from "../runtimes.ts";

/** A system and its processor, in the words of `node:process`. */
export interface Target {
  readonly platform: "linux" | "win32";
  readonly arch: "x64" | "arm64";
}

/** The version of Node.js that other systems are tested with. */
export const NODE_VERSION = "24";

/** The versions that this project uses of the others. */
export const denoVersion: string = Deno.version.deno;
export const bunVersion: string = config.imports.bun.replace("npm:bun@", "");

/** A directory of this project's, for all that a system needs. Removing it does no harm. */
export function cacheOf(system: string): string {
  const directory = join(root, ".cache", system);
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Installs packages of Debian's on this machine, unless they are there. */
export function installDebianPackages(...packages: readonly string[]): void {
  const { status } = spawnSync("dpkg", ["--status", ...packages]);
  if (status === 0) return;
  run("apt-get", "-qq", "update");
  run("apt-get", "-qq", "install", "--yes", "--no-install-recommends", ...packages);
}

/** The flags by which npm chooses packages for a system. */
export function npmFlags({ platform, arch }: Target): readonly string[] {
  const libc = platform === "linux" ? ["--libc=glibc"] : [];
  return [`--os=${platform}`, `--cpu=${arch}`, ...libc];
}

/**
 * Installs packages that are for a system into a directory, unless they are there.
 *
 * @returns The directory of the packages.
 */
export function installNpmPackages(
  directory: string,
  target: Target,
  packages: readonly string[],
): string {
  const list = packages.join("\n");
  const done = join(directory, `${Buffer.from(list).toString("base64url")}.done`);
  if (!existsSync(done)) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "package.json"), '{ "private": true }\n');
    // Forced, because npm holds what is asked for by name against this machine.
    const flags = ["--force", "--ignore-scripts", "--no-audit", "--no-fund", ...npmFlags(target)];
    run("npm", "install", "--prefix", directory, ...flags, ...packages);
    writeFileSync(done, "");
  }
  return join(directory, "node_modules");
}

/** What isn't copied of the project: what its commands make. */
const MADE = new Set([".cache", ".git", "node_modules", "npm"]);

/** Copies the project, and installs the packages that it imports for a system. */
export function copyProject(directory: string, { platform, arch }: Target): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  for (const name of readdirSync(root)) {
    if (MADE.has(name)) continue;
    // What is built there is newer than its sources, and must stay so.
    cpSync(join(root, name), join(directory, name), { recursive: true, preserveTimestamps: true });
  }
  const command = ["install", "--quiet", `--os=${platform}`, `--arch=${arch}`];
  const { status, stderr } = spawnSync(process.execPath, command, {
    cwd: directory,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`deno ${command.join(" ")} has failed: ${stderr}`);
}

/** Puts the vendor's library for a system into a cache directory. */
export async function fetchLibrary(cache: string, machine: Target): Promise<void> {
  process.env.IMSDK_CACHE = cache;
  try {
    await installLibrary({ machine });
  } finally {
    delete process.env.IMSDK_CACHE;
  }
}
