/*
 * The copier as an addon of Node-API. This file is compiled together with copier.c and claims.c,
 * after them.
 */

/* --------------------------------------------------------------------------- staying in the process */

struct location {
  const char *path;
  void *base;
  const char *name;
  void *address;
};
int dladdr(const void *address, struct location *location);
void *dlopen(const char *path, int mode);
void *dlsym(void *library, const char *name);

#define RTLD_NOW 2
#ifdef __APPLE__
#define RTLD_GLOBAL 8
#define RTLD_DEFAULT (void *)-2
#else
#define RTLD_GLOBAL 0x100
#define RTLD_DEFAULT (void *)0
#endif

/* The list of this process; guarded by the lock until it is set. */
static const struct claims *claims;

/*
 * Opens this addon once more and never closes it, so that its code stays mapped when the runtime
 * closes it: the library's threads may run it at any time. RTLD_GLOBAL lets the copiers of a process
 * find each other: the lookup yields the list of the one that was opened first.
 */
static void stay(void) {
  struct location location;
  const struct claims *const *first;
  if (dladdr(&own_claims, &location)) dlopen(location.path, RTLD_NOW | RTLD_GLOBAL);
  first = dlsym(RTLD_DEFAULT, "imsdk_claims_2");
  lock();
  if (!claims) claims = first ? *first : &own_claims;
  unlock();
}

/* ---------------------------------------------------------------------- what Node-API is given */

typedef struct napi_env_ *napi_env;
typedef struct napi_value_ *napi_value;
typedef struct napi_callback_info_ *napi_callback_info;
typedef struct napi_threadsafe_function_ *napi_threadsafe_function;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);

int napi_get_cb_info(napi_env, napi_callback_info, size *count, napi_value *arguments,
                     napi_value *receiver, void **data);
int napi_create_function(napi_env, const char *name, size length, napi_callback, void *data,
                         napi_value *result);
int napi_create_object(napi_env, napi_value *result);
int napi_set_named_property(napi_env, napi_value object, const char *name, napi_value);
int napi_get_boolean(napi_env, _Bool, napi_value *result);
int napi_create_double(napi_env, double, napi_value *result);
int napi_create_uint32(napi_env, uint32, napi_value *result);
int napi_create_bigint_uint64(napi_env, uint64, napi_value *result);
int napi_create_string_utf8(napi_env, const char *text, size length, napi_value *result);
int napi_get_null(napi_env, napi_value *result);
int napi_get_value_uint32(napi_env, napi_value, uint32 *result);
int napi_get_value_bigint_uint64(napi_env, napi_value, uint64 *result, _Bool *is_lossless);
int napi_get_value_string_utf8(napi_env, napi_value, char *text, size bytes, size *length);
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
int napi_throw_error(napi_env, const char *code, const char *message);

static napi_value null_value(napi_env env) {
  napi_value null;
  napi_get_null(env, &null);
  return null;
}

static napi_value text_value(napi_env env, const char *text) {
  napi_value value;
  if (!text) return null_value(env);
  napi_create_string_utf8(env, text, strlen(text), &value);
  return value;
}

static void add_value(napi_env env, napi_value object, const char *name, napi_value value) {
  napi_set_named_property(env, object, name, value);
}

static void add(napi_env env, napi_value object, const char *name, napi_callback function,
                void *data) {
  napi_value value;
  napi_create_function(env, name, strlen(name), function, data, &value);
  add_value(env, object, name, value);
}

/* ---- the queues, one per call of start() ---- */

/* A queue, and the thread of JavaScript that drains it. */
struct consumer {
  struct queue *queue;
  napi_threadsafe_function wake;
  size thread;
};

static void wake_consumer(void *wake) { napi_call_threadsafe_function(wake, 0, 0); }

static void end_consumer(struct consumer *consumer) {
  end_queue(consumer->queue);
  if (consumer->wake) napi_release_threadsafe_function(consumer->wake, 1);
  consumer->wake = 0;
}

/* Node-API calls this when the thread of JavaScript ends; it calls no function of the consumer
 * afterwards. */
static void clean_up(void *argument) {
  struct consumer *consumer = argument;
  end_consumer(consumer);
  claims->end(consumer->thread);
  free(consumer->queue);
  free(consumer);
}

static void *receiver_of(napi_env env, napi_callback_info info, napi_value *argument) {
  void *data;
  size count = argument ? 1 : 0;
  napi_get_cb_info(env, info, &count, argument, 0, &data);
  return data;
}

/* drain(bytes: Uint8Array): number */
static napi_value api_drain(napi_env env, napi_callback_info info) {
  napi_value array, result;
  struct consumer *consumer = receiver_of(env, info, &array);
  size length = 0;
  void *bytes = 0;
  uint32 end = 0;
  napi_get_typedarray_info(env, array, 0, &length, &bytes, 0, 0);
  if (length >= 8) end = drain_queue(consumer->queue, bytes, (uint32)length);
  napi_create_uint32(env, end, &result);
  return result;
}

/* reserveNumbers(): number; the first of a block, or 0 when there is no memory */
static napi_value api_reserve_numbers(napi_env env, napi_callback_info info) {
  struct consumer *consumer = receiver_of(env, info, 0);
  napi_value result;
  napi_create_double(env, (double)reserve_numbers(consumer->queue), &result);
  return result;
}

/* end(): void */
static napi_value api_end(napi_env env, napi_callback_info info) {
  end_consumer(receiver_of(env, info, 0));
  return 0;
}

