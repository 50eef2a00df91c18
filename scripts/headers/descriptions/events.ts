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
    inSession: "Nothing logs the user in again unasked.",
  },
  TIMSetUserSigExpiredCallback: {
    when: "the user sig has expired",
    inSession:
      "With a sig function the session logs in again by itself, and otherwise that is yours to do.",
  },
  TIMSetSelfInfoUpdatedCallback: "the profile of the user who is logged in has changed",
  TIMSetUserStatusChangedCallback:
    "users have come online or gone, or have set another status: those subscribed to, and this one",
  TIMSetUserInfoChangedCallback: "the profiles of users who are subscribed to have changed",
  TIMSetLogCallback: "the library has logged a line",

  // TIMMessageManager.h
  TIMAddRecvNewMsgCallback: "messages have arrived that this device has not had before",
  TIMSetMsgElemUploadProgressCallback:
    "the file of an element of a message that is being sent has been uploaded further",
  TIMSetMsgReadedReceiptCallback: "others have read messages that this user has sent",
  TIMSetMsgRevokeCallback: "messages have been recalled",
  TIMSetMsgUpdateCallback: "messages have been changed after they were sent",
  TIMSetMsgExtensionsChangedCallback: "extensions of a message have been added or changed",
  TIMSetMsgExtensionsDeletedCallback: "extensions of a message have been deleted",
  TIMSetMsgReactionsChangedCallback:
    "the reactions to messages have changed; one without users is gone",
  TIMSetMsgAllMessageReceiveOptionCallback: "the user has changed how all messages are received",
  TIMSetMsgGroupPinnedMessageChangedCallback:
    "a message has been pinned to a group, or taken off again",

  // TIMConversationManager.h
  TIMSetConvEventCallback:
    "conversations have been added, deleted or updated, or their synchronisation has begun or ended",
  TIMSetConvTotalUnreadMessageCountChangedCallback:
    "the number of unread messages of all conversations has changed, once " +
    "`TIMConvGetTotalUnreadMessageCount` has asked for it",
  TIMSetConvUnreadMessageCountChangedByFilterCallback:
    "the number of unread messages behind a filter has changed, once " +
    "`TIMConvSubscribeUnreadMessageCountByFilter` has asked for it",
  TIMSetConvConversationGroupCreatedCallback: "a group of conversations has been made",
  TIMSetConvConversationGroupDeletedCallback: "a group of conversations has been deleted",
  TIMSetConvConversationGroupNameChangedCallback: "a group of conversations has got another name",
  TIMSetConvConversationsAddedToGroupCallback:
    "conversations have been added to a group of conversations",
  TIMSetConvConversationsDeletedFromGroupCallback:
    "conversations have been taken out of a group of conversations: by the user (0), or because " +
    "there were more than 1,000 in it (1)",

  // TIMGroupManager.h
  TIMSetGroupTipsEventCallback:
    "members have come to a group or left it, or the group or a member of it has changed",
  TIMSetGroupAttributeChangedCallback:
    "the attributes of a group have changed: these are all of them",
  TIMSetGroupCounterChangedCallback: "a counter of a group has changed",
  TIMSetGroupTopicCreatedCallback: "a topic has been made in a community",
  TIMSetGroupTopicDeletedCallback: "topics of a community have been deleted",
  TIMSetGroupTopicChangedCallback: "a topic of a community has changed",

  // TIMFriendshipManager.h
  TIMSetOnAddFriendCallback: `friends have been added, ${otherDevice}`,
  TIMSetOnDeleteFriendCallback: `friendships have ended, ${otherDevice}`,
  TIMSetUpdateFriendProfileCallback: `the profiles of friends have changed, ${otherDevice}`,
  TIMSetFriendAddRequestCallback:
    "users have asked to be friends, which waits for this user's answer",
  TIMSetFriendApplicationListDeletedCallback:
    "friend requests are gone: deleted, accepted or refused, by this user or by the other",
  TIMSetFriendApplicationListReadCallback:
    `friend requests have been marked as read, ${otherDevice}`,
  TIMSetFriendBlackListAddedCallback: "users have been put on the blocklist",
  TIMSetFriendBlackListDeletedCallback: "users have been taken off the blocklist",
  TIMSetFriendGroupCreatedCallback: "a group of friends has been made",
  TIMSetFriendGroupDeletedCallback: "groups of friends have been deleted",
  TIMSetFriendGroupNameChangedCallback: "a group of friends has got another name",
  TIMSetFriendsAddedToGroupCallback: "friends have been added to a group of friends",
  TIMSetFriendsDeletedFromGroupCallback: "friends have been taken out of a group of friends",
  TIMSetOfficialAccountSubscribedCallback: "the user has subscribed to an official account",
  TIMSetOfficialAccountUnsubscribedCallback:
    "the user's subscription to an official account has ended",
  TIMSetOfficialAccountDeletedCallback:
    "an official account that the user subscribes to has been deleted",
  TIMSetOfficialAccountInfoChangedCallback:
    "an official account that the user subscribes to has changed",
  TIMSetMyFollowingListChangedCallback:
    "the user has begun to follow users, or has stopped following them",
  TIMSetMyFollowersListChangedCallback: "users have begun to follow this one, or have stopped",
  TIMSetMutualFollowersListChangedCallback:
    "users have begun to be, or have ceased to be, both followed by this one and followers",

  // TIMCommunityManager.h
  TIMSetCommunityCreateTopicCallback: "a topic has been made in a community",
  TIMSetCommunityDeleteTopicCallback: "topics of a community have been deleted",
  TIMSetCommunityChangeTopicInfoCallback: "a topic of a community has changed",
  TIMSetCommunityReceiveTopicRESTCustomDataCallback:
    "the app's server has sent a notification of its own to a topic, by the REST API",
  TIMSetCommunityCreatePermissionGroupCallback: "a permission group has been made in a community",
  TIMSetCommunityDeletePermissionGroupCallback:
    "permission groups of a community have been deleted",
  TIMSetCommunityChangePermissionGroupInfoCallback: "a permission group of a community has changed",
  TIMSetCommunityAddMembersToPermissionGroupCallback:
    "members have been added to a permission group",
  TIMSetCommunityRemoveMembersFromPermissionGroupCallback:
    "members have been taken out of a permission group",
  TIMSetCommunityAddTopicPermissionCallback:
    "a permission group has been given permissions in topics",
  TIMSetCommunityDeleteTopicPermissionCallback:
    "a permission group has lost its permissions in topics",
  TIMSetCommunityModifyTopicPermissionCallback:
    "the permissions in topics that a permission group has have changed",

  // TIMSignalingManager.h
  TIMSetSignalingReceiveNewInvitationCallback: "a user has sent an invitation",
  TIMSetSignalingInvitationCancelledCallback: "an invitation has been cancelled by who made it",
  TIMSetSignalingInviteeAcceptedCallback: "somebody has accepted an invitation",
  TIMSetSignalingInviteeRejectedCallback: "somebody has refused an invitation",
  TIMSetSignalingInvitationTimeoutCallback: "an invitation has ended without an answer in time",
  TIMSetSignalingInvitationModifiedCallback: "the data of an invitation have changed",

  // TIMExperimentalAPI.h
  TIMSetExperimentalNotifyCallback: "one of the library's experimental functions has news",
};
