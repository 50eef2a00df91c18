/* Records what has happened, for tests to read. Everything here is guarded by the library's
 * lock. */
#ifndef STANDIN_LEDGER_H
#define STANDIN_LEDGER_H

#include "behaviour.h"

enum counter {
  COUNTER_CALLBACKS_STARTED,
  COUNTER_CALLBACKS_FINISHED,
  COUNTER_CALLBACKS_NANOSECONDS,
  COUNTER_CALLBACKS_LONGEST,
  COUNTER_ANSWERS_SENT,
  COUNTER_ANSWERS_DROPPED,
  COUNTER_EVENTS_SENT,
  COUNTER_EVENTS_DROPPED,
  COUNTER_COUNT
};

void ledger_call(enum function function);
void ledger_argument(enum function function, const char *parameter, const char *value);
void ledger_add(enum counter counter, uint64_t amount);
/* Raises a counter to this value, unless it is higher. */
void ledger_raise(enum counter counter, uint64_t amount);
void ledger_reset(void);

#endif
