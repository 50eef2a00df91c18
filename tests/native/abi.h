/*
 * The part of ImSDK's C interface that the stand-in offers: the types of its callbacks, and its
 * functions with the names, the parameters and the results that the real library has.
 */
#ifndef STANDIN_ABI_H
#define STANDIN_ABI_H

#include <stdint.h>

/* The only symbols to be seen from outside when all others are hidden (-fvisibility=hidden). */
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

#endif
