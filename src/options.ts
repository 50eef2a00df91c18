/**
 * Checks of what the user passes in, before it reaches C.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { checkBoolean, checkInteger, checkText, checkTimeLimit } from "../ffi/calls/encode.ts";
import { kindOf } from "../ffi/base/kind_of.ts";
import { checkOptionsObject } from "../ffi/base/options_object.ts";
import { isAbortSignal, isUrl } from "../ffi/base/realms.ts";
import { checkConfiguration, OPENING, type SessionConfig } from "./configuration.ts";
import { LogLevel } from "./enums.ts";
import type { OpenOptions, RequestOptions } from "./open_options.ts";

const LOGGING_IN = "Cannot log in";
const MAX_USER_ID_BYTES = 127;

const optionNames: Readonly<Record<keyof OpenOptions, true>> = {
  sdkAppId: true,
  libraryPath: true,
  isolated: true,
  dataDir: true,
  logDir: true,
  logLevel: true,
  consoleLog: true,
  proxy: true,
  customServer: true,
  appDefinedData: true,
  localStorage: true,
  callTimeout: true,
};
const OPTION_NAMES = Object.keys(optionNames);

/**
 * Checks the options of `ImSdk.open`.
 *
 * @throws {TypeError} An option is missing or of the wrong type.
 * @throws {RangeError} A number is out of range.
 */
export function checkOptions(options: OpenOptions): SessionConfig {
  checkOptionsObject(OPENING, options, OPTION_NAMES, "{ sdkAppId }");
  const { logLevel = LogLevel.Info, consoleLog = false, callTimeout = 60_000 } = options;
  const { libraryPath, isolated = false } = options;
  const sdkAppId = checkAppId(options.sdkAppId);
  if (!Object.values(LogLevel).includes(logLevel)) {
    throw new RangeError(
      `${OPENING}: logLevel must be one of LogLevel, 0 to 7, but is ${String(logLevel)}.`,
    );
  }
  checkBoolean(`${OPENING}: consoleLog`, consoleLog);
  checkBoolean(`${OPENING}: isolated`, isolated);
  checkTimeLimit(`${OPENING}: callTimeout`, callTimeout);
  const dataDir = checkDirectory("dataDir", options.dataDir);
  const logDir = checkDirectory("logDir", options.logDir);
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

/** What people have in place of an app's id most often gets a remedy of its own. */
function checkAppId(sdkAppId: unknown): bigint {
  const given = `${OPENING}: sdkAppId`;
  if (sdkAppId === undefined) {
    throw new TypeError(
      `${given} is missing. Pass the SDKAppID that the vendor's console shows for your app.`,
    );
  }
  if (Number.isNaN(sdkAppId)) {
    throw new RangeError(
      `${given} is NaN, so it was made of no number. Is the environment variable set?`,
    );
  }
  if (typeof sdkAppId === "string" && /^\d{1,20}$/.test(sdkAppId)) {
    throw new TypeError(
      `${given} must be a number, but is the text "${sdkAppId}". Pass Number("${sdkAppId}").`,
    );
  }
  return BigInt(checkInteger(given, sdkAppId, [1n, 2n ** 64n - 1n]));
}

/**
 * Checks a user id: 1 to 127 bytes of UTF-8 without NUL.
 *
 * @throws {TypeError} It is not text that C can take.
 * @throws {RangeError} It is too short or too long.
 */
export function checkUserId(userId: unknown): string {
  if (userId === undefined) throw missing("userId");
  const text = checkText(`${LOGGING_IN}: userId`, userId);
  const bytes = Buffer.byteLength(text);
  if (bytes < 1 || bytes > MAX_USER_ID_BYTES) {
    throw new RangeError(
      `${LOGGING_IN}: userId must be 1 to ${MAX_USER_ID_BYTES} bytes of UTF-8, but is ${bytes}.`,
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
  if (userSig === undefined) throw missing("userSig");
  const text = checkText(`${LOGGING_IN}: userSig`, userSig).trim();
  if (text === "") throw new RangeError(`${LOGGING_IN}: userSig must not be empty.`);
  return text;
}

function missing(name: string): TypeError {
  return new TypeError(
    `${LOGGING_IN}: ${name} must be a string, but is undefined. Is the environment variable set?`,
  );
}

/**
 * Checks the signal of a call.
 *
 * @param action What the call is to do, such as "log in".
 * @throws {TypeError} It is no `AbortSignal`, or there is another option.
 * @throws The signal's reason, when it's aborted already.
 */
export function checkSignal(action: string, options: RequestOptions): AbortSignal | undefined {
  checkOptionsObject(`Cannot ${action}`, options, ["signal"], "{ signal }");
  const { signal } = options;
  if (signal === undefined) return undefined;
  if (!isAbortSignal(signal)) {
    throw new TypeError(
      `Cannot ${action}: signal must be an AbortSignal, but is ${kindOf(signal)}.`,
    );
  }
  signal.throwIfAborted();
  return signal;
}

function checkDirectory(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const given = `${OPENING}: ${name}`;
  if (isUrl(value)) {
    if (value.protocol !== "file:") {
      throw new TypeError(
        `${given} must be a path or a file: URL, but is a ${value.protocol} URL.`,
      );
    }
    return fileURLToPath(value);
  }
  const text = checkText(given, value);
  if (text === "") throw new TypeError(`${given} must not be empty.`);
  return text;
}
