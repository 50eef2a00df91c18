/**
 * One piece of work that several callers wait for.
 *
 * @module
 */

import { Cancellation } from "./cancellation.ts";
import { deferred } from "./deferred.ts";

/** What is done besides the work. */
export interface SharedTaskHooks {
  /** Called when the work has ended, before any caller hears of it. */
  readonly onEnd: () => void;
  /** Called when the last caller has gone before the end, with its reason. */
  readonly onAbandoned?: (reason: unknown) => void;
}

/** Work that any number of callers can join, each with a signal of its own. */
export class SharedTask {
  readonly #cancellation = new Cancellation();
  readonly #done = deferred<void>();
  readonly #onAbandoned: SharedTaskHooks["onAbandoned"];
  #hasEnded = false;
  #callers = 0;

  /**
   * Starts the work, a moment after the constructor has returned.
   *
   * @param work What is to be done; it's cancelled by {@linkcode SharedTask.cancel}.
   * @param hooks What is done at its end.
   */
  constructor(
    work: (cancellation: Cancellation) => Promise<void>,
    { onEnd, onAbandoned }: SharedTaskHooks,
  ) {
    this.#onAbandoned = onAbandoned;
    // Every caller hears of a failure by its own promise; if all have gone, nobody needs to.
    this.#done.promise.catch(() => {});
    this.#run(work, onEnd);
  }

  /**
   * Waits for the end of the work.
   *
   * @param signal Ends this caller's wait, and no other's.
   */
  join(signal?: AbortSignal): Promise<void> {
    this.#callers++;
    if (signal === undefined) return this.#done.promise;
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        // What has ended can't be aborted, although its end may not have reached its callers yet.
        if (this.#hasEnded) return;
        reject(signal.reason);
        if (--this.#callers === 0) this.#onAbandoned?.(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#done.promise.then(resolve, reject).finally(() =>
        signal.removeEventListener("abort", onAbort)
      );
    });
  }

  /** Rejects every caller's promise at once, and cancels the work. */
  cancel(reason: unknown): void {
    this.#done.reject(reason);
    this.#cancellation.cancel(reason);
  }

  async #run(
    work: (cancellation: Cancellation) => Promise<void>,
    onEnd: () => void,
  ): Promise<void> {
    const { resolve, reject } = this.#done;
    let settle = resolve as () => void;
    try {
      await undefined;
      this.#cancellation.throwIfCancelled();
      await work(this.#cancellation);
    } catch (error) {
      settle = () => reject(error);
    }
    this.#hasEnded = true;
    onEnd();
    settle();
  }
}
