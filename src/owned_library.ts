/**
 * An instance of the native library that one session has to itself, and how it is acquired.
 *
 * @module
 */

import { resolve } from "node:path";
import { dataDirectory, makeDirectory, tryWriting } from "../ffi/base/directories.ts";
import { directoryRemedy } from "../ffi/base/directory_remedy.ts";
import type { Library } from "../ffi/calls/library.ts";
import { messageOf } from "../ffi/errors/error_text.ts";
import { Owner } from "../ffi/isolation/owner.ts";
import { locateLibrary } from "../ffi/library_file/locate.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { type Directories, OPENING, type SessionConfig } from "./configuration.ts";

/** An instance of the library, with its directories, for one session alone. */
export interface OwnedLibrary {
  /** The loaded library. */
  readonly library: Library;

  /** What the library writes into. */
  readonly directories: Directories;

  /** Sets how the session is ended when this module is loaded again on the same thread. */
  onReplaced(end: () => Promise<unknown>): void;

  /** Leaves the library and its data to other sessions, once it is uninitialised. */
  release(): void;
}

/**
 * Loads the library, or a copy of it, and makes its directories.
 *
 * @throws {LibraryLoadError} The library is not there, or can't be loaded.
 * @throws {DOMException} `InvalidStateError`: a session is open on this library or on this data
 * directory already.
 * @throws {Error} A directory can't be written, or the copy can't be made.
 */
export async function acquireLibrary(config: SessionConfig): Promise<OwnedLibrary> {
  const path = locateLibrary(config.libraryPath);
  const dataDir = resolve(config.dataDir ?? dataDirectory(config.sdkAppId));
  const logDir = resolve(config.logDir ?? dataDir);
  const owner = await Owner.create(await loadAdapter());
  try {
    const library = await owner.claimLibrary(path, config.isolated);
    prepareDirectory("dataDir", dataDir);
    prepareDirectory("logDir", logDir);
    await owner.claimDirectory("dataDir", dataDir);
    return {
      library,
      directories: { dataDir, logDir },
      onReplaced: (end) => owner.onReplaced(end),
      release: () => owner.release(),
    };
  } catch (error) {
    owner.release();
    throw error;
  }
}

/**
 * Makes a directory that the library is to write into.
 *
 * @throws {Error} It cannot be created or written.
 */
function prepareDirectory(option: "dataDir" | "logDir", directory: string): void {
  try {
    makeDirectory(directory);
    tryWriting(directory);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new Error(
      `${OPENING}: ${option} ${directory} cannot be written (${reason}). ` +
        `${directoryRemedy(cause)}set the option ${option} to another directory.`,
      { cause },
    );
  }
}
