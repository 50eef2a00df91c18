/**
 * What the user passes in, checked before C sees it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkInteger, checkText, checkTimeLimit } from "../ffi/arguments.ts";
import { dataDirectory, makeDirectory, tryWriting } from "../ffi/directories.ts";
import { messageOf } from "../ffi/errors.ts";
import {
  checkConfiguration,
  type Configuration,
  type CustomServerOptions,
  type ProxyOptions,
} from "./configuration.ts";
import { LogLevel } from "./enums.ts";

/**
 * How to open a session. Paths are relative to the working directory; a URL must be a `file:` URL.
 *
 * @example What a bot may want
 * ```ts
 * import { LogLevel, type OpenOptions } from "@imsdk/ffi";
 *
 * export const options: OpenOptions = {
 *   sdkAppId: 1400000000,
 *   dataDir: "data/bot",
 *   logLevel: LogLevel.Warn,
 *   callTimeout: 10_000,
 * };
 * ```
 */
export interface OpenOptions {
  /**
   * The id of the app on the vendor's console: a positive integer of at most 64 bits, a bigint
   * beyond 2^53 - 1. C: `sdk_app_id` of `TIMInit`
   */
  readonly sdkAppId: number | bigint;
  /**
   * The native library. By default the one that the environment variable `IMSDK_LIBRARY` names, or
   * else the one that `imsdk install` has put into the cache directory.
   */
  readonly libraryPath?: string | URL;
  /**
   * Whether the session gets a copy of the library for itself, so that it can be open beside others
   * in this process, each with a `dataDir` of its own. The copies are in `copies` in the cache
   * directory; they are used again by later sessions, and removed when the process ends. By default
   * there is no copy, and one session at a time.
   *
   * Deno needs `--allow-read` and `--allow-write` for that directory, and `--allow-env` for the
   * variables that tell where the cache is.
   */
  readonly isolated?: boolean;
  /**
   * Where the library keeps its configuration and its databases; created when missing. One session
   * at a time can use it, of this process or any other. By default `imsdk/<sdkAppId>` in the user's
   * data directory. C: `sdk_config_config_file_path` of `TIMInit`
   */
  readonly dataDir?: string | URL;
  /**
   * Where the library writes its log files; created when missing. By default the data directory. C:
   * `sdk_config_log_file_path` of `TIMInit`
   */
  readonly logDir?: string | URL;
  /**
   * How much the library says in `log` events and on the console, and not in its files. By default
   * `LogLevel.Info`. C: `set_config_log_level`, `set_config_callback_log_level` of `TIMSetConfig`
   */
  readonly logLevel?: LogLevel;
  /**
   * Whether the library may write its log to standard output as well. By default it may not. C:
   * `set_config_is_log_output_console` of `TIMSetConfig`
   */
  readonly consoleLog?: boolean;
  /** A proxy between the library and its servers. By default there is none. */
  readonly proxy?: ProxyOptions;
  /** The servers of a private deployment. By default they are the vendor's. */
  readonly customServer?: CustomServerOptions;
  /**
   * What the vendor's servers hand on to your server when a user comes online or goes: 1 to 64
   * bytes of UTF-8. C: `set_config_user_define_data` of `TIMSetConfig`
   */
  readonly appDefinedData?: string;
  /**
   * Whether the library may keep what it has received in its databases. By default it may. The
   * databases' files it makes whatever this says. C: `user_config_is_is_disable_storage` of
   * `TIMSetConfig`, negated
   */
  readonly localStorage?: boolean;
  /**
   * The longest that any request waits for the library's answer, and a login for the sig
   * function's, in milliseconds: above 0 and at most 2,147,483,647. By default 60,000.
   */
  readonly callTimeout?: number;
}

