// @ts-check
/**
 * A script on Node.js that logs in, says so, and logs out.
 *
 *     node node_script.mjs
 *
 * README.md says how to install the package and the native library.
 *
 * It reads IMSDK_APP_ID, IMSDK_USER_ID and IMSDK_USER_SIG. node_script_test.mjs tests it without any
 * of these.
 */

import process from "node:process";
import { ImSdk, ImSdkError } from "@imsdk/ffi";

/**
 * Logs a user in and out.
 *
 * @param {ImSdk} sdk
 * @param {string} userId
 * @param {string} userSig
 * @returns {Promise<string>} What to tell of it.
 */
export async function logInAndOut(sdk, userId, userSig) {
  try {
    await sdk.login(userId, userSig, { signal: AbortSignal.timeout(10_000) });
    const told = `${sdk.loginUserId} is logged in, SDK ${sdk.sdkVersion}`;
    await sdk.logout();
    return told;
  } catch (error) {
    if (!(error instanceof ImSdkError)) throw error;
    process.exitCode = 1;
    return `${error.api} has failed: ${error.codeName ?? error.code} ${error.desc}`;
  }
}

if (process.argv[1] === import.meta.filename) {
  const { IMSDK_APP_ID, IMSDK_USER_ID = "", IMSDK_USER_SIG = "" } = process.env;
  const sdk = await ImSdk.open({ sdkAppId: Number(IMSDK_APP_ID) });
  try {
    console.log(await logInAndOut(sdk, IMSDK_USER_ID, IMSDK_USER_SIG));
  } finally {
    await sdk.close();
  }
}
