import { type ImSdk, ImSdkError, LoginStatus } from "../mod.ts";
import { openFreshSession, openSession, standIn } from "./support/stand_in.ts";
import {
  afterEach,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

describe("logout()", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    sdk = await openFreshSession();
  });
  afterEach(() => sdk.close());

  it("logs the user out", async () => {
    await sdk.login("alice", "sig");
    assertEquals(await sdk.logout(), undefined);
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    assertEquals(sdk.loginUserId, null);
  });

  it("is under way from its call to its answer", async () => {
    standIn.set({ "logout.time": 20 });
    await sdk.login("alice", "sig");
    const logout = sdk.logout();
    assertEquals(sdk.loginStatus, LoginStatus.LoggingOut);
    await logout;
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
  });

  it("succeeds when nobody is logged in", async () => {
    await sdk.logout();
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
  });

  it("joins a pending logout", async () => {
    standIn.set({ "logout.time": 20 });
    await sdk.login("alice", "sig");
    await Promise.all([sdk.logout(), sdk.logout(), sdk.logout()]);
    assertEquals(standIn.count("TIMLogout"), 1);
  });

  it("settles itself and a pending login at once", async () => {
    const AN_HOUR_MS = 3_600_000;
    standIn.set({ "login.time": AN_HOUR_MS });
    const login = sdk.login("alice", "sig");
    await until(() => standIn.count("TIMLogin") === 1);

    const logout = sdk.logout();
    const error = await assertRejects(() => login, DOMException, "logout()");
    assertEquals(error.name, "AbortError");
    await logout;
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);

    standIn.set({ "login.time": 1 });
    await sdk.login("bob", "sig");
    assertEquals(sdk.loginUserId, "bob");
  });

  it("ends a login that the library has not been asked for yet", async () => {
    standIn.set({ "logout.time": 20 });
    await sdk.login("alice", "sig");
    const logout = sdk.logout();
    const login = sdk.login("bob", "sig");
    await Promise.all([
      assertRejects(() => login, DOMException, "logout()"),
      sdk.logout(),
      logout,
    ]);
    assertEquals(standIn.count("TIMLogin"), 1);
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
  });

  it("makes a login wait that starts meanwhile", async () => {
    standIn.set({ "logout.time": 20 });
    await sdk.login("alice", "sig");
    const logout = sdk.logout();
    await sdk.login("bob", "sig");
    await logout;
    assertEquals(sdk.loginUserId, "bob");
  });

  it("rejects with the code of the callback, and the user stays logged in", async () => {
    await sdk.login("alice", "sig");
    standIn.set({ "TIMLogout.code": 9508, "TIMLogout.desc": "no network" });
    const error = await assertRejects(() => sdk.logout(), ImSdkError, "no network");
    assertEquals([error.code, error.codeName, error.api], [
      9508,
      "ERR_SDK_NET_DISCONNECT",
      "TIMLogout",
    ]);
    assertEquals(sdk.loginUserId, "alice");
    await assertRejects(() => sdk.login("bob", "sig"), DOMException, "alice");

    standIn.set({ "TIMLogout.code": 0 });
    await sdk.logout();
    assertEquals(sdk.loginUserId, null);
  });

  it("refuses a login of another user when it has failed itself", async () => {
    await sdk.login("alice", "sig");
    standIn.set({ "TIMLogout.code": 9508, "logout.time": 20 });
    const logout = sdk.logout();
    const login = sdk.login("bob", "sig");
    await assertRejects(() => logout, ImSdkError);
    await assertRejects(() => login, DOMException, "alice");
    assertEquals(standIn.count("TIMLogin"), 1);
  });

  it("rejects at once with what C returns", async () => {
    standIn.set({ "TIMLogout.return": -1 });
    const error = await assertRejects(() => sdk.logout(), ImSdkError);
    assertEquals([error.code, error.codeName], [-1, "TIM_ERR_SDKUNINIT"]);
  });

  it("continues when its caller aborts", async () => {
    standIn.set({ "logout.time": 20 });
    await sdk.login("alice", "sig");
    const controller = new AbortController();
    const logout = sdk.logout({ signal: controller.signal });
    controller.abort(new Error("no time"));
    await assertRejects(() => logout, Error, "no time");
    assertEquals(sdk.loginStatus, LoginStatus.LoggingOut);
    await until(() => sdk.loginStatus === LoginStatus.LoggedOut);
    assertEquals(standIn.count("TIMLogout"), 1);
  });

  it("rejects with a TimeoutError when the library never answers, and nobody stays logged in", async () => {
    await sdk.close();
    sdk = await openSession({ callTimeout: 50 });
    await sdk.login("alice", "sig");
    standIn.set({ "TIMLogout.times": 0, "logout.time": 3_600_000 });
    const error = await assertRejects(() => sdk.logout(), DOMException, "TIMLogout");
    assertEquals(error.name, "TimeoutError");
    await sdk.login("bob", "sig");
    assertEquals(sdk.loginUserId, "bob");
  });

  for (const options of [null, "signal", { signal: true }, new AbortController().signal]) {
    it(`checks its options before C is called: ${String(options)}`, async () => {
      const logout = sdk.logout as (options: unknown) => Promise<void>;
      await assertRejects(() => logout.call(sdk, options), TypeError, "signal");
      assertEquals(standIn.count("TIMLogout"), 0);
    });
  }

  it("is refused when the session is closed", async () => {
    await sdk.close();
    const error = await assertRejects(() => sdk.logout(), DOMException, "closed");
    assertEquals(error.name, "InvalidStateError");
  });
});
