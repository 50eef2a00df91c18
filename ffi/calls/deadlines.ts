/**
 * The time limit that all requests of one session share.
 *
 * @module
 */

import { clearInterval, setInterval } from "node:timers";

/** One request that is limited. */
export interface Deadline {
  /** Called when the request has waited for too long. */
  readonly onOver: () => void;
  /** The last tick within the limit. */
  readonly lastTick: number;
}

/** How many ticks the limit has. A request may exceed the limit by up to one tick. */
const TICKS = 10;

/**
 * Ends requests that wait for too long. All share one limit and one timer, because a timer for each
 * would cost more than the rest of the request.
 */
export class Deadlines {
  /** The longest that a request may wait, in milliseconds. */
  readonly limit: number;

  readonly #deadlines = new Set<Deadline>();
  readonly #timer: ReturnType<typeof setInterval>;
  #tick = 0;

  /** @param limit The longest that a request may wait, in milliseconds. */
  constructor(limit: number) {
    this.limit = limit;
    this.#timer = setInterval(() => this.#onTick(), Math.max(1, limit / TICKS)).unref();
  }

  /** Starts the limit of one request, and calls a function when it is exceeded. */
  start(onOver: () => void): Deadline {
    const deadline = { onOver, lastTick: this.#tick + TICKS };
    this.#deadlines.add(deadline);
    return deadline;
  }

  /** The request has been settled. */
  stop(deadline: Deadline): void {
    this.#deadlines.delete(deadline);
  }

  /** Stops the timer: no request is limited any more. */
  end(): void {
    clearInterval(this.#timer);
  }

  #onTick(): void {
    this.#tick++;
    // A set keeps the order of insertion, and all limits are equal, so the first deadlines are due
    // first.
    for (const deadline of this.#deadlines) {
      if (deadline.lastTick >= this.#tick) break;
      this.#deadlines.delete(deadline);
      deadline.onOver();
    }
  }
}
