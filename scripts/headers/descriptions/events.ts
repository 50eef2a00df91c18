/**
 * What has happened when the library calls a listener.
 *
 * @module
 */

/** What is said of an event. */
export interface EventDescription {
  /** A clause that says what has happened. It makes a sentence with "when" before it, too. */
  readonly when: string;
  /** More about it, where a session has it as an event. */
  readonly inSession?: string;
}

const otherDevice = "on this device or another";

/** By the C function that sets the listener. */
export const events: Readonly<Record<string, string | EventDescription>> = {
  // TIMManager.h
  TIMSetNetworkStatusListenerCallback: "the connection to the service has changed",
  TIMSetKickedOfflineCallback: {
    when: "another device has logged in as this user, who is logged out by that",
    inSession: "The session does not log in again by itself.",
  },
  TIMSetUserSigExpiredCallback: {
    when: "the user sig has expired",
    inSession:
      "With a sig function the session logs in again by itself, and otherwise the app has to.",
  },
  TIMSetSelfInfoUpdatedCallback: "the profile of the user who is logged in has changed",
  TIMSetUserStatusChangedCallback:
    "users have gone online or offline, or have changed their custom status: users who are " +
    "subscribed to, and this one",
  TIMSetUserInfoChangedCallback: "profiles of users that this user has subscribed to have changed",
  TIMSetLogCallback: "the library has logged a line",

  // TIMMessageManager.h
  TIMAddRecvNewMsgCallback: "messages have arrived that are new on this device",
  TIMSetMsgElemUploadProgressCallback:
    "the upload of a file of a message that is being sent has progressed",
  TIMSetMsgReadedReceiptCallback: "messages that this user has sent have been read",
  TIMSetMsgRevokeCallback: "messages have been recalled",
  TIMSetMsgUpdateCallback: "messages have been modified after they were sent",
  TIMSetMsgExtensionsChangedCallback: "extensions of a message have been added or changed",
  TIMSetMsgExtensionsDeletedCallback: "extensions of a message have been deleted",
  TIMSetMsgReactionsChangedCallback:
    "reactions to messages have changed. A reaction without users has been removed",
  TIMSetMsgAllMessageReceiveOptionCallback: "the user has changed how all messages are received",
  TIMSetMsgGroupPinnedMessageChangedCallback: "a message of a group has been pinned or unpinned",

  // TIMConversationManager.h
  TIMSetConvEventCallback:
    "conversations have been added, deleted or updated, or their synchronisation has started or finished",
  TIMSetConvTotalUnreadMessageCountChangedCallback:
    "the number of unread messages of all conversations has changed, after " +
    "`TIMConvGetTotalUnreadMessageCount` was called",
  TIMSetConvUnreadMessageCountChangedByFilterCallback:
    "the number of unread messages of a filter has changed that " +
    "`TIMConvSubscribeUnreadMessageCountByFilter` has subscribed to",
  TIMSetConvConversationGroupCreatedCallback: "a group of conversations has been created",
  TIMSetConvConversationGroupDeletedCallback: "a group of conversations has been deleted",
  TIMSetConvConversationGroupNameChangedCallback: "a group of conversations has been renamed",
  TIMSetConvConversationsAddedToGroupCallback:
    "conversations have been added to a group of conversations",
  TIMSetConvConversationsDeletedFromGroupCallback:
    "conversations have been removed from a group of conversations: by the user (`reason` 0), or " +
    "because it had more than 1,000 of them (1)",

  // TIMGroupManager.h
  TIMSetGroupTipsEventCallback:
    "members have joined or left a group, or the group or a member of it has changed",
  TIMSetGroupAttributeChangedCallback:
    "attributes of a group have changed. The event has all of its attributes",
  TIMSetGroupCounterChangedCallback: "a counter of a group has changed",
  TIMSetGroupTopicCreatedCallback: "a topic has been created in a community",
  TIMSetGroupTopicDeletedCallback: "topics of a community have been deleted",
  TIMSetGroupTopicChangedCallback: "a topic of a community has changed",

  // TIMFriendshipManager.h
  TIMSetOnAddFriendCallback: `friends have been added, ${otherDevice}`,
  TIMSetOnDeleteFriendCallback: `friends have been deleted, ${otherDevice}`,
  TIMSetUpdateFriendProfileCallback: `profiles of friends have changed, ${otherDevice}`,
  TIMSetFriendAddRequestCallback: "users have sent friend requests to this one",
  TIMSetFriendApplicationListDeletedCallback:
    "friend requests have been deleted, accepted or refused, by this user or by the other",
  TIMSetFriendApplicationListReadCallback:
    `friend requests have been marked as read, ${otherDevice}`,
  TIMSetFriendBlackListAddedCallback: "users have been added to the blocklist",
  TIMSetFriendBlackListDeletedCallback: "users have been removed from the blocklist",
  TIMSetFriendGroupCreatedCallback: "a group of friends has been created",
  TIMSetFriendGroupDeletedCallback: "groups of friends have been deleted",
  TIMSetFriendGroupNameChangedCallback: "a group of friends has been renamed",
  TIMSetFriendsAddedToGroupCallback: "friends have been added to a group of friends",
  TIMSetFriendsDeletedFromGroupCallback: "friends have been removed from a group of friends",
  TIMSetOfficialAccountSubscribedCallback: "the user has subscribed to an official account",
  TIMSetOfficialAccountUnsubscribedCallback: "the user has unsubscribed from an official account",
  TIMSetOfficialAccountDeletedCallback:
    "an official account that the user has subscribed to has been deleted",
  TIMSetOfficialAccountInfoChangedCallback:
    "an official account that the user has subscribed to has changed",
  TIMSetMyFollowingListChangedCallback: "the user has followed or unfollowed users",
  TIMSetMyFollowersListChangedCallback: "users have followed or unfollowed this one",
  TIMSetMutualFollowersListChangedCallback:
    "users have become, or are no longer, mutual followers of this one",

  // TIMCommunityManager.h
  TIMSetCommunityCreateTopicCallback: "a topic has been created in a community",
  TIMSetCommunityDeleteTopicCallback: "topics of a community have been deleted",
  TIMSetCommunityChangeTopicInfoCallback: "a topic of a community has changed",
  TIMSetCommunityReceiveTopicRESTCustomDataCallback:
    "the app's server has sent custom data to a topic by the REST API",
  TIMSetCommunityCreatePermissionGroupCallback:
    "a permission group has been created in a community",
  TIMSetCommunityDeletePermissionGroupCallback:
    "permission groups of a community have been deleted",
  TIMSetCommunityChangePermissionGroupInfoCallback: "a permission group of a community has changed",
  TIMSetCommunityAddMembersToPermissionGroupCallback:
    "members have been added to a permission group",
  TIMSetCommunityRemoveMembersFromPermissionGroupCallback:
    "members have been removed from a permission group",
  TIMSetCommunityAddTopicPermissionCallback:
    "topic permissions have been added to a permission group",
  TIMSetCommunityDeleteTopicPermissionCallback:
    "topic permissions have been removed from a permission group",
  TIMSetCommunityModifyTopicPermissionCallback:
    "topic permissions of a permission group have been modified",

  // TIMSignalingManager.h
  TIMSetSignalingReceiveNewInvitationCallback: "a user has sent an invitation",
  TIMSetSignalingInvitationCancelledCallback: "the inviter has cancelled an invitation",
  TIMSetSignalingInviteeAcceptedCallback: "an invitee has accepted an invitation",
  TIMSetSignalingInviteeRejectedCallback: "an invitee has rejected an invitation",
  TIMSetSignalingInvitationTimeoutCallback: "an invitation has expired without an answer",
  TIMSetSignalingInvitationModifiedCallback: "the data of an invitation have been modified",

  // TIMExperimentalAPI.h
  TIMSetExperimentalNotifyCallback:
    "an experimental feature of the library has sent a notification",
};
