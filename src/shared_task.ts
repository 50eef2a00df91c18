/**
 * One piece of work that several callers wait for.
 *
 * @module
 */

import { Cancellation, onAbort } from "../ffi/base/waiting.ts";

/** Callbacks for the end of the work. */
export interface SharedTaskHooks {
  /** Called when the work has ended, before any caller's promise settles. */
  readonly onEnd: () => void;
  /** Called when the last caller has aborted before the end, with the reason of that abort. */
  readonly onAbandoned?: (reason: unknown) => void;
}

/** Work that any number of callers can join, each with a signal of its own. */
export class SharedTask {
  readonly #cancellation = new Cancellation();
  readonly #done = Promise.withResolvers<void>();
  readonly #onAbandoned: SharedTaskHooks["onAbandoned"];
  #hasEnded = false;
  #callers = 0;

  /**
   * Starts the work, in a microtask after the constructor has returned.
   *
   * @param work The work to do; {@linkcode SharedTask.cancel} cancels it.
   * @param hooks Callbacks for its end.
   */
  constructor(
    work: (cancellation: Cancellation) => Promise<void>,
    { onEnd, onAbandoned }: SharedTaskHooks,
  ) {
    this.#onAbandoned = onAbandoned;
    // Callers get a failure from join(). If all have aborted, it must not be an unhandled
    // rejection.
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
      const stopListening = onAbort(signal, (reason) => {
        // Work that has ended cannot be aborted, even if its callers' promises have not settled
        // yet.
        if (this.#hasEnded) return;
        reject(reason);
        if (--this.#callers === 0) this.#onAbandoned?.(reason);
      });
      this.#done.promise.then(resolve, reject).finally(stopListening);
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
    let settle: () => void = resolve;
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
