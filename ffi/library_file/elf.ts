/**
 * What the headers of an ELF file say about the file.
 *
 * @module
 */

import { closeSync, openSync, readSync } from "node:fs";

/**
 * Whether an ELF library is shorter than its own program headers say. The loader of Linux does not
 * check that: it maps the missing part, and the process dies of a SIGBUS.
 *
 * @param path The file, which may be no ELF library at all.
 * @param size Its size, in bytes.
 */
export function isTruncated(path: string, size: number): boolean {
  const ELF_64_LITTLE_ENDIAN = [0x7f, 0x45, 0x4c, 0x46, 2, 1];
  const LOADED = 1;
  const file = openSync(path, "r");
  try {
    const read = (position: number, length: number): DataView => {
      const bytes = new Uint8Array(length);
      readSync(file, bytes, 0, length, position);
      return new DataView(bytes.buffer);
    };
    const head = read(0, 64);
    if (ELF_64_LITTLE_ENDIAN.some((byte, index) => head.getUint8(index) !== byte)) return false;
    const entryBytes = head.getUint16(54, true);
    const count = head.getUint16(56, true);
    const table = read(Number(head.getBigUint64(32, true)), entryBytes * count);
    for (let at = 0; at < table.byteLength; at += entryBytes) {
      if (table.getUint32(at, true) !== LOADED) continue;
      if (table.getBigUint64(at + 8, true) + table.getBigUint64(at + 32, true) > size) return true;
    }
    return false;
  } finally {
    closeSync(file);
  }
}
