/**
 * Copies of the native library. A library has one instance in a process, but a copy of its file,
 * loaded from a path of its own, is another instance.
 *
 * A copy is removed as soon as it is loaded, so that a crash leaves no file behind. What it was
 * loaded by stays its name: the loaders of Linux and macOS look for a path among the libraries that
 * they have loaded before they look for a file, on every thread. Windows lets no loaded file be
 * removed; there, and after a crash at the wrong moment, the next process that makes a copy does.
 *
 * @module
 */

import { createHash, randomBytes } from "node:crypto";
import { constants, copyFileSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import process from "node:process";
import { copiesDirectory, makeDirectory } from "../base/directories.ts";
import { directoryRemedy } from "../base/directory_remedy.ts";
import { messageOf } from "../errors/error_text.ts";
import { assertDescriptorsLeft } from "./descriptors.ts";
import { fileVersion } from "./file_identity.ts";

/** The names of copies and of what is to become one; other files in the directory are not ours. */
const COPY_NAME = /^\d+-[0-9a-f]{16}-\d+(\.\w+)?(\.[0-9a-f]{16}\.part)?$/;

/** A copy is loaded within some milliseconds; one of this age has been left behind. */
const LEFT_BEHIND_MS = 600_000;

/** A copy that this process may have loaded, and others need not look at. */
export interface CopyName {
  /** What the copy is a copy of, and which one of several. */
  readonly key: string;
  /** Its absolute path: the same on every thread of this process. */
  readonly path: string;
}

/** The names of copies of a library, one after another, without end. */
export function* copyNames(library: string): Generator<CopyName, never> {
  const digest = createHash("sha256").update(fileVersion(library)).digest("hex").slice(0, 16);
  for (let number = 1;; number++) {
    const name = `${process.pid}-${digest}-${number}${extname(library)}`;
    yield { key: `${digest}-${number}`, path: join(copiesDirectory(), name) };
  }
}

/**
 * Loads a copy. One that this process has loaded before is there without a file.
 *
 * @param library The library's path.
 * @param path The copy's path.
 * @param load Loads a path, or throws.
 * @throws {Error} The copy can't be made, or this process has too few file descriptors left.
 * @throws What `load` throws.
 */
export function loadCopy<Loaded>(
  library: string,
  path: string,
  load: (path: string) => Loaded,
): Loaded {
  try {
    return load(path);
  } catch {
    // It isn't loaded, and has to be made.
  }
  assertDescriptorsLeft(library);
  try {
    makeCopy(library, path);
  } catch (cause) {
    throw new Error(
      `Cannot make a private copy of the library in ${dirname(path)}: ${messageOf(cause)}. ` +
        `${directoryRemedy(cause)}set IMSDK_COPIES to another directory.`,
      { cause },
    );
  }
  try {
    return load(path);
  } finally {
    removeIfPossible(path);
  }
}

/** Makes a copy, whose name is that of a whole copy only. */
function makeCopy(library: string, path: string): void {
  makeDirectory(dirname(path));
  const part = `${path}.${randomBytes(8).toString("hex")}.part`;
  try {
    copyFileSync(library, part, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    removeLeftovers(dirname(path), statSync(part).mtimeMs);
    renameSync(part, path);
  } catch (error) {
    removeIfPossible(part);
    throw error;
  }
}

/** @param now The time as the file system tells it, which no fake timers set. */
function removeLeftovers(directory: string, now: number): void {
  for (const name of readdirSync(directory)) {
    if (!COPY_NAME.test(name)) continue;
    const path = join(directory, name);
    // Another process may have removed it meanwhile.
    const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - writtenAt > LEFT_BEHIND_MS) removeIfPossible(path);
  }
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Windows removes no file that is loaded, by this process or by another one.
  }
}
