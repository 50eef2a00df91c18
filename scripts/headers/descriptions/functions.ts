/**
 * What each C function does, but for those that set a listener: events.ts describes them.
 *
 * @module
 */

/** An edition of the vendor's service that not everybody has. */
const premium = "Needs the Premium edition of the service.";
const plugin = "Needs the speech-to-text plug-in of the service.";
const mobile = "For iOS and Android only.";

/** By C name: sentences about what the function does, in the words of somebody who uses it. */
export const functions: Readonly<Record<string, string>> = {
  // TIMManager.h
  TIMInit: "Initialises the library for an app. Nearly everything else needs that first.",
  TIMUninit: "Shuts the library down. Whatever is pending then is never answered.",
  TIMGetSDKVersion: "Returns the version of the library.",
  TIMGetServerTime: "Returns the time of the service's clock, in seconds since 1970.",
  TIMSetConfig:
    "Changes settings of the library, such as its log level or its proxy, and returns " +
    "all of them. Set a proxy before `TIMInit`.",
  TIMLogin: "Logs a user in, which is needed to send and receive messages.",
  TIMLogout: "Logs the user out.",
  TIMGetLoginUserID: "Returns the id of the user who is logged in, or an empty text.",
  TIMGetLoginStatus: "Returns the state of the login.",
  TIMProfileGetUserProfileList:
    "Gets the profiles of users: of any, and of the one who is logged in.",
  TIMProfileModifySelfUserProfile:
    "Changes the profile of the user who is logged in: the items that are given.",
  TIMSubscribeUserInfo:
    "Subscribes to changes of the profiles of users who are not friends, at most 200 of them: one " +
    `more replaces the oldest. ${premium}`,
  TIMUnsubscribeUserInfo:
    `Ends subscriptions to users' profiles; without a list, all of them. ${premium}`,
  TIMGetUserStatus: `Gets which users are online, and the custom status of each. ${premium}`,
  TIMSetSelfStatus:
    "Sets the custom status of the user who is logged in, which others can read and subscribe to.",
  TIMSubscribeUserStatus:
    "Subscribes to the status of other users, at most 200 of them: one more replaces the oldest. " +
    premium,
  TIMUnsubscribeUserStatus:
    `Ends subscriptions to users' status; without a list, all of them. ${premium}`,

  // TIMMessageManager.h
  TIMRemoveRecvNewMsgCallback:
    "Removes the listener for new messages, as the function that `TIMAddRecvNewMsgCallback` returns does.",
  TIMMsgSendMessage: "Sends a message to a user or to a group.",
  TIMMsgCancelSend: "Cancels a message that is still being sent.",
  TIMMsgBatchSend: "Sends the same message to several users. It cannot send to groups.",
  TIMMsgDownloadElemToPath:
    "Downloads the picture, sound, video or file of a message element to a path.",
  TIMMsgDownloadMergerMessage: "Downloads the messages that a merged message contains.",
  TIMMsgSetLocalCustomData:
    "Stores custom data with a message on this device. They are never sent.",
  TIMMsgSetC2CReceiveMessageOpt:
    "Sets how messages from users are received, for at most 30 users at once and 5 times a second.",
  TIMMsgGetC2CReceiveMessageOpt: "Gets how messages from users are received.",
  TIMMsgSetGroupReceiveMessageOpt: "Sets how the messages of a group are received.",
  TIMMsgSetAllReceiveMessageOpt:
    "Sets how all messages are received during a part of each day, or always if the duration is a whole " +
    "day.",
  TIMMsgSetAllReceiveMessageOpt2:
    "Sets how all messages are received during a period that starts at a given time.",
  TIMMsgGetAllReceiveMessageOpt: "Gets how all messages are received, and during which period.",
  TIMMsgGetMsgList:
    "Gets messages from the history of a conversation: older or newer than a given message, or the " +
    "latest ones by default.",
  TIMMsgRevoke:
    "Recalls a message, within two minutes of sending it by default. In a group, the owner and the " +
    "administrators can recall messages of others, too.",
  TIMMsgModifyMessage:
    "Modifies a message that was sent. It answers with the current message even if that has failed.",
  TIMMsgDelete:
    "Deletes a message of a conversation, from this device and, if asked to, from the service.",
  TIMMsgListDelete:
    "Deletes at most 50 messages of a conversation, from this device and from the service, at most " +
    "once a second. Copies on other devices stay.",
  TIMMsgClearHistoryMessage:
    "Deletes all messages of a conversation, but not the conversation itself.",
  TIMMsgSaveMsg: "Stores a message in a conversation on this device without sending it.",
  TIMMsgImportMsgList: "Stores messages in a conversation on this device without sending them.",
  TIMMsgFindMessages:
    "Finds messages on this device by their ids, including recalled and deleted ones.",
  TIMMsgFindByMsgLocatorList:
    "Finds messages of a conversation by their locators, including recalled and deleted ones.",
  TIMMsgSearchLocalMessages:
    `Searches the messages on this device, except recalled and deleted ones. ${premium}`,
  TIMMsgSearchCloudMessages:
    "Searches the messages that the service keeps, except recalled and deleted ones. It needs the " +
    "cloud search of the service, and fails with 60020 without it.",
  TIMMsgSendMessageReadReceipts:
    "Sends read receipts for messages. The number of unread messages does not change. " +
    premium,
  TIMMsgGetMessageReadReceipts:
    `Gets the read receipts of messages, all of which must be of one conversation. ${premium}`,
  TIMMsgGetGroupMessageReadMemberList:
    `Gets a page of the members who have read a message of a group, or who have not. ${premium}`,
  TIMMsgSetMessageExtensions:
    "Sets extensions of a message: at most 20 at once, and 300 in total. It must have been sent with " +
    `\`message_support_message_extension\`. ${premium}`,
  TIMMsgGetMessageExtensions: `Gets the extensions of a message. ${premium}`,
  TIMMsgDeleteMessageExtensions:
    `Deletes at most 20 extensions of a message, or, without a list, all of them. ${premium}`,
  TIMMsgAddMessageReaction:
    "Adds a reaction, such as an emoji, to a message, which can have 10 reactions of 100 users each. " +
    premium,
  TIMMsgRemoveMessageReaction:
    `Removes a reaction that this user has added to a message. ${premium}`,
  TIMMsgGetMessageReactions:
    "Gets the reactions to at most 20 messages of one conversation, each with its first users. " +
    premium,
  TIMMsgGetAllUserListOfMessageReaction:
    `Gets a page of the users who have added a reaction to a message. ${premium}`,
  TIMMsgTranslateText: "Translates texts.",
  TIMMsgConvertVoiceToText: `Converts the speech of a sound message to text. ${plugin}`,
  TIMPinGroupMessage:
    `Pins a message to its group, which can have 10 pinned messages, or unpins it. ${premium}`,
  TIMGetPinnedGroupMessageList: `Gets the messages that are pinned to a group. ${premium}`,
  TIMMsgSendNewMsg: "Sends a message to a user or to a group, as `TIMMsgSendMessage` does.",
  TIMMsgSendNewMsgEx:
    "Sends a message to a user or to a group, as `TIMMsgSendMessage` does, and answers with its id, " +
    "too.",
  TIMMsgReportReaded: "Marks a conversation as read, up to a message if one is given. " +
    "`TIMConvCleanConversationUnreadMessageCount` replaces it.",
  TIMMsgMarkAllMessageAsRead:
    "Marks all conversations as read. `TIMConvCleanConversationUnreadMessageCount` replaces it.",

  // TIMConversationManager.h
  TIMConvGetConvList: "Gets all conversations.",
  TIMConvGetConvInfo: "Gets conversations by their ids and types.",
  TIMConvGetConversationListByFilter: "Gets a page of the conversations that match a filter.",
  TIMConvDelete:
    "Deletes a conversation and all of its messages, on this device and at the service, permanently.",
  TIMConvDeleteConversationList:
    "Deletes at most 100 conversations, with their messages if `clear_message` is set.",
  TIMConvSetDraft: "Sets the draft of a conversation: what the user has started to write.",
  TIMConvCancelDraft: "Deletes the draft of a conversation.",
  TIMConvSetConversationCustomData: "Sets the custom data of conversations, 256 bytes at most.",
  TIMConvPinConversation: "Pins a conversation to the top of the list, or unpins it.",
  TIMConvMarkConversation:
    "Marks conversations, or removes a mark: one of `TIMConversationMarkType`, or a custom one, which " +
    `is a single bit from 2^32 to 2^63. ${premium}`,
  TIMConvGetTotalUnreadMessageCount:
    "Gets the number of unread messages of all conversations that are not muted. From then on " +
    "changes of it are sent as events.",
  TIMConvGetUnreadMessageCountByFilter:
    "Gets the number of unread messages of the conversations that match a filter.",
  TIMConvSubscribeUnreadMessageCountByFilter:
    "Subscribes to the number of unread messages of the conversations that match a filter.",
  TIMConvUnsubscribeUnreadMessageCountByFilter:
    "Ends the subscription to the number of unread messages of a filter.",
  TIMConvCleanConversationUnreadMessageCount:
    "Marks messages as read: of one conversation, of all of a type, or of all conversations.",
  TIMConvCreateConversationGroup:
    `Creates a group of conversations. There can be 20 of them. ${premium}`,
  TIMConvGetConversationGroupList:
    "Gets the names of the groups of conversations that this device knows. They are complete after " +
    `\`kTIMConvEvent_Finish\`. ${premium}`,
  TIMConvDeleteConversationGroup:
    `Deletes a group of conversations, but not the conversations. ${premium}`,
  TIMConvRenameConversationGroup: `Renames a group of conversations. ${premium}`,
  TIMConvAddConversationsToGroup: `Adds conversations to a group of conversations. ${premium}`,
  TIMConvDeleteConversationsFromGroup:
    `Removes conversations from a group of conversations. ${premium}`,
  TIMConvCreate: "Creates a conversation with a user or a group, or gets the existing one.",

  // TIMGroupManager.h
  TIMGroupCreate:
    "Creates a group, and answers with its id, which the service chooses if none is given.",
  TIMGroupDelete: "Dissolves a group. Only its owner can do that, and nobody in a work group.",
  TIMGroupJoin:
    "Joins a group, or requests to join it where that needs approval. A work group can only be " +
    "joined by invitation.",
  TIMGroupQuit: "Leaves a group. Its owner can only leave a work group.",
  TIMGroupGetJoinedGroupList: "Gets the groups that the user has joined.",
  TIMGroupGetGroupInfoList: "Gets the details of groups by their ids.",
  TIMGroupSearchGroups: `Searches the groups on this device by at most 5 keywords. ${premium}`,
  TIMGroupModifyGroupInfo:
    "Modifies a group: the keys that the flags name. Who may do so depends on the type of the group; " +
    "only the owner can name another owner.",
  TIMGroupInitGroupAttributes: "Replaces all attributes of a group by others, at most 16 of them.",
  TIMGroupSetGroupAttributes: "Sets attributes of a group, and keeps its others.",
  TIMGroupDeleteGroupAttributes: "Deletes attributes of a group.",
  TIMGroupGetGroupAttributes: "Gets attributes of a group, or, without a list, all of them.",
  TIMGroupGetOnlineMemberCount: "Gets how many members of a group are online.",
  TIMGroupSetGroupCounters:
    "Sets counters of a group, and creates missing ones. Communities and topics have no counters.",
  TIMGroupGetGroupCounters: "Gets counters of a group, or, without a list, all of them.",
  TIMGroupIncreaseGroupCounter: "Increases a counter of a group, which starts at 0.",
  TIMGroupDecreaseGroupCounter: "Decreases a counter of a group, which starts at 0.",
  TIMGroupGetJoinedCommunityList: "Gets the communities with topics that the user has joined.",
  TIMGroupCreateTopicInCommunity: "Creates a topic in a community.",
  TIMGroupDeleteTopicFromCommunity: "Deletes topics of a community.",
  TIMGroupSetTopicInfo: "Modifies a topic: the keys that the flags name.",
  TIMGroupGetTopicInfoList: "Gets topics of a community, or, without a list, all of them.",
  TIMGroupGetMemberInfoList:
    "Gets a page of a group's members, by their ids or by their roles. An AVChatRoom " +
    "returns at most 1,000.",
  TIMGroupSearchGroupMembers:
    `Searches the members of groups on this device by at most 5 keywords. ${premium}`,
  TIMGroupModifyMemberInfo:
    "Modifies a member of a group: the keys that the flags name. Only the owner and the " +
    "administrators can change roles and mute members.",
  TIMGroupInviteMember:
    "Invites at most 20 users to a group. They join a work group at once, have to accept for other " +
    "groups, and cannot be invited to an AVChatRoom.",
  TIMGroupDeleteMember:
    "Removes members from a group, which its owner and administrators can do. An AVChatRoom needs " +
    "the Premium edition of the service for it.",
  TIMGroupMarkGroupMemberList:
    "Marks members of an AVChatRoom, or removes a mark, which only its owner can do. " +
    premium,
  TIMGroupGetPendencyList:
    "Gets a page of the requests to join groups that need, or needed, a decision by this user.",
  TIMGroupHandlePendency: "Accepts or refuses a request to join a group.",
  TIMGroupReportPendencyReaded: "Marks requests to join groups as read, up to a time.",

  // TIMFriendshipManager.h
  TIMFriendshipGetFriendProfileList: "Gets the profiles of all friends.",
  TIMFriendshipGetFriendsInfo: "Gets the profiles of friends by their ids.",
  TIMFriendshipModifyFriendProfile:
    "Modifies what this user stores about a friend, such as a remark: the items that are given.",
  TIMFriendshipSearchFriends: `Searches the friends on this device by keywords. ${premium}`,
  TIMFriendshipAddFriend:
    "Adds a friend, or sends a friend request where that needs confirmation, one-way or two-way.",
  TIMFriendshipDeleteFriend: "Deletes friends, one-way or two-way.",
  TIMFriendshipCheckFriendType:
    "Checks which users are friends of this one, and whether one-way or two-way.",
  TIMFriendshipGetPendencyList: "Gets a page of the pending friend requests.",
  TIMFriendshipHandleFriendAddRequest: "Accepts or refuses a friend request.",
  TIMFriendshipReportPendencyReaded: "Marks friend requests as read, up to a time.",
  TIMFriendshipDeletePendency: "Deletes friend requests, received or sent.",
  TIMFriendshipGetBlackList: "Gets the users on the blocklist.",
  TIMFriendshipAddToBlackList: "Adds users to the blocklist.",
  TIMFriendshipDeleteFromBlackList: "Removes users from the blocklist.",
  TIMFriendshipCreateFriendGroup: "Creates groups of friends, whose names must be new.",
  TIMFriendshipGetFriendGroupList: "Gets groups of friends by their names.",
  TIMFriendshipDeleteFriendGroup: "Deletes groups of friends, but not the friends.",
  TIMFriendshipModifyFriendGroup:
    "Renames a group of friends, adds friends to it or removes friends from it.",
  TIMSubscribeOfficialAccount: "Subscribes to an official account.",
  TIMUnsubscribeOfficialAccount: "Unsubscribes from an official account.",
  TIMGetOfficialAccountsInfo:
    "Gets official accounts by their ids, or, with an empty list, all that the user has subscribed to.",
  TIMFollowUser: `Follows at most 20 users. ${premium}`,
  TIMUnfollowUser: `Unfollows at most 20 users. ${premium}`,
  TIMGetMyFollowingList: `Gets a page of the users that this user follows. ${premium}`,
  TIMGetMyFollowersList: `Gets a page of the users that follow this user. ${premium}`,
  TIMGetMutualFollowersList:
    `Gets a page of the users that follow this user and are followed back. ${premium}`,
  TIMGetUserFollowInfo:
    `Gets the numbers of followers of users, and of whom they follow. ${premium}`,
  TIMCheckFollowType:
    `Checks whether users follow this user, are followed by it, or both. ${premium}`,

  // TIMCommunityManager.h
  TIMCommunityCreate:
    "Creates a community with topics, and answers with its id, which the service chooses if none is " +
    "given. `create_group_param_is_support_topic` must be true.",
  TIMCommunityGetJoinedCommunityList: "Gets the communities with topics that the user has joined.",
  TIMCommunityCreateTopicInCommunity: "Creates a topic in a community.",
  TIMCommunityDeleteTopicFromCommunity: "Deletes topics of a community.",
  TIMCommunitySetTopicInfo: "Modifies a topic: the keys that the flags name.",
  TIMCommunityGetTopicInfoList: "Gets topics of a community, or, without a list, all of them.",
  TIMCommunityCreatePermissionGroupInCommunity:
    `Creates a permission group in a community. ${premium}`,
  TIMCommunityDeletePermissionGroupFromCommunity:
    `Deletes permission groups of a community. ${premium}`,
  TIMCommunityModifyPermissionGroupInfoInCommunity:
    `Modifies a permission group: the keys that the flags name. ${premium}`,
  TIMCommunityGetJoinedPermissionGroupListInCommunity:
    `Gets the permission groups of a community that the user belongs to. ${premium}`,
  TIMCommunityGetPermissionGroupListInCommunity:
    `Gets permission groups of a community, or, without a list, all of them. ${premium}`,
  TIMCommunityAddCommunityMembersToPermissionGroup:
    `Adds members to a permission group. ${premium}`,
  TIMCommunityRemoveCommunityMembersFromPermissionGroup:
    `Removes members from a permission group. ${premium}`,
  TIMCommunityGetCommunityMemberListInPermissionGroup:
    `Gets a page of the members of a permission group. ${premium}`,
  TIMCommunityAddTopicPermissionToPermissionGroup:
    `Adds topic permissions to a permission group. ${premium}`,
  TIMCommunityDeleteTopicPermissionFromPermissionGroup:
    `Removes topic permissions from a permission group. ${premium}`,
  TIMCommunityModifyTopicPermissionInPermissionGroup:
    `Modifies the topic permissions of a permission group. ${premium}`,
  TIMCommunityGetTopicPermissionInPermissionGroup:
    `Gets the topic permissions of a permission group. ${premium}`,

  // TIMSignalingManager.h
  TIMSignalingInvite: "Invites a user, such as to a call.",
  TIMSignalingInviteInGroup: "Invites members of a group, such as to a call.",
  TIMSignalingCancel:
    "Cancels an invitation that this user has sent, unless all invitees have answered it.",
  TIMSignalingAccept: "Accepts an invitation to this user.",
  TIMSignalingReject: "Rejects an invitation to this user.",
  TIMGetSignalingInfo:
    "Gets the invitation that a message is about. It fails if the message is about none.",
  TIMSignalingModifyInvitation:
    "Modifies the data of an invitation that this user has sent, unless it is for online users only.",

  // TIMOfflinePushManager.h
  TIMMsgSetOfflinePushToken:
    `Enables offline push for a device, or, with null, disables it. ${mobile}`,
  TIMMsgDoBackground: `Tells the service that the app has gone to the background. ${mobile}`,
  TIMMsgDoForeground:
    `Tells the service that the app is in the foreground, which suspends offline push. ${mobile}`,

  // TIMExperimentalAPI.h
  callExperimentalAPI:
    "Runs one of the operations that `request_internal_operation` can name. Many of them never " +
    "answer.",
};

