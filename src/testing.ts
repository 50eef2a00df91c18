/**
 * Sessions for tests: the real {@linkcode ImSdk}, on a library that is made of TypeScript.
 *
 * Nothing is needed for it: no native library, no file, no permission, no network. Any number of
 * them can be open at once. Joining, aborts, time limits, the renewal of sigs, events and closing
 * are the session's own, and work as on the native library. An open session keeps the process alive,
 * so close it even if the test fails: by `await using`, or by what the test runner has for that.
 *
 * Answers and events come in macrotasks. Fake time changes nothing about that: neither the session
 * nor the fake uses the timers that a test replaces, so answers come while time stands still, and
 * the session's time limits do not run faster. A handler that waits by a timer of its own waits for
 * fake time.
 *
 * @example A bot, and its test
 * ```ts
 * import { ImSdk } from "@imsdk/ffi";
 * import { openFake } from "@imsdk/ffi/testing";
 *
 * function answerPings(sdk: ImSdk): void {
 *   sdk.addEventListener("receivenewmessage", ({ detail }) => {
 *     for (const { message_sender = null } of detail ?? []) {
 *       sdk.api.TIMMsgSendMessage(message_sender, 1, {
 *         message_elem_array: [{ elem_type: 0, text_elem_content: "pong" }],
 *       });
 *     }
 *   });
 * }
 *
 * export async function testPong(): Promise<void> {
 *   await using session = await openFake();
 *   const { sdk, fake } = session;
 *   fake.answer("TIMMsgSendMessage", (_convId, _convType, message) => ({
 *     message_elem_array: [],
 *     ...message,
 *   }));
 *   await sdk.login("bot", "any sig");
 *   answerPings(sdk);
 *   await fake.emit("receivenewmessage", [{ message_elem_array: [], message_sender: "alice" }]);
 *   console.assert(fake.calls.at(-1)?.name === "TIMMsgSendMessage");
 * }
 * ```
 *
 * @module
 */

import {
  type FakeOptions,
  type FakeSession,
  openFakeSession,
} from "./testing/open_fake_session.ts";

export type {
  AnswerTo,
  FakeAnswer,
  FakeArguments,
  FakeCall,
  FakeFunctionName,
  FakeHandler,
  WithoutOptions,
  WithParsedJson,
} from "./testing/answers.ts";
export type { FailLoginOptions, Fake, SetNetworkOptions } from "./testing/fake.ts";
export type { FakeOptions, FakeSession } from "./testing/open_fake_session.ts";

/**
 * Opens a session on a library that is made of TypeScript. It has a connection, and logs in every
 * user, until {@linkcode Fake} says something else.
 *
 * @param options The options of the session; the app's id is 1400000000 by default.
 * @returns The session, with nobody logged in, and the library behind it.
 * @throws {TypeError} An option is of the wrong type.
 * @throws {RangeError} A number is out of range.
 *
 * @example
 * ```ts
 * import { openFake } from "@imsdk/ffi/testing";
 *
 * export async function main(): Promise<void> {
 *   await using session = await openFake();
 *   const { sdk, fake } = session;
 *   fake.failLogin(70001, "the sig has expired");
 *   await sdk.login("alice", "sig").catch((error) => console.log(error.code));
 *   await sdk.login("alice", "another sig");
 *   await fake.kickOffline();
 *   console.log(sdk.loginUserId);
 * }
 * ```
 */
export function openFake(options: FakeOptions = {}): Promise<FakeSession> {
  return openFakeSession(options);
}
