/**
 * The stand-in library, and sessions on it.
 *
 * @module
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { loadAdapter } from "../../ffi/runtimes/load_adapter.ts";
import { ImSdk, type ImSdkEventType, type OpenOptions } from "../../mod.ts";
import { buildStandIn } from "../../scripts/stand_in/build.ts";
import { atEnd } from "./at_end.ts";
import { StandInControl } from "../../scripts/stand_in/control.ts";

export type { Emission, StandInEvent } from "../../scripts/stand_in/control.ts";

// Tests pass with and without the copier, so make sure that this run has what it should test.
const { IMSDK_TEST_CALLBACKS_BLOCK } = process.env;
const { callbacksBlock } = await loadAdapter();
if (IMSDK_TEST_CALLBACKS_BLOCK && IMSDK_TEST_CALLBACKS_BLOCK !== String(callbacksBlock)) {
  throw new Error(`callbacksBlock is ${callbacksBlock}: not what this run is meant to test`);
}

/** The path of the stand-in library. */
export const standInPath: string = buildStandIn();

/** Tells the stand-in how to behave, and what has happened in it. */
export const standIn: StandInControl = await StandInControl.of(standInPath);

/** A directory for the sessions of this process. */
export const dataDir: string = mkdtempSync(join(tmpdir(), "imsdk-test-"));
// Bun runs all files of a run in one process, where this one serves them all; scripts/test.ts gives
// a run a temporary directory of its own.
if (!("Bun" in globalThis)) await atEnd(() => rmSync(dataDir, { recursive: true }));

/** A session on the stand-in library. */
export function openSession(options: Partial<OpenOptions> = {}): Promise<ImSdk> {
  return ImSdk.open({ sdkAppId: 1400000000, libraryPath: standInPath, dataDir, ...options });
}

/** Resets the stand-in, and opens a session on it. */
export async function openFreshSession(): Promise<ImSdk> {
  await standIn.reset();
  return await openSession();
}

/** The types of the events that concern a login, and of the library's log. */
export const eventTypes: readonly ImSdkEventType[] = [
  "networkstatus",
  "kickedoffline",
  "usersigexpired",
  "selfinfoupdated",
  "userstatuschanged",
  "userinfochanged",
  "log",
];

// The file before, in the same process, may have left it in any state.
await standIn.reset();

// The C functions and callbacks stay bound for the life of the process. Binding all of them before
// the first test keeps them out of what a test's sanitizer counts.
{
  await using sdk = await openSession();
  for (const type of eventTypes) sdk.addEventListener(type, () => {});
  await sdk.login("warm-up", "sig");
  void [sdk.loginStatus, sdk.loginUserId];
  await sdk.logout();
  standIn.count("TIMLogin");
  standIn.last("TIMLogin.user_id");
  standIn.set({ "TIMLogin.code": "" });
  try {
    standIn.emit("network");
  } catch {
    // The listener ends with the session; what matters is that the function is bound.
  }
}
await standIn.reset();
