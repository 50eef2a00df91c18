/**
 * Whether an instance of the library is in use, as the library itself tells.
 *
 * @module
 */

import { createApi } from "../calls/api.ts";
import type { Library } from "../calls/library.ts";
import { ImSdkError } from "../errors/im_sdk_error.ts";
import type { NativeApi } from "../generated/functions.ts";

/** The longest that an answer is waited for, which takes the library about a millisecond. */
const ANSWER_LIMIT_MS = 1_000;

/**
 * Whether somebody has initialised a library: a user of `./native`, another binding, or a session
 * that has claimed nothing which is known here.
 *
 * @returns `false` also when the library gives no answer that tells.
 */
export async function isInitialised(library: Library): Promise<boolean> {
  try {
    await createApi<NativeApi>(library).TIMConvGetConvList({ timeout: ANSWER_LIMIT_MS });
    return true;
  } catch (error) {
    return error instanceof ImSdkError && error.codeName === "ERR_SDK_NOT_LOGGED_IN";
  }
}
