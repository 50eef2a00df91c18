/**
 * What the real library answers from its database while nobody is logged in. The expected values
 * have the types of the answers, so that a key that is missing in the types does not compile.
 */

import { TIMConvType, TIMElemType, TIMMsgStatus } from "../ffi/generated/enums.ts";
import type {
  ConvInfo,
  FriendInfoGetResult,
  GetGroupInfoResult,
  Message,
  TIMConversationListFilter,
  UserProfile,
} from "../ffi/generated/json_shapes.ts";
import { ImSdk, ImSdkError, type ImSdkEventMap, type ImSdkEventType } from "../mod.ts";
import { makeDatabase, RANDOM, sqlite, TIME } from "./support/local_database.ts";
import {
  APP_ID,
  copyOfLibrary,
  freshDirectory,
  NOT_LOGGED_IN,
  onRealLibrary,
  within,
} from "./support/real_library.ts";
import {
  afterEach,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  beforeEach,
} from "./support/testing.ts";

const { runs, describe, it: itOrNone } = onRealLibrary(import.meta.url);
const it = sqlite ? itOrNone : itOrNone.skip;
const title = "the database of the real library" +
  (sqlite ? "" : " (skipped: this runtime has no node:sqlite to write it with)");

const SOON = 5_000;

const profile: UserProfile = {
  user_profile_identifier: "bob",
  user_profile_nick_name: "Bob 👩‍🚀",
  user_profile_gender: 1,
  user_profile_face_url: "http://127.0.0.1/bob.png",
  user_profile_self_signature: "爱丽丝",
  user_profile_add_permission: 2,
  user_profile_location: "Zürich",
  user_profile_language: 7,
  user_profile_birthday: 19800101,
  user_profile_level: 3,
  user_profile_role: 4,
  user_profile_custom_string_array: [],
};

const friend: FriendInfoGetResult = {
  friendship_friend_info_get_result_identifier: "bob",
  friendship_friend_info_get_result_relation_type: 3,
  friendship_friend_info_get_result_error_code: 0,
  friendship_friend_info_get_result_error_message: "OK",
  friendship_friend_info_get_result_field_info: {
    friend_profile_identifier: "bob",
    friend_profile_group_name_array: [],
    friend_profile_remark: "Robert",
    friend_profile_add_wording: "It's me",
    friend_profile_add_source: "AddSource_Type_Web",
    friend_profile_add_time: TIME,
    friend_profile_user_profile: profile,
    friend_profile_custom_string_array: [],
  },
};

const group: GetGroupInfoResult = {
  get_groups_info_result_code: 0,
  get_groups_info_result_desc: "OK",
  get_groups_info_result_info: {
    group_base_info_face_url: "http://127.0.0.1/garden.png",
    group_base_info_group_id: "@TGS#1",
    group_base_info_group_name: "Gardeners",
    group_base_info_group_type: 0,
    group_base_info_info_seq: 1,
    group_base_info_is_shutup_all: false,
    group_base_info_latest_seq: 5,
    group_base_info_msg_flag: 0,
    group_base_info_readed_seq: 0,
    group_base_info_self_info: {
      group_self_info_join_time: TIME,
      group_self_info_msg_flag: 0,
      group_self_info_role: 200,
      group_self_info_unread_num: 0,
    },
    group_detail_info_add_option: 0,
    group_detail_info_approve_option: 0,
    group_detail_info_create_time: TIME,
    group_detail_info_custom_info: [],
    group_detail_info_default_permissions: 0,
    group_detail_info_enable_permission_group: false,
    group_detail_info_face_url: "http://127.0.0.1/garden.png",
    group_detail_info_group_id: "@TGS#1",
    group_detail_info_group_name: "Gardeners",
    group_detail_info_group_type: 0,
    group_detail_info_info_seq: 1,
    group_detail_info_introduction: "Of the valley",
    group_detail_info_is_shutup_all: false,
    group_detail_info_is_support_topic: false,
    group_detail_info_last_info_time: TIME,
    group_detail_info_last_msg_time: TIME,
    group_detail_info_max_member_num: 200,
    group_detail_info_member_num: 2,
    group_detail_info_next_msg_seq: 5,
    group_detail_info_notification: "It rains",
    group_detail_info_online_member_num: 1,
    group_detail_info_owner_identifier: "bob",
    group_detail_info_searchable: true,
    group_detail_info_visible: true,
  },
};