const page = "The start of the page: 0 for the first one, then what the previous page has returned";
const textPage =
  "The start of the page: empty for the first one, then what the previous page has returned";

/**
 * What the names of parameters don't say, by the parameter's name, or by that of its function, a dot
 * and its own where it is another thing there.
 */
export const parameters: Readonly<Record<string, string>> = {
  conv_id: "The id of the other user or of the group",
  "TIMMsgReportReaded.conv_id":
    "The id of the other user or of the group; null for all conversations of the type",
  conversation_id_array:
    "Ids such as `c2c_alice` and `group_1`: the type, then the id of the user or " +
    "of the group",
  conversation_id:
    "An id such as `c2c_alice` or `group_1`; `c2c` or `group` for all of a type, and an " +
    "empty text for all there are",
  clean_timestamp:
    "Of a user's messages: the ones before this time, in seconds since 1970, or 0 for all",
  clean_sequence: "Of a group's messages: the ones before this sequence number, or 0 for all",
  start_hour: "The start time of each day: the hour, from 0 to 23",
  start_minute: "The minute of the start time, from 0 to 59",
  start_second: "The second of the start time, from 0 to 59",
  duration: "How long it lasts, in seconds",
  "TIMMsgSetAllReceiveMessageOpt.duration":
    "How long it lasts, in seconds; from a whole day (86,400) on, it lasts for ever",
  start_time_stamp: "The start time, in seconds since 1970",
  next_seq: page,
  next_cursor: textPage,
  count: "The maximum to get, at most 100",
  "TIMConvGetConversationListByFilter.count": "The maximum to get",
  max_user_count_per_reaction: "The number of users to get of each reaction, from 0 to 10",
  source_language: "The language of the texts, such as `en`; `auto` or an empty text to detect it",
  target_language: "The language to translate into, such as `en`",
  url: "The URL of the sound, from its message",
  path: "The file to write to",
  mark_type: "The mark",
  "TIMGroupMarkGroupMemberList.mark_type": "A number from 1,000 on, of which a group can have 10",
  enable_mark: "Whether to set the mark or to remove it",
  clear_message: "Whether to delete the messages, too, permanently",
  hello_msg: "A message to those who approve",
  time_stamp: "The time, in seconds since 1970",
  "TIMFriendshipReportPendencyReaded.time_stamp": "The time, in seconds since 1970, or 0 for now",
  data: "Custom data, which the others receive",
  online_user_only:
    "Whether only online users receive it, in which case the history has no message about it",
  timeout: "After how many seconds the invitation expires, or 0 for never",
  reaction_id: "The id of the reaction, such as that of an emoji",
  unread_count: "The number of unread messages, for the app's badge",
};
