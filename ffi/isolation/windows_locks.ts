/**
 * Locks of files on Windows: a file that a process has opened, and lets nobody else write meanwhile.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { encodeText, encodeWideText } from "../calls/text.ts";
import { KERNEL32 } from "../runtimes/windows_pin.ts";
import type { Adapter, NativeFunction, NativeKind } from "../table/adapter.ts";
import type { ResultKind } from "../table/symbol_table.ts";
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

/** The locks of Windows, which end with the process that has taken them. */
export class WindowsLocks implements FileLocks {
  readonly #create: NativeFunction;
  readonly #write: NativeFunction;
  readonly #close: NativeFunction;

  constructor(adapter: Adapter) {
    const bind = (name: string, parameters: readonly NativeKind[], result: ResultKind) =>
      adapter.bind(KERNEL32, name, { parameters, result, nonblocking: false })!;
    this.#create = bind(
      "CreateFileW",
      ["buffer", "u32", "u32", "u64", "u32", "u32", "u64"],
      "u64",
    );
    this.#write = bind("WriteFile", ["u64", "buffer", "u32", "buffer", "u64"], "i32");
    this.#close = bind("CloseHandle", ["u64"], "i32");
  }

  tryLock({ path }: LockFile): LockAttempt {
    const handle = this.#create(
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
    this.#write(handle, encodeText(holder()), HOLDER_BYTES, new Uint8Array(4), 0n);
    return { isHeld: false, fd: Number(handle) };
  }

  unlock(handle: number): void {
    this.#close(BigInt(handle));
  }
}

function readHolder(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
