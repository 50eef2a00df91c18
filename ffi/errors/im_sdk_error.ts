/**
 * The error of a call that the library has refused, or answered with a failure.
 *
 * @module
 */

import { type ErrorName, errorNames } from "../generated/error_names.ts";

/** Options of an {@linkcode ImSdkError}. */
export interface ImSdkErrorOptions extends ErrorOptions {
  /** What the module itself adds to the message. */
  readonly hint?: string;
}

/**
 * The library has answered a call with something other than success.
 *
 * Its `stack` shows where the call was made; in a program that makes more than 2,000 calls a second,
 * of some calls only. Where the code is one of the network's, its `cause` is what the connection has
 * last told of a failure: an `ImSdkError` whose `api` is `"TIMSetNetworkStatusListenerCallback"`.
 *
 * @example Telling an expired sig from other failures
 * ```ts
 * import { ImSdk, ImSdkError } from "@imsdk/ffi";
 *
 * export async function login(sdk: ImSdk, userId: string, userSig: string): Promise<boolean> {
 *   try {
 *     await sdk.login(userId, userSig);
 *     return true;
 *   } catch (error) {
 *     if (error instanceof ImSdkError && error.codeName === "ERR_USER_SIG_EXPIRED") return false;
 *     throw error;
 *   }
 * }
 * ```
 */
export class ImSdkError extends Error {
  /** The class's name, as for every error. */
  override readonly name = "ImSdkError";

  /**
   * The code: positive or below -100 from the library's callback or the vendor's service
   * (C: `TIMErrCode`), -1 to -6 when the C function itself has refused the call (C: `TIMResult`).
   */
  readonly code: number;

  /** The code's name in the vendor's headers, or `undefined` for a code that they don't name. */
  readonly codeName: ErrorName | undefined;

  /** The C function that failed, such as `"TIMLogin"`. */
  readonly api: string;

  /**
   * The library's own description of the error, empty if it has none. Of a login that the module
   * refuses because the sig is another user's or another app's, the module's.
   */
  readonly desc: string;

  /** What the module itself adds to the message, empty where it adds nothing. */
  readonly hint: string;

  /**
   * What the library has answered in spite of the failure, parsed from its JSON; usually `null`. A
   * message that could not be sent is returned here.
   */
  readonly result: unknown;

  /**
   * Made by the module; the name of the code is looked up.
   *
   * @param api The C function that failed.
   * @param code What it has returned, or called back with.
   * @param desc The library's own description of the error.
   * @param result What it has answered in spite of the failure.
   * @param options What the module adds, and the cause.
   */
  constructor(
    api: string,
    code: number,
    desc = "",
    result: unknown = null,
    { hint = "", ...options }: ImSdkErrorOptions = {},
  ) {
    const codeName = errorNames.get(code);
    const texts = [desc, hint].filter((text) => text !== "").join("; ");
    super(`${api} failed: ${codeName ?? "error"} (${code})${texts && `: ${texts}`}`, options);
    this.hint = hint;
    this.code = code;
    this.codeName = codeName;
    this.api = api;
    this.desc = desc;
    this.result = result;
  }
}
