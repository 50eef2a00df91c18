#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "delivery.h"
#include "standin.h"

static const char *const counter_names[COUNTER_COUNT] = {
    [COUNTER_CALLBACKS_STARTED] = "callbacks.started",
    [COUNTER_CALLBACKS_FINISHED] = "callbacks.finished",
    [COUNTER_CALLBACKS_NANOSECONDS] = "callbacks.nanoseconds",
    [COUNTER_CALLBACKS_LONGEST] = "callbacks.longest_nanoseconds",
    [COUNTER_ANSWERS_SENT] = "answers.sent",
    [COUNTER_ANSWERS_DROPPED] = "answers.dropped",
    [COUNTER_EVENTS_SENT] = "events.sent",
    [COUNTER_EVENTS_DROPPED] = "events.dropped",
};

#define ARGUMENTS(name) {FUNCTION_##name, "arguments", NULL},

static struct argument {
  enum function function;
  const char *parameter;
  char *value; /* NULL: never given */
} arguments[] = {
    {FUNCTION_INIT, "sdk_app_id", NULL},
    {FUNCTION_INIT, "json", NULL},
    {FUNCTION_LOGIN, "user_id", NULL},
    {FUNCTION_LOGIN, "user_sig", NULL},
    {FUNCTION_SET_CONFIG, "json", NULL},
    {FUNCTION_GET_USER_PROFILE_LIST, "json", NULL},
    {FUNCTION_MODIFY_SELF_USER_PROFILE, "json", NULL},
    {FUNCTION_SUBSCRIBE_USER_INFO, "json", NULL},
    {FUNCTION_UNSUBSCRIBE_USER_INFO, "json", NULL},
    {FUNCTION_GET_USER_STATUS, "json", NULL},
    {FUNCTION_SET_SELF_STATUS, "json", NULL},
    {FUNCTION_SUBSCRIBE_USER_STATUS, "json", NULL},
    {FUNCTION_UNSUBSCRIBE_USER_STATUS, "json", NULL},
    {FUNCTION_CALL_EXPERIMENTAL, "json", NULL},
    ECHOING_REQUESTS(ARGUMENTS)
    ECHOING_COMMANDS(ARGUMENTS)
};

enum { ARGUMENT_COUNT = sizeof arguments / sizeof arguments[0] };

static uint64_t calls[FUNCTION_COUNT];
static uint64_t counters[COUNTER_COUNT];

void ledger_call(enum function function) { calls[function]++; }

void ledger_add(enum counter counter, uint64_t amount) { counters[counter] += amount; }

void ledger_raise(enum counter counter, uint64_t amount) {
  if (counters[counter] < amount) counters[counter] = amount;
}

void ledger_argument(enum function function, const char *parameter, const char *value) {
  for (size_t index = 0; index < ARGUMENT_COUNT; index++) {
    struct argument *argument = &arguments[index];
    if (argument->function != function || strcmp(argument->parameter, parameter) != 0) continue;
    free(argument->value);
    argument->value = copy_string(value == NULL ? "<null>" : value);
  }
}

void ledger_reset(void) {
  memset(calls, 0, sizeof calls);
  memset(counters, 0, sizeof counters);
  for (size_t index = 0; index < ARGUMENT_COUNT; index++) {
    free(arguments[index].value);
    arguments[index].value = NULL;
  }
}

static uint64_t count_of(const char *name) {
  for (size_t index = 0; index < FUNCTION_COUNT; index++) {
    if (strcmp(function_name((enum function)index), name) == 0) return calls[index];
  }
  for (size_t index = 0; index < COUNTER_COUNT; index++) {
    if (strcmp(counter_names[index], name) == 0) return counters[index];
  }
  return strcmp(name, "deliveries.pending") == 0 ? pending_deliveries() : UINT64_MAX;
}

uint64_t standin_count(const char *name) {
  lock_library();
  uint64_t count = count_of(name);
  unlock_library();
  return count;
}

static bool is_named(const struct argument *argument, const char *name) {
  const char *function = function_name(argument->function);
  size_t length = strlen(function);
  return strncmp(name, function, length) == 0 && name[length] == '.' &&
         strcmp(name + length + 1, argument->parameter) == 0;
}

static const char *last_value(const char *name) {
  for (size_t index = 0; index < ARGUMENT_COUNT; index++) {
    if (!is_named(&arguments[index], name)) continue;
    return arguments[index].value == NULL ? "<none>" : arguments[index].value;
  }
  return NULL;
}

const char *standin_last(const char *name) {
  static char *returned;
  lock_library();
  const char *value = last_value(name);
  free(returned);
  returned = value == NULL ? NULL : copy_string(value);
  const char *result = returned;
  unlock_library();
  return result;
}
