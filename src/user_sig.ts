/**
 * Where a login's user sig comes from: a text, or a function that can be asked for a new one.
 *
 * @module
 */

import { abortable, type Cancellation, timeoutError, within } from "../ffi/base/waiting.ts";
import { checkUserSig } from "./options.ts";

/**
 * Gives a sig for a user, such as by asking your server for one. It's asked at each login, and
 * again whenever the service says that the sig has expired.
 *
 * @param userId The user to be logged in.
 * @param options The signal is aborted when the sig is no longer wanted: by `logout()`, `close()`,
 * the last caller's abort, or when `callTimeout` milliseconds are over.
 * @returns The sig, not empty. If it throws, the login's promise rejects with the same reason.
 *
 * @example Asking your server
 * ```ts
 * import type { UserSigFunction } from "@imsdk/ffi";
 *
 * export const fetchSig: UserSigFunction = async (userId, { signal }) => {
 *   const response = await fetch(`https://example.com/sig/${userId}`, { signal });
 *   if (!response.ok) throw new Error(`No sig: ${response.status}`);
 *   return await response.text();
 * };
 * ```
 */
export type UserSigFunction = (
  userId: string,
  options: { readonly signal: AbortSignal },
) => string | Promise<string>;

/** Gives the sig for one user's logins. */
export class UserSigSource {
  readonly #userSig: string | UserSigFunction;
  readonly #callTimeout: number;

  /**
   * @param userSig The sig, or the function that gives one.
   * @param callTimeout The longest wait for the function, in milliseconds.
   * @throws {TypeError} It is neither a function nor text that C can take.
   * @throws {RangeError} It is empty.
   */
  constructor(userSig: string | UserSigFunction, callTimeout: number) {
    this.#userSig = typeof userSig === "function" ? userSig : checkUserSig(userSig);
    this.#callTimeout = callTimeout;
  }

  /** Whether it can give a new sig. */
  get isRenewable(): boolean {
    return typeof this.#userSig === "function";
  }

  /**
   * Asks for a sig.
   *
   * @throws {TypeError} The function has given something else.
   * @throws {RangeError} The function has given an empty sig.
   * @throws {DOMException} `TimeoutError`: the function has not answered in time.
   * @throws The reason of the cancellation, or whatever the function has thrown.
   */
  ask(userId: string, cancellation: Cancellation): string | Promise<string> {
    const userSig = this.#userSig;
    return typeof userSig === "string" ? userSig : this.#call(userSig, userId, cancellation);
  }

  async #call(
    userSig: UserSigFunction,
    userId: string,
    cancellation: Cancellation,
  ): Promise<string> {
    const limit = this.#callTimeout;
    const unwanted = new AbortController();
    cancellation.onCancel((reason) => unwanted.abort(reason));
    try {
      // Async, so that an exception of a function that is not async is a rejection too.
      const ask = async (): Promise<string> => await userSig(userId, { signal: unwanted.signal });
      const sig = await within(abortable(ask(), unwanted.signal), limit, () => {
        const error = timeoutError(
          `Cannot log in: the userSig function has returned no sig within ${limit} ms. ` +
            "Try again, or raise callTimeout.",
        );
        unwanted.abort(error);
        return error;
      });
      return checkUserSig(sig);
    } finally {
      cancellation.onCancel(undefined);
    }
  }
}
