/** The entry ./testing: the real session, on a library that is made of TypeScript. */

import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import {
  ImSdk,
  ImSdkError,
  LoginStatus,
  NetworkStatus,
  type SessionLostDetail,
  signUserSig,
} from "../mod.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import { bufferParameters, isRequest } from "../ffi/table/function_definition.ts";
import {
  type FunctionDefinition,
  isCallback,
  type NumberKind,
  type ResultKind,
  type TextKind,
} from "../ffi/table/symbol_table.ts";
import { sessionMemberFor } from "../src/session_functions.ts";
import { type FakeSession, openFake } from "../src/testing.ts";
import { modulePath } from "../scripts/runtimes.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  assertThrows,
  describe,
  it,
} from "./support/testing.ts";

const text = (content: string) => ({
  message_elem_array: [{ elem_type: 0 as const, text_elem_content: content }],
});

/** A value for each kind of argument and result. */
function sample(kind: NumberKind | TextKind | ResultKind): unknown {
  return { string: "text", json: {}, bool: true, i32: 7, u32: 7, i64: 7, u64: 7, void: undefined }[
    kind
  ];
}

/** Whether there is a bigint in a value, at any depth. */
function hasBigint(value: unknown): boolean {
  if (typeof value === "bigint") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasBigint);
}

/** The names of what the library was called for. */
function namesOf({ fake }: FakeSession): string[] {
  return fake.calls.map(({ name }) => name);
}

describe("openFake()", () => {
  it("opens a session of the real class, with a connection", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    assert(sdk instanceof ImSdk);
    assertEquals(sdk.loginStatus, LoginStatus.LoggedOut);
    assertEquals(sdk.loginUserId, null);
    assertEquals(sdk.connectionState, "connected");
    await sdk.connected();
    assertEquals(fake.calls, []);
  });

  it("logs every user in and out", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const login = sdk.login("alice", "sig");
    assertEquals(sdk.loginStatus, LoginStatus.LoggingIn);
    await login;
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedIn, "alice"]);
    await sdk.logout();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    assertEquals(fake.calls, [
      { name: "TIMLogin", args: ["alice", "sig"] },
      { name: "TIMLogout", args: [] },
    ]);
  });

  it("opens any number of sessions, which know nothing of each other", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const sessions = await Promise.all(names.map(() => openFake()));
    await Promise.all(sessions.map(({ sdk }, place) => sdk.login(names[place]!, "sig")));
    assertEquals(sessions.map(({ sdk }) => sdk.loginUserId), names);
    await sessions[0]!.fake.kickOffline();
    assertEquals(sessions.map(({ sdk }) => sdk.loginUserId), [null, "b", "c", "d", "e"]);
    await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
  });

  it("checks the options as ImSdk.open() does, and touches no directory", async () => {
    await assertRejects(() => openFake({ sdkAppId: 0 }), RangeError, "sdkAppId");
    await assertRejects(
      () => openFake({ appId: 1 } as object),
      TypeError,
      'Did you mean "sdkAppId"?',
    );
    await using _session = await openFake({
      dataDir: "/no/such/directory",
      libraryPath: "/no/such/library",
      isolated: true,
      customServer: { longConnections: [{ host: "127.0.0.1", port: 1 }], publicKey: "key" },
    });
  });

  it("keeps the rules of sessions: who is logged in, whose sig it is, what is closed", async () => {
    const session = await openFake({ sdkAppId: 1 });
    const { sdk } = session;
    const sigOfBob = signUserSig({
      sdkAppId: 1,
      secretKey: "0".repeat(64),
      userId: "bob",
      expiresIn: 60,
    });
    const refused = await assertRejects(() => sdk.login("alice", sigOfBob), ImSdkError);
    assertEquals(refused.code, 70013);
    await Promise.all([sdk.login("alice", "sig"), sdk.login("alice", "sig")]);
    assertEquals(namesOf(session), ["TIMLogin"]);
    await assertRejects(() => sdk.login("bob", sigOfBob), DOMException, '"alice" is logged in');
    await sdk.close();
    await assertRejects(() => sdk.login("alice", "sig"), DOMException, "the session is closed");
  });

  it("opens sessions in workers", async () => {
    const worker = new Worker(modulePath("tests/programs/fake_worker.ts"));
    const [said] = await once(worker, "message");
    assertEquals(said, "alice is logged in");
    await worker.terminate();
  });
});

