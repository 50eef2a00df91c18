/*
 * Copies what the library calls back with, so that its threads never wait for JavaScript.
 *
 * The library frees the strings of a callback when the callback returns. It is therefore given the
 * functions below: they copy their arguments into a queue and wake JavaScript, which drains it.
 *
 * Each thread of JavaScript, and each copy of the module, starts a queue of its own. The state is
 * static, so it is shared by the process and outlives the threads: a callback finds its queue by the
 * number in its `user_data`, and is dropped when that queue has ended.
 *
 * `imsdk install` compiles this file ahead of time, together with claims.c and addon.c, which make
 * it an addon: Node-API wakes Deno, Bun and Node.js without waiting, and tells of a thread's end.
 * Where that has not been done, Bun compiles this file alone, for its main thread.
 *
 * The functions are made by SIGNATURES, which is defined from outside by the symbol table as a list
 * of SIGNATURE_n(index, kinds...). A record of a queue is a multiple of 8 bytes:
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

#ifdef ADDON
#define PUBLIC static /* addon.c offers these functions by Node-API. */
#else
#define PUBLIC
#endif

void *calloc(size count, size bytes);
void *realloc(void *memory, size bytes);
void free(void *memory);
void *memcpy(void *to, const void *from, size bytes);
size strlen(const char *text);

/* ------------------------------------------------------------------------------------- the lock */

/* It guards all state in this file, unless a comment says otherwise. */

#ifdef _WIN32

void AcquireSRWLockExclusive(void *lock);
void ReleaseSRWLockExclusive(void *lock);
static void *lock_state;
static void lock(void) { AcquireSRWLockExclusive(&lock_state); }
static void unlock(void) { ReleaseSRWLockExclusive(&lock_state); }

#else

int pthread_mutex_lock(void *mutex);
int pthread_mutex_unlock(void *mutex);
/* Larger than pthread_mutex_t on every platform that the vendor builds for (40 to 64 bytes). */
#define LOCK_WORDS 16
#ifdef __APPLE__
#define PTHREAD_MUTEX_SIGNATURE 0x32AAABA7 /* The rest of PTHREAD_MUTEX_INITIALIZER is 0. */
#else
#define PTHREAD_MUTEX_SIGNATURE 0
#endif
static uint64 lock_state[LOCK_WORDS] = {PTHREAD_MUTEX_SIGNATURE};
static void lock(void) { pthread_mutex_lock(lock_state); }
static void unlock(void) { pthread_mutex_unlock(lock_state); }

#endif

/* ----------------------------------------------------------------------------------- the queues */

/* What a text's length says when the text is NULL. */
#define NULL_TEXT 0xFFFFFFFFFFFFFFFFULL

/* A buffer that has grown beyond this is freed as soon as JavaScript has drained it. */
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

struct queue {
  struct buffer filling;
  uint32 lost;             /* callbacks for which there was no memory */
  int is_woken;            /* since it was last drained */
  void (*wake)(void *);    /* called under the lock; NULL when the queue has ended */
  void *wake_argument;
  /* The rest belongs to the thread of JavaScript that drains the queue. */
  struct buffer draining;
  size drained; /* how much of it JavaScript has */
};

/*
 * The queue that each block of 2^BLOCK_BITS numbers belongs to, or NULL when that queue has ended.
 * A block is never reused, because the library may call back with an old number at any time. Block 0
 * belongs to no queue, so that callbacks with a `user_data` of 0 are dropped.
 */
static struct queue **blocks;
static size block_count = 1;
static size block_capacity;
#define BLOCK_BITS 20

static struct queue *find_queue(uint64 number) {
  uint64 block = number >> BLOCK_BITS;
  return block > 0 && block < block_count ? blocks[block] : 0;
}

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
  struct queue *queue;
  int i;
  for (i = 0; i < count; i++) {
    if (values[i].text) bytes += values[i].word;
  }
  bytes = (bytes + 7) & ~(size)7;

  lock();
  queue = find_queue(user_data);
  if (queue) {
    struct buffer *filling = &queue->filling;
    if (bytes <= LARGEST_RECORD && reserve(filling, bytes)) {
      write_record(filling->bytes + filling->used, bytes, signature, user_data, values, count);
      filling->used += bytes;
    } else {
      queue->lost++;
    }
    /* Under the lock, so that end_queue() waits until this call has returned. */
    if (!queue->is_woken) queue->wake(queue->wake_argument);
    queue->is_woken = 1;
  }
  unlock();
}

/* ----------------------------------------------- what each thread of JavaScript does with its own */

/*
 * Starts a queue, for the thread that calls this. `wake` is called on any thread, with the lock
 * held: it must not block, and must not call a function of this file. Returns NULL when there is no
 * memory. The caller frees the queue after end_queue(), when it no longer calls other functions
 * with it.
 */
PUBLIC struct queue *start_queue(void (*wake)(void *), void *wake_argument) {
  struct queue *queue = calloc(1, sizeof *queue);
  if (!queue) return 0;
  queue->wake = wake;
  queue->wake_argument = wake_argument;
  return queue;
}