const messageId = `bob-${TIME}-${RANDOM}`;
/** Too large for a number. */
const uniqueId = BigInt(TIME) << 32n | BigInt(RANDOM);

/** What a message has when nobody has set it. */
const plainMessage: Message = {
  message_cloud_custom_str: "",
  message_custom_int: 0,
  message_custom_moderation_configuration_id: "",
  message_custom_str: "",
  message_elem_array: [],
  message_excluded_from_content_moderation: false,
  message_excluded_from_last_message: false,
  message_group_receipt_read_count: 0,
  message_group_receipt_unread_count: -1,
  message_has_risk_content: false,
  message_has_sent_receipt: false,
  message_is_broadcast_message: false,
  message_is_excluded_from_unread_count: false,
  message_is_from_self: false,
  message_is_online_msg: false,
  message_is_peer_read: true,
  message_is_read: false,
  message_need_read_receipt: false,
  message_pinner_face_url: "",
  message_pinner_friend_remark: "",
  message_pinner_name_card: "",
  message_pinner_nick_name: "",
  message_pinner_user_id: "",
  message_platform: 0,
  message_priority: 1,
  message_receipt_peer_read: false,
  message_revoke_reason: "",
  message_revoker_face_url: "",
  message_revoker_nick_name: "",
  message_revoker_user_id: "",
  message_risk_type_identified: 0,
  message_status: TIMMsgStatus.kTIMMsg_SendSucc,
  message_support_message_extension: false,
  message_version: 0,
};

const message: Message = {
  ...plainMessage,
  message_client_time: TIME,
  message_conv_id: "bob",
  message_conv_type: TIMConvType.kTIMConv_C2C,
  message_msg_id: messageId,
  message_rand: RANDOM,
  message_sender: "bob",
  message_sender_profile: {
    user_profile_face_url: "http://127.0.0.1/bob.png",
    user_profile_friend_remark: "Robert",
    user_profile_identifier: "bob",
    user_profile_nick_name: "Bob 👩‍🚀",
  },
  message_seq: 1,
  message_server_time: TIME,
  message_unique_id: uniqueId,
};

const withBob: ConvInfo = {
  conv_active_time: TIME,
  conv_c2c_read_timestamp: TIME - 60,
  conv_conversation_group_array: [],
  conv_custom_data: "blue",
  conv_face_url: "http://127.0.0.1/bob.png",
  conv_group_read_sequence: 0,
  conv_id: "bob",
  conv_is_has_draft: false,
  conv_is_has_lastmsg: true,
  conv_is_pinned: false,
  conv_last_msg: message,
  conv_mark_array: [],
  conv_recv_opt: 0,
  conv_show_name: "Robert",
  conv_type: TIMConvType.kTIMConv_C2C,
  conv_unread_num: 3,
};

const ofGardeners: ConvInfo = {
  conv_active_time: TIME + 1,
  conv_c2c_read_timestamp: 0,
  conv_conversation_group_array: [],
  conv_custom_data: "",
  conv_face_url: "http://127.0.0.1/garden.png",
  conv_group_read_sequence: 3,
  conv_group_type: 0,
  conv_id: "@TGS#1",
  conv_is_has_draft: false,
  conv_is_has_lastmsg: false,
  conv_is_pinned: false,
  conv_mark_array: [],
  conv_recv_opt: 0,
  conv_show_name: "Gardeners",
  conv_type: TIMConvType.kTIMConv_Group,
  conv_unread_num: 2,
};

const rain: Message = {
  message_elem_array: [{ elem_type: TIMElemType.kTIMElem_Text, text_elem_content: "Rain! 雨" }],
};

const ofUsers: TIMConversationListFilter = {
  conversation_list_filter_conv_type: TIMConvType.kTIMConv_C2C,
};

