/*
 * The test of the copier as an addon: threads of JavaScript start queues, drain them and go away,
 * one after another and all at once, while threads of the library call back without a pause; and
 * what they have claimed is nobody's when they have gone.
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
enum { MOST_FUNCTIONS = 16, MOST_HOOKS = 2, MOST_ARGUMENTS = 2, MOST_TEXT = 64 };

struct value {
  uint64_t number; /* or the length of the bytes */
  void *bytes;
  bool is_null;
  struct value *properties; /* of an object, one after another */
  const char *name;         /* of a property */
  struct value *next;
};

struct call {
  struct value arguments[MOST_ARGUMENTS];
  size_t count;
  void *data;
};

enum { ALIVE = 0xA11FE };

/* What wakes a thread of JavaScript. */
struct function {
  unsigned alive; /* ALIVE, until it is released */
  sem_t wakes;
  bool is_unref; /* else it would keep the thread alive */
};

/* A thread of JavaScript. */
struct thread {
  struct {
    const char *name;
    napi_callback callback;
    void *data;
  } functions[MOST_FUNCTIONS];
  int function_count;
  struct value values[MOST_FUNCTIONS + 8]; /* of the last call, and the exports of the module */
  int value_count;
  char texts[MOST_ARGUMENTS][MOST_TEXT]; /* of the last call */
  int text_count;
  bool has_thrown;
  napi_threadsafe_function function;
  struct {
    napi_hook call;
    void *argument;
  } hooks[MOST_HOOKS];
  int hook_count;
};

static _Atomic(int) functions_alive;
static enum { FAIL_NEVER, FAIL_CREATE, FAIL_UNREF, FAIL_HOOK } failing;

static napi_value new_value(napi_env env) {
  CHECK(env->value_count < (int)(sizeof env->values / sizeof *env->values));
  napi_value value = &env->values[env->value_count++];
  memset(value, 0, sizeof *value);
  return value;
}

int napi_get_cb_info(napi_env env, napi_callback_info call, size_t *count, napi_value *arguments,
                     napi_value *receiver, void **data) {
  (void)env, (void)receiver;
  for (size_t i = 0; i < *count && i < call->count; i++) arguments[i] = &call->arguments[i];
  *count = call->count;
  if (data != NULL) *data = call->data;
  return OK;
}

int napi_create_function(napi_env env, const char *name, size_t length, napi_callback callback,
                         void *data, napi_value *result) {
  CHECK(strlen(name) == length && env->function_count < MOST_FUNCTIONS);
  env->functions[env->function_count].name = name;
  env->functions[env->function_count].data = data;
  env->functions[env->function_count++].callback = callback;
  *result = new_value(env);
  return OK;
}

int napi_create_object(napi_env env, napi_value *result) {
  *result = new_value(env);
  return OK;
}

int napi_set_named_property(napi_env env, napi_value object, const char *name, napi_value value) {
  (void)env;
  value->name = name;
  value->next = object->properties;
  object->properties = value;
  return OK;
}

static int give_number(napi_env env, uint64_t number, napi_value *result) {
  *result = new_value(env);
  (*result)->number = number;
  return OK;
}

int napi_get_boolean(napi_env env, bool value, napi_value *result) {
  return give_number(env, value, result);
}

int napi_create_uint32(napi_env env, uint32_t value, napi_value *result) {
  return give_number(env, value, result);
}

int napi_create_double(napi_env env, double value, napi_value *result) {
  return give_number(env, (uint64_t)value, result);
}

int napi_create_bigint_uint64(napi_env env, uint64_t value, napi_value *result) {
  return give_number(env, value, result);
}

/* The copier frees what it has made a text of. */
int napi_create_string_utf8(napi_env env, const char *text, size_t length, napi_value *result) {
  CHECK(env->text_count < MOST_ARGUMENTS && length < MOST_TEXT);
  char *copy = env->texts[env->text_count++];
  memcpy(copy, text, length);
  copy[length] = '\0';
  give_number(env, length, result);
  (*result)->bytes = copy;
  return OK;
}

int napi_get_null(napi_env env, napi_value *result) {
  give_number(env, 0, result);
  (*result)->is_null = true;
  return OK;
}

