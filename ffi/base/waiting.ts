/**
 * Bounded waits for a promise: until a signal is aborted, a time limit is exceeded, or the waiting
 * work is cancelled.
 *
 * @module
 */

import { clearTimeout, setTimeout } from "node:timers";
import { KeepAlive } from "./keep_alive.ts";

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
 * Waits for a promise within a time limit.
 *
 * @param limit The longest wait, in milliseconds.
 * @param makeReason Makes the reason to reject with when the limit is exceeded.
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

/** Whether a promise resolves within a time limit, in milliseconds. Rejects if the promise does. */
export function isSettledWithin(promise: PromiseLike<unknown>, limit: number): Promise<boolean> {
  const isOver = Symbol("over");
  return within(promise, limit, () => isOver).then(() => true, (error) => {
    if (error === isOver) return false;
    throw error;
  });
}

/**
 * Waits for some milliseconds. It does so without a timer, because Bun's fake timers stop all timers
 * of the process, whatever module they come from.
 */
export async function pause(milliseconds: number): Promise<void> {
  const keepAlive = new KeepAlive();
  keepAlive.hold();
  await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds).value;
  keepAlive.release();
}

/**
 * Calls a function once when a signal is aborted, or at once if it is aborted already.
 *
 * @returns A function that stops listening.
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
 * Cancels work that waits for one thing at a time. It does what an `AbortSignal` would do, but
 * costs next to nothing, while an `AbortSignal` is slow on some runtimes.
 */
export class Cancellation {
  #isCancelled = false;
  #reason: unknown;
  #onCancel: ((reason: unknown) => void) | undefined;

  /** Cancels the work. A second call is a no-op. */
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

  /** Sets the callback that ends the current wait on cancellation. It replaces the previous one. */
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
 * Settles with a promise, unless something else rejects first. The promise's own rejection is
 * always handled, so that a late one is never reported as unhandled.
 *
 * @param arm Sets up the early rejection, and returns a function that undoes the setup.
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
