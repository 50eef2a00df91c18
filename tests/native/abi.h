/*
 * The part of ImSDK's C interface that the stand-in offers: the types of its callbacks, and its
 * functions with the names, the parameters and the results that the real library has.
 */
#ifndef STANDIN_ABI_H
#define STANDIN_ABI_H

#include <stdbool.h>
#include <stdint.h>

/* Exports a symbol. All others are hidden by -fvisibility=hidden. */
#define EXPORTED __attribute__((visibility("default")))

enum {
  TIM_SUCCESS = 0,
  TIM_ERROR_JSON = -3,
  TIM_ERROR_PARAMETER = -4
};

/* Codes that a callback is given. */
enum {
  CODE_SUCCESS = 0,
  CODE_NOT_INITIALIZED = 6013,
  CODE_NOT_LOGGED_IN = 6014
};

enum {
  STATUS_LOGGED_IN = 1,
  STATUS_LOGGING_IN = 2,
  STATUS_LOGGED_OUT = 3,
  STATUS_LOGGING_OUT = 4
};

/* TIMGetLoginUserID writes into a buffer of the caller's that has at least this many bytes. */
enum { USER_ID_BUFFER_SIZE = 128 };
/* Functions that create something write its id into such a buffer, unless it is NULL. */
enum { ID_BUFFER_SIZE = 128 };

/* What has an enumeration's type in C++ is an int32_t here: all of them are of that size. */

typedef void (*TIMCommCallback)(int32_t code, const char *desc, const char *json_params,
                                const void *user_data);
typedef void (*TIMNetworkStatusListenerCallback)(int32_t status, int32_t code, const char *desc,
                                                 const void *user_data);
typedef void (*TIMKickedOfflineCallback)(const void *user_data);
typedef void (*TIMUserSigExpiredCallback)(const void *user_data);
typedef void (*TIMSelfInfoUpdatedCallback)(const char *json, const void *user_data);
typedef void (*TIMUserStatusChangedCallback)(const char *json, const void *user_data);
typedef void (*TIMUserInfoChangedCallback)(const char *json, const void *user_data);
typedef void (*TIMLogCallback)(int32_t level, const char *log, const void *user_data);
typedef void (*TIMMsgGroupMessageReadMemberListCallback)(const char *json_group_member_array,
                                                         uint64_t next_seq, bool is_finished,
                                                         const void *user_data);
typedef void (*TIMRecvNewMsgCallback)(const char *json_msg_array, const void *user_data);
typedef void (*TIMConvEventCallback)(int32_t conv_event, const char *json_conv_array,
                                     const void *user_data);
typedef void (*TIMConvTotalUnreadMessageCountChangedCallback)(int total_unread_count,
                                                              const void *user_data);
typedef void (*TIMConvTotalUnreadMessageCountChangedByFilterCallback)(const char *filter,
                                                                      int total_unread_count,
                                                                      const void *user_data);
typedef void (*TIMConvConversationsDeletedFromGroupCallback)(const char *group_name,
                                                             const char *conversation_array,
                                                             uint32_t reason,
                                                             const void *user_data);
typedef void (*TIMGroupCounterChangedCallback)(const char *group_id, const char *group_counter_key,
                                               int64_t group_counter_new_value,
                                               const void *user_data);
typedef void (*TIMMsgElemUploadProgressCallback)(const char *json_msg, uint32_t index,
                                                 uint32_t cur_size, uint32_t total_size,
                                                 const void *user_data);
typedef void (*TIMMsgGroupPinnedMessageChangedCallback)(const char *group_id, const char *json_msg,
                                                        bool is_pinned, const char *op_user,
                                                        const void *user_data);
typedef void (*TIMSignalingReceiveNewInvitationCallback)(const char *invite_id,
                                                         const char *inviter, const char *group_id,
                                                         const char *json_invitee_list,
                                                         const char *data, const void *user_data);
typedef void (*TIMSignalingInviteeAcceptedCallback)(const char *invite_id, const char *invitee,
                                                    const char *data, const void *user_data);
typedef void (*TIMMyFollowingListChangedCallback)(const char *json_user_info_list, bool is_add,
                                                  const void *user_data);
typedef void (*TIMGroupTopicCreatedCallback)(const char *group_id, const char *topic_id,
                                             const void *user_data);

