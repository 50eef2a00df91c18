/**
 * One piece of work that several callers wait for.
 *
 * @module
 */

/** Work that any number of callers can join, each with a signal of its own. */
export class SharedTask {
  readonly #controller = new AbortController();
  readonly #done = Promise.withResolvers<void>();
  readonly #onAbandoned: ((reason: unknown) => void) | undefined;
  #callers = 0;

  /**
   * Starts the work.
   *
   * @param work What is to be done; its signal is aborted by {@linkcode SharedTask.cancel}.
   * @param onAbandoned Called when the last caller has gone before the end, with its reason.
   */
  constructor(
    work: (signal: AbortSignal) => Promise<void>,
    onAbandoned?: (reason: unknown) => void,
  ) {
    this.#onAbandoned = onAbandoned;
    work(this.#controller.signal).then(this.#done.resolve, this.#done.reject);
    // Every caller hears of a failure by its own promise; if all have gone, nobody needs to.
    this.#done.promise.catch(() => {});
  }

  /**
   * Waits for the end of the work.
   *
   * @param signal Ends this caller's wait, and no other's.
   */
  join(signal?: AbortSignal): Promise<void> {
    if (signal === undefined) {
      this.#callers++;
      return this.#done.promise;
    }
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      this.#callers++;
      const onAbort = (): void => {
        reject(signal.reason);
        if (--this.#callers === 0) this.#onAbandoned?.(signal.reason);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#done.promise.then(resolve, reject).finally(() =>
        signal.removeEventListener("abort", onAbort)
      );
    });
  }

  /** Rejects every caller's promise at once, and aborts the signal that the work was given. */
  cancel(reason: unknown): void {
    this.#done.reject(reason);
    this.#controller.abort(reason);
  }
}
