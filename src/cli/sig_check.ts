/**
 * Whose user sig it is that the `imsdk` command has been given.
 *
 * @module
 */

import process from "node:process";
import { type Check, check, type Finding } from "../../ffi/doctor/diagnosis.ts";
import { decodeUserSig, type UserSigInfo } from "../user_sig/read_user_sig.ts";
import { isSecretKey } from "../user_sig/secret_key.ts";

/** Whose a sig is, of which app, and until when it is valid. */
export function describeSig({ userId, sdkAppId, expiresAt }: UserSigInfo): string {
  const until = expiresAt.getTime() > Date.now() ? "valid until" : "expired at";
  return `${userId}, app ${sdkAppId}, ${until} ${expiresAt.toISOString()}`;
}

/**
 * Checks the sig in the variable `IMSDK_USER_SIG`, and that it's for the user and the app in
 * `IMSDK_USER_ID` and `IMSDK_APP_ID`, if these are set.
 *
 * @returns No check if that variable is not set.
 */
export async function checkSig(): Promise<Check[]> {
  const sig = variable("IMSDK_USER_SIG");
  return sig ? [await check("sig", () => examine(sig))] : [];
}

function variable(name: string): string | undefined {
  try {
    return process.env[name]?.trim();
  } catch {
    return undefined; // Deno has not been permitted to read it.
  }
}

function examine(sig: string): Finding {
  if (isSecretKey(sig)) {
    const found = "IMSDK_USER_SIG has the form of the app's secret key";
    const remedy = "Set IMSDK_USER_SIG to a sig, which signUserSig() makes from the key.";
    return { status: "failure", found, remedy };
  }
  const info = decodeUserSig(sig);
  if (typeof info === "string") {
    const remedy =
      "Copy the whole sig, or sign a new one, unless your servers have a format of their own.";
    return { status: "warning", found: `IMSDK_USER_SIG cannot be read: ${info}`, remedy };
  }
  const found = describeSig(info);
  const remedy = mistakeIn(info);
  return remedy === undefined ? { status: "ok", found } : { status: "failure", found, remedy };
}

function mistakeIn({ userId, sdkAppId, expiresAt }: UserSigInfo): string | undefined {
  const appId = variable("IMSDK_APP_ID");
  const user = variable("IMSDK_USER_ID");
  if (appId && appId !== String(sdkAppId)) {
    return `IMSDK_APP_ID is ${appId}. Sign the sig for that app, with its secret key.`;
  }
  if (user && user !== userId) {
    return `IMSDK_USER_ID is ${user}. Sign the sig for that user.`;
  }
  return expiresAt.getTime() > Date.now() ? undefined : "Sign a new one.";
}
