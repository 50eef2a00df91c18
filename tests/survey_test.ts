/** Every function of the table, called on the real library while nobody is logged in. */

import { isListenerSetter } from "../ffi/table/function_definition.ts";
import type { NativeApi } from "../ffi/generated/functions.ts";
import { release } from "../ffi/library_file/release.ts";
import { symbols } from "../ffi/generated/symbols.ts";
import { runSurvey } from "../scripts/survey/run_program.ts";
import { currentHost } from "../scripts/runtimes.ts";
import { onRealLibrary } from "./support/real_library.ts";
import { assertEquals } from "./support/testing.ts";

const { describe, it } = onRealLibrary(import.meta.url);

const refused = "6014 ERR_SDK_NOT_LOGGED_IN";
const notBought = "7013 ERR_SDK_INTERFACE_NOT_SUPPORT";

/** What is answered otherwise than `refused`: much of it from the local database. */
const answers: { readonly [Name in keyof NativeApi]?: string } = {
  TIMInit: "returns 0",
  TIMUninit: "returns 0",
  TIMGetSDKVersion: `returns "${release.sdkVersion}"`,
  TIMGetServerTime: "returns a bigint",
  TIMSetConfig: "0",
  TIMLogin: "6013 ERR_SDK_NOT_INITIALIZED",
  TIMLogout: "0",
  TIMGetLoginUserID: 'returns {"result":0,"user_id_buffer":""}',
  TIMGetLoginStatus: "returns 3",
  TIMProfileGetUserProfileList: "0",

  TIMRemoveRecvNewMsgCallback: "returns",
  TIMMsgSendMessage: `${refused}, writes message_id_buffer`,
  TIMMsgGetMsgList: "0",
  TIMMsgFindMessages: "0",
  TIMMsgFindByMsgLocatorList: "0",
  TIMMsgSearchLocalMessages: notBought,
  TIMMsgSendMessageReadReceipts: "0",
  TIMMsgGetMessageReadReceipts: "0",
  TIMMsgGetGroupMessageReadMemberList: "calls back",
  TIMMsgGetMessageExtensions: notBought,
  TIMGetPinnedGroupMessageList: notBought,

  TIMConvGetConvList: "0",
  TIMConvGetConvInfo: "0",
  TIMConvGetConversationListByFilter: "0",
  TIMConvSetDraft: "returns 0",
  TIMConvCancelDraft: "returns 0",
  TIMConvGetTotalUnreadMessageCount: "0",
  TIMConvGetUnreadMessageCountByFilter: "0",
  TIMConvSubscribeUnreadMessageCountByFilter: "returns 0",
  TIMConvUnsubscribeUnreadMessageCountByFilter: "returns 0",
  TIMConvGetConversationGroupList: "0",
  TIMConvCreate: "0",

  TIMGroupGetJoinedGroupList: "0",
  TIMGroupGetGroupInfoList: "0",
  TIMGroupSearchGroups: notBought,
  TIMGroupGetJoinedCommunityList: notBought,
  TIMGroupSearchGroupMembers: notBought,

  TIMFriendshipGetFriendProfileList: "0",
  TIMFriendshipGetFriendsInfo: "0",
  TIMFriendshipSearchFriends: notBought,
  TIMCommunityGetJoinedCommunityList: notBought,

  TIMSignalingInvite: `${refused}, writes invite_id_buffer`,
  TIMSignalingInviteInGroup: `${refused}, writes invite_id_buffer`,
  TIMGetSignalingInfo: "0",
  callExperimentalAPI: "0",
};

const names = Object.keys(symbols) as (keyof NativeApi)[];

function expectedAnswer(name: keyof NativeApi): string {
  return answers[name] ?? (isListenerSetter(symbols[name]) ? "listens" : refused);
}

describe("every function of the real library", () => {
  it("answers while nobody is logged in, and two listeners are called", async () => {
    const { answers, events, failure } = await runSurvey({ host: currentHost, quick: true });
    assertEquals(failure, undefined);
    assertEquals(
      Object.fromEntries(answers.map(({ name, text }) => [name, text])),
      Object.fromEntries(names.map((name) => [name, expectedAnswer(name)])),
    );
    assertEquals(answers.length, names.length);
    assertEquals([...new Set(events.map(({ name }) => name))], [
      "TIMSetNetworkStatusListenerCallback",
      "TIMSetConvTotalUnreadMessageCountChangedCallback",
    ]);
  });
});
