/**
 * Reloads. A thread of JavaScript may load this module again while sessions of the former load are
 * open: Bun's `--hot` does, and test runners that give every file a realm of its own. Each load is a
 * generation, which replaces the one before. A module of another URL is no generation but another
 * copy, whose sessions are respected.
 *
 * @module
 */

import { moduleUrl } from "../base/module_url.ts";
import { threadWide } from "../base/thread_wide.ts";
import type { Adapter } from "../table/adapter.ts";

/** A session, as the next generation sees it. */
export interface Replaceable {
  /** Ends it, as its user could. */
  end(): Promise<unknown>;
  /** What it has claimed; see {@linkcode Record}. */
  readonly record: string;
}

/** One load of this module. It's read by the next one, which may be another version. */
interface Generation {
  readonly sessions: Set<Replaceable>;
  readonly adapter: Adapter;
  /** Settled when nothing is left of those before it. */
  readonly ready: Promise<void>;
}

/** The latest generation of each copy of the module, by its URL. */
const latest = threadWide("generations 1", () => new Map<string, Generation>());

let own: Generation | undefined;

/**
 * Enters a session, which is to end when this generation is replaced. The first one replaces the
 * former generation, and waits until its sessions have ended.
 *
 * @param clearUp Does away with what a session of the former generation has not ended by itself.
 * @returns What takes the session off the list.
 * @throws {DOMException} `InvalidStateError`: this generation itself has been replaced.
 */
export async function enterGeneration(
  adapter: Adapter,
  session: Replaceable,
  clearUp: (record: string) => Promise<void>,
): Promise<() => void> {
  const { sessions, ready } = own ??= begin(adapter, clearUp);
  await ready;
  checkGeneration();
  sessions.add(session);
  return () => sessions.delete(session);
}

/** @throws {DOMException} `InvalidStateError`: this generation has been replaced. */
export function checkGeneration(): void {
  if (latest.get(moduleUrl) === own) return;
  throw new DOMException(
    "Cannot open the session: the program has been loaded again, and this is its code of before. " +
      "Open sessions in the code that was loaded last.",
    "InvalidStateError",
  );
}

function begin(adapter: Adapter, clearUp: (record: string) => Promise<void>): Generation {
  const former = latest.get(moduleUrl);
  const ready = former ? replace(former, clearUp) : Promise.resolve();
  const generation = { sessions: new Set<Replaceable>(), adapter, ready };
  latest.set(moduleUrl, generation);
  return generation;
}

async function replace(
  former: Generation,
  clearUp: (record: string) => Promise<void>,
): Promise<void> {
  await former.ready;
  await Promise.allSettled([...former.sessions].map((session) => session.end()));
  former.adapter.retire?.();
  // What can't be ended goes on, and keeps what it has claimed.
  await Promise.allSettled([...former.sessions].map(({ record }) => clearUp(record)));
}
