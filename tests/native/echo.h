/*
 * Lists the functions that echo their arguments to a test. Their parameters are in abi.h, and
 * standin.h describes what they do.
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

/* They return at once, and leave the echo in the ledger. */
#define ECHOING_COMMANDS(FUNCTION) \
  FUNCTION(TIMConvSetDraft)        \
  FUNCTION(TIMConvCancelDraft)     \
  FUNCTION(TIMConvSubscribeUnreadMessageCountByFilter)

#endif
