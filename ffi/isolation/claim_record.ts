/**
 * What is on record about a session, for whoever comes for what it has claimed.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { moduleUrl } from "../base/module_url.ts";
import { threadWide } from "../base/thread_wide.ts";

/** One session's claims. Other versions of this module read it too. */
export interface ClaimRecord {
  /** What tells the thread of JavaScript from others. */
  readonly thread: string;
  /** The URL of the copy of this module. */
  readonly module: string;
  /** All the keys that it has claimed. */
  readonly keys: readonly string[];
  /** The path that its instance of the library was loaded by. */
  readonly library: string;
  /** The file descriptor of its directory's lock. */
  readonly fd?: number | undefined;
  /** Whether its thread has ended, and the library does not let the session be ended. */
  readonly isStuck?: true;
}

const thread = threadWide("thread 1", () => `${Date.now()} ${Math.random()}`);

/** The record of a session of this thread's. */
export function makeRecord(claims: Pick<ClaimRecord, "keys" | "library" | "fd">): ClaimRecord {
  return { thread, module: moduleUrl, ...claims };
}

/** Reads what another session has put on record. */
export function readRecord(text: string): ClaimRecord {
  return JSON.parse(text);
}

/** Whether a record is that of a session on another thread. */
export function isOfAnotherThread(text: string): boolean {
  return readRecord(text).thread !== thread;
}

/** Where a session is, as far as its record tells: what follows "a session is open". */
export function placeOf(text: string): string {
  const record = readRecord(text);
  if (record.isStuck) return "on a thread of this process that has ended";
  const where = record.thread === thread ? "in this process" : "on another thread of this process";
  return record.module === moduleUrl
    ? where
    : `${where}, by another copy of this module (${shown(record.module)})`;
}

/** The root of a copy of this module, or the directory of the bundle that it is in. */
function shown(module: string): string {
  const root = new URL(/\/ffi\/base\/module_url\.[jt]s$/.test(module) ? "../.." : ".", module);
  return root.protocol === "file:" ? fileURLToPath(root) : root.href;
}
