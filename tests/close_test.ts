import { type ImSdk, LoginStatus } from "../mod.ts";
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

describe("close()", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    sdk = await openFreshSession();
  });
  afterEach(() => sdk.close());

  it("uninitialises the library, once", async () => {
    await Promise.all([sdk.close(), sdk.close()]);
    await sdk.close();
    await sdk[Symbol.asyncDispose]();
    assertEquals(standIn.count("TIMUninit"), 1);
  });

  it("leaves nobody logged in", async () => {
    await sdk.login("alice", "sig");
    const closing = sdk.close();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    await closing;
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    assertEquals(sdk.sdkVersion, "stand-in 1.0");
  });

  it("settles a login under way at once", async () => {
    standIn.set({ "login.time": 3_600_000 });
    const logins = [sdk.login("alice", "sig"), sdk.login("alice", "sig")];
    await until(() => standIn.count("TIMLogin") === 1);
    const closing = sdk.close();
    for (const login of logins) {
      const error = await assertRejects(() => login, DOMException, "close()");
      assertEquals(error.name, "AbortError");
    }
    await closing;
    assertEquals(standIn.count("TIMInit"), 1);
  });

  it("settles a logout under way at once, and the login that waits for it", async () => {
    await sdk.login("alice", "sig");
    standIn.set({ "logout.time": 3_600_000 });
    const logout = sdk.logout();
    const login = sdk.login("bob", "sig");
    const closing = sdk.close();
    await assertRejects(() => logout, DOMException, "close()");
    await assertRejects(() => login, DOMException, "close()");
    await closing;
  });

  it("settles a logout that is restarting the library", async () => {
    standIn.set({ "login.time": 3_600_000 });
    const login = sdk.login("alice", "sig");
    await until(() => standIn.count("TIMLogin") === 1);
    const logout = sdk.logout();
    const closing = sdk.close();
    await assertRejects(() => login, DOMException, "logout()");
    await assertRejects(() => logout, DOMException, "close()");
    await closing;
    assertEquals(standIn.last("TIMLogin.user_id"), "alice");
  });

  it("can be called by a listener", async () => {
    const closed = new Promise((resolve, reject) =>
      sdk.addEventListener("log", () => sdk.close().then(resolve, reject))
    );
    standIn.emit("log", { text: "line", count: 100 });
    await closed;
  });

  it("is called at the end of await using", async () => {
    await sdk.close();
    {
      await using second = await openSession();
      await second.login("alice", "sig");
    }
    assertEquals(standIn.count("TIMUninit"), 2);
  });

  const doesNotEnd = "rejects with a TimeoutError when the library does not end";
  const libraryNotEnding = async (): Promise<void> => {
    await sdk.close();
    sdk = await openSession({ callTimeout: 300 });
    standIn.set({ "TIMUninit.hang": 600 });
    const error = await assertRejects(() => sdk.close(), DOMException, "TIMUninit");
    assertEquals(error.name, "TimeoutError");
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    await standIn.idle();
    // The call goes on in its thread; the sanitizer must not find it there after the test.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    sdk = await openSession();
  };
  if (!("Bun" in globalThis)) it(doesNotEnd, libraryNotEnding);
  else it.skip(`${doesNotEnd} (here TIMUninit blocks JavaScript's thread)`, libraryNotEnding);
});
