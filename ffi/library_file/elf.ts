/**
 * What the headers of an ELF file say about the file.
 *
 * @module
 */

import { closeSync, openSync, readSync } from "node:fs";

const ELF_64_LITTLE_ENDIAN = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
const HEAD_BYTES = 64;
/** The size of a program header, and the only one that the loader of Linux takes. */
const ENTRY_BYTES = 56;
const LOADED = 1;

/**
 * What is wrong with an ELF library, in words that follow its path; `undefined` if that is nothing,
 * or if it is no ELF library. The loader of Linux does not look whether the file is as long as its
 * own program headers say: it maps the missing part, and the process dies of a SIGBUS.
 *
 * @param path The file, which may be no ELF library at all.
 * @param size Its size, in bytes.
 */
export function damageOf(path: string, size: number): string | undefined {
  const file = openSync(path, "r");
  try {
    const read = (position: number, length: number): DataView => {
      const bytes = new Uint8Array(length);
      readSync(file, bytes, 0, length, position);
      return new DataView(bytes.buffer);
    };
    const head = read(0, HEAD_BYTES);
    if (ELF_64_LITTLE_ENDIAN.some((byte, index) => head.getUint8(index) !== byte)) return undefined;
    if (size < HEAD_BYTES) return "is truncated";
    const offset = head.getBigUint64(32, true);
    const bytes = head.getUint16(54, true) * head.getUint16(56, true);
    if (head.getUint16(54, true) !== ENTRY_BYTES) return "is damaged (its ELF header is malformed)";
    if (offset + BigInt(bytes) > size) return "is truncated";
    const table = read(Number(offset), bytes);
    for (let at = 0; at < bytes; at += ENTRY_BYTES) {
      if (table.getUint32(at, true) !== LOADED) continue;
      const end = table.getBigUint64(at + 8, true) + table.getBigUint64(at + 32, true);
      if (end > size) return "is truncated";
    }
    return undefined;
  } finally {
    closeSync(file);
  }
}
