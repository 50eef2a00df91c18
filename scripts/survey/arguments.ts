/**
 * What each function of the library is called with: valid arguments, as TypeScript's types have
 * them, of a user who chats with bob and is in some groups.
 *
 * @module
 */

import { join } from "node:path";
import type { ArgumentsOf } from "../../ffi/table/call_types.ts";
import {
  type CreateGroupParam,
  type Draft,
  type GroupAttributes,
  type GroupPendencyOption,
  type Message,
  type MsgLocator,
  type NativeApi,
  type OfflinePushConfig,
  TIMConversationMarkType,
  TIMConvType,
  TIMDownloadType,
  TIMElemType,
  TIMFriendPendencyType,
  TIMFriendResponseAction,
  TIMFriendshipSearchFieldKey,
  TIMFriendType,
  TIMGenderType,
  TIMGroupMemberModifyInfoFlag,
  TIMGroupMemberSearchFieldKey,
  TIMGroupMessageReadMembersFilter,
  TIMGroupModifyInfoFlag,
  TIMGroupPendencyType,
  TIMGroupSearchFieldKey,
  TIMGroupType,
  TIMKeywordListMatchType,
  TIMLogLevel,
  TIMMsgStatus,
  TIMOfflinePushTokenType,
  TIMPermissionGroupModifyInfoFlag,
  TIMReceiveMessageOpt,
  TIMSignalingActionType,
  V2TIMTopicPermissionValue,
} from "../../ffi/mod.ts";

/** The functions with required arguments, except those that take a listener. */
export type NameWithArguments = {
  [Name in keyof NativeApi]: [] extends ArgumentsOf<NativeApi[Name]> ? never
    : ArgumentsOf<NativeApi[Name]> extends [(...values: never) => void] ? never
    : Name;
}[keyof NativeApi];

/** Arguments for each function that needs some. */
export type FunctionArguments = {
  readonly [Name in NameWithArguments]: ArgumentsOf<NativeApi[Name]>;
};

/** An arbitrary app id. */
const APP_ID = 1400000000;

/** The user whose local database is opened. */
export const USER_ID = "alice";

/** The other user of the conversation. */
const FRIEND_ID = "bob";

const time = 1700000000;
const random = 7;
/** The library builds both ids from the sender, the time and a random number. */
const messageId = `${FRIEND_ID}-${time}-${random}`;
const uniqueId = BigInt(time) << 32n | BigInt(random);

const { kTIMConv_C2C, kTIMConv_Group } = TIMConvType;
const conversation = `c2c_${FRIEND_ID}`;
const group = "@TGS#1";
const community = "@TGS#_community";
const topic = `${community}@TOPIC#_1`;
const permissionGroup = "moderators";
const inviteId = "invitation-1";

const textMessage: Message = {
  message_elem_array: [{ elem_type: TIMElemType.kTIMElem_Text, text_elem_content: "Hello, bob" }],
};

/** A message as the library returns it, with the keys by which the library finds it again. */
function messageOf(conversationId: string, type: TIMConvType): Message {
  return {
    ...textMessage,
    message_conv_id: conversationId,
    message_conv_type: type,
    message_sender: FRIEND_ID,
    message_status: TIMMsgStatus.kTIMMsg_SendSucc,
    message_msg_id: messageId,
    message_client_time: time,
    message_server_time: time,
    message_rand: random,
    message_seq: 1,
    message_unique_id: uniqueId,
  };
}

const receivedMessage = messageOf(FRIEND_ID, kTIMConv_C2C);
const groupMessage = messageOf(group, kTIMConv_Group);
/** Only a sender who asked for receipts gets them. */
const ownGroupMessage: Message = {
  ...groupMessage,
  message_sender: USER_ID,
  message_is_from_self: true,
  message_need_read_receipt: true,
};

/** The message that the library itself makes for TIMSignalingInvite. */
const invitation: Message = {
  ...receivedMessage,
  message_elem_array: [{
    elem_type: TIMElemType.kTIMElem_Custom,
    custom_elem_data: JSON.stringify({
      inviteID: inviteId,
      actionType: TIMSignalingActionType.TIMSignalingActionType_Invite,
      inviter: FRIEND_ID,
      inviteeList: [USER_ID],
      groupID: "",
      data: "{}",
      timeout: 30,
    }),
  }],
};

