/**
 * The C functions of the vendor's library, by their own names, with types from its headers. It is
 * the layer below `ImSdk`: nothing here knows what a login is.
 *
 * @example Asking the library for its version
 * ```ts
 * import { openNative } from "@imsdk/ffi/native";
 *
 * const native = await openNative();
 * console.log(native.call("TIMGetSDKVersion"));
 * ```
 *
 * @module
 */

import { NativeLibrary } from "./calls/native_library.ts";
import { loadAdapter } from "./runtimes/load_adapter.ts";
import { locateLibrary } from "./library_file/locate.ts";
import { symbols } from "./generated/symbols.ts";

export { LibraryLoadError } from "./errors/library_load_error.ts";
export type { NativeApi, SessionApi } from "./generated/functions.ts";
export { ImSdkError } from "./errors/im_sdk_error.ts";
export { NativeLibrary } from "./calls/native_library.ts";
export type { Reply, SentRequest } from "./calls/request.ts";
export type {
  ArgumentsOf,
  CallOptions,
  JsonText,
  PendingRequest,
  ProgressOptions,
  ResultOf,
} from "./table/call_types.ts";
export type {
  CallbackDefinition,
  CallbackName,
  CallbackParameterKind,
  FunctionDefinition,
  NumberKind,
  OutBuffer,
  ParameterKind,
  ResultKind,
  SymbolTable,
  TextKind,
} from "./table/symbol_table.ts";
export * from "./generated/enums.ts";
export type * from "./generated/json_shapes.ts";
export { callbacks, symbols } from "./generated/symbols.ts";

/**
 * Loads the vendor's library. It stays loaded as long as the process lives.
 *
 * @param libraryPath The library. By default the one that the environment variable `IMSDK_LIBRARY`
 * names, or else the one that `imsdk install` has put into the cache directory.
 * @returns The library, each function of which is bound when it's first called.
 * @throws {TypeError} The path can't be the name of a file.
 * @throws {LibraryLoadError} The library is not there, or can't be loaded.
 *
 * @example Asking a library of one's own for its version
 * ```ts
 * import { openNative } from "@imsdk/ffi/native";
 *
 * export async function versionOf(libraryPath: string): Promise<string | null> {
 *   const native = await openNative(libraryPath);
 *   return native.call("TIMGetSDKVersion");
 * }
 * ```
 */
export async function openNative(libraryPath?: string | URL): Promise<NativeLibrary> {
  const path = locateLibrary(libraryPath);
  return NativeLibrary.open(await loadAdapter(), path, symbols, "TIMGetSDKVersion");
}
