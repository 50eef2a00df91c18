/**
 * A clock for renewals, which a test moves by hand.
 *
 * @module
 */

import type { Clock } from "../../src/user_sig/renewal_schedule.ts";

/** Any moment but zero. */
const START_MS = 5_000;

/** Time that passes only when it is told to. */
export class FakeClock implements Clock {
  #now = START_MS;
  readonly #timers = new Set<{ readonly at: number; readonly action: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.#now + milliseconds, action };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many milliseconds have passed. */
  get elapsed(): number {
    return this.#now - START_MS;
  }

  /** How many waits have not ended. */
  get waits(): number {
    return this.#timers.size;
  }

  /** Lets some milliseconds pass, and calls back what is due, in order. */
  pass(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      const [timer] = due;
      if (timer === undefined) break;
      this.#timers.delete(timer);
      this.#now = timer.at;
      timer.action();
    }
    this.#now = end;
  }
}
