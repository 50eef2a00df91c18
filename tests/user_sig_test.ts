/** Functions that give sigs: when they are asked, and what becomes of the session. */

import {
  type ImSdk,
  ImSdkError,
  LoginStatus,
  type SessionLostDetail,
  signUserSig,
  type UserSigFunction,
} from "../mod.ts";
import type { OpenOptions } from "../src/open_options.ts";
import { openFakeSession } from "../src/testing/open_fake_session.ts";
import type { Fake } from "../src/testing.ts";
import { FakeClock } from "./support/fake_clock.ts";
import {
  afterEach,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const EXPIRED = 6206;
const EXPIRED_ON_SERVER = 70001;
const WRONG = 70003;

const sigOf = (userId: string): string =>
  signUserSig({ sdkAppId: 1400000000, secretKey: "a".repeat(64), userId, expiresIn: 60 });

const never = (): Promise<never> => new Promise(() => {});

describe("a sig function", () => {
  let sdk: ImSdk;
  let fake: Fake;
  let clock: FakeClock;
  /** The users that the function was asked for. */
  let asked: string[];
  let heard: string[];
  let lost: SessionLostDetail | undefined;

  /** Gives sig-1, sig-2 and so on. */
  const numbered: UserSigFunction = (userId) => `sig-${asked.push(userId)}`;

  const open = async (options: Partial<OpenOptions> = {}): Promise<void> => {
    clock = new FakeClock();
    ({ sdk, fake } = await openFakeSession(options, clock));
    asked = [];
    heard = [];
    lost = undefined;
    sdk.addEventListener("usersigexpired", () => heard.push("usersigexpired"));
    sdk.addEventListener("usersigrenewed", ({ detail }) => heard.push(`renewed ${detail.userId}`));
    sdk.addEventListener("sessionlost", ({ detail }) => {
      heard.push(`lost ${detail.userId}`);
      lost = detail;
    });
  };
  beforeEach(() => open());
  afterEach(() => sdk.close());

  const count = (name: string): number => fake.calls.filter((call) => call.name === name).length;
  /** The sigs of all logins. */
  const sigs = (): (string | null)[] =>
    fake.calls.flatMap(({ name, args }) => name === "TIMLogin" ? [args[1]] : []);

  /** Has a login begin, and be answered only when the test says so. */
  const holdLogins = (): { readonly answer: () => void } => {
    const { promise, resolve } = Promise.withResolvers<null>();
    fake.answer("TIMLogin", () => promise);
    return { answer: () => resolve(null) };
  };

  /** Lets time pass, and then all happen that this leads to. */
  const pass = async (milliseconds: number): Promise<void> => {
    clock.pass(milliseconds);
    await fake.settled();
  };

  describe("at a login", () => {
    for (
      const [shown, userSig] of [
        ["a sig", numbered],
        ["a promise", (userId: string) => Promise.resolve(numbered(userId, undefined as never))],
      ] as const
    ) {
      it(`is asked for the user's sig: it gives ${shown}`, async () => {
        await sdk.login("alice", userSig);
        assertEquals([asked, sigs(), sdk.loginUserId], [["alice"], ["sig-1"], "alice"]);
      });
    }

    it("is called once for two overlapping logins, and not when logged in", async () => {
      await Promise.all([sdk.login("alice", numbered), sdk.login("alice", numbered)]);
      await sdk.login("alice", numbered);
      assertEquals([asked, count("TIMLogin")], [["alice"], 1]);
    });

    for (const code of [EXPIRED, EXPIRED_ON_SERVER]) {
      it(`is asked once more when the library answers ${code}`, async () => {
        fake.failLogin(code);
        await sdk.login("alice", numbered);
        assertEquals([asked.length, sigs(), sdk.loginUserId], [2, ["sig-1", "sig-2"], "alice"]);
      });

      it(`is not asked a third time when the library answers ${code} again`, async () => {
        fake.failLogin(code, "", { times: 2 });
        const error = await assertRejects(() => sdk.login("alice", numbered), ImSdkError);
        assertEquals([error.code, asked.length, count("TIMLogin")], [code, 2, 2]);
      });
    }

    it("is not asked again for another failure", async () => {
      fake.failLogin(WRONG);
      const error = await assertRejects(() => sdk.login("alice", numbered), ImSdkError);
      assertEquals([error.code, asked.length], [WRONG, 1]);
    });

    it("does not make the library try the same sig again", async () => {
      fake.failLogin(EXPIRED);
      const error = await assertRejects(() => sdk.login("alice", () => "old"), ImSdkError);
      assertEquals([error.code, count("TIMLogin")], [EXPIRED, 1]);
    });

    it("does not replace a sig that is a string", async () => {
      fake.failLogin(EXPIRED);
      const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
      assertEquals([error.code, count("TIMLogin")], [EXPIRED, 1]);
    });

    for (
      const [shown, userSig] of [
        ["throws", () => {
          throw new Error("no server");
        }],
        ["rejects", () => Promise.reject(new Error("no server"))],
      ] as const
    ) {
      it(`ends the login with its own error when it ${shown}`, async () => {
        await assertRejects(() => sdk.login("alice", userSig), Error, "no server");
        assertEquals([count("TIMLogin"), sdk.loginStatus], [0, LoginStatus.LoggedOut]);
      });
    }

    for (
      const [given, expected] of [[7, TypeError], ["", RangeError], ["a\0b", TypeError]] as const
    ) {
      it(`ends the login with an error when it gives ${JSON.stringify(given)}`, async () => {
        await assertRejects(() => sdk.login("alice", () => given as string), expected, "userSig");
        assertEquals(count("TIMLogin"), 0);
      });
    }

    it("is waited for no longer than callTimeout", async () => {
      await sdk.close();
      await open({ callTimeout: 20 });
      let signal: AbortSignal | undefined;
      const error = await assertRejects(
        () => sdk.login("alice", (_, options) => (signal = options.signal, never())),
        DOMException,
        "userSig",
      );
      assertEquals([error.name, signal?.aborted], ["TimeoutError", true]);
      assertEquals([count("TIMLogin"), count("TIMUninit")], [0, 0]);
    });

    for (const how of ["its signal", "logout()", "close()"]) {
      it(`is no longer waited for after ${how}`, async () => {
        const controller = new AbortController();
        let signal: AbortSignal | undefined;
        const login = sdk.login("alice", (_, options) => {
          signal = options.signal;
          return never();
        }, { signal: controller.signal });
        await until(() => signal !== undefined);
        const end = {
          "its signal": () => controller.abort(new Error("its signal")),
          "logout()": () => sdk.logout(),
          "close()": () => sdk.close(),
        }[how]!;
        await Promise.all([assertRejects(() => login, Error, how), end()]);
        assertEquals([signal?.aborted, count("TIMLogin")], [true, 0]);
      });
    }
  });

  describe("when the sig expires during the session", () => {
    it("is asked for a new one, and the user is logged in again", async () => {
      await sdk.login("alice", numbered);
      await fake.expireSig();
      assertEquals(heard, ["usersigexpired", "renewed alice"]);
      assertEquals([sigs(), sdk.loginUserId], [["sig-1", "sig-2"], "alice"]);
      assertEquals(sdk.loginStatus, LoginStatus.LoggedIn);
    });

    it("is taken over from a login whose user was already logged in by a string", async () => {
      await sdk.login("alice", "a string");
      await sdk.login("alice", numbered);
      assertEquals([asked.length, count("TIMLogin")], [0, 1]);
      await fake.expireSig();
      assertEquals(heard, ["usersigexpired", "renewed alice"]);
      assertEquals([sigs(), sdk.loginUserId], [["a string", "sig-1"], "alice"]);
    });

    it("is taken over from a login that was joined while it was under way", async () => {
      const logins = holdLogins();
      const login = sdk.login("alice", "a string");
      await fake.settled();
      assertEquals(count("TIMLogin"), 1);
      const joined = sdk.login("alice", numbered);
      logins.answer();
      await Promise.all([login, joined]);
      assertEquals([asked.length, count("TIMLogin")], [0, 1]);
      await fake.expireSig();
      assertEquals(heard, ["usersigexpired", "renewed alice"]);
      assertEquals([sigs(), sdk.loginUserId], [["a string", "sig-1"], "alice"]);
    });

    it("is kept when a later login gives a string", async () => {
      await sdk.login("alice", numbered);
      await sdk.login("alice", "a string");
      await fake.expireSig();
      assertEquals(heard, ["usersigexpired", "renewed alice"]);
      assertEquals(sigs(), ["sig-1", "sig-2"]);
    });

    it("is kept when a login that joins its own gives a string", async () => {
      const logins = holdLogins();
      const login = sdk.login("alice", numbered);
      await fake.settled();
      const joined = sdk.login("alice", "a string");
      logins.answer();
      await Promise.all([login, joined]);
      await fake.expireSig();
      assertEquals(heard, ["usersigexpired", "renewed alice"]);
      assertEquals(sigs(), ["sig-1", "sig-2"]);
    });

    it("has the new sig and the former one redacted in what the library says", async () => {
      const lines: string[] = [];
      sdk.addEventListener("log", ({ detail }) => lines.push(detail.message));
      await sdk.login("alice", numbered);
      await fake.expireSig();
      assertEquals(sigs(), ["sig-1", "sig-2"]);
      await fake.emit("log", { level: 4, message: "sig-1, then sig-2" });
      assertEquals(lines, ["[user sig], then [user sig]"]);
    });

    it("is called once however often the library reports it", async () => {
      await sdk.login("alice", numbered);
      const logins = holdLogins();
      for (let report = 0; report < 5; report++) await fake.expireSig();
      logins.answer();
      await fake.settled();
      assertEquals(heard, [...Array(5).fill("usersigexpired"), "renewed alice"]);
      assertEquals([asked.length, count("TIMLogin")], [2, 2]);
    });

    it("is asked for the login that others join meanwhile", async () => {
      await sdk.login("alice", numbered);
      const logins = holdLogins();
      await fake.expireSig();
      assertEquals([heard, sdk.loginStatus], [["usersigexpired"], LoginStatus.LoggingIn]);
      const joined = sdk.login("alice", numbered);
      logins.answer();
      await joined;
      assertEquals([asked.length, count("TIMLogin")], [2, 2]);
    });

    it("is not asked when a listener has logged in by itself", async () => {
      await sdk.login("alice", numbered);
      let login: Promise<void> | undefined;
      sdk.addEventListener("usersigexpired", () => login = sdk.login("alice", "my own"));
      await fake.expireSig();
      await login;
      assertEquals([sigs(), asked.length], [["sig-1", "my own"], 1]);
    });

    for (
      const [shown, next, code] of [
        ["the new sig is refused", () => "another", WRONG],
        ["it gives no new sig", () => "sig-1", EXPIRED],
      ] as const
    ) {
      it(`ends the session with the reason when ${shown}`, async () => {
        await sdk.login("alice", () => asked.push("") === 1 ? "sig-1" : next());
        fake.failLogin(code);
        await fake.expireSig();
        assertEquals(heard, ["usersigexpired", "lost alice"]);
        assertEquals((lost!.error as ImSdkError).code, code);
        assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
        await sdk.login("bob", "sig");
        assertEquals(sdk.loginUserId, "bob");
      });
    }

    for (
      const [shown, fail] of [
        ["throws", () => {
          throw new Error("no server");
        }],
        ["rejects", () => Promise.reject(new Error("no server"))],
        ["gives an empty sig", () => " \n"],
        ["gives another user's sig", () => sigOf("bob")],
      ] as const
    ) {
      it(`is asked again a second after it ${shown}`, async () => {
        await sdk.login("alice", () => asked.push("") === 2 ? fail() : `sig-${asked.length}`);
        await fake.expireSig();
        await pass(999);
        assertEquals([asked.length, heard], [2, ["usersigexpired"]]);
        await pass(1);
        assertEquals(heard, ["usersigexpired", "renewed alice"]);
        assertEquals([sigs(), sdk.loginUserId, asked.length], [["sig-1", "sig-3"], "alice", 3]);
      });
    }

    it("is asked again a second after it has hung for as long as callTimeout", async () => {
      await sdk.close();
      await open({ callTimeout: 200 });
      await sdk.login("alice", () => asked.push("") === 2 ? never() : `sig-${asked.length}`);
      await fake.expireSig();
      assertEquals([asked.length, clock.waits], [2, 0]);
      await until(() => clock.waits === 1);
      await pass(999);
      assertEquals([asked.length, heard], [2, ["usersigexpired"]]);
      await pass(1);
      assertEquals(heard, ["usersigexpired", "renewed alice"]);
      assertEquals([sigs(), sdk.loginUserId], [["sig-1", "sig-3"], "alice"]);
    });

    it("is asked after growing pauses when its sigs expire at once", async () => {
      const at: number[] = [];
      sdk.addEventListener("usersigrenewed", () => void fake.expireSig());
      await sdk.login("alice", () => `sig-${at.push(clock.elapsed)}`);
      await fake.expireSig();
      for (let second = 0; second < 20; second++) await pass(1_000);
      assertEquals(at, [0, 0, 1_000, 3_000, 7_000, 15_000]);
    });

    it("has the session lost, and says why, when it has failed ten times", async () => {
      const at: number[] = [];
      await sdk.login("alice", () => {
        if (at.push(clock.elapsed / 1000) > 1) throw new Error(`no server ${at.length}`);
        return "sig-1";
      });
      await fake.expireSig();
      for (let second = 0; second < 300; second++) await pass(1_000);
      assertEquals(at, [0, 0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
      assertEquals(heard, ["usersigexpired", "lost alice"]);
      assertEquals([String(lost!.error), clock.waits], ["Error: no server 11", 0]);
      assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    });

    describe("and it has thrown, so that a pause has begun", () => {
      beforeEach(async () => {
        await sdk.login("alice", () => {
          if (asked.push("alice") > 1) throw new Error("no server");
          return "sig-1";
        });
        await fake.expireSig();
        assertEquals([asked.length, clock.waits, heard], [2, 1, ["usersigexpired"]]);
        assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggingIn, "alice"]);
      });

      for (
        const [how, end] of [
          ["logout()", () => sdk.logout()],
          ["close()", () => sdk.close()],
          ["kickedoffline", () => fake.kickOffline()],
        ] as const
      ) {
        it(`is not asked again after ${how}, which ends the pause at once`, async () => {
          await end();
          assertEquals([sdk.loginStatus, clock.waits], [LoginStatus.LoggedOut, 0]);
          await pass(60_000);
          assertEquals([asked.length, heard], [2, ["usersigexpired"]]);
        });
      }

      it("is not asked again after another login, which is not waited for", async () => {
        await sdk.login("alice", "a string");
        assertEquals([sigs().at(-1), sdk.loginStatus], ["a string", LoginStatus.LoggedIn]);
        assertEquals(clock.waits, 0);
        await pass(60_000);
        assertEquals(asked.length, 2);
      });

      it("is asked again after another login that has got no sig", async () => {
        const failing = () => Promise.reject(new Error("no other server"));
        await assertRejects(() => sdk.login("alice", failing), Error, "no other server");
        assertEquals([sdk.loginStatus, clock.waits], [LoginStatus.LoggingIn, 1]);
        assertEquals(asked.length, 2);
        await pass(2_000);
        assertEquals(asked.length, 3);
      });

      it("is asked no earlier when the library says again that the sig has expired", async () => {
        for (let report = 2; report <= 5; report++) await fake.expireSig();
        assertEquals([heard.length, asked.length, clock.waits], [5, 2, 1]);
        await pass(999);
        assertEquals(asked.length, 2);
        await pass(1);
        assertEquals(asked.length, 3);
      });

      it("keeps another user out, until logout()", async () => {
        const error = await assertRejects(() => sdk.login("bob", "sig"), DOMException, "alice");
        assertEquals(error.name, "InvalidStateError");
        await sdk.logout();
        await sdk.login("bob", "sig");
        assertEquals(sdk.loginUserId, "bob");
      });
    });

    for (const how of ["logout()", "close()"] as const) {
      it(`is given up by ${how}, and nothing is lost`, async () => {
        await sdk.login("alice", numbered);
        holdLogins();
        await fake.expireSig();
        assertEquals(count("TIMLogin"), 2);
        await (how === "logout()" ? sdk.logout() : sdk.close());
        assertEquals([heard, sdk.loginUserId], [["usersigexpired"], null]);
      });
    }

    it("is not asked for a user who is logged out, or logged in by a string", async () => {
      await sdk.login("alice", numbered);
      await sdk.logout();
      await fake.emit("usersigexpired", null);
      await sdk.login("bob", "sig");
      await fake.expireSig();
      assertEquals(heard, ["usersigexpired", "usersigexpired"]);
      assertEquals([asked.length, count("TIMLogin"), clock.waits], [1, 2, 0]);
    });
  });

  describe("when another device has logged in", () => {
    it("is not asked", async () => {
      await sdk.login("alice", numbered);
      await fake.kickOffline();
      await fake.emit("usersigexpired", null);
      assertEquals(heard, ["usersigexpired"]);
      assertEquals([asked.length, count("TIMLogin"), clock.waits], [1, 1, 0]);
    });

    it("does not bring the user back in by a renewal under way", async () => {
      await sdk.login("alice", numbered);
      const logins = holdLogins();
      await fake.expireSig();
      assertEquals(count("TIMLogin"), 2);
      await fake.kickOffline();
      logins.answer();
      await fake.settled();
      assertEquals([count("TIMUninit"), sdk.loginStatus], [1, LoginStatus.LoggedOut]);
      assertEquals([sdk.loginUserId, heard], [null, ["usersigexpired"]]);
    });
  });
});
