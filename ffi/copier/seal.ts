/**
 * The seal of the compiled copier: a checksum at its end, which the loader of Linux does not look at.
 * A copier that lost a part or a bit would end the process when it is loaded or used.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import process from "node:process";
import { messageOf } from "../errors/error_text.ts";

/** What comes before the checksum. */
export const SEAL_PREFIX = "\nimsdk copier, checksum ";
const SEAL_BYTES = SEAL_PREFIX.length + 8;

/** Odd, so that what is multiplied by it can be told from the product. */
const ODD_FACTOR = 0x85ebca6b;

/** No copier has as many; what has is not read. */
const MOST_BYTES = 16 * 2 ** 20;

/** macOS signs what it loads, and takes no bytes after the signature for granted. */
const isSealed = process.platform !== "darwin";

/** The copier as it is written. */
export function seal(code: Uint8Array): Uint8Array {
  return isSealed ? Buffer.concat([code, Buffer.from(sealOf(code))]) : code;
}

/**
 * What is wrong with a compiled copier, in words that follow its path; `undefined` if that is
 * nothing. Whatever has its name, this returns at once.
 */
export function problemWithCopier(path: string): string | undefined {
  let file;
  try {
    // A pipe would be waited for. Windows has no such flag, and needs none.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(file);
    if (!stats.isFile()) return "is no regular file";
    if (stats.size > MOST_BYTES) return "is damaged";
    if (!isSealed) return undefined;
    const bytes = readFileSync(file);
    const code = bytes.subarray(0, Math.max(0, bytes.length - SEAL_BYTES));
    return bytes.subarray(code.length).toString("latin1") === sealOf(code)
      ? undefined
      : "is damaged";
  } catch (error) {
    return `cannot be read (${messageOf(error)})`;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function sealOf(code: Uint8Array): string {
  return SEAL_PREFIX + checksumOf(code).toString(16).padStart(8, "0");
}

/**
 * A checksum against damage. No step of it loses information, so that no single word of 32 bits can
 * differ unnoticed. SHA-256 would have Node.js load node:crypto on the way to every session, which
 * takes longer than to import this package.
 */
function checksumOf(code: Uint8Array): number {
  const aligned = new Uint8Array(Math.ceil(code.length / 4) * 4);
  aligned.set(code);
  const words = new Uint32Array(aligned.buffer);
  let sum = code.length;
  for (let index = 0; index < words.length; index++) {
    sum = Math.imul(sum ^ words[index]!, ODD_FACTOR);
    sum ^= sum >>> 15;
  }
  return sum >>> 0;
}
