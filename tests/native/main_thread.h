/*
 * Where the library calls back: on its own threads, as on Linux, or, if compiled with one of these
 * macros, on the main thread, as on other platforms.
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

/* Reads TIMInit's configuration. */
void note_init(const char *json);

#endif