/* Sets up the wake function and the cleanup hook; returns 0, and undoes it, when one fails. */
static _Bool connect(napi_env env, napi_value wake, struct consumer *consumer) {
  napi_value name;
  if (napi_create_string_utf8(env, "imsdk", 5, &name) ||
      napi_create_threadsafe_function(env, wake, 0, name, 0, 1, 0, 0, 0, 0, &consumer->wake)) {
    return 0;
  }
  /* The hook added last is run first: the function is still there when clean_up() is called. */
  if (!napi_unref_threadsafe_function(env, consumer->wake) &&
      (consumer->queue = start_queue(wake_consumer, consumer->wake))) {
    if (!napi_add_env_cleanup_hook(env, clean_up, consumer)) return 1;
    free(consumer->queue);
  }
  napi_release_threadsafe_function(consumer->wake, 1);
  return 0;
}

/* start(wake: () => void): Consumer | null; null when it can't be done */
static napi_value api_start(napi_env env, napi_callback_info info) {
  struct consumer *consumer = calloc(1, sizeof *consumer);
  napi_value wake, result;
  receiver_of(env, info, &wake);
  if (!consumer || !connect(env, wake, consumer)) {
    free(consumer);
    return null_value(env);
  }
  consumer->thread = pthread_self();
  napi_create_object(env, &result);
  add(env, result, "drain", api_drain, consumer);
  add(env, result, "reserveNumbers", api_reserve_numbers, consumer);
  add(env, result, "end", api_end, consumer);
  return result;
}

/* ---- the claims ---- */

/* Copies the first arguments as texts. Throws and returns 0 when one is no text, or on no memory. */
static _Bool take_texts(napi_env env, napi_callback_info info, size count, char **texts) {
  napi_value arguments[2];
  size given = count, i;
  napi_get_cb_info(env, info, &given, arguments, 0, 0);
  for (i = 0; i < count; i++) {
    size length = 0;
    texts[i] = 0;
    if (given == count && !napi_get_value_string_utf8(env, arguments[i], 0, 0, &length)) {
      texts[i] = malloc(length + 1);
    }
    if (texts[i]) continue;
    while (i > 0) free(texts[--i]);
    napi_throw_error(env, 0, "Cannot use a claim: its key and value must be texts that fit into memory.");
    return 0;
  }
  for (i = 0; i < count; i++) {
    size length;
    napi_get_value_string_utf8(env, arguments[i], 0, 0, &length);
    napi_get_value_string_utf8(env, arguments[i], texts[i], length + 1, &length);
  }
  return 1;
}

static void throw_no_memory(napi_env env) {
  napi_throw_error(env, 0, "Cannot keep a claim: there is no memory.");
}

/* claim(key: string, value: string): { value: string; ended: boolean } | null */
static napi_value api_claim(napi_env env, napi_callback_info info) {
  char *texts[2], *present = 0;
  napi_value result, ended;
  int outcome;
  if (!take_texts(env, info, 2, texts)) return 0;
  outcome = claims->claim(pthread_self(), texts[0], texts[1], &present);
  free(texts[0]);
  free(texts[1]);
  if (outcome == NO_MEMORY) throw_no_memory(env);
  if (!present) return null_value(env);
  napi_create_object(env, &result);
  napi_get_boolean(env, outcome == ENDED, &ended);
  add_value(env, result, "value", text_value(env, present));
  add_value(env, result, "ended", ended);
  free(present);
  return result;
}

/* update(key: string, value: string): void */
static napi_value api_update(napi_env env, napi_callback_info info) {
  char *texts[2];
  int outcome;
  if (!take_texts(env, info, 2, texts)) return 0;
  outcome = claims->update(pthread_self(), texts[0], texts[1]);
  free(texts[0]);
  free(texts[1]);
  if (outcome == NO_MEMORY) throw_no_memory(env);
  if (outcome == TAKEN) {
    napi_throw_error(env, 0, "Cannot update a claim: this thread has no claim with that key.");
  }
  return 0;
}

/* release(key: string): void */
static napi_value api_release(napi_env env, napi_callback_info info) {
  char *key;
  if (!take_texts(env, info, 1, &key)) return 0;
  claims->release(key);
  free(key);
  return 0;
}

/* take(prefix: string): { key: string; value: string } | null */
static napi_value api_take(napi_env env, napi_callback_info info) {
  char *prefix, *key = 0, *value = 0;
  napi_value result = null_value(env);
  int outcome;
  if (!take_texts(env, info, 1, &prefix)) return 0;
  outcome = claims->take(pthread_self(), prefix, &key, &value);
  free(prefix);
  if (outcome == NO_MEMORY) throw_no_memory(env);
  if (outcome == CLAIMED) {
    napi_create_object(env, &result);
    add_value(env, result, "key", text_value(env, key));
    add_value(env, result, "value", text_value(env, value));
  }
  free(key);
  free(value);
  return result;
}

/* ---- addresses and texts ---- */

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
  uint32 index = 0;
  receiver_of(env, info, &number);
  napi_get_value_uint32(env, number, &index);
  napi_create_bigint_uint64(env, (uint64)(size)addresses[index], &result);
  return result;
}

/* text(address: bigint): string | null */
static napi_value api_text(napi_env env, napi_callback_info info) {
  napi_value number;
  uint64 address = 0;
  _Bool is_lossless;
  receiver_of(env, info, &number);
  napi_get_value_bigint_uint64(env, number, &address, &is_lossless);
  return text_value(env, (const char *)(size)address);
}

EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  stay();
  add(env, exports, "start", api_start, 0);
  add(env, exports, "address", api_address, 0);
  add(env, exports, "text", api_text, 0);
  add(env, exports, "claim", api_claim, 0);
  add(env, exports, "update", api_update, 0);
  add(env, exports, "release", api_release, 0);
  add(env, exports, "take", api_take, 0);
  return exports;
}
