#include "standin.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "behaviour.h"
#include "commands.h"
#include "delivery.h"
#include "events.h"
#include "ledger.h"
#include "listeners.h"
#include "main_thread.h"
#include "requests.h"

/* A light check: one object with balanced brackets and complete strings. */
static bool looks_like_json_object(const char *json) {
  int depth = 0;
  bool in_string = false;
  bool closed = false;
  for (const char *at = json + strspn(json, " \t\r\n"); *at != '\0'; at++) {
    if (in_string) {
      if (*at == '\\' && at[1] != '\0') at++;
      else if (*at == '"') in_string = false;
      continue;
    }
    if (strchr(" \t\r\n", *at) != NULL) continue;
    if (closed || (depth == 0 && *at != '{')) return false;
    if (*at == '"') in_string = true;
    if (*at == '{' || *at == '[') depth++;
    if (*at == '}' || *at == ']') closed = --depth == 0;
  }
  return closed && !in_string;
}

static int check_init(uint64_t sdk_app_id, const char *json) {
  bool has_json = json != NULL && json[0] != '\0';
  if (has_json && !looks_like_json_object(json)) return TIM_ERROR_JSON;
  return sdk_app_id == 0 ? TIM_ERROR_PARAMETER : TIM_SUCCESS;
}

int TIMInit(uint64_t sdk_app_id, const char *json) {
  char digits[24];
  snprintf(digits, sizeof digits, "%llu", (unsigned long long)sdk_app_id);
  begin_command(FUNCTION_INIT);
  ledger_argument(FUNCTION_INIT, "sdk_app_id", digits);
  ledger_argument(FUNCTION_INIT, "json", json);
  int result = session()->initialised ? TIM_SUCCESS : check_init(sdk_app_id, json);
  if (result == TIM_SUCCESS && !is_refused(FUNCTION_INIT)) {
    note_init(json);
    begin_session();
  }
  return end_command(FUNCTION_INIT, result);
}

int TIMUninit(void) {
  begin_command(FUNCTION_UNINIT);
  if (option_or(settings()->uninit_lock, 0) != 0) {
    unlock_library();
    wait_for_callback_lock();
    lock_library();
  }
  if (!is_refused(FUNCTION_UNINIT)) {
    end_session();
    forget_listeners();
    forget_further_listeners();
  }
  return end_command(FUNCTION_UNINIT, TIM_SUCCESS);
}

const char *TIMGetSDKVersion(void) {
  lock_library();
  ledger_call(FUNCTION_GET_SDK_VERSION);
  unlock_library();
  return "stand-in 1.0";
}

uint64_t TIMGetServerTime(void) {
  lock_library();
  ledger_call(FUNCTION_GET_SERVER_TIME);
  unlock_library();
  return (uint64_t)time(NULL);
}

static void write_user_id(char *buffer) {
  const struct text *lie = &settings()->user_id;
  char longer[USER_ID_BUFFER_SIZE] = "";
  if (lie->kind == TEXT_DEFAULT) {
    memcpy(longer, session()->user_id, sizeof longer);
  } else if (lie->kind == TEXT_BYTES) {
    snprintf(longer, sizeof longer, "%s", lie->bytes);
  }
  strcpy(buffer, longer);
}

int TIMGetLoginUserID(char *user_id_buffer) {
  begin_command(FUNCTION_GET_LOGIN_USER_ID);
  if (!is_refused(FUNCTION_GET_LOGIN_USER_ID)) write_user_id(user_id_buffer);
  return end_command(FUNCTION_GET_LOGIN_USER_ID, TIM_SUCCESS);
}

int TIMGetLoginStatus(void) {
  lock_library();
  ledger_call(FUNCTION_GET_LOGIN_STATUS);
  int status = option_or(settings()->status, session()->status);
  unlock_library();
  return status;
}

int TIMLogin(const char *user_id, const char *user_sig, TIMCommCallback callback,
             const void *user_data) {
  struct request *request = new_request(FUNCTION_LOGIN, callback, user_data);
  set_user_id(request, user_id);
  set_argument(request, "user_sig", user_sig);
  bool is_complete =
      user_id != NULL && user_id[0] != '\0' && user_sig != NULL && user_sig[0] != '\0';
  return submit(request, is_complete ? TIM_SUCCESS : TIM_ERROR_PARAMETER);
}

int TIMLogout(TIMCommCallback callback, const void *user_data) {
  return submit(new_request(FUNCTION_LOGOUT, callback, user_data), TIM_SUCCESS);
}

static int request_with_json(enum function function, const char *json, TIMCommCallback callback,
                             const void *user_data) {
  struct request *request = new_request(function, callback, user_data);
  set_argument(request, "json", json);
  return submit(request, TIM_SUCCESS);
}

int TIMSetConfig(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_SET_CONFIG, json, callback, user_data);
}

int TIMProfileGetUserProfileList(const char *json, TIMCommCallback callback,
                                 const void *user_data) {
  return request_with_json(FUNCTION_GET_USER_PROFILE_LIST, json, callback, user_data);
}

int TIMProfileModifySelfUserProfile(const char *json, TIMCommCallback callback,
                                    const void *user_data) {
  return request_with_json(FUNCTION_MODIFY_SELF_USER_PROFILE, json, callback, user_data);
}

int TIMSubscribeUserInfo(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_SUBSCRIBE_USER_INFO, json, callback, user_data);
}

int TIMUnsubscribeUserInfo(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_UNSUBSCRIBE_USER_INFO, json, callback, user_data);
}

int TIMGetUserStatus(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_GET_USER_STATUS, json, callback, user_data);
}

int TIMSetSelfStatus(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_SET_SELF_STATUS, json, callback, user_data);
}

int TIMSubscribeUserStatus(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_SUBSCRIBE_USER_STATUS, json, callback, user_data);
}

int TIMUnsubscribeUserStatus(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_UNSUBSCRIBE_USER_STATUS, json, callback, user_data);
}

int callExperimentalAPI(const char *json, TIMCommCallback callback, const void *user_data) {
  return request_with_json(FUNCTION_CALL_EXPERIMENTAL, json, callback, user_data);
}

int32_t standin_set(const char *key, const char *value) {
  lock_library();
  bool is_set = behaviour_set(key, value);
  unlock_library();
  return is_set ? 0 : -1;
}

int32_t standin_reset(void) {
  enum { PATIENCE = 1000 };
  lock_library();
  end_epoch();
  reset_session();
  forget_listeners();
  forget_further_listeners();
  behaviour_reset();
  ledger_reset();
  bool is_idle = wait_until_idle(PATIENCE);
  unlock_library();
  return is_idle ? 0 : -1;
}

int32_t standin_wait_idle(uint32_t milliseconds) {
  lock_library();
  bool is_idle = wait_until_idle(milliseconds);
  unlock_library();
  return is_idle ? 0 : -1;
}
