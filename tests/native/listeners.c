#include "listeners.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "behaviour.h"
#include "delivery.h"
#include "ledger.h"
#include "standin.h"

enum { MOST_VALUES = 5, MOST_LISTENERS = 8 };

#define KIND(setter, ...) KIND_OF_##setter,
enum listener_kind { LISTENERS(KIND) KIND_COUNT };

struct listener {
  void (*callback)(void); /* cast to its own type to be called */
  const void *user_data;
};

/* The listeners by kind. Kinds whose listeners replace each other use only the first place. */
static struct listener listeners[KIND_COUNT][MOST_LISTENERS];

/* A value that a test has sent, parsed both as a text and as a number. */
struct value {
  const char *text;
  uint64_t number;
};

#define TEXT_AT(position) values[position].text
#define NUMBER_AT(position) values[position].number

#define CALL(setter, type, ...)                                                         \
  static void call_for_##setter(struct listener listener, const struct value *values) { \
    ((type)listener.callback)(__VA_ARGS__, listener.user_data);                         \
  }
LISTENERS(CALL)

#define ROW(setter, ...) {#setter, call_for_##setter},
static const struct {
  const char *setter;
  void (*call)(struct listener listener, const struct value *values);
} kinds[KIND_COUNT] = {LISTENERS(ROW)};

/* ---- setting ---- */

void forget_further_listeners(void) { memset(listeners, 0, sizeof listeners); }

static void set_listener(enum function function, enum listener_kind kind, void (*callback)(void),
                         const void *user_data) {
  lock_library();
  ledger_call(function);
  listeners[kind][0] = (struct listener){callback, user_data};
  unlock_library();
}

#define SET(setter, type, ...)                                                   \
  void setter(type callback, const void *user_data) {                            \
    set_listener(FUNCTION_##setter, KIND_OF_##setter, (void (*)(void))callback, \
                 user_data);                                                     \
  }
REPLACING_LISTENERS(SET)

/* The place of this callback, or else a free one; NULL if there is none. */
static struct listener *place_of(void (*callback)(void)) {
  struct listener *free_place = NULL;
  for (size_t index = MOST_LISTENERS; index-- > 0;) {
    struct listener *place = &listeners[KIND_OF_TIMAddRecvNewMsgCallback][index];
    if (place->callback == callback) return place;
    if (place->callback == NULL) free_place = place;
  }
  return free_place;
}

void TIMAddRecvNewMsgCallback(TIMRecvNewMsgCallback callback, const void *user_data) {
  lock_library();
  ledger_call(FUNCTION_TIMAddRecvNewMsgCallback);
  struct listener *place = place_of((void (*)(void))callback);
  if (place == NULL) {
    fputs("stand-in: no place for a further listener\n", stderr);
    abort();
  }
  if (place->callback == NULL) *place = (struct listener){(void (*)(void))callback, user_data};
  unlock_library();
}

void TIMRemoveRecvNewMsgCallback(TIMRecvNewMsgCallback callback) {
  lock_library();
  ledger_call(FUNCTION_TIMRemoveRecvNewMsgCallback);
  struct listener *place = place_of((void (*)(void))callback);
  if (place != NULL) *place = (struct listener){NULL, NULL};
  unlock_library();
}

/* ---- sending ---- */

/* One call of standin_send. */
struct notice {
  struct job job;
  enum listener_kind kind;
  struct text texts[MOST_VALUES];
  uint64_t numbers[MOST_VALUES];
  uint64_t epoch;
};

static void release_texts(struct notice *notice) {
  for (size_t index = 0; index < MOST_VALUES; index++) text_release(&notice->texts[index]);
}

static void close_notice(struct notice *notice) {
  release_texts(notice);
  free(notice);
  delivery_closed();
}

/* Gives up the lock. */
static void send_notice(const struct notice *notice, struct listener listener) {
  struct loan loans[MOST_VALUES];
  struct value values[MOST_VALUES];
  bool on_stack = option_or(settings()->strings, STRINGS_ON_HEAP) == STRINGS_ON_STACK;
  ledger_add(COUNTER_EVENTS_SENT, 1);
  struct visit visit = begin_callback(false);
  for (size_t index = 0; index < MOST_VALUES; index++) {
    values[index].text = lend(&loans[index], &notice->texts[index], on_stack);
    values[index].number = notice->numbers[index];
  }
  enter_callback(&visit);
  kinds[notice->kind].call(listener, values);
  leave_callback(&visit);
  for (size_t index = 0; index < MOST_VALUES; index++) take_back(&loans[index]);
  end_callback(&visit);
}

static void run_notice(struct job *job) {
  struct notice *notice = (struct notice *)job;
  uint64_t sent = 0;
  for (size_t index = 0; index < MOST_LISTENERS && notice->epoch == current_epoch(); index++) {
    struct listener listener = listeners[notice->kind][index];
    if (listener.callback == NULL) continue;
    send_notice(notice, listener);
    sent++;
  }
  if (sent == 0 && notice->epoch == current_epoch()) ledger_add(COUNTER_EVENTS_DROPPED, 1);
  close_notice(notice);
}

static bool notice_outlives_uninit(const struct job *job) {
  (void)job; /* it looks for its listeners itself */
  return true;
}

static void drop_notice(struct job *job) { close_notice((struct notice *)job); }

static const struct job_kind notice_kind = {run_notice, notice_outlives_uninit, drop_notice};

static bool find_kind(const char *setter, enum listener_kind *kind) {
  for (size_t index = 0; setter != NULL && index < KIND_COUNT; index++) {
    if (strcmp(kinds[index].setter, setter) == 0) {
      *kind = (enum listener_kind)index;
      return true;
    }
  }
  return false;
}

static bool is_heard(enum listener_kind kind) {
  for (size_t index = 0; index < MOST_LISTENERS; index++) {
    if (listeners[kind][index].callback != NULL) return true;
  }
  return false;
}

static bool parse_value(struct notice *notice, size_t position, const char *value) {
  struct text *text = &notice->texts[position];
  notice->numbers[position] = strtoull(value, NULL, 10); /* of a negative one: modulo 2^64 */
  return text_parse(text, value) && text->kind != TEXT_DEFAULT;
}

/* Changes the string that it reads. */
static bool parse_values(struct notice *notice, char *values) {
  for (size_t position = 0; values != NULL; position++) {
    if (position == MOST_VALUES) return false;
    char *end = strchr(values, STANDIN_SEPARATOR);
    if (end != NULL) *end = '\0';
    if (!parse_value(notice, position, values)) return false;
    values = end == NULL ? NULL : end + 1;
  }
  return true;
}

static struct notice *new_notice(enum listener_kind kind, const char *values) {
  struct notice *notice = allocate(sizeof *notice);
  *notice = (struct notice){.job = {.kind = &notice_kind}, .kind = kind};
  for (size_t index = 0; index < MOST_VALUES; index++) notice->texts[index].kind = TEXT_NULL;
  char *copy = copy_string(values);
  bool is_possible = parse_values(notice, copy);
  free(copy);
  if (is_possible) return notice;
  release_texts(notice);
  free(notice);
  return NULL;
}

int32_t standin_send(const char *setter, const char *values) {
  enum listener_kind kind;
  struct notice *notice = find_kind(setter, &kind) ? new_notice(kind, values) : NULL;
  if (notice == NULL) return -1;
  lock_library();
  notice->epoch = current_epoch();
  delivery_opened();
  bool heard = is_heard(kind);
  if (heard) {
    schedule(LANE_EVENTS, &notice->job, 0);
  } else {
    close_notice(notice);
  }
  unlock_library();
  return heard ? 0 : -2;
}
