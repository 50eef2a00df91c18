/**
 * This module as its users use it: sessions and events by `ImSdk`, requests by the layer below.
 *
 * @module
 */

import { openNative } from "../../../ffi/mod.ts";
import { ImSdk } from "../../../mod.ts";
import { StandInControl } from "../../stand_in/control.ts";
import { type Side, SIG, USER, USERS } from "./side.ts";

/** Opens a session, which also initialises the library for the other sides. */
export async function openSide(libraryPath: string, dataDir: string): Promise<Side> {
  const sdk = await ImSdk.open({ sdkAppId: 1400000000, libraryPath, dataDir });
  const native = await openNative(libraryPath);
  // Made to succeed without a login: only this side would spend time on creating an error.
  (await StandInControl.of(libraryPath)).set({ "TIMGetUserStatus.code": 0 });
  return {
    status: () => sdk.loginStatus,
    login: () => sdk.login(USER, SIG),
    logout: () => sdk.logout(),
    request: () => native.api.TIMGetUserStatus(USERS),
    listen: (onText) => sdk.addEventListener("log", ({ detail }) => onText(detail.message)),
  };
}
