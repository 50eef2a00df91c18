#include "behaviour.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Which keys a function has. */
enum function_kind {
  KIND_PLAIN,   /* none */
  KIND_COMMAND, /* a result */
  KIND_REQUEST  /* a result and an answer */
};

#define PLAIN(name, ...) [FUNCTION_##name] = {#name, KIND_PLAIN},
#define COMMAND(name) [FUNCTION_##name] = {#name, KIND_COMMAND},
#define REQUEST(name) [FUNCTION_##name] = {#name, KIND_REQUEST},

static const struct {
  const char *name;
  enum function_kind kind;
} functions[FUNCTION_COUNT] = {
    [FUNCTION_INIT] = {"TIMInit", KIND_COMMAND},
    [FUNCTION_UNINIT] = {"TIMUninit", KIND_COMMAND},
    [FUNCTION_GET_SDK_VERSION] = {"TIMGetSDKVersion", KIND_PLAIN},
    [FUNCTION_GET_SERVER_TIME] = {"TIMGetServerTime", KIND_PLAIN},
    [FUNCTION_GET_LOGIN_USER_ID] = {"TIMGetLoginUserID", KIND_COMMAND},
    [FUNCTION_GET_LOGIN_STATUS] = {"TIMGetLoginStatus", KIND_PLAIN},
    [FUNCTION_SET_CONFIG] = {"TIMSetConfig", KIND_REQUEST},
    [FUNCTION_LOGIN] = {"TIMLogin", KIND_REQUEST},
    [FUNCTION_LOGOUT] = {"TIMLogout", KIND_REQUEST},
    [FUNCTION_GET_USER_PROFILE_LIST] = {"TIMProfileGetUserProfileList", KIND_REQUEST},
    [FUNCTION_MODIFY_SELF_USER_PROFILE] = {"TIMProfileModifySelfUserProfile", KIND_REQUEST},
    [FUNCTION_SUBSCRIBE_USER_INFO] = {"TIMSubscribeUserInfo", KIND_REQUEST},
    [FUNCTION_UNSUBSCRIBE_USER_INFO] = {"TIMUnsubscribeUserInfo", KIND_REQUEST},
    [FUNCTION_GET_USER_STATUS] = {"TIMGetUserStatus", KIND_REQUEST},
    [FUNCTION_SET_SELF_STATUS] = {"TIMSetSelfStatus", KIND_REQUEST},
    [FUNCTION_SUBSCRIBE_USER_STATUS] = {"TIMSubscribeUserStatus", KIND_REQUEST},
    [FUNCTION_UNSUBSCRIBE_USER_STATUS] = {"TIMUnsubscribeUserStatus", KIND_REQUEST},
    [FUNCTION_CALL_EXPERIMENTAL] = {"callExperimentalAPI", KIND_REQUEST},
    [FUNCTION_SET_NETWORK_LISTENER] = {"TIMSetNetworkStatusListenerCallback", KIND_PLAIN},
    [FUNCTION_SET_KICKED_LISTENER] = {"TIMSetKickedOfflineCallback", KIND_PLAIN},
    [FUNCTION_SET_SIG_EXPIRED_LISTENER] = {"TIMSetUserSigExpiredCallback", KIND_PLAIN},
    [FUNCTION_SET_SELF_INFO_LISTENER] = {"TIMSetSelfInfoUpdatedCallback", KIND_PLAIN},
    [FUNCTION_SET_USER_STATUS_LISTENER] = {"TIMSetUserStatusChangedCallback", KIND_PLAIN},
    [FUNCTION_SET_USER_INFO_LISTENER] = {"TIMSetUserInfoChangedCallback", KIND_PLAIN},
    [FUNCTION_SET_LOG_LISTENER] = {"TIMSetLogCallback", KIND_PLAIN},
    ECHOING_REQUESTS(REQUEST)
    ECHOING_COMMANDS(COMMAND)
    LISTENERS(PLAIN)
    PLAIN(TIMRemoveRecvNewMsgCallback)
};

/* One key: where its value is kept, and which values are possible. */
struct property {
  const char *name;
  size_t offset;
  bool is_text;
  int32_t minimum;
  int32_t maximum;
  const char *choices[3]; /* names for the numbers 0, 1, 2, instead of digits */
};

enum { LONGEST_DELAY = 5000, LONGEST_OPERATION = 3600000 };

#define NUMBER(name, structure, member, minimum, maximum) \
  { name, offsetof(struct structure, member), false, minimum, maximum, {NULL} }
#define FLAG(name, structure, member) NUMBER(name, structure, member, 0, 1)
#define CHOICE(name, structure, member, ...) \
  { name, offsetof(struct structure, member), false, 0, 0, {__VA_ARGS__} }
#define TEXT(name, structure, member) \
  { name, offsetof(struct structure, member), true, 0, 0, {NULL} }

