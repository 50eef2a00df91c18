import { type ImSdk, ImSdkError, LoginStatus } from "../mod.ts";
import { type Fake, type FakeOptions, openFake } from "../src/testing.ts";
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
  let fake: Fake;

  const open = async (options: FakeOptions = {}): Promise<void> => {
    ({ sdk, fake } = await openFake(options));
    await sdk.login("alice", "sig");
  };
  beforeEach(() => open());
  afterEach(() => sdk.close());

  const count = (name: string): number => fake.calls.filter((call) => call.name === name).length;

  /** Has logouts be answered only when the test says so. */
  const holdLogouts = (): { readonly answer: (code?: number) => void } => {
    const { promise, resolve } = Promise.withResolvers<number>();
    fake.answer("TIMLogout", () => promise);
    return { answer: (code = 0) => resolve(code) };
  };

  it("logs the user out", async () => {
    assertEquals(await sdk.logout(), undefined);
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    assertEquals(count("TIMLogout"), 1);
  });

  it("is under way from its call to its answer", async () => {
    const logouts = holdLogouts();
    const logout = sdk.logout();
    assertEquals(sdk.loginStatus, LoginStatus.LoggingOut);
    await fake.settled();
    assertEquals(sdk.loginStatus, LoginStatus.LoggingOut);
    logouts.answer();
    await logout;
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
  });

  it("succeeds when nobody is logged in", async () => {
    await sdk.logout();
    await sdk.logout();
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
  });

  it("joins a pending logout", async () => {
    const logouts = holdLogouts();
    const joined = [sdk.logout(), sdk.logout()];
    await fake.settled();
    joined.push(sdk.logout());
    logouts.answer();
    await Promise.all(joined);
    assertEquals(count("TIMLogout"), 1);
  });

  it("ends a login that the library has not been asked for yet", async () => {
    const logouts = holdLogouts();
    const logout = sdk.logout();
    const login = assertRejects(() => sdk.login("bob", "sig"), DOMException, "logout()");
    const again = sdk.logout();
    logouts.answer();
    await Promise.all([login, again, logout]);
    assertEquals([count("TIMLogin"), sdk.loginStatus], [1, LoginStatus.LoggedOut]);
  });

  it("makes a login wait that starts meanwhile", async () => {
    const logouts = holdLogouts();
    const logout = sdk.logout();
    const login = sdk.login("bob", "sig");
    await fake.settled();
    assertEquals(count("TIMLogin"), 1);
    logouts.answer();
    await Promise.all([logout, login]);
    assertEquals(sdk.loginUserId, "bob");
  });

  it("rejects with the code of the callback, and the user stays logged in", async () => {
    fake.answer("TIMLogout", () => {
      throw new ImSdkError("TIMLogout", 9508, "no network");
    });
    const error = await assertRejects(() => sdk.logout(), ImSdkError, "no network");
    assertEquals([error.code, error.codeName, error.api], [
      9508,
      "ERR_SDK_NET_DISCONNECT",
      "TIMLogout",
    ]);
    assertEquals(sdk.loginUserId, "alice");
    await assertRejects(() => sdk.login("bob", "sig"), DOMException, "alice");

    fake.answer("TIMLogout", () => 0);
    await sdk.logout();
    assertEquals(sdk.loginUserId, null);
  });

  it("refuses a login of another user when it has failed itself", async () => {
    const logouts = holdLogouts();
    const logout = assertRejects(() => sdk.logout(), ImSdkError);
    const login = assertRejects(() => sdk.login("bob", "sig"), DOMException, "alice");
    await fake.settled();
    logouts.answer(9508);
    await Promise.all([logout, login]);
    assertEquals(count("TIMLogin"), 1);
  });

  it("continues when its caller aborts", async () => {
    const logouts = holdLogouts();
    const controller = new AbortController();
    const logout = sdk.logout({ signal: controller.signal });
    controller.abort(new Error("no time"));
    await assertRejects(() => logout, Error, "no time");
    assertEquals(sdk.loginStatus, LoginStatus.LoggingOut);
    logouts.answer();
    await fake.settled();
    assertEquals([sdk.loginStatus, count("TIMLogout")], [LoginStatus.LoggedOut, 1]);
  });

  for (const options of [null, "signal", { signal: true }, new AbortController().signal]) {
    it(`checks its options before C is called: ${String(options)}`, async () => {
      const logout = sdk.logout as (options: unknown) => Promise<void>;
      await assertRejects(() => logout.call(sdk, options), TypeError, "signal");
      assertEquals(count("TIMLogout"), 0);
    });
  }

  it("is refused when the session is closed", async () => {
    await sdk.close();
    const error = await assertRejects(() => sdk.logout(), DOMException, "closed");
    assertEquals(error.name, "InvalidStateError");
  });
});

describe("logout() of a library in C", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    sdk = await openFreshSession();
  });
  afterEach(() => sdk.close());

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

  it("rejects at once with what C returns", async () => {
    standIn.set({ "TIMLogout.return": -1 });
    const error = await assertRejects(() => sdk.logout(), ImSdkError);
    assertEquals([error.code, error.codeName], [-1, "TIM_ERR_SDKUNINIT"]);
  });

  it("rejects with a TimeoutError when the library never answers, and nobody stays logged in", async () => {
    await sdk.close();
    sdk = await openSession({ callTimeout: 400 });
    await sdk.login("alice", "sig");
    standIn.set({ "TIMLogout.times": 0, "logout.time": 3_600_000 });
    const error = await assertRejects(() => sdk.logout(), DOMException, "TIMLogout");
    assertEquals(error.name, "TimeoutError");
    await sdk.login("bob", "sig");
    assertEquals(sdk.loginUserId, "bob");
  });
});