int napi_throw_error(napi_env env, const char *code, const char *message) {
  CHECK(code == NULL && message != NULL);
  env->has_thrown = true;
  return OK;
}

int napi_get_value_string_utf8(napi_env env, napi_value value, char *text, size_t bytes,
                               size_t *length) {
  (void)env;
  if (value->bytes == NULL) return FAILURE;
  *length = strlen(value->bytes);
  if (text != NULL) CHECK(bytes == *length + 1 && memcpy(text, value->bytes, bytes) == text);
  return OK;
}

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
  created->alive = ALIVE;
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
  CHECK(function->alive == ALIVE);
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
  if (failing == FAIL_HOOK) return FAILURE;
  CHECK(env->hook_count < MOST_HOOKS);
  env->hooks[env->hook_count].call = hook;
  env->hooks[env->hook_count++].argument = argument;
  return OK;
}

/* ---- what is put in the place of the C library ---- */

static _Atomic(size_t) memory_limit = SIZE_MAX;

void *limited_realloc(void *memory, size_t bytes) {
  return bytes > memory_limit ? NULL : realloc(memory, bytes);
}

void *limited_malloc(size_t bytes) { return limited_realloc(NULL, bytes); }

void *limited_calloc(size_t count, size_t bytes) {
  return bytes > memory_limit ? NULL : calloc(count, bytes);
}

/* Tests of one thread can play several threads of JavaScript by setting this. */
static _Thread_local size_t played_thread;

size_t current_thread(void) { return played_thread ? played_thread : (size_t)pthread_self(); }

int slow_lock(pthread_mutex_t *mutex) {
  static _Atomic(unsigned) takings;
  if (++takings % 7 == 0) sched_yield();
  return pthread_mutex_lock(mutex);
}

/* ---- a thread of JavaScript ---- */

enum { PATIENCE_SECONDS = 30, ROOM = 256 };
enum { DRAIN_HEAD = 8, RECORD_HEAD = 16, TEXT_AT = RECORD_HEAD + 8, MOST_DIGITS = 20 };

/* Calls the newest function of that name: a second start() adds functions of the same names. */
static napi_value call(napi_env env, const char *name, struct call information) {
  int index = env->function_count - 1;
  while (strcmp(env->functions[index].name, name) != 0) CHECK(--index >= 0);
  information.data = env->functions[index].data;
  env->value_count = env->text_count = 0;
  env->has_thrown = false;
  return env->functions[index].callback(env, &information);
}

static uint64_t call_for_number(napi_env env, const char *name, uint64_t number, void *bytes) {
  struct call information = {{{.number = number, .bytes = bytes}}, 1, NULL};
  return call(env, name, information)->number;
}

static bool start(napi_env env) {
  return !call(env, "start", (struct call){.count = 1})->is_null;
}

static uint64_t reserve_numbers(napi_env env) {
  return call(env, "reserveNumbers", (struct call){.count = 0})->number;
}

static napi_value claim_function(napi_env env, const char *name, const char *text,
                                 const char *other) {
  struct call information = {{{.bytes = (void *)text}, {.bytes = (void *)other}},
                             other == NULL ? 1 : 2, NULL};
  return call(env, name, information);
}

static napi_value property(napi_value object, const char *name) {
  napi_value at = object->properties;
  for (; at != NULL; at = at->next) {
    if (strcmp(at->name, name) == 0) return at;
  }
  die(__LINE__, name);
}

static bool has_text(napi_value object, const char *name, const char *text) {
  return strcmp(property(object, name)->bytes, text) == 0;
}

static struct thread new_thread(void) {
  struct thread thread = {.function_count = 0};
  struct value exports = {.number = 0};
  napi_register_module_v1(&thread, &exports);
  return thread;
}

static void end(napi_env env) {
  CHECK(env->hook_count > 0);
  while (env->hook_count-- > 0) env->hooks[env->hook_count].call(env->hooks[env->hook_count].argument);
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
  uint64_t end = call_for_number(env, "drain", room, bytes);
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

enum { SENDERS = 4, JAVASCRIPTS = 3, LIVES = 200, RECORDS_OF_A_LIFE = 100, BLOCK = 1 << 20 };

static void (*send_text)(const char *text, uint64_t user_data);
/* The blocks that the senders send to: one for each thread of JavaScript, and one that ends. */
static _Atomic(uint64_t) targets[JAVASCRIPTS + 1];
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
  for (uint64_t n = 0; !is_over; n++) {
    send_number(targets[n % (JAVASCRIPTS + 1)] + n % BLOCK);
    sched_yield();
  }
  return NULL;
}

