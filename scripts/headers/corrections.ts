/**
 * What the headers leave out, leave open or state wrongly. Each correction says why it's right; one
 * that corrects nothing any more makes the generator stop.
 *
 * "The vendor's C# binding" is TencentCloud/chat-sdk-unity, which declares types for the JSON of
 * the same C functions.
 *
 * @module
 */

import type { TypeText } from "./model.ts";

/** What is corrected, by groups, each by a name. */
export interface CorrectionGroups {
  /** Names that headings and references use; what they mean. */
  references: { readonly name: string };
  /** The headings of sections that list values, not keys. */
  valueSections: unknown;
  /** Keys, by the C names that stand for them. */
  keys: { readonly type: TypeText };
  /** The C types of keys, by the C names that stand for them. */
  cTypes: { readonly cType: string };
  /** Keys that are said to be set by the library alone but are not, or the other way round. */
  access: { readonly access: "read" | "read and write" };
  /**
   * Parameters and keys that take what the library has given before, such as a message that there
   * is, by the name of the function, a dot, and their own, or by the C name of the key.
   */
  whole: unknown;
  /** Keys that are said to be required but are not always, by the C names that stand for them. */
  optionalKeys: unknown;
  /** Parameters of text, by the name of the callback or function, a dot, and their own. */
  parameters: { readonly kind?: "string" | "json"; readonly type?: TypeText };
  /** The structures of message elements that are not named as the type of element is. */
  elements: { readonly structure: string | undefined };
  /** Functions that may wait for the library's own threads. */
  nonblocking: unknown;
  /**
   * Functions whose callback first reports progress: the words that mark it, and the JSON's type.
   */
  progress: { readonly desc: string; readonly type: TypeText };
}

/** The corrections of each group, each with its reason. */
export type GroupedCorrections = {
  readonly [Group in keyof CorrectionGroups]: Readonly<
    Record<string, CorrectionGroups[Group] & { readonly reason: string }>
  >;
};

/** Everything that is corrected. */
export interface Corrections extends GroupedCorrections {
  /** The types of the JSON of answers, by function; of the first of two, by its parameter too. */
  readonly answers: readonly {
    readonly reason: string;
    readonly types: Readonly<Record<string, TypeText>>;
  }[];
}

const noDescription = "The headers don't describe it";
const idPair =
  "UserInfo is the pair of ids of callExperimentalAPI, and the library's file doesn't " +
  "have its keys; the header's example of TIMMsgReactionsChangedCallback has those of UserProfile";
const binding = "The headers don't say it; the vendor's C# binding reads it so";
const followed =
  "Refers to UserInfo, but TIMGetMyFollowingList and its like answer with UserProfile " +
  "for the same users; so does the vendor's C# binding";
const example = "The headers refer to no structure, or to one of a list; the example passes this";
const ofOneOperation = { reason: "Required by one operation; the others don't know it" };
const ofChanges = { reason: "Required to change something; not part of what is made or read" };
const settable = "Said to be read-only; the example of the function that takes it sets it";
const ofParameter = { access: "read and write" as const };
const existing = {
  reason: "It is about something that there is, which the headers say to pass as it was received",
};
const permissionGroupCallback = {
  type: "PermissionGroupCallback",
  reason: "Documented by no more than a title; section 6.11 is about these callbacks",
};
const conversations = {
  type: "readonly string[]",
  reason: "Said to be a list of conversations; the vendor's C# binding reads a list of texts",
};