/** The requests of the tests. */
const ask = {
  users: (sdk: ImSdk) =>
    sdk.api.TIMProfileGetUserProfileList({
      friendship_getprofilelist_param_identifier_array: ["bob"],
    }),
  friends: (sdk: ImSdk) => sdk.api.TIMFriendshipGetFriendsInfo(["bob"]),
  groups: (sdk: ImSdk) => sdk.api.TIMGroupGetGroupInfoList(["@TGS#1"]),
  conversations: (sdk: ImSdk) => sdk.api.TIMConvGetConvList(),
  conversation: (sdk: ImSdk) =>
    sdk.api.TIMConvGetConvInfo([{
      get_conversation_list_param_conv_id: "bob",
      get_conversation_list_param_conv_type: TIMConvType.kTIMConv_C2C,
    }]),
  conversationsOfUsers: (sdk: ImSdk) => sdk.api.TIMConvGetConversationListByFilter(ofUsers, 0, 20),
  messages: (sdk: ImSdk) =>
    sdk.api.TIMMsgGetMsgList("bob", TIMConvType.kTIMConv_C2C, {
      msg_getmsglist_param_count: 20,
    }),
  messageById: (sdk: ImSdk) => sdk.api.TIMMsgFindMessages([messageId]),
  messageByLocator: (sdk: ImSdk) =>
    sdk.api.TIMMsgFindByMsgLocatorList("bob", TIMConvType.kTIMConv_C2C, [{
      message_locator_is_revoked: false,
      message_locator_is_self: false,
      message_locator_time: TIME,
      message_locator_seq: 1,
      message_locator_rand: RANDOM,
      message_locator_unique_id: uniqueId,
    }]),
  unread: (sdk: ImSdk) => sdk.api.TIMConvGetTotalUnreadMessageCount(),
  unreadOfUsers: (sdk: ImSdk) => sdk.api.TIMConvGetUnreadMessageCountByFilter(ofUsers),
};

const sendToGroup = (sdk: ImSdk) =>
  sdk.api.TIMMsgSendMessage("@TGS#1", TIMConvType.kTIMConv_Group, rain);
const countOfUsers = (sdk: ImSdk) => sdk.api.TIMConvSubscribeUnreadMessageCountByFilter(ofUsers);

const USER_ID = "alice";
const directory = freshDirectory();
const libraryPath = runs ? copyOfLibrary() : "";

/** Opens a session, and makes the library open the database of a user without a login. */
async function openSession(): Promise<ImSdk> {
  const sdk = await ImSdk.open({ sdkAppId: APP_ID, libraryPath, dataDir: directory });
  const controller = new AbortController();
  // It is never answered.
  sdk.api.callExperimentalAPI({
    request_internal_operation: "internal_operation_init_local_storage",
    request_init_local_storage_user_id_param: USER_ID,
  }, { signal: controller.signal }).catch(() => {});
  const deadline = performance.now() + SOON;
  while (!await isRead(sdk)) {
    if (performance.now() > deadline) throw new Error("The library has not read the database");
  }
  controller.abort();
  return sdk;
}

/** Whether the library knows users and conversations by now: it reads them one after the other. */
async function isRead(sdk: ImSdk): Promise<boolean> {
  const lists = [ask.users(sdk), ask.conversations(sdk)];
  const answers = await Promise.all(lists.map((list) => list.catch(() => [])));
  return answers.every(({ length }) => length > 0);
}

/** Waits for an event. */
function next<Type extends ImSdkEventType>(sdk: ImSdk, type: Type): Promise<ImSdkEventMap[Type]> {
  return new Promise((resolve) => sdk.addEventListener(type, resolve, { once: true }));
}

if (runs && sqlite) {
  makeDatabase(sqlite, { directory, appId: APP_ID, userId: USER_ID });
  const sdk = await openSession();
  // Each function is bound when it's first called. Calling all of them here keeps that out of what
  // a test's sanitizer counts.
  next(sdk, "conversationtotalunreadmessagecountchanged");
  next(sdk, "conversationunreadmessagecountchangedbyfilter");
  countOfUsers(sdk);
  await sendToGroup(sdk).catch(() => {});
  for (const request of Object.values(ask)) await request(sdk);
  await sdk.close();
}

