/**
 * Login sessions of Tencent Cloud IM for Deno, Bun and Node.js, on the vendor's native library.
 *
 * {@linkcode ImSdk.open} loads the library, {@linkcode ImSdk.login} logs a user in, and after that
 * {@linkcode ImSdk.api} has every other function of the library by its C name. The library itself is
 * fetched once, by the command `imsdk install`; importing this module fetches and loads nothing.
 *
 * `@imsdk/ffi/testing` opens sessions for tests, without the library; `@imsdk/ffi/native` calls the
 * library without a session, and `@imsdk/ffi/cli` is the command.
 *
 * @example Logging in and out
 * ```ts
 * import { ImSdk } from "@imsdk/ffi";
 *
 * export async function main(sdkAppId: number, userId: string, userSig: string): Promise<void> {
 *   await using sdk = await ImSdk.open({ sdkAppId });
 *   await sdk.login(userId, userSig);
 *   console.log(sdk.loginUserId, "is logged in");
 *   await sdk.logout();
 * }
 * ```
 *
 * @module
 */

export { LibraryLoadError } from "./ffi/errors/library_load_error.ts";
export { ImSdkError, type ImSdkErrorOptions } from "./ffi/errors/im_sdk_error.ts";
export type { ErrorName } from "./ffi/generated/error_names.ts";
export type { TIMUserStatus as UserStatus } from "./ffi/generated/json_shapes.ts";
export type {
  CallOptions,
  JsonText,
  PendingRequest,
  ProgressOptions,
} from "./ffi/table/call_types.ts";
export type { ConnectionState } from "./src/connection.ts";
export { LoginStatus, LogLevel, NetworkStatus } from "./src/enums.ts";
export type {
  ImSdkEventListener,
  ImSdkEventMap,
  ImSdkEventType,
  LogDetail,
  NativeEventMap,
  NativeEventType,
  NetworkStatusDetail,
  SessionLostDetail,
  UserSigRenewedDetail,
} from "./src/events.ts";
export { ImSdk } from "./src/im_sdk.ts";
export type { LibraryEventMap } from "./ffi/generated/listeners.ts";
export type * from "./ffi/generated/session_types.ts";
export type {
  CustomServerOptions,
  OpenOptions,
  ProxyOptions,
  RequestOptions,
  ServerAddress,
} from "./src/open_options.ts";
export type { SessionApi } from "./ffi/generated/functions.ts";
export { readUserSig, type UserSigInfo } from "./src/user_sig/read_user_sig.ts";
export { signUserSig, type SignUserSigOptions } from "./src/user_sig/sign_user_sig.ts";
export type { UserSigFunction } from "./src/user_sig/user_sig_source.ts";
