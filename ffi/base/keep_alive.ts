/**
 * Keeps the process alive, as an open socket does.
 *
 * A native callback does not keep the process alive on Bun and Node.js, and on Deno it would do so
 * for ever. So on every runtime one idle timer does, as long as there is a holder.
 *
 * @module
 */

import { clearInterval, setInterval } from "node:timers";

/** The longest interval that a timer accepts, 24.8 days. The timer's callback is a no-op. */
const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

let holders = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One reason to keep the process alive. It does not hold until {@linkcode KeepAlive.hold}. */
export class KeepAlive {
  #holds = false;

  /** Keeps the process alive from now on. A second call is a no-op. */
  hold(): void {
    if (this.#holds) return;
    this.#holds = true;
    if (holders++ === 0) timer = setInterval(() => {}, LONGEST_INTERVAL_MS);
  }

  /** Stops keeping the process alive. Other holders still may. */
  release(): void {
    if (!this.#holds) return;
    this.#holds = false;
    if (--holders === 0) clearInterval(timer);
  }
}
