#include "main_thread.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "delivery.h"

#ifdef STANDIN_RUN_LOOP

struct string {
  char text[64];
};

static struct string default_mode;

bool has_threads(void) { return false; }

void note_init(const char *json) { (void)json; }

EXPORTED const void *CFStringCreateWithCString(const void *allocator, const char *text,
                                               uint32_t encoding) {
  const uint32_t utf8 = 0x08000100;
  if (allocator != NULL || encoding != utf8) return NULL;
  snprintf(default_mode.text, sizeof default_mode.text, "%s", text);
  return &default_mode;
}

EXPORTED int32_t CFRunLoopRunInMode(const void *mode, double seconds, bool until_first) {
  const struct string *string = mode;
  if (string != &default_mode || strcmp(string->text, "kCFRunLoopDefaultMode") != 0 ||
      seconds != 0 || until_first) {
    fputs("stand-in: a run loop is run in a way that it can't be\n", stderr);
    abort();
  }
  run_due_jobs();
  return 1;
}

#elif defined(STANDIN_MESSAGE_LOOP)

static bool main_thread_is_elsewhere;

bool has_threads(void) { return main_thread_is_elsewhere; }

void note_init(const char *json) {
  main_thread_is_elsewhere = json != NULL &&
                             strstr(json, "\"sdk_config_main_thread_id\":1") != NULL;
}

#else

bool has_threads(void) { return true; }

void note_init(const char *json) { (void)json; }

#endif
