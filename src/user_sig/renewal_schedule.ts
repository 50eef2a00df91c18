/**
 * When a session asks for a new sig: at once after a quiet time, and after growing pauses when one
 * renewal follows another.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";

/** The first pause, in milliseconds. Each is twice the one before. */
const FIRST_PAUSE_MS = 1_000;

/** The longest pause. After as long without a renewal, the next is at once. */
const LONGEST_PAUSE_MS = 60_000;

/** How often a function is asked that gives no sig, before the session is lost. */
const MAX_TRIES = 10;

/** What the schedule takes of the world, so that a test can do without waiting. */
export interface Clock {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /**
   * Calls back after some milliseconds.
   *
   * @returns A function that ends the wait.
   */
  after(milliseconds: number, action: () => void): () => void;
}

const systemClock: Clock = {
  // As it is now: fake timers that come later must not make it jump.
  now: performance.now.bind(performance),
  after(milliseconds, action) {
    // The session keeps the process alive, unless the user has called unref(). Then no pause must.
    const timer = setTimeout(action, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** The renewals of one session: one at a time, each reported when it has ended. */
export class RenewalSchedule {
  readonly #clock: Clock;
  #pause = 0;
  #tries = 0;
  #lastEnd = -Infinity;

  /** @param clock The time, and a timer; by default those of this machine. */
  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /**
   * Starts the next renewal, at once if it is time for it.
   *
   * @returns A function that ends the wait for it; `undefined` if the renewal has been started.
   */
  next(start: () => void): (() => void) | undefined {
    const quiet = this.#clock.now() - this.#lastEnd;
    if (quiet >= LONGEST_PAUSE_MS) this.#pause = 0;
    const rest = this.#pause - quiet;
    this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2 || FIRST_PAUSE_MS);
    if (rest > 0) return this.#clock.after(rest, start);
    start();
    return undefined;
  }

  /** The renewal has succeeded. */
  succeeded(): void {
    this.#tries = 0;
    this.#lastEnd = this.#clock.now();
  }

  /**
   * The renewal has failed because there was no sig.
   *
   * @returns Whether it is to be tried again.
   */
  failed(): boolean {
    this.#lastEnd = this.#clock.now();
    return ++this.#tries < MAX_TRIES;
  }
}
