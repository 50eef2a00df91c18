// @ts-check
/**
 * A script on Node.js that logs in, says so, and logs out.
 *
 *     npm install @imsdk/ffi && npx @imsdk/ffi install
 *     node node_script.mjs
 *
 * It reads IMSDK_APP_ID, IMSDK_USER_ID and IMSDK_USER_SIG.
 */

import process from "node:process";
import { ImSdk, ImSdkError } from "@imsdk/ffi";

const { IMSDK_APP_ID, IMSDK_USER_ID = "", IMSDK_USER_SIG = "" } = process.env;

const sdk = await ImSdk.open({ sdkAppId: Number(IMSDK_APP_ID) });
try {
  await sdk.login(IMSDK_USER_ID, IMSDK_USER_SIG, { signal: AbortSignal.timeout(10_000) });
  console.log(`${sdk.loginUserId} is logged in, SDK ${sdk.sdkVersion}`);
  await sdk.logout();
} catch (error) {
  if (!(error instanceof ImSdkError)) throw error;
  console.error(`${error.api} has failed: ${error.codeName ?? error.code} ${error.desc}`);
  process.exitCode = 1;
} finally {
  await sdk.close();
}
