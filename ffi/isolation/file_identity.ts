/**
 * What makes two paths one file.
 *
 * @module
 */

import { realpathSync, statSync } from "node:fs";
import process from "node:process";

/** What `fs.Stats` with bigints has that tells a file from others. */
interface FileNumbers {
  readonly dev: bigint;
  readonly ino: bigint;
}

/**
 * The device and the number of a file, by which all its names, hard links too, are one.
 *
 * @param name A name of the file, for file systems that number no files.
 */
export function fileNumber({ dev, ino }: FileNumbers, name: string): string {
  return ino ? `${dev}:${ino}` : withoutCase(name);
}

/**
 * Whatever the system's loader may know a library by. It takes a path that it has loaded before for
 * the same library, although another file may be there by now; and a file that it has loaded before,
 * whatever the path. Two paths with one of these in common may be one instance.
 *
 * @param path An absolute path.
 * @throws {Error} The system's own error: the file isn't there.
 */
export function instanceIdentities(path: string): readonly string[] {
  const target = realpathSync(path);
  const file = fileNumber(statSync(path, { bigint: true }), target);
  return [...new Set([withoutCase(path), withoutCase(target), file])];
}

/**
 * What tells one state of a file from others: it changes when the file is replaced or written.
 *
 * @param path An absolute path.
 * @throws {Error} The system's own error: the file isn't there.
 */
export function fileVersion(path: string): string {
  const stats = statSync(path, { bigint: true });
  return [fileNumber(stats, path), stats.size, stats.mtimeNs].join(":");
}

/** Windows takes names that differ in case alone for one. */
function withoutCase(path: string): string {
  return process.platform === "win32" ? path.toLowerCase() : path;
}
