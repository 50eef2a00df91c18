/**
 * Locks of directories. The system itself keeps them between processes, and frees them when the
 * process that holds them ends, however it does. They outlive the thread of JavaScript that took
 * them, because nobody but the system knows of their file descriptors.
 *
 * They are taken by the C library, because no runtime offers them to JavaScript without further
 * permissions or packages. On Windows a file that is opened without being shared is locked. On a
 * file system that knows no locks, nothing keeps out another process.
 *
 * @module
 */

import { closeSync, constants, fstatSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { createApi } from "../calls/api.ts";
import { Library } from "../calls/library.ts";
import { codeOf, messageOf } from "../errors/error_text.ts";
import type { Adapter } from "../table/adapter.ts";
import type { SymbolTable } from "../table/symbol_table.ts";
import { fileNumber } from "./file_identity.ts";
import {
  type FileLocks,
  holder,
  HOLDER_BYTES,
  type LockAttempt,
  type LockFile,
  placeOf,
} from "./lock.ts";
import { WindowsLocks } from "./windows_locks.ts";

export type { FileLocks } from "./lock.ts";

/** Of `open`, which takes more arguments when it's to make a file, these two are enough here. */
interface LibC {
  open(pathname: string, flags: number): number;
  flock(fd: number, operation: number): number;
  pread(fd: number, count: number, offset: bigint): { result: number; buf: string };
  pwrite(fd: number, buf: string, count: number, offset: bigint): number;
  close(fd: number): number;
}

const libc: SymbolTable<keyof LibC> = {
  open: { parameters: [["pathname", "string"], ["flags", "i32"]], result: "i32" },
  flock: { parameters: [["fd", "i32"], ["operation", "i32"]], result: "i32" },
  pread: {
    parameters: [["fd", "i32"], ["buf", { outBytes: HOLDER_BYTES + 1 }], ["count", "u64"], [
      "offset",
      "i64",
    ]],
    result: "i32",
  },
  pwrite: {
    parameters: [["fd", "i32"], ["buf", "string"], ["count", "u64"], ["offset", "i64"]],
    result: "i32",
  },
  close: { parameters: [["fd", "i32"]], result: "i32" },
};

/** A flag that systems number differently, of those that have such locks. */
const closeOnExec: Readonly<Record<string, number>> = { linux: 0o2000000, darwin: 0x1000000 };
// Windows lacks the last two.
const { O_RDWR, O_WRONLY, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

/**
 * The locks of this system.
 *
 * @param through A library that is loaded already, through which the C library is found. That asks
 * for no further permission of Deno's.
 */
export function systemLocks(adapter: Adapter, through: string): FileLocks {
  return process.platform === "win32"
    ? new WindowsLocks(adapter)
    : new AdvisoryLocks(createApi<LibC>(Library.open(adapter, through, libc, "flock")));
}

/** What all systems but Windows have. */
class AdvisoryLocks implements FileLocks {
  readonly #libc: LibC;

  constructor(libc: LibC) {
    this.#libc = libc;
  }

  tryLock({ path }: LockFile): LockAttempt {
    const libc = this.#libc;
    // A program that this process starts must not inherit the file: it would hold the lock as well.
    const flags = O_RDWR | O_NOFOLLOW | (closeOnExec[process.platform] ?? 0);
    const fd = libc.open(path, flags);
    if (fd < 0) throw new Error(`${path} can't be opened for reading and writing`);
    if (libc.flock(fd, LOCK_EX | LOCK_NB) === 0) {
      libc.pwrite(fd, holder(), HOLDER_BYTES, 0n);
      return { isHeld: false, fd };
    }
    // To unlock what isn't locked succeeds, unless the file system knows no locks.
    const knowsLocks = libc.flock(fd, LOCK_UN) === 0;
    const { buf } = libc.pread(fd, HOLDER_BYTES, 0n);
    libc.close(fd);
    if (!knowsLocks) return { isHeld: false, fd: undefined };
    return { isHeld: true, place: placeOf(buf) };
  }

  unlock(fd: number): void {
    this.#libc.flock(fd, LOCK_UN);
    this.#libc.close(fd);
  }
}

/**
 * Makes the file that a directory is locked by, if it's missing. It stays there: removed by one
 * process, it could be locked by a second and made anew by a third.
 *
 * @param directory A directory that can be written.
 * @throws {Error} There is something that can't be locked, and the message says what to do; or the
 * system's own error.
 */
export function lockFileIn(directory: string): LockFile {
  const path = join(directory, ".imsdk-lock");
  let fd;
  try {
    // A pipe that nobody reads would be waited for.
    fd = openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o666);
  } catch (cause) {
    // Windows doesn't open a file that is locked.
    if (codeOf(cause) === "EBUSY") return { path, identity: identityOf(path) };
    const remedy = remedies[codeOf(cause) ?? ""];
    if (remedy === undefined) throw cause;
    throw new Error(`${path} ${remedy} (${messageOf(cause)})`, { cause });
  }
  try {
    const stats = fstatSync(fd, { bigint: true });
    if (stats.isFile()) return { path, identity: fileNumber(stats, path) };
  } finally {
    closeSync(fd);
  }
  throw new Error(`${path} ${remedies.EISDIR}`);
}

function identityOf(path: string): string {
  return fileNumber(statSync(path, { bigint: true }), path);
}

/** What is in the way of the lock file, by the system's code, and what to do about it. */
const remedies: Readonly<Record<string, string>> = {
  EISDIR: "is no regular file. Remove it",
  ENXIO: "is no regular file. Remove it",
  ELOOP: "is a symbolic link. Remove it",
  EMLINK: "is a symbolic link. Remove it",
  EACCES: "belongs to another user, and this one must not write it. Change its owner, or remove it",
  EPERM: "must not be written by this user. Change its owner, or remove it",
};
