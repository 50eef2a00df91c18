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
  TIMInit: "Initialises the library for an app, which must come before everything else.",
  TIMUninit: "Ends the library's work; whatever is pending then is never answered.",
  TIMGetSDKVersion: "Tells the version of the library.",
  TIMGetServerTime: "Tells the service's clock, in seconds since 1970.",
  TIMSetConfig:
    "Changes the library's settings, such as its log level or its proxy, and tells all of " +
    "them. A proxy is to be set before `TIMInit`.",
  TIMLogin: "Logs a user in, without which nothing can be sent or received.",
  TIMLogout: "Logs the user out.",
  TIMGetLoginUserID: "Tells who is logged in.",
  TIMGetLoginStatus: "Tells whether a user is logged in, or being logged in or out.",
  TIMProfileGetUserProfileList: "Gets the profiles of any users, one's own among them.",
  TIMProfileModifySelfUserProfile: "Changes one's own profile: those items that are given.",
  TIMSubscribeUserInfo:
    "Subscribes to changes of the profiles of users who are not friends, at most 200 of them: one " +
    `more takes the place of the oldest. ${premium}`,
  TIMUnsubscribeUserInfo:
    `Ends subscriptions to users' profiles; without a list, all of them. ${premium}`,
  TIMGetUserStatus: `Gets whether users are online, and the status that each has set. ${premium}`,
  TIMSetSelfStatus: "Sets one's own custom status, which others can ask for and subscribe to.",
  TIMSubscribeUserStatus:
    "Subscribes to the status of other users, at most 200 of them: one more takes the place of the " +
    `oldest. ${premium}`,
  TIMUnsubscribeUserStatus:
    `Ends subscriptions to users' status; without a list, all of them. ${premium}`,

  // TIMMessageManager.h
  TIMRemoveRecvNewMsgCallback:
    "Takes the listener for new messages away. What `TIMAddRecvNewMsgCallback` returns does the same.",
  TIMMsgSendMessage: "Sends a message to a user or to a group.",
  TIMMsgCancelSend: "Stops sending a message that is still on its way.",
  TIMMsgBatchSend: "Sends the same message to each of several users; groups are not possible.",
  TIMMsgDownloadElemToPath:
    "Downloads the picture, sound, video or file of a message's element into a file.",
  TIMMsgDownloadMergerMessage: "Downloads the messages that a merged message is made of.",
  TIMMsgSetLocalCustomData:
    "Stores an app's own data with a message, on this device only: they are never sent.",
  TIMMsgSetC2CReceiveMessageOpt:
    "Sets how messages from users are received, for at most 30 users at once and 5 times a second.",
  TIMMsgGetC2CReceiveMessageOpt: "Gets how messages from users are received.",
  TIMMsgSetGroupReceiveMessageOpt: "Sets how the messages of a group are received.",
  TIMMsgSetAllReceiveMessageOpt:
    "Sets how all messages are received during a time of each day, or for good if it lasts a whole " +
    "day.",
  TIMMsgSetAllReceiveMessageOpt2:
    "Sets how all messages are received during a time that begins at a given moment.",
  TIMMsgGetAllReceiveMessageOpt: "Gets how all messages are received, and when.",
  TIMMsgGetMsgList:
    "Gets messages of a conversation from its history: newer or older ones than a given message, or " +
    "by default the latest.",
  TIMMsgRevoke:
    "Recalls a message that was sent, by default within two minutes. In a group its owner and " +
    "administrators can recall the messages of others as well.",
  TIMMsgModifyMessage:
    "Changes a message that was sent. Success and failure alike answer with the message as it is now.",
  TIMMsgDelete:
    "Deletes a message of a conversation, from this device and, if asked to, from the service.",
  TIMMsgListDelete:
    "Deletes at most 50 messages of a conversation, from this device and from the service, once a " +
    "second at most. What other devices have fetched stays there.",
  TIMMsgClearHistoryMessage: "Deletes all messages of a conversation, which itself stays.",
  TIMMsgSaveMsg: "Stores a message in a conversation on this device without sending it.",
  TIMMsgImportMsgList: "Stores messages in a conversation on this device without sending them.",
  TIMMsgFindMessages:
    "Finds messages on this device by their ids, those that were recalled or deleted among them.",
  TIMMsgFindByMsgLocatorList:
    "Finds messages of a conversation by their locators, those that were recalled or deleted among " +
    "them.",
  TIMMsgSearchLocalMessages:
    `Searches the messages on this device, but not those that were recalled or deleted. ${premium}`,
  TIMMsgSearchCloudMessages:
    "Searches the messages that the service keeps, but not those that were recalled or deleted. It " +
    "needs the service's cloud search, and is refused with 60020 without it.",
  TIMMsgSendMessageReadReceipts:
    "Tells the senders of messages that they have been read. The count of unread messages stays as " +
    `it is. ${premium}`,
  TIMMsgGetMessageReadReceipts:
    `Gets who has read messages, all of which must be of one conversation. ${premium}`,
  TIMMsgGetGroupMessageReadMemberList:
    `Gets a page of those members who have read a message of a group, or who haven't. ${premium}`,
  TIMMsgSetMessageExtensions:
    "Adds extensions to a message that was sent, or changes them: at most 20 at once and 300 in " +
    `all. The message must have been sent with support for them. ${premium}`,
  TIMMsgGetMessageExtensions: `Gets the extensions of a message. ${premium}`,
  TIMMsgDeleteMessageExtensions:
    `Deletes at most 20 extensions of a message, or, without a list, all of them. ${premium}`,
  TIMMsgAddMessageReaction:
    "Adds one's own reaction to a message, such as an emoji: at most 10 different ones, by 100 users " +
    `each. ${premium}`,
  TIMMsgRemoveMessageReaction: `Takes one's own reaction to a message back. ${premium}`,
  TIMMsgGetMessageReactions:
    "Gets the reactions to at most 20 messages of one conversation, and the first users of each. " +
    premium,
  TIMMsgGetAllUserListOfMessageReaction:
    `Gets a page of all users who have reacted to a message in one way. ${premium}`,
  TIMMsgTranslateText: "Translates texts.",
  TIMMsgConvertVoiceToText: `Turns the speech of a sound message into text. ${plugin}`,
  TIMPinGroupMessage:
    `Pins a message to its group, which can have 10 of them, or takes it off again. ${premium}`,
  TIMGetPinnedGroupMessageList: `Gets the messages that are pinned to a group. ${premium}`,
  TIMMsgSendNewMsg: "Sends a message to a user or to a group, as `TIMMsgSendMessage` does.",
  TIMMsgSendNewMsgEx:
    "Sends a message to a user or to a group, as `TIMMsgSendMessage` does, and answers with its id " +
    "as well.",
  TIMMsgReportReaded: "Marks a conversation as read, up to a message if one is given. " +
    "`TIMConvCleanConversationUnreadMessageCount` takes its place.",
  TIMMsgMarkAllMessageAsRead:
    "Marks all conversations as read. `TIMConvCleanConversationUnreadMessageCount` takes its place.",

  // TIMConversationManager.h
  TIMConvGetConvList: "Gets all conversations.",
  TIMConvGetConvInfo: "Gets conversations by their ids and types.",
  TIMConvGetConversationListByFilter:
    "Gets a page of the conversations that a filter lets through.",
  TIMConvDelete:
    "Deletes a conversation with all of its messages, here and at the service, for good.",
  TIMConvDeleteConversationList:
    "Deletes at most 100 conversations, and, if asked to, their messages for good.",
  TIMConvSetDraft: "Stores what a user has begun to write in a conversation.",
  TIMConvCancelDraft: "Deletes the draft of a conversation.",
  TIMConvSetConversationCustomData:
    "Stores an app's own data with conversations, 256 bytes at most.",
  TIMConvPinConversation: "Pins a conversation to the top of the list, or takes it off again.",
  TIMConvMarkConversation:
    "Sets a mark on conversations, or takes it off: one of `TIMConversationMarkType`, or one of an " +
    `app's own, which is a single bit from 2^32 to 2^63. ${premium}`,
  TIMConvGetTotalUnreadMessageCount:
    "Gets the number of unread messages of all conversations that are not muted; after that its " +
    "changes come as events.",
  TIMConvGetUnreadMessageCountByFilter:
    "Gets the number of unread messages of those conversations that a filter lets through.",
  TIMConvSubscribeUnreadMessageCountByFilter:
    "Begins to send events with the number of unread messages behind a filter.",
  TIMConvUnsubscribeUnreadMessageCountByFilter:
    "Ends the events with the number of unread messages behind a filter.",
  TIMConvCleanConversationUnreadMessageCount:
    "Marks the messages of a conversation, of all of one type, or of all there are as read.",
  TIMConvCreateConversationGroup:
    `Makes a group of conversations, of which there can be 20. ${premium}`,
  TIMConvGetConversationGroupList:
    "Gets the names of the groups of conversations that this device knows, which are complete once " +
    `the conversations are synchronised. ${premium}`,
  TIMConvDeleteConversationGroup:
    `Deletes a group of conversations; they themselves stay. ${premium}`,
  TIMConvRenameConversationGroup: `Renames a group of conversations. ${premium}`,
  TIMConvAddConversationsToGroup: `Adds conversations to a group of them. ${premium}`,
  TIMConvDeleteConversationsFromGroup: `Takes conversations out of a group of them. ${premium}`,
  TIMConvCreate: "Makes a conversation with a user or a group, or gets the one that there is.",

  // TIMGroupManager.h
  TIMGroupCreate:
    "Makes a group, and answers with its id, which the service chooses if none is given.",
  TIMGroupDelete: "Dissolves a group, which is its owner's to do. A work group can't be dissolved.",
  TIMGroupJoin:
    "Joins a group or, where that must be approved, asks to. A work group can't be joined without " +
    "an invitation.",
  TIMGroupQuit: "Leaves a group, which its owner can do in a work group only.",
  TIMGroupGetJoinedGroupList: "Gets the groups that the user is in.",
  TIMGroupGetGroupInfoList: "Gets the details of groups by their ids.",
  TIMGroupSearchGroups: `Searches the groups on this device by at most 5 keywords. ${premium}`,
  TIMGroupModifyGroupInfo:
    "Changes a group: those keys that the flags name. Who may do so depends on the type of the " +
    "group; only its owner can give it to somebody else.",
  TIMGroupInitGroupAttributes:
    "Replaces all attributes of a group, of which there can be 16, by others.",
  TIMGroupSetGroupAttributes: "Adds attributes to a group, or changes their values.",
  TIMGroupDeleteGroupAttributes: "Deletes attributes of a group.",
  TIMGroupGetGroupAttributes: "Gets attributes of a group, or, without a list, all of them.",
  TIMGroupGetOnlineMemberCount: "Gets how many members of a group are online.",
  TIMGroupSetGroupCounters:
    "Sets counters of a group, and makes those that there aren't. Communities and topics have none.",
  TIMGroupGetGroupCounters: "Gets counters of a group, or, without a list, all of them.",
  TIMGroupIncreaseGroupCounter: "Adds to a counter of a group, which begins at 0.",
  TIMGroupDecreaseGroupCounter: "Subtracts from a counter of a group, which begins at 0.",
  TIMGroupGetJoinedCommunityList: "Gets the communities with topics that the user is in.",
  TIMGroupCreateTopicInCommunity: "Makes a topic in a community.",
  TIMGroupDeleteTopicFromCommunity: "Deletes topics of a community.",
  TIMGroupSetTopicInfo: "Changes a topic: those keys that the flags name.",
  TIMGroupGetTopicInfoList: "Gets topics of a community, or, without a list, all of them.",
  TIMGroupGetMemberInfoList:
    "Gets a page of a group's members, by their ids or by their roles. An audio-video group tells " +
    "of 1,000 members at most.",
  TIMGroupSearchGroupMembers:
    `Searches the members of groups on this device by at most 5 keywords. ${premium}`,
  TIMGroupModifyMemberInfo:
    "Changes a member of a group: those keys that the flags name. Roles and muting are for the " +
    "owner and administrators.",
  TIMGroupInviteMember:
    "Invites at most 20 users to a group. A work group has them at once, others ask them first, and " +
    "an audio-video group takes no invitations.",
  TIMGroupDeleteMember:
    "Removes members from a group, which is for its owner and administrators. In an audio-video " +
    `group: ${premium.toLowerCase().replace("premium", "Premium")}`,
  TIMGroupMarkGroupMemberList:
    "Sets a mark on members of an audio-video group, or takes it off, which is its owner's to do. " +
    premium,
  TIMGroupGetPendencyList:
    "Gets a page of the requests to join groups that the user has to decide or has decided.",
  TIMGroupHandlePendency: "Accepts or refuses a request to join a group, once and for all.",
  TIMGroupReportPendencyReaded: "Marks requests to join groups as read, up to a moment.",

  // TIMFriendshipManager.h
  TIMFriendshipGetFriendProfileList: "Gets the profiles of all friends.",
  TIMFriendshipGetFriendsInfo: "Gets the profiles of friends by their ids.",
  TIMFriendshipModifyFriendProfile:
    "Changes what the user keeps about a friend, such as a remark: those items that are given.",
  TIMFriendshipSearchFriends: `Searches the friends on this device by keywords. ${premium}`,
  TIMFriendshipAddFriend:
    "Adds a friend or, where that must be confirmed, asks to, on one side or on both.",
  TIMFriendshipDeleteFriend: "Ends friendships, on one side or on both.",
  TIMFriendshipCheckFriendType: "Gets whether users are friends of this one, and on which side.",
  TIMFriendshipGetPendencyList: "Gets a page of the friend requests that are undecided.",
  TIMFriendshipHandleFriendAddRequest: "Accepts or refuses a friend request.",
  TIMFriendshipReportPendencyReaded: "Marks friend requests as read, up to a moment.",
  TIMFriendshipDeletePendency: "Deletes friend requests, received or sent.",
  TIMFriendshipGetBlackList: "Gets the users on the blocklist.",
  TIMFriendshipAddToBlackList: "Puts users on the blocklist.",
  TIMFriendshipDeleteFromBlackList: "Takes users off the blocklist.",
  TIMFriendshipCreateFriendGroup: "Makes groups of friends, whose names must be new.",
  TIMFriendshipGetFriendGroupList: "Gets groups of friends by their names.",
  TIMFriendshipDeleteFriendGroup: "Deletes groups of friends; the friends themselves stay.",
  TIMFriendshipModifyFriendGroup:
    "Renames a group of friends, adds friends to it or takes them out of it.",
  TIMSubscribeOfficialAccount: "Subscribes to an official account.",
  TIMUnsubscribeOfficialAccount: "Ends the subscription to an official account.",
  TIMGetOfficialAccountsInfo:
    "Gets official accounts by their ids, or, with an empty list, all that the user subscribes to.",
  TIMFollowUser: `Follows at most 20 users. ${premium}`,
  TIMUnfollowUser: `Stops following at most 20 users. ${premium}`,
  TIMGetMyFollowingList: `Gets a page of the users whom this one follows. ${premium}`,
  TIMGetMyFollowersList: `Gets a page of the users who follow this one. ${premium}`,
  TIMGetMutualFollowersList:
    `Gets a page of the users who follow this one and are followed. ${premium}`,
  TIMGetUserFollowInfo: `Gets how many users follow each user, and are followed. ${premium}`,
  TIMCheckFollowType: `Gets whether users follow this one, are followed, or both. ${premium}`,

  // TIMCommunityManager.h
  TIMCommunityCreate:
    "Makes a community with topics, and answers with its id, which the service chooses if none is " +
    "given. `create_group_param_is_support_topic` must be true.",
  TIMCommunityGetJoinedCommunityList: "Gets the communities with topics that the user is in.",
  TIMCommunityCreateTopicInCommunity: "Makes a topic in a community.",
  TIMCommunityDeleteTopicFromCommunity: "Deletes topics of a community.",
  TIMCommunitySetTopicInfo: "Changes a topic: those keys that the flags name.",
  TIMCommunityGetTopicInfoList: "Gets topics of a community, or, without a list, all of them.",
  TIMCommunityCreatePermissionGroupInCommunity:
    `Makes a permission group in a community: members who share permissions. ${premium}`,
  TIMCommunityDeletePermissionGroupFromCommunity:
    `Deletes permission groups of a community. ${premium}`,
  TIMCommunityModifyPermissionGroupInfoInCommunity:
    `Changes a permission group: those keys that the flags name. ${premium}`,
  TIMCommunityGetJoinedPermissionGroupListInCommunity:
    `Gets the permission groups of a community that the user is in. ${premium}`,
  TIMCommunityGetPermissionGroupListInCommunity:
    `Gets permission groups of a community, or, without a list, all of them. ${premium}`,
  TIMCommunityAddCommunityMembersToPermissionGroup:
    `Adds members to a permission group. ${premium}`,
  TIMCommunityRemoveCommunityMembersFromPermissionGroup:
    `Takes members out of a permission group. ${premium}`,
  TIMCommunityGetCommunityMemberListInPermissionGroup:
    `Gets a page of the members of a permission group. ${premium}`,
  TIMCommunityAddTopicPermissionToPermissionGroup:
    `Gives a permission group permissions in topics. ${premium}`,
  TIMCommunityDeleteTopicPermissionFromPermissionGroup:
    `Takes a permission group's permissions in topics away. ${premium}`,
  TIMCommunityModifyTopicPermissionInPermissionGroup:
    `Changes the permissions in topics that a permission group has. ${premium}`,
  TIMCommunityGetTopicPermissionInPermissionGroup:
    `Gets the permissions in topics that a permission group has. ${premium}`,

  // TIMSignalingManager.h
  TIMSignalingInvite: "Invites a user, such as to a call.",
  TIMSignalingInviteInGroup: "Invites members of a group, such as to a call.",
  TIMSignalingCancel:
    "Cancels an invitation that one has made, as long as not everybody has dealt with it.",
  TIMSignalingAccept: "Accepts an invitation that is made to oneself.",
  TIMSignalingReject: "Refuses an invitation that is made to oneself.",
  TIMGetSignalingInfo: "Gets the invitation that a message is about, or fails if it is about none.",
  TIMSignalingModifyInvitation:
    "Changes the data of an invitation that one has made, unless only users who are online get it.",

  // TIMOfflinePushManager.h
  TIMMsgSetOfflinePushToken: `Turns offline push on for a device, or, with null, off. ${mobile}`,
  TIMMsgDoBackground: `Says that the app has gone to the background. ${mobile}`,
  TIMMsgDoForeground:
    `Says that the app is in the foreground again, which suspends offline push. ${mobile}`,

  // TIMExperimentalAPI.h
  callExperimentalAPI:
    "Does one of the operations that `request_internal_operation` can name. Many of them never " +
    "answer.",
};

