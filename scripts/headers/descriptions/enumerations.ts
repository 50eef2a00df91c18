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
    about: "What a conversation is with.",
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
    about: "How much the library logs: this level and all above it.",
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
      kTIMUserStatusType_Unkown: "Unknown.",
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
      kTIMProfileAddPermission_Unknown: "Unknown.",
      kTIMProfileAddPermission_AllowAny: "Anybody.",
      kTIMProfileAddPermission_NeedConfirm: "Those whom the user accepts.",
      kTIMProfileAddPermission_DenyAny: "Nobody.",
    },
  },
  TIMProfileChangeType: {
    about: "What has changed of a user.",
    values: {
      kTIMProfileChange_None: "Unknown.",
      kTIMProfileChange_Profile: "The profile.",
    },
  },
  TIMGroupGetInfoFlag: {
    about: "What to get of a group; obsolete.",
    values: {
      kTIMGroupInfoFlag_None: "Nothing.",
      kTIMGroupInfoFlag_Name: "Its name.",
      kTIMGroupInfoFlag_CreateTime: "When it was created.",
      kTIMGroupInfoFlag_OwnerUin: "Who created it.",
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
    about: "The status of a message.",
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
      kTIMMsgPriority_High: "The highest, such as for a gift.",
      kTIMMsgPriority_Normal: "As usual.",
      kTIMMsgPriority_Low: "Lower, such as for a like.",
      kTIMMsgPriority_Lowest:
        "The lowest, such as for the service's notices of members who join and leave.",
    },
  },
  TIMPlatform: {
    about: "Where a message was sent from.",
    values: {
      kTIMPlatform_Other: "Unknown.",
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
      kTIMElem_Custom: "Custom data.",
      kTIMElem_File: "A file.",
      kTIMElem_GroupTips: "A notice to all members of a group of what has happened in it.",
      kTIMElem_Face: "A sticker.",
      kTIMElem_Location: "A place.",
      kTIMElem_GroupReport: "A notice about a group to the users whom it concerns.",
      kTIMElem_Video: "A video.",
      kTIMElem_FriendChange: "A notice of changed friends.",
      kTIMElem_ProfileChange: "A notice of a changed profile.",
      kTIMElem_Merge: "Several messages, merged into one.",
      kTIMElem_Invalid: "Unknown.",
    },
  },
  TIMImageLevel: {
    about: "How a picture is sent.",
    values: {
      kTIMImageLevel_Orig: "As it is.",
      kTIMImageLevel_Compression: "Strongly compressed, and small; the default.",
      kTIMImageLevel_HD: "Slightly compressed, and larger.",
    },
  },
  TIMGroupReportType: {
    about: "What has happened about a group, and who is notified.",
    values: {
      kTIMGroupReport_None: "Unknown.",
      kTIMGroupReport_AddRequest: "A user requests to join; the administrators are notified.",
      kTIMGroupReport_AddAccept: "A request to join was accepted; the applicant is notified.",
      kTIMGroupReport_AddRefuse: "A request to join was refused; the applicant is notified.",
      kTIMGroupReport_BeKicked: "An administrator has removed the user, who is notified.",
      kTIMGroupReport_Delete: "The group was dissolved; all members are notified.",
      kTIMGroupReport_Create: "The group was created; its creator is notified.",
      kTIMGroupReport_Invite: "The user was added without being asked, as in a work group.",
      kTIMGroupReport_Quit: "The user has left, and is notified.",
      kTIMGroupReport_GrantAdmin: "The user is an administrator now, and is notified.",
      kTIMGroupReport_CancelAdmin: "The user is no longer an administrator, and is notified.",
      kTIMGroupReport_GroupRecycle: "The service has recycled the group; all members are notified.",
      kTIMGroupReport_InviteReqToInvitee: "The user is invited, and has to decide.",
      kTIMGroupReport_InviteAccept: "An invitation was accepted; the inviter is notified.",
      kTIMGroupReport_InviteRefuse: "An invitation was refused; the inviter is notified.",
      kTIMGroupReport_ReadReport: "The user has read messages on another device.",
      kTIMGroupReport_UserDefine: "A custom notification; by default all members receive it.",
      kTIMGroupReport_ShutUpMember: "The user was muted, and is notified.",
      kTIMGroupReport_TopicCreate: "A topic was created.",
      kTIMGroupReport_TopicDelete: "A topic was deleted.",
      kTIMGroupReport_GroupMessageRead: "Members have read a message.",
      kTIMGroupReport_GroupMessageRecvOption: "How messages are received has changed.",
      kTIMGroupReport_BannedFromGroup: "The user was banned.",
      kTIMGroupReport_UnbannedFromGroup: "The user is no longer banned.",
      kTIMGroupReport_InviteReqToAdmin:
        "A user is invited, which the owner or an administrator has to approve.",
    },
  },
  TIMDownloadType: {
    about: "What to download of a message.",
    values: {
      kTIMDownload_VideoThumb: "The thumbnail of a video.",
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
      TIM_GROUP_MESSAGE_READ_MEMBERS_FILTER_READ: "The members who have read the message.",
      TIM_GROUP_MESSAGE_READ_MEMBERS_FILTER_UNREAD: "The members who have not read it.",
    },
  },

  // TIMConversationManager.h
  TIMConvEvent: {
    about: "What has happened to conversations.",
    values: {
      kTIMConvEvent_Add: "They are new, such as by a first message.",
      kTIMConvEvent_Del: "They were deleted.",
      kTIMConvEvent_Update: "They have changed, such as by a new message.",
      kTIMConvEvent_Start: "Their synchronisation with the service has started.",
      kTIMConvEvent_Finish: "Their synchronisation with the service has finished.",
    },
  },
  TIMConversationMarkType: {
    about: "How a conversation is marked.",
    values: {
      kTIMConversationMarkTypeStar: "Starred.",
      kTIMConversationMarkTypeUnread: "Unread.",
      kTIMConversationMarkTypeFold: "Folded.",
      kTIMConversationMarkTypeHide: "Hidden.",
    },
  },
  TIMGroupAtType: {
    about: "Who is mentioned in a message of a group.",
    values: {
      kTIMGroup_At_Me: "This user.",
      kTIMGroup_At_All: "Everybody.",
      kTIMGroup_At_All_At_ME: "Everybody, and this user separately.",
    },
  },

  // TIMGroupManager.h
  TIMGroupTipGroupChangeFlag: {
    about: "What has changed of a group.",
    values: {
      kTIMGroupTipChangeFlag_Unknown: "Unknown.",
      kTIMGroupTipChangeFlag_Name: "Its name.",
      kTIMGroupTipChangeFlag_Introduction: "Its introduction.",
      kTIMGroupTipChangeFlag_Notification: "Its notice.",
      kTIMGroupTipChangeFlag_FaceUrl: "Where its picture is.",
      kTIMGroupTipChangeFlag_Owner: "Its owner.",
      kTIMGroupTipChangeFlag_Custom: "A custom key.",
      kTIMGroupTipChangeFlag_Attribute: "An attribute.",
      kTIMGroupTipChangeFlag_ShutupAll: "Whether all members are muted.",
      kTIMGroupTipChangeFlag_TopicCustomData: "The custom data of a topic.",
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
      kTIMGroupTip_None: "Unknown.",
      kTIMGroupTip_Invite: "Members were invited.",
      kTIMGroupTip_Quit: "A member has left.",
      kTIMGroupTip_Kick: "Members were removed.",
      kTIMGroupTip_SetAdmin: "Members are administrators now.",
      kTIMGroupTip_CancelAdmin: "Members are no longer administrators.",
      kTIMGroupTip_GroupInfoChange: "The group has changed.",
      kTIMGroupTip_MemberInfoChange: "Members have changed.",
      kTIMGroupTip_MemberMarkChange: "The marks of members have changed.",
      kTIMGroupTip_TopicInfoChange: "A topic has changed.",
      KTIMGroupTip_PinnedMessageAdded: "A message was pinned.",
      KTIMGroupTip_PinnedMessageDeleted: "A message was unpinned.",
    },
  },
  TIMGroupType: {
    about: "What a group is for, and who can join it.",
    values: {
      kTIMGroup_Public: "Public: up to 2,000 members, approved by the owner or an administrator.",
      kTIMGroup_Private: "Work: up to 200 members, by invitation.",
      kTIMGroup_ChatRoom: "Meeting: up to 6,000 members, who join and leave as they like.",
      kTIMGroup_BChatRoom: "A broadcast to online members; AVChatRoom replaces it.",
      kTIMGroup_AVChatRoom:
        "AVChatRoom, for live streams: any number of members, who join and leave as they like.",
      kTIMGroup_Community:
        "Community: up to 100,000 members, who join and leave as they like. Needs the Premium edition of the service.",
    },
  },
  TIMGroupAddOption: {
    about: "Who may join a group.",
    values: {
      kTIMGroupAddOpt_Forbid: "Nobody.",
      kTIMGroupAddOpt_Auth: "Those whom an administrator approves.",
      kTIMGroupAddOpt_Any: "Anybody.",
      kTIMGroupAddOpt_Unknown: "Unknown.",
    },
  },
  TIMGroupMemberRole: {
    about: "The role of a member of a group.",
    values: {
      kTIMMemberRole_None: "Unknown.",
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
      kTIMGroupModifyInfoFlag_Custom: "Custom keys.",
      kTIMGroupTopicModifyInfoFlag_CustomString: "The custom data of a topic.",
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
      kTIMGroupMemberModifyFlag_Custom: "Custom keys.",
    },
  },
  HandleGroupMemberResult: {
    about: "The result of inviting or removing one user.",
    values: {
      kTIMGroupMember_HandledErr: "Failed.",
      kTIMGroupMember_HandledSuc: "Succeeded.",
      kTIMGroupMember_Included: "The user was a member already.",
      kTIMGroupMember_Invited: "The user has been invited.",
    },
  },
  TIMGroupPendencyType: {
    about: "A request about a group that needs a decision.",
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
    about: "Whether a request about a group has been decided.",
    values: {
      kTIMGroupPendency_NotHandle: "Undecided.",
      kTIMGroupPendency_OtherHandle: "By somebody else.",
      kTIMGroupPendency_OperatorHandle: "By this user.",
    },
  },
  TIMGroupPendencyHandleResult: {
    about: "The decision on a request about a group.",
    values: {
      kTIMGroupPendency_Refuse: "Refused.",
      kTIMGroupPendency_Accept: "Accepted.",
    },
  },
  TIMGroupJoinType: {
    about: "How a user has joined a group.",
    values: {
      kTIMGroupJoin_None: "Unknown.",
      kTIMGroupJoin_Apply: "By a request.",
      kTIMGroupJoin_Invite: "By invitation.",
    },
  },

  // TIMFriendshipManager.h
  TIMFriendType: {
    about: "Whether a friendship is one-way or two-way.",
    values: {
      FriendTypeSingle: "One-way: in the list of one user only.",
      FriendTypeBoth: "Two-way: in the lists of both users.",
    },
  },
  TIMFriendPendencyType: {
    about: "Who has sent a friend request.",
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
    about: "Which of two users, A and B, has the other as a friend.",
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
    about: "Which of this user and another has the other as a friend.",
    values: {
      kTIMFriendshipRelationType_None: "Unknown.",
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
      kTIMFriendChange_None: "Unknown.",
      kTIMFriendChange_FriendAdd: "Friends were added.",
      kTIMFriendChange_FriendDel: "Friends were deleted.",
      kTIMFriendChange_PendencyAdd: "There are new friend requests.",
      kTIMFriendChange_PendencyDel: "Friend requests were deleted.",
      kTIMFriendChange_BlackListAdd: "Users were added to the blocklist.",
      kTIMFriendChange_BlackListDel: "Users were removed from the blocklist.",
      kTIMFriendChange_PendencyReadedReport: "Friend requests were marked as read.",
      kTIMFriendChange_FriendProfileUpdate: "The profiles of friends have changed.",
      kTIMFriendChange_FriendGroupAdd: "Groups of friends were created.",
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
      kTIMCommunityTopicModifyInfoFlag_CustomString: "The custom data.",
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
      kTIMPermissionGroupModifyInfoFlag_CustomData: "The custom data.",
    },
  },
  V2TIMCommunityPermissionValue: {
    about: "What a member may do in a community.",
    values: {
      V2TIM_COMMUNITY_PERMISSION_MANAGE_GROUP_INFO: "Modify the community.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_GROUP_MEMBER: "Approve, modify and remove members.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_PERMISSION_GROUP_INFO:
        "Create, modify and delete permission groups and their topic permissions.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_PERMISSION_GROUP_MEMBER:
        "Add members to permission groups, and remove them.",
      V2TIM_COMMUNITY_PERMISSION_MANAGE_TOPIC_IN_COMMUNITY: "Create, modify and delete topics.",
      V2TIM_COMMUNITY_PERMISSION_MUTE_MEMBER: "Mute members in all topics.",
      V2TIM_COMMUNITY_PERMISSION_SEND_MESSAGE: "Send messages in all topics.",
      V2TIM_COMMUNITY_PERMISSION_AT_ALL: "Mention everybody in all topics.",
      V2TIM_COMMUNITY_PERMISSION_GET_HISTORY_MESSAGE:
        "Read messages of all topics from before the member joined.",
      V2TIM_COMMUNITY_PERMISSION_REVOKE_OTHER_MEMBER_MESSAGE:
        "Recall the messages of others in all topics.",
      V2TIM_COMMUNITY_PERMISSION_BAN_MEMBER: "Ban members.",
    },
  },
  V2TIMTopicPermissionValue: {
    about: "What a member may do in a topic.",
    values: {
      V2TIM_TOPIC_PERMISSION_MANAGE_TOPIC: "Modify and delete the topic.",
      V2TIM_TOPIC_PERMISSION_MANAGE_TOPIC_PERMISSION: "Manage the permissions of the topic.",
      V2TIM_TOPIC_PERMISSION_MUTE_MEMBER: "Mute members.",
      V2TIM_TOPIC_PERMISSION_SEND_MESSAGE: "Send messages.",
      V2TIM_TOPIC_PERMISSION_GET_HISTORY_MESSAGE: "Read messages from before the member joined.",
      V2TIM_TOPIC_PERMISSION_REVOKE_OTHER_MEMBER_MESSAGE: "Recall the messages of others.",
      V2TIM_TOPIC_PERMISSION_AT_ALL: "Mention everybody.",
    },
  },

  // TIMSignalingManager.h
  TIMSignalingActionType: {
    about: "What has happened to an invitation.",
    values: {
      TIMSignalingActionType_Unknown: "Unknown.",
      TIMSignalingActionType_Invite: "It was sent.",
      TIMSignalingActionType_CancelInvite: "The inviter has cancelled it.",
      TIMSignalingActionType_AcceptInvite: "An invitee has accepted it.",
      TIMSignalingActionType_RejectInvite: "An invitee has rejected it.",
      TIMSignalingActionType_InviteTimeout: "It has expired.",
    },
  },

  // TIMOfflinePushManager.h
  TIMOfflinePushTokenType: {
    about: "Which push service a token is of.",
    values: {
      TIMOfflinePushTokenType_Default: "That of the device's vendor, such as APNs.",
      TIMOfflinePushTokenType_TPNS: "TPNS, which is Tencent's.",
      TIMOfflinePushTokenType_VOIP: "VoIP push of iOS.",
    },
  },
  TIMIOSOfflinePushType: {
    about: "How a message is pushed to iOS.",
    values: {
      TIMIOSOfflinePushType_APNS: "As an APNs notification.",
      TIMIOSOfflinePushType_VOIP: "As a VoIP push.",
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
