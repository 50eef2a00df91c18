/**
 * What the enumerations of the headers are, and what each of their values means.
 *
 * @module
 */

/** What is said of an enumeration. */
export interface EnumerationDescription {
  /** What it is: a sentence. */
  readonly about: string;
  /** What each value means, by its C name. */
  readonly values: Readonly<Record<string, string>>;
}

/** By C name. */
export const enumerations: Readonly<Record<string, EnumerationDescription>> = {
  // TIMCloudDef.h
  TIMConvType: {
    about: "Whom a conversation is with.",
    values: {
      kTIMConv_Invalid: "No conversation.",
      kTIMConv_C2C: "A user.",
      kTIMConv_Group: "A group.",
      kTIMConv_System: "The service itself; obsolete.",
    },
  },
  TIMReceiveMessageOpt: {
    about: "How messages are received.",
    values: {
      kTIMRecvMsgOpt_Receive: "As they come, and by offline push while the user is offline.",
      kTIMRecvMsgOpt_Not_Receive: "Not at all.",
      kTIMRecvMsgOpt_Not_Notify: "As they come, but without offline push.",
      kTIMRecvMsgOpt_Not_Notify_Except_At:
        "As they come, with offline push for those alone that mention the user.",
    },
  },

  // TIMManager.h
  TIMNetworkStatus: {
    about: "The state of the connection to the service.",
    values: {
      kTIMConnected: "The connection is there.",
      kTIMDisconnected: "The connection was lost.",
      kTIMConnecting: "The library tries to connect.",
      kTIMConnectFailed: "The attempt has failed; the library tries again by itself.",
    },
  },
  TIMLoginStatus: {
    about: "Whether a user is logged in.",
    values: {
      kTIMLoginStatus_Logined: "A user is logged in.",
      kTIMLoginStatus_Logining: "A login is under way.",
      kTIMLoginStatus_UnLogined: "Nobody is logged in.",
      kTIMLoginStatus_Logouting: "A logout is under way.",
    },
  },
  TIMLogLevel: {
    about: "How much the library logs: a level and all above it.",
    values: {
      kTIMLog_Off: "Nothing.",
      kTIMLog_Test: "Everything.",
      kTIMLog_Verbose: "Details of development.",
      kTIMLog_Debug: "What helps to find a fault.",
      kTIMLog_Info: "What goes on.",
      kTIMLog_Warn: "What may go wrong.",
      kTIMLog_Error: "What went wrong.",
      kTIMLog_Assert: "What should never happen.",
    },
  },
  TIMUserStatusType: {
    about: "Whether a user is online.",
    values: {
      kTIMUserStatusType_Unkown: "It isn't known.",
      kTIMUserStatusType_Online: "Online.",
      kTIMUserStatusType_Offline: "Offline, without having logged out.",
      kTIMUserStatusType_UnLogined: "Logged out, or never logged in.",
    },
  },
  TIMGenderType: {
    about: "The gender in a user's profile.",
    values: {
      kTIMGenderType_Unknown: "Not said.",
      kTIMGenderType_Male: "Male.",
      kTIMGenderType_Female: "Female.",
    },
  },
  TIMProfileAddPermission: {
    about: "Who may add a user as a friend.",
    values: {
      kTIMProfileAddPermission_Unknown: "It isn't known.",
      kTIMProfileAddPermission_AllowAny: "Anybody.",
      kTIMProfileAddPermission_NeedConfirm: "Those whom the user accepts.",
      kTIMProfileAddPermission_DenyAny: "Nobody.",
    },
  },
  TIMProfileChangeType: {
    about: "What has changed of a user.",
    values: {
      kTIMProfileChange_None: "It isn't known.",
      kTIMProfileChange_Profile: "The profile.",
    },
  },
  TIMGroupGetInfoFlag: {
    about: "What to get of a group; obsolete.",
    values: {
      kTIMGroupInfoFlag_None: "Nothing.",
      kTIMGroupInfoFlag_Name: "Its name.",
      kTIMGroupInfoFlag_CreateTime: "When it was made.",
      kTIMGroupInfoFlag_OwnerUin: "Who made it.",
      kTIMGroupInfoFlag_Seq: "The sequence number of its messages.",
      kTIMGroupInfoFlag_LastTime: "When it was changed last.",
      kTIMGroupInfoFlag_NextMsgSeq: "The sequence number of its next message.",
      kTIMGroupInfoFlag_LastMsgTime: "When its latest message was sent.",
      kTIMGroupInfoFlag_AppId: "The app's id.",
      kTIMGroupInfoFlag_MemberNum: "How many members it has.",
      kTIMGroupInfoFlag_MaxMemberNum: "How many members it can have.",
      kTIMGroupInfoFlag_Notification: "Its notice.",
      kTIMGroupInfoFlag_Introduction: "Its introduction.",
      kTIMGroupInfoFlag_FaceUrl: "Where its picture is.",
      kTIMGroupInfoFlag_AddOption: "Who may join it.",
      kTIMGroupInfoFlag_GroupType: "Its type.",
      kTIMGroupInfoFlag_LastMsg: "Its latest message.",
      kTIMGroupInfoFlag_OnlineNum: "How many members are online.",
      kTIMGroupInfoFlag_Visible: "Whether others can see it.",
      kTIMGroupInfoFlag_Searchable: "Whether others can find it.",
      kTIMGroupInfoFlag_ShutupAll: "Whether all members are muted.",
    },
  },
  TIMGroupMemberInfoFlag: {
    about: "What to get of the members of a group; obsolete.",
    values: {
      kTIMGroupMemberInfoFlag_None: "Nothing.",
      kTIMGroupMemberInfoFlag_JoinTime: "When the member joined.",
      kTIMGroupMemberInfoFlag_MsgFlag: "How the member receives the group's messages.",
      kTIMGroupMemberInfoFlag_MsgSeq: "The sequence number up to which the member has read.",
      kTIMGroupMemberInfoFlag_MemberRole: "The member's role.",
      kTIMGroupMemberInfoFlag_ShutupUntill: "Until when the member is muted, or 0.",
      kTIMGroupMemberInfoFlag_NameCard: "The member's name in the group.",
    },
  },

  // TIMMessageManager.h
  TIMMsgStatus: {
    about: "What has become of a message.",
    values: {
      kTIMMsg_Sending: "It is being sent.",
      kTIMMsg_SendSucc: "It was sent.",
      kTIMMsg_SendFail: "It could not be sent.",
      kTIMMsg_Deleted: "It was deleted.",
      kTIMMsg_LocalImported: "It was stored on this device without being sent.",
      kTIMMsg_Revoked: "It was recalled.",
      kTIMMsg_Cancel: "It was cancelled while it was being sent.",
    },
  },
  TIMMsgPriority: {
    about: "How urgent a message is.",
    values: {
      kTIMMsgPriority_High: "Before all others, such as a gift.",
      kTIMMsgPriority_Normal: "As messages are.",
      kTIMMsgPriority_Low: "Less than that, such as a like.",
      kTIMMsgPriority_Lowest:
        "After all others: what the service tells of members who come and go.",
    },
  },
  TIMPlatform: {
    about: "Where a message was sent from.",
    values: {
      kTIMPlatform_Other: "It isn't known.",
      kTIMPlatform_Windows: "Windows.",
      kTIMPlatform_Android: "Android.",
      kTIMPlatform_IOS: "iOS.",
      kTIMPlatform_Mac: "macOS.",
      kTIMPlatform_Simulator: "The simulator of iOS.",
    },
  },
  TIMElemType: {
    about: "What an element of a message is.",
    values: {
      kTIMElem_Text: "Text.",
      kTIMElem_Image: "A picture.",
      kTIMElem_Sound: "Sound.",
      kTIMElem_Custom: "Data of the app's own.",
      kTIMElem_File: "A file.",
      kTIMElem_GroupTips: "What has happened in a group, as all of its members are told.",
      kTIMElem_Face: "A sticker.",
      kTIMElem_Location: "A place.",
      kTIMElem_GroupReport: "What has happened about a group, as those concerned are told.",
      kTIMElem_Video: "A video.",
      kTIMElem_FriendChange: "What has changed about friends.",
      kTIMElem_ProfileChange: "What has changed in a profile.",
      kTIMElem_Merge: "Several messages, merged into one.",
      kTIMElem_Invalid: "It isn't known.",
    },
  },
  TIMImageLevel: {
    about: "How a picture is sent.",
    values: {
      kTIMImageLevel_Orig: "As it is.",
      kTIMImageLevel_Compression: "Compressed much, and small; the default.",
      kTIMImageLevel_HD: "Compressed little, and larger.",
    },
  },
  TIMGroupReportType: {
    about: "What has happened about a group, and who is told.",
    values: {
      kTIMGroupReport_None: "It isn't known.",
      kTIMGroupReport_AddRequest: "A user asks to join; its administrators are told.",
      kTIMGroupReport_AddAccept: "A request to join was accepted; who made it is told.",
      kTIMGroupReport_AddRefuse: "A request to join was refused; who made it is told.",
      kTIMGroupReport_BeKicked: "An administrator has removed the user, who is told.",
      kTIMGroupReport_Delete: "The group was dissolved; all members are told.",
      kTIMGroupReport_Create: "The group was made; who made it is told.",
      kTIMGroupReport_Invite: "The user was added without being asked, as in a work group.",
      kTIMGroupReport_Quit: "The user has left, and is told.",
      kTIMGroupReport_GrantAdmin: "The user is an administrator now, and is told.",
      kTIMGroupReport_CancelAdmin: "The user is no administrator any more, and is told.",
      kTIMGroupReport_GroupRecycle: "The service has taken the group back; all members are told.",
      kTIMGroupReport_InviteReqToInvitee: "The user is invited, and has to decide.",
      kTIMGroupReport_InviteAccept: "An invitation was accepted; who made it is told.",
      kTIMGroupReport_InviteRefuse: "An invitation was refused; who made it is told.",
      kTIMGroupReport_ReadReport: "The user has read messages on another device.",
      kTIMGroupReport_UserDefine:
        "A notification of the app's own; by default all members are told.",
      kTIMGroupReport_ShutUpMember: "The user was muted, and is told.",
      kTIMGroupReport_TopicCreate: "A topic was made.",
      kTIMGroupReport_TopicDelete: "A topic was deleted.",
      kTIMGroupReport_GroupMessageRead: "Members have read a message.",
      kTIMGroupReport_GroupMessageRecvOption: "How messages are received has changed.",
      kTIMGroupReport_BannedFromGroup: "The user was banned.",
      kTIMGroupReport_UnbannedFromGroup: "The user is banned no more.",
      kTIMGroupReport_InviteReqToAdmin:
        "A user is invited, which the owner or an administrator has to approve.",
    },
  },
  TIMDownloadType: {
    about: "What to download of a message.",
    values: {
      kTIMDownload_VideoThumb: "The picture that stands for a video.",
      kTIMDownload_File: "A file.",
      kTIMDownload_Video: "A video.",
      kTIMDownload_Sound: "Sound.",
    },
  },
  TIMKeywordListMatchType: {
    about: "How many of the keywords must be found.",
    values: {
      TIMKeywordListMatchType_Or: "One of them.",
      TIMKeywordListMatchType_And: "All of them.",
    },
  },
  TIMGroupMessageReadMembersFilter: {
    about: "Which members of a group to get.",
    values: {
      TIM_GROUP_MESSAGE_READ_MEMBERS_FILTER_READ: "Those who have read the message.",
      TIM_GROUP_MESSAGE_READ_MEMBERS_FILTER_UNREAD: "Those who have not read it.",
    },
  },

  // TIMConversationManager.h
  TIMConvEvent: {
    about: "What has happened to conversations.",
    values: {
      kTIMConvEvent_Add: "They are new, such as by a first message.",
      kTIMConvEvent_Del: "They were deleted.",
      kTIMConvEvent_Update: "They have changed, such as by a new message.",
      kTIMConvEvent_Start: "Their synchronisation with the service has begun.",
      kTIMConvEvent_Finish: "Their synchronisation with the service has ended.",
    },
  },
  TIMConversationMarkType: {
    about: "How a conversation is marked.",
    values: {
      kTIMConversationMarkTypeStar: "By a star.",
      kTIMConversationMarkTypeUnread: "As unread.",
      kTIMConversationMarkTypeFold: "As folded.",
      kTIMConversationMarkTypeHide: "As hidden.",
    },
  },
  TIMGroupAtType: {
    about: "Who is mentioned in a message of a group.",
    values: {
      kTIMGroup_At_Me: "This user.",
      kTIMGroup_At_All: "Everybody.",
      kTIMGroup_At_All_At_ME: "Everybody, and this user by name.",
    },
  },

  // TIMGroupManager.h
  TIMGroupTipGroupChangeFlag: {
    about: "What has changed of a group.",
    values: {
      kTIMGroupTipChangeFlag_Unknown: "It isn't known.",
      kTIMGroupTipChangeFlag_Name: "Its name.",
      kTIMGroupTipChangeFlag_Introduction: "Its introduction.",
      kTIMGroupTipChangeFlag_Notification: "Its notice.",
      kTIMGroupTipChangeFlag_FaceUrl: "Where its picture is.",
      kTIMGroupTipChangeFlag_Owner: "Its owner.",
      kTIMGroupTipChangeFlag_Custom: "A key of the app's own.",
      kTIMGroupTipChangeFlag_Attribute: "An attribute.",
      kTIMGroupTipChangeFlag_ShutupAll: "Whether all members are muted.",
      kTIMGroupTipChangeFlag_TopicCustomData: "The app's own data of a topic.",
      kTIMGroupTipChangeFlag_MessageReceiveOpt: "How its messages are received.",
      kTIMGroupTipChangeFlag_GroupAddOpt: "Who may join it.",
      kTIMGroupTipChangeFlag_GroupApproveOpt: "Whether invitations must be approved.",
      kTIMGroupTipChangeFlag_EnablePermissionGroup: "Whether a community has permission groups.",
      kTIMGroupTipChangeFlag_DefaultPermissions: "The default permissions of a community.",
    },
  },
  TIMGroupTipType: {
    about: "What has happened in a group.",
    values: {
      kTIMGroupTip_None: "It isn't known.",
      kTIMGroupTip_Invite: "Members were invited.",
      kTIMGroupTip_Quit: "A member has left.",
      kTIMGroupTip_Kick: "Members were removed.",
      kTIMGroupTip_SetAdmin: "Members are administrators now.",
      kTIMGroupTip_CancelAdmin: "Members are no administrators any more.",
      kTIMGroupTip_GroupInfoChange: "The group has changed.",
      kTIMGroupTip_MemberInfoChange: "Members have changed.",
      kTIMGroupTip_MemberMarkChange: "The marks of members have changed.",
      kTIMGroupTip_TopicInfoChange: "A topic has changed.",
      KTIMGroupTip_PinnedMessageAdded: "A message was pinned.",
      KTIMGroupTip_PinnedMessageDeleted: "A pinned message was taken off.",
    },
  },
  TIMGroupType: {
    about: "What a group is for, and who can join it.",
    values: {
      kTIMGroup_Public: "Public: up to 2,000 members, whom the owner or administrators approve.",
      kTIMGroup_Private: "Work: up to 200 members, by invitation.",
      kTIMGroup_ChatRoom: "Meeting: up to 6,000 members, who come and go.",
      kTIMGroup_BChatRoom: "A broadcast to those online; AVChatRoom takes its place.",
      kTIMGroup_AVChatRoom:
        "AVChatRoom, as for live video: any number of members, who come and go.",
      kTIMGroup_Community:
        "Community: up to 100,000 members, who come and go. Needs the Premium edition of the service.",
    },
  },
  TIMGroupAddOption: {
    about: "Who may join a group.",
    values: {
      kTIMGroupAddOpt_Forbid: "Nobody.",
      kTIMGroupAddOpt_Auth: "Those whom an administrator approves.",
      kTIMGroupAddOpt_Any: "Anybody.",
      kTIMGroupAddOpt_Unknown: "It isn't known.",
    },
  },
  TIMGroupMemberRole: {
    about: "What a member is in a group.",
    values: {
      kTIMMemberRole_None: "It isn't known.",
      kTIMMemberRole_Normal: "A member.",
      kTIMMemberRole_Admin: "An administrator.",
      kTIMMemberRole_Owner: "The owner.",
    },
  },
  TIMGroupSearchFieldKey: {
    about: "Where to look for the keywords in a group.",
    values: {
      kTIMGroupSearchFieldKey_GroupId: "Its id.",
      kTIMGroupSearchFieldKey_GroupName: "Its name.",
    },
  },
  TIMGroupModifyInfoFlag: {
    about: "What to change of a group or a topic.",
    values: {
      kTIMGroupModifyInfoFlag_None: "Nothing.",
      kTIMGroupModifyInfoFlag_Name: "Its name.",
      kTIMGroupModifyInfoFlag_Notification: "Its notice.",
      kTIMGroupModifyInfoFlag_Introduction: "Its introduction.",
      kTIMGroupModifyInfoFlag_FaceUrl: "Where its picture is.",
      kTIMGroupModifyInfoFlag_AddOption: "Who may join it.",
      kTIMGroupModifyInfoFlag_MaxMemberNum: "How many members it can have.",
      kTIMGroupModifyInfoFlag_Visible: "Whether others can see it.",
      kTIMGroupModifyInfoFlag_Searchable: "Whether others can find it.",
      kTIMGroupModifyInfoFlag_ShutupAll: "Whether all members are muted.",
      kTIMGroupModifyInfoFlag_Custom: "Keys of the app's own.",
      kTIMGroupTopicModifyInfoFlag_CustomString: "The app's own data of a topic.",
      kTIMGroupModifyInfoFlag_ApproveOption: "Whether invitations must be approved.",
      kTIMGroupModifyInfoFlag_EnablePermissionGroup: "Whether a community has permission groups.",
      kTIMGroupModifyInfoFlag_DefaultPermissions: "The default permissions of a community.",
      kTIMGroupModifyInfoFlag_Owner: "Its owner.",
    },
  },
  TIMGroupMemberRoleFlag: {
    about: "Members of which roles to get.",
    values: {
      kTIMGroupMemberRoleFlag_All: "All.",
      kTIMGroupMemberRoleFlag_Owner: "The owner.",
      kTIMGroupMemberRoleFlag_Admin: "Administrators.",
      kTIMGroupMemberRoleFlag_Member: "Members who are neither.",
    },
  },
  TIMGroupMemberSearchFieldKey: {
    about: "Where to look for the keywords in a member of a group.",
    values: {
      kTIMGroupMemberSearchFieldKey_Identifier: "The user's id.",
      kTIMGroupMemberSearchFieldKey_NickName: "The user's nickname.",
      kTIMGroupMemberSearchFieldKey_Remark: "This user's remark about a friend.",
      kTIMGroupMemberSearchFieldKey_NameCard: "The member's name in the group.",
    },
  },
  TIMGroupMemberModifyInfoFlag: {
    about: "What to change of a member of a group.",
    values: {
      kTIMGroupMemberModifyFlag_None: "Nothing.",
      kTIMGroupMemberModifyFlag_MsgFlag: "How the member receives the group's messages.",
      kTIMGroupMemberModifyFlag_MemberRole: "The role.",
      kTIMGroupMemberModifyFlag_ShutupTime: "How long the member is muted.",
      kTIMGroupMemberModifyFlag_NameCard: "The member's name in the group.",
      kTIMGroupMemberModifyFlag_Custom: "Keys of the app's own.",
    },
  },
  HandleGroupMemberResult: {
    about: "What became of inviting or removing one user.",
    values: {
      kTIMGroupMember_HandledErr: "It has failed.",
      kTIMGroupMember_HandledSuc: "It is done.",
      kTIMGroupMember_Included: "The user was a member already.",
      kTIMGroupMember_Invited: "The user has been invited.",
    },
  },
  TIMGroupPendencyType: {
    about: "What is to be decided about a group.",
    values: {
      kTIMGroupPendency_GroupJoinNeedApprovedByAdmin:
        "A request to join, by the owner or an administrator.",
      kTIMGroupPendency_GroupInviteNeedApprovedByInvitee:
        "An invitation, by the user who is invited.",
      kTIMGroupPendency_GroupInviteNeedApprovedByAdmin:
        "An invitation, by the owner or an administrator.",
    },
  },
  TIMGroupPendencyHandle: {
    about: "Whether it has been decided.",
    values: {
      kTIMGroupPendency_NotHandle: "No.",
      kTIMGroupPendency_OtherHandle: "By somebody else.",
      kTIMGroupPendency_OperatorHandle: "By this user.",
    },
  },
  TIMGroupPendencyHandleResult: {
    about: "How it was decided.",
    values: {
      kTIMGroupPendency_Refuse: "Refused.",
      kTIMGroupPendency_Accept: "Accepted.",
    },
  },
  TIMGroupJoinType: {
    about: "How a user has come into a group.",
    values: {
      kTIMGroupJoin_None: "It isn't known.",
      kTIMGroupJoin_Apply: "By asking.",
      kTIMGroupJoin_Invite: "By invitation.",
    },
  },

  // TIMFriendshipManager.h
  TIMFriendType: {
    about: "On which side a friendship is made, ended or looked at.",
    values: {
      FriendTypeSingle: "In this user's list of friends alone.",
      FriendTypeBoth: "In the lists of both users.",
    },
  },
  TIMFriendPendencyType: {
    about: "Who has made a friend request.",
    values: {
      FriendPendencyTypeComeIn: "The other user.",
      FriendPendencyTypeSendOut: "This user.",
      FriendPendencyTypeBoth: "Either.",
    },
  },
  TIMFriendResponseAction: {
    about: "The answer to a friend request.",
    values: {
      ResponseActionAgree: "Accept it.",
      ResponseActionAgreeAndAdd: "Accept it, and add the other user as well.",
      ResponseActionReject: "Refuse it.",
    },
  },
  TIMFriendCheckRelation: {
    about: "Who of two users, A and B, has the other as a friend.",
    values: {
      FriendCheckNoRelation: "Neither.",
      FriendCheckAWithB: "A has B.",
      FriendCheckBWithA: "B has A.",
      FriendCheckBothWay: "Both.",
    },
  },
  TIMFriendshipSearchFieldKey: {
    about: "Where to look for the keywords in a friend.",
    values: {
      kTIMFriendshipSearchFieldKey_Identifier: "The user's id.",
      kTIMFriendshipSearchFieldKey_NickName: "The user's nickname.",
      kTIMFriendshipSearchFieldKey_Remark: "This user's remark about the friend.",
    },
  },
  TIMFriendshipRelationType: {
    about: "Who has whom as a friend.",
    values: {
      kTIMFriendshipRelationType_None: "It isn't known.",
      kTIMFriendshipRelationType_InMyFriendList: "This user has the other.",
      kTIMFriendshipRelationType_InOtherFriendList: "The other has this user.",
      kTIMFriendshipRelationType_BothFriend: "Both have each other.",
    },
  },
  TIMFollowType: {
    about: "Who follows whom.",
    values: {
      kTIMFollowLTypeNone: "Nobody.",
      kTIMFollowLTypeInMyFollowingList: "This user follows the other.",
      kTIMFollowLTypeInMyFollowersList: "The other follows this user.",
      kTIMFollowLTypeInBothFollowersList: "Both follow each other.",
    },
  },
  TIMFriendChangeType: {
    about: "What has changed about friends.",
    values: {
      kTIMFriendChange_None: "It isn't known.",
      kTIMFriendChange_FriendAdd: "Friends were added.",
      kTIMFriendChange_FriendDel: "Friendships have ended.",
      kTIMFriendChange_PendencyAdd: "There are new friend requests.",
      kTIMFriendChange_PendencyDel: "Friend requests were deleted.",
      kTIMFriendChange_BlackListAdd: "Users were put on the blocklist.",
      kTIMFriendChange_BlackListDel: "Users were taken off the blocklist.",
      kTIMFriendChange_PendencyReadedReport: "Friend requests were marked as read.",
      kTIMFriendChange_FriendProfileUpdate: "The profiles of friends have changed.",
      kTIMFriendChange_FriendGroupAdd: "Groups of friends were made.",
      kTIMFriendChange_FriendGroupDel: "Groups of friends were deleted.",
      kTIMFriendChange_FriendGroupModify: "Groups of friends were changed.",
    },
  },

  // TIMCommunityManager.h
  TIMCommunityTopicModifyInfoFlag: {
    about: "What to change of a topic.",
    values: {
      kTIMCommunityTopicModifyInfoFlag_None: "Nothing.",
      kTIMCommunityTopicModifyInfoFlag_Name: "Its name.",
      kTIMCommunityTopicModifyInfoFlag_Notification: "Its notice.",
      kTIMCommunityTopicModifyInfoFlag_Introduction: "Its introduction.",
      kTIMCommunityTopicModifyInfoFlag_FaceUrl: "Where its picture is.",
      kTIMCommunityTopicModifyInfoFlag_MuteALl: "Whether all members are muted in it.",
      kTIMCommunityTopicModifyInfoFlag_CustomString: "The app's own data.",
      kTIMCommunityTopicModifyInfoFlag_Draft: "The draft.",
      kTIMCommunityTopicModifyInfoFlag_DefaultPermissions: "Its default permissions.",
    },
  },
  TIMPermissionGroupModifyInfoFlag: {
    about: "What to change of a permission group.",
    values: {
      kTIMPermissionGroupModifyInfoFlag_None: "Nothing.",
      kTIMPermissionGroupModifyInfoFlag_Name: "Its name.",
      kTIMPermissionGroupModifyInfoFlag_GroupPermission: "Its permissions in the community.",
      kTIMPermissionGroupModifyInfoFlag_CustomData: "The app's own data.",
    },
  },
  V2TIMCommunityPermissionValue: {
    about: "What a member may do in a community.",
    values: {
      V2TIM_COMMUNITY_PERMISSION_MANAGE_GROUP_INFO: "Change the community.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_GROUP_MEMBER: "Approve, change and remove members.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_PERMISSION_GROUP_INFO:
        "Make, change and delete permission groups, and their permissions in topics.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_PERMISSION_GROUP_MEMBER:
        "Add members to permission groups, and take them out.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_TOPIC_IN_COMMUNITY: "Make, change and delete topics.",
      V2TIM_COMMUNITY_PERMISSION_MUTE_MEMBER: "Mute members in all topics.",
      V2TIM_COMMUNITY_PERMISSION_SEND_MESSAGE: "Send messages in all topics.",
      V2TIM_COMMUNITY_PERMISSION_AT_ALL: "Mention everybody in all topics.",
      V2TIM_COMMUNITY_PERMISSION_GET_HISTORY_MESSAGE:
        "Read messages of all topics that were sent before the member joined.",
      V2TIM_COMMUNITY_PERMISSION_REVOKE_OTHER_MEMBER_MESSAGE:
        "Recall the messages of others in all topics.",
      V2TIM_COMMUNITY_PERMISSION_BAN_MEMBER: "Ban members.",
    },
  },
  V2TIMTopicPermissionValue: {
    about: "What a member may do in a topic.",
    values: {
      V2TIM_TOPIC_PERMISSION_MANAGE_TOPIC: "Change the topic, and delete it.",
      V2TIM_TOPIC_PERMISSION_MANAGE_TOPIC_PERMISSION: "Change permissions in the topic.",
      V2TIM_TOPIC_PERMISSION_MUTE_MEMBER: "Mute members.",
      V2TIM_TOPIC_PERMISSION_SEND_MESSAGE: "Send messages.",
      V2TIM_TOPIC_PERMISSION_GET_HISTORY_MESSAGE:
        "Read messages that were sent before the member joined.",
      V2TIM_TOPIC_PERMISSION_REVOKE_OTHER_MEMBER_MESSAGE: "Recall the messages of others.",
      V2TIM_TOPIC_PERMISSION_AT_ALL: "Mention everybody.",
    },
  },

  // TIMSignalingManager.h
  TIMSignalingActionType: {
    about: "What was done about an invitation.",
    values: {
      TIMSignalingActionType_Unknown: "It isn't known.",
      TIMSignalingActionType_Invite: "It was made.",
      TIMSignalingActionType_CancelInvite: "Who made it has cancelled it.",
      TIMSignalingActionType_AcceptInvite: "Who was invited has accepted it.",
      TIMSignalingActionType_RejectInvite: "Who was invited has refused it.",
      TIMSignalingActionType_InviteTimeout: "Nobody has answered in time.",
    },
  },

  // TIMOfflinePushManager.h
  TIMOfflinePushTokenType: {
    about: "Whose token a device has for offline push.",
    values: {
      TIMOfflinePushTokenType_Default: "The device's maker's, such as Apple's.",
      TIMOfflinePushTokenType_TPNS: "Tencent's.",
      TIMOfflinePushTokenType_VOIP: "Apple's for incoming calls.",
    },
  },
  TIMIOSOfflinePushType: {
    about: "How a message is pushed to iOS.",
    values: {
      TIMIOSOfflinePushType_APNS: "As a notification.",
      TIMIOSOfflinePushType_VOIP: "As an incoming call.",
    },
  },
  TIMAndroidOfflinePushNotifyMode: {
    about: "What a tap on a notification does on Android.",
    values: {
      kTIMAndroidOfflinePushNotifyMode_Normal: "It opens the app.",
      kTIMAndroidOfflinePushNotifyMode_Custom: "It tells the app.",
    },
  },
  TIMOfflinePushFlag: {
    about: "Whether a message is pushed to users who are offline.",
    values: {
      kTIMOfflinePushFlag_Default: "As usual.",
      kTIMOfflinePushFlag_NoPush: "Never.",
    },
  },
};
