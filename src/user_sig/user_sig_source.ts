/**
 * Where a login's user sig comes from: a text, or a function that can be asked for a new one.
 *
 * @module
 */

import { abortable, type Cancellation, timeoutError, within } from "../../ffi/base/waiting.ts";
import { checkUserSig } from "../options.ts";
import { assertSigBelongsTo } from "./sig_errors.ts";

/**
 * Gives a sig for a user, such as by asking your server for one. It's asked at each login, and
 * again whenever the service says that the sig has expired: at once if the last renewal was a minute
 * ago or more, else after a pause of 1 s, 2 s, 4 s and so on, up to 60 s.
 *
 * If it gives no sig during the session, because it throws, hangs, or gives something else, it's
 * asked again after such pauses, up to ten times in about four minutes. Then the session is lost; the
 * event `sessionlost` has the last error. `logout()`, `close()`, `kickedoffline` and another login
 * end the pauses.
 *
 * @param userId The user to be logged in.
 * @param options The signal is aborted when the sig is no longer wanted: by `logout()`, `close()`,
 * the last caller's abort, or when `callTimeout` milliseconds are over.
 * @returns The sig, not empty; white space around it is dropped. If it throws, the promise of
 * `login()` rejects with the same reason.
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

/** What a session asks of sigs, and of the functions that give them. */
export interface SigRules {
  /** The longest wait for a function, in milliseconds. */
  readonly callTimeout: number;
  /** The app that a sig must be for; `undefined` if sigs may be of any format, for any app. */
  readonly sdkAppId: bigint | undefined;
}

/** Gives the sig for one user's logins. */
export class UserSigSource {
  readonly #userId: string;
  readonly #userSig: string | UserSigFunction;
  readonly #rules: SigRules;

  /**
   * @param userId The user.
   * @param userSig The user's sig, or the function that gives one.
   * @throws {TypeError} It is neither a function nor text that C can take, or it is a secret key.
   * @throws {RangeError} It is empty.
   * @throws {ImSdkError} It is another user's or another app's.
   */
  constructor(userId: string, userSig: string | UserSigFunction, rules: SigRules) {
    this.#userId = userId;
    this.#rules = rules;
    this.#userSig = typeof userSig === "function" ? userSig : this.#checked(userSig);
  }

  /** Whether it can give a new sig. */
  get isRenewable(): boolean {
    return typeof this.#userSig === "function";
  }

  /**
   * Asks for a sig.
   *
   * @throws {TypeError} The function has given something else, or the secret key.
   * @throws {RangeError} The function has given an empty sig.
   * @throws {ImSdkError} The function has given another user's or another app's sig.
   * @throws {DOMException} `TimeoutError`: the function has not answered in time.
   * @throws The reason of the cancellation, or whatever the function has thrown.
   */
  ask(cancellation: Cancellation): string | Promise<string> {
    const userSig = this.#userSig;
    return typeof userSig === "string" ? userSig : this.#call(userSig, cancellation);
  }

  async #call(userSig: UserSigFunction, cancellation: Cancellation): Promise<string> {
    const limit = this.#rules.callTimeout;
    const unwanted = new AbortController();
    cancellation.onCancel((reason) => unwanted.abort(reason));
    try {
      // Async, so that an exception of a function that is not async is a rejection too.
      const ask = async (): Promise<string> =>
        await userSig(this.#userId, { signal: unwanted.signal });
      const sig = await within(abortable(ask(), unwanted.signal), limit, () => {
        const error = timeoutError(
          `Cannot log in: the userSig function has returned no sig within ${limit} ms. ` +
            "Try again, or raise callTimeout.",
        );
        unwanted.abort(error);
        return error;
      });
      return this.#checked(sig);
    } finally {
      cancellation.onCancel(undefined);
    }
  }

  #checked(userSig: unknown): string {
    const sig = checkUserSig(userSig);
    const { sdkAppId } = this.#rules;
    if (sdkAppId !== undefined) assertSigBelongsTo(this.#userId, sdkAppId, sig);
    return sig;
  }
}