EXPORTED int TIMInit(uint64_t sdk_app_id, const char *json);
EXPORTED int TIMUninit(void);
EXPORTED const char *TIMGetSDKVersion(void);
EXPORTED uint64_t TIMGetServerTime(void);
EXPORTED int TIMGetLoginUserID(char *user_id_buffer);
EXPORTED int TIMGetLoginStatus(void);

EXPORTED int TIMSetConfig(const char *json, TIMCommCallback callback, const void *user_data);
EXPORTED int TIMLogin(const char *user_id, const char *user_sig, TIMCommCallback callback,
                      const void *user_data);
EXPORTED int TIMLogout(TIMCommCallback callback, const void *user_data);
EXPORTED int TIMProfileGetUserProfileList(const char *json, TIMCommCallback callback,
                                          const void *user_data);
EXPORTED int TIMProfileModifySelfUserProfile(const char *json, TIMCommCallback callback,
                                             const void *user_data);
EXPORTED int TIMSubscribeUserInfo(const char *json, TIMCommCallback callback,
                                  const void *user_data);
EXPORTED int TIMUnsubscribeUserInfo(const char *json, TIMCommCallback callback,
                                    const void *user_data);
EXPORTED int TIMGetUserStatus(const char *json, TIMCommCallback callback, const void *user_data);
EXPORTED int TIMSetSelfStatus(const char *json, TIMCommCallback callback, const void *user_data);
EXPORTED int TIMSubscribeUserStatus(const char *json, TIMCommCallback callback,
                                    const void *user_data);
EXPORTED int TIMUnsubscribeUserStatus(const char *json, TIMCommCallback callback,
                                      const void *user_data);
EXPORTED int callExperimentalAPI(const char *json, TIMCommCallback callback,
                                 const void *user_data);

EXPORTED void TIMSetNetworkStatusListenerCallback(TIMNetworkStatusListenerCallback callback,
                                                  const void *user_data);
EXPORTED void TIMSetKickedOfflineCallback(TIMKickedOfflineCallback callback,
                                          const void *user_data);
EXPORTED void TIMSetUserSigExpiredCallback(TIMUserSigExpiredCallback callback,
                                           const void *user_data);
EXPORTED void TIMSetSelfInfoUpdatedCallback(TIMSelfInfoUpdatedCallback callback,
                                            const void *user_data);
EXPORTED void TIMSetUserStatusChangedCallback(TIMUserStatusChangedCallback callback,
                                              const void *user_data);
EXPORTED void TIMSetUserInfoChangedCallback(TIMUserInfoChangedCallback callback,
                                            const void *user_data);
EXPORTED void TIMSetLogCallback(TIMLogCallback callback, const void *user_data);

EXPORTED int TIMMsgSendMessage(const char *conv_id, int32_t conv_type, const char *json_msg_param,
                               char *message_id_buffer, TIMCommCallback callback,
                               const void *user_data);
EXPORTED int TIMMsgSendNewMsgEx(const char *conv_id, int32_t conv_type, const char *json_msg_param,
                                TIMCommCallback msgid_cb, TIMCommCallback res_cb,
                                const void *user_data);
EXPORTED int TIMMsgDownloadElemToPath(const char *json_download_elem_param, const char *path,
                                      TIMCommCallback callback, const void *user_data);
EXPORTED int TIMMsgSetAllReceiveMessageOpt(int32_t opt, int32_t start_hour, int32_t start_minute,
                                           int32_t start_second, uint32_t duration,
                                           TIMCommCallback callback, const void *user_data);
EXPORTED int TIMMsgGetGroupMessageReadMemberList(const char *json_msg, int32_t filter,
                                                 uint64_t next_seq, uint32_t count,
                                                 TIMMsgGroupMessageReadMemberListCallback callback,
                                                 const void *user_data);
EXPORTED int TIMMsgGetAllUserListOfMessageReaction(const char *json_msg, const char *reaction_id,
                                                   uint32_t next_seq, uint32_t count,
                                                   TIMCommCallback callback,
                                                   const void *user_data);
EXPORTED int TIMMsgMarkAllMessageAsRead(TIMCommCallback callback, const void *user_data);
EXPORTED int TIMMsgDoBackground(uint32_t unread_count, TIMCommCallback callback,
                                const void *user_data);

EXPORTED int TIMConvGetConvList(TIMCommCallback callback, const void *user_data);
EXPORTED int TIMConvGetConversationListByFilter(const char *filter, uint64_t next_seq,
                                                uint32_t count, TIMCommCallback callback,
                                                const void *user_data);
