import { openNative } from "../ffi/mod.ts";
import { type ImSdk, ImSdkError, LoginStatus } from "../mod.ts";
import { openFreshSession, openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until, untilWithoutJavaScript } from "../scripts/until.ts";

describe("login()", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    sdk = await openFreshSession();
  });
  afterEach(() => sdk.close());

  it("logs the user in", async () => {
    assertEquals(await sdk.login("alice", "sig"), undefined);

    assertEquals(sdk.loginStatus, LoginStatus.LoggedIn);
    assertEquals(sdk.loginUserId, "alice");
    assertEquals(standIn.last("TIMLogin.user_id"), "alice");
    assertEquals(standIn.last("TIMLogin.user_sig"), "sig");
  });

  it("is under way from its call to its answer", async () => {
    standIn.set({ "login.time": 30 });
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    const login = sdk.login("alice", "sig");
    assertEquals(sdk.loginStatus, LoginStatus.LoggingIn);
    assertEquals(sdk.loginUserId, null);
    await login;
    assertEquals(sdk.loginStatus, LoginStatus.LoggedIn);
  });

  it("logs in another user when the library has silently dropped the previous one", async () => {
    await sdk.login("alice", "sig");
    await (await openNative(standInPath)).api.TIMLogout();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    await sdk.login("bob", "sig");
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedIn, "bob"]);
  });

  for (
    const userId of [
      "a",
      "u".repeat(127),
      "爱丽丝",
      "爱".repeat(42),
      "👩‍🚀 rocket 🚀",
      ' space and "quotes" and \\',
      "\t\n",
    ]
  ) {
    it(`carries the user id ${JSON.stringify(userId)} to the library and back`, async () => {
      await sdk.login(userId, "sig");
      assertEquals(standIn.last("TIMLogin.user_id"), userId);
      assertEquals(sdk.loginUserId, userId);
    });
  }

  it("carries a sig of 100,000 characters", async () => {
    const userSig = "eJw1-".repeat(20_000);
    await sdk.login("alice", userSig);
    assertEquals(standIn.last("TIMLogin.user_sig"), userSig);
  });

  for (
    const [code, codeName] of [
      [6206, "ERR_USER_SIG_EXPIRED"],
      [70001, "ERR_SVR_ACCOUNT_USERSIG_EXPIRED"],
      [6208, "ERR_LOGIN_KICKED_OFF_BY_OTHER"],
      [9523, "ERR_SDK_NET_WAIT_SEND_TIMEOUT_NO_NETWORK"],
      [-10001, "ERR_SVR_SSO_D2_EXPIRED"],
      [120_042, undefined],
    ] as const
  ) {
    it(`rejects with the code of the callback: ${code}`, async () => {
      standIn.set({ "TIMLogin.code": code, "TIMLogin.desc": "用户票据 expired" });
      const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
      assertEquals(error.code, code);
      assertEquals(error.codeName, codeName);
      assertEquals(error.api, "TIMLogin");
      assertEquals(error.desc, "用户票据 expired");
      assertStringIncludes(error.message, "TIMLogin");
      assertStringIncludes(error.message, String(code));
      assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
      assertEquals(sdk.loginUserId, null);
    });
  }

  for (
    const [code, codeName] of [
      [-1, "TIM_ERR_SDKUNINIT"],
      [-4, "TIM_ERR_PARAM"],
    ] as const
  ) {
    it(`rejects at once with what C returns: ${code}`, async () => {
      standIn.set({ "TIMLogin.return": code });
      const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
      assertEquals([error.code, error.codeName, error.desc], [code, codeName, ""]);
      assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    });
  }

  for (const [shown, desc] of [["NULL", "<null>"], ["empty", ""], ["broken", "<invalid-utf8>"]]) {
    it(`rejects with the code when the description is ${shown}`, async () => {
      standIn.set({ "TIMLogin.code": 6206, "TIMLogin.desc": desc!, "TIMLogin.json": "<null>" });
      const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
      assertEquals(error.code, 6206);
      assertEquals(typeof error.desc, "string");
    });
  }

  it("resumes after await only when the library has returned from its callback", async () => {
    const callbacks = standIn.count("callbacks.started");
    await sdk.login("alice", "sig");
    untilWithoutJavaScript(() => standIn.count("callbacks.finished") === callbacks + 1);
  });

  it("can be tried again after a failure", async () => {
    standIn.set({ "TIMLogin.code": 6206 });
    await assertRejects(() => sdk.login("alice", "old sig"), ImSdkError);
    standIn.set({ "TIMLogin.code": 0 });
    await sdk.login("alice", "new sig");
    assertEquals(sdk.loginUserId, "alice");
  });

  it("joins a pending login of the same user", async () => {
    standIn.set({ "login.time": 20 });
    await Promise.all([1, 2, 3].map(() => sdk.login("alice", "sig")));
    assertEquals(standIn.count("TIMLogin"), 1);
  });

  it("resolves at once when the user is already logged in", async () => {
    await sdk.login("alice", "sig");
    await sdk.login("alice", "sig");
    assertEquals(standIn.count("TIMLogin"), 1);
  });

  it("asks the library again after the sig has expired", async () => {
    await sdk.login("alice", "sig");
    const expired = new Promise((resolve) =>
      sdk.addEventListener("usersigexpired", resolve, { once: true })
    );
    standIn.emit("sig_expired");
    await expired;
    await sdk.login("alice", "new sig");
    assertEquals(standIn.last("TIMLogin.user_sig"), "new sig");
  });

  it("refuses another user while one is logged in or being logged in", async () => {
    standIn.set({ "login.time": 20 });
    const login = sdk.login("alice", "sig");
    const during = await assertRejects(() => sdk.login("bob", "sig"), DOMException, "logged in");
    assertEquals(during.name, "InvalidStateError");
    await login;
    const after = await assertRejects(() => sdk.login("bob", "sig"), DOMException, "alice");
    assertEquals(after.name, "InvalidStateError");
    assertEquals(sdk.loginUserId, "alice");
    assertEquals(standIn.count("TIMLogin"), 1);
  });

  it("logs in another user after a logout", async () => {
    await sdk.login("alice", "sig");
    await sdk.logout();
    await sdk.login("bob", "sig");
    assertEquals(sdk.loginUserId, "bob");
  });

  it("rejects with the signal's reason, without calling C, when aborted before", async () => {
    const reason = new Error("changed my mind");
    const error = await assertRejects(
      () => sdk.login("alice", "sig", { signal: AbortSignal.abort(reason) }),
      Error,
    );
    assertEquals(error, reason);
    assertEquals(standIn.count("TIMLogin"), 0);
  });

  it("leaves nobody logged in when aborted while pending", async () => {
    standIn.set({ "login.time": 50 });
    const controller = new AbortController();
    const reason = new Error("changed my mind");
    const login = sdk.login("alice", "sig", { signal: controller.signal });
    await until(() => standIn.count("TIMLogin") === 1);
    controller.abort(reason);
    assertEquals(await assertRejects(() => login, Error), reason);
    await sdk.logout();
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    assertEquals(sdk.loginUserId, null);

    standIn.set({ "login.time": 1 });
    await sdk.login("bob", "sig");
    assertEquals(sdk.loginUserId, "bob");
  });

  it("is not undone by an abort after its end", async () => {
    const controller = new AbortController();
    await sdk.login("alice", "sig", { signal: controller.signal });
    controller.abort();
    await sdk.login("alice", "sig");
    assertEquals(sdk.loginUserId, "alice");
    assertEquals(standIn.count("TIMLogin"), 1);
  });

  it("continues for the others when one of several callers aborts", async () => {
    standIn.set({ "login.time": 30 });
    const controller = new AbortController();
    const first = sdk.login("alice", "sig", { signal: controller.signal });
    const second = sdk.login("alice", "sig");
    controller.abort(new Error("not I"));
    await assertRejects(() => first, Error, "not I");
    await second;
    assertEquals(sdk.loginUserId, "alice");
  });

  it("rejects with a TimeoutError when the library never answers, and can be tried again", async () => {
    await sdk.close();
    sdk = await openSession({ callTimeout: 400 });
    standIn.set({ "TIMLogin.times": 0 });
    const error = await assertRejects(() => sdk.login("alice", "sig"), DOMException, "400 ms");
    assertEquals(error.name, "TimeoutError");
    standIn.set({ "TIMLogin.times": 1 });
    await sdk.login("alice", "sig");
    assertEquals(sdk.loginUserId, "alice");
  });

  it("redacts the user sig in the library's description", async () => {
    standIn.set({ "TIMLogin.code": 70003, "TIMLogin.desc": "bad sig SECRET for alice" });
    const error = await assertRejects(() => sdk.login("alice", "SECRET"), ImSdkError);
    assertEquals(error.desc, "bad sig [user sig] for alice");
    assert(!error.message.includes("SECRET"));
  });

  it("is refused when the session is closed", async () => {
    await sdk.close();
    const error = await assertRejects(() => sdk.login("alice", "sig"), DOMException, "closed");
    assertEquals(error.name, "InvalidStateError");
  });

  describe("checks its arguments before C is called:", () => {
    const sig = "sig";
    const { signal } = new AbortController();
    for (
      const [shown, args, expected, words] of [
        ["an empty user id", ["", sig], RangeError, "userId"],
        ["a user id of 128 bytes", ["u".repeat(128), sig], RangeError, "128"],
        ["a user id of 43 Chinese characters", ["爱".repeat(43), sig], RangeError, "129"],
        ["a user id of a megabyte", ["u".repeat(2 ** 20), sig], RangeError, "1048576"],
        ["a user id with NUL", ["al\0ice", sig], TypeError, "userId"],
        ["a user id with a lone surrogate", ["al\uD800ice", sig], TypeError, "userId"],
        ["a user id that is a number", [42, sig], TypeError, "userId"],
        ["no user id", [undefined, sig], TypeError, "userId"],
        ["an empty sig", ["alice", ""], RangeError, "userSig"],
        ["a sig with NUL", ["alice", "s\0g"], TypeError, "userSig"],
        ["no sig", ["alice"], TypeError, "userSig"],
        ["a sig with a lone surrogate", ["alice", "s\uDFFFg"], TypeError, "userSig"],
        ["a sig that is a promise", ["alice", Promise.resolve(sig)], TypeError, "userSig"],
        [
          "a signal that is not an AbortSignal",
          ["alice", sig, { signal: {} }],
          TypeError,
          "signal",
        ],
        ["a signal in the place of the options", ["alice", sig, signal], TypeError, "{ signal }"],
        ["no options", ["alice", sig, null], TypeError, "options"],
      ] as const
    ) {
      it(shown, async () => {
        const login = sdk.login as (...args: unknown[]) => Promise<void>;
        const error = await assertRejects(() => login.apply(sdk, [...args]), expected, words);
        assertInstanceOf(error, expected);
        assertEquals(standIn.count("TIMLogin"), 0);
      });
    }
  });
});

