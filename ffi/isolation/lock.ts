/**
 * What a lock of a file is, on every system.
 *
 * @module
 */

import process from "node:process";

/** The file that a directory is locked by. */
export interface LockFile {
  /** Its absolute path. */
  readonly path: string;
  /** What is the same for every name of it, and of its directory. */
  readonly identity: string;
}

/** What has come of trying to lock a file. */
export type LockAttempt =
  /** It's locked, by this file descriptor or handle; by none where there are no locks. */
  | { readonly isHeld: false; readonly fd: number | undefined }
  /** Somebody holds it. */
  | { readonly isHeld: true; readonly place: string };

/** The locks of a system. */
export interface FileLocks {
  /**
   * Locks a file, if nobody holds it. A second lock is refused in this process as well.
   *
   * @throws {Error} The file can't be opened for reading and writing.
   */
  tryLock(file: LockFile): LockAttempt;

  /** Frees a lock, whichever thread of this process has taken it. */
  unlock(fd: number): void;
}

/** Where a session is that has not said so. */
const ELSEWHERE = "in this process or another one";

/** How many bytes the id of the holder takes in the file: as many as any id has, and a line's end. */
export const HOLDER_BYTES = 21;

/** What the holder of a file writes into it: its id. */
export function holder(): string {
  return `${process.pid}\n`.padStart(HOLDER_BYTES);
}

/** Where the session of a holder is. */
export function placeOf(holder: string): string {
  if (!/^ *\d+\n$/.test(holder)) return ELSEWHERE;
  return +holder === process.pid ? "in this process" : `in the process ${+holder}`;
}
