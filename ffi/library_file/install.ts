/**
 * Puts the vendor's native library into the cache directory: fetches the one tarball from npm, and
 * takes from it the one file for this platform.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeAtomically } from "../base/atomic_file.ts";
import { codeOf, firstLineOf } from "../errors/error_text.ts";
import { InstallError } from "./install_error.ts";
import { cachedLibraryPath } from "./locate.ts";
import {
  type Machine,
  type Platform,
  platformOf,
  type Release,
  release as pinnedRelease,
  thisMachine,
  unsupportedPlatform,
} from "./release.ts";
import { type Attempt, fetchTarball, filesOf, TarballError } from "./tarball.ts";

/** How far a download has come. */
export interface InstallProgress {
  /** Bytes of the tarball that have arrived. A download that is retried starts again at 0. */
  readonly received: number;
  /** Bytes that the whole tarball has. */
  readonly total: number;
}

/** Options of {@linkcode installLibrary}. */
export interface InstallOptions {
  /** Fetches the library even when a good one is there; false by default. */
  readonly force?: boolean;
  /** Gives up when it is aborted, and leaves nothing half-made. */
  readonly signal?: AbortSignal;
  /** Is told how far the download has come. */
  readonly onProgress?: (progress: InstallProgress) => void;
  /** Is told of each try to fetch it, before it is made. */
  readonly onAttempt?: (attempt: Attempt) => void;
  /** The release to install; by default the one that this module is written for. */
  readonly release?: Release;
  /** The machine to install it for; by default this one. */
  readonly machine?: Machine;
}

/** What {@linkcode installLibrary} did. */
export interface InstallResult {
  /** The library's absolute path. */
  readonly path: string;
  /** Whether it was fetched; false when a good one was there already. */
  readonly installed: boolean;
}

/**
 * Puts the native library into the cache directory, unless a good one is there already. Both the
 * tarball and the file taken from it are checked against checksums before a byte is written, and
 * the file appears under its name only when it is complete, so any number of runs may overlap.
 *
 * @throws {InstallError} When that can't be done; it says why and what to do.
 * @throws The signal's reason, when the signal is aborted.
 */
export async function installLibrary(options: InstallOptions = {}): Promise<InstallResult> {
  const { signal, release = pinnedRelease, machine = thisMachine() } = options;
  signal?.throwIfAborted();
  const platform = platformOf(machine);
  if (platform === undefined) throw failure(`${unsupportedPlatform(machine)}.`);

  const file = release.files[platform];
  const path = cachePath(platform, release);
  const isGood = async (): Promise<boolean> => await checksumOf(path) === file.sha256;
  if (!options.force && await onDisk(path, isGood, signal)) return { path, installed: false };

  const library = await download(release, file.path, options);
  if (library === undefined || checksum(library) !== file.sha256) {
    throw failure(
      `${file.path} in ${release.package}@${release.version} is not the expected file ` +
        "(its SHA-256 is wrong). Please report this: the pinned checksums are inconsistent.",
    );
  }
  await onDisk(path, () => write(path, library, isGood, signal), signal);
  return { path, installed: true };
}

/** Fetches a file of the package; undefined when the package does not have it. */
async function download(
  release: Release,
  path: string,
  { signal, onProgress, onAttempt }: InstallOptions,
): Promise<Uint8Array | undefined> {
  try {
    const tarball = await fetchTarball(release, {
      signal,
      onAttempt,
      onReceived: (received) => onProgress?.({ received, total: release.size }),
    });
    return (await filesOf(tarball, (name) => name === path)).get(path);
  } catch (error) {
    throw error instanceof TarballError ? failure(error.message, error.cause) : error;
  }
}

// The disk

/** For all users to read, because a cache may be shared. */
const FILE_MODE = 0o644;

/**
 * Writes the library. Windows does not replace one in use: if another run has just installed it,
 * that is fine.
 */
async function write(
  path: string,
  contents: Uint8Array,
  isGood: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await writeAtomically(path, contents, FILE_MODE, signal);
  } catch (error) {
    if (signal?.aborted || !(await isGood().catch(() => false))) throw error;
  }
}

async function checksumOf(path: string): Promise<string | undefined> {
  try {
    return checksum(await readFile(path));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function checksum(contents: Uint8Array): string {
  return createHash("sha256").update(contents).digest("hex");
}

/** Runs an action on the file at `path`, and explains any error of the file system. */
async function onDisk<Result>(
  path: string,
  action: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(explainDisk(error, path), error);
  }
}

function cachePath(platform: Platform, release: Release): string {
  try {
    return cachedLibraryPath(platform, release);
  } catch (error) {
    throw failure(firstLineOf(error), error);
  }
}

// The errors

function failure(why: string, cause?: unknown): InstallError {
  return new InstallError(`Cannot install the native library: ${why}`, { cause });
}

function explainDisk(error: unknown, path: string): string {
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return `the disk is full, so ${path} cannot be written. Free some space, or set ` +
        "IMSDK_CACHE to a directory on another disk.";
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return `${path} cannot be written (${codeOf(error)}). Make it writable, or set ` +
        "IMSDK_CACHE to another directory.";
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
      return `something else is in the way of ${path} (${codeOf(error)}). Remove it, or set ` +
        "IMSDK_CACHE to another directory.";
    default:
      return `${path} cannot be written (${firstLineOf(error)}).`;
  }
}
