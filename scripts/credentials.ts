/**
 * The account for a real login on the vendor's service, from the environment.
 *
 * @module
 */

import process from "node:process";
import { signUserSig } from "../mod.ts";

/** What a real login needs. */
export interface Credentials {
  readonly sdkAppId: number;
  readonly userId: string;
  readonly userSig: string;
}

/** What to set for a real login, as words for a message. */
export const CREDENTIALS_HELP =
  "IMSDK_APP_ID, IMSDK_USER_ID and IMSDK_USER_SIG (or IMSDK_SECRET_KEY)";

/** The account, or `undefined` if none is set. With a secret key, the sig is signed here. */
export function credentialsFromEnvironment(): Credentials | undefined {
  const {
    IMSDK_APP_ID: appId,
    IMSDK_USER_ID: userId,
    IMSDK_USER_SIG: userSig,
    IMSDK_SECRET_KEY: secretKey,
  } = process.env;
  if (!appId || !userId || !(userSig || secretKey)) return undefined;
  const sdkAppId = Number(appId);
  return { sdkAppId, userId, userSig: userSig || sign(sdkAppId, secretKey!, userId) };
}

function sign(sdkAppId: number, secretKey: string, userId: string): string {
  const ONE_HOUR_S = 3600;
  return signUserSig({ sdkAppId, secretKey, userId, expiresIn: ONE_HOUR_S });
}