describe("fake.answer()", () => {
  it("answers by what the handler returns, now or later", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await sdk.login("alice", "sig");
    fake.answer("TIMMsgSendMessage", (convId, _type, message) => ({
      message_elem_array: [],
      ...message,
      message_conv_id: convId ?? "",
    }));
    const sending = sdk.api.TIMMsgSendMessage("bob", 1, text("hello"));
    assert(sending.message_id_buffer !== "");
    const { result, message_id_buffer } = await sending;
    assertEquals(result, { ...text("hello"), message_conv_id: "bob" });
    assertEquals(message_id_buffer, sending.message_id_buffer);

    const { promise, resolve } = Promise.withResolvers<readonly []>();
    fake.answer("TIMGroupGetJoinedGroupList", () => promise);
    let isAnswered = false;
    const groups = sdk.api.TIMGroupGetJoinedGroupList().then((groups) => {
      isAnswered = true;
      return groups;
    });
    await setTimeout(10);
    assert(!isAnswered);
    resolve([]);
    assertEquals(await groups, []);
  });

  it("answers by an error, of a code or of an ImSdkError", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const failure = (): Promise<ImSdkError> =>
      assertRejects(() => sdk.api.TIMMsgSendMessage("bob", 1, text("hello")), ImSdkError);
    fake.answer("TIMMsgSendMessage", () => 6015);
    assertEquals((await failure()).code, 6015);
    fake.answer("TIMMsgSendMessage", () => {
      throw new ImSdkError("TIMMsgSendMessage", 20012, "muted", text("hello"));
    });
    const { code, desc, result } = await failure();
    assertEquals([code, desc, result], [20012, "muted", text("hello")]);
    fake.answer("TIMMsgSendMessage", () => {
      throw new RangeError("a mistake in the test");
    });
    const mistake = await failure();
    assertEquals(mistake.code, 500);
    assert(mistake.message.includes("a mistake in the test"), mistake.message);
  });

  it("gives handlers the arguments with their JSON parsed, whatever it was passed as", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const given: unknown[] = [];
    fake.answer("TIMConvGetConvInfo", (json) => {
      given.push(json);
      return [];
    });
    const wanted = [{ get_conversation_list_param_conv_id: "bob" }];
    await sdk.api.TIMConvGetConvInfo(wanted as never);
    await sdk.api.TIMConvGetConvInfo(JSON.stringify(wanted));
    await sdk.api.TIMConvGetConvInfo(null);
    assertEquals(given, [wanted, wanted, null]);
    assertEquals(fake.calls.map(({ args }) => args), [[wanted], [wanted], [null]]);
    const unreadable = await assertRejects(() => sdk.api.TIMConvGetConvInfo("["), ImSdkError);
    assertEquals(unreadable.code, -3);
  });

  it("answers functions of other shapes", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    fake.answer("TIMGetServerTime", () => 2n ** 63n);
    assertEquals(sdk.api.TIMGetServerTime(), 2n ** 63n);
    fake.answer("TIMConvCancelDraft", () => -4);
    assertEquals(sdk.api.TIMConvCancelDraft("bob", 1), -4);
    fake.answer("TIMMsgSendNewMsgEx", (_convId, _type, message) => ({
      result: { message_elem_array: [], ...message },
      msgid_cb: "some id",
    }));
    assertEquals(await sdk.api.TIMMsgSendNewMsgEx("bob", 1, text("hello")), {
      result: text("hello"),
      msgid_cb: "some id",
    });
    fake.answer("TIMMsgGetGroupMessageReadMemberList", () => ({
      json_group_member_array: [],
      next_seq: 2n ** 60n,
      is_finished: true,
    }));
    const members = sdk.api.TIMMsgGetGroupMessageReadMemberList(text("hello"), 0, 0, 10);
    assertEquals(await members, {
      json_group_member_array: [],
      next_seq: 2n ** 60n,
      is_finished: true,
    });
  });

  it("is asked for where there is none: as in the library while nobody is logged in", async () => {
    await using session = await openFake();
    const { sdk } = session;
    const codeOf = async (call: () => Promise<unknown>): Promise<[number, string]> => {
      const { code, message } = await assertRejects(call, ImSdkError);
      return [code, message];
    };
    const list = () => sdk.api.TIMGroupGetJoinedGroupList();
    const members = () => sdk.api.TIMMsgGetGroupMessageReadMemberList(text("hello"), 0, 0, 10);
    assertEquals((await codeOf(list))[0], 6014);
    assertEquals((await codeOf(members))[0], 6014);
    await sdk.login("alice", "sig");
    const [code, message] = await codeOf(list);
    assertEquals(code, 404);
    assert(message.includes('fake.answer("TIMGroupGetJoinedGroupList", () => …)'), message);
    assertEquals((await codeOf(members))[0], 404);
    assertEquals(sdk.api.TIMConvCancelDraft("bob", 1), 0);
  });

  it("may never come: time limits, signals and close() end the wait", async () => {
    const { sdk, fake } = await openFake({ callTimeout: 20 });
    fake.answer("TIMGroupGetJoinedGroupList", () => new Promise(() => {}));
    const call = (options?: { timeout?: number; signal?: AbortSignal }) => () =>
      sdk.api.TIMGroupGetJoinedGroupList(options);
    assertEquals((await assertRejects(call(), DOMException)).name, "TimeoutError");
    const reason = new Error("enough");
    const aborted = call({ signal: AbortSignal.abort(reason) });
    assertEquals((await assertRejects(aborted, Error)).message, "enough");
    const pending = assertRejects(call({ timeout: 10_000 }), DOMException);
    await sdk.close();
    assertEquals((await pending).name, "AbortError");
  });

  it("answers every function of the library, whatever its shape", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await sdk.login("alice", "sig");
    const api = sdk.api as unknown as Record<string, (...args: unknown[]) => unknown>;
    const answer = fake.answer as (name: string, handler: () => unknown) => void;
    const table: Readonly<Record<string, FunctionDefinition>> = symbols;
    const names = Object.keys(table).filter((name) => sessionMemberFor(name) === undefined);
    const id = 2n ** 63n;
    for (const name of names) {
      const { parameters, result } = table[name]!;
      const args = parameters.flatMap(([, kind]) =>
        typeof kind === "object" || kind === "user_data" || isCallback(kind) ? [] : [sample(kind)]
      );
      const buffers = bufferParameters(table[name]!).map(({ name }) => [name, "written"]);
      if (isRequest(table[name]!)) {
        answer(name, () => ({ result: { id }, msgid_cb: { id }, next_seq: id }));
        assert(hasBigint(await api[name]!(...args)), name);
      } else if (buffers.length > 0) {
        const answered = { result: 0, ...Object.fromEntries(buffers) };
        answer(name, () => answered);
        assertEquals(await api[name]!(...args), answered);
      } else {
        answer(name, () => sample(result));
        assertEquals(await api[name]!(...args), result === "u64" ? 7n : sample(result));
      }
    }
    assert(names.length > 150, `${names.length} functions`);
  });

  it("is an error that says why, where the handler gives what C has no value for", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await sdk.login("alice", "sig");
    const toJSON = (): never => {
      throw new Error("no JSON of it");
    };
    const unusable: readonly (readonly [unknown, string])[] = [
      [NaN, "the error code must be an integer"],
      [2 ** 31, "the error code must be from"],
      [{ toJSON }, "no JSON of it"],
      [() => {}, "must be what JSON has, but is a function"],
      [Symbol("answer"), "must be what JSON has, but is a symbol"],
    ];
    for (const [value, words] of unusable) {
      fake.answer("TIMConvGetConvList", (() => value) as () => number);
      const error = await assertRejects(() => sdk.api.TIMConvGetConvList(), ImSdkError, words);
      assertEquals(error.code, 500);
      assert(error.message.includes('fake.answer("TIMConvGetConvList", …)'), error.message);
    }
    fake.answer("TIMGetServerTime", (() => "noon") as unknown as () => bigint);
    assertThrows(() => sdk.api.TIMGetServerTime(), TypeError, "the result must be a number");
    fake.answer("TIMConvCancelDraft", () => 2 ** 31);
    assertThrows(() => sdk.api.TIMConvCancelDraft("bob", 1), RangeError, "the result must be");
    fake.answer("TIMConvCancelDraft", () => {
      throw new RangeError("a mistake in the test");
    });
    assertThrows(() => sdk.api.TIMConvCancelDraft("bob", 1), RangeError, "a mistake in the test");
  });

  it("is empty where the callback of a function has no code to tell of a failure", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const empty = { json_group_member_array: null, next_seq: 0n, is_finished: false };
    for (const next_seq of ["first", 1.5]) {
      const members = { json_group_member_array: [], next_seq, is_finished: true };
      fake.answer("TIMMsgGetGroupMessageReadMemberList", (() => members) as unknown as () => null);
      const read = sdk.api.TIMMsgGetGroupMessageReadMemberList(text("hello"), 0, 0, 10);
      assertEquals<unknown>(await read, empty);
    }
  });

  it("may come from the session itself, or close it", async () => {
    const { sdk, fake } = await openFake();
    await sdk.login("alice", "sig");
    fake.answer("TIMConvGetConvList", () => []);
    fake.answer("TIMGroupGetJoinedGroupList", async () => {
      await sdk.api.TIMConvGetConvList();
      await fake.emit("kickedoffline", null);
      return [];
    });
    assertEquals(await sdk.api.TIMGroupGetJoinedGroupList(), []);
    assertEquals(sdk.loginUserId, null);
    fake.answer("TIMGroupGetJoinedGroupList", () => sdk.close().then(() => []));
    const ended = await assertRejects(() => sdk.api.TIMGroupGetJoinedGroupList(), DOMException);
    assertEquals(ended.name, "AbortError");
    await sdk.close();
  });

  it("may be of 16 MB", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await sdk.login("alice", "sig");
    const large = text("爱".repeat(2 ** 24 / 3));
    fake.answer("TIMMsgSendMessage", (_convId, _type, message) => ({
      message_elem_array: [],
      ...message,
      message_seq: 2n ** 64n - 1n,
    }));
    const { result } = await sdk.api.TIMMsgSendMessage("bob", 1, large);
    // Compared like this, a difference doesn't print 32 MB.
    assert(JSON.stringify(result.message_elem_array) === JSON.stringify(large.message_elem_array));
    assertEquals(result.message_seq, 2n ** 64n - 1n);
  });

  it("keeps apart what many sessions ask at once", async () => {
    const sessions = await Promise.all(Array.from({ length: 20 }, () => openFake()));
    await Promise.all(sessions.map(async ({ sdk, fake }, place) => {
      await sdk.login(`user${place}`, "sig");
      fake.answer("TIMMsgSendMessage", (_convId, _type, message) => ({
        message_elem_array: [],
        ...message,
        message_sender: `user${place}`,
      }));
      const sent = await Promise.all(
        Array.from({ length: 50 }, (_, n) => sdk.api.TIMMsgSendMessage("bob", 1, text(`${n}`))),
      );
      assertEquals(
        sent.map(({ result }) => result),
        sent.map((_, n) => ({ ...text(`${n}`), message_sender: `user${place}` })),
      );
      assertEquals(new Set(sent.map(({ message_id_buffer }) => message_id_buffer)).size, 50);
      assertEquals(fake.calls.length, 51);
    }));
    await Promise.all(sessions.map((session) => session[Symbol.asyncDispose]()));
  });

  it("is that of the library's own functions too: a library that does not end, or begin", async () => {
    const { sdk, fake } = await openFake({ callTimeout: 20 });
    fake.answer("TIMLogin", () => new Promise(() => {}));
    fake.answer("TIMInit", () => -3);
    const login = assertRejects(() => sdk.login("alice", "sig"), DOMException);
    await fake.settled();
    const loggedOut = await assertRejects(() => sdk.logout(), ImSdkError, "TIMInit");
    assertEquals([(await login).name, loggedOut.code], ["AbortError", -3]);
    fake.answer("TIMInit", () => 0);
    await sdk.logout();
    fake.answer("TIMUninit", () => new Promise(() => {}));
    const error = await assertRejects(() => sdk.close(), DOMException, "TIMUninit");
    assertEquals(error.name, "TimeoutError");
  });

  it("refuses what is no function of the library, or no handler", async () => {
    await using session = await openFake();
    const answer = session.fake.answer as (name: string, handler: unknown) => void;
    assertThrows(() => answer("TIMRemoveRecvNewMsgCallback", () => 0), TypeError, "Use emit()");
    assertThrows(() => answer("constructor", () => 0), TypeError, "no such function");
    assertThrows(() => answer("TIMMsgSendMesage", () => 0), TypeError, '"TIMMsgSendMessage"');
    assertThrows(() => answer("TIMSetLogCallback", () => 0), TypeError, "Use emit()");
    assertThrows(() => answer("TIMLogin", 70001), TypeError, "must be a function");
  });
});

