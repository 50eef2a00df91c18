/*
 * The test of ffi/copier/copier.c as an addon: threads of JavaScript start it, drain it and go away, one
 * after another and all at once, while threads of the library call back without a pause.
 *
 * This file is what Node-API is to the addon, as far as the addon uses it. A function that wakes
 * JavaScript is freed as soon as it's released, so that a call of it after that is seen; and all
 * takings of a lock are slow at random, which widens the gaps between them.
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(condition)                         \
  do {                                           \
    if (!(condition)) die(__LINE__, #condition); \
  } while (0)

static _Noreturn void die(int line, const char *condition) {
  fprintf(stderr, "addon_test.c:%d: not so: %s\n", line, condition);
  exit(1);
}

/* ---- Node-API ---- */

typedef struct thread *napi_env;
typedef struct value *napi_value;
typedef struct call *napi_callback_info;
typedef struct function *napi_threadsafe_function;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
typedef void (*napi_hook)(void *);

napi_value napi_register_module_v1(napi_env, napi_value exports);

enum { OK = 0, FAILURE = 9 };
enum { MOST_EXPORTS = 8 };

struct value {
  uint64_t number; /* or the length of the bytes */
  void *bytes;
};

struct call {
  napi_value argument;
};

/* What wakes a thread of JavaScript. */
struct function {
  sem_t wakes;
  bool is_unref; /* else it would keep the thread alive */
};

/* A thread of JavaScript. */
struct thread {
  struct {
    const char *name;
    napi_callback callback;
  } exports[MOST_EXPORTS];
  int export_count;
  struct value result;
  napi_threadsafe_function function;
  napi_hook hook;
};

static _Atomic(int) functions_alive;
static enum { FAIL_NEVER, FAIL_CREATE, FAIL_UNREF, FAIL_HOOK } failing;

int napi_get_cb_info(napi_env env, napi_callback_info call, size_t *count, napi_value *arguments,
                     napi_value *receiver, void **data) {
  (void)env, (void)receiver, (void)data;
  CHECK(*count == 1);
  *arguments = call->argument;
  return OK;
}

int napi_create_function(napi_env env, const char *name, size_t length, napi_callback callback,
                         void *data, napi_value *result) {
  (void)data;
  CHECK(strlen(name) == length && env->export_count < MOST_EXPORTS);
  env->exports[env->export_count].name = name;
  env->exports[env->export_count++].callback = callback;
  *result = NULL;
  return OK;
}

int napi_set_named_property(napi_env env, napi_value object, const char *name, napi_value value) {
  (void)object, (void)value;
  CHECK(env->exports[env->export_count - 1].name == name);
  return OK;
}

static int give_number(napi_env env, uint64_t number, napi_value *result) {
  env->result.number = number;
  *result = &env->result;
  return OK;
}

int napi_get_boolean(napi_env env, bool value, napi_value *result) {
  return give_number(env, value, result);
}

int napi_create_uint32(napi_env env, uint32_t value, napi_value *result) {
  return give_number(env, value, result);
}

int napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value *result) {
  return give_number(env, value, result);
}

int napi_create_string_utf8(napi_env env, const char *text, size_t length, napi_value *result) {
  (void)text;
  return give_number(env, length, result);
}

int napi_get_null(napi_env env, napi_value *result) { return give_number(env, 0, result); }

int napi_get_value_uint32(napi_env env, napi_value value, uint32_t *result) {
  (void)env;
  *result = (uint32_t)value->number;
  return OK;
}

int napi_get_value_bigint_uint64(napi_env env, napi_value value, uint64_t *result, bool *lossless) {
  (void)env;
  *result = value->number;
  *lossless = true;
  return OK;
}

int napi_get_typedarray_info(napi_env env, napi_value array, int *type, size_t *length,
                             void **bytes, napi_value *buffer, size_t *offset) {
  (void)env, (void)type, (void)buffer, (void)offset;
  *length = array->number;
  *bytes = array->bytes;
  return OK;
}

int napi_create_threadsafe_function(napi_env env, napi_value function, napi_value resource,
                                    napi_value name, size_t queue_length, size_t threads,
                                    void *finalize_data, void *finalize, void *context, void *call,
                                    napi_threadsafe_function *result) {
  (void)function, (void)resource, (void)name, (void)finalize_data, (void)context;
  CHECK(queue_length == 0 && threads == 1 && finalize == NULL && call == NULL);
  if (failing == FAIL_CREATE) return FAILURE;
  napi_threadsafe_function created = malloc(sizeof *created);
  CHECK(created != NULL && sem_init(&created->wakes, 0, 0) == 0);
  created->is_unref = false;
  functions_alive++;
  env->function = *result = created;
  return OK;
}

