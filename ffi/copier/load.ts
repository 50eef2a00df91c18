/**
 * The copier as `imsdk install` has compiled it, and its loading as a Node-API addon, for the
 * runtimes whose own callbacks make the library's threads wait for JavaScript.
 *
 * @module
 */

import { join } from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers";
import { Copier, type CopierFunctions } from "./copier.ts";
import { cacheDirectory, type Environment } from "../base/directories.ts";

/**
 * What the copier was compiled from: the first digits of the SHA-256 of copier.c and of what
 * SIGNATURES is defined as. A test says what it has to be.
 */
export const COPIER_ID = "2d7d7d8a2b954dfc";

/** Node.js would take a thousand wakes before it lets the rest of the program have its turn. */
const WAKES_IN_A_ROW = 16;

/** A copier that has been compiled ahead of time, and loaded. */
export interface CompiledCopier {
  readonly copier: Copier;
  /** The text at an address. */
  readText(address: bigint): string | null;
}

/** What the addon exports. */
interface CopierAddon extends CopierFunctions {
  /**
   * Has a function called when there is something to drain, on this thread and until it ends.
   * False: another thread has it.
   */
  start(wake: () => void): boolean;
  text(address: bigint): string | null;
}

/** Where the cache directory has the copier for this machine; undefined when that isn't known. */
export function compiledCopierPath(environment: Environment = process): string | undefined {
  const name = `copier-${process.platform}-${process.arch}-${COPIER_ID}.node`;
  try {
    return join(cacheDirectory(environment), name);
  } catch {
    return undefined;
  }
}

/**
 * Loads the compiled copier. It serves one thread of JavaScript at a time, until that thread ends.
 *
 * @returns Undefined when it isn't there, can't be loaded, or serves another thread of JavaScript.
 */
export function loadCompiledCopier(path: string): CompiledCopier | undefined {
  const module: { exports: Partial<CopierAddon> } = { exports: {} };
  try {
    process.dlopen(module, path);
  } catch {
    return undefined;
  }
  const addon = module.exports as CopierAddon;
  const copier = new Copier(addon);
  let wakes = 0;
  const onWake = (): void => {
    if (++wakes % WAKES_IN_A_ROW === 0) setImmediate(() => copier.drain());
    else copier.drain();
  };
  return addon.start(onWake) ? { copier, readText: addon.text } : undefined;
}
