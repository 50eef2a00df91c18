/**
 * Checks of what the user passes in, before it reaches C.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkInteger, checkText, checkTimeLimit } from "../ffi/calls/encode.ts";
import { dataDirectory, makeDirectory, tryWriting } from "../ffi/base/directories.ts";
import { isAbortSignal, isUrl } from "../ffi/base/realms.ts";
import { messageOf } from "../ffi/errors/error_text.ts";
import { checkConfiguration, type SessionConfig } from "./configuration.ts";
import { LogLevel } from "./enums.ts";
import type { OpenOptions, RequestOptions } from "./open_options.ts";

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
 * @throws {Error} It cannot be created or written.
 */
export function prepareDirectory(option: "dataDir" | "logDir", directory: string): void {
  try {
    makeDirectory(directory);
    tryWriting(directory);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new Error(
      `Cannot open the session: ${option} ${directory} cannot be written (${reason}). ` +
        `Make it writable, or set the option ${option} to another directory.`,
      { cause },
    );
  }
}

/**
 * Checks a user id: 1 to 127 bytes of UTF-8 without NUL.
 *
 * @throws {TypeError} It is not text that C can take.
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
 * @returns The sig without white space around it, such as the line feed at the end of a file.
 *
 * @throws {TypeError} It is not text that C can take.
 * @throws {RangeError} It is empty.
 */
export function checkUserSig(userSig: unknown): string {
  const text = checkText("userSig", userSig).trim();
  if (text === "") throw new RangeError("userSig must not be empty");
  return text;
}

/**
 * Checks the signal of a call.
 *
 * @throws {TypeError} It is no `AbortSignal`.
 * @throws The signal's reason, when it's aborted already.
 */
export function checkSignal(options: RequestOptions): AbortSignal | undefined {
  if (typeof options !== "object" || options === null || isAbortSignal(options)) {
    throw new TypeError("options must be an object, such as { signal }");
  }
  const { signal } = options;
  if (signal === undefined) return undefined;
  if (!isAbortSignal(signal)) throw new TypeError("signal must be an AbortSignal");
  signal.throwIfAborted();
  return signal;
}

function checkDirectory(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (isUrl(value)) {
    if (value.protocol !== "file:") throw new TypeError(`${name} must be a path or a file: URL`);
    return fileURLToPath(value);
  }
  const text = checkText(name, value);
  if (text === "") throw new TypeError(`${name} must not be empty`);
  return resolve(text);
}
