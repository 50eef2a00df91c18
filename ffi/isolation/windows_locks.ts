/**
 * Locks of files on Windows: a file that a process has opened, and lets nobody else write meanwhile.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { Library } from "../calls/library.ts";
import { encodeWideText } from "../calls/text.ts";
import { KERNEL32 } from "../runtimes/windows_pin.ts";
import type { Adapter } from "../table/adapter.ts";
import type { SymbolTable } from "../table/symbol_table.ts";
import {
  type FileLocks,
  holder,
  HOLDER_BYTES,
  type LockAttempt,
  type LockFile,
  placeOf,
} from "./lock.ts";

const GENERIC_READ = 0x80000000;
const GENERIC_WRITE = 0x40000000;
const FILE_SHARE_READ = 1;
const OPEN_EXISTING = 3;
const FILE_ATTRIBUTE_NORMAL = 0x80;
const INVALID_HANDLE = 2n ** 64n - 1n;
const WRITTEN_BYTES = 4;

/** What is called there. Names are texts of 16-bit units, which the table knows nothing of. */
const functions: SymbolTable<"CreateFileW" | "WriteFile" | "CloseHandle"> = {
  CreateFileW: {
    parameters: [
      ["lpFileName", "string"],
      ["dwDesiredAccess", "u32"],
      ["dwShareMode", "u32"],
      ["lpSecurityAttributes", "u64"],
      ["dwCreationDisposition", "u32"],
      ["dwFlagsAndAttributes", "u32"],
      ["hTemplateFile", "u64"],
    ],
    result: "u64",
  },
  WriteFile: {
    parameters: [
      ["hFile", "u64"],
      ["lpBuffer", "string"],
      ["nNumberOfBytesToWrite", "u32"],
      ["lpNumberOfBytesWritten", { outBytes: WRITTEN_BYTES }],
      ["lpOverlapped", "u64"],
    ],
    result: "i32",
  },
  CloseHandle: { parameters: [["hObject", "u64"]], result: "i32" },
};

/** The locks of Windows, which end with the process that has taken them. */
export class WindowsLocks implements FileLocks {
  readonly #library: Library;

  constructor(adapter: Adapter) {
    this.#library = Library.open(adapter, KERNEL32, functions, "CreateFileW");
  }

  tryLock({ path }: LockFile): LockAttempt {
    const handle = this.#library.bind("CreateFileW").native(
      encodeWideText(path),
      GENERIC_READ + GENERIC_WRITE,
      FILE_SHARE_READ,
      0n,
      OPEN_EXISTING,
      FILE_ATTRIBUTE_NORMAL,
      0n,
    );
    // That it can be written was tried when it was made, so somebody holds it.
    if (handle === INVALID_HANDLE) return { isHeld: true, place: placeOf(readHolder(path)) };
    this.#library.bind("WriteFile").call([handle, holder(), HOLDER_BYTES, 0n]);
    return { isHeld: false, fd: Number(handle) };
  }

  unlock(handle: number): void {
    this.#library.bind("CloseHandle").call([handle]);
  }
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
