/**
 * The limit that all requests of one session share.
 *
 * @module
 */

import { clearInterval, setInterval } from "node:timers";

/** One request that is limited. */
export interface Deadline {
  /** Called when the request has waited for too long. */
  readonly onOver: () => void;
  /** The tick after which that is so. */
  readonly lastTick: number;
}

/** How many ticks make the limit: a request may wait for longer than the limit by one of them. */
const TICKS = 10;

/**
 * Ends requests that wait for too long, all by the same limit and by one timer: a timer for each
 * request would cost more than all else that a request does.
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

  /** Calls a function when the limit has passed from now on. */
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
    // A set keeps the order of insertion, which here is the order in which the limits pass.
    for (const deadline of this.#deadlines) {
      if (deadline.lastTick >= this.#tick) break;
      this.#deadlines.delete(deadline);
      deadline.onOver();
    }
  }
}
