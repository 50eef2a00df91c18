/**
 * Where this module keeps its files: the directories that each operating system sets aside.
 *
 * @module
 */

import { mkdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join, posix, win32 } from "node:path";
import process from "node:process";
import { codeOf } from "../errors/error_text.ts";

/**
 * What the directories depend on. A variable is read only when it is needed, because on Deno each
 * one takes a permission.
 */
export interface Environment {
  /** The operating system, as in `process.platform`. */
  readonly platform: string;
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The directory that `imsdk install` puts the native library in: the environment variable
 * IMSDK_CACHE, or else `imsdk` in the user's cache directory.
 *
 * @throws {Error} When neither IMSDK_CACHE nor the user's home directory is known.
 */
export function cacheDirectory(environment: Environment = process): string {
  const { platform, env } = environment;
  const { join, resolve } = pathsOf(platform);
  if (env.IMSDK_CACHE) return resolve(env.IMSDK_CACHE);

  const remedy = "or IMSDK_CACHE to a directory for the library";
  switch (platform) {
    case "win32":
      return join(localAppData(environment, remedy), "imsdk", "Cache");
    case "darwin":
      return join(home(environment, remedy), "Library", "Caches", "imsdk");
    default:
      return join(
        absolute(environment, "XDG_CACHE_HOME") ?? join(home(environment, remedy), ".cache"),
        "imsdk",
      );
  }
}

/**
 * The directory that private copies of the library are made in: the environment variable
 * IMSDK_COPIES, or else `copies` in the cache directory, which may be read-only.
 *
 * @throws {Error} When no variable tells where it is, and the user's home directory is not known.
 */
export function copiesDirectory(environment: Environment = process): string {
  const { platform, env } = environment;
  const { join, resolve } = pathsOf(platform);
  if (env.IMSDK_COPIES) return resolve(env.IMSDK_COPIES);
  return join(cacheDirectory(environment), "copies");
}

/**
 * The directory that the library keeps one application's data in, unless the caller names
 * another: `imsdk/<sdkAppId>` in the user's data directory.
 *
 * @throws {Error} When the user's home directory is not known.
 */
export function dataDirectory(sdkAppId: bigint, environment: Environment = process): string {
  const { platform } = environment;
  const { join } = pathsOf(platform);
  const application = String(sdkAppId);

  const remedy = "or pass the option dataDir";
  switch (platform) {
    case "win32":
      return join(localAppData(environment, remedy), "imsdk", "Data", application);
    case "darwin":
      return join(
        home(environment, remedy),
        "Library",
        "Application Support",
        "imsdk",
        application,
      );
    default:
      return join(
        absolute(environment, "XDG_DATA_HOME") ??
          join(home(environment, remedy), ".local", "share"),
        "imsdk",
        application,
      );
  }
}

/**
 * Makes a directory and whatever is missing above it; one that exists is left as it is.
 *
 * @param mode The permission bits of what is made; the umask takes some away.
 * @throws {Error} The system's own error.
 */
export function makeDirectory(path: string, mode = 0o777): void {
  // On Deno a recursive mkdir needs permission for this directory alone, not for each parent.
  if ("Deno" in globalThis) mkdirSync(path, { recursive: true, mode });
  else makeOneByOne(path, mode);
}

/**
 * Not by a recursive mkdir, which never returns on Node.js for a path in a file system such as
 * /proc.
 */
function makeOneByOne(path: string, mode: number): void {
  const parent = dirname(path);
  try {
    makeOne(path, mode);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || parent === path) throw error;
    makeOneByOne(parent, mode);
    makeOne(path, mode);
  }
}

/** Creates one directory. Another process may create it at the same time. */
function makeOne(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (codeOf(error) !== "EEXIST" || !statSync(path).isDirectory()) throw error;
  }
}

/**
 * Creates a file in a directory and removes it. Nothing less shows that the directory is writable:
 * permission bits ignore read-only file systems, and do not apply to root.
 *
 * @throws {Error} It can't be written, by the system's own error.
 */
export function tryWriting(directory: string): void {
  const probe = makeProbe(directory);
  unlinkSync(probe);
}

/** Makes an empty file of a name that nothing has there, and so follows no link. */
function makeProbe(directory: string): string {
  // Deno's --seed makes the random numbers of all threads the same, so one may be taken.
  for (let attempt = 1;; attempt++) {
    const probe = join(directory, `.imsdk-${process.pid}-${Math.random().toString(36).slice(2)}`);
    try {
      writeFileSync(probe, "", { flag: "wx" });
      return probe;
    } catch (error) {
      if (codeOf(error) !== "EEXIST" || attempt === MOST_PROBES) throw error;
    }
  }
}

/** A file system that says EEXIST this often doesn't mean it. */
const MOST_PROBES = 16;

function localAppData(environment: Environment, remedy: string): string {
  return absolute(environment, "LOCALAPPDATA") ??
    win32.join(home(environment, remedy), "AppData", "Local");
}

/** Read from the environment, because `os.homedir()` takes a permission of its own on Deno. */
function home(environment: Environment, remedy: string): string {
  const name = environment.platform === "win32" ? "USERPROFILE" : "HOME";
  const directory = absolute(environment, name);
  if (directory === undefined) {
    throw new Error(
      `Cannot tell the user's home directory: the environment variable ${name} holds no absolute ` +
        `path. Set it, ${remedy}.`,
    );
  }
  return directory;
}

/**
 * A variable that holds an absolute path. Any other value counts as unset, as the XDG specification
 * demands.
 */
function absolute({ platform, env }: Environment, name: string): string | undefined {
  const value = env[name];
  return value && pathsOf(platform).isAbsolute(value) ? value : undefined;
}

function pathsOf(platform: string): typeof posix {
  return platform === "win32" ? win32 : posix;
}
