/** What a newcomer gets wrong: each is refused at once, and told what to do about it. */

import { ImSdk } from "../mod.ts";
import { openSession, standIn } from "./support/stand_in.ts";
import {
  afterEach,
  assertEquals,
  assertRejects,
  assertThrows,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";

// Bound before the first test, for the sanitizer.
{
  await using sdk = await openSession();
  await sdk.api.TIMGetUserStatus([]).catch(() => {});
}

/** What no type lets through, but JavaScript does. */
type Untyped = (...args: readonly unknown[]) => Promise<unknown>;

const OPENING = "Cannot open the session: ";

describe("ImSdk.open() says what is wrong", () => {
  beforeEach(() => standIn.reset());

  const mistakes: readonly (readonly [string, unknown, string])[] = [
    [
      "no sdkAppId",
      {},
      "sdkAppId is missing. Pass the SDKAppID that the vendor's console shows for your app.",
    ],
    [
      "NaN",
      { sdkAppId: Number(undefined) },
      "sdkAppId is NaN, so it was made of no number. Is the environment variable set?",
    ],
    [
      "digits",
      { sdkAppId: "1400000000" },
      'sdkAppId must be a number, but is the text "1400000000". Pass Number("1400000000").',
    ],
    [
      "another text, which may be a secret",
      { sdkAppId: "the-secret" },
      "sdkAppId must be a number or a bigint, but is a string.",
    ],
    ["null", { sdkAppId: null }, "sdkAppId must be a number or a bigint, but is null."],
    ["appId", { appId: 1 }, 'there is no option "appId". Did you mean "sdkAppId"?'],
    ["SDKAppID", { SDKAppID: 1 }, 'there is no option "SDKAppID". Did you mean "sdkAppId"?'],
    [
      "dataDirectory",
      { sdkAppId: 1, dataDirectory: "data" },
      'there is no option "dataDirectory". Did you mean "dataDir"?',
    ],
    [
      "what is like no option",
      { sdkAppId: 1, x: 1 },
      'there is no option "x". The options are sdkAppId, libraryPath, isolated, dataDir, logDir, ' +
      "logLevel, consoleLog, proxy, customServer, appDefinedData, localStorage, callTimeout.",
    ],
    [
      "proxy.pasword",
      { sdkAppId: 1, proxy: { type: "http", host: "a", port: 1, username: "b", pasword: "c" } },
      'there is no option "proxy.pasword". Did you mean "proxy.password"?',
    ],
    ["no options", undefined, "options must be an object, but is undefined. Pass { sdkAppId }."],
    ["the id", 1400000000, "options must be an object, but is a number. Pass { sdkAppId }."],
    ["a function", () => {}, "options must be an object, but is a function. Pass { sdkAppId }."],
    [
      "a signal",
      new AbortController().signal,
      "options must be an object, but is an AbortSignal. Pass { sdkAppId }.",
    ],
    ["a date", { sdkAppId: 1, dataDir: new Date() }, "dataDir must be a string, but is a Date."],
  ];
  for (const [title, options, message] of mistakes) {
    it(`when it is given ${title}`, async () => {
      const error = await assertRejects(() => (ImSdk.open as Untyped)(options), Error);
      assertEquals(error.message, OPENING + message);
      assertEquals(error instanceof TypeError || error instanceof RangeError, true);
      assertEquals(standIn.count("TIMInit"), 0);
    });
  }

  it("when it is called by new", () => {
    const error = assertThrows(() => Reflect.construct(ImSdk, [{ sdkAppId: 1 }]), TypeError);
    assertEquals(
      error.message,
      `${OPENING}ImSdk has no constructor of its own. Use await ImSdk.open({ sdkAppId }).`,
    );
  });
});

describe("a session says what is wrong", () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    await standIn.reset();
    sdk = await openSession();
  });
  afterEach(() => sdk.close());

  const { signal } = new AbortController();
  const variable = "Is the environment variable set?";
  const mistakes: readonly (readonly [string, keyof ImSdk, readonly unknown[], string])[] = [
    [
      "no user id",
      "login",
      [undefined, "sig"],
      `Cannot log in: userId must be a string, but is undefined. ${variable}`,
    ],
    [
      "a number as user id",
      "login",
      [7, "s"],
      "Cannot log in: userId must be a string, but is a number.",
    ],
    [
      "no user id and no sig",
      "login",
      [],
      `Cannot log in: userId must be a string, but is undefined. ${variable}`,
    ],
    [
      "no sig",
      "login",
      ["alice"],
      `Cannot log in: userSig must be a string, but is undefined. ${variable}`,
    ],
    [
      "a signal in place of options",
      "login",
      ["alice", "sig", signal],
      "Cannot log in: options must be an object, but is an AbortSignal. Pass { signal }.",
    ],
    [
      "a misspelt option",
      "login",
      ["alice", "sig", { singal: signal }],
      'Cannot log in: there is no option "singal". Did you mean "signal"?',
    ],
    [
      "a controller in place of its signal",
      "login",
      ["alice", "sig", { signal: new AbortController() }],
      "Cannot log in: signal must be an AbortSignal, but is an AbortController.",
    ],
    [
      "a signal in place of options",
      "logout",
      [signal],
      "Cannot log out: options must be an object, but is an AbortSignal. Pass { signal }.",
    ],
    [
      "a time limit that it doesn't take",
      "logout",
      [{ timeout: 1 }],
      'Cannot log out: there is no option "timeout". The options are signal.',
    ],
    [
      "a signal in place of options",
      "connected",
      [signal],
      "Cannot wait for the connection: options must be an object, but is an AbortSignal. " +
      "Pass { signal }.",
    ],
    [
      "a signal in place of options",
      "events",
      ["log", signal],
      "Cannot listen: options must be an object, but is an AbortSignal. Pass { signal }.",
    ],
    [
      "an unknown event",
      "events",
      ["kickedofline"],
      'Cannot listen: there is no event "kickedofline". Did you mean "kickedoffline"?',
    ],
    [
      "an event that is like none",
      "addEventListener",
      ["x", () => {}],
      'Cannot listen: there is no event "x". ImSdkEventMap has all that there are.',
    ],
  ];
  for (const [title, member, args, message] of mistakes) {
    it(`when ${String(member)}() is given ${title}`, async () => {
      const call = async (): Promise<unknown> => await (sdk[member] as Untyped).call(sdk, ...args);
      const error = await assertRejects(call, TypeError);
      assertEquals(error.message, message);
      assertEquals(standIn.count("TIMLogin"), 0);
    });
  }

  const requests: readonly (readonly [string, readonly unknown[], string])[] = [
    [
      "a signal in place of options",
      [[], signal],
      "options must be an object, but is an AbortSignal. Pass { signal }.",
    ],
    [
      "a misspelt option",
      [[], { timeOut: 1 }],
      'there is no option "timeOut". Did you mean "timeout"?',
    ],
    [
      "a time limit in words",
      [[], { timeout: "1 s" }],
      "timeout must be a number, but is a string.",
    ],
    ["no arguments", [], "json_identifier_array must be an object or JSON text, but is undefined."],
    [
      "too many",
      [[], {}, 1],
      "it takes json_identifier_array, options, but was given 3 arguments.",
    ],
  ];
  for (const [title, args, message] of requests) {
    it(`when a function of its api is given ${title}`, async () => {
      const call = sdk.api.TIMGetUserStatus as unknown as Untyped;
      const error = await assertRejects(() => call(...args), TypeError);
      assertEquals(error.message, `Cannot call TIMGetUserStatus: ${message}`);
      assertEquals(standIn.count("TIMGetUserStatus"), 0);
    });
  }
});