describe("fake.settled()", () => {
  it("resolves when all requests have been answered, but for those that wait", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await sdk.login("bot", "sig");
    fake.answer("TIMConvGetConvList", () => []);
    fake.answer("TIMGroupGetJoinedGroupList", () => new Promise(() => {}));
    const done: string[] = [];
    (async () => {
      for (const name of ["one", "two", "three"]) {
        await sdk.api.TIMConvGetConvList();
        done.push(name);
      }
      await sdk.api.TIMGroupGetJoinedGroupList();
      done.push("four");
    })().catch(() => {});
    await fake.settled();
    assertEquals(done, ["one", "two", "three"]);
    await fake.settled();
  });
});

describe("fake.failLogin()", () => {
  it("has the next login fail, or several, or all until told otherwise", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const login = async (): Promise<number> => {
      try {
        await sdk.login("alice", "sig");
        await sdk.logout();
        return 0;
      } catch (error) {
        return (error as ImSdkError).code;
      }
    };
    fake.failLogin(70003, "a wrong sig");
    assertEquals([await login(), await login()], [70003, 0]);
    fake.failLogin(9523, "", { times: 2 });
    assertEquals([await login(), await login(), await login()], [9523, 9523, 0]);
    fake.failLogin(9523, "", { times: Infinity });
    assertEquals([await login(), await login(), await login()], [9523, 9523, 9523]);
    fake.failLogin(0);
    assertEquals(await login(), 0);
    assertThrows(() => fake.failLogin(2 ** 40), RangeError, "code must be");
    assertThrows(() => fake.failLogin(1, "", { times: 0 }), RangeError, "times must be");
    assertThrows(() => fake.failLogin(1, "", { times: NaN }), RangeError, "times must be");
    assertThrows(() => fake.failLogin(1, 5 as unknown as string), TypeError, "desc must be");
    assertEquals(await login(), 0);
  });

  it("has a login fail that a handler would answer", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const given: unknown[] = [];
    fake.answer("TIMLogin", (...args) => {
      given.push(args);
      return null;
    });
    fake.failLogin(70003, "refused");
    const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError, "refused");
    assertEquals([error.code, given.length], [70003, 0]);
    await sdk.login("alice", "sig");
    assertEquals([given, sdk.loginUserId], [[["alice", "sig"]], "alice"]);
    await sdk.logout();
    fake.failLogin(0);
    await sdk.login("alice", "sig");
    assertEquals(given.length, 2);
  });

  it("has a sig function asked for another sig when it says that the first has expired", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    fake.failLogin(70001);
    const sigs = ["old", "new"];
    await sdk.login("alice", () => sigs.shift()!);
    assertEquals(fake.calls.map(({ args }) => args), [["alice", "old"], ["alice", "new"]]);
  });
});

