import { openNative } from "../ffi/mod.ts";
import { type ImSdk, ImSdkError, LoginStatus } from "../mod.ts";
import { answerTo } from "./support/answer.ts";
import { openFreshSession, openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const AN_HOUR_MS = 3_600_000;
const native = await openNative(standInPath);

describe("a library that misbehaves", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    sdk = await openFreshSession();
  });
  afterEach(async () => {
    await sdk.close();
    await standIn.idle();
  });

  /** Asserts that the session works as if nothing had happened. */
  async function assertStillWorks(): Promise<void> {
    standIn.set({ "TIMLogin.code": 0, "TIMLogin.times": "", "login.time": "" });
    await sdk.logout();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    await sdk.login("zoe", "sig");
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedIn, "zoe"]);
    await sdk.logout();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
  }

  describe("in when and where it calls back:", () => {
    for (
      const [shown, behaviour] of [
        ["on the calling thread, before the call returns", { "TIMLogin.thread": "caller" }],
        ["on another thread, before the call returns", {
          "TIMLogin.thread": "new",
          "TIMLogin.hang": 20,
        }],
        ["on a thread that never called before", { "TIMLogin.thread": "new" }],
        ["late", { "TIMLogin.delay": 100 }],
        ["more than a second late", { "TIMLogin.delay": 1500 }],
        ["twice", { "TIMLogin.times": 2 }],
        ["three times, each on a thread of its own", {
          "TIMLogin.times": 3,
          "TIMLogin.thread": "new",
        }],
        ["twice, before the call returns", { "TIMLogin.times": 2, "TIMLogin.thread": "caller" }],
        ["once more, for a request that is settled", { "TIMLogin.again_after": 20 }],
        ["with strings on its stack", { strings: "stack" }],
      ] as const
    ) {
      it(`a login that succeeds ${shown}`, async () => {
        standIn.set(behaviour);
        let settled = 0;
        await sdk.login("alice", "sig").finally(() => settled++);
        assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedIn, "alice"]);
        await standIn.idle();
        assertEquals(settled, 1);
        await assertStillWorks();
      });

      it(`a login that fails ${shown}`, async () => {
        standIn.set({ ...behaviour, "TIMLogin.code": 6208, "TIMLogin.desc": "踢" });
        if ("TIMLogin.delay" in behaviour) standIn.set({ "TIMLogin.delay": 50 });
        const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
        assertEquals([error.code, error.desc], [6208, "踢"]);
        await standIn.idle();
        await assertStillWorks();
      });
    }

    it("answers of logins that come after the logout log nobody in", async () => {
      standIn.set({ "TIMLogin.again_after": 30 });
      await sdk.login("alice", "sig");
      await sdk.logout();
      await standIn.idle();
      assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
      await assertStillWorks();
    });

    it("answers that come after TIMUninit settle nothing", async () => {
      standIn.set({ "TIMLogin.survives_uninit": 1, "login.time": 40 });
      const login = sdk.login("alice", "sig");
      await until(() => standIn.count("TIMLogin") === 1);
      const [, error] = await Promise.all([
        sdk.logout(),
        assertRejects(() => login, DOMException, "logout()"),
      ]);
      assertEquals(error.name, "AbortError");
      await standIn.idle();
      await assertStillWorks();
    });

    it("answers that come after close() settle nothing in the next session", async () => {
      standIn.set({ "TIMLogin.survives_uninit": 1, "login.time": 40 });
      const login = sdk.login("alice", "sig");
      await until(() => standIn.count("TIMLogin") === 1);
      await Promise.all([sdk.close(), assertRejects(() => login, DOMException, "close()")]);
      sdk = await openSession();
      standIn.set({ "TIMLogin.survives_uninit": 0, "login.time": AN_HOUR_MS });
      let settled = false;
      const next = sdk.login("bob", "sig").catch(() => {}).finally(() => settled = true);
      await until(() => standIn.count("callbacks.finished") >= 3);
      await new Promise((resolve) => setTimeout(resolve, 20));
      assertEquals(settled, false);
      await Promise.all([sdk.logout(), next]);
      await assertStillWorks();
    });

    it("a login that has been aborted and succeeds all the same is logged out", async () => {
      // Long enough for the abort to come first, on any machine.
      standIn.set({ "TIMLogin.survives_uninit": 1, "login.time": 1_000 });
      const controller = new AbortController();
      const login = sdk.login("alice", "sig", { signal: controller.signal });
      await until(() => standIn.count("TIMLogin") === 1);
      controller.abort(new Error("changed my mind"));
      await assertRejects(() => login, Error, "changed my mind");
      standIn.set({ status: LoginStatus.LoggedIn, "TIMLogout.times": 1 });
      await until(() => standIn.count("TIMLogout") === 1);
      standIn.set({ status: "" });
      await assertStillWorks();
    });

    it("a login that is aborted at the very moment of its answer logs nobody in", async () => {
      standIn.set({ "TIMLogin.thread": "caller" });
      const controller = new AbortController();
      const login = sdk.login("alice", "sig", { signal: controller.signal });
      while (standIn.count("TIMLogin") === 0) await null;
      // Both answers are pending now, and this one is delivered just before the login's.
      const abort = answerTo(native, "TIMSetConfig", [{}]).then(() =>
        controller.abort(new Error("changed my mind"))
      );
      await Promise.all([abort, assertRejects(() => login, Error, "changed my mind")]);
      await until(() => standIn.count("TIMInit") === 2);
      standIn.set({ status: LoginStatus.LoggingIn, "TIMLogin.thread": "own" });
      await sdk.login("bob", "sig");
      standIn.set({ status: "" });
      assertEquals(sdk.loginUserId, "bob");
    });

    it("eight threads at once: each request gets its own answer", async () => {
      standIn.set({ "TIMSetConfig.thread": "new" });
      const requests = Array.from({ length: 8 * 50 }, async (_, n) => {
        const reply = await answerTo(native, "TIMSetConfig", [`{"n":${n}}`]);
        assertEquals(JSON.parse(reply.json!), { n });
      });
      await Promise.all(requests);
      assertEquals(requests.length, 400);
    });

    it("eight threads at once: the events of each thread arrive in order", async () => {
      const next = new Array(8).fill(0);
      let wrong = 0;
      sdk.addEventListener("log", ({ detail: { message } }) => {
        const [, thread, n, pad] = /^thread=(\d) n=(\d+) size=256 pad=(.*)$/.exec(message) ?? [];
        const letter = String.fromCharCode("a".charCodeAt(0) + Number(n) % 26);
        if (Number(n) !== next[Number(thread)]++ || pad !== letter.repeat(pad!.length)) wrong++;
      });
      standIn.emit("log", { count: 1_000, size: 256, threads: 8 });
      await until(() => next.every((n) => n >= 1_000));
      assertEquals([wrong, ...next], [0, ...new Array(8).fill(1_000)]);
    });

    it("a call that is refused, and answered all the same", async () => {
      standIn.set({ "TIMLogin.return": -4, "TIMLogin.callback_despite_return": 1 });
      const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
      assertEquals(error.code, -4);
      await standIn.idle();
      standIn.set({ "TIMLogin.return": 0 });
      await assertStillWorks();
    });
  });

  describe("in what it says:", () => {
    const texts = {
      NULL: ["<null>", null],
      empty: ["", ""],
      "64-bit integers": ['{"seq":18446744073709551615}', '{"seq":18446744073709551615}'],
      "text and NUL": ["before", "before"],
      "invalid UTF-8": ["<invalid-utf8>", undefined],
      "16 MB": ["<json:16777216>", undefined],
    } as const;

    for (const [descShown, [descSent, desc]] of Object.entries(texts)) {
      for (const [jsonShown, [jsonSent, json]] of Object.entries(texts)) {
        it(`desc: ${descShown}, json: ${jsonShown}`, async () => {
          standIn.set({
            "TIMLogout.code": 9999,
            "TIMLogout.desc": descSent,
            "TIMLogout.json": jsonSent,
          });
          const reply = await answerTo(native, "TIMLogout", []);
          assertEquals(reply.code, 9999);
          if (desc !== undefined) assertEquals(reply.desc, desc);
          if (json !== undefined) assertEquals(reply.json, json);
          for (const text of [reply.desc, reply.json]) {
            if (text?.startsWith('{"thread"')) {
              assertEquals(text.length, 16_777_216);
              assertEquals(JSON.parse(text).size, 16_777_216);
            } else if (text?.startsWith("{") && !text.includes("seq")) {
              assert(text.endsWith("}") && text.includes("\uFFFD"), "cut at the first bad byte");
            }
          }
          const error = await assertRejects(() => sdk.logout(), ImSdkError);
          assertEquals(error.desc, reply.desc ?? "");
        });
      }
    }

    it("an event of 16 MB", async () => {
      const event = new Promise<CustomEvent>((resolve) =>
        sdk.addEventListener("userinfochanged", resolve, { once: true })
      );
      standIn.emit("user_info", { size: 16_777_216 });
      assertEquals((await event).detail[0].pad.length > 16_777_000, true);
    });

    for (const status of [0, 1, 2, 3, 4, 5, -1]) {
      it(`a status of ${status}, whatever goes on`, async () => {
        standIn.set({ status });
        assert(Object.values(LoginStatus).includes(sdk.loginStatus));
        await sdk.login("alice", "sig");
        assert(Object.values(LoginStatus).includes(sdk.loginStatus));
        await sdk.logout();
        assert(Object.values(LoginStatus).includes(sdk.loginStatus));
        standIn.set({ status: "" });
        await assertStillWorks();
      });
    }

    it("a user id that is invalid", () => {
      for (const userId of ["<null>", "", "<invalid-utf8>"]) {
        standIn.set({ user_id: userId });
        assert(sdk.loginUserId === null || sdk.loginUserId.length > 0);
      }
    });
  });

  describe("in a storm of events", () => {
    let received: number;

    beforeEach(() => {
      received = 0;
      sdk.addEventListener("userstatuschanged", () => received++);
      standIn.emit("user_status", { count: 2_000, size: 1_024, threads: 8 });
    });

    it("a login and a logout succeed", async () => {
      await sdk.login("alice", "sig");
      assertEquals(sdk.loginUserId, "alice");
      await sdk.logout();
      await until(() => received >= 16_000, 30_000);
      assertEquals(received, 16_000);
      await assertStillWorks();
    });

    it("a login is ended at once by a logout", async () => {
      standIn.set({ "login.time": AN_HOUR_MS });
      const login = sdk.login("alice", "sig");
      await until(() => standIn.count("TIMLogin") === 1);
      await Promise.all([sdk.logout(), assertRejects(() => login, DOMException, "logout()")]);
      await assertStillWorks();
    });

    it("the session is closed, and hears nothing more", async () => {
      standIn.set({ "events.survive_uninit": 1 });
      await until(() => received > 0);
      await sdk.close();
      const atClose = received;
      await standIn.idle();
      assertEquals(received, atClose);
    });

    it("a library that waits in TIMUninit for its own callbacks does not block", async () => {
      standIn.set({ "uninit.lock": 1, "login.time": AN_HOUR_MS });
      const login = sdk.login("alice", "sig");
      await until(() => standIn.count("TIMLogin") === 1);
      await Promise.all([sdk.logout(), assertRejects(() => login, DOMException, "logout()")]);
      await assertStillWorks();
      standIn.emit("user_status", { count: 1_000, size: 1_024, threads: 8 });
      await sdk.close();
      standIn.set({ "uninit.lock": 0 });
    });
  });

  describe("with listeners that", () => {
    it("block JavaScript's thread for three seconds, it goes on afterwards", async () => {
      let received = 0;
      sdk.addEventListener("log", () => {
        if (received++ > 0) return;
        const end = performance.now() + 3_000;
        while (performance.now() < end);
      });
      standIn.emit("log", { text: "line", count: 100 });
      const login = sdk.login("alice", "sig");
      await login;
      await until(() => received === 100);
      await assertStillWorks();
    });

    it("call back into the session at once, their calls are answered", async () => {
      const seen: unknown[] = [];
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      sdk.addEventListener("log", () => {
        seen.push(sdk.loginStatus, sdk.loginUserId);
        sdk.login("alice", "sig").then(() => sdk.logout()).then(resolve, reject);
      }, { once: true });
      standIn.emit("log", { text: "line" });
      await promise;
      assertEquals(seen, [LoginStatus.LoggedOut, null]);
      await assertStillWorks();
    });

    it("close the session, no other listener hears anything afterwards", async () => {
      let received = 0;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      sdk.addEventListener("log", () => {
        received++;
        sdk.close().then(resolve, reject);
      });
      standIn.emit("log", { text: "line", count: 1_000 });
      await promise;
      await standIn.idle();
      assertEquals(received, 1);
    });
  });
});