const draft: Draft = {
  draft_edit_time: time,
  draft_user_define: "half a thought",
  draft_msg: textMessage,
};

const locator: MsgLocator = {
  message_locator_is_revoked: false,
  message_locator_is_self: false,
  message_locator_time: time,
  message_locator_seq: 1,
  message_locator_rand: random,
  message_locator_unique_id: uniqueId,
};

const search = { msg_search_param_keyword_array: ["Hello"] };

const newGroup: CreateGroupParam = {
  create_group_param_group_name: "Gardeners",
  create_group_param_group_type: TIMGroupType.kTIMGroup_Public,
  create_group_param_group_member_array: [{ group_member_info_identifier: FRIEND_ID }],
};

const newCommunity: CreateGroupParam = {
  create_group_param_group_name: "Neighbours",
  create_group_param_group_type: TIMGroupType.kTIMGroup_Community,
  create_group_param_is_support_topic: true,
};

const attributes: readonly GroupAttributes[] = [
  { group_attribute_key: "season", group_attribute_value: "spring" },
];

const topicInfo = {
  group_topic_info_topic_id: topic,
  group_topic_info_topic_name: "Fences",
  group_modify_info_param_modify_flag: TIMGroupModifyInfoFlag.kTIMGroupModifyInfoFlag_Name,
};

const permissionGroupInfo = {
  community_group_id: community,
  permission_group_id: permissionGroup,
  permission_group_name: "Moderators",
  permission_group_modify_info_flag:
    TIMPermissionGroupModifyInfoFlag.kTIMPermissionGroupModifyInfoFlag_Name,
};

const topicPermissions = [{
  topic_permission_key: topic,
  topic_permission_value: V2TIMTopicPermissionValue.V2TIM_TOPIC_PERMISSION_SEND_MESSAGE,
}];

const push: OfflinePushConfig = {
  offline_push_config_desc: "A call from alice",
  offline_push_config_ext: "{}",
};

const pendencies: GroupPendencyOption = {
  group_pendency_option_start_time: 0,
  group_pendency_option_max_limited: 10,
};

/**
 * The arguments.
 *
 * @param directory Where the library writes.
 */
