/*
 * Copies what the library calls back with, so that its threads never wait for JavaScript.
 *
 * The library frees the strings of a callback when the callback returns. It is therefore given the
 * functions below: they copy their arguments into a queue and wake JavaScript, which drains it. Bun
 * compiles this file when it is first needed, unless it was compiled ahead of time. NODE_API is
 * defined then, and makes it an addon, because Node-API wakes Deno and Node.js without waiting.
 *
 * The functions are made by SIGNATURES, which is defined from outside by the symbol table as a list
 * of SIGNATURE_n(index, kinds...). A record of the queue is a multiple of 8 bytes:
 *
 *     uint32  the size of the record in bytes
 *     uint32  the index of the signature
 *     uint64  user_data
 *     uint64  for each argument: the number, or the length of the text, or NULL_TEXT
 *     bytes   the texts, one after another, without NUL
 *
 * No header is included, because the compiler inside a runtime has none to offer, and because the
 * headers of Node-API are installed on few machines.
 */

typedef unsigned int uint32;
typedef unsigned long long uint64;
typedef __SIZE_TYPE__ size;

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#elif defined NODE_API
#define EXPORT __attribute__((visibility("default")))
#else
#define EXPORT
#endif

void *realloc(void *memory, size bytes);
void free(void *memory);
void *memcpy(void *to, const void *from, size bytes);
size strlen(const char *text);

/* ------------------------------------------------------------------------------------- the lock */

#ifdef _WIN32

void AcquireSRWLockExclusive(void *lock);
void ReleaseSRWLockExclusive(void *lock);
static void *lock_state;
static void create_locks(void) {}
static void lock(void) { AcquireSRWLockExclusive(&lock_state); }
static void unlock(void) { ReleaseSRWLockExclusive(&lock_state); }

#else

int pthread_mutex_init(void *mutex, const void *attributes);
int pthread_mutex_lock(void *mutex);
int pthread_mutex_unlock(void *mutex);
/* Larger than pthread_mutex_t on every platform that the vendor builds for (40 to 64 bytes). */
#define LOCK_WORDS 16
static uint64 lock_state[LOCK_WORDS];
static uint64 wake_lock[LOCK_WORDS]; /* what Node-API wakes by */
static void create_locks(void) {
  pthread_mutex_init(lock_state, 0);
  pthread_mutex_init(wake_lock, 0);
}
static void lock(void) { pthread_mutex_lock(lock_state); }
static void unlock(void) { pthread_mutex_unlock(lock_state); }

#endif

/* ------------------------------------------------------------------------------------ the queue */

/* What a text's length says when the text is NULL. */
#define NULL_TEXT 0xFFFFFFFFFFFFFFFFULL

/* A buffer that a burst has made larger than this is given back when the queue is taken again. */
#define LARGEST_KEPT_BUFFER (4u << 20)

/* No text in a record of at most this size is longer than a string of any runtime can be. */
#define LARGEST_RECORD (1u << 29)

struct buffer {
  char *bytes;
  size used;
  size capacity;
};

struct value {
  const char *text; /* NULL for a number */
  uint64 word;      /* the number, or the length of the text */
};

static struct buffer filling;  /* guarded by the lock */
static uint32 lost;            /* callbacks for which there was no memory; guarded by the lock */
static int is_woken;           /* guarded by the lock */
static void (*wake)(void);     /* guarded by the lock; NULL when no thread has the queue */
static struct buffer draining; /* the own of the thread that has the queue */
static size drained;           /* how much of it has been taken; the own of that thread */

static struct value from_number(uint64 number) {
  struct value value = {0, number};
  return value;
}

static struct value from_text(const char *text) {
  struct value value = {text, text ? strlen(text) : NULL_TEXT};
  return value;
}

static int reserve(struct buffer *buffer, size more) {
  size needed = buffer->used + more;
  size capacity = buffer->capacity ? buffer->capacity : 65536;
  char *bytes;
  if (needed <= buffer->capacity) return 1;
  while (capacity < needed) capacity *= 2;
  bytes = realloc(buffer->bytes, capacity);
  if (!bytes) return 0;
  buffer->bytes = bytes;
  buffer->capacity = capacity;
  return 1;
}

static void write_record(char *at, size bytes, uint32 signature, uint64 user_data,
                         const struct value *values, int count) {
  uint32 *head = (uint32 *)at;
  uint64 *words = (uint64 *)(at + 8);
  char *text = at + 16 + 8 * count;
  int i;
  head[0] = (uint32)bytes;
  head[1] = signature;
  words[0] = user_data;
  for (i = 0; i < count; i++) {
    words[1 + i] = values[i].word;
    if (!values[i].text) continue;
    memcpy(text, values[i].text, values[i].word);
    text += values[i].word;
  }
}

