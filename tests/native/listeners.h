/*
 * The listeners of events whose every value is chosen by the test; events.h has those of the login
 * session, which can be sent in storms.
 */
#ifndef STANDIN_LISTENERS_H
#define STANDIN_LISTENERS_H

/*
 * The setters whose listener replaces the previous one: the C function, the type of its callback,
 * and which value that a test sends becomes which parameter.
 */
#define REPLACING_LISTENERS(LISTENER)                                                             \
  LISTENER(TIMSetConvEventCallback, TIMConvEventCallback, NUMBER_AT(0), TEXT_AT(1))               \
  LISTENER(TIMSetConvTotalUnreadMessageCountChangedCallback,                                      \
           TIMConvTotalUnreadMessageCountChangedCallback, NUMBER_AT(0))                           \
  LISTENER(TIMSetConvUnreadMessageCountChangedByFilterCallback,                                   \
           TIMConvTotalUnreadMessageCountChangedByFilterCallback, TEXT_AT(0), NUMBER_AT(1))       \
  LISTENER(TIMSetConvConversationsDeletedFromGroupCallback,                                       \
           TIMConvConversationsDeletedFromGroupCallback, TEXT_AT(0), TEXT_AT(1), NUMBER_AT(2))    \
  LISTENER(TIMSetGroupCounterChangedCallback, TIMGroupCounterChangedCallback, TEXT_AT(0),         \
           TEXT_AT(1), NUMBER_AT(2))                                                              \
  LISTENER(TIMSetMsgElemUploadProgressCallback, TIMMsgElemUploadProgressCallback, TEXT_AT(0),     \
           NUMBER_AT(1), NUMBER_AT(2), NUMBER_AT(3))                                              \
  LISTENER(TIMSetMsgGroupPinnedMessageChangedCallback, TIMMsgGroupPinnedMessageChangedCallback,   \
           TEXT_AT(0), TEXT_AT(1), NUMBER_AT(2), TEXT_AT(3))                                      \
  LISTENER(TIMSetSignalingReceiveNewInvitationCallback, TIMSignalingReceiveNewInvitationCallback, \
           TEXT_AT(0), TEXT_AT(1), TEXT_AT(2), TEXT_AT(3), TEXT_AT(4))                            \
  LISTENER(TIMSetSignalingInviteeAcceptedCallback, TIMSignalingInviteeAcceptedCallback,           \
           TEXT_AT(0), TEXT_AT(1), TEXT_AT(2))                                                    \
  LISTENER(TIMSetMyFollowingListChangedCallback, TIMMyFollowingListChangedCallback, TEXT_AT(0),   \
           NUMBER_AT(1))                                                                          \
  LISTENER(TIMSetGroupTopicCreatedCallback, TIMGroupTopicCreatedCallback, TEXT_AT(0), TEXT_AT(1))

/* All setters, including the one whose listeners add up. */
#define LISTENERS(LISTENER)                                             \
  LISTENER(TIMAddRecvNewMsgCallback, TIMRecvNewMsgCallback, TEXT_AT(0)) \
  REPLACING_LISTENERS(LISTENER)

void forget_further_listeners(void);

#endif