/* ---- the tests ---- */

/* Each thread drains its own callbacks alone; callbacks for a thread that has ended are dropped. */
static void test_queues(void) {
  struct thread first = new_thread(), second = new_thread();
  int count = 0;
  CHECK(start(&first) && start(&second));
  CHECK(functions_alive == 2);
  CHECK(first.function->is_unref && second.function->is_unref);
  send_text = (void (*)(const char *, uint64_t))(uintptr_t)call_for_number(&first, "address", 0, 0);
  uint64_t of_first = reserve_numbers(&first), of_second = reserve_numbers(&second);
  CHECK(of_first > 0 && of_first % BLOCK == 0 && of_second % BLOCK == 0 && of_first != of_second);
  send_number(of_second);
  CHECK(!is_woken(&first, 0) && is_woken(&second, 0));
  CHECK(drain(&second, ROOM, count_one, &count) == 0 && count == 1);

  for (uint64_t number = 0; number < 3; number++) send_number(of_first + number);
  CHECK(is_woken(&first, 0));
  CHECK(drain(&first, DRAIN_HEAD + TEXT_AT + 8, count_one, &count) > 0);
  CHECK(count == 2);            /* One is drained, two are taken, */
  send_number(of_first + 3);    /* and one is not. */
  memory_limit = 0;
  char large[1 << 17];
  memset(large, 'a', sizeof large);
  large[sizeof large - 1] = '\0';
  send_text(large, of_first); /* This one is lost. */
  memory_limit = SIZE_MAX;
  end(&first);
  CHECK(functions_alive == 1);
  send_number(of_first + 4);
  CHECK(!is_woken(&second, 0));

  struct thread third = new_thread();
  CHECK(start(&third));
  CHECK(drain(&third, ROOM, take_none, NULL) == 0);
  uint64_t of_third = reserve_numbers(&third);
  CHECK(of_third > of_second);
  send_number(of_first);
  CHECK(!is_woken(&third, 0));
  send_number(of_third);
  CHECK(is_woken(&third, 0));
  end(&second);
  end(&third);
  CHECK(functions_alive == 0);
}

/* A thread may start several queues, and end them before the thread itself ends. */
static void test_retirement(void) {
  struct thread thread = new_thread();
  int count = 0;
  CHECK(start(&thread));
  uint64_t former = reserve_numbers(&thread);
  send_number(former);
  call(&thread, "end", (struct call){.count = 0});
  call(&thread, "end", (struct call){.count = 0});
  CHECK(functions_alive == 0);
  send_number(former);
  CHECK(drain(&thread, ROOM, take_none, NULL) == 0);
  uint64_t nobodys = reserve_numbers(&thread);
  CHECK(nobodys > former);
  send_number(nobodys);

  CHECK(start(&thread));
  uint64_t own = reserve_numbers(&thread);
  send_number(own);
  send_number(former);
  CHECK(is_woken(&thread, 0));
  CHECK(drain(&thread, ROOM, count_one, &count) == 0 && count == 1);
  end(&thread);
  CHECK(functions_alive == 0);
}

/* A start that fails leaks nothing, and the next one succeeds. */
static void test_failures(void) {
  for (failing = FAIL_CREATE; failing <= FAIL_HOOK; failing++) {
    struct thread thread = new_thread();
    CHECK(!start(&thread));
    CHECK(functions_alive == 0);
  }
  failing = FAIL_NEVER;
  memory_limit = 0;
  struct thread thread = new_thread();
  CHECK(!start(&thread));
  CHECK(functions_alive == 0);
  memory_limit = SIZE_MAX;
  CHECK(start(&thread));
  CHECK(!is_woken(&thread, 0));
  end(&thread);
}