/** What ends the wait of one call. */
export interface CallOptions {
  /** Ends the wait: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of a session, checked and completed. */
export interface SessionConfig extends Configuration {
  readonly sdkAppId: bigint;
  readonly libraryPath: string | URL | undefined;
  readonly isolated: boolean;
  readonly dataDir: string;
  readonly logDir: string;
  readonly logLevel: LogLevel;
  readonly consoleLog: boolean;
  readonly callTimeout: number;
}

const MAX_USER_ID_BYTES = 127;

/**
 * Checks the options of `ImSdk.open`.
 *
 * @throws {TypeError} An option is missing or of the wrong type.
 * @throws {RangeError} A number is out of range.
 */
export function checkOptions(options: OpenOptions): SessionConfig {
  if (typeof options !== "object" || options === null) {
    throw new TypeError("ImSdk.open: options must be an object with an sdkAppId");
  }
  const { logLevel = LogLevel.Info, consoleLog = false, callTimeout = 60_000 } = options;
  const { libraryPath, isolated = false } = options;
  const sdkAppId = BigInt(checkInteger("sdkAppId", options.sdkAppId, [1n, 2n ** 64n - 1n]));
  if (!Object.values(LogLevel).includes(logLevel)) {
    throw new RangeError(`logLevel must be one of LogLevel, 0 to 7, but is ${String(logLevel)}`);
  }
  if (typeof consoleLog !== "boolean") throw new TypeError("consoleLog must be a boolean");
  if (typeof isolated !== "boolean") throw new TypeError("isolated must be a boolean");
  checkTimeLimit("callTimeout", callTimeout);
  const dataDir = checkDirectory("dataDir", options.dataDir) ?? dataDirectory(sdkAppId);
  const logDir = checkDirectory("logDir", options.logDir) ?? dataDir;
  return {
    sdkAppId,
    libraryPath,
    isolated,
    dataDir,
    logDir,
    logLevel,
    consoleLog,
    callTimeout,
    ...checkConfiguration(options),
  };
}

/**
 * Makes a directory that the library is to write into.
 *
 * @throws {Error} It can't be made, or not written into.
 */
export function prepareDirectory(option: "dataDir" | "logDir", directory: string): void {
  try {
    makeDirectory(directory);
    tryWriting(directory);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new Error(
      `Cannot open the session: ${option} ${directory} can't be written (${reason}). ` +
        `Make it writable, or name another directory by the option ${option}.`,
      { cause },
    );
  }
}

/**
 * Checks a user id: 1 to 127 bytes of UTF-8 without NUL.
 *
 * @throws {TypeError} It is no text that C can carry.
 * @throws {RangeError} It is too short or too long.
 */
export function checkUserId(userId: unknown): string {
  const text = checkText("userId", userId);
  const bytes = Buffer.byteLength(text);
  if (bytes < 1 || bytes > MAX_USER_ID_BYTES) {
    throw new RangeError(
      `userId must be 1 to ${MAX_USER_ID_BYTES} bytes of UTF-8, but is ${bytes}`,
    );
  }
  return text;
}

/**
 * Checks a user sig: not empty, without NUL. No message shows it.
 *
 * @throws {TypeError} It is no text that C can carry.
 * @throws {RangeError} It is empty.
 */
export function checkUserSig(userSig: unknown): string {
  const text = checkText("userSig", userSig);
  if (text === "") throw new RangeError("userSig must not be empty");
  return text;
}

/**
 * Checks the signal of a call.
 *
 * @throws {TypeError} It is no `AbortSignal`.
 * @throws The signal's reason, when it's aborted already.
 */
export function checkSignal(options: CallOptions): AbortSignal | undefined {
  if (typeof options !== "object" || options === null || options instanceof AbortSignal) {
    throw new TypeError("options must be an object, such as { signal }");
  }
  const { signal } = options;
  if (signal === undefined) return undefined;
  if (!(signal instanceof AbortSignal)) throw new TypeError("signal must be an AbortSignal");
  signal.throwIfAborted();
  return signal;
}

function checkDirectory(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (value instanceof URL) {
    if (value.protocol !== "file:") throw new TypeError(`${name} must be a path or a file: URL`);
    return fileURLToPath(value);
  }
  const text = checkText(name, value);
  if (text === "") throw new TypeError(`${name} must not be empty`);
  return resolve(text);
}