EXPORTED int TIMConvMarkConversation(const char *conversation_id_array, uint64_t mark_type,
                                     bool enable_mark, TIMCommCallback callback,
                                     const void *user_data);
EXPORTED int TIMConvCleanConversationUnreadMessageCount(const char *conversation_id,
                                                        uint64_t clean_timestamp,
                                                        uint64_t clean_sequence,
                                                        TIMCommCallback callback,
                                                        const void *user_data);
EXPORTED int TIMConvPinConversation(const char *conv_id, int32_t conv_type, bool is_pinned,
                                    TIMCommCallback callback, const void *user_data);
EXPORTED int TIMConvSetDraft(const char *conv_id, int32_t conv_type, const char *json_draft_param);
EXPORTED int TIMConvCancelDraft(const char *conv_id, int32_t conv_type);
EXPORTED int TIMConvSubscribeUnreadMessageCountByFilter(const char *filter);

EXPORTED int TIMGroupIncreaseGroupCounter(const char *group_id, const char *group_counter_key,
                                          int64_t group_counter_value, TIMCommCallback callback,
                                          const void *user_data);
EXPORTED int TIMGroupMarkGroupMemberList(const char *group_id, const char *member_array,
                                         uint32_t mark_type, bool enable_mark,
                                         TIMCommCallback callback, const void *user_data);
EXPORTED int TIMGroupReportPendencyReaded(uint64_t time_stamp, TIMCommCallback callback,
                                          const void *user_data);
EXPORTED int TIMCommunityAddTopicPermissionToPermissionGroup(
    const char *group_id, const char *permission_group_id, const char *json_topic_permission_map,
    TIMCommCallback callback, const void *user_data);

EXPORTED int TIMSignalingInvite(const char *invitee, const char *data, bool online_user_only,
                                const char *json_offline_push_info, int timeout,
                                char *invite_id_buffer, TIMCommCallback callback,
                                const void *user_data);
EXPORTED int TIMSignalingInviteInGroup(const char *group_id, const char *json_invitee_array,
                                       const char *data, bool online_user_only, int timeout,
                                       char *invite_id_buffer, TIMCommCallback callback,
                                       const void *user_data);
EXPORTED int TIMGetSignalingInfo(const char *json_msg, TIMCommCallback callback,
                                 const void *user_data);

EXPORTED void TIMAddRecvNewMsgCallback(TIMRecvNewMsgCallback callback, const void *user_data);
EXPORTED void TIMRemoveRecvNewMsgCallback(TIMRecvNewMsgCallback callback);
EXPORTED void TIMSetConvEventCallback(TIMConvEventCallback callback, const void *user_data);
EXPORTED void TIMSetConvTotalUnreadMessageCountChangedCallback(
    TIMConvTotalUnreadMessageCountChangedCallback callback, const void *user_data);
EXPORTED void TIMSetConvUnreadMessageCountChangedByFilterCallback(
    TIMConvTotalUnreadMessageCountChangedByFilterCallback callback, const void *user_data);
EXPORTED void TIMSetConvConversationsDeletedFromGroupCallback(
    TIMConvConversationsDeletedFromGroupCallback callback, const void *user_data);
EXPORTED void TIMSetGroupCounterChangedCallback(TIMGroupCounterChangedCallback callback,
                                                const void *user_data);
EXPORTED void TIMSetMsgElemUploadProgressCallback(TIMMsgElemUploadProgressCallback callback,
                                                  const void *user_data);
EXPORTED void TIMSetMsgGroupPinnedMessageChangedCallback(
    TIMMsgGroupPinnedMessageChangedCallback callback, const void *user_data);
EXPORTED void TIMSetSignalingReceiveNewInvitationCallback(
    TIMSignalingReceiveNewInvitationCallback callback, const void *user_data);
EXPORTED void TIMSetSignalingInviteeAcceptedCallback(TIMSignalingInviteeAcceptedCallback callback,
                                                     const void *user_data);
EXPORTED void TIMSetMyFollowingListChangedCallback(TIMMyFollowingListChangedCallback callback,
                                                   const void *user_data);
EXPORTED void TIMSetGroupTopicCreatedCallback(TIMGroupTopicCreatedCallback callback,
                                              const void *user_data);

#endif
