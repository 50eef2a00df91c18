import { type DownloadElemParam, openNative } from "../ffi/mod.ts";
import { type ImSdk, ImSdkError } from "../mod.ts";
import { openFreshSession, openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  afterEach,
  assertEquals,
  assertRejects,
  assertThrows,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const AN_HOUR_MS = 3_600_000;
const USERS = ["bob", "爱丽丝"];

// Bound before the first test, for the sanitizer.
{
  await using sdk = await openSession();
  sdk.api.TIMGetServerTime();
  await sdk.api.TIMGetUserStatus(USERS).catch(() => {});
  await sdk.api.TIMMsgDownloadElemToPath("{}", "/p").catch(() => {});
}

describe("sdk.api", () => {
  let sdk: ImSdk;
  /** Without its types, as JavaScript calls it. */
  let call: (name: string, ...args: unknown[]) => unknown;

  beforeEach(async () => {
    sdk = await openFreshSession();
    call = (name, ...args) => {
      const api = sdk.api as unknown as Record<string, (...args: unknown[]) => unknown>;
      return api[name]!(...args);
    };
  });
  afterEach(() => sdk.close());

  /** A request that is never answered. */
  function unanswered(options: object = {}): Promise<unknown> {
    standIn.set({ "TIMGetUserStatus.times": 0 });
    return sdk.api.TIMGetUserStatus(USERS, options);
  }

  it("answers with the value of the JSON", async () => {
    await sdk.login("alice", "sig");
    standIn.set({ "TIMGetUserStatus.json": '[{"user_status_identifier":"bob"}]' });
    const users = await sdk.api.TIMGetUserStatus(USERS);
    assertEquals(users, [{ user_status_identifier: "bob" }]);
    assertEquals(standIn.last("TIMGetUserStatus.json"), JSON.stringify(USERS));
  });

  it("returns what C returns where there is no callback", () => {
    assertEquals(typeof sdk.api.TIMGetServerTime(), "bigint");
  });

  it("rejects with an ImSdkError, without the user's sig", async () => {
    await sdk.login("alice", "the-sig-of-alice");
    standIn.set({
      "TIMGetUserStatus.code": 6014,
      "TIMGetUserStatus.desc": "the-sig-of-alice is no good",
      "TIMGetUserStatus.json": '{"given":["the-sig-of-alice"],"id":18446744073709551615}',
    });
    const error = await assertRejects(() => sdk.api.TIMGetUserStatus(USERS), ImSdkError);
    assertEquals([error.api, error.code, error.codeName, error.desc, error.result], [
      "TIMGetUserStatus",
      6014,
      "ERR_SDK_NOT_LOGGED_IN",
      "[user sig] is no good",
      { given: ["[user sig]"], id: 2n ** 64n - 1n },
    ]);
  });

  it("rejects what C would misread, before C is called", async () => {
    const bad = (...args: unknown[]) => () => call("TIMGetUserStatus", ...args) as Promise<unknown>;
    await assertRejects(bad(5), TypeError, "TIMGetUserStatus: json_identifier_array");
    await assertRejects(bad(), TypeError, "TIMGetUserStatus: json_identifier_array");
    await assertRejects(bad(USERS, 5), TypeError, "TIMGetUserStatus: options");
    await assertRejects(bad(USERS, {}, 5), TypeError, "json_identifier_array, options");
    assertThrows(() => call("TIMFly"), TypeError);
    assertThrows(() => call("constructor"), TypeError);
    assertEquals(standIn.count("TIMGetUserStatus"), 0);
  });

  it("refuses functions that the session itself calls, and names what to use instead", async () => {
    const counts = () => ["TIMInit", "TIMUninit", "TIMLogin"].map((name) => standIn.count(name));
    const before = counts();
    assertThrows(() => call("TIMInit", 1, null), TypeError, "ImSdk.open()");
    await assertRejects(() => call("TIMLogin", "a", "s") as Promise<void>, TypeError, "login()");
    await assertRejects(() => call("TIMLogout") as Promise<void>, TypeError, "logout()");
    assertThrows(() => call("TIMUninit"), TypeError, "close()");
    assertThrows(() => call("TIMSetLogCallback", () => {}), TypeError, "addEventListener()");
    assertEquals(counts(), before);
  });

  it("ends by its signal, its own limit, or that of the session", async () => {
    const controller = new AbortController();
    const aborted = unanswered({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => aborted, Error, "enough");
    await assertRejects(() => unanswered({ signal: controller.signal }), Error, "enough");

    const limited = await assertRejects(() => unanswered({ timeout: 20 }), DOMException, "20 ms");
    assertEquals(limited.name, "TimeoutError");

    await sdk.close();
    sdk = await openSession({ callTimeout: 400 });
    const late = await assertRejects(() => unanswered({ timeout: AN_HOUR_MS }), DOMException);
    assertEquals([late.name, late.message.includes("within 400 ms")], ["TimeoutError", true]);
  });

  it("reports progress, which extends the session's limit, and waits for the answer", async () => {
    await sdk.close();
    sdk = await openSession({ callTimeout: 600 });
    await sdk.login("alice", "sig");
    standIn.set({ "TIMMsgDownloadElemToPath.progress": 100 });
    const sizes: unknown[] = [];
    const answer = await sdk.api.TIMMsgDownloadElemToPath(
      { msg_download_elem_param_id: "1" },
      "/p",
      {
        onProgress: (progress) => sizes.push(progress.msg_download_elem_result_current_size),
      },
    );
    assertEquals(answer, {
      json_download_elem_param: { msg_download_elem_param_id: "1" },
      path: "/p",
    });
    assertEquals(sizes, Array.from({ length: 100 }, (_, n) => 1 + n));
  });

  it("ends by its own limit in spite of progress", async () => {
    await sdk.login("alice", "sig");
    standIn.set({ "TIMMsgDownloadElemToPath.progress": 100 });
    const download = sdk.api.TIMMsgDownloadElemToPath("{}", "/p", { timeout: 50 });
    await assertRejects(() => download, DOMException, "within 50 ms");
    await standIn.reset();
  });

  it("ends by a signal that is aborted while its arguments are read", async () => {
    const native = await openNative(standInPath);
    await sdk.login("alice", "sig");
    standIn.set({ "TIMMsgDownloadElemToPath.progress": 1 });
    let told = 0;
    for (const { api } of [sdk, native]) {
      const controller = new AbortController();
      const toJSON = (): object => {
        controller.abort(new Error("enough"));
        return {};
      };
      const options = { signal: controller.signal, onProgress: () => told++ };
      const element = { toJSON } as DownloadElemParam;
      const download = api.TIMMsgDownloadElemToPath(element, "/p", options);
      await assertRejects(() => download, Error, "enough");
    }
    await standIn.idle();
    await sdk.api.TIMGetUserStatus(USERS);
    assertEquals(told, 0);
  });

  it("keeps nothing of a call that a signal has ended", async () => {
    const controller = new AbortController();
    await sdk.login("alice", "sig");
    await Promise.all(USERS.map(async () => {
      await sdk.api.TIMGetUserStatus(USERS, { signal: controller.signal });
    }));
    const unfinished = assertRejects(() => unanswered(), DOMException, "close()");
    controller.abort(new Error("too late to matter"));
    standIn.set({ "TIMGetUserStatus.times": 1 });
    await sdk.api.TIMGetUserStatus(USERS);
    await sdk.close();
    await unfinished;
  });

  it("leaves no listener on a signal that outlives it", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    for (
      const [method, change] of [["addEventListener", 1], ["removeEventListener", -1]] as const
    ) {
      const original = signal[method];
      signal[method] = (...args: unknown[]) => {
        listeners += change;
        Reflect.apply(original, signal, args);
      };
    }
    await sdk.login("alice", "sig");
    await sdk.api.TIMGetUserStatus(USERS, { signal });
    assertEquals(listeners, 0);
  });

  it("is ended by close(), and can't be made after it", async () => {
    const ended = assertRejects(() => unanswered(), DOMException, "close()");
    const closed = sdk.close();
    assertEquals((await ended).name, "AbortError");
    await assertRejects(() => sdk.api.TIMGetUserStatus(USERS), DOMException, "is closed");
    assertThrows(() => sdk.api.TIMGetServerTime(), DOMException, "is closed");
    await closed;
  });

  it("is ended when the library restarts to end a pending login", async () => {
    standIn.set({ "login.time": AN_HOUR_MS });
    const login = sdk.login("alice", "sig");
    await until(() => standIn.count("TIMLogin") === 1);
    const ended = assertRejects(() => unanswered(), DOMException, "a login under way");
    const loggedOut = assertRejects(() => login, DOMException, "logout()");
    const logout = sdk.logout();
    assertEquals([(await ended).name, (await loggedOut).name], ["AbortError", "AbortError"]);
    const between = await assertRejects(() => sdk.api.TIMGetUserStatus(USERS), DOMException);
    assertEquals(between.name, "InvalidStateError");
    await logout;
    standIn.set({ "TIMGetUserStatus.times": 1, "login.time": "" });
    await sdk.login("alice", "sig");
    await sdk.api.TIMGetUserStatus(USERS);
  });

  it("keeps many overlapping calls apart", async () => {
    standIn.set({ "TIMSetConfig.thread": "new" });
    const settings = Array.from(
      { length: 200 },
      (_, n) => ({ set_config_user_define_data: `${n}` }),
    );
    const answers = await Promise.all(settings.map((each) => sdk.api.TIMSetConfig(each)));
    assertEquals(answers, settings);
  });
});
