/**
 * Binding the C functions of locks before the first test, which keeps them out of what a test's
 * sanitizer counts.
 *
 * @module
 */

import { lockFileIn, systemLocks } from "../../ffi/isolation/file_lock.ts";
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";

/**
 * Calls each of them.
 *
 * @param directory One that nobody has locked.
 * @param through A library that has been loaded.
 */
export async function warmLocks(directory: string, through: string): Promise<void> {
  const locks = systemLocks(await loadAdapter(), through);
  const lock = locks.tryLock(lockFileIn(directory));
  locks.tryLock(lockFileIn(directory)); // is refused, and reads who has it
  if (!lock.isHeld && lock.fd !== undefined) locks.unlock(lock.fd);
}