const page = "Where the page begins: 0 for the first, then what the page before has told";
const textPage =
  "Where the page begins: an empty text for the first, then what the page before has told";

/**
 * What the names of parameters don't say, by the parameter's name, or by that of its function, a dot
 * and its own where it is another thing there.
 */
export const parameters: Readonly<Record<string, string>> = {
  conv_id: "The other user's id, or the group's",
  "TIMMsgReportReaded.conv_id":
    "The other user's id, or the group's; null for all conversations of the type",
  conversation_id_array:
    "Ids such as `c2c_alice` and `group_1`: the type, then the user's id or the " +
    "group's",
  conversation_id:
    "An id such as `c2c_alice` or `group_1`; `c2c` or `group` for all of a type, and an " +
    "empty text for all there are",
  clean_timestamp:
    "Of a user's messages: those before this time, in seconds since 1970, or 0 for all",
  clean_sequence: "Of a group's messages: those before this sequence number, or 0 for all",
  start_hour: "When it begins each day: the hour, from 0 to 23",
  start_minute: "The minute, from 0 to 59",
  start_second: "The second, from 0 to 59",
  duration: "How long it lasts, in seconds",
  start_time_stamp: "When it begins, in seconds since 1970",
  next_seq: page,
  next_cursor: textPage,
  count: "How many to get at most, not more than 100",
  "TIMConvGetConversationListByFilter.count": "How many to get at most",
  max_user_count_per_reaction: "How many users to get of each reaction, from 0 to 10",
  source_language:
    "The language of the texts, such as `en`; `auto` or an empty text to recognise it",
  target_language: "The language to translate into, such as `en`",
  url: "Where the sound is, as its message tells",
  path: "The file to write",
  mark_type: "The mark",
  "TIMGroupMarkGroupMemberList.mark_type":
    "A number from 1,000 on, of which a group can have 10 different ones",
  enable_mark: "Whether to set the mark, or else take it off",
  clear_message: "Whether to delete the messages as well, for good",
  hello_msg: "What to say to those who approve",
  time_stamp: "The moment, in seconds since 1970",
  "TIMFriendshipReportPendencyReaded.time_stamp": "The moment, in seconds since 1970, or 0 for now",
  data: "Data of the app's own, which the others get",
  online_user_only:
    "Whether only users who are online get it, in which case it leaves no message in the history",
  timeout: "After how many seconds the invitation ends by itself, or 0 for never",
  reaction_id: "Which reaction, such as the id of an emoji",
  unread_count: "The number of unread messages, for the app's badge",
};
