/**
 * The copier as `imsdk install` has compiled it, and its loading as a Node-API addon.
 *
 * @module
 */

import { dirname, join } from "node:path";
import process from "node:process";
import { setImmediate } from "node:timers";
import { problemWithCopier } from "./seal.ts";
import { whoElseWrites } from "../base/trust.ts";
import { Copier, type CopierFunctions } from "./copier.ts";
import { cacheDirectory, type Environment } from "../base/directories.ts";
import type { Adapter, Claims, NativeCallback } from "../table/adapter.ts";

/**
 * What the copier was compiled from: the first digits of the SHA-256 of its sources, of what
 * SIGNATURES is defined as, and of how its seal begins. A test says what it has to be.
 */
export const COPIER_ID = "293e1f5c8c595c55";

/**
 * Whether the copier can be compiled on this system. On Windows, what Node-API's functions are
 * linked by comes with Node.js's headers alone.
 */
export const canBeCompiled: boolean = process.platform !== "win32";

/** Node.js would take a thousand wakes before it lets the rest of the program have its turn. */
const WAKES_IN_A_ROW = 16;

/** A copier that has been compiled ahead of time, and loaded. */
export interface CompiledCopier {
  readonly copier: Copier;
  readonly claims: Claims;
  /** The text at an address. */
  readText(address: bigint): string | null;
}

/** What an adapter has because it has a compiled copier. */
export function adapterPartOf(
  { copier, claims }: CompiledCopier,
): Required<Pick<Adapter, "claims" | "reserveNumbers" | "retire">> {
  return {
    claims,
    reserveNumbers: () => copier.reserveNumbers(),
    retire: () => copier.end(),
  };
}

/**
 * Why the compiled copier is not loaded, in words that follow its path; `undefined` if it may be.
 * Root loads none that another user could have written: everything works without it.
 *
 * @param user The user of this process, if that is known.
 */
export function obstacleToCopier(path: string, user: number | undefined): string | undefined {
  const problem = problemWithCopier(path);
  if (problem !== undefined || user !== 0) return problem;
  for (const [place, name] of [[path, "it"], [dirname(path), "its directory"]] as const) {
    const other = whoElseWrites(place, user);
    if (other !== undefined) return `is not loaded by root, because ${name} ${other}`;
  }
  return undefined;
}

/** What the addon exports. */
interface CopierAddon extends Claims {
  /**
   * Starts a queue, and has a function called when there is something to drain, on this thread and
   * until it ends. Null: there is no memory.
   */
  start(wake: () => void): Omit<CopierFunctions, "address"> | null;
  address(index: number): NativeCallback;
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
 * Loads the compiled copier, and starts a queue of its own for this thread of JavaScript. Unless
 * there is no obstacle to it, it may end the process.
 *
 * @returns Undefined when it isn't there or can't be loaded.
 */
export function loadCompiledCopier(path: string): CompiledCopier | undefined {
  const module: { exports: Partial<CopierAddon> } = { exports: {} };
  try {
    process.dlopen(module, path);
  } catch {
    return undefined;
  }
  const addon = module.exports as CopierAddon;
  let wakes = 0;
  const queue = addon.start(() => {
    if (++wakes % WAKES_IN_A_ROW === 0) setImmediate(() => copier.drain());
    else copier.drain();
  });
  if (queue === null) return undefined;
  const copier = new Copier({ ...queue, address: addon.address });
  return { copier, claims: addon, readText: addon.text };
}
