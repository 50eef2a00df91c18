/* Commands: the calls that return how they went, and are not answered. */
#ifndef STANDIN_COMMANDS_H
#define STANDIN_COMMANDS_H

#include <stdbool.h>

#include "behaviour.h"

/* Begins a call of a command: takes the lock, which end_command() leaves. */
void begin_command(enum function function);
/* Ends the call with what it is to return: the result given here unless told otherwise. */
int end_command(enum function function, int usual_result);
/* Whether the command has been told to fail, and so must do nothing. */
bool is_refused(enum function function);

#endif
