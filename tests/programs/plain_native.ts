/**
 * Initialises the library without a session, with nothing said about threads, and asks it something
 * that it answers by a callback.
 *
 * @module
 */

import process from "node:process";
import { ImSdkError, openNative } from "../../ffi/mod.ts";

const [libraryPath, directory = ""] = process.argv.slice(2);
const LIMIT_MS = 10_000;
const NOT_INITIALISED = 6013;

const { api } = await openNative(libraryPath);
const config = { sdk_config_config_file_path: directory, sdk_config_log_file_path: directory };
console.log(`TIMInit: ${api.TIMInit(1400000000, config)}`);

async function logOut(): Promise<void> {
  try {
    await api.TIMLogout({ timeout: LIMIT_MS });
  } catch (error) {
    // Right after TIMInit, the library is still initialising itself on a thread of its own.
    if (!(error instanceof ImSdkError && error.code === NOT_INITIALISED)) throw error;
    await logOut();
  }
}

await logOut();
console.log("answered");
await api.TIMUninit();
