/**
 * How Windows is asked to keep a library in memory until the process has gone, however often it's
 * closed. A runtime closes what it has opened before the process exits, which would take the code
 * from under the library's threads.
 *
 * @module
 */

import { encodeWideText } from "../calls/text.ts";

/** The library of Windows that the function below is in. */
export const KERNEL32 = "kernel32.dll";

const GET_MODULE_HANDLE_EX_FLAG_PIN = 1;
const POINTER_BYTES = 8;

/** The arguments of `GetModuleHandleExW` that pin a library which is loaded. */
export function pinArguments(path: string): [flags: number, name: Uint8Array, handle: Uint8Array] {
  // Unlike the function that loads a library, this one doesn't take slashes for backslashes.
  const name = encodeWideText(path.replaceAll("/", "\\"));
  return [GET_MODULE_HANDLE_EX_FLAG_PIN, name, new Uint8Array(POINTER_BYTES)];
}
