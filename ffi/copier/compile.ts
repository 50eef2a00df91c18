/**
 * Compiles the copier ahead of time, into the cache directory.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { canBeCompiled, compiledCopierPath, COPIER_ID } from "./load.ts";
import { signaturesDefinition } from "./copier.ts";
import { problemWithCopier, seal, SEAL_PREFIX } from "./seal.ts";
import { DIRECTORY_MODE, temporaryName, writeAtomically } from "../base/atomic_file.ts";
import { makeDirectory } from "../base/directories.ts";
import { codeOf, messageOf } from "../errors/error_text.ts";

/** What {@linkcode compileCopier} did. */
export interface CompileResult {
  /** The copier's absolute path. */
  readonly path: string;
  /** Whether it was compiled; false when it was there already. */
  readonly compiled: boolean;
}

/** How {@linkcode compileCopier} does it. */
export interface CompileOptions {
  /** Where to put it; by default where the sessions of this user look for it. */
  readonly path?: string | undefined;
  /** Compiles it even when it is there; false by default. */
  readonly force?: boolean;
  /** Gives up when it is aborted, and leaves nothing half-made. */
  readonly signal?: AbortSignal;
}

/**
 * Compiles the copier by the C compiler that the environment variable CC names, or else `cc`,
 * unless a sound one is there already.
 *
 * @throws {Error} There is no C compiler, it refuses, or the file can't be written.
 * @throws The signal's reason, when the signal is aborted.
 */
export async function compileCopier(
  { path = compiledCopierPath(), force = false, signal }: CompileOptions = {},
): Promise<CompileResult> {
  signal?.throwIfAborted();
  if (path === undefined) throw new Error("the cache directory is not known");
  if (!force && problemWithCopier(path) === undefined) return { path, compiled: false };
  if (!canBeCompiled) throw new Error("it is not made for Windows");

  const source = await copierSource();
  if (copierId(source) !== COPIER_ID) {
    throw new Error(`COPIER_ID in ffi/copier/load.ts must be "${copierId(source)}"`);
  }
  makeDirectory(dirname(path), DIRECTORY_MODE);
  const output = temporaryName(path);
  try {
    await compile(source, output, signal);
    await writeAtomically(path, seal(await readFile(output)), FILE_MODE, signal);
  } catch (error) {
    const isInTheWay = ["EISDIR", "ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "");
    if (isInTheWay) {
      throw new Error(`a directory has the name ${path}. Remove it`, { cause: error });
    }
    throw error;
  } finally {
    await rm(output, { force: true });
  }
  return { path, compiled: true };
}

/** For all users to load, because a cache may be shared. */
const FILE_MODE = 0o755;

/** What {@linkcode COPIER_ID} has to be. */
export function copierId(source: string): string {
  return createHash("sha256").update(source + signaturesDefinition + SEAL_PREFIX).digest("hex")
    .slice(0, 16);
}

/** The files that the copier is made of, in this order, as if they were one. */
const SOURCES = ["copier.c", "claims.c", "addon.c"] as const;

/** The copier's source, from wherever this module comes. */
export async function copierSource(): Promise<string> {
  return (await Promise.all(SOURCES.map(readSource))).join("");
}

async function readSource(name: string): Promise<string> {
  const url = new URL(name, import.meta.url);
  if (url.protocol === "file:") return await readFile(url, "utf8");
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} can't be fetched (${response.status})`);
  return await response.text();
}

async function compile(
  source: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const compiler = process.env.CC || "cc";
  // Node-API is in the runtime.
  const linking = process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : [];
  const child = spawn(compiler, [
    "-O2",
    "-shared",
    "-fPIC",
    "-fvisibility=hidden",
    "-pthread",
    "-DADDON",
    `-DSIGNATURES=${signaturesDefinition}`,
    ...linking,
    "-o",
    path,
    "-x",
    "c",
    "-",
  ], { stdio: ["pipe", "ignore", "pipe"], signal });
  const ending = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  child.stdin.on("error", () => {}); // a compiler that doesn't read says why in its own words
  child.stdin.end(source);
  const [code, words] = await Promise.all([ending, text(child.stderr)]).catch((error) => {
    signal?.throwIfAborted();
    throw new Error(`there is no C compiler "${compiler}" (${messageOf(error)})`, { cause: error });
  });
  if (code !== 0) throw new Error(`the C compiler "${compiler}" refuses it: ${words.trim()}`);
}
