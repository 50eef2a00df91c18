/**
 * Locks on files. The system itself keeps them between processes, and frees them when the process
 * that holds them ends, however it does.
 *
 * They are taken by the C library, because no runtime offers them to JavaScript without further
 * permissions or packages. Windows has no such function; there, and on a file system that knows no
 * locks, a lock holds within this process alone.
 *
 * @module
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { loadAdapter } from "../runtimes/load_adapter.ts";
import { createApi } from "../calls/api.ts";
import { Library } from "../calls/library.ts";
import type { SymbolTable } from "../table/symbol_table.ts";

/** A lock that this process holds. */
export interface FileLock {
  /** Whether it keeps out other processes too. */
  readonly betweenProcesses: boolean;
  /** Frees it; to be called once. */
  release(): void;
}

/**
 * Locks a file that exists, if nobody holds it. A second lock is refused in this process as well,
 * whichever thread or copy of this module asks for it.
 *
 * @returns The lock, or `undefined` when somebody holds the file.
 * @throws {Error} The file can't be opened for writing.
 */
export type TryLock = (path: string) => FileLock | undefined;

/** Of `open`, which takes more arguments when it's to make a file, these two are enough here. */
interface LibC {
  open(pathname: string, flags: number): number;
  flock(fd: number, operation: number): number;
  close(fd: number): number;
}

const libc: SymbolTable<keyof LibC> = {
  open: { parameters: [["pathname", "string"], ["flags", "i32"]], result: "i32" },
  flock: { parameters: [["fd", "i32"], ["operation", "i32"]], result: "i32" },
  close: { parameters: [["fd", "i32"]], result: "i32" },
};

/** The C library of a system, and the one number that systems write differently. */
const systems: Readonly<Record<string, { readonly libc: string; readonly O_CLOEXEC: number }>> = {
  linux: { libc: "libc.so.6", O_CLOEXEC: 0o2000000 },
  darwin: { libc: "/usr/lib/libSystem.B.dylib", O_CLOEXEC: 0x1000000 },
};
const O_RDWR = 2;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/**
 * What locks files on this system.
 *
 * @param through A library that is loaded already, through which the C library is found. That asks
 * for no further permission of Deno's.
 */
export async function loadLocks(through?: string): Promise<TryLock> {
  const system = systems[process.platform];
  if (system === undefined) return lockWithinProcess;
  const path = through ?? system.libc;
  const { open, flock, close } = createApi<LibC>(
    Library.open(await loadAdapter(), path, libc, "flock"),
  );

  return (path) => {
    // A program that this process starts must not inherit the file: it would hold the lock as well.
    const fd = open(path, O_RDWR | system.O_CLOEXEC);
    if (fd < 0) throw new Error(`Cannot lock ${path}: it can't be opened for writing`);
    const release = (): void => {
      flock(fd, LOCK_UN);
      close(fd);
    };
    if (flock(fd, LOCK_EX | LOCK_NB) === 0) {
      return { betweenProcesses: true, release };
    }
    // To unlock what isn't locked succeeds, unless the file system knows no locks.
    const knowsLocks = flock(fd, LOCK_UN) === 0;
    close(fd);
    return knowsLocks ? undefined : lockWithinProcess(path);
  };
}

/**
 * Locks a directory by a file in it, which stays there: removed by one process, it could be locked
 * by a second and made anew by a third.
 *
 * @param directory A directory that can be written.
 * @param through As in {@linkcode loadLocks}.
 * @returns The lock, or `undefined` when somebody holds it.
 * @throws {Error} The system's own error.
 */
export async function lockDirectory(
  directory: string,
  through?: string,
): Promise<FileLock | undefined> {
  const tryLock = await loadLocks(through);
  return tryLock(lockFileIn(directory));
}

/** Makes the file that a directory is locked by, if it's missing. */
export function lockFileIn(directory: string): string {
  const path = join(directory, ".imsdk-lock");
  writeFileSync(path, "", { flag: "a" });
  return path;
}

const heldWithinProcess = new Set<string>();

function lockWithinProcess(path: string): FileLock | undefined {
  if (heldWithinProcess.has(path)) return undefined;
  heldWithinProcess.add(path);
  return { betweenProcesses: false, release: () => heldWithinProcess.delete(path) };
}
