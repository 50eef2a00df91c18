/** What an ImSdkError tells besides its code: where the call was made, and why the network failed. */

import { captureCallSite, errorAt } from "../ffi/errors/call_site.ts";
import { openNative } from "../ffi/mod.ts";
import { type ErrorName, type ImSdk, ImSdkError } from "../mod.ts";
import { type Fake, openFake } from "../src/testing.ts";
import { openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  afterEach,
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

const native = await openNative(standInPath);
const NO_NETWORK = 9523;
const UNREACHABLE = 9512;

// Bound before the first test, for the sanitizer.
{
  await using sdk = await openSession();
  await sdk.api.TIMGetUserStatus([]).catch(() => {});
  await sdk.api.TIMMsgSendMessage("bob", 1, "{}").catch(() => {});
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("the stack of an ImSdkError", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    await standIn.reset();
    sdk = await openSession();
  });
  afterEach(() => sdk.close());

  async function assertShows(caller: () => Promise<unknown>): Promise<ImSdkError> {
    const error = await assertRejects(caller, ImSdkError);
    assertMatch(error.stack ?? "", new RegExp(`^ImSdkError: ${error.api} failed: .*\\n +at `));
    assertMatch(error.stack ?? "", new RegExp(`\\n +at .*${caller.name}`));
    assert(!/call_site|captureCallSite/.test(error.stack ?? ""), error.stack);
    return error;
  }

  // With `return` in place of `await` the engine of Bun leaves out the frame: a tail call has none.
  const callers = [
    async function openInUserCode(): Promise<void> {
      await openSession();
    },
    async function loginInUserCode(): Promise<void> {
      await sdk.login("alice", "sig");
    },
    async function loginByFunctionInUserCode(): Promise<void> {
      await sdk.login("alice", () => pause(5).then(() => "sig"));
    },
    async function logoutInUserCode(): Promise<void> {
      await sdk.logout();
    },
    async function requestInUserCode(): Promise<void> {
      await sdk.api.TIMGetUserStatus([]);
    },
    async function sendInUserCode(): Promise<void> {
      await sdk.api.TIMMsgSendMessage("bob", 1, "{}");
    },
    async function refusedInUserCode(): Promise<void> {
      standIn.set({ "TIMGetUserStatus.return": -4 });
      await sdk.api.TIMGetUserStatus([]);
    },
    async function nativeRequestInUserCode(): Promise<void> {
      await native.api.TIMGetUserStatus([]);
    },
  ];
  for (const caller of callers) {
    it(`has the frames of the call: ${caller.name}`, async () => {
      standIn.set({
        "TIMLogin.code": NO_NETWORK,
        "TIMLogout.code": NO_NETWORK,
        "login.time": 20,
        "logout.time": 20,
      });
      if (caller.name.startsWith("open")) {
        await sdk.close();
        standIn.set({ "TIMInit.return": -3 });
      }
      await assertShows(caller);
    });
  }

  it("is of each caller's own call when several have joined one login", async () => {
    standIn.set({ "TIMLogin.code": NO_NETWORK, "login.time": 30 });
    const { signal } = new AbortController();
    const firstCaller = async (): Promise<void> => void await sdk.login("alice", "sig");
    const secondCaller = async (): Promise<void> => void await sdk.login("alice", "sig");
    const thirdCaller = async (): Promise<void> => void await sdk.login("alice", "sig", { signal });
    const errors = await Promise.all([firstCaller, secondCaller, thirdCaller].map(assertShows));
    assertEquals(errors.map(({ code }) => code), [NO_NETWORK, NO_NETWORK, NO_NETWORK]);
    assert(!errors[1]?.stack?.includes("firstCaller"), errors[1]?.stack);
    assertEquals(standIn.count("TIMLogin"), 1);
  });

  it("keeps all else that the error tells", () => {
    const cause = new Error("why");
    const error = new ImSdkError("TIMLogin", 6014, "not logged in", { a: 1 }, { cause });
    const capture = (): unknown => errorAt(captureCallSite(capture), error);
    const own = capture();
    assertInstanceOf(own, ImSdkError);
    assert(own !== error);
    assertEquals(
      [own.api, own.code, own.codeName, own.desc, own.result, own.cause, own.message],
      [error.api, 6014, "ERR_SDK_NOT_LOGGED_IN", "not logged in", { a: 1 }, cause, error.message],
    );
    assertEquals(Object.keys(own), Object.keys(error));
  });

  it("is captured of some calls only where there are many", async () => {
    const capture = (): unknown => captureCallSite(capture);
    const start = performance.now();
    let captured = 0;
    for (let call = 0; call < 10_000; call++) if (capture() !== undefined) captured++;
    const elapsed = performance.now() - start;
    assert(captured >= 1 && captured <= 51 + 2 * elapsed, `${captured} in ${elapsed} ms`);
    await pause(20);
    assert(capture() !== undefined);
  });
});

describe("the cause of an ImSdkError", () => {
  let sdk: ImSdk;
  let fake: Fake;

  beforeEach(async () => {
    ({ sdk, fake } = await openFake());
  });
  afterEach(() => sdk.close());

  const fail = (code: number): Promise<ImSdkError> => {
    fake.failLogin(code);
    return assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
  };

  it("is what the connection has last told of a failure, where the network has failed", async () => {
    await fake.setNetwork("failed", { code: 9511, desc: "refused" });
    await fake.setNetwork("failed", { code: UNREACHABLE, desc: "no route" });
    await fake.setNetwork("connecting");
    const { cause } = await fail(NO_NETWORK);
    assertInstanceOf(cause, ImSdkError);
    assertEquals([cause.api, cause.code, cause.codeName, cause.desc], [
      "TIMSetNetworkStatusListenerCallback",
      UNREACHABLE,
      "ERR_SDK_NET_NET_UNREACH",
      "no route",
    ]);
    const error = await assertRejects(async () => {
      fake.answer("TIMGetUserStatus", () => 9520);
      await sdk.api.TIMGetUserStatus([]);
    }, ImSdkError);
    assertEquals((error.cause as ImSdkError).code, UNREACHABLE);
  });

  it("isn't there where the network has nothing to do with it", async () => {
    await fake.setNetwork("failed", { code: UNREACHABLE, desc: "no route" });
    assertEquals("cause" in await fail(70001), false);
  });

  it("isn't there where the connection has told nothing, or has been established since", async () => {
    assertEquals("cause" in await fail(NO_NETWORK), false);
    await fake.setNetwork("failed", { code: UNREACHABLE, desc: "no route" });
    await fake.setNetwork("connected");
    assertEquals("cause" in await fail(NO_NETWORK), false);
  });
});

describe("the code name of an ImSdkError", () => {
  it("is one of the names that there are", () => {
    const name: ErrorName | undefined = new ImSdkError("TIMLogin", 6206).codeName;
    assertEquals(name, "ERR_USER_SIG_EXPIRED");
    // @ts-expect-error: a misspelt name does not compile.
    assertEquals(name === "ERR_USER_SIG_EXPIRD", false);
    assertEquals(new ImSdkError("TIMLogin", 1).codeName, undefined);
  });
});