describe("the events of a fake", () => {
  it("come to listeners in a macrotask, with the detail that was given", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const heard: unknown[] = [];
    sdk.addEventListener("receivenewmessage", ({ detail }) => heard.push(detail));
    sdk.addEventListener("log", ({ detail }) => heard.push(detail));
    sdk.addEventListener("kickedoffline", ({ detail }) => heard.push(detail));
    sdk.addEventListener("sessionlost", ({ detail }) => heard.push(detail));
    sdk.addEventListener("messageextensionschanged", ({ detail }) => heard.push(detail));
    const message = { ...text("hello"), message_seq: 2n ** 63n };
    const emitted = fake.emit("receivenewmessage", [message]);
    await Promise.resolve();
    assertEquals(heard, []);
    await emitted;
    await fake.emit("log", { level: 4, message: "a line" });
    await fake.emit("kickedoffline", null);
    await fake.emit("sessionlost", { userId: "alice", error: "why" });
    await fake.emit("messageextensionschanged", {
      message_id: "id",
      message_extension_array: [],
    });
    assertEquals(heard, [
      [message],
      { level: 4, message: "a line" },
      null,
      { userId: "alice", error: "why" },
      { message_id: "id", message_extension_array: [] },
    ]);
  });

  it("are over when all that they have led to is answered", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await sdk.login("bot", "sig");
    const done: string[] = [];
    fake.answer("TIMMsgSendMessage", (_convId, _type, message) => ({
      message_elem_array: [],
      ...message,
    }));
    sdk.addEventListener("receivenewmessage", async () => {
      await Promise.resolve();
      for (const answer of ["one", "two", "three"]) {
        await sdk.api.TIMMsgSendMessage("alice", 1, text(answer));
        done.push(answer);
      }
    });
    await fake.emit("receivenewmessage", [text("count")]);
    assertEquals(done, ["one", "two", "three"]);
    assertEquals(fake.calls.at(-1)?.args, ["alice", 1, text("three")]);
  });

  it("come through sdk.events() too, and are dropped once the session is closed", async () => {
    const { sdk, fake } = await openFake();
    const events = sdk.events("receivenewmessage");
    await fake.emit("receivenewmessage", [text("1")]);
    await fake.emit("receivenewmessage", [text("2")]);
    const received = async () => (await events.next()).value?.detail;
    assertEquals([await received(), await received()], [[text("1")], [text("2")]]);
    await sdk.close();
    await fake.emit("receivenewmessage", [text("3")]);
    assert((await events.next()).done);
  });

  it("are refused when there is no such event, or the detail is another", async () => {
    await using session = await openFake();
    const emit = session.fake.emit as (type: string, detail: unknown) => Promise<void>;
    await assertRejects(() => emit("recievenewmessage", []), TypeError, '"receivenewmessage"');
    await assertRejects(() => emit("networkstatus", 1), TypeError, "must be an object");
    await assertRejects(() => emit("networkstatus", { status: 1 }), TypeError, "detail.code");
    await assertRejects(() => emit("receivenewmessage", undefined), TypeError, "detail is missing");
    await assertRejects(() => emit("constructor", null), TypeError, "Cannot emit: there is no");
    const message = { level: 4, message: 5 };
    await assertRejects(() => emit("log", message), TypeError, "detail.message must be a string");
    const status = { status: 0, code: 2 ** 31, desc: "" };
    await assertRejects(() => emit("networkstatus", status), RangeError, "detail.code must be");
    await assertRejects(() => emit("receivenewmessage", () => {}), TypeError, "what JSON has");
    assertEquals(session.sdk.connectionState, "connected");
  });

  it("reach nobody while the session restarts the library, and those who listen after", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const lines: string[] = [];
    sdk.addEventListener("log", ({ detail }) => lines.push(detail.message));
    fake.answer("TIMLogin", () => new Promise(() => {}));
    const login = assertRejects(() => sdk.login("alice", "sig"), DOMException, "logout()");
    await fake.settled();
    const before = fake.emit("log", { level: 4, message: "before" });
    await Promise.all([login, sdk.logout(), before]);
    await fake.emit("log", { level: 4, message: "after" });
    assertEquals(lines, ["after"]);
  });

  it("may close the session", async () => {
    const { sdk, fake } = await openFake();
    await sdk.login("alice", "sig");
    let closed: Promise<void> | undefined;
    let heard = 0;
    sdk.addEventListener("kickedoffline", () => {
      heard++;
      closed = sdk.close();
    });
    await Promise.all([fake.kickOffline(), fake.emit("kickedoffline", null)]);
    await closed;
    assertEquals(heard, 1);
    await fake.settled();
  });

  it("tell of the connection again when the library has been restarted", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await fake.setNetwork("failed", { code: 9508, desc: "no route" });
    fake.answer("TIMLogin", () => new Promise(() => {}));
    const login = assertRejects(() => sdk.login("alice", "sig"), DOMException, "logout()");
    await fake.settled();
    const heard: unknown[] = [];
    sdk.addEventListener("networkstatus", ({ detail }) => heard.push(detail));
    await Promise.all([login, sdk.logout()]);
    await fake.settled();
    assertEquals(heard, [{ status: NetworkStatus.ConnectFailed, code: 9508, desc: "no route" }]);
    assertEquals(sdk.connectionState, "failed");
  });

  it("tell of the connection", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const heard: unknown[] = [];
    sdk.addEventListener("networkstatus", ({ detail }) => heard.push(detail));
    for (const state of ["disconnected", "connecting", "failed", "connected"] as const) {
      await fake.setNetwork(state);
      assertEquals(sdk.connectionState, state);
    }
    await fake.setNetwork("failed", { code: 9508, desc: "no route" });
    assertEquals(heard, [
      { status: NetworkStatus.Disconnected, code: 0, desc: "" },
      { status: NetworkStatus.Connecting, code: 0, desc: "" },
      { status: NetworkStatus.ConnectFailed, code: 9512, desc: "" },
      { status: NetworkStatus.Connected, code: 0, desc: "" },
      { status: NetworkStatus.ConnectFailed, code: 9508, desc: "no route" },
    ]);
    fake.failLogin(9523, "no answer");
    const error = await assertRejects(() => sdk.login("alice", "sig"), ImSdkError);
    assertEquals((error.cause as ImSdkError).code, 9508);
    await assertRejects(() => fake.setNetwork("online" as "failed"), TypeError, "connecting, ");
    const wrong = { code: "9508" as unknown as number };
    await assertRejects(() => fake.setNetwork("failed", wrong), TypeError, "detail.code must be");
  });
});