/* Called on the library's threads. */
static void append(uint32 signature, uint64 user_data, const struct value *values, int count) {
  size bytes = 16 + 8 * count;
  void (*wake_now)(void) = 0;
  int i;
  for (i = 0; i < count; i++) {
    if (values[i].text) bytes += values[i].word;
  }
  bytes = (bytes + 7) & ~(size)7;

  lock();
  if (wake) {
    if (bytes <= LARGEST_RECORD && reserve(&filling, bytes)) {
      write_record(filling.bytes + filling.used, bytes, signature, user_data, values, count);
      filling.used += bytes;
    } else {
      lost++;
    }
    if (!is_woken) wake_now = wake;
    is_woken = 1;
  }
  unlock();
  /* Without the lock, which JavaScript takes as soon as it wakes. */
  if (wake_now) wake_now();
}

/* --------------------------------------------------------- what JavaScript calls, on one thread */

#ifdef NODE_API
#define TAKE(flag) __sync_bool_compare_and_swap(&(flag), 0, 1)
#define GIVE_BACK(flag) __sync_lock_release(&(flag))
#else
#define TAKE(flag) ((flag) ? 0 : ((flag) = 1))
#endif

static int is_taken; /* what is a thread's own passes from one to the next by it */

/* Takes the queue, of which there is one in a process; returns 0 when another thread has it. */
static int take(void) {
  static int has_locks; /* for ever, as a thread of the library's may always hold them */
  if (!TAKE(is_taken)) return 0;
  if (!has_locks) create_locks();
  has_locks = 1;
  return 1;
}

/* Has callbacks copied, and JavaScript woken for them; or, by NULL, neither. */
static void wake_by(void (*wake_javascript)(void)) {
  lock();
  wake = wake_javascript;
  unlock();
}

/*
 * Must be called before any function of SIGNATURES. There is one queue in a process; returns 0 when
 * another thread of JavaScript has it. Only by Node-API does a thread that ends leave it to others:
 * nothing else tells of the end.
 */
EXPORT int start(void *wake_javascript) {
  if (!take()) return 0;
  wake_by((void (*)(void))wake_javascript);
  return 1;
}

/* Takes the queue as it is and arms the next wake; returns how many callbacks were lost so far. */
static uint32 take_queue(void) {
  struct buffer empty = draining;
  uint32 count;
  if (empty.capacity > LARGEST_KEPT_BUFFER) {
    free(empty.bytes);
    empty.bytes = 0;
    empty.capacity = 0;
  }
  empty.used = 0;
  drained = 0;
  lock();
  draining = filling;
  filling = empty;
  is_woken = 0;
  count = lost;
  lost = 0;
  unlock();
  return count;
}

/*
 * Writes as many whole records as have room, oldest first, after a head of two uint32: the size of
 * the next record that has been taken from the queue, or 0; and how many callbacks there was no
 * memory for. Returns the number of bytes written. It is to be called once after each wake, and
 * wakes JavaScript again for what had no room, so that other things have their turn in between.
 */
EXPORT uint32 drain(char *bytes, uint32 capacity) {
  uint32 *head = (uint32 *)bytes;
  size room = capacity - 8;
  size from;
  head[0] = 0;
  head[1] = drained < draining.used ? 0 : take_queue();
  from = drained;
  while (drained < draining.used) {
    uint32 record = *(uint32 *)(draining.bytes + drained);
    if (record > room) {
      head[0] = record;
      break;
    }
    room -= record;
    drained += record;
  }
  if (drained > from) memcpy(bytes + 8, draining.bytes + from, drained - from);
  if (head[0]) wake();
  return (uint32)(8 + drained - from);
}

/* ---------------------------------------------------------------- what the library is given */

#define TYPE_i32 int
#define TYPE_u32 unsigned int
#define TYPE_i64 long long
#define TYPE_u64 unsigned long long
#define TYPE_bool _Bool
#define TYPE_string const char *

#define FROM_i32(value) from_number((uint64)(long long)(value))
#define FROM_u32(value) from_number(value)
#define FROM_i64(value) from_number((uint64)(value))
#define FROM_u64(value) from_number(value)
#define FROM_bool(value) from_number(value)
#define FROM_string(value) from_text(value)

