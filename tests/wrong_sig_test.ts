/** Logins with a sig that can't be right: what is refused before the library, and what is not. */

import vendor from "tls-sig-api-v2/TLSSigAPIv2.js";
import { type ImSdk, ImSdkError, LoginStatus, signUserSig } from "../mod.ts";
import { type Fake, type FakeOptions, openFake } from "../src/testing.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  describe,
  it,
} from "./support/testing.ts";

const secretKey = "0123456789abcdef".repeat(4);
const sdkAppId = 1400000000;
const valid = { sdkAppId, secretKey, userId: "alice", expiresIn: 3600 };

const customServer = { longConnections: [{ host: "127.0.0.1", port: 9 }], publicKey: "a key" };

describe("a sig", () => {
  let sdk: ImSdk;
  let fake: Fake;

  afterEach(() => sdk.close());

  const open = async (options: FakeOptions = {}): Promise<void> => {
    ({ sdk, fake } = await openFake({ sdkAppId, ...options }));
  };
  /** The sigs of all logins that the library was asked for. */
  const sigs = (): (string | null)[] =>
    fake.calls.flatMap(({ name, args }) => name === "TIMLogin" ? [args[1]] : []);

  for (
    const [shown, give] of [
      ["a text", (sig: string) => sig],
      ["a function", (sig: string) => () => sig],
      ["a function with a promise", (sig: string) => () => Promise.resolve(sig)],
    ] as const
  ) {
    describe(`that is given by ${shown}`, () => {
      it("logs in its user, without the white space around it", async () => {
        await open();
        const sig = signUserSig(valid);
        await sdk.login("alice", give(` \ufeff\t${sig}\r\n`));
        assertEquals([sigs().at(-1), sdk.loginUserId], [sig, "alice"]);
      });

      it("is refused when it is another user's", async () => {
        await open();
        const sig = signUserSig({ ...valid, userId: "bob" });
        const error = await assertRejects(() => sdk.login("alice", give(sig)), ImSdkError);
        assertEquals([error.code, error.codeName, error.api], [
          70013,
          "ERR_SVR_ACCOUNT_USERSIG_MISMATCH_ID",
          "TIMLogin",
        ]);
        assertMatch(error.desc, /the user "bob", but the login is for "alice"\. Get a sig for/);
        assert(!`${error.stack}`.includes(sig));
        assertEquals([sigs().length, sdk.loginStatus], [0, LoginStatus.LoggedOut]);
      });

      it("is refused when it is another app's", async () => {
        await open();
        const sig = signUserSig({ ...valid, sdkAppId: 1400000001 });
        const error = await assertRejects(() => sdk.login("alice", give(sig)), ImSdkError);
        assertEquals([error.code, error.codeName, error.api], [
          70014,
          "ERR_SVR_ACCOUNT_USERSIG_MISMATCH_SDKAPPID",
          "TIMLogin",
        ]);
        assertMatch(error.desc, /app 1400000001, but the session is open for 1400000000\. Sign it/);
        assertEquals([sigs().length, sdk.loginStatus], [0, LoginStatus.LoggedOut]);
      });

      it("is refused when it is the secret key, which is not shown", async () => {
        await open();
        for (const key of [secretKey, `${secretKey.toUpperCase()}\n`]) {
          const error = await assertRejects(() => sdk.login("alice", give(key)), TypeError);
          assertMatch(error.message, /secret key.*signUserSig\(\)/);
          assert(!`${error.stack}`.includes(key.trim()));
        }
        assertEquals([sigs().length, sdk.loginStatus], [0, LoginStatus.LoggedOut]);
      });

      it("is not looked at when there is a custom server", async () => {
        await open({ customServer });
        const ofBob = signUserSig({ ...valid, sdkAppId: 1, userId: "bob" });
        for (const sig of [ofBob, secretKey]) {
          await sdk.login("alice", give(sig));
          assertEquals([sigs().at(-1), sdk.loginUserId], [sig, "alice"]);
          await sdk.logout();
        }
      });

      it("is refused when it is nothing but white space", async () => {
        await open();
        await assertRejects(() => sdk.login("alice", give(" \n")), RangeError, "userSig");
        assertEquals(sigs().length, 0);
      });
    });
  }

  it("of another user is refused of a login that would be joined as well", async () => {
    await open();
    await sdk.login("alice", signUserSig(valid));
    const ofBob = signUserSig({ ...valid, userId: "bob" });
    const { code } = await assertRejects(() => sdk.login("alice", ofBob), ImSdkError);
    assertEquals([code, sdk.loginUserId], [70013, "alice"]);
  });

  it("of an app beyond 2^32 is compared with the app's id as a bigint", async () => {
    await open({ sdkAppId: 2n ** 53n - 1n });
    await sdk.login("alice", signUserSig({ ...valid, sdkAppId: 2n ** 53n - 1n }));
    assertEquals(sdk.loginUserId, "alice");
  });

  const expired = new vendor.Api(sdkAppId, secretKey).genUserSig("alice", -60);
  const ofSigs = [6206, 70001, 70003, 70005, 70009, 70013, 70052];

  it("that has expired, or can't be read, is the service's to judge", async () => {
    await open();
    for (const sig of [expired, "no-sig", "sig with spaces"]) {
      await sdk.login("alice", sig);
      assertEquals(sigs().at(-1), sig);
      await sdk.logout();
    }
  });

  for (
    const [shown, sig, hint] of [
      ["has expired", expired, /by this machine's clock the sig expired at 20\S+Z\. Get a new one/],
      [
        "can't be read",
        "no-sig",
        /the sig cannot be read: it is cut off or has been changed\. Copy/,
      ],
    ] as const
  ) {
    it(`that ${shown} is told of in the error that the service gives`, async () => {
      await open();
      for (const code of ofSigs) {
        for (const desc of ["", "the library's words"]) {
          fake.failLogin(code, desc);
          const error = await assertRejects(() => sdk.login("alice", sig), ImSdkError);
          assertEquals([error.code, error.desc], [code, desc]);
          assertMatch(error.message, hint);
          assert(error.message.includes(desc) && !error.message.includes(sig), error.message);
        }
      }
    });

    it(`that ${shown} has nothing to do with an error of another kind`, async () => {
      await open();
      for (const code of [9523, 6208, -4, 12345]) {
        fake.failLogin(code, "words");
        const error = await assertRejects(() => sdk.login("alice", sig), ImSdkError);
        assertEquals(error.message.slice(-7), ": words");
      }
    });

    it(`that ${shown} is not looked at when there is a custom server`, async () => {
      await open({ customServer });
      fake.failLogin(70001, "words");
      const error = await assertRejects(() => sdk.login("alice", sig), ImSdkError);
      assertEquals(error.message.slice(-7), ": words");
    });
  }

  it("that is valid adds nothing to the service's error", async () => {
    await open();
    fake.failLogin(70003, "words");
    const error = await assertRejects(() => sdk.login("alice", signUserSig(valid)), ImSdkError);
    assertEquals(error.message.slice(-7), ": words");
  });
});
