/**
 * Arguments reach C in their positions, and C's values come back in theirs. Tested with functions
 * of every shape of parameters, and a different value in each position.
 */

import { type Message, openNative } from "../ffi/mod.ts";
import { ImSdkError } from "../mod.ts";
import { libraryEvents } from "../ffi/generated/listeners.ts";
import { openSession, standIn, standInPath } from "./support/stand_in.ts";
import {
  assert,
  assertEquals,
  assertRejects,
  beforeEach,
  describe,
  it,
} from "./support/testing.ts";
import { until } from "../scripts/until.ts";

const native = await openNative(standInPath);

/** Untyped, because the tables below mix functions of different types. */
const call = (name: string, args: readonly unknown[]): unknown =>
  (native.api as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[name]!(
    ...args,
  );

/** Arguments or values by their C names, in C's order. */
type Named = Readonly<Record<string, unknown>>;
type Case = readonly [name: string, values: Named];

const U64_MAX = 2n ** 64n - 1n;
const I64_MIN = -(2n ** 63n);
const I64_MAX = 2n ** 63n - 1n;
/** The first integers that a JavaScript number can't distinguish from the next. */
const BIG = 2n ** 53n + 1n;
const U32_MAX = 2 ** 32 - 1;
const I32_MIN = -(2 ** 31);
const I32_MAX = 2 ** 31 - 1;

const text = 'a "quoted" \\ 爱丽丝 👩‍🚀\n\x01';
const message: Message = {
  message_elem_array: [{ elem_type: 0, text_elem_content: "你好" }],
  message_unique_id: BIG,
};

const requests: readonly Case[] = [
  ["TIMMsgMarkAllMessageAsRead", {}],
  ["TIMConvGetConvList", {}],
  ["TIMGetSignalingInfo", { json_msg: message }],
  ["TIMGetSignalingInfo", { json_msg: null }],
  ["TIMGroupReportPendencyReaded", { time_stamp: U64_MAX }],
  ["TIMGroupReportPendencyReaded", { time_stamp: BIG }],
  ["TIMMsgDoBackground", { unread_count: U32_MAX }],
  ["TIMMsgSetAllReceiveMessageOpt", {
    opt: 3,
    start_hour: I32_MIN,
    start_minute: I32_MAX,
    start_second: -7,
    duration: U32_MAX,
  }],
  ["TIMMsgGetAllUserListOfMessageReaction", {
    json_msg: message,
    reaction_id: text,
    next_seq: U32_MAX,
    count: 11,
  }],
  ["TIMConvGetConversationListByFilter", {
    filter: { conversation_list_filter_conv_type: 1 },
    next_seq: U64_MAX,
    count: U32_MAX - 1,
  }],
  ["TIMConvMarkConversation", {
    conversation_id_array: ["c2c_爱丽丝", "group_群"],
    mark_type: 2n ** 63n,
    enable_mark: true,
  }],
  ["TIMConvMarkConversation", { conversation_id_array: [], mark_type: BIG, enable_mark: false }],
  ["TIMConvCleanConversationUnreadMessageCount", {
    conversation_id: "",
    clean_timestamp: U64_MAX,
    clean_sequence: U64_MAX - 1n,
  }],
  ["TIMConvPinConversation", { conv_id: text, conv_type: 2, is_pinned: true }],
  ["TIMConvPinConversation", { conv_id: null, conv_type: 1, is_pinned: false }],
  ["TIMGroupIncreaseGroupCounter", {
    group_id: "群",
    group_counter_key: "键",
    group_counter_value: I64_MIN,
  }],
  ["TIMGroupIncreaseGroupCounter", {
    group_id: "first",
    group_counter_key: "second",
    group_counter_value: I64_MAX,
  }],
  ["TIMGroupMarkGroupMemberList", {
    group_id: "群",
    member_array: ["爱丽丝", "bob"],
    mark_type: U32_MAX,
    enable_mark: true,
  }],
  ["TIMCommunityAddTopicPermissionToPermissionGroup", {
    group_id: "群",
    permission_group_id: text,
    json_topic_permission_map: { "@TGS#_topic": BIG },
  }],
];

/** These write an id into a buffer before they return. */
const buffered: readonly (readonly [...Case, buffer: string])[] = [
  [
    "TIMMsgSendMessage",
    { conv_id: text, conv_type: 2, json_msg_param: message },
    "message_id_buffer",
  ],
  ["TIMSignalingInvite", {
    invitee: "爱丽丝",
    data: text,
    online_user_only: true,
    json_offline_push_info: { offline_push_config_desc: "来电" },
    timeout: I32_MIN,
  }, "invite_id_buffer"],
  ["TIMSignalingInviteInGroup", {
    group_id: "群",
    json_invitee_array: ["爱丽丝"],
    data: null,
    online_user_only: false,
    timeout: I32_MAX,
  }, "invite_id_buffer"],
];

const commands: readonly Case[] = [
  ["TIMConvSetDraft", { conv_id: "爱丽丝", conv_type: 2, json_draft_param: { draft: "草稿" } }],
  ["TIMConvSetDraft", { conv_id: null, conv_type: I32_MIN, json_draft_param: null }],
  ["TIMConvCancelDraft", { conv_id: "群", conv_type: I32_MAX }],
  ["TIMConvSubscribeUnreadMessageCountByFilter", { filter: { filter: "过滤" } }],
];

const listeners: readonly Case[] = [
  ["TIMAddRecvNewMsgCallback", { json_msg_array: [message.message_elem_array, "爱丽丝"] }],
  ["TIMSetConvEventCallback", { conv_event: 5, json_conv_array: [{ conv_id: "爱丽丝" }] }],
  ["TIMSetConvTotalUnreadMessageCountChangedCallback", { total_unread_count: I32_MAX }],
  ["TIMSetConvTotalUnreadMessageCountChangedCallback", { total_unread_count: I32_MIN }],
  ["TIMSetConvUnreadMessageCountChangedByFilterCallback", {
    filter: { conversation_list_filter_conv_type: 2 },
    total_unread_count: -1,
  }],
  ["TIMSetConvConversationsDeletedFromGroupCallback", {
    group_name: "分组",
    conversation_array: [{ conv_id: "bob" }],
    reason: U32_MAX,
  }],
  ["TIMSetGroupCounterChangedCallback", {
    group_id: "群",
    group_counter_key: "键",
    group_counter_new_value: I64_MIN,
  }],
  ["TIMSetGroupCounterChangedCallback", {
    group_id: null,
    group_counter_key: "",
    group_counter_new_value: BIG,
  }],
  ["TIMSetMsgElemUploadProgressCallback", {
    json_msg: { message_msg_id: "编号" },
    index: 1,
    cur_size: U32_MAX - 1,
    total_size: U32_MAX,
  }],
  ["TIMSetMsgGroupPinnedMessageChangedCallback", {
    group_id: "群",
    json_msg: { message_msg_id: "编号" },
    is_pinned: true,
    op_user: "爱丽丝",
  }],
  ["TIMSetMsgGroupPinnedMessageChangedCallback", {
    group_id: "first",
    json_msg: null,
    is_pinned: false,
    op_user: null,
  }],
  ["TIMSetSignalingReceiveNewInvitationCallback", {
    invite_id: "编号",
    inviter: "爱丽丝",
    group_id: "",
    json_invitee_list: ["bob", "群"],
    data: text,
  }],
  ["TIMSetSignalingInviteeAcceptedCallback", {
    invite_id: "编号",
    invitee: "爱丽丝",
    data: null,
  }],
  ["TIMSetMyFollowingListChangedCallback", {
    json_user_info_list: [{ user_profile_identifier: "爱丽丝" }],
    is_add: true,
  }],
  ["TIMSetMyFollowingListChangedCallback", { json_user_info_list: [], is_add: false }],
  ["TIMSetGroupTopicCreatedCallback", { group_id: "群", topic_id: "@TGS#_topic" }],
];

const asTitle = (values: Named): string =>
  Object.values(values).map((value) =>
    typeof value === "object" ? value === null ? "NULL" : "JSON" : JSON.stringify(String(value))
  ).join(", ");

const list = ["{}", 0, 0, 0] as const;
const conversation = ["爱丽丝", 1, message] as const;

/** Waits until everything that the stand-in has sent is delivered. */
async function quiet(): Promise<void> {
  await standIn.idle();
  await new Promise((resolve) => setTimeout(resolve, 5));
}

async function login(): Promise<void> {
  await standIn.reset();
  native.api.TIMInit(1, null);
  await native.api.TIMLogin("alice", "sig");
}

// All are bound before the first test, for the sanitizer.
await login();
for (
  const [name, values] of [
    ...requests,
    ...buffered,
    ...commands,
    ["TIMMsgSendNewMsgEx", conversation],
    ["TIMMsgGetGroupMessageReadMemberList", list],
  ] as const
) {
  try {
    await call(name, Object.values(values));
  } catch {
    // Not all of them succeed here. Tests below check the outcomes; this only binds.
  }
}
for (const [name, values] of listeners) {
  const stop = call(name, [() => {}]) as () => void;
  standIn.send(name, Object.values(values));
  stop();
}

describe("arguments of a request", () => {
  beforeEach(login);

  for (const [name, values] of requests) {
    it(`are in their places: ${name}(${asTitle(values)})`, async () => {
      assertEquals(await call(name, Object.values(values)), values);
    });
  }

  for (const [name, values, buffer] of buffered) {
    it(`are in their places: ${name}(${asTitle(values)}), and its buffer is read`, async () => {
      const promise = call(name, Object.values(values)) as Promise<Named> & Named;
      const id = promise[buffer];
      assert(typeof id === "string" && id.startsWith("编号-"), String(id));
      assertEquals(await promise, { result: { ...values, [buffer]: id }, [buffer]: id });
    });
  }

  it("may be JSON that is text already", async () => {
    const { result } = await native.api.TIMMsgSendMessage(
      "c",
      1,
      '{"message_unique_id":9007199254740993}',
    );
    assertEquals((result as unknown as Named).json_msg_param, { message_unique_id: BIG });
  });

  it("may be 64-bit integers of either number type", async () => {
    assertEquals(await call("TIMGroupIncreaseGroupCounter", ["g", "k", -5]), {
      group_id: "g",
      group_counter_key: "k",
      group_counter_value: -5,
    });
    assertEquals(await call("TIMGroupReportPendencyReaded", [5n]), { time_stamp: 5 });
  });

  for (
    const [name, args] of [
      ["TIMGroupReportPendencyReaded", [-1]],
      ["TIMGroupReportPendencyReaded", [2n ** 64n]],
      ["TIMGroupReportPendencyReaded", [2 ** 53]],
      ["TIMGroupIncreaseGroupCounter", ["g", "k", I64_MIN - 1n]],
      ["TIMGroupIncreaseGroupCounter", ["g", "k", I64_MAX + 1n]],
      ["TIMMsgDoBackground", [2 ** 32]],
      ["TIMMsgDoBackground", [-1]],
      ["TIMConvPinConversation", ["c", 2 ** 31, true]],
    ] as const
  ) {
    it(`must fit their C types: ${name}(${args.map(String).join(", ")})`, async () => {
      await assertRejects(() => call(name, args) as Promise<unknown>, RangeError, name);
      assertEquals(standIn.count(name), 0);
    });
  }

  it("must be of their types, with none missing and none too many", async () => {
    for (const args of [["c", 1, 1], ["c", 1], [1, 1, true], ["c", 1, true, {}, {}]]) {
      await assertRejects(
        () => call("TIMConvPinConversation", args) as Promise<unknown>,
        TypeError,
        "TIMConvPinConversation",
      );
    }
    assertEquals(standIn.count("TIMConvPinConversation"), 0);
  });
});

describe("a request", () => {
  beforeEach(login);

  it("that fails rejects with all that the library says", async () => {
    standIn.set({ "TIMMsgSendMessage.code": 80001, "TIMMsgSendMessage.desc": "脏话" });
    const promise = native.api.TIMMsgSendMessage(...conversation);
    const id = promise.message_id_buffer;
    const error = await assertRejects(() => promise, ImSdkError);
    const { api, code, desc, result } = error;
    assertEquals({ api, code, desc, result }, {
      api: "TIMMsgSendMessage",
      code: 80001,
      desc: "脏话",
      result: {
        conv_id: "爱丽丝",
        conv_type: 1,
        json_msg_param: message,
        message_id_buffer: id,
      },
    });
  });

  it("that C refuses rejects with what it returns", async () => {
    standIn.set({ "TIMMsgSendMessage.return": -4 });
    const promise = native.api.TIMMsgSendMessage(...conversation);
    const { code } = await assertRejects(() => promise, ImSdkError, "TIMMsgSendMessage");
    assertEquals(code, -4);
  });

  it("before TIMInit and before the login is refused by the callback", async () => {
    await standIn.reset();
    const { code } = await assertRejects(() => native.api.TIMConvGetConvList(), ImSdkError);
    assertEquals(code, 6013);
    native.api.TIMInit(1, null);
    const error = await assertRejects(() => native.api.TIMConvGetConvList(), ImSdkError);
    assertEquals(error.code, 6014);
  });

  it("is not confused with others that are pending", async () => {
    const numbers = Array.from({ length: 100 }, (_, number) => U64_MAX - BigInt(number));
    const stamps = numbers.map((time_stamp) => call("TIMGroupReportPendencyReaded", [time_stamp]));
    assertEquals(await Promise.all(stamps), numbers.map((time_stamp) => ({ time_stamp })));

    const sent = numbers.map((n) => native.api.TIMMsgSendMessage(String(n), 1, "{}"));
    assertEquals(new Set(sent.map((promise) => promise.message_id_buffer)).size, numbers.length);
    for (const [index, { message_id_buffer, result }] of (await Promise.all(sent)).entries()) {
      assertEquals(result as unknown, {
        conv_id: String(numbers[index]),
        conv_type: 1,
        json_msg_param: {},
        message_id_buffer,
      });
    }
  });

  it("with a callback of its own type resolves to its values by their names", async () => {
    for (const [filter, next_seq] of [[1, U64_MAX], [0, BIG]] as const) {
      const values = await native.api.TIMMsgGetGroupMessageReadMemberList(
        message,
        filter,
        next_seq,
        U32_MAX,
      );
      assertEquals(values as unknown, {
        json_group_member_array: [{ json_msg: message, filter, next_seq, count: U32_MAX }],
        next_seq,
        is_finished: filter === 1,
      });
    }
  });
});

describe("a request with two callbacks", () => {
  const echo = { conv_id: "爱丽丝", conv_type: 1, json_msg_param: message };
  const send = (): Promise<unknown> => native.api.TIMMsgSendNewMsgEx(...conversation);

  beforeEach(login);

  for (
    const [title, behaviour, msgid_cb] of [
      ["text from the first", {}, "爱丽丝"],
      ["JSON from the first", { "message_id.json": '{"id":"编号"}' }, { id: "编号" }],
      ["nothing from the first", { "message_id.json": "<null>" }, null],
      ["the second alone", { message_id: "never" }, null],
      ["the second before the first", { message_id: "last" }, null],
      ["both on the calling thread", { "TIMMsgSendNewMsgEx.thread": "caller" }, "爱丽丝"],
      ["both on different threads", { "TIMMsgSendNewMsgEx.thread": "new" }, "爱丽丝"],
      ["the second twice", { "TIMMsgSendNewMsgEx.times": 2 }, "爱丽丝"],
      ["the second late", { "TIMMsgSendNewMsgEx.delay": 30 }, "爱丽丝"],
    ] as const
  ) {
    it(`resolves to the values of both: ${title}`, async () => {
      standIn.set(behaviour);
      assertEquals(await send(), { result: echo, msgid_cb });
      await quiet();
    });
  }

  it("rejects with the values of both", async () => {
    standIn.set({ "TIMMsgSendNewMsgEx.code": 80001 });
    const { code, result } = await assertRejects(send, ImSdkError, "TIMMsgSendNewMsgEx");
    assertEquals({ code, result }, { code: 80001, result: { result: echo, msgid_cb: "爱丽丝" } });
  });

  it("is not settled by the first", async () => {
    standIn.set({ "TIMMsgSendNewMsgEx.times": 0 });
    await assertRejects(
      () => native.api.TIMMsgSendNewMsgEx(...conversation, { timeout: 30 }),
      DOMException,
      "TIMMsgSendNewMsgEx",
    );
  });

  it("is not confused with others that are pending", async () => {
    const ids = Array.from({ length: 100 }, (_, number) => `编号${number}`);
    const sent = ids.map((id) => native.api.TIMMsgSendNewMsgEx(id, 1, "{}"));
    assertEquals(
      await Promise.all(sent) as unknown,
      ids.map((id) => ({
        result: { conv_id: id, conv_type: 1, json_msg_param: {} },
        msgid_cb: id,
      })),
    );
  });
});

describe("arguments of a command", () => {
  beforeEach(() => standIn.reset());

  for (const [name, values] of commands) {
    it(`are in their places: ${name}(${asTitle(values)})`, () => {
      assertEquals(call(name, Object.values(values)), 0);
      assertEquals(standIn.last(`${name}.arguments`), JSON.stringify(values));
      standIn.set({ [`${name}.return`]: -4 });
      assertEquals(call(name, Object.values(values)), -4);
    });
  }
});

describe("values of a listener", () => {
  beforeEach(() => standIn.reset());

  for (const [setter, values] of listeners) {
    it(`are in their places: ${setter}: ${asTitle(values)}`, async () => {
      const heard: unknown[] = [];
      const stop = call(setter, [(...args: unknown[]) => heard.push(args)]) as () => void;
      standIn.send(setter, Object.values(values));
      await until(() => heard.length === 1);
      assertEquals(heard, [Object.values(values)]);
      stop();
      standIn.send(setter, Object.values(values));
      await quiet();
      assertEquals(heard.length, 1);
    });
  }

  for (const [setter, values] of listeners) {
    const type = Object.entries(libraryEvents).find(([, name]) => name === setter)?.[0];

    it(`are in the event ${type}: ${asTitle(values)}`, async () => {
      await using sdk = await openSession();
      const heard: unknown[] = [];
      sdk.addEventListener(type as keyof typeof libraryEvents, (event) => {
        heard.push(event.detail);
      });
      standIn.send(setter, Object.values(values));
      await until(() => heard.length === 1);
      const [value, ...others] = Object.values(values);
      assertEquals(heard, [others.length === 0 ? value : values]);
    });
  }
});

describe("a listener for messages", () => {
  beforeEach(() => standIn.reset());

  const send = (message: string): void => standIn.send("TIMAddRecvNewMsgCallback", [[message]]);

  it("that comes after another hears each message once, and the other none", async () => {
    const heard: unknown[] = [];
    const listen = (who: string): () => void =>
      native.api.TIMAddRecvNewMsgCallback((messages) => void heard.push([who, messages]));

    const stopFirst = listen("first");
    send("one");
    await quiet();
    stopFirst();
    const stopSecond = listen("second");
    send("two");
    await quiet();
    listen("third");
    send("three");
    await quiet();
    stopSecond();
    send("four");
    await quiet();
    assertEquals(heard, [
      ["first", ["one"]],
      ["second", ["two"]],
      ["third", ["three"]],
      ["third", ["four"]],
    ]);
  });

  it("hears each message once when the listener is the same", async () => {
    const heard: unknown[] = [];
    const listener = (messages: unknown): void => void heard.push(messages);
    native.api.TIMAddRecvNewMsgCallback(listener)();
    const stop = native.api.TIMAddRecvNewMsgCallback(listener);
    send("once");
    await quiet();
    assertEquals(heard, [["once"]]);
    stop();
  });

  it("of a session hears each message once, also after the next session's opening", async () => {
    for (const session of ["first", "second"]) {
      await using sdk = await openSession();
      const heard: unknown[] = [];
      const listener = ({ detail }: CustomEvent): void => void heard.push(detail);
      sdk.addEventListener("receivenewmessage", listener);
      send(session);
      await quiet();
      sdk.removeEventListener("receivenewmessage", listener);
      sdk.addEventListener("receivenewmessage", listener);
      send("again");
      await quiet();
      assertEquals(heard, [[session], ["again"]]);
    }
  });
});