#define SIGNATURE_0(index)                                                                        \
  EXPORT void copy_##index(uint64 user_data) { append(index, user_data, 0, 0); }

#define SIGNATURE_1(index, A)                                                                     \
  EXPORT void copy_##index(TYPE_##A a, uint64 user_data) {                                        \
    struct value values[1];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    append(index, user_data, values, 1);                                                          \
  }

#define SIGNATURE_2(index, A, B)                                                                  \
  EXPORT void copy_##index(TYPE_##A a, TYPE_##B b, uint64 user_data) {                            \
    struct value values[2];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    values[1] = FROM_##B(b);                                                                      \
    append(index, user_data, values, 2);                                                          \
  }

#define SIGNATURE_3(index, A, B, C)                                                               \
  EXPORT void copy_##index(TYPE_##A a, TYPE_##B b, TYPE_##C c, uint64 user_data) {                \
    struct value values[3];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    values[1] = FROM_##B(b);                                                                      \
    values[2] = FROM_##C(c);                                                                      \
    append(index, user_data, values, 3);                                                          \
  }

#define SIGNATURE_4(index, A, B, C, D)                                                            \
  EXPORT void copy_##index(TYPE_##A a, TYPE_##B b, TYPE_##C c, TYPE_##D d, uint64 user_data) {    \
    struct value values[4];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    values[1] = FROM_##B(b);                                                                      \
    values[2] = FROM_##C(c);                                                                      \
    values[3] = FROM_##D(d);                                                                      \
    append(index, user_data, values, 4);                                                          \
  }

#define SIGNATURE_5(index, A, B, C, D, E)                                                         \
  EXPORT void copy_##index(TYPE_##A a, TYPE_##B b, TYPE_##C c, TYPE_##D d, TYPE_##E e,            \
                           uint64 user_data) {                                                    \
    struct value values[5];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    values[1] = FROM_##B(b);                                                                      \
    values[2] = FROM_##C(c);                                                                      \
    values[3] = FROM_##D(d);                                                                      \
    values[4] = FROM_##E(e);                                                                      \
    append(index, user_data, values, 5);                                                          \
  }

SIGNATURES

/* ---------------------------------------------------------------------- what Node-API is given */

#ifdef NODE_API

typedef struct napi_env_ *napi_env;
typedef struct napi_value_ *napi_value;
typedef struct napi_callback_info_ *napi_callback_info;
typedef struct napi_threadsafe_function_ *napi_threadsafe_function;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);

int napi_get_cb_info(napi_env, napi_callback_info, size *count, napi_value *arguments,
                     napi_value *receiver, void **data);
int napi_create_function(napi_env, const char *name, size length, napi_callback, void *data,
                         napi_value *result);
int napi_set_named_property(napi_env, napi_value object, const char *name, napi_value);
int napi_get_boolean(napi_env, _Bool, napi_value *result);
int napi_create_uint32(napi_env, uint32, napi_value *result);
int napi_create_bigint_uint64(napi_env, uint64, napi_value *result);
int napi_create_string_utf8(napi_env, const char *text, size length, napi_value *result);
int napi_get_null(napi_env, napi_value *result);
int napi_get_value_uint32(napi_env, napi_value, uint32 *result);
int napi_get_value_bigint_uint64(napi_env, napi_value, uint64 *result, _Bool *is_lossless);
int napi_get_typedarray_info(napi_env, napi_value, int *type, size *length, void **bytes,
                             napi_value *buffer, size *offset);
int napi_create_threadsafe_function(napi_env, napi_value function, napi_value resource,
                                    napi_value name, size queue_length, size threads,
                                    void *finalize_data, void *finalize, void *context, void *call,
                                    napi_threadsafe_function *result);
int napi_unref_threadsafe_function(napi_env, napi_threadsafe_function);
int napi_call_threadsafe_function(napi_threadsafe_function, void *data, int waits);
int napi_release_threadsafe_function(napi_threadsafe_function, int aborts);
int napi_add_env_cleanup_hook(napi_env, void (*)(void *), void *argument);

static napi_threadsafe_function wake_function; /* guarded by the wake lock */

/*
 * The thread of JavaScript that was to be woken may have gone meanwhile, and the next one may have
 * started. That one is then woken for nothing, which does no harm.
 */
static void wake_without_waiting(void) {
  pthread_mutex_lock(wake_lock);
  if (wake_function) napi_call_threadsafe_function(wake_function, 0, 0);
  pthread_mutex_unlock(wake_lock);
}

