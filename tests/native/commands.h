/* Commands: the calls that return how they went, and are not answered. */
#ifndef STANDIN_COMMANDS_H
#define STANDIN_COMMANDS_H

#include <stdbool.h>

#include "behaviour.h"

/* Begins a call of a command: acquires the lock, which end_command() releases. */
void begin_command(enum function function);
/* Ends the call. Returns what a test has set, or else the result given here. */
int end_command(enum function function, int usual_result);
/* Whether a test has set the command to fail, so that it must do nothing. */
bool is_refused(enum function function);

#endif
