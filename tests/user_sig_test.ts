import {
  type ImSdk,
  ImSdkError,
  LoginStatus,
  type SessionLostDetail,
  signUserSig,
  type UserSigFunction,
} from "../mod.ts";
import { openSession, standIn } from "./support/stand_in.ts";
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

const EXPIRED = 6206;
const EXPIRED_ON_SERVER = 70001;
const WRONG = 70003;

const sigOf = (userId: string): string =>
  signUserSig({ sdkAppId: 1400000000, secretKey: "a".repeat(64), userId, expiresIn: 60 });

describe("a sig function", () => {
  let sdk: ImSdk;
  /** The users that the function was asked for. */
  let asked: string[];
  let heard: string[];
  let lost: SessionLostDetail | undefined;

  /** Gives sig-1, sig-2 and so on. */
  const numbered: UserSigFunction = (userId) => {
    onAsked();
    return `sig-${asked.push(userId)}`;
  };
  /** What happens when the function is asked. */
  let onAsked = (): void => {};
  const lastSig = (): string | null => standIn.last("TIMLogin.user_sig");

  beforeEach(async () => {
    await standIn.reset();
    sdk = await openSession({ callTimeout: 300 });
    asked = [];
    onAsked = () => {};
    heard = [];
    lost = undefined;
    sdk.addEventListener("usersigexpired", () => heard.push("usersigexpired"));
    sdk.addEventListener("usersigrenewed", ({ detail }) => heard.push(`renewed ${detail.userId}`));
    sdk.addEventListener("sessionlost", ({ detail }) => {
      heard.push(`lost ${detail.userId}`);
      lost = detail;
    });
  });
  afterEach(() => sdk.close());

  /** The next login fails with a code, and those after it succeed. */
  const failOnce = (code: number): void => {
    standIn.set({ "TIMLogin.code": code });
    const first = standIn.count("TIMLogin") + 1;
    onAsked = () => {
      if (standIn.count("TIMLogin") >= first) standIn.set({ "TIMLogin.code": 0 });
    };
  };

  const expire = (): void => standIn.emit("sig_expired");

  describe("at a login", () => {
    for (
      const [shown, userSig] of [
        ["a sig", numbered],
        ["a promise", (userId: string) => Promise.resolve(numbered(userId, undefined as never))],
      ] as const
    ) {
      it(`is asked for the user's sig: it gives ${shown}`, async () => {
        await sdk.login("alice", userSig);
        assertEquals([asked, lastSig(), sdk.loginUserId], [["alice"], "sig-1", "alice"]);
      });
    }

    it("is called once for two overlapping logins, and not when logged in", async () => {
      await Promise.all([sdk.login("alice", numbered), sdk.login("alice", numbered)]);
      await sdk.login("alice", numbered);
      assertEquals([asked, standIn.count("TIMLogin")], [["alice"], 1]);
    });

    for (const code of [EXPIRED, EXPIRED_ON_SERVER]) {
      it(`is asked once more when the library answers ${code}`, async () => {
        failOnce(code);
        await sdk.login("alice", numbered);
        assertEquals([asked.length, lastSig(), sdk.loginUserId], [2, "sig-2", "alice"]);
      });

      it(`is not asked a third time when the library answers ${code} again`, async () => {
        standIn.set({ "TIMLogin.code": code });
        const error = await assertRejects(() => sdk.login("alice", numbered), ImSdkError);
        assertEquals([error.code, asked.length, standIn.count("TIMLogin")], [code, 2, 2]);
      });
    }

    it("is not asked again for another failure", async () => {
      standIn.set({ "TIMLogin.code": WRONG });
      const error = await assertRejects(() => sdk.login("alice", numbered), ImSdkError);
      assertEquals([error.code, asked.length], [WRONG, 1]);
    });

    it("does not make the library try the same sig again", async () => {
      standIn.set({ "TIMLogin.code": EXPIRED });
      const error = await assertRejects(() => sdk.login("alice", () => "old"), ImSdkError);
      assertEquals([error.code, standIn.count("TIMLogin")], [EXPIRED, 1]);
    });

    it("does not replace a sig that is a string", async () => {
      standIn.set({ "TIMLogin.code": EXPIRED });
      const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
      assertEquals([error.code, standIn.count("TIMLogin")], [EXPIRED, 1]);
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
        assertEquals([standIn.count("TIMLogin"), sdk.loginStatus], [0, LoginStatus.LoggedOut]);
      });
    }

    for (
      const [given, expected] of [[7, TypeError], ["", RangeError], ["a\0b", TypeError]] as const
    ) {
      it(`ends the login with an error when it gives ${JSON.stringify(given)}`, async () => {
        await assertRejects(() => sdk.login("alice", () => given as string), expected, "userSig");
        assertEquals(standIn.count("TIMLogin"), 0);
      });
    }

    it("is waited for no longer than callTimeout", async () => {
      let signal: AbortSignal | undefined;
      const error = await assertRejects(
        () => sdk.login("alice", (_, options) => (signal = options.signal, new Promise(() => {}))),
        DOMException,
        "userSig",
      );
      assertEquals([error.name, signal?.aborted], ["TimeoutError", true]);
      assertEquals([standIn.count("TIMLogin"), standIn.count("TIMUninit")], [0, 0]);
    });

    for (const how of ["its signal", "logout()", "close()"]) {
      it(`is no longer waited for after ${how}`, async () => {
        const controller = new AbortController();
        let signal: AbortSignal | undefined;
        const login = sdk.login("alice", (_, options) => {
          signal = options.signal;
          return new Promise(() => {});
        }, { signal: controller.signal });
        await until(() => signal !== undefined);
        const end = {
          "its signal": () => controller.abort(new Error("its signal")),
          "logout()": () => sdk.logout(),
          "close()": () => sdk.close(),
        }[how]!;
        await Promise.all([assertRejects(() => login, Error, how), end()]);
        assertEquals([signal?.aborted, standIn.count("TIMLogin")], [true, 0]);
      });
    }
  });

  describe("when the sig expires during the session", () => {
    it("is asked for a new one, and the user is logged in again", async () => {
      await sdk.login("alice", numbered);
      expire();
      await until(() => heard.length === 2);
      assertEquals(heard, ["usersigexpired", "renewed alice"]);
      assertEquals([lastSig(), sdk.loginUserId], ["sig-2", "alice"]);
      expire();
      await until(() => heard.length === 4);
      assertEquals([lastSig(), asked.length], ["sig-3", 3]);
    });

    it("is taken over from a login whose user was already logged in by a string", async () => {
      await sdk.login("alice", "a string");
      await sdk.login("alice", numbered);
      assertEquals([asked.length, standIn.count("TIMLogin")], [0, 1]);
      expire();
      await until(() => heard.includes("renewed alice"));
      assertEquals([lastSig(), sdk.loginUserId], ["sig-1", "alice"]);
    });

    it("is taken over from a login that was joined while it was under way", async () => {
      standIn.set({ "login.time": 30 });
      const login = sdk.login("alice", "a string");
      await until(() => standIn.count("TIMLogin") === 1);
      await Promise.all([login, sdk.login("alice", numbered)]);
      assertEquals([asked.length, standIn.count("TIMLogin")], [0, 1]);
      expire();
      await until(() => heard.includes("renewed alice"));
      assertEquals([lastSig(), sdk.loginUserId], ["sig-1", "alice"]);
    });

    it("is kept when a later login gives a string", async () => {
      await sdk.login("alice", numbered);
      await sdk.login("alice", "a string");
      expire();
      await until(() => heard.includes("renewed alice"));
      assertEquals(lastSig(), "sig-2");
    });

    it("has the new sig and the former one redacted in what the library says", async () => {
      const lines: string[] = [];
      sdk.addEventListener("log", ({ detail }) => lines.push(detail.message));
      await sdk.login("alice", numbered);
      expire();
      await until(() => heard.includes("renewed alice"));
      standIn.emit("log", { text: "sig-1, then sig-2" });
      await until(() => lines.length > 0);
      assertEquals(lines, ["[user sig], then [user sig]"]);
    });

    it("is called once however often the library reports it", async () => {
      await sdk.login("alice", numbered);
      standIn.set({ "login.time": 30 });
      standIn.emit("sig_expired", { count: 5 });
      await until(() => heard.includes("renewed alice"));
      assertEquals([asked.length, standIn.count("TIMLogin")], [2, 2]);
    });

    it("is asked for the login that others join meanwhile", async () => {
      await sdk.login("alice", numbered);
      standIn.set({ "login.time": 30 });
      expire();
      await until(() => heard.length === 1);
      assertEquals(sdk.loginStatus, LoginStatus.LoggingIn);
      await sdk.login("alice", numbered);
      assertEquals(asked.length, 2);
    });

    it("is not asked when a listener has logged in by itself", async () => {
      await sdk.login("alice", numbered);
      const login = new Promise<void>((resolve, reject) =>
        sdk.addEventListener("usersigexpired", () => {
          sdk.login("alice", "my own").then(resolve, reject);
        })
      );
      expire();
      await login;
      assertEquals([lastSig(), asked.length], ["my own", 1]);
    });

    for (
      const [shown, next, behaviour, expected] of [
        ["the new sig is refused", () => "another", { "TIMLogin.code": WRONG }, String(WRONG)],
        ["it gives no new sig", () => "sig-1", { "TIMLogin.code": EXPIRED }, String(EXPIRED)],
      ] as const
    ) {
      it(`ends the session with the reason when ${shown}`, async () => {
        await sdk.login("alice", () => asked.push("") === 1 ? "sig-1" : next());
        standIn.set(behaviour);
        expire();
        await until(() => lost !== undefined);
        assertEquals(heard, ["usersigexpired", "lost alice"]);
        assertEquals(String(lost!.error).includes(expected), true, String(lost!.error));
        await until(() => sdk.loginStatus === LoginStatus.LoggedOut && sdk.loginUserId === null);
        standIn.set({ "TIMLogin.code": 0 });
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
        ["hangs", () => new Promise<string>(() => {})],
        ["gives an empty sig", () => " \n"],
        ["gives another user's sig", () => sigOf("bob")],
      ] as const
    ) {
      it(`is asked again a second after it ${shown}`, async () => {
        const at: number[] = [];
        await sdk.login("alice", () => {
          at.push(performance.now());
          return at.length === 2 ? fail() : `sig-${at.length}`;
        });
        expire();
        await until(() => heard.length === 2);
        assertEquals(heard, ["usersigexpired", "renewed alice"]);
        assertEquals([lastSig(), sdk.loginUserId, at.length], ["sig-3", "alice", 3]);
        assert(at[2]! - at[1]! >= 990, `after ${at[2]! - at[1]!} ms`);
      });
    }

    it("is asked after growing pauses when its sigs expire at once", async () => {
      const at: number[] = [];
      sdk.addEventListener("usersigrenewed", expire);
      await sdk.login("alice", () => `sig-${at.push(performance.now())}`);
      expire();
      await until(() => at.length === 4);
      const [, first, second, third] = at as [number, number, number, number];
      assert(first - at[0]! < 900, `the first renewal was ${first - at[0]!} ms after the login`);
      assert(second - first >= 990, `${second - first} ms`);
      assert(third - second >= 1_990, `${third - second} ms`);
    });

    it("has the session lost, and says why, when it has failed ten times", async () => {
      const { now } = performance;
      let passed = 0;
      // A minute passes whenever somebody looks at the clock, so that no pause is waited for.
      performance.now = () => now.call(performance) + (passed += 60_000);
      try {
        await sdk.login("alice", () => {
          if (asked.push("alice") > 1) throw new Error(`no server ${asked.length}`);
          return "sig-1";
        });
        expire();
        await until(() => lost !== undefined, Infinity);
      } finally {
        performance.now = now;
      }
      assertEquals(heard, ["usersigexpired", "lost alice"]);
      assertEquals([asked.length, String(lost!.error)], [11, "Error: no server 11"]);
      await until(() => sdk.loginStatus === LoginStatus.LoggedOut && sdk.loginUserId === null);
    });

    describe("and it has thrown, so that a pause has begun", () => {
      beforeEach(async () => {
        await sdk.login("alice", () => {
          if (asked.push("alice") > 1) throw new Error("no server");
          return "sig-1";
        });
        expire();
        await until(() => asked.length === 2 && heard.length === 1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggingIn, "alice"]);
      });

      /** Longer than the pause. */
      const afterThePause = () => new Promise((resolve) => setTimeout(resolve, 1_300));

      for (
        const [how, end] of [
          ["logout()", () => sdk.logout()],
          ["close()", () => sdk.close()],
          ["kickedoffline", () => standIn.emit("kicked")],
        ] as const
      ) {
        it(`is not asked again after ${how}, which ends the pause at once`, async () => {
          await end();
          await until(() => sdk.loginStatus === LoginStatus.LoggedOut, 500);
          await afterThePause();
          assertEquals([asked.length, heard], [2, ["usersigexpired"]]);
        });
      }

      it("is not asked again after another login, which is not waited for", async () => {
        const before = performance.now();
        await sdk.login("alice", "a string");
        assert(performance.now() - before < 900);
        assertEquals([lastSig(), sdk.loginStatus], ["a string", LoginStatus.LoggedIn]);
        await afterThePause();
        assertEquals(asked.length, 2);
      });

      it("is asked again after another login that has got no sig", async () => {
        const failing = () => Promise.reject(new Error("no other server"));
        await assertRejects(() => sdk.login("alice", failing), Error, "no other server");
        assertEquals(sdk.loginStatus, LoginStatus.LoggingIn);
        await until(() => asked.length === 3);
      });

      it("is asked no earlier when the library says again that the sig has expired", async () => {
        for (let count = 2; count <= 5; count++) {
          expire();
          await until(() => heard.length === count);
        }
        assertEquals(asked.length, 2);
        await until(() => asked.length === 3);
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
        standIn.set({ "login.time": 3_600_000 });
        expire();
        await until(() => standIn.count("TIMLogin") === 2);
        await (how === "logout()" ? sdk.logout() : sdk.close());
        assertEquals([heard, sdk.loginUserId], [["usersigexpired"], null]);
      });
    }

    it("is not asked for a user who is logged out, or logged in by a string", async () => {
      await sdk.login("alice", numbered);
      await sdk.logout();
      expire();
      await until(() => heard.length === 1);
      await sdk.login("bob", "sig");
      expire();
      await until(() => heard.length === 2);
      assertEquals([asked.length, standIn.count("TIMLogin")], [1, 2]);
    });
  });

  describe("when another device has logged in", () => {
    it("is not asked", async () => {
      await sdk.login("alice", numbered);
      const kicked = new Promise((resolve) => sdk.addEventListener("kickedoffline", resolve));
      standIn.emit("kicked");
      expire();
      await kicked;
      await until(() => heard.length === 1);
      assertEquals([asked.length, standIn.count("TIMLogin")], [1, 1]);
    });

    it("does not bring the user back in by a renewal under way", async () => {
      await sdk.login("alice", numbered);
      standIn.set({ "login.time": 3_600_000 });
      expire();
      await until(() => standIn.count("TIMLogin") === 2);
      standIn.emit("kicked");
      await until(() => standIn.count("TIMUninit") === 1);
      await until(() => sdk.loginStatus === LoginStatus.LoggedOut);
      assertEquals([sdk.loginUserId, heard], [null, ["usersigexpired"]]);
    });
  });
});
