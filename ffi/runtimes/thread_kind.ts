/**
 * Threads of JavaScript that may end before the process does, and what that means for callbacks.
 *
 * @module
 */

import process from "node:process";
import { installCommand } from "../base/install_command.ts";
import { canBeCompiled } from "../copier/load.ts";
import { LibraryLoadError } from "../errors/library_load_error.ts";

/**
 * Whether this code runs in a worker. The threads that `deno test` runs its files on are none:
 * nobody terminates them.
 */
export function isWorker(): boolean {
  // Workers of both kinds have this class, the web's and those of node:worker_threads.
  if ("Deno" in globalThis) return "DedicatedWorkerGlobalScope" in globalThis;
  return !process.getBuiltinModule("node:worker_threads").isMainThread;
}

/** The remedy where the copier has not been compiled, or can't be loaded; none where it can't be. */
function howToCompile(): string | undefined {
  return canBeCompiled ? `Install a C compiler and run "${installCommand()} --force"` : undefined;
}

/**
 * Refuses the callbacks of a runtime's own in a worker: they go away with the thread, and the
 * library does not know.
 *
 * @param remedy What gives this thread a compiled copier, as the beginning of a sentence.
 * @throws {LibraryLoadError} This is a worker.
 */
export function refuseInWorker(remedy: string | undefined = howToCompile()): void {
  if (!isWorker()) return;
  throw new LibraryLoadError(
    "Cannot open a session in a worker: there is no compiled copier here, and without it a " +
      "callback of the library after the worker's end would crash the process. " +
      `${remedy === undefined ? "Open" : `${remedy}, or open`} the session on the main thread.`,
  );
}
