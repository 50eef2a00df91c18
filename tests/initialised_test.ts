/** Sessions on a library that somebody has initialised who claims nothing: a user of `./native`. */

import { openNative } from "../ffi/mod.ts";
import { isInitialised } from "../ffi/isolation/initialised.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import { Library } from "../ffi/calls/library.ts";
import { loadAdapter } from "../ffi/runtimes/load_adapter.ts";
import { dataDir, openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

const { api } = await openNative(standInPath);
const library = Library.open(await loadAdapter(), standInPath, symbols, "TIMGetSDKVersion");

// What is loaded and bound stays so, which keeps it out of what a test's sanitizer counts.
{
  await using sdk = await openSession({ isolated: true });
  void sdk.loginUserId;
}

describe("a library that somebody else has initialised", () => {
  beforeEach(() => standIn.reset());

  it("is refused to a session, and goes on as before", async () => {
    api.TIMInit(1, null);
    for (const step of ["initialised", "logged in"]) {
      const { name, message } = await assertRejects(() => openSession(), DOMException);
      assertEquals(name, "InvalidStateError", step);
      assertMatch(message, /somebody else in this process has initialised it.*isolated: true/);
      assertEquals(standIn.count("TIMUninit"), 0);
      if (step === "initialised") await api.TIMLogin("native", "sig");
    }
    assertEquals(api.TIMGetLoginUserID().user_id_buffer, "native");
  });

  it("is no obstacle to a session on a copy of it", async () => {
    api.TIMInit(1, null);
    await api.TIMLogin("native", "sig");
    await using sdk = await openSession({ isolated: true });
    assertEquals(sdk.loginUserId, null);
    assertEquals(api.TIMGetLoginUserID().user_id_buffer, "native");
  });

  it("is open to sessions when it has been uninitialised", async () => {
    api.TIMInit(1, null);
    await assertRejects(() => openSession(), DOMException);
    await api.TIMUninit();
    await using sdk = await openSession({ dataDir });
    await sdk.login("session", "sig");
  });

  it("isn't told by one that gives no answer, or another one", async () => {
    api.TIMInit(1, null);
    assertEquals(await isInitialised(library), true);
    standIn.set({ "TIMConvGetConvList.code": 6015 });
    assertEquals(await isInitialised(library), false);
    standIn.set({ "TIMConvGetConvList.code": "", "TIMConvGetConvList.times": 0 });
    assertEquals(await isInitialised(library), false);
  });
});