describe("login() with a sig function", () => {
  let sdk: ImSdk;
  let asked: number;
  const numbered = (): string => `sig-${++asked}`;

  beforeEach(async () => {
    sdk = await openFreshSession();
    asked = 0;
  });
  afterEach(() => sdk.close());

  it("asks it once more when the library's callback says that the sig has expired", async () => {
    standIn.set({ "TIMLogin.code": 6206 });
    await sdk.login("alice", () => {
      if (asked > 0) standIn.set({ "TIMLogin.code": 0 });
      return numbered();
    });
    assertEquals(
      [standIn.count("TIMLogin"), standIn.last("TIMLogin.user_sig"), sdk.loginUserId],
      [2, "sig-2", "alice"],
    );
  });

  it("asks it again when a thread of the library says that the sig has expired", async () => {
    const lines: string[] = [];
    sdk.addEventListener("log", ({ detail }) => lines.push(detail.message));
    await sdk.login("alice", numbered);
    const renewed = new Promise((resolve) => sdk.addEventListener("usersigrenewed", resolve));
    standIn.set({ "login.time": 30 });
    standIn.emit("sig_expired", { count: 5 });
    await renewed;
    standIn.emit("log", { text: "sig-1, then sig-2" });
    await until(() => lines.length > 0);
    assertEquals(lines, ["[user sig], then [user sig]"]);
    assertEquals(
      [standIn.count("TIMLogin"), standIn.last("TIMLogin.user_sig"), sdk.loginUserId],
      [2, "sig-2", "alice"],
    );
  });

  it("ends its renewal by a restart of the library when the user is kicked offline", async () => {
    await sdk.login("alice", numbered);
    standIn.set({ "login.time": 3_600_000 });
    standIn.emit("sig_expired");
    await until(() => standIn.count("TIMLogin") === 2);
    standIn.emit("kicked");
    await until(() => standIn.count("TIMUninit") === 1);
    await until(() => sdk.loginStatus === LoginStatus.LoggedOut);
    assertEquals([sdk.loginUserId, asked], [null, 2]);
  });
});
