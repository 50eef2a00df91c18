/**
 * Keeps standard output for the program's own lines: the vendor's library prints there as well,
 * whatever it is told.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { writeSync } from "node:fs";
import process from "node:process";
import { createApi } from "../calls/api.ts";
import { Library } from "../calls/library.ts";
import { codeOf } from "../errors/error_text.ts";
import type { Adapter } from "../table/adapter.ts";
import type { SymbolTable } from "../table/symbol_table.ts";

const STDOUT = 1;
const STDERR = 2;

/** How long a full pipe that does not block is left alone before the next attempt. */
const FULL_PIPE_PAUSE_MS = 5;

interface LibC {
  dup(fd: number): number;
  dup2(from: number, to: number): number;
  write(fd: number, buf: string, count: number): number;
  fflush(stream: bigint): number;
  close(fd: number): number;
}

const libc: SymbolTable<keyof LibC> = {
  dup: { parameters: [["fd", "i32"]], result: "i32" },
  dup2: { parameters: [["from", "i32"], ["to", "i32"]], result: "i32" },
  // It returns 64 bits, of which no line needs more than 31.
  write: { parameters: [["fd", "i32"], ["buf", "string"], ["count", "u64"]], result: "i32" },
  fflush: { parameters: [["stream", "u64"]], result: "i32" }, // a pointer, and only ever NULL
  close: { parameters: [["fd", "i32"]], result: "i32" },
};

/** Standard output, while whatever else in this process prints there reaches standard error. */
export interface ReservedOutput {
  /**
   * Writes a text without NUL to where standard output leads.
   *
   * @throws {Error} The system's own error, such as `EPIPE`.
   */
  write(text: string): void;
  /** Gives standard output back to everybody. */
  release(): void;
}

/**
 * Has everything in this process that prints to standard output print to standard error.
 *
 * @param through A library that is loaded already, or is loaded now, through which the C library is
 * found.
 * @returns `undefined` where that cannot be done: on Windows, or without a standard error.
 * @throws {LibraryLoadError} The library cannot be loaded.
 */
export function reserveOutput(adapter: Adapter, through: string): ReservedOutput | undefined {
  if (process.platform === "win32") return undefined;
  const { dup, dup2, write, fflush, close } = createApi<LibC>(
    Library.open(adapter, through, libc, "dup2"),
  );
  const own = dup(STDOUT);
  if (own < 0) return undefined;
  if (dup2(STDERR, STDOUT) < 0) {
    close(own);
    return undefined;
  }
  return {
    write(text) {
      const bytes = Buffer.from(text);
      const written = Math.max(0, write(own, text, bytes.length));
      if (written === bytes.length) return;
      // C does not tell why. The runtime does, when it is the one that writes the rest.
      dup2(own, STDOUT);
      try {
        writeWhole(STDOUT, bytes.subarray(written));
      } finally {
        dup2(STDERR, STDOUT);
      }
    },
    release() {
      fflush(0n); // C keeps what was printed into a pipe or file until then
      dup2(own, STDOUT);
      close(own);
    },
  };
}

/**
 * Writes all bytes before it returns.
 *
 * @throws {Error} The system's own error, such as `EPIPE`.
 */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_PAUSE_MS);
    }
  }
}