/* Returns what was there before, which no thread of the library's is in any more. */
static napi_threadsafe_function exchange_wake_function(napi_threadsafe_function function) {
  napi_threadsafe_function previous;
  pthread_mutex_lock(wake_lock);
  previous = wake_function;
  wake_function = function;
  pthread_mutex_unlock(wake_lock);
  return previous;
}

/* This thread of JavaScript goes away: what it hasn't drained is dropped, and another may start. */
static void stop(void *unused) {
  (void)unused;
  wake_by(0);
  napi_release_threadsafe_function(exchange_wake_function(0), 1);
  take_queue();
  drained = draining.used;
  GIVE_BACK(is_taken);
}

/* Starts for this thread of JavaScript, until it goes away; returns 0 when that can't be done. */
static _Bool start_until_stop(napi_env env, napi_callback_info info) {
  napi_threadsafe_function function;
  napi_value wake_javascript, name;
  size count = 1;
  if (napi_get_cb_info(env, info, &count, &wake_javascript, 0, 0) ||
      napi_create_string_utf8(env, "imsdk", 5, &name) ||
      napi_create_threadsafe_function(env, wake_javascript, 0, name, 0, 1, 0, 0, 0, 0, &function)) {
    return 0;
  }
  /* The hook added last is run first: the function is still there when stop() is called. */
  if (napi_unref_threadsafe_function(env, function) || napi_add_env_cleanup_hook(env, stop, 0)) {
    napi_release_threadsafe_function(function, 1);
    return 0;
  }
  /* In this order: a wake that finds no function would be the last. */
  exchange_wake_function(function);
  wake_by(wake_without_waiting);
  return 1;
}

/* start(wake: () => void): boolean; false when another thread has the queue */
static napi_value api_start(napi_env env, napi_callback_info info) {
  napi_value result;
  _Bool is_started = take();
  if (is_started && !start_until_stop(env, info)) {
    GIVE_BACK(is_taken);
    is_started = 0;
  }
  napi_get_boolean(env, is_started, &result);
  return result;
}

/* drain(bytes: Uint8Array): number */
static napi_value api_drain(napi_env env, napi_callback_info info) {
  napi_value array, result;
  size count = 1, length = 0;
  void *bytes = 0;
  napi_get_cb_info(env, info, &count, &array, 0, 0);
  napi_get_typedarray_info(env, array, 0, &length, &bytes, 0, 0);
  napi_create_uint32(env, length < 8 ? 0 : drain(bytes, (uint32)length), &result);
  return result;
}

#define ADDRESS(index, ...) (void *)copy_##index,
#undef SIGNATURE_0
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
#undef SIGNATURE_5
#define SIGNATURE_0(...) ADDRESS(__VA_ARGS__, )
#define SIGNATURE_1(...) ADDRESS(__VA_ARGS__, )
#define SIGNATURE_2(...) ADDRESS(__VA_ARGS__, )
#define SIGNATURE_3(...) ADDRESS(__VA_ARGS__, )
#define SIGNATURE_4(...) ADDRESS(__VA_ARGS__, )
#define SIGNATURE_5(...) ADDRESS(__VA_ARGS__, )
static void *const addresses[] = {SIGNATURES};

/* address(index: number): bigint */
static napi_value api_address(napi_env env, napi_callback_info info) {
  napi_value number, result;
  size count = 1;
  uint32 index = 0;
  napi_get_cb_info(env, info, &count, &number, 0, 0);
  napi_get_value_uint32(env, number, &index);
  napi_create_bigint_uint64(env, (uint64)(size)addresses[index], &result);
  return result;
}

/* text(address: bigint): string | null */
static napi_value api_text(napi_env env, napi_callback_info info) {
  napi_value number, result;
  size count = 1;
  uint64 address = 0;
  _Bool is_lossless;
  const char *text;
  napi_get_cb_info(env, info, &count, &number, 0, 0);
  napi_get_value_bigint_uint64(env, number, &address, &is_lossless);
  text = (const char *)(size)address;
  if (text) napi_create_string_utf8(env, text, strlen(text), &result);
  else napi_get_null(env, &result);
  return result;
}

static void add(napi_env env, napi_value exports, const char *name, napi_callback function) {
  napi_value value;
  napi_create_function(env, name, strlen(name), function, 0, &value);
  napi_set_named_property(env, exports, name, value);
}

EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  add(env, exports, "start", api_start);
  add(env, exports, "drain", api_drain);
  add(env, exports, "address", api_address);
  add(env, exports, "text", api_text);
  return exports;
}

#endif
