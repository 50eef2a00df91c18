/**
 * The account for a real login on the vendor's service, from the environment.
 *
 * @module
 */

import process from "node:process";

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
export async function credentialsFromEnvironment(): Promise<Credentials | undefined> {
  const {
    IMSDK_APP_ID: appId,
    IMSDK_USER_ID: userId,
    IMSDK_USER_SIG: userSig,
    IMSDK_SECRET_KEY: secretKey,
  } = process.env;
  if (!appId || !userId || !(userSig || secretKey)) return undefined;
  const sdkAppId = Number(appId);
  return { sdkAppId, userId, userSig: userSig || await sign(sdkAppId, secretKey!, userId) };
}

async function sign(sdkAppId: number, secretKey: string, userId: string): Promise<string> {
  // Its package.json names two main files, and Bun takes the one that doesn't exist.
  const { default: { Api } } = await import("tls-sig-api-v2/TLSSigAPIv2.js");
  const ONE_HOUR_S = 3600;
  return new Api(sdkAppId, secretKey).genUserSig(userId, ONE_HOUR_S);
}
