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

import { NativeLibrary } from "./library.ts";
import { locateLibrary } from "./locate.ts";
import { symbols } from "./symbols.ts";

export { LibraryLoadError } from "./errors.ts";
export type { ImFunctions } from "./functions.ts";
export { ImSdkError } from "./im_sdk_error.ts";
export { NativeLibrary } from "./library.ts";
export type { Reply, SentRequest } from "./request.ts";
export type {
  ArgumentsOf,
  CallbackDefinition,
  CallbackName,
  CallbackParameterKind,
  FunctionDefinition,
  JsonText,
  NumberKind,
  OutBuffer,
  ParameterKind,
  PendingRequest,
  ProgressOptions,
  RequestOptions,
  ResultKind,
  ResultOf,
  SymbolTable,
  TextKind,
} from "./signatures.ts";
export * from "./enums.ts";
export type * from "./json_shapes.ts";
export { callbacks, symbols } from "./symbols.ts";

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
export function openNative(libraryPath?: string | URL): Promise<NativeLibrary> {
  return NativeLibrary.open(locateLibrary(libraryPath), symbols, "TIMGetSDKVersion");
}