describe("a user of a fake", () => {
  it("is kicked offline", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await assertRejects(() => fake.kickOffline(), DOMException, "nobody is logged in");
    await sdk.login("alice", "sig");
    await fake.kickOffline();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    await sdk.login("alice", "sig");
    await fake.emit("kickedoffline", null);
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
  });

  it("is logged in again when the sig expires", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    await assertRejects(() => fake.expireSig(), DOMException, "nobody is logged in");
    const sigs = ["first", "second"];
    await sdk.login("alice", () => sigs.shift()!);
    const renewed = once(sdk, "usersigrenewed");
    await fake.expireSig();
    await renewed;
    assertEquals(namesOf(session), ["TIMLogin", "TIMLogin"]);
  });

  it("is lost when the sig expires, and the next one is refused", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    let detail: SessionLostDetail | undefined;
    sdk.addEventListener("sessionlost", (event) => detail = event.detail);
    const sigs = ["first", "second"];
    await sdk.login("alice", () => sigs.shift()!);
    fake.failLogin(70003);
    await fake.expireSig();
    assertEquals([detail?.userId, (detail?.error as ImSdkError).code], ["alice", 70003]);
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
  });

  it("is there while a renewal is under way, and may be kicked offline meanwhile", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const sigs = ["first", "second"];
    await sdk.login("alice", () => sigs.shift()!);
    fake.answer("TIMLogin", () => new Promise(() => {}));
    await fake.expireSig();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggingIn, "alice"]);
    await fake.expireSig();
    await fake.kickOffline();
    assertEquals([sdk.loginStatus, sdk.loginUserId], [LoginStatus.LoggedOut, null]);
    assertEquals(namesOf(session).filter((name) => name === "TIMLogin").length, 2);
  });

  it("is nobody after an aborted login, and what was pending is never answered", async () => {
    await using session = await openFake();
    const { sdk, fake } = session;
    const { promise, resolve } = Promise.withResolvers<null>();
    fake.answer("TIMLogin", () => promise);
    const controller = new AbortController();
    const login = assertRejects(
      () => sdk.login("alice", "sig", { signal: controller.signal }),
      Error,
      "enough",
    );
    await setTimeout(5);
    controller.abort(new Error("enough"));
    await login;
    resolve(null);
    await fake.settled();
    assertEquals([sdk.loginUserId, sdk.connectionState], [null, "connected"]);
    assertEquals(namesOf(session), ["TIMLogin", "TIMUninit", "TIMSetConfig", "TIMInit"]);
  });
});