static void test_claims(void) {
  struct thread first = new_thread(), second = new_thread();
  played_thread = 1;
  CHECK(start(&first));
  played_thread = 2;
  CHECK(start(&second));

  played_thread = 1;
  CHECK(claim_function(&first, "claim", "library", "one")->is_null);
  CHECK(claim_function(&first, "claim", "directory a", "two")->is_null);
  CHECK(claim_function(&first, "claim", "directory b", "three")->is_null);
  claim_function(&first, "update", "library", "the first");
  CHECK(!first.has_thrown);
  claim_function(&first, "update", "another library", "the first");
  CHECK(first.has_thrown);

  played_thread = 2;
  napi_value other = claim_function(&second, "claim", "library", "mine");
  CHECK(has_text(other, "value", "the first") && !property(other, "ended")->number);
  claim_function(&second, "update", "library", "mine");
  CHECK(second.has_thrown);
  CHECK(claim_function(&second, "take", "", NULL)->is_null);

  end(&first); /* The hook knows whose thread ends, whichever thread runs it. */
  other = claim_function(&second, "claim", "library", "mine");
  CHECK(has_text(other, "value", "the first") && property(other, "ended")->number);
  CHECK(claim_function(&second, "take", "directory c", NULL)->is_null);
  other = claim_function(&second, "take", "directory", NULL);
  CHECK(has_text(other, "key", "directory a") && has_text(other, "value", "two"));
  memory_limit = 0;
  claim_function(&second, "take", "library", NULL);
  CHECK(second.has_thrown);
  claim_function(&second, "claim", "more", "than there is memory for");
  CHECK(second.has_thrown);
  memory_limit = SIZE_MAX;
  other = claim_function(&second, "take", "library", NULL);
  CHECK(has_text(other, "key", "library") && has_text(other, "value", "the first"));
  claim_function(&second, "update", "library", "mine");
  CHECK(!second.has_thrown);

  static const char *const keys[] = {"library", "directory a", "directory b", "never claimed"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    claim_function(&second, "release", keys[i], NULL);
    CHECK(claim_function(&second, "claim", keys[i], "mine")->is_null);
    claim_function(&second, "release", keys[i], NULL);
  }
  claim_function(&second, "claim", "no value", NULL);
  CHECK(second.has_thrown);
  end(&second);
  played_thread = 0;
}

struct life {
  uint64_t first;
  int records;
};

static void take_own(uint64_t number, void *argument) {
  struct life *life = argument;
  CHECK(number / BLOCK == life->first / BLOCK);
  life->records++;
}

static _Atomic(int) owners; /* of the claim "it": never more than one at a time */

static void *live(void *argument) {
  _Atomic(uint64_t) *target = argument;
  int owned = 0;
  for (int i = 0; i < LIVES; i++) {
    struct thread thread = new_thread();
    struct life life = {0};
    CHECK(start(&thread));
    life.first = reserve_numbers(&thread);
    *target = life.first;
    /* However little is drained at once, it goes on: a wake that is lost would be the last. */
    while (life.records < RECORDS_OF_A_LIFE) {
      CHECK(is_woken(&thread, PATIENCE_SECONDS));
      drain(&thread, ROOM, take_own, &life);
    }
    targets[JAVASCRIPTS] = life.first;
    bool is_owner = claim_function(&thread, "claim", "it", "a thread")->is_null ||
                    !claim_function(&thread, "take", "it", NULL)->is_null;
    if (is_owner) {
      CHECK(owners++ == 0);
      owned++;
      sched_yield();
      CHECK(--owners == 0);
    }
    end(&thread);
  }
  CHECK(owned > 0);
  return NULL;
}

static void test_threads(void) {
  pthread_t senders[SENDERS], javascripts[JAVASCRIPTS];
  for (int i = 0; i < SENDERS; i++) CHECK(pthread_create(&senders[i], NULL, send_all, NULL) == 0);
  for (int i = 0; i < JAVASCRIPTS; i++) {
    CHECK(pthread_create(&javascripts[i], NULL, live, &targets[i]) == 0);
  }
  for (int i = 0; i < JAVASCRIPTS; i++) CHECK(pthread_join(javascripts[i], NULL) == 0);
  is_over = true;
  for (int i = 0; i < SENDERS; i++) CHECK(pthread_join(senders[i], NULL) == 0);
  CHECK(functions_alive == 0);
  printf("%d lives\n", JAVASCRIPTS * LIVES);
}

int main(void) {
  test_queues();
  test_retirement();
  test_failures();
  test_claims();
  test_threads();
  puts("ok");
  return 0;
}
