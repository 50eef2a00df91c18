/**
 * Signs user sigs with an app's secret key.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import process from "node:process";
import { checkInteger, checkText } from "../../ffi/calls/encode.ts";
import { checkUserId } from "../options.ts";
import { isSecretKey } from "./secret_key.ts";

/** The options of {@linkcode signUserSig}. */
export interface SignUserSigOptions {
  /** The app's id, as on the vendor's console: at most 2^53 - 1, because it is written in JSON. */
  readonly sdkAppId: number | bigint;
  /**
   * The app's secret key, as on the vendor's console: 64 hexadecimal digits. White space around it
   * is dropped.
   */
  readonly secretKey: string;
  /** The user whom the sig logs in: 1 to 127 bytes of UTF-8. */
  readonly userId: string;
  /** How long the sig is valid from now on, in seconds: from 1 to 2^31 - 1, which is 68 years. */
  readonly expiresIn: number;
}

const MAX_LIFETIME_S = 2n ** 31n - 1n;

/**
 * Signs a user sig, as the vendor's package `tls-sig-api-v2` does. Whoever has the secret key can
 * log in as any user, so it belongs on your server only, where this function is for.
 *
 * @param options Whose sig, for which app, and for how long, with the key to sign it.
 * @returns The sig. It is valid from now on, by this machine's clock.
 * @throws {TypeError} An option is missing, is of the wrong type, or is no secret key. No message
 * shows the key.
 * @throws {RangeError} A number is out of range, or the user id is empty or too long.
 *
 * @example Answering with a sig for a user who has proved who he is
 * ```ts
 * import { signUserSig } from "@imsdk/ffi";
 *
 * export function answer(sdkAppId: number, secretKey: string, userId: string): Response {
 *   return new Response(signUserSig({ sdkAppId, secretKey, userId, expiresIn: 86_400 }));
 * }
 * ```
 */
export function signUserSig(options: SignUserSigOptions): string {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      "Cannot sign a user sig: the options are not an object. " +
        "Give { sdkAppId, secretKey, userId, expiresIn }.",
    );
  }
  const max = BigInt(Number.MAX_SAFE_INTEGER);
  const sdkAppId = Number(checkInteger("sdkAppId", options.sdkAppId, [1n, max]));
  const secretKey = checkSecretKey(options.secretKey);
  const userId = checkUserId(options.userId);
  const expiresIn = Number(checkInteger("expiresIn", options.expiresIn, [1n, MAX_LIFETIME_S]));

  const issuedAt = Math.floor(Date.now() / 1000);
  const signed = `TLS.identifier:${userId}\n` +
    `TLS.sdkappid:${sdkAppId}\n` +
    `TLS.time:${issuedAt}\n` +
    `TLS.expire:${expiresIn}\n`;
  // Loaded here because most programs sign nothing.
  const { createHmac } = process.getBuiltinModule("node:crypto");
  const { deflateSync } = process.getBuiltinModule("node:zlib");
  const json = JSON.stringify({
    "TLS.ver": "2.0",
    "TLS.identifier": userId,
    "TLS.sdkappid": sdkAppId,
    "TLS.time": issuedAt,
    "TLS.expire": expiresIn,
    "TLS.sig": createHmac("sha256", secretKey).update(signed).digest("base64"),
  });
  const base64 = deflateSync(Buffer.from(json)).toString("base64");
  return base64.replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}

function checkSecretKey(value: unknown): string {
  const key = checkText("secretKey", value).trim();
  if (isSecretKey(key)) return key;
  throw new TypeError(
    "secretKey must be the 64 hexadecimal digits that the vendor's console shows, " +
      `but ${key === "" ? "is empty" : `is another text, of ${key.length} characters`}. ` +
      "Copy the whole key from there.",
  );
}