describe(title, () => {
  let sdk: ImSdk;

  beforeEach(async () => {
    sdk = await openSession();
  });
  afterEach(() => sdk.close());

  it("has users", async () => {
    assertEquals(await ask.users(sdk), [profile]);
  });

  it("has friends", async () => {
    assertEquals(await ask.friends(sdk), [friend]);
  });

  it("has groups", async () => {
    assertEquals(await ask.groups(sdk), [group]);
  });

  it("has conversations, the latest first", async () => {
    assertEquals(await ask.conversations(sdk), [ofGardeners, withBob]);
    assertEquals(await ask.conversation(sdk), [withBob]);
    assertEquals(await ask.conversationsOfUsers(sdk), {
      conversation_list_result_conv_list: [withBob],
      conversation_list_result_is_finished: true,
      conversation_list_result_next_seq: TIME,
    });
  });

  it("has messages, with ids of 64 bits", async () => {
    assertEquals(await ask.messages(sdk), [message]);
    assertEquals(await ask.messageById(sdk), [message]);
    assertEquals(await ask.messageByLocator(sdk), [message]);
  });

  it("counts what is unread, and says so by an event", async () => {
    const arrival = next(sdk, "conversationtotalunreadmessagecountchanged");
    assertEquals(await ask.unread(sdk), {
      conv_get_total_unread_message_count_result_unread_count: 5,
    });
    assertEquals((await within(SOON, arrival)).detail, 5);
  });

  it("counts what is unread of some conversations, and says so by an event", async () => {
    const arrival = next(sdk, "conversationunreadmessagecountchangedbyfilter");
    assertEquals(countOfUsers(sdk), 0);
    assertEquals(await ask.unreadOfUsers(sdk), {
      conv_get_total_unread_message_count_result_unread_count: 3,
    });
    const filter: TIMConversationListFilter = {
      ...ofUsers,
      conversation_list_filter_conversation_group: "",
      conversation_list_filter_mark_type: 0,
      conversation_list_filter_has_unread_count: false,
      conversation_list_filter_has_group_at_info: false,
    };
    assertEquals((await within(SOON, arrival)).detail, { filter, total_unread_count: 3 });
  });

  it("is not asked for a message that can't be sent, which comes back whole", async () => {
    const sending = sendToGroup(sdk);
    const id = sending.message_id_buffer;
    const [, time, random] = /^-(\d+)-(\d+)$/.exec(id)!.map(Number);
    const whole: Message = {
      ...plainMessage,
      ...rain,
      message_client_time: time!,
      message_conv_id: "@TGS#1",
      message_conv_type: TIMConvType.kTIMConv_Group,
      message_is_from_self: true,
      message_is_read: true,
      message_msg_id: id,
      message_rand: random!,
      message_sender: "",
      message_sender_group_member_info: {
        group_member_info_custom_info: [],
        group_member_info_face_url: "",
        group_member_info_friend_remark: "",
        group_member_info_group_id: "",
        group_member_info_identifier: "",
        group_member_info_is_online: false,
        group_member_info_join_time: 0,
        group_member_info_member_role: 0,
        group_member_info_msg_flag: 0,
        group_member_info_msg_seq: 0,
        group_member_info_name_card: "",
        group_member_info_nick_name: "",
        group_member_info_online_devices: [],
        group_member_info_shutup_time: 0,
      },
      message_sender_profile: {
        user_profile_face_url: "",
        user_profile_friend_remark: "",
        user_profile_identifier: "",
        user_profile_nick_name: "",
      },
      message_seq: 0,
      message_server_time: 0,
      message_unique_id: random!,
    };
    const error = await assertRejects(() => sending, ImSdkError);
    assertInstanceOf(error, ImSdkError);
    assertEquals([error.code, error.result], [NOT_LOGGED_IN, whole]);
  });
});
