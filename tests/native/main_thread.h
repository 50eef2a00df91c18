/*
 * Where the library calls back: on threads of its own, as on Linux, or, by the way it's compiled,
 * as on platforms where it leaves that to the main thread.
 *
 *   STANDIN_RUN_LOOP       as on macOS: it has no threads, and calls back when the main thread's
 *                          run loop is run, by the functions of CoreFoundation below
 *   STANDIN_MESSAGE_LOOP   as on Windows: it calls back by a message loop that nobody runs, unless
 *                          TIMInit has been told that the main thread is one that isn't there
 */
#ifndef STANDIN_MAIN_THREAD_H
#define STANDIN_MAIN_THREAD_H

#include <stdbool.h>

/* Whether there are threads to call back. */
bool has_threads(void);

/* Takes note of what TIMInit has been told. */
void note_init(const char *json);

#endif
