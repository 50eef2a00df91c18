/*
 * The functions that tell a test what they have been given: which there are. What they take is in
 * abi.h, and what they do in standin.h.
 */
#ifndef STANDIN_ECHO_H
#define STANDIN_ECHO_H

/* They answer with an echo of their arguments. */
#define ECHOING_REQUESTS(FUNCTION)                          \
  FUNCTION(TIMMsgSendMessage)                               \
  FUNCTION(TIMMsgSendNewMsgEx)                              \
  FUNCTION(TIMMsgSetAllReceiveMessageOpt)                   \
  FUNCTION(TIMMsgDownloadElemToPath)                        \
  FUNCTION(TIMMsgGetGroupMessageReadMemberList)             \
  FUNCTION(TIMMsgGetAllUserListOfMessageReaction)           \
  FUNCTION(TIMMsgMarkAllMessageAsRead)                      \
  FUNCTION(TIMMsgDoBackground)                              \
  FUNCTION(TIMConvGetConvList)                              \
  FUNCTION(TIMConvGetConversationListByFilter)              \
  FUNCTION(TIMConvMarkConversation)                         \
  FUNCTION(TIMConvCleanConversationUnreadMessageCount)      \
  FUNCTION(TIMConvPinConversation)                          \
  FUNCTION(TIMGroupIncreaseGroupCounter)                    \
  FUNCTION(TIMGroupMarkGroupMemberList)                     \
  FUNCTION(TIMGroupReportPendencyReaded)                    \
  FUNCTION(TIMCommunityAddTopicPermissionToPermissionGroup) \
  FUNCTION(TIMSignalingInvite)                              \
  FUNCTION(TIMSignalingInviteInGroup)                       \
  FUNCTION(TIMGetSignalingInfo)

/* They return at once, and the echo is left in the ledger. */
#define ECHOING_COMMANDS(FUNCTION) \
  FUNCTION(TIMConvSetDraft)        \
  FUNCTION(TIMConvCancelDraft)     \
  FUNCTION(TIMConvSubscribeUnreadMessageCountByFilter)

#endif
