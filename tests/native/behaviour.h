/* What the stand-in has been told to do. Everything here is guarded by the library's lock. */
#ifndef STANDIN_BEHAVIOUR_H
#define STANDIN_BEHAVIOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "echo.h"
#include "listeners.h"
#include "text.h"

#define FUNCTION_NAMED(name, ...) FUNCTION_##name,

enum function {
  FUNCTION_INIT,
  FUNCTION_UNINIT,
  FUNCTION_GET_SDK_VERSION,
  FUNCTION_GET_SERVER_TIME,
  FUNCTION_GET_LOGIN_USER_ID,
  FUNCTION_GET_LOGIN_STATUS,
  FUNCTION_SET_CONFIG,
  FUNCTION_LOGIN,
  FUNCTION_LOGOUT,
  FUNCTION_GET_USER_PROFILE_LIST,
  FUNCTION_MODIFY_SELF_USER_PROFILE,
  FUNCTION_SUBSCRIBE_USER_INFO,
  FUNCTION_UNSUBSCRIBE_USER_INFO,
  FUNCTION_GET_USER_STATUS,
  FUNCTION_SET_SELF_STATUS,
  FUNCTION_SUBSCRIBE_USER_STATUS,
  FUNCTION_UNSUBSCRIBE_USER_STATUS,
  FUNCTION_CALL_EXPERIMENTAL,
  FUNCTION_SET_NETWORK_LISTENER,
  FUNCTION_SET_KICKED_LISTENER,
  FUNCTION_SET_SIG_EXPIRED_LISTENER,
  FUNCTION_SET_SELF_INFO_LISTENER,
  FUNCTION_SET_USER_STATUS_LISTENER,
  FUNCTION_SET_USER_INFO_LISTENER,
  FUNCTION_SET_LOG_LISTENER,
  ECHOING_REQUESTS(FUNCTION_NAMED)
  ECHOING_COMMANDS(FUNCTION_NAMED)
  LISTENERS(FUNCTION_NAMED)
  FUNCTION_TIMRemoveRecvNewMsgCallback,
  FUNCTION_COUNT
};

const char *function_name(enum function function);

enum answering_thread { THREAD_OWN, THREAD_CALLER, THREAD_NEW };
enum string_place { STRINGS_ON_HEAP, STRINGS_ON_STACK };
/* When TIMMsgSendNewMsgEx calls back with the message's id: before the answer, after it, or
 * never. */
enum id_turn { ID_FIRST, ID_LAST, ID_NEVER };

/* A number that a test may have set. */
struct option {
  bool given;
  int32_t number;
};

int32_t option_or(struct option option, int32_t otherwise);

enum { MOST_PROGRESS = 100 };

/* How one function behaves; standin.h says what each key means. */
struct behaviour {
  struct option result;
  struct option callback_despite_return;
  struct option hang;
  struct option code;
  struct option thread;
  struct option delay;
  struct option progress;
  struct option times;
  struct option again_after;
  struct option survives_uninit;
  struct text desc;
  struct text json;
};

/* Behaviour that is common to all functions. */
struct settings {
  struct option status;
  struct option strings;
  struct option queue;
  struct option login_time;
  struct option logout_time;
  struct option uninit_lock;
  struct option events_survive_uninit;
  struct option message_id_turn;
  struct text message_id;
  struct text user_id;
};

const struct settings *settings(void);
const struct behaviour *behaviour_of(enum function function);
/* A copy for a request, which keeps the behaviour that it began with. The caller releases it. */
struct behaviour behaviour_copy(enum function function);
void behaviour_release(struct behaviour *behaviour);

bool behaviour_set(const char *key, const char *value);
void behaviour_reset(void);

#endif
