/**
 * The end of work from outside.
 *
 * @module
 */

/**
 * Tells work that it's no longer wanted, as an `AbortSignal` does, for work that waits for one
 * thing at a time. It costs next to nothing, which a signal does not on every runtime.
 */
export class Cancellation {
  #isCancelled = false;
  #reason: unknown;
  #onCancel: ((reason: unknown) => void) | undefined;

  /** Cancels the work. Doing so twice is doing it once. */
  cancel(reason: unknown): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#reason = reason;
    this.#onCancel?.(reason);
  }

  /** Throws the reason, if the work is cancelled. */
  throwIfCancelled(): void {
    if (this.#isCancelled) throw this.#reason;
  }

  /** Says what the work waits for now: how that ends when the work is cancelled. */
  onCancel(end: ((reason: unknown) => void) | undefined): void {
    this.#onCancel = end;
  }
}