/*
 * Reserves a block of numbers for the queue, and returns the first one. Callbacks with one of these
 * numbers as `user_data` go to this queue. Returns 0 when there is no memory.
 */
PUBLIC uint64 reserve_numbers(struct queue *queue) {
  uint64 block = 0;
  lock();
  if (block_count >= block_capacity) {
    size capacity = block_capacity ? 2 * block_capacity : 64;
    struct queue **larger = realloc(blocks, capacity * sizeof *blocks);
    if (larger) {
      blocks = larger;
      block_capacity = capacity;
    }
  }
  if (block_count < block_capacity) {
    block = block_count++;
    blocks[block] = queue->wake ? queue : 0;
  }
  unlock();
  return block << BLOCK_BITS;
}

static void free_buffer(struct buffer *buffer) {
  struct buffer none = {0, 0, 0};
  free(buffer->bytes);
  *buffer = none;
}

/* Swaps the buffers and arms the next wake; returns how many callbacks were lost since then. */
static uint32 take_filling(struct queue *queue) {
  struct buffer empty = queue->draining;
  uint32 lost;
  empty.used = 0;
  queue->drained = 0;
  lock();
  queue->draining = queue->filling;
  queue->filling = empty;
  queue->is_woken = 0;
  lost = queue->lost;
  queue->lost = 0;
  unlock();
  return lost;
}

static void wake_again(struct queue *queue) {
  lock();
  if (queue->wake) queue->wake(queue->wake_argument);
  unlock();
}

/*
 * Writes as many whole records as have room, oldest first, after a head of two uint32: the size of
 * the next record that has been taken from the queue, or 0; and how many callbacks there was no
 * memory for. Returns the number of bytes written. It is to be called once after each wake, and
 * wakes JavaScript again for what had no room, so that other things have their turn in between.
 */
PUBLIC uint32 drain_queue(struct queue *queue, char *bytes, uint32 capacity) {
  struct buffer *draining = &queue->draining;
  uint32 *head = (uint32 *)bytes;
  size room = capacity - 8;
  size from, written;
  head[0] = 0;
  head[1] = queue->drained < draining->used ? 0 : take_filling(queue);
  from = queue->drained;
  while (queue->drained < draining->used) {
    uint32 record = *(uint32 *)(draining->bytes + queue->drained);
    if (record > room) {
      head[0] = record;
      break;
    }
    room -= record;
    queue->drained += record;
  }
  written = queue->drained - from;
  if (written > 0) memcpy(bytes + 8, draining->bytes + from, written);
  if (head[0]) {
    wake_again(queue);
  } else if (draining->capacity > LARGEST_KEPT_BUFFER) {
    free_buffer(draining);
    queue->drained = 0;
  }
  return (uint32)(8 + written);
}

/*
 * Ends the queue: its records are dropped, and so are later callbacks for it. Its wake function is
 * not called after this has returned. Other calls with the queue remain allowed and do nothing.
 */
PUBLIC void end_queue(struct queue *queue) {
  size block;
  lock();
  queue->wake = 0;
  for (block = 1; block < block_count; block++) {
    if (blocks[block] == queue) blocks[block] = 0;
  }
  free_buffer(&queue->filling);
  unlock();
  free_buffer(&queue->draining);
  queue->drained = 0;
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
  PUBLIC void copy_##index(uint64 user_data) { append(index, user_data, 0, 0); }

#define SIGNATURE_1(index, A)                                                                     \
  PUBLIC void copy_##index(TYPE_##A a, uint64 user_data) {                                        \
    struct value values[1];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    append(index, user_data, values, 1);                                                          \
  }

#define SIGNATURE_2(index, A, B)                                                                  \
  PUBLIC void copy_##index(TYPE_##A a, TYPE_##B b, uint64 user_data) {                            \
    struct value values[2];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    values[1] = FROM_##B(b);                                                                      \
    append(index, user_data, values, 2);                                                          \
  }

#define SIGNATURE_3(index, A, B, C)                                                               \
  PUBLIC void copy_##index(TYPE_##A a, TYPE_##B b, TYPE_##C c, uint64 user_data) {                \
    struct value values[3];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    values[1] = FROM_##B(b);                                                                      \
    values[2] = FROM_##C(c);                                                                      \
    append(index, user_data, values, 3);                                                          \
  }

#define SIGNATURE_4(index, A, B, C, D)                                                            \
  PUBLIC void copy_##index(TYPE_##A a, TYPE_##B b, TYPE_##C c, TYPE_##D d, uint64 user_data) {    \
    struct value values[4];                                                                       \
    values[0] = FROM_##A(a);                                                                      \
    values[1] = FROM_##B(b);                                                                      \
    values[2] = FROM_##C(c);                                                                      \
    values[3] = FROM_##D(d);                                                                      \
    append(index, user_data, values, 4);                                                          \
  }

#define SIGNATURE_5(index, A, B, C, D, E)                                                         \
  PUBLIC void copy_##index(TYPE_##A a, TYPE_##B b, TYPE_##C c, TYPE_##D d, TYPE_##E e,            \
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
