/**
 * Waiting for a promise, though not for ever: until a signal is aborted, a limit is over, or the
 * work that waits is cancelled.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";

/**
 * Waits for a promise until a signal is aborted.
 *
 * @throws The signal's reason, if it is aborted first.
 */
export function abortable<Value>(
  promise: PromiseLike<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (signal === undefined) return Promise.resolve(promise);
  return unless(promise, (reject) => onAbort(signal, reject));
}

/**
 * Waits for a promise for a time.
 *
 * @param limit The longest wait, in milliseconds.
 * @param makeReason Makes the reason of the rejection when the time is over.
 */
export function within<Value>(
  promise: PromiseLike<Value>,
  limit: number,
  makeReason: () => unknown,
): Promise<Value> {
  return unless(promise, (reject) => {
    const timer = setTimeout(() => reject(makeReason()), limit);
    return () => clearTimeout(timer);
  });
}

/** Waits for a promise for a time, in milliseconds; whether it was resolved by then. */
export function isSettledWithin(promise: PromiseLike<unknown>, limit: number): Promise<boolean> {
  const isOver = Symbol("over");
  return within(promise, limit, () => isOver).then(() => true, (error) => {
    if (error === isOver) return false;
    throw error;
  });
}

/**
 * Calls a function once when a signal is aborted, or at once if it is aborted already.
 *
 * @returns Stops listening.
 */
export function onAbort(signal: AbortSignal, action: (reason: unknown) => void): () => void {
  if (signal.aborted) {
    action(signal.reason);
    return () => {};
  }
  const listener = (): void => action(signal.reason);
  signal.addEventListener("abort", listener, { once: true });
  return () => signal.removeEventListener("abort", listener);
}

/** The rejection of a wait that has exceeded its limit. */
export function timeoutError(message: string): DOMException {
  return new DOMException(message, "TimeoutError");
}

/**
 * Ends work from outside, as an `AbortSignal` does, for work that waits for one thing at a time. It
 * costs next to nothing, which an `AbortSignal` does not on every runtime.
 */
export class Cancellation {
  #isCancelled = false;
  #reason: unknown;
  #onCancel: ((reason: unknown) => void) | undefined;

  /** Cancels the work. Cancelling twice is cancelling once. */
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

  /** Sets what ends the present wait when the work is cancelled, in place of what was set before. */
  onCancel(end: ((reason: unknown) => void) | undefined): void {
    this.#onCancel = end;
  }

  /**
   * Waits for a promise until the work is cancelled.
   *
   * @throws The reason of the cancellation, if that comes first.
   */
  unlessCancelled<Value>(promise: PromiseLike<Value>): Promise<Value> {
    return unless(promise, (reject) => {
      if (this.#isCancelled) reject(this.#reason);
      this.#onCancel = reject;
      return () => {
        if (this.#onCancel === reject) this.#onCancel = undefined;
      };
    });
  }
}

/**
 * Waits for a promise unless something else rejects first. However that ends, the promise's own
 * rejection counts as handled.
 *
 * @param arm Prepares the rejection, and returns what takes that back.
 */
function unless<Value>(
  promise: PromiseLike<Value>,
  arm: (reject: (reason: unknown) => void) => () => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const disarm = arm(reject);
    promise.then((value) => {
      disarm();
      resolve(value);
    }, (reason) => {
      disarm();
      reject(reason);
    });
  });
}
