/**
 * Reads what is written in a user sig: its user, its app, and how long it is valid.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import process from "node:process";
import { checkUserSig } from "../options.ts";
import { isSecretKey } from "./secret_key.ts";

/** What a user sig says of itself. Only the service can tell whether its signature is right. */
export interface UserSigInfo {
  /** The user whom the sig logs in. */
  readonly userId: string;
  /** The app that the user belongs to. */
  readonly sdkAppId: number;
  /** When the sig was signed, by the clock of the server that signed it. */
  readonly issuedAt: Date;
  /** When the sig expires. */
  readonly expiresAt: Date;
}

/** A real sig has about 200 bytes of JSON. The limit is for a text that was made to fill memory. */
const MAX_JSON_BYTES = 65_536;

const VERSION = "2.0";

/**
 * Reads a user sig of the vendor's current format, TLSSigAPIv2. It takes neither the secret key nor
 * a network, and does not check the signature.
 *
 * @param userSig The sig. White space around it is dropped.
 * @returns Whose it is, of which app, and from when to when it is valid.
 * @throws {TypeError} It is no text, or no sig that can be read: it is cut off, has been changed, is
 * of another format, or is the secret key. No message shows it.
 * @throws {RangeError} It is empty.
 *
 * @example Getting a new sig before the old one expires
 * ```ts
 * import { readUserSig } from "@imsdk/ffi";
 *
 * export function isValidForAnHour(userSig: string): boolean {
 *   return readUserSig(userSig).expiresAt.getTime() > Date.now() + 3_600_000;
 * }
 * ```
 */
export function readUserSig(userSig: string): UserSigInfo {
  const text = checkUserSig(userSig);
  const info = decodeUserSig(text);
  if (typeof info !== "string") return info;
  throw new TypeError(`Cannot read the user sig: ${info}. Copy the whole sig, or sign a new one.`);
}

/**
 * Reads a user sig, or says why it cannot be read.
 *
 * @param userSig The sig, without white space around it.
 * @returns What the sig says, or the reason why it is unreadable, as the end of a sentence.
 */
export function decodeUserSig(userSig: string): UserSigInfo | string {
  if (isSecretKey(userSig)) return "it has the form of a secret key";
  // Base64, with other characters for the three that mean something in a URL.
  if (!/^[A-Za-z\d*-]+_{0,2}$/.test(userSig)) return "it contains a character that no sig has";
  const base64 = userSig.replaceAll("*", "+").replaceAll("-", "/").replaceAll("_", "=");
  let json: string;
  try {
    const { inflateSync } = process.getBuiltinModule("node:zlib");
    const limits = { maxOutputLength: MAX_JSON_BYTES };
    json = inflateSync(Buffer.from(base64, "base64"), limits).toString();
  } catch {
    return "it is cut off or has been changed";
  }
  return infoOf(json) ?? `it is not of the format TLSSigAPIv2, version ${VERSION}`;
}

function infoOf(json: string): UserSigInfo | undefined {
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof content !== "object" || content === null) return undefined;
  const fields = content as Readonly<Record<string, unknown>>;
  const { "TLS.ver": version, "TLS.identifier": userId } = fields;
  const sdkAppId = integer(fields["TLS.sdkappid"]);
  const issuedAt = integer(fields["TLS.time"]);
  const lifetime = integer(fields["TLS.expire"]);
  if (version !== VERSION || typeof userId !== "string") return undefined;
  if (sdkAppId === undefined || issuedAt === undefined || lifetime === undefined) return undefined;
  const info = {
    userId,
    sdkAppId,
    issuedAt: new Date(issuedAt * 1000),
    expiresAt: new Date((issuedAt + lifetime) * 1000),
  };
  const areDates = [info.issuedAt, info.expiresAt].every((date) => !Number.isNaN(date.getTime()));
  return areDates ? info : undefined;
}

/** Some of the vendor's packages for signing write integers as text. */
function integer(value: unknown): number | undefined {
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? number as number : undefined;
}
