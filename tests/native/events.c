#include "events.h"

#include <stdlib.h>
#include <string.h>

#include "delivery.h"
#include "ledger.h"
#include "standin.h"

enum event {
  EVENT_NETWORK,
  EVENT_KICKED,
  EVENT_SIG_EXPIRED,
  EVENT_SELF_INFO,
  EVENT_USER_STATUS,
  EVENT_USER_INFO,
  EVENT_LOG,
  EVENT_COUNT
};

static const struct {
  const char *name;
  enum message_form form; /* of a generated message */
} events[EVENT_COUNT] = {
    [EVENT_NETWORK] = {"network", MESSAGE_OBJECT},
    [EVENT_KICKED] = {"kicked", MESSAGE_PLAIN},
    [EVENT_SIG_EXPIRED] = {"sig_expired", MESSAGE_PLAIN},
    [EVENT_SELF_INFO] = {"self_info", MESSAGE_OBJECT},
    [EVENT_USER_STATUS] = {"user_status", MESSAGE_ARRAY},
    [EVENT_USER_INFO] = {"user_info", MESSAGE_ARRAY},
    [EVENT_LOG] = {"log", MESSAGE_PLAIN},
};

struct listener {
  void (*callback)(void); /* cast to the event's own type to be called */
  const void *user_data;
};

static struct listener listeners[EVENT_COUNT];

/* One thread's share of a call of standin_emit. */
struct emission {
  struct job job;
  enum event event;
  int32_t a;
  int32_t b;
  struct text text;
  uint32_t count;
  uint32_t sent;
  uint64_t epoch;
  struct listener listener_at_first;
};

enum { MOST_THREADS = 64 };

static void set_listener(enum function function, enum event event, void (*callback)(void),
                         const void *user_data) {
  lock_library();
  ledger_call(function);
  listeners[event] = (struct listener){callback, user_data};
  unlock_library();
}

void forget_listeners(void) { memset(listeners, 0, sizeof listeners); }

static struct listener listener_for(const struct emission *emission) {
  struct listener listener = listeners[emission->event];
  bool outlives = option_or(settings()->events_survive_uninit, 0) != 0;
  return listener.callback == NULL && outlives ? emission->listener_at_first : listener;
}

static void call_listener(const struct emission *emission, struct listener listener,
                          const char *text) {
  const void *user_data = listener.user_data;
  switch (emission->event) {
    case EVENT_NETWORK:
      ((TIMNetworkStatusListenerCallback)listener.callback)(emission->a, emission->b, text,
                                                            user_data);
      break;
    case EVENT_KICKED:
      ((TIMKickedOfflineCallback)listener.callback)(user_data);
      break;
    case EVENT_SIG_EXPIRED:
      ((TIMUserSigExpiredCallback)listener.callback)(user_data);
      break;
    case EVENT_SELF_INFO:
      ((TIMSelfInfoUpdatedCallback)listener.callback)(text, user_data);
      break;
    case EVENT_USER_STATUS:
      ((TIMUserStatusChangedCallback)listener.callback)(text, user_data);
      break;
    case EVENT_USER_INFO:
      ((TIMUserInfoChangedCallback)listener.callback)(text, user_data);
      break;
    case EVENT_LOG:
      ((TIMLogCallback)listener.callback)(emission->a, text, user_data);
      break;
    case EVENT_COUNT:
      break;
  }
}

/* Gives up the lock. */
static void send_event(struct emission *emission, struct listener listener) {
  struct loan loan;
  bool on_stack = option_or(settings()->strings, STRINGS_ON_HEAP) == STRINGS_ON_STACK;
  ledger_add(COUNTER_EVENTS_SENT, 1);
  struct visit visit = begin_callback(false);
  emission->text.message.number = emission->sent;
  const char *text = lend(&loan, &emission->text, on_stack);
  enter_callback(&visit);
  call_listener(emission, listener, text);
  leave_callback(&visit);
  take_back(&loan);
  end_callback(&visit);
  emission->sent++;
}

static void close_emission(struct emission *emission) {
  if (emission->epoch == current_epoch()) {
    ledger_add(COUNTER_EVENTS_DROPPED, emission->count - emission->sent);
  }
  text_release(&emission->text);
  free(emission);
  delivery_closed();
}

static void run_emission(struct job *job) {
  struct emission *emission = (struct emission *)job;
  while (emission->sent < emission->count && emission->epoch == current_epoch()) {
    struct listener listener = listener_for(emission);
    if (listener.callback == NULL) break;
    send_event(emission, listener);
  }
  close_emission(emission);
}

