/**
 * Files that others see whole or not at all.
 *
 * @module
 */

import { randomUUID } from "node:crypto";
import { fsync } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { makeDirectory } from "./directories.ts";

/**
 * A temporary file that has not changed for so long, in milliseconds, is left over from a killed
 * run.
 */
const STALE_MS = 60 * 60 * 1000;

/** For all users to read, and for nobody else to write, whatever the umask. */
export const DIRECTORY_MODE = 0o755;

/** By the file's number, because a file handle of Yarn's Plug'n'Play has no `sync()`. */
const flush = promisify(fsync);

/** A name for a temporary file beside a file, which nobody else takes. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomUUID()}.tmp`;
}

/**
 * Writes a file so that other processes see the old one or the new one, never a part of it, even
 * after the machine has lost power. Makes the directory if it is missing.
 *
 * @param path The file's absolute path.
 * @param contents All of it.
 * @param mode Its permission bits, whatever the umask.
 * @param signal Gives up when it is aborted.
 * @throws {Error} The system's own error. The old file is still there.
 */
export async function writeAtomically(
  path: string,
  contents: Uint8Array,
  mode: number,
  signal?: AbortSignal,
): Promise<void> {
  makeDirectory(dirname(path), DIRECTORY_MODE);
  await removeStale(path);
  const temporary = temporaryName(path);
  try {
    const handle = await open(temporary, "wx");
    try {
      await handle.writeFile(contents);
      await handle.chmod(mode);
      await flush(handle.fd);
    } finally {
      await handle.close();
    }
    signal?.throwIfAborted();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to report
    throw error;
  }
}

async function removeStale(path: string): Promise<void> {
  const directory = dirname(path);
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`${basename(path)}.`) || !name.endsWith(".tmp")) continue;
    const leftover = join(directory, name);
    try {
      const { mtimeMs } = await stat(leftover);
      if (Date.now() - mtimeMs > STALE_MS) await rm(leftover, { force: true });
    } catch {
      // Another run has removed it, or it belongs to another user. It does no harm.
    }
  }
}
