#include "commands.h"

#include "abi.h"
#include "delivery.h"
#include "ledger.h"

void begin_command(enum function function) {
  lock_library();
  ledger_call(function);
}

int end_command(enum function function, int usual_result) {
  const struct behaviour *behaviour = behaviour_of(function);
  int result = option_or(behaviour->result, usual_result);
  sleep_unlocked((uint32_t)option_or(behaviour->hang, 0));
  unlock_library();
  return result;
}

bool is_refused(enum function function) {
  return option_or(behaviour_of(function)->result, TIM_SUCCESS) != TIM_SUCCESS;
}
