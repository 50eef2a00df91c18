/**
 * Finds the native library on this machine. Nothing is ever downloaded here.
 *
 * @module
 */

import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { isUrl } from "../base/realms.ts";
import { cacheDirectory } from "../base/directories.ts";
import { whoElseWrites } from "../base/trust.ts";
import { currentUser, mayRead } from "../runtimes/current_user.ts";
import { installCommand } from "../base/install_command.ts";
import { damageOf } from "./elf.ts";
import { messageOf } from "../errors/error_text.ts";
import { LibraryLoadError } from "../errors/library_load_error.ts";
import {
  type Platform,
  platformOf,
  type Release,
  release,
  unsupportedPlatform,
} from "./release.ts";

/**
 * Finds the native library: `libraryPath`, or else the file that the environment variable
 * IMSDK_LIBRARY names, or else what `imsdk install` has put in the cache directory. If the user
 * names a place, no other is tried, so that a typing error never loads another library.
 *
 * @param libraryPath Path or `file:` URL of the library, relative to the working directory.
 * @returns The library's absolute path.
 * @throws {TypeError} When `libraryPath` can't be the name of a file.
 * @throws {LibraryLoadError} When there is no library; it lists every place tried.
 */
export function locateLibrary(libraryPath?: string | URL): string {
  if (libraryPath !== undefined) {
    return namedLibrary(pathFrom(libraryPath), "the option libraryPath");
  }
  const fromEnvironment = process.env.IMSDK_LIBRARY;
  if (fromEnvironment) {
    return namedLibrary(resolve(fromEnvironment), "the environment variable IMSDK_LIBRARY");
  }
  return installedLibrary();
}

/**
 * The library's path in the cache directory. Each release and platform has its own, so different
 * machines can share a home directory.
 */
export function cachedLibraryPath(platform: Platform, from: Release = release): string {
  return join(cacheDirectory(), from.version, platform, from.files[platform].name);
}

function namedLibrary(path: string, origin: string): string {
  const problem = problemWith(path);
  if (problem === undefined) return path;
  throw new LibraryLoadError(
    `Cannot load the native library: ${path}, named by ${origin}, ${problem.what}. ` +
      "Name the library's file there, or omit it to use the installed one.",
    { cause: problem.cause, tried: [`${origin}: ${path} ${problem.what}`] },
  );
}

function installedLibrary(): string {
  const tried = [
    "the option libraryPath: not given",
    "the environment variable IMSDK_LIBRARY: not set",
  ];
  const fail = (place: string, cause?: unknown): never => {
    tried.push(`the cache directory: ${place}`);
    throw new LibraryLoadError(
      "Cannot load the native library: it was not found. Places tried:\n" +
        tried.map((line) => `  - ${line}\n`).join("") +
        `Install it with: ${installCommand()}`,
      { cause, tried },
    );
  };

  const platform = platformOf();
  if (platform === undefined) return fail(unsupportedPlatform());
  let path: string;
  try {
    path = cachedLibraryPath(platform);
  } catch (error) {
    return fail(messageOf(error), error);
  }
  const problem = problemWith(path);
  if (problem !== undefined) return fail(`${path} ${problem.what}`, problem.cause);
  warnRoot(path);
  return path;
}

const warned = new Set<string>();

/** Warns root of an installed library that another user could have written. */
function warnRoot(path: string): void {
  const user = currentUser();
  if (user !== 0 || warned.has(path)) return;
  warned.add(path);
  const version = dirname(dirname(path));
  for (const place of [path, dirname(path), version, dirname(version)]) {
    const other = mayRead(place) ? whoElseWrites(place, user) : undefined;
    if (other === undefined) continue;
    process.emitWarning(
      `${place} ${other}, who could replace the native library that root loads from there. ` +
        "Give it to root alone (chown, chmod go-w), or set IMSDK_CACHE to another directory.",
    );
    return;
  }
}

/** Why a path cannot be a library, in words that follow the path; undefined if it can. */
function problemWith(path: string): { what: string; cause?: unknown } | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { what: "does not exist" };
    if (!stats.isFile()) return { what: "is not a file" };
    const damage = damageOf(path, stats.size);
    return damage === undefined ? undefined : { what: damage };
  } catch (error) {
    const reason = messageOf(error);
    return { what: `cannot be read (${reason})`, cause: error };
  }
}

function pathFrom(libraryPath: string | URL): string {
  if (typeof libraryPath !== "string" && !isUrl(libraryPath)) {
    throw new TypeError("Cannot use libraryPath: it is neither a string nor a URL.");
  }
  const path = isUrl(libraryPath) ? pathFromUrl(libraryPath) : libraryPath;
  if (path === "") {
    throw new TypeError("Cannot use libraryPath: it is empty. Omit it, or name a file.");
  }
  if (path.includes("\0")) {
    throw new TypeError("Cannot use libraryPath: it contains a NUL character.");
  }
  return resolve(path);
}

function pathFromUrl(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new TypeError(
      `Cannot use libraryPath: ${url.href} is not the URL of a local file. Pass a file: URL.`,
      { cause },
    );
  }
}
