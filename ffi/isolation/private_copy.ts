/**
 * Copies of the native library. A library has one instance in a process, but a copy of its file,
 * loaded from a path of its own, is another instance.
 *
 * The copies are in `copies` in the cache directory, named by the library's checksum and a number.
 * Whoever uses one holds a lock on it, so that whatever can be locked is a leftover, to be used
 * again or removed. Files come and go only under the lock of the directory, so that nobody locks a
 * file that is about to vanish.
 *
 * @module
 */

import { createHash } from "node:crypto";
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, extname, join } from "node:path";
import process from "node:process";
import { setTimeout } from "node:timers";
import { cacheDirectory, makeDirectory } from "../base/directories.ts";
import { messageOf } from "../errors/error_text.ts";
import { type FileLock, loadLocks, lockFileIn, type TryLock } from "./file_lock.ts";

/** A copy of the library that nobody else uses. */
export interface PrivateCopy {
  /** Its absolute path. */
  readonly path: string;
  /** Leaves it to others in this process, which has it loaded; to be called once. */
  release(): void;
}

/** The copies of this process, each with its lock: what has been loaded stays loaded to the end. */
const copies = new Map<string, FileLock>();

/** Those that nobody uses at the moment, by the library that they are copies of. */
const idle = new Map<string, string[]>();

/** What a copy is called, or a part of one that a process has not lived to complete. */
const COPY_NAME = /^[0-9a-f]{16}-\d+(\.[^.]+)?(\.tmp)?$/;
const PART = ".tmp";

/** How long others may take to make and remove copies: for one it's some milliseconds. */
const DIRECTORY_LIMIT_MS = 30_000;
const EXIT_LIMIT_MS = 500;
const RETRY_MS = 5;

/**
 * A copy of a library, for one user alone: one that this process has loaded and no longer uses, or
 * else one that another process has left, or else a new one.
 *
 * @param library The library's path.
 * @throws {Error} The copy can't be made.
 */
export async function claimPrivateCopy(library: string): Promise<PrivateCopy> {
  const directory = join(cacheDirectory(), "copies");
  try {
    const kind = kindOf(library, directory);
    const unused = idle.get(kind.stem) ?? [];
    idle.set(kind.stem, unused);
    const path = unused.pop() ?? await obtain(library, kind);
    return { path, release: () => unused.push(path) };
  } catch (cause) {
    throw new Error(
      `Cannot make a private copy of the library in ${directory}: ${messageOf(cause)}. Make that ` +
        "directory writable, or set IMSDK_CACHE to another one.",
      { cause },
    );
  }
}

/** What the copies of one library have in common. */
interface Kind {
  readonly directory: string;
  /** The whole checksum; a copy's name has the head of it. */
  readonly checksum: string;
  /** The path of a copy, up to its number. */
  readonly stem: string;
  /** What follows the number. */
  readonly extension: string;
}

function kindOf(library: string, directory: string): Kind {
  const checksum = cachedChecksumOf(library);
  const stem = `${join(directory, checksum.slice(0, 16))}-`;
  return { directory, checksum, stem, extension: extname(library) };
}

/** Finds or makes a copy that no process uses. */
async function obtain(library: string, kind: Kind): Promise<string> {
  const { directory, stem, extension } = kind;
  const tryLock = await loadLocks();
  makeDirectory(directory);
  const deadline = performance.now() + DIRECTORY_LIMIT_MS;
  let directoryLock;
  while (!(directoryLock = tryLock(lockFileIn(directory)))) {
    if (performance.now() > deadline) throw new Error("another process doesn't let go of it");
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  try {
    if (directoryLock.betweenProcesses) {
      removeLeftovers(directory, tryLock, (path) => !path.startsWith(stem));
    }
    for (let number = 1;; number++) {
      const path = stem + number + extension;
      // Were its file gone, a new one would not be loaded: its path is that of the old instance.
      if (copies.has(path)) continue;
      const lock = lockLeftover(path, kind, tryLock) ?? make(library, path, tryLock);
      if (lock === undefined) continue;
      if (copies.size === 0) onExit(() => removeAtExit(tryLock));
      copies.set(path, lock);
      return path;
    }
  } finally {
    directoryLock.release();
  }
}

/** Locks a copy that is there and whole. One that isn't whole is removed, to be made again. */
function lockLeftover(path: string, { checksum }: Kind, tryLock: TryLock): FileLock | undefined {
  const lock = existsSync(path) ? tryLock(path) : undefined;
  if (lock === undefined || checksumOf(path) === checksum) return lock;
  rmSync(path);
  lock.release();
  return undefined;
}

/**
 * Makes a copy, unless there is one, which somebody uses. Its name is that of a whole copy only.
 */
function make(library: string, path: string, tryLock: TryLock): FileLock | undefined {
  if (existsSync(path)) return undefined;
  const part = `${path}${PART}`;
  copyFileSync(library, part, constants.COPYFILE_FICLONE);
  chmodSync(part, 0o600); // What can't be written can't be locked on every file system.
  renameSync(part, path);
  return tryLock(path);
}

/** Removes copies that no process uses; only for who holds the lock of the directory. */
function removeLeftovers(
  directory: string,
  tryLock: TryLock,
  isUnwanted: (path: string) => boolean = () => true,
): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (!COPY_NAME.test(name) || !(name.endsWith(PART) || isUnwanted(path))) continue;
    const lock = tryLock(path);
    if (lock === undefined) continue;
    rmSync(path);
    lock.release();
  }
}

/**
 * Removes the copies when the process ends. What is loaded stays in memory without its file, though
 * not on Windows, where the file can't be removed and is left for the next process.
 */
function removeAtExit(tryLock: TryLock): void {
  for (const directory of new Set([...copies.keys()].map((path) => dirname(path)))) {
    try {
      const directoryLock = waitForLock(lockFileIn(directory), tryLock);
      if (!directoryLock?.betweenProcesses) continue;
      for (const [path, lock] of copies) {
        if (dirname(path) === directory) lock.release();
      }
      removeLeftovers(directory, tryLock);
    } catch {
      // The directory has been removed, or is another's by now. It's no reason to end badly.
    }
  }
}

/** Stands still until a lock can be had, because at the end of the process nothing can wait. */
function waitForLock(path: string, tryLock: TryLock): FileLock | undefined {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const deadline = performance.now() + EXIT_LIMIT_MS;
  let lock;
  while (!(lock = tryLock(path)) && performance.now() < deadline) {
    Atomics.wait(sleeper, 0, 0, RETRY_MS);
  }
  return lock;
}

/** Calls a function at the end of the process, by whichever way the program leads there. */
function onExit(action: () => void): void {
  // Deno.exit() knows no event of Node's.
  if ("Deno" in globalThis) globalThis.addEventListener("unload", action);
  else process.on("exit", action);
}

const checksums = new Map<string, string>();

function cachedChecksumOf(path: string): string {
  const { mtimeMs, size } = statSync(path);
  const version = `${mtimeMs} ${size} ${path}`;
  const checksum = checksums.get(version) ?? checksumOf(path);
  checksums.set(version, checksum);
  return checksum;
}

function checksumOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
