/*
 * Copies what the library calls back with, so that its threads need not wait for JavaScript.
 *
 * The library frees the strings of a callback when the callback returns. Where a runtime's own
 * callbacks return to C before JavaScript has run, the library is therefore given the functions
 * below: they copy their arguments into a queue and wake JavaScript, which drains the whole queue at
 * once.
 *
 * The functions are made by SIGNATURES, which is defined from outside by the symbol table as a list
 * of SIGNATURE_n(index, kinds...). A record of the queue starts at a multiple of 8 and is:
 *
 *     uint32  the size of the record in bytes
 *     uint32  the index of the signature
 *     uint64  user_data
 *     uint64  for each argument: the number, or the length of the text, or NULL_TEXT
 *     bytes   the texts, one after another, without NUL
 *
 * No header is included, because the compiler inside a runtime has none to offer.
 */

typedef unsigned int uint32;
typedef unsigned long long uint64;
typedef __SIZE_TYPE__ size;

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
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
static void create_lock(void) {}
static void lock(void) { AcquireSRWLockExclusive(&lock_state); }
static void unlock(void) { ReleaseSRWLockExclusive(&lock_state); }

#else

int pthread_mutex_init(void *mutex, const void *attributes);
int pthread_mutex_lock(void *mutex);
int pthread_mutex_unlock(void *mutex);
/* Larger than pthread_mutex_t on every platform that the vendor builds for (40 to 64 bytes). */
static uint64 lock_state[16];
static void create_lock(void) { pthread_mutex_init(lock_state, 0); }
static void lock(void) { pthread_mutex_lock(lock_state); }
static void unlock(void) { pthread_mutex_unlock(lock_state); }

#endif

/* ------------------------------------------------------------------------------------ the queue */

/* What a text's length says when the text is NULL. */
#define NULL_TEXT 0xFFFFFFFFFFFFFFFFULL

/* A buffer that a burst has made larger than this is given back once it has been drained. */
#define LARGEST_KEPT_BUFFER (4u << 20)

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
static struct buffer draining; /* JavaScript's own until the next drain */
static uint32 lost;            /* callbacks for which there was no memory; guarded by the lock */
static int is_woken;           /* guarded by the lock */
static void (*wake)(void);

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
  int must_wake;
  int i;
  for (i = 0; i < count; i++) {
    if (values[i].text) bytes += values[i].word;
  }
  bytes = (bytes + 7) & ~(size)7;

  lock();
  if (bytes <= 0xFFFFFFFFu && reserve(&filling, bytes)) {
    write_record(filling.bytes + filling.used, bytes, signature, user_data, values, count);
    filling.used += bytes;
  } else {
    lost++;
  }
  must_wake = !is_woken;
  is_woken = 1;
  unlock();
  if (must_wake) wake();
}

/* --------------------------------------------------------- what JavaScript calls, on one thread */

/* Must be called once, before any function of SIGNATURES. */
EXPORT void start(void *wake_javascript) {
  create_lock();
  wake = (void (*)(void))wake_javascript;
}

/* Takes the queue and arms the next wake; returns its size in bytes. */
EXPORT double drain(void) {
  struct buffer drained = draining;
  if (drained.capacity > LARGEST_KEPT_BUFFER) {
    free(drained.bytes);
    drained.bytes = 0;
    drained.capacity = 0;
  }
  drained.used = 0;
  lock();
  draining = filling;
  filling = drained;
  is_woken = 0;
  unlock();
  return (double)draining.used;
}

/* The bytes that the last drain has taken; they are valid until the next one. */
EXPORT void *drained_bytes(void) { return draining.bytes; }

/* How many callbacks there was no memory for, since this was last asked. */
EXPORT uint32 take_lost(void) {
  uint32 count;
  lock();
  count = lost;
  lost = 0;
  unlock();
  return count;
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

SIGNATURES