static void *run_on_fresh_thread(void *argument) {
  lock_library();
  run_emission(argument);
  unlock_library();
  return NULL;
}

static bool emission_outlives_uninit(const struct job *job) {
  (void)job; /* it looks for its listener itself */
  return true;
}

static void drop_emission(struct job *job) { close_emission((struct emission *)job); }

static const struct job_kind emission_kind = {run_emission, emission_outlives_uninit,
                                              drop_emission};

static bool find_event(const char *name, enum event *event) {
  for (size_t index = 0; name != NULL && index < EVENT_COUNT; index++) {
    if (strcmp(events[index].name, name) == 0) {
      *event = (enum event)index;
      return true;
    }
  }
  return false;
}

static bool describe_text(struct text *text, enum event event, const char *value, uint32_t size) {
  if (size == 0) return text_parse(text, value) && text->kind != TEXT_DEFAULT;
  *text = (struct text){.kind = TEXT_MESSAGE,
                        .message = {.form = events[event].form, .size = size}};
  return size >= MESSAGE_MINIMUM_SIZE;
}

static void open_emission(const struct emission *model, uint32_t threads, uint32_t thread) {
  struct emission *emission = allocate(sizeof *emission);
  *emission = *model;
  emission->text = text_copy(&model->text);
  emission->text.message.thread = thread;
  delivery_opened();
  if (threads > 1) {
    start_thread(run_on_fresh_thread, emission);
  } else {
    schedule(threads == 0 ? LANE_ANSWERS : LANE_EVENTS, &emission->job, 0);
  }
}

static void open_emissions(struct emission *model, uint32_t threads) {
  uint32_t shares = threads == 0 ? 1 : threads;
  for (uint32_t thread = 0; thread < shares; thread++) open_emission(model, threads, thread);
}

int32_t standin_emit(const char *event, int32_t a, int32_t b, const char *text, uint32_t count,
                     uint32_t size, uint32_t threads) {
  struct emission model = {.job = {.kind = &emission_kind}, .a = a, .b = b, .count = count};
  if (!find_event(event, &model.event) || threads > MOST_THREADS) return -1;
  if (!describe_text(&model.text, model.event, text, size)) return -1;
  lock_library();
  model.epoch = current_epoch();
  model.listener_at_first = listeners[model.event];
  bool is_heard = model.listener_at_first.callback != NULL;
  if (is_heard) open_emissions(&model, threads);
  unlock_library();
  text_release(&model.text);
  return is_heard ? 0 : -2;
}

void TIMSetNetworkStatusListenerCallback(TIMNetworkStatusListenerCallback callback,
                                         const void *user_data) {
  set_listener(FUNCTION_SET_NETWORK_LISTENER, EVENT_NETWORK, (void (*)(void))callback, user_data);
}

void TIMSetKickedOfflineCallback(TIMKickedOfflineCallback callback, const void *user_data) {
  set_listener(FUNCTION_SET_KICKED_LISTENER, EVENT_KICKED, (void (*)(void))callback, user_data);
}

void TIMSetUserSigExpiredCallback(TIMUserSigExpiredCallback callback, const void *user_data) {
  set_listener(FUNCTION_SET_SIG_EXPIRED_LISTENER, EVENT_SIG_EXPIRED, (void (*)(void))callback,
               user_data);
}

void TIMSetSelfInfoUpdatedCallback(TIMSelfInfoUpdatedCallback callback, const void *user_data) {
  set_listener(FUNCTION_SET_SELF_INFO_LISTENER, EVENT_SELF_INFO, (void (*)(void))callback,
               user_data);
}

void TIMSetUserStatusChangedCallback(TIMUserStatusChangedCallback callback,
                                     const void *user_data) {
  set_listener(FUNCTION_SET_USER_STATUS_LISTENER, EVENT_USER_STATUS, (void (*)(void))callback,
               user_data);
}

void TIMSetUserInfoChangedCallback(TIMUserInfoChangedCallback callback, const void *user_data) {
  set_listener(FUNCTION_SET_USER_INFO_LISTENER, EVENT_USER_INFO, (void (*)(void))callback,
               user_data);
}

void TIMSetLogCallback(TIMLogCallback callback, const void *user_data) {
  set_listener(FUNCTION_SET_LOG_LISTENER, EVENT_LOG, (void (*)(void))callback, user_data);
}