/* A command has those before "code" only. */
static const struct property function_properties[] = {
    NUMBER("return", behaviour, result, INT32_MIN, INT32_MAX),
    NUMBER("hang", behaviour, hang, 0, LONGEST_OPERATION),
    NUMBER("code", behaviour, code, INT32_MIN, INT32_MAX),
    FLAG("callback_despite_return", behaviour, callback_despite_return),
    CHOICE("thread", behaviour, thread, "own", "caller", "new"),
    NUMBER("delay", behaviour, delay, 0, LONGEST_DELAY),
    NUMBER("progress", behaviour, progress, 0, MOST_PROGRESS),
    NUMBER("times", behaviour, times, 0, 3),
    NUMBER("again_after", behaviour, again_after, 0, LONGEST_OPERATION),
    FLAG("survives_uninit", behaviour, survives_uninit),
    TEXT("desc", behaviour, desc),
    TEXT("json", behaviour, json),
};

static const struct property global_properties[] = {
    NUMBER("status", settings, status, INT32_MIN, INT32_MAX),
    CHOICE("strings", settings, strings, "heap", "stack"),
    FLAG("queue", settings, queue),
    NUMBER("login.time", settings, login_time, 0, LONGEST_OPERATION),
    NUMBER("logout.time", settings, logout_time, 0, LONGEST_OPERATION),
    FLAG("uninit.lock", settings, uninit_lock),
    FLAG("events.survive_uninit", settings, events_survive_uninit),
    CHOICE("message_id", settings, message_id_turn, "first", "last", "never"),
    TEXT("message_id.json", settings, message_id),
    TEXT("user_id", settings, user_id),
};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum { PROPERTIES_OF_A_COMMAND = 2 };

static struct behaviour behaviours[FUNCTION_COUNT];
static struct settings current_settings;

const char *function_name(enum function function) { return functions[function].name; }

int32_t option_or(struct option option, int32_t otherwise) {
  return option.given ? option.number : otherwise;
}

const struct settings *settings(void) { return &current_settings; }

const struct behaviour *behaviour_of(enum function function) { return &behaviours[function]; }

struct behaviour behaviour_copy(enum function function) {
  struct behaviour copy = behaviours[function];
  copy.desc = text_copy(&behaviours[function].desc);
  copy.json = text_copy(&behaviours[function].json);
  return copy;
}

void behaviour_release(struct behaviour *behaviour) {
  text_release(&behaviour->desc);
  text_release(&behaviour->json);
}

void behaviour_reset(void) {
  for (size_t index = 0; index < FUNCTION_COUNT; index++) {
    behaviour_release(&behaviours[index]);
    behaviours[index] = (struct behaviour){0};
  }
  text_release(&current_settings.message_id);
  text_release(&current_settings.user_id);
  current_settings = (struct settings){0};
}

static bool parse_number(const struct property *property, const char *value, int32_t *number) {
  char *end;
  errno = 0;
  long long parsed = strtoll(value, &end, 10);
  if (errno != 0 || *end != '\0') return false;
  if (parsed < property->minimum || parsed > property->maximum) return false;
  *number = (int32_t)parsed;
  return true;
}

static bool parse_choice(const struct property *property, const char *value, int32_t *number) {
  for (size_t index = 0; index < LENGTH(property->choices); index++) {
    const char *choice = property->choices[index];
    if (choice != NULL && strcmp(choice, value) == 0) {
      *number = (int32_t)index;
      return true;
    }
  }
  return false;
}

static bool set_option(const struct property *property, struct option *option, const char *value) {
  struct option parsed = {.given = value[0] != '\0'};
  bool is_choice = property->choices[0] != NULL;
  if (parsed.given && is_choice && !parse_choice(property, value, &parsed.number)) return false;
  if (parsed.given && !is_choice && !parse_number(property, value, &parsed.number)) return false;
  *option = parsed;
  return true;
}

static bool set_text(struct text *text, const char *value) {
  struct text parsed;
  if (!text_parse(&parsed, value)) return false;
  text_release(text);
  *text = parsed;
  return true;
}

static bool set_property(const struct property *properties, size_t count, void *structure,
                         const char *name, const char *value) {
  for (size_t index = 0; index < count; index++) {
    const struct property *property = &properties[index];
    if (strcmp(property->name, name) != 0) continue;
    void *member = (char *)structure + property->offset;
    return property->is_text ? set_text(member, value) : set_option(property, member, value);
  }
  return false;
}

static bool set_function_property(const char *key, const char *value) {
  const char *dot = strchr(key, '.');
  if (dot == NULL) return false;
  size_t name_length = (size_t)(dot - key);
  for (size_t index = 0; index < FUNCTION_COUNT; index++) {
    const char *name = functions[index].name;
    if (strlen(name) != name_length || strncmp(name, key, name_length) != 0) continue;
    if (functions[index].kind == KIND_PLAIN) return false;
    size_t count = functions[index].kind == KIND_COMMAND ? PROPERTIES_OF_A_COMMAND
                                                         : LENGTH(function_properties);
    return set_property(function_properties, count, &behaviours[index], dot + 1, value);
  }
  return false;
}

bool behaviour_set(const char *key, const char *value) {
  if (key == NULL || value == NULL) return false;
  return set_property(global_properties, LENGTH(global_properties), &current_settings, key,
                      value) ||
         set_function_property(key, value);
}
