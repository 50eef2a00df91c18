/**
 * The work that all sides do alike, and timing it.
 *
 * @module
 */

import type { Side } from "./sides/side.ts";

/** The work that needs nothing but calls. */
export type CallWork = "status" | "roundTrip" | "overlapping";

/** How often each is done in a round, and the function that does it. */
const tasks: Readonly<Record<CallWork, readonly [count: number, task: Task]>> = {
  status: [40_000, getStatus],
  roundTrip: [400, logInAndOut],
  overlapping: [1_000, requestAtOnce],
};

type Task = (side: Side, count: number) => void | Promise<unknown>;

/** Whether it's work of that kind. */
export function isCallWork(work: string): work is CallWork {
  return Object.hasOwn(tasks, work);
}

/** Does one round of some work; returns how many microseconds each call has taken. */
export async function doCalls(work: CallWork, side: Side): Promise<number> {
  const [count, task] = tasks[work];
  const start = performance.now();
  await task(side, count);
  return (performance.now() - start) * 1000 / count;
}

function getStatus(side: Side, count: number): void {
  for (let n = 0; n < count; n++) side.status();
}

async function logInAndOut(side: Side, count: number): Promise<void> {
  for (let n = 0; n < count; n += 2) {
    await side.login();
    await side.logout();
  }
}

function requestAtOnce(side: Side, length: number): Promise<unknown> {
  return Promise.all(Array.from({ length }, () => side.request()));
}
