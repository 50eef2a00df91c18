/**
 * What a sig itself tells of a login that fails: a refusal before the login, or a hint after it.
 *
 * @module
 */

import { ImSdkError } from "../../ffi/errors/im_sdk_error.ts";
import { decodeUserSig } from "./read_user_sig.ts";
import { isSecretKey } from "./secret_key.ts";

const ERR_SVR_ACCOUNT_USERSIG_MISMATCH_ID = 70013;
const ERR_SVR_ACCOUNT_USERSIG_MISMATCH_SDKAPPID = 70014;

/**
 * Refuses a sig that the service would refuse after a round trip. One that cannot be read, or that
 * has expired by this machine's clock, is left to the service: the format may be a later one, and
 * the clock may be wrong.
 *
 * @throws {TypeError} It is a secret key, which must not leave the user's server.
 * @throws {ImSdkError} It is another app's or another user's.
 */
export function assertSigBelongsTo(userId: string, sdkAppId: bigint, userSig: string): void {
  if (isSecretKey(userSig)) {
    throw new TypeError(
      "userSig must be a sig, but has the form of the app's secret key. " +
        "On your server, make a sig from the key by signUserSig().",
    );
  }
  const info = decodeUserSig(userSig);
  if (typeof info === "string") return;
  if (BigInt(info.sdkAppId) !== sdkAppId) {
    throw new ImSdkError(
      "TIMLogin",
      ERR_SVR_ACCOUNT_USERSIG_MISMATCH_SDKAPPID,
      `the sig is for the app ${info.sdkAppId}, but the session is open for ${sdkAppId}. ` +
        "Sign it with the id and the secret key of this app, or open the session for that one.",
    );
  }
  if (info.userId !== userId) {
    throw new ImSdkError(
      "TIMLogin",
      ERR_SVR_ACCOUNT_USERSIG_MISMATCH_ID,
      `the sig is for the user ${JSON.stringify(info.userId)}, but the login is for ` +
        `${JSON.stringify(userId)}. Get a sig for this user, or log in as that one.`,
    );
  }
}

/**
 * What the sig of a failed login may have to do with the failure, in one sentence or two; empty if
 * the sig tells nothing, or the error is about something else.
 *
 * @param codeName The name of the error's code.
 */
export function sigHint(codeName: string | undefined, userSig: string): string {
  if (codeName === undefined || !/USER_?SIG/.test(codeName)) return "";
  const info = decodeUserSig(userSig);
  if (typeof info === "string") {
    return `the sig cannot be read: ${info}. Copy the whole sig, or sign a new one.`;
  }
  if (info.expiresAt.getTime() > Date.now()) return "";
  return `by this machine's clock the sig expired at ${info.expiresAt.toISOString()}. ` +
    "Get a new one.";
}
