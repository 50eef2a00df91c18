/**
 * Limits to waits.
 *
 * @module
 */

import { clearInterval, setInterval } from "node:timers";

/** One wait that is limited. */
export interface Deadline {
  /** Called when it has lasted too long. */
  readonly onOver: () => void;
  /** The tick after which that is so. */
  readonly lastTick: number;
}

/** How many ticks a limit has: a wait may last longer than the limit by one of them. */
const TICKS = 10;

/**
 * Ends waits that last too long, all by the same limit, and by one timer from the beginning to the
 * end: a timer for each wait would cost more than all else that a request does.
 */
export class Deadlines {
  readonly #deadlines = new Set<Deadline>();
  readonly #timer: ReturnType<typeof setInterval>;
  #tick = 0;

  /** @param limit How long a wait may last, in milliseconds. */
  constructor(limit: number) {
    this.#timer = setInterval(() => this.#onTick(), Math.max(1, limit / TICKS)).unref();
  }

  /** Has a function called when the limit has passed from now on. */
  start(onOver: () => void): Deadline {
    const deadline = { onOver, lastTick: this.#tick + TICKS };
    this.#deadlines.add(deadline);
    return deadline;
  }

  /** The wait is over. */
  stop(deadline: Deadline): void {
    this.#deadlines.delete(deadline);
  }

  /** No wait is limited any more. */
  end(): void {
    clearInterval(this.#timer);
  }

  #onTick(): void {
    this.#tick++;
    // They are in the order of their beginning, which is that of their ends.
    for (const deadline of this.#deadlines) {
      if (deadline.lastTick >= this.#tick) break;
      this.#deadlines.delete(deadline);
      deadline.onOver();
    }
  }
}