int napi_unref_threadsafe_function(napi_env env, napi_threadsafe_function function) {
  CHECK(env->function == function);
  if (failing == FAIL_UNREF) return FAILURE;
  function->is_unref = true;
  return OK;
}

int napi_call_threadsafe_function(napi_threadsafe_function function, void *data, int waits) {
  CHECK(data == NULL && !waits);
  return sem_post(&function->wakes);
}

int napi_release_threadsafe_function(napi_threadsafe_function function, int aborts) {
  CHECK(aborts);
  CHECK(sem_destroy(&function->wakes) == 0);
  memset(function, 0xDD, sizeof *function);
  free(function);
  functions_alive--;
  return OK;
}

int napi_add_env_cleanup_hook(napi_env env, napi_hook hook, void *argument) {
  CHECK(env->hook == NULL && argument == NULL);
  if (failing == FAIL_HOOK) return FAILURE;
  env->hook = hook;
  return OK;
}

/* ---- what is put in the place of the C library ---- */

static _Atomic(size_t) memory_limit = SIZE_MAX;

void *limited_realloc(void *memory, size_t bytes) {
  return bytes > memory_limit ? NULL : realloc(memory, bytes);
}

int slow_lock(pthread_mutex_t *mutex) {
  static _Atomic(unsigned) takings;
  if (++takings % 7 == 0) sched_yield();
  return pthread_mutex_lock(mutex);
}

/* ---- a thread of JavaScript ---- */

enum { PATIENCE_SECONDS = 30, ROOM = 256 };
enum { DRAIN_HEAD = 8, RECORD_HEAD = 16, TEXT_AT = RECORD_HEAD + 8, MOST_DIGITS = 20 };

static uint64_t call(napi_env env, const char *name, uint64_t number, void *bytes) {
  struct value argument = {number, bytes};
  struct call information = {&argument};
  int index = 0;
  while (strcmp(env->exports[index].name, name) != 0) CHECK(++index < env->export_count);
  return env->exports[index].callback(env, &information)->number;
}

static bool start(napi_env env) { return call(env, "start", 0, NULL) != 0; }

static struct thread new_thread(void) {
  struct thread thread = {.export_count = 0};
  napi_register_module_v1(&thread, NULL);
  return thread;
}

static void end(napi_env env) {
  CHECK(env->hook != NULL);
  env->hook(NULL);
}

static bool is_woken(napi_env env, int seconds) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += seconds;
  return sem_timedwait(&env->function->wakes, &deadline) == 0;
}

/* Calls a function with the user_data of each record, whose text must be the same number. */
static uint32_t drain(napi_env env, uint32_t room, void (*take)(uint64_t, void *), void *taker) {
  _Alignas(8) char bytes[ROOM];
  uint32_t head[2];
  uint64_t end = call(env, "drain", room, bytes);
  CHECK(end >= DRAIN_HEAD && end <= room);
  memcpy(head, bytes, sizeof head);
  CHECK(head[1] == 0);
  for (uint64_t at = DRAIN_HEAD; at < end;) {
    uint32_t size;
    uint64_t words[2]; /* user_data, and the length of the text */
    char text[MOST_DIGITS + 1];
    memcpy(&size, bytes + at, sizeof size);
    memcpy(words, bytes + at + 8, sizeof words);
    CHECK(size >= TEXT_AT && size <= end - at);
    int length = snprintf(text, sizeof text, "%llu", (unsigned long long)words[0]);
    CHECK(words[1] == (uint64_t)length);
    CHECK(memcmp(bytes + at + TEXT_AT, text, (size_t)length) == 0);
    take(words[0], taker);
    at += size;
  }
  return head[0];
}

static void take_none(uint64_t number, void *unused) {
  (void)number, (void)unused;
  CHECK(!"nothing is expected");
}

static void count_one(uint64_t number, void *count) {
  (void)number;
  ++*(int *)count;
}

/* ---- threads of the library ---- */

enum { SENDERS = 4, JAVASCRIPTS = 3, LIVES = 200, RECORDS_OF_A_LIFE = 100 };

