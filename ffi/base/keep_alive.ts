/**
 * Keeps the process alive, as an open socket does.
 *
 * A native callback that waits to be called doesn't hold the process on Bun and Node, and on Deno
 * it would for ever, so on every runtime one idle timer does it while anybody asks for it.
 *
 * @module
 */

import { clearInterval, setInterval } from "node:timers";

/** The longest interval that a timer can have: it fires every 24.8 days, and then does nothing. */
const LONGEST_INTERVAL_MS = 2 ** 31 - 1;

let holders = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** One holder of the process's life. It starts without holding. */
export class KeepAlive {
  #holds = false;

  /** Keeps the process alive from now on. Holding twice is holding once. */
  hold(): void {
    if (this.#holds) return;
    this.#holds = true;
    if (holders++ === 0) timer = setInterval(() => {}, LONGEST_INTERVAL_MS);
  }

  /** Lets the process go, as far as this holder is concerned. */
  release(): void {
    if (!this.#holds) return;
    this.#holds = false;
    if (--holders === 0) clearInterval(timer);
  }
}