export function argumentsIn(directory: string): FunctionArguments {
  return {
    // TIMManager.h
    TIMInit: [APP_ID, {
      sdk_config_config_file_path: directory,
      sdk_config_log_file_path: directory,
    }],
    TIMSetConfig: [{
      set_config_log_level: TIMLogLevel.kTIMLog_Error,
      set_config_is_log_output_console: false,
    }],
    TIMLogin: [USER_ID, "a-sig-from-your-server"],
    TIMProfileGetUserProfileList: [{
      friendship_getprofilelist_param_identifier_array: [FRIEND_ID],
      friendship_getprofilelist_param_force_update: false,
    }],
    TIMProfileModifySelfUserProfile: [{
      user_profile_item_nick_name: "Alice",
      user_profile_item_gender: TIMGenderType.kTIMGenderType_Female,
    }],
    TIMSubscribeUserInfo: [[FRIEND_ID]],
    TIMUnsubscribeUserInfo: [[FRIEND_ID]],
    TIMGetUserStatus: [[FRIEND_ID]],
    TIMSetSelfStatus: [{ user_status_custom_status: "busy" }],
    TIMSubscribeUserStatus: [[FRIEND_ID]],
    TIMUnsubscribeUserStatus: [[FRIEND_ID]],

    // TIMMessageManager.h
    TIMMsgSendMessage: [FRIEND_ID, kTIMConv_C2C, textMessage],
    TIMMsgCancelSend: [FRIEND_ID, kTIMConv_C2C, messageId],
    TIMMsgBatchSend: [{
      msg_batch_send_param_identifier_array: [FRIEND_ID, "carol"],
      msg_batch_send_param_msg: textMessage,
    }],
    TIMMsgDownloadElemToPath: [
      {
        msg_download_elem_param_type: TIMDownloadType.kTIMDownload_File,
        msg_download_elem_param_id: "a-file",
        msg_download_elem_param_business_id: 0,
        msg_download_elem_param_url: "http://127.0.0.1:9/a-file",
      },
      join(directory, "a-file"),
    ],
    TIMMsgDownloadMergerMessage: [receivedMessage],
    TIMMsgSetLocalCustomData: [{ ...receivedMessage, message_custom_str: "starred" }],
    TIMMsgSetC2CReceiveMessageOpt: [
      [FRIEND_ID],
      TIMReceiveMessageOpt.kTIMRecvMsgOpt_Not_Notify,
    ],
    TIMMsgGetC2CReceiveMessageOpt: [[FRIEND_ID]],
    TIMMsgSetGroupReceiveMessageOpt: [group, TIMReceiveMessageOpt.kTIMRecvMsgOpt_Not_Notify],
    TIMMsgSetAllReceiveMessageOpt: [
      TIMReceiveMessageOpt.kTIMRecvMsgOpt_Not_Notify,
      22,
      0,
      0,
      8 * 3600,
    ],
    TIMMsgSetAllReceiveMessageOpt2: [
      TIMReceiveMessageOpt.kTIMRecvMsgOpt_Not_Notify,
      time,
      8 * 3600,
    ],
    TIMMsgGetMsgList: [FRIEND_ID, kTIMConv_C2C, { msg_getmsglist_param_count: 20 }],
    TIMMsgRevoke: [FRIEND_ID, kTIMConv_C2C, receivedMessage],
    TIMMsgModifyMessage: [receivedMessage],
    TIMMsgDelete: [FRIEND_ID, kTIMConv_C2C, { msg_delete_param_msg: receivedMessage }],
    TIMMsgListDelete: [FRIEND_ID, kTIMConv_C2C, [receivedMessage]],
    TIMMsgClearHistoryMessage: [FRIEND_ID, kTIMConv_C2C],
    TIMMsgSaveMsg: [FRIEND_ID, kTIMConv_C2C, { ...textMessage, message_sender: USER_ID }],
    TIMMsgImportMsgList: [FRIEND_ID, kTIMConv_C2C, [receivedMessage]],
    TIMMsgFindMessages: [[messageId]],
    TIMMsgFindByMsgLocatorList: [FRIEND_ID, kTIMConv_C2C, [locator]],
    TIMMsgSearchLocalMessages: [{
      ...search,
      msg_search_param_message_type_array: [TIMElemType.kTIMElem_Text],
      msg_search_param_keyword_list_match_type: TIMKeywordListMatchType.TIMKeywordListMatchType_Or,
      msg_search_param_page_index: 0,
      msg_search_param_page_size: 20,
    }],
    TIMMsgSearchCloudMessages: [{ ...search, msg_search_param_search_count: 20 }],
    TIMMsgSendMessageReadReceipts: [[{ ...groupMessage, message_need_read_receipt: true }]],
    TIMMsgGetMessageReadReceipts: [[ownGroupMessage]],
    TIMMsgGetGroupMessageReadMemberList: [
      ownGroupMessage,
      TIMGroupMessageReadMembersFilter.TIM_GROUP_MESSAGE_READ_MEMBERS_FILTER_READ,
      0,
      100,
    ],
    TIMMsgSetMessageExtensions: [receivedMessage, [
      { message_extension_key: "vote", message_extension_value: "yes" },
    ]],
    TIMMsgGetMessageExtensions: [receivedMessage],
    TIMMsgDeleteMessageExtensions: [receivedMessage, ["vote"]],
    TIMMsgAddMessageReaction: [receivedMessage, "thumbs-up"],
    TIMMsgRemoveMessageReaction: [receivedMessage, "thumbs-up"],
    TIMMsgGetMessageReactions: [[receivedMessage], 10],
    TIMMsgGetAllUserListOfMessageReaction: [receivedMessage, "thumbs-up", 0, 10],
    TIMMsgTranslateText: [["Hello"], "en", "de"],
    TIMMsgConvertVoiceToText: ["http://127.0.0.1:9/a-voice", ""],
    TIMPinGroupMessage: [group, groupMessage, true],
    TIMGetPinnedGroupMessageList: [group],
    TIMMsgSendNewMsg: [FRIEND_ID, kTIMConv_C2C, textMessage],
    TIMMsgSendNewMsgEx: [FRIEND_ID, kTIMConv_C2C, textMessage],
    TIMMsgReportReaded: [FRIEND_ID, kTIMConv_C2C, receivedMessage],

    // TIMConversationManager.h
    TIMConvGetConvInfo: [[{
      get_conversation_list_param_conv_id: FRIEND_ID,
      get_conversation_list_param_conv_type: kTIMConv_C2C,
    }]],
    TIMConvGetConversationListByFilter: [
      { conversation_list_filter_conv_type: kTIMConv_C2C },
      0,
      20,
    ],
    TIMConvDelete: [FRIEND_ID, kTIMConv_C2C],
    TIMConvDeleteConversationList: [[conversation], false],
    TIMConvSetDraft: [FRIEND_ID, kTIMConv_C2C, draft],
    TIMConvCancelDraft: [FRIEND_ID, kTIMConv_C2C],
    TIMConvSetConversationCustomData: [[conversation], "blue"],
    TIMConvPinConversation: [FRIEND_ID, kTIMConv_C2C, true],
    TIMConvMarkConversation: [
      [conversation],
      TIMConversationMarkType.kTIMConversationMarkTypeStar,
      true,
    ],
    TIMConvGetUnreadMessageCountByFilter: [{ conversation_list_filter_conv_type: kTIMConv_C2C }],
    TIMConvSubscribeUnreadMessageCountByFilter: [{
      conversation_list_filter_conv_type: kTIMConv_C2C,
    }],
    TIMConvUnsubscribeUnreadMessageCountByFilter: [{
      conversation_list_filter_conv_type: kTIMConv_C2C,
    }],
    TIMConvCleanConversationUnreadMessageCount: [conversation, 0, 0],
    TIMConvCreateConversationGroup: ["family", [conversation]],
    TIMConvDeleteConversationGroup: ["family"],
    TIMConvRenameConversationGroup: ["family", "friends"],
    TIMConvAddConversationsToGroup: ["friends", [conversation]],
    TIMConvDeleteConversationsFromGroup: ["friends", [conversation]],
    TIMConvCreate: [FRIEND_ID, kTIMConv_C2C],

    // TIMGroupManager.h
    TIMGroupCreate: [newGroup],
    TIMGroupDelete: [group],
    TIMGroupJoin: [group, "May I?"],
    TIMGroupQuit: [group],
    TIMGroupGetGroupInfoList: [[group]],
    TIMGroupSearchGroups: [{
      group_search_params_keyword_list: ["Gardeners"],
      group_search_params_field_list: [TIMGroupSearchFieldKey.kTIMGroupSearchFieldKey_GroupName],
    }],
    TIMGroupModifyGroupInfo: [{
      group_modify_info_param_group_id: group,
      group_modify_info_param_modify_flag: TIMGroupModifyInfoFlag.kTIMGroupModifyInfoFlag_Name,
      group_modify_info_param_group_name: "Gardeners of the valley",
    }],
    TIMGroupInitGroupAttributes: [group, attributes],
    TIMGroupSetGroupAttributes: [group, attributes],
    TIMGroupDeleteGroupAttributes: [group, ["season"]],
    TIMGroupGetGroupAttributes: [group, ["season"]],
    TIMGroupGetOnlineMemberCount: [group],
    TIMGroupSetGroupCounters: [group, [
      { group_counter_key: "harvests", group_counter_value: 3 },
    ]],
    TIMGroupGetGroupCounters: [group, ["harvests"]],
    TIMGroupIncreaseGroupCounter: [group, "harvests", 1],
    TIMGroupDecreaseGroupCounter: [group, "harvests", 1],
    TIMGroupCreateTopicInCommunity: [community, topicInfo],
    TIMGroupDeleteTopicFromCommunity: [community, [topic]],
    TIMGroupSetTopicInfo: [topicInfo],
    TIMGroupGetTopicInfoList: [community, [topic]],
    TIMGroupGetMemberInfoList: [{
      group_get_members_info_list_param_group_id: group,
      group_get_members_info_list_param_next_seq: 0,
    }],
    TIMGroupSearchGroupMembers: [{
      group_search_member_params_groupid_list: [group],
      group_search_member_params_keyword_list: [FRIEND_ID],
      group_search_member_params_field_list: [
        TIMGroupMemberSearchFieldKey.kTIMGroupMemberSearchFieldKey_Identifier,
      ],
    }],
    TIMGroupModifyMemberInfo: [{
      group_modify_member_info_group_id: group,
      group_modify_member_info_identifier: FRIEND_ID,
      group_modify_member_info_modify_flag:
        TIMGroupMemberModifyInfoFlag.kTIMGroupMemberModifyFlag_NameCard,
      group_modify_member_info_name_card: "Bob of the roses",
    }],
    TIMGroupInviteMember: [{
      group_invite_member_param_group_id: group,
      group_invite_member_param_identifier_array: [FRIEND_ID],
    }],
    TIMGroupDeleteMember: [{
      group_delete_member_param_group_id: group,
      group_delete_member_param_identifier_array: [FRIEND_ID],
    }],
    TIMGroupMarkGroupMemberList: [group, [FRIEND_ID], 1000, true],
    TIMGroupGetPendencyList: [pendencies],
    TIMGroupHandlePendency: [{
      group_handle_pendency_param_is_accept: true,
      group_handle_pendency_param_handle_msg: "Welcome",
      group_handle_pendency_param_pendency: {
        group_pendency_group_id: group,
        group_pendency_form_identifier: FRIEND_ID,
        group_pendency_add_time: time,
        group_pendency_pendency_type:
          TIMGroupPendencyType.kTIMGroupPendency_GroupJoinNeedApprovedByAdmin,
      },
    }],
    TIMGroupReportPendencyReaded: [time],

    // TIMFriendshipManager.h
    TIMFriendshipGetFriendsInfo: [[FRIEND_ID]],
    TIMFriendshipModifyFriendProfile: [{
      friendship_modify_friend_profile_param_identifier: FRIEND_ID,
      friendship_modify_friend_profile_param_item: { friend_profile_item_remark: "Robert" },
    }],
    TIMFriendshipSearchFriends: [{
      friendship_search_param_keyword_list: [FRIEND_ID],
      friendship_search_param_search_field_list: [
        TIMFriendshipSearchFieldKey.kTIMFriendshipSearchFieldKey_Identifier,
      ],
    }],
    TIMFriendshipAddFriend: [{
      friendship_add_friend_param_identifier: FRIEND_ID,
      friendship_add_friend_param_friend_type: TIMFriendType.FriendTypeBoth,
      friendship_add_friend_param_add_wording: "It's me",
    }],
    TIMFriendshipDeleteFriend: [{
      friendship_delete_friend_param_friend_type: TIMFriendType.FriendTypeBoth,
      friendship_delete_friend_param_identifier_array: [FRIEND_ID],
    }],
    TIMFriendshipCheckFriendType: [{
      friendship_check_friendtype_param_check_type: TIMFriendType.FriendTypeBoth,
      friendship_check_friendtype_param_identifier_array: [FRIEND_ID],
    }],
    TIMFriendshipGetPendencyList: [{
      friendship_get_pendency_list_param_type: TIMFriendPendencyType.FriendPendencyTypeBoth,
      friendship_get_pendency_list_param_start_seq: 0,
      friendship_get_pendency_list_param_limited_size: 10,
    }],
    TIMFriendshipHandleFriendAddRequest: [{
      friend_response_identifier: FRIEND_ID,
      friend_response_action: TIMFriendResponseAction.ResponseActionAgreeAndAdd,
    }],
    TIMFriendshipReportPendencyReaded: [time],
    TIMFriendshipDeletePendency: [{
      friendship_delete_pendency_param_type: TIMFriendPendencyType.FriendPendencyTypeComeIn,
      friendship_delete_pendency_param_identifier_array: [FRIEND_ID],
    }],
    TIMFriendshipAddToBlackList: [["mallory"]],
    TIMFriendshipDeleteFromBlackList: [["mallory"]],
    TIMFriendshipCreateFriendGroup: [{
      friendship_create_friend_group_param_name_array: ["climbers"],
      friendship_create_friend_group_param_identifier_array: [FRIEND_ID],
    }],
    TIMFriendshipGetFriendGroupList: [["climbers"]],
    TIMFriendshipDeleteFriendGroup: [["climbers"]],
    TIMFriendshipModifyFriendGroup: [{
      friendship_modify_friend_group_param_name: "climbers",
      friendship_modify_friend_group_param_new_name: "hikers",
    }],
    TIMSubscribeOfficialAccount: ["@TOA#_news"],
    TIMUnsubscribeOfficialAccount: ["@TOA#_news"],
    TIMGetOfficialAccountsInfo: [["@TOA#_news"]],
    TIMFollowUser: [[FRIEND_ID]],
    TIMUnfollowUser: [[FRIEND_ID]],
    TIMGetMyFollowingList: [""],
    TIMGetMyFollowersList: [""],
    TIMGetMutualFollowersList: [""],
    TIMGetUserFollowInfo: [[FRIEND_ID]],
    TIMCheckFollowType: [[FRIEND_ID]],

    // TIMCommunityManager.h
    TIMCommunityCreate: [newCommunity],
    TIMCommunityCreateTopicInCommunity: [community, topicInfo],
    TIMCommunityDeleteTopicFromCommunity: [community, [topic]],
    TIMCommunitySetTopicInfo: [topicInfo],
    TIMCommunityGetTopicInfoList: [community, [topic]],
    TIMCommunityCreatePermissionGroupInCommunity: [permissionGroupInfo],
    TIMCommunityDeletePermissionGroupFromCommunity: [community, [permissionGroup]],
    TIMCommunityModifyPermissionGroupInfoInCommunity: [permissionGroupInfo],
    TIMCommunityGetJoinedPermissionGroupListInCommunity: [community],
    TIMCommunityGetPermissionGroupListInCommunity: [community, [permissionGroup]],
    TIMCommunityAddCommunityMembersToPermissionGroup: [community, permissionGroup, [FRIEND_ID]],
    TIMCommunityRemoveCommunityMembersFromPermissionGroup: [
      community,
      permissionGroup,
      [FRIEND_ID],
    ],
    TIMCommunityGetCommunityMemberListInPermissionGroup: [community, permissionGroup, ""],
    TIMCommunityAddTopicPermissionToPermissionGroup: [
      community,
      permissionGroup,
      topicPermissions,
    ],
    TIMCommunityDeleteTopicPermissionFromPermissionGroup: [community, permissionGroup, [topic]],
    TIMCommunityModifyTopicPermissionInPermissionGroup: [
      community,
      permissionGroup,
      topicPermissions,
    ],
    TIMCommunityGetTopicPermissionInPermissionGroup: [community, permissionGroup, [topic]],

    // TIMSignalingManager.h
    TIMSignalingInvite: [FRIEND_ID, "{}", false, push, 30],
    TIMSignalingInviteInGroup: [group, [FRIEND_ID], "{}", false, 30],
    TIMSignalingCancel: [inviteId, "{}"],
    TIMSignalingAccept: [inviteId, "{}"],
    TIMSignalingReject: [inviteId, "{}"],
    TIMGetSignalingInfo: [invitation],
    TIMSignalingModifyInvitation: [inviteId, "{}"],

    // TIMOfflinePushManager.h
    TIMMsgSetOfflinePushToken: [{
      offline_push_token_token: "a-token",
      offline_push_token_business_id: 1,
      offline_push_token_type: TIMOfflinePushTokenType.TIMOfflinePushTokenType_Default,
    }],
    TIMMsgDoBackground: [0],

    // TIMExperimentalAPI.h: an operation with an answer; few of those that set something have one
    callExperimentalAPI: [{
      request_internal_operation: "internal_operation_get_offline_push_state",
    }],
  };
}