static void (*send_text)(const char *text, uint64_t user_data);
static _Atomic(uint64_t) numbers;
static _Atomic(bool) is_over;

/* As the library does it: the text is gone when the callback has returned. */
static void send_number(uint64_t number) {
  char text[MOST_DIGITS + 1];
  snprintf(text, sizeof text, "%llu", (unsigned long long)number);
  send_text(text, number);
  memset(text, 0xDD, sizeof text);
}

static void *send_all(void *unused) {
  (void)unused;
  while (!is_over) send_number(numbers++);
  return NULL;
}

/* ---- the tests ---- */

/* What one thread has left is not the next one's, and a thread that has gone gets nothing. */
static void test_succession(void) {
  struct thread first = new_thread(), second = new_thread(), third = new_thread();
  int count = 0;
  CHECK(start(&first));
  CHECK(first.function->is_unref);
  send_text = (void (*)(const char *, uint64_t))(uintptr_t)call(&first, "address", 0, NULL);
  CHECK(!start(&second));
  CHECK(functions_alive == 1);

  for (uint64_t number = 0; number < 3; number++) send_number(number);
  CHECK(drain(&first, DRAIN_HEAD + TEXT_AT + 8, count_one, &count) > 0);
  CHECK(count == 1); /* One is drained, two are taken, */
  send_number(3);    /* and one is not. */
  memory_limit = 0;
  char large[1 << 17];
  memset(large, 'a', sizeof large);
  large[sizeof large - 1] = '\0';
  send_text(large, 4); /* This one is lost. */
  memory_limit = SIZE_MAX;
  end(&first);
  CHECK(functions_alive == 0);
  send_number(5);

  CHECK(start(&second));
  CHECK(!start(&third));
  CHECK(!is_woken(&second, 0));
  CHECK(drain(&second, ROOM, take_none, NULL) == 0);
  send_number(6);
  CHECK(is_woken(&second, 0));
  CHECK(drain(&second, ROOM, count_one, &count) == 0);
  CHECK(count == 2);
  end(&second);
}

/* A thread that can't start leaves it to others, and leaves nothing behind. */
static void test_failures(void) {
  for (failing = FAIL_CREATE; failing <= FAIL_HOOK; failing++) {
    struct thread thread = new_thread();
    CHECK(!start(&thread));
    CHECK(functions_alive == 0);
    send_number(0);
  }
  failing = FAIL_NEVER;
  struct thread thread = new_thread();
  CHECK(start(&thread));
  CHECK(!is_woken(&thread, 0));
  end(&thread);
}

struct life {
  uint64_t start; /* no number is sent after the start that is less */
  int records;
  int earlier;
};

static void take_number(uint64_t number, void *argument) {
  struct life *life = argument;
  life->records++;
  if (number < life->start) life->earlier++;
}

static void *live(void *unused) {
  (void)unused;
  for (int i = 0; i < LIVES; i++) {
    struct thread thread = new_thread();
    struct life life = {0};
    for (life.start = numbers; !start(&thread); life.start = numbers) sched_yield();
    /* However little is drained at once, it goes on: a wake that is lost would be the last. */
    while (life.records < RECORDS_OF_A_LIFE) {
      CHECK(is_woken(&thread, PATIENCE_SECONDS));
      drain(&thread, ROOM, take_number, &life);
    }
    CHECK(life.earlier <= SENDERS); /* Those whose callbacks had begun, and no queue. */
    end(&thread);
  }
  return NULL;
}

static void test_threads(void) {
  pthread_t senders[SENDERS], javascripts[JAVASCRIPTS];
  for (int i = 0; i < SENDERS; i++) CHECK(pthread_create(&senders[i], NULL, send_all, NULL) == 0);
  for (int i = 0; i < JAVASCRIPTS; i++) {
    CHECK(pthread_create(&javascripts[i], NULL, live, NULL) == 0);
  }
  for (int i = 0; i < JAVASCRIPTS; i++) CHECK(pthread_join(javascripts[i], NULL) == 0);
  is_over = true;
  for (int i = 0; i < SENDERS; i++) CHECK(pthread_join(senders[i], NULL) == 0);
  CHECK(functions_alive == 0);
  printf("%d lives, %llu numbers\n", JAVASCRIPTS * LIVES, (unsigned long long)numbers);
}

int main(void) {
  test_succession();
  test_failures();
  test_threads();
  puts("ok");
  return 0;
}