/** The corrections of the release that this module is written for. */
export const corrections: Corrections = {
  references: {
    SdKConfig: { name: "SdkConfig", reason: "A heading's spelling: all references say SdkConfig" },
    TIMGroupCounter: {
      name: "GroupCounter",
      reason: "The section of these keys is called GroupCounter",
    },
  },

  valueSections: {
    GroupMessageAtALL: { reason: "What stands for everybody in message_group_at_user_array" },
    IOSOfflinePushConfigSoundConfig: { reason: "Two choices for ios_offline_push_config_sound" },
    TIMInternalOperation: { reason: "What request_internal_operation is set to" },
  },

  cTypes: {
    kTIMMsgCustomInt: {
      cType: "int32",
      reason: "Said to be uint32; the library takes 2147483648 for -2147483648",
    },
  },

  keys: {
    kTIMMsgRiskTypeIdentified: {
      type: "number",
      reason: "Only said to be internal; the vendor's C# binding has an int",
    },
    kTIMUserInfoUserId: { type: "string", reason: `${noDescription}; a user's id is a text` },
    kTIMUserInfoTinyId: {
      type: "Integer",
      reason: `${noDescription}; request_tinyid_userid_param takes an array of uint64`,
    },
    kTIMRequestReportTUIComponentUsageUIComponentTypeParam: {
      type: "unknown",
      reason: noDescription,
    },
    kTIMRequestReportTUIComponentUsageUIStyleTypeParam: { type: "unknown", reason: noDescription },
    kTIMMsgLocatorConvId: {
      type: "string",
      reason: "Said to be a bool, but an id; the example of TIMMsgRevokeCallback reads a text",
    },
    kTIMMsgLocatorConvType: {
      type: "TIMConvType",
      reason: "Said to be a bool; the example of TIMMsgRevokeCallback reads an unsigned number",
    },
    kTIMMsgExtensionItem: {
      type: "MessageExtension",
      reason: "An object of no name, for a pair of key and value; so in the vendor's C# binding",
    },
    kTIMMsgReactionPartialUserInfoList: { type: "readonly UserProfile[]", reason: idPair },
    kTIMMsgReactionUserResultUserInfoArray: { type: "readonly UserProfile[]", reason: idPair },
    kTIMGroupTipsElemPinnedMessageList: {
      type: "unknown",
      reason: "Refers to PinnedGroupMessage, which no header describes",
    },
    TIMGroupSearchGroupMembersResultGroupID: {
      type: "string",
      reason: "Said to be an array; the example of TIMGroupSearchGroupMembers has a text",
    },
    kTIMGroupDetailInfoVisible: {
      type: "number | boolean",
      reason: "Said to be a uint; the example of TIMGroupSearchGroups has true",
    },
    kTIMGroupDetailInfoSearchable: {
      type: "number | boolean",
      reason: "Said to be a uint; the example of TIMGroupSearchGroups has true",
    },
    kTIMGroupMemberInfoIsOnline: {
      type: "boolean",
      reason: "Said to be a string; measured: a bool",
    },
    kTIMGetGroupInfoResultInfo: {
      type: "GroupBaseInfo & GroupDetailInfo",
      reason: "Refers to GroupDetailInfo; measured: the keys of both",
    },
    kTIMConversationListFilterMarkType: {
      type: "Integer",
      reason: "An app's own marks, which TIMConvMarkConversation describes, are bits from 32 on",
    },
    kTIMFriendshipFriendInfoGetResultFriendInfo: {
      type: "FriendProfile",
      reason:
        "Said to be an array of uint; the example of TIMFriendshipGetFriendsInfo has an object",
    },
    kTIMPermissionGroupInfoResult: {
      type: "PermissionGroupInfo",
      reason: "Said to be a TIMGroupTopicInfo; the vendor's C# binding reads what the name says",
    },
    kTIMPermissionGroupMemberOperationResultErrorCode: {
      type: "number",
      reason: "Refers to an enumeration that no header declares",
    },
    kTIMTopicPermissionMap: {
      type: "readonly TopicPermissionMap[]",
      reason: "An array of nothing; the parameters of this name are arrays of such pairs",
    },
    kTIMTopicIDList: { type: "readonly string[]", reason: "An array of nothing; ids are texts" },
    kTIMMemberIDList: { type: "readonly string[]", reason: "An array of nothing; ids are texts" },
    kTIMSignalingInfoInviteeList: {
      type: "readonly string[]",
      reason: "Said to be a string; measured: a list of them",
    },
  },

  access: {
    kTIMMsgRiskTypeIdentified: {
      access: "read",
      reason: "Only said to be internal; kTIMMsgHasRiskContent beside it is read-only",
    },
    kTIMMsgSenderProfile: {
      access: "read",
      reason: "Of UserProfile, all keys are read-only",
    },
    kTIMMsgSenderGroupMemberInfo: {
      access: "read",
      reason: "As kTIMMsgSenderProfile: the library tells who has sent a message",
    },
    kTIMDraftMsg: { ...ofParameter, reason: settable },
    kTIMDraftUserDefine: { ...ofParameter, reason: settable },
    kTIMDraftEditTime: { ...ofParameter, reason: settable },
    kTIMFriendshipDeletePendencyParamType: { ...ofParameter, reason: settable },
    kTIMFriendshipDeletePendencyParamIdentifierArray: { ...ofParameter, reason: settable },
    kTIMCreateGroupParamCustomInfo: {
      ...ofParameter,
      reason: "A parameter that may be set, and nothing that is read has the key",
    },
  },

  whole: {
    kTIMMergerElemMsgArray: existing,
    kTIMMsgGetMsgListParamLastMsg: existing,
    kTIMMsgDeleteParamMsg: existing,
    kTIMGroupHandlePendencyParamPendency: existing,
    "TIMMsgDownloadMergerMessage.json_single_msg": existing,
    "TIMMsgSetLocalCustomData.json_msg_param": existing,
    "TIMMsgRevoke.json_msg_param": existing,
    "TIMMsgModifyMessage.json_msg_param": existing,
    "TIMMsgListDelete.json_msg_array": existing,
    "TIMMsgSendMessageReadReceipts.json_msg_array": existing,
    "TIMMsgGetMessageReadReceipts.json_msg_array": existing,
    "TIMMsgGetGroupMessageReadMemberList.json_msg": existing,
    "TIMMsgSetMessageExtensions.json_msg": existing,
    "TIMMsgGetMessageExtensions.json_msg": existing,
    "TIMMsgDeleteMessageExtensions.json_msg": existing,
    "TIMMsgAddMessageReaction.json_msg": existing,
    "TIMMsgRemoveMessageReaction.json_msg": existing,
    "TIMMsgGetMessageReactions.json_msg_array": existing,
    "TIMMsgGetAllUserListOfMessageReaction.json_msg": existing,
    "TIMPinGroupMessage.json_msg": existing,
    "TIMMsgReportReaded.json_msg_param": existing,
    "TIMGetSignalingInfo.json_msg": existing,
  },

  optionalKeys: {
    kTIMRequestSendTRTCCustomDataParam: ofOneOperation,
    kTIMRequestSendRoomCustomDataServiceCommandParam: ofOneOperation,
    kTIMRequestSendRoomCustomDataRequestContentParam: ofOneOperation,
    kTIMRequestGetServerConfigKeyParam: ofOneOperation,
    kTIMRequestGetServerConfigValueTypeParam: ofOneOperation,
    kTIMRequestStartMessageLongPollingIDParam: ofOneOperation,
    kTIMRequestStartMessageLongPollingKeyParam: ofOneOperation,
    kTIMRequestStartMessageLongPollingSequenceParam: ofOneOperation,
    kTIMRequestStopMessageLongPollingIDParam: ofOneOperation,
    kTIMRequestFindMergerMessagesMessageIDParam: ofOneOperation,
    kTIMRequestFindMergerMessagesMergerMessageIDListParam: ofOneOperation,
    kTIMGroupTopicInfoModifyFlag: ofChanges,
    kTIMCommunityTopicInfoModifyFlag: ofChanges,
    kTIMPermissionGroupModifyInfoFlag: ofChanges,
  },

  parameters: {
    "TIMMsgRevokeCallback.json_msg_revoke_info_array": {
      type: "readonly (MsgLocator & Partial<Message>)[]",
      reason: "The example reads the keys of MsgLocator, and of Message those about the revoker",
    },
    "TIMMsgGroupPinnedMessageChangedCallback.json_msg": {
      type: "Message",
      reason: "The note says that it's a message",
    },
    "TIMUpdateFriendProfileCallback.json_friend_profile_update_array": {
      type: "readonly FriendProfileUpdate[]",
      reason: "Refers to FriendProfileItem; the example has the keys of FriendProfileUpdate",
    },
    "TIMGroupTopicChangedCallback.topic_info": {
      kind: "json",
      type: "TIMGroupTopicInfo",
      reason: "Names the structure, but doesn't refer to it",
    },
    "TIMMyFollowingListChangedCallback.json_user_info_list": {
      type: "readonly UserProfile[]",
      reason: followed,
    },
    "TIMMyFollowersListChangedCallback.json_user_info_list": {
      type: "readonly UserProfile[]",
      reason: followed,
    },
    "TIMMutualFollowersListChangedCallback.json_user_info_list": {
      type: "readonly UserProfile[]",
      reason: followed,
    },
    "TIMCommunityChangeTopicInfoCallback.topic_info": {
      type: "TopicInfo",
      reason:
        "Refers to TIMGroupTopicInfo, as the older callback that this one replaces; the vendor's " +
        "C# binding reads the structure of this header",
    },
    "TIMCommunityCreatePermissionGroupCallback.permission_group_info": {
      kind: "json",
      type: "PermissionGroupInfo",
      reason: binding,
    },
    "TIMCommunityChangePermissionGroupInfoCallback.permission_group_info": {
      kind: "json",
      type: "PermissionGroupInfo",
      reason: binding,
    },
    "TIMCommunityAddMembersToPermissionGroupCallback.json_result": permissionGroupCallback,
    "TIMCommunityRemoveMembersFromPermissionGroupCallback.json_result": permissionGroupCallback,
    "TIMCommunityAddTopicPermissionCallback.json_result": permissionGroupCallback,
    "TIMCommunityDeleteTopicPermissionCallback.json_result": permissionGroupCallback,
    "TIMCommunityModifyTopicPermissionCallback.json_result": permissionGroupCallback,
    "TIMConvConversationGroupCreatedCallback.conversation_array": conversations,
    "TIMConvConversationsAddedToGroupCallback.conversation_array": conversations,
    "TIMConvConversationsDeletedFromGroupCallback.conversation_array": conversations,
    "TIMSetConfig.json_config": { type: "SetConfig", reason: "The examples have its keys" },
    "TIMConvGetConvInfo.json_get_conv_list_param": {
      type: "readonly GetConversationListParam[]",
      reason: example,
    },
    "TIMGroupGetGroupInfoList.json_group_getinfo_param": {
      type: "readonly string[]",
      reason: example,
    },
    "TIMGroupInitGroupAttributes.json_group_attributes": {
      type: "readonly GroupAttributes[]",
      reason: example,
    },
    "TIMGroupSetGroupAttributes.json_group_attributes": {
      type: "readonly GroupAttributes[]",
      reason: example,
    },
    "TIMFriendshipAddToBlackList.json_add_to_blacklist_param": {
      type: "readonly string[]",
      reason: example,
    },
    "TIMFriendshipDeleteFromBlackList.json_delete_from_blacklist_param": {
      type: "readonly string[]",
      reason: example,
    },
    "TIMFriendshipGetFriendGroupList.json_get_friend_group_list_param": {
      type: "readonly string[]",
      reason: example,
    },
    "TIMFriendshipDeleteFriendGroup.json_delete_friend_group_param": {
      type: "readonly string[]",
      reason: example,
    },
    "TIMCommunityAddTopicPermissionToPermissionGroup.json_topic_permission_map": {
      type: "readonly TopicPermissionMap[]",
      reason: example,
    },
    "TIMCommunityModifyTopicPermissionInPermissionGroup.json_topic_permission_map": {
      type: "readonly TopicPermissionMap[]",
      reason: example,
    },
    "TIMMsgBatchSend.json_batch_send_param": {
      type: "MsgBatchSendParam",
      reason: "Refers to Message; the example passes this",
    },
    "TIMGroupGetGroupCounters.json_group_counter_key_array": {
      type: "readonly string[]",
      reason: "Refers to TIMGroupCounter; the example passes this",
    },
    "TIMGroupGetMemberInfoList.json_group_getmeminfos_param": {
      type: "GroupGetMemberInfoListParam",
      reason: "Refers to GroupMemberGetInfoOption; the example passes this",
    },
    "TIMFriendshipModifyFriendProfile.json_modify_friend_info_param": {
      type: "FriendshipModifyFriendProfileParam",
      reason: "Refers to FriendProfileCustomStringInfo; the example passes this",
    },
    "TIMMsgSendNewMsg.json_msg_param": {
      type: "Message",
      reason: "Said to be the JSON of a message, without a reference",
    },
    "TIMMsgSendNewMsgEx.json_msg_param": {
      type: "Message",
      reason: "Said to be the JSON of a message, without a reference",
    },
    "TIMMsgReportReaded.json_msg_param": {
      type: "Message",
      reason: "Said to be the JSON of a message, without a reference",
    },
    "TIMGetSignalingInfo.json_msg": {
      type: "Message",
      reason: "Said to be the JSON of a message, without a reference",
    },
    "TIMCommunitySetTopicInfo.json_topic_info": {
      type: "TopicInfo",
      reason:
        "Refers to TIMGroupTopicInfo, as the older function that this one replaces; all else in " +
        "this header has TopicInfo, which has the same keys and more",
    },
    "callExperimentalAPI.json_param": {
      type: "RequestParam",
      reason: "Not documented; the heading of section 4.12 says so",
    },
  },

  answers: [
    {
      reason:
        "Measured on the library, which answers with these keys even where there is no network",
      types: {
        TIMSetConfig: "SetConfig",
        TIMMsgSendMessage: "Message",
        TIMMsgSendNewMsg: "Message",
        TIMMsgBatchSend: "readonly MsgBatchSendResult[]",
        TIMMsgSearchLocalMessages: "MessageSearchResult",
        TIMMsgSearchCloudMessages: "MessageSearchResult",
        TIMMsgGetAllUserListOfMessageReaction: "MessageReactionUserResult",
        TIMConvGetConversationListByFilter: "TIMConversationListResult",
        TIMConvGetTotalUnreadMessageCount: "GetTotalUnreadNumberResult",
        TIMCommunityGetCommunityMemberListInPermissionGroup: "PermissionGroupMemberInfoResult",
        TIMGetSignalingInfo: "SignalingInfo",
      },
    },
    {
      reason: "The example in the header reads it so, or a comment in it says so",
      types: {
        TIMMsgGetMessageReadReceipts: "readonly MessageReceipt[]",
        TIMConvDeleteConversationList: "readonly TIMConversationOperationResult[]",
        TIMConvSetConversationCustomData: "readonly TIMConversationOperationResult[]",
        TIMConvMarkConversation: "readonly TIMConversationOperationResult[]",
        TIMConvCreateConversationGroup: "readonly TIMConversationOperationResult[]",
        TIMConvAddConversationsToGroup: "readonly TIMConversationOperationResult[]",
        TIMConvDeleteConversationsFromGroup: "readonly TIMConversationOperationResult[]",
        TIMConvGetConversationGroupList: "readonly string[]",
      },
    },
    {
      reason: "Refers to GroupGetOnlineMemberCountResult; the example has these keys",
      types: { TIMGroupSearchGroupMembers: "readonly GroupSearchGroupMembersResult[]" },
    },
    {
      reason:
        "Measured: an operation's answer has the keys of ResponseInfo, or those of the structure " +
        "that is named as the operation is",
      types: { callExperimentalAPI: "ResponseInfo & CommercialAbilityResult" },
    },
    {
      reason: "It sends as TIMMsgSendNewMsg does",
      types: { TIMMsgSendNewMsgEx: "Message" },
    },
    {
      reason: "Measured: a list. The heading of the section says that it's the result of this",
      types: {
        TIMCommunityDeleteTopicFromCommunity: "readonly TopicOperationResult[]",
        TIMCommunityGetTopicInfoList: "readonly TopicInfoResult[]",
      },
    },
    {
      reason: "Measured: a list. The vendor's C# binding reads the keys of GroupBaseInfo",
      types: {
        TIMGroupGetJoinedCommunityList: "readonly GroupBaseInfo[]",
        TIMCommunityGetJoinedCommunityList: "readonly GroupBaseInfo[]",
      },
    },
    {
      reason:
        `${binding}. Lists and objects are as measured, for all that answer without a network`,
      types: {
        TIMMsgGetMsgList: "readonly Message[]",
        TIMConvGetConvList: "readonly ConvInfo[]",
        TIMProfileGetUserProfileList: "readonly UserProfile[]",
        TIMGetUserStatus: "readonly TIMUserStatus[]",
        TIMMsgCancelSend: "Message",
        TIMMsgDownloadMergerMessage: "readonly Message[]",
        TIMMsgModifyMessage: "Message",
        TIMMsgFindMessages: "readonly Message[]",
        TIMMsgFindByMsgLocatorList: "readonly Message[]",
        TIMMsgSetMessageExtensions: "readonly MessageExtensionResult[]",
        TIMMsgGetMessageExtensions: "readonly MessageExtension[]",
        TIMMsgDeleteMessageExtensions: "readonly MessageExtensionResult[]",
        TIMMsgGetMessageReactions: "readonly MessageReactionResult[]",
        TIMMsgTranslateText: "readonly MessageTranslateTextResult[]",
        TIMGetPinnedGroupMessageList: "readonly Message[]",
        TIMConvGetUnreadMessageCountByFilter: "GetTotalUnreadNumberResult",
        TIMGroupCreate: "CreateGroupResult",
        TIMGroupGetJoinedGroupList: "readonly GroupBaseInfo[]",
        TIMGroupGetGroupInfoList: "readonly GetGroupInfoResult[]",
        TIMGroupSetGroupCounters: "readonly GroupCounter[]",
        TIMGroupGetGroupCounters: "readonly GroupCounter[]",
        TIMGroupIncreaseGroupCounter: "readonly GroupCounter[]",
        TIMGroupDecreaseGroupCounter: "readonly GroupCounter[]",
        TIMGroupDeleteTopicFromCommunity: "readonly TIMGroupTopicOperationResult[]",
        TIMGroupGetTopicInfoList: "readonly TIMGroupTopicInfoResult[]",
        TIMGroupGetMemberInfoList: "GroupGetMemberInfoListResult",
        TIMGroupInviteMember: "readonly GroupInviteMemberResult[]",
        TIMGroupDeleteMember: "readonly GroupDeleteMemberResult[]",
        TIMGroupGetPendencyList: "GroupPendencyResult",
        TIMFriendshipGetFriendProfileList: "readonly FriendProfile[]",
        TIMFriendshipAddFriend: "FriendResult",
        TIMFriendshipDeleteFriend: "readonly FriendResult[]",
        TIMFriendshipCheckFriendType: "readonly FriendshipCheckFriendTypeResult[]",
        TIMFriendshipGetPendencyList: "PendencyPage",
        TIMFriendshipHandleFriendAddRequest: "FriendResult",
        TIMFriendshipDeletePendency: "readonly FriendResult[]",
        TIMFriendshipGetBlackList: "readonly FriendProfile[]",
        TIMFriendshipAddToBlackList: "readonly FriendResult[]",
        TIMFriendshipDeleteFromBlackList: "readonly FriendResult[]",
        TIMFriendshipCreateFriendGroup: "readonly FriendResult[]",
        TIMFriendshipGetFriendGroupList: "readonly FriendGroupInfo[]",
        TIMFriendshipModifyFriendGroup: "readonly FriendResult[]",
        TIMCommunityCreate: "CreateGroupResult",
        TIMCommunityDeletePermissionGroupFromCommunity: "readonly PermissionGroupOperationResult[]",
        TIMCommunityGetJoinedPermissionGroupListInCommunity: "readonly PermissionGroupInfoResult[]",
        TIMCommunityGetPermissionGroupListInCommunity: "readonly PermissionGroupInfoResult[]",
        TIMCommunityAddCommunityMembersToPermissionGroup:
          "readonly PermissionGroupMemberOperationResult[]",
        TIMCommunityRemoveCommunityMembersFromPermissionGroup:
          "readonly PermissionGroupMemberOperationResult[]",
        TIMCommunityAddTopicPermissionToPermissionGroup: "readonly TopicOperationResult[]",
        TIMCommunityDeleteTopicPermissionFromPermissionGroup: "readonly TopicOperationResult[]",
        TIMCommunityModifyTopicPermissionInPermissionGroup: "readonly TopicOperationResult[]",
        TIMCommunityGetTopicPermissionInPermissionGroup: "readonly TopicPermissionResult[]",
      },
    },
  ],

  elements: {
    kTIMElem_Merge: { structure: "MergerElem", reason: "The section is called MergerElem" },
    kTIMElem_Invalid: { structure: undefined, reason: "There is nothing in it" },
  },

  nonblocking: {
    TIMUninit: { reason: "It returns when the library's threads have ended their callbacks" },
  },

  progress: {
    TIMMsgDownloadElemToPath: {
      desc: "downloading",
      type: "MsgDownloadElemResult",
      reason: "The headers say so in a comment of their example",
    },
  },
};
