/**
 * The C functions of the vendor's library, by their own names, with types from its headers. It is
 * the layer below `ImSdk`, and knows nothing of logins and sessions.
 *
 * @example Asking the library for its version
 * ```ts
 * import { openNative } from "@imsdk/ffi/native";
 *
 * const { api } = await openNative();
 * console.log(api.TIMGetSDKVersion());
 * ```
 *
 * @module
 */

import process from "node:process";
import { createApi } from "./calls/api.ts";
import { Library } from "./calls/library.ts";
import { withoutMessageLoop } from "./calls/main_thread.ts";
import type { NativeApi } from "./generated/functions.ts";
import { symbols } from "./generated/symbols.ts";
import { locateLibrary } from "./library_file/locate.ts";
import { loadAdapter } from "./runtimes/load_adapter.ts";

export { ImSdkError, type ImSdkErrorOptions } from "./errors/im_sdk_error.ts";
export { LibraryLoadError } from "./errors/library_load_error.ts";
export * from "./generated/enums.ts";
export type { ErrorName } from "./generated/error_names.ts";
export type { NativeApi, SessionApi } from "./generated/functions.ts";
export type * from "./generated/json_shapes.ts";
export type { CallOptions, JsonText, PendingRequest, ProgressOptions } from "./table/call_types.ts";

/** The vendor's library, loaded. */
export interface NativeLibrary {
  /** The absolute path that it was loaded from. */
  readonly path: string;

  /**
   * Every function of the library under its C name, bound when it is first called. One that answers
   * by a callback returns a Promise of the answer, parsed from its JSON, and keeps the process
   * alive until then. One that sets a listener takes a function, which is called with the values of
   * each callback, and returns a function that stops listening. Text that C writes into a buffer is
   * returned.
   *
   * Some answers never come, such as those that were pending when `TIMUninit` was called: without a
   * `timeout` or a `signal` such a Promise keeps the process alive for ever.
   *
   * On Windows, `TIMInit` is given a `sdk_config_main_thread_id` of no thread unless yours has one:
   * the library would otherwise answer by the message loop of the thread that has called it, which
   * no runtime runs.
   *
   * @example Listing the conversations
   * ```ts
   * import { openNative } from "@imsdk/ffi/native";
   *
   * export async function conversations(): Promise<void> {
   *   const { api } = await openNative();
   *   for (const { conv_id } of await api.TIMConvGetConvList()) console.log(conv_id);
   * }
   * ```
   */
  readonly api: NativeApi;
}

/**
 * Loads the vendor's library. It stays loaded as long as the process lives.
 *
 * @param libraryPath The library. By default the one that the environment variable `IMSDK_LIBRARY`
 * names, or else the one that `imsdk install` has put into the cache directory.
 * @returns The library, each function of which is bound when it is first called.
 * @throws {TypeError} The path can't be the name of a file.
 * @throws {LibraryLoadError} The library is not there, or can't be loaded.
 *
 * @example Asking a library of your own for its version
 * ```ts
 * import { openNative } from "@imsdk/ffi/native";
 *
 * export async function versionOf(libraryPath: string): Promise<string | null> {
 *   const { api } = await openNative(libraryPath);
 *   return api.TIMGetSDKVersion();
 * }
 * ```
 */
export async function openNative(libraryPath?: string | URL): Promise<NativeLibrary> {
  const path = locateLibrary(libraryPath);
  const library = Library.open(await loadAdapter(), path, symbols, "TIMGetSDKVersion");
  const api = createApi<NativeApi>(library);
  return { path, api: process.platform === "win32" ? callingBackAnywhere(api) : api };
}

/** The functions, of which `TIMInit` says that no message loop is run. */
function callingBackAnywhere(api: NativeApi): NativeApi {
  const initialise = api.TIMInit as (...args: unknown[]) => number;
  const value = (sdkAppId: unknown, config: unknown, ...surplus: unknown[]): number =>
    initialise(sdkAppId, withoutMessageLoop(config), ...surplus);
  return Object.defineProperty(api, "TIMInit", { enumerable: true, value });
}
