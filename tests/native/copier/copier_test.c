/*
 * The test of ffi/copier/copier.c: several threads call its functions as the library would, while
 * this one drains and compares every record, byte for byte, with what was sent. Then there are
 * several queues, which start and end meanwhile.
 *
 * Both are compiled with the same SIGNATURES, and the copier with functions of this file in the
 * place of the C library's: so memory can run out on command, a text can be longer than any memory,
 * and it is known how much memory the copier has.
 */
#include <malloc.h>
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

#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) die(__LINE__, #condition);                      \
  } while (0)

static _Noreturn void die(int line, const char *condition) {
  fprintf(stderr, "copier_test.c:%d: not so: %s\n", line, condition);
  exit(1);
}

/* ---- what is tested ---- */

struct queue;
struct queue *start_queue(void (*wake)(void *), void *argument);
uint64_t reserve_numbers(struct queue *);
uint32_t drain_queue(struct queue *, char *bytes, uint32_t capacity);
void end_queue(struct queue *);

/* The only one of most tests, and the first of its numbers. */
static struct queue *queue;
static uint64_t first_number;

enum { DRAIN_HEAD = 8, RECORD_HEAD = 16, LARGEST_RECORD = 1 << 29 };
enum { MOST_VALUES = 5 };
enum kind { KIND_i32, KIND_u32, KIND_i64, KIND_u64, KIND_bool, KIND_string };

struct value {
  const char *text; /* NULL for a number, and for NULL */
  uint64_t word;    /* as a record has it */
};

struct signature {
  void (*call)(const struct value *values, uint64_t user_data);
  int count;
  enum kind kinds[MOST_VALUES];
};

#define TYPE_i32 int32_t
#define TYPE_u32 uint32_t
#define TYPE_i64 int64_t
#define TYPE_u64 uint64_t
#define TYPE_bool bool
#define TYPE_string const char *

#define ARGUMENT_i32(value) (int32_t)(value).word
#define ARGUMENT_u32(value) (uint32_t)(value).word
#define ARGUMENT_i64(value) (int64_t)(value).word
#define ARGUMENT_u64(value) (value).word
#define ARGUMENT_bool(value) (value).word != 0
#define ARGUMENT_string(value) (value).text

#define CALL(index, ...)                                                       \
  static void call_##index(const struct value *values, uint64_t user_data) {  \
    (void)values;                                                              \
    copy_##index(__VA_ARGS__);                                                 \
  }
#define SIGNATURE_0(index)             \
  void copy_##index(uint64_t);         \
  CALL(index, user_data)
#define SIGNATURE_1(index, A)            \
  void copy_##index(TYPE_##A, uint64_t); \
  CALL(index, ARGUMENT_##A(values[0]), user_data)
#define SIGNATURE_2(index, A, B)                   \
  void copy_##index(TYPE_##A, TYPE_##B, uint64_t); \
  CALL(index, ARGUMENT_##A(values[0]), ARGUMENT_##B(values[1]), user_data)
#define SIGNATURE_3(index, A, B, C)                          \
  void copy_##index(TYPE_##A, TYPE_##B, TYPE_##C, uint64_t); \
  CALL(index, ARGUMENT_##A(values[0]), ARGUMENT_##B(values[1]), ARGUMENT_##C(values[2]), user_data)
#define SIGNATURE_4(index, A, B, C, D)                                  \
  void copy_##index(TYPE_##A, TYPE_##B, TYPE_##C, TYPE_##D, uint64_t);  \
  CALL(index, ARGUMENT_##A(values[0]), ARGUMENT_##B(values[1]), ARGUMENT_##C(values[2]), \
       ARGUMENT_##D(values[3]), user_data)
#define SIGNATURE_5(index, A, B, C, D, E)                                         \
  void copy_##index(TYPE_##A, TYPE_##B, TYPE_##C, TYPE_##D, TYPE_##E, uint64_t);  \
  CALL(index, ARGUMENT_##A(values[0]), ARGUMENT_##B(values[1]), ARGUMENT_##C(values[2]), \
       ARGUMENT_##D(values[3]), ARGUMENT_##E(values[4]), user_data)
SIGNATURES
#undef SIGNATURE_0
#undef SIGNATURE_1
#undef SIGNATURE_2
#undef SIGNATURE_3
#undef SIGNATURE_4
#undef SIGNATURE_5

#define SIGNATURE_0(index) {call_##index, 0, {0}},
#define SIGNATURE_1(index, A) {call_##index, 1, {KIND_##A}},
#define SIGNATURE_2(index, A, B) {call_##index, 2, {KIND_##A, KIND_##B}},
#define SIGNATURE_3(index, A, B, C) {call_##index, 3, {KIND_##A, KIND_##B, KIND_##C}},
#define SIGNATURE_4(index, A, B, C, D) \
  {call_##index, 4, {KIND_##A, KIND_##B, KIND_##C, KIND_##D}},
#define SIGNATURE_5(index, A, B, C, D, E) \
  {call_##index, 5, {KIND_##A, KIND_##B, KIND_##C, KIND_##D, KIND_##E}},
static const struct signature signatures[] = {SIGNATURES};

enum { SIGNATURE_COUNT = sizeof signatures / sizeof *signatures };

/* ---- what is put in the place of the C library ---- */

static _Atomic(size_t) memory_limit = SIZE_MAX;
static _Atomic(size_t) most_wanted; /* the most memory that was asked for at once */
static const char endless_text[] = "as long as it claims";
static size_t endless_length;
static _Atomic(size_t) memory_held; /* by the copier */

static void *noted(void *memory, size_t before) {
  memory_held += malloc_usable_size(memory) - before;
  return memory;
}

void *limited_realloc(void *memory, size_t bytes) {
  size_t before = malloc_usable_size(memory);
  if (bytes > most_wanted) most_wanted = bytes;
  if (bytes > memory_limit) return NULL;
  return noted(realloc(memory, bytes), before);
}

void *limited_calloc(size_t count, size_t bytes) {
  return bytes > memory_limit ? NULL : noted(calloc(count, bytes), 0);
}

void noted_free(void *memory) {
  memory_held -= malloc_usable_size(memory);
  free(memory);
}

size_t claimed_strlen(const char *text) {
  return text == endless_text ? endless_length : strlen(text);
}

/* ---- what is sent: each record follows from its thread and its number ---- */

#ifndef RECORDS
#define RECORDS 10000 /* of each thread */
#endif
enum { THREADS = 8 };
/* A huge text is longer than the buffer that a queue keeps. */
enum { TEXT = 1 << 10, KEPT_BUFFER = 4 << 20, HUGE_TEXT = KEPT_BUFFER + (1 << 20) };
enum { POOL_MARGIN = 4096 };

/* Thread 0 sends one record of each signature with huge texts, from this number on. */
enum { HUGE_FROM = RECORDS / 2, HUGE_END = HUGE_FROM + SIGNATURE_COUNT };

#define NULL_TEXT UINT64_MAX
/* A user_data says in these bits which of its thread's records it is, and whose above them. */
static const int NUMBER_BITS = 16;

static char pool[HUGE_TEXT + POOL_MARGIN]; /* every text is a piece of it */

static uint64_t scatter(uint64_t seed) {
  seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9;
  seed = (seed ^ seed >> 27) * 0x94D049BB133111EB;
  return seed ^ seed >> 31;
}

static void fill_pool(void) {
  for (size_t at = 0; at < sizeof pool; at++) pool[at] = (char)(1 + scatter(at) % 255);
}

static const struct signature *signature_of(uint64_t thread, uint64_t number) {
  return &signatures[(thread + number) % SIGNATURE_COUNT];
}

static uint64_t text_length(uint64_t thread, uint64_t number, uint64_t random) {
  if (thread == 0 && number >= HUGE_FROM && number < HUGE_END) return HUGE_TEXT;
  switch (random % 4) {
    case 0:
      return NULL_TEXT;
    case 1:
      return 0;
    case 2:
      return random / 4 % TEXT;
    default:
      return TEXT;
  }
}

static struct value value_of(uint64_t thread, uint64_t number, int position) {
  uint64_t random = scatter((number * THREADS + thread + 1) * MOST_VALUES + (uint64_t)position);
  struct value value = {NULL, random};
  switch (signature_of(thread, number)->kinds[position]) {
    case KIND_i32:
      value.word = (uint64_t)(int64_t)(int32_t)random;
      break;
    case KIND_u32:
      value.word = (uint32_t)random;
      break;
    case KIND_bool:
      value.word = random % 2;
      break;
    case KIND_string:
      value.word = text_length(thread, number, random);
      if (value.word != NULL_TEXT) value.text = pool + (random >> 32) % POOL_MARGIN;
      break;
    case KIND_i64:
    case KIND_u64:
      break;
  }
  return value;
}

/* As the library does it: the texts are gone when the callback has returned. */
static void send_record(uint64_t thread, uint64_t number) {
  const struct signature *signature = signature_of(thread, number);
  struct value values[MOST_VALUES] = {{0}};
  char *copies[MOST_VALUES] = {NULL};
  for (int i = 0; i < signature->count; i++) {
    values[i] = value_of(thread, number, i);
    if (values[i].text == NULL) continue;
    copies[i] = malloc(values[i].word + 1);
    CHECK(copies[i] != NULL);
    memcpy(copies[i], values[i].text, values[i].word);
    copies[i][values[i].word] = '\0';
    values[i].text = copies[i];
  }
  signature->call(values, first_number + (thread << NUMBER_BITS | number));
  for (int i = 0; i < signature->count; i++) free(copies[i]);
}

static sem_t permits; /* how many more records may be on their way */

static void *send_all(void *argument) {
  uint64_t thread = *(const uint64_t *)argument;
  for (uint64_t number = 0; number < RECORDS; number++) {
    CHECK(sem_wait(&permits) == 0);
    send_record(thread, number);
  }
  return NULL;
}

/* ---- what comes ---- */

enum { PATIENCE_SECONDS = 30, ROOM = 65536, LEAST_ROOM = DRAIN_HEAD };

static pthread_mutex_t wake_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t woken = PTHREAD_COND_INITIALIZER;
static unsigned wakes; /* that have not been taken; guarded by wake_lock */

static struct {
  uint64_t next[THREADS]; /* the number that each thread's next record must have */
  uint64_t records;
  uint64_t lost;
  uint64_t drains;
  bool may_lose;
} received;

static struct {
  char *bytes; /* of exactly this capacity, so that the sanitizer sees what is written beyond it */
  uint32_t capacity;
  uint32_t announced; /* the size that the next record must have, or 0 */
} drained;

static void wake(void *argument) {
  CHECK(argument == &wakes);
  pthread_mutex_lock(&wake_lock);
  /* One for what had no room, and one until the queue is taken, which arms the next. */
  CHECK(++wakes <= 2);
  pthread_cond_signal(&woken);
  pthread_mutex_unlock(&wake_lock);
}

static void take_wake(void) {
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  deadline.tv_sec += PATIENCE_SECONDS;
  pthread_mutex_lock(&wake_lock);
  while (wakes == 0) CHECK(pthread_cond_timedwait(&woken, &wake_lock, &deadline) == 0);
  wakes--;
  pthread_mutex_unlock(&wake_lock);
}

/* Returns the size of the record. */
static size_t take_record(const char *record, size_t left) {
  uint32_t head[2];
  uint64_t words[1 + MOST_VALUES];
  CHECK((uintptr_t)record % 8 == 0);
  CHECK(left >= RECORD_HEAD);
  memcpy(head, record, sizeof head);
  memcpy(words, record + 8, 8);

  CHECK(words[0] >= first_number);
  uint64_t thread = (words[0] - first_number) >> NUMBER_BITS;
  uint64_t number = (words[0] - first_number) & (((uint64_t)1 << NUMBER_BITS) - 1);
  CHECK(thread < THREADS);
  CHECK(received.may_lose ? number >= received.next[thread] : number == received.next[thread]);
  received.next[thread] = number + 1;
  received.records++;

  const struct signature *signature = signature_of(thread, number);
  CHECK(head[1] == (uint32_t)(signature - signatures));
  size_t at = RECORD_HEAD + 8 * (size_t)signature->count;
  CHECK(left >= at);
  memcpy(words, record + 8, at - 8);
  for (int i = 0; i < signature->count; i++) {
    struct value expected = value_of(thread, number, i);
    CHECK(words[1 + i] == expected.word);
    if (expected.text == NULL) continue;
    CHECK(left - at >= expected.word);
    CHECK(memcmp(record + at, expected.text, expected.word) == 0);
    at += expected.word;
  }
  CHECK(head[0] == (at + 7) / 8 * 8);
  CHECK(head[0] <= left);
  return head[0];
}

static void make_room(uint32_t capacity) {
  if (capacity == drained.capacity) return;
  free(drained.bytes);
  drained.bytes = malloc(capacity);
  CHECK(drained.bytes != NULL);
  drained.capacity = capacity;
}

/* Drains once, for one wake; returns the size of the next record, or 0. */
static uint32_t take_piece(uint32_t capacity) {
  uint32_t head[2], first;
  take_wake();
  make_room(capacity);
  memset(drained.bytes, 0xA5, capacity); /* as JavaScript's has what the last drain has left */
  uint32_t end = drain_queue(queue, drained.bytes, capacity);
  CHECK(end >= DRAIN_HEAD && end <= capacity);
  memcpy(head, drained.bytes, sizeof head);
  uint32_t next = head[0];
  CHECK(next == 0 || next > capacity - end); /* What has room is written. */

  memcpy(&first, end > DRAIN_HEAD ? drained.bytes + DRAIN_HEAD : drained.bytes, sizeof first);
  CHECK(drained.announced == 0 || drained.announced == first);
  drained.announced = next;

  for (uint32_t at = DRAIN_HEAD; at < end;) at += take_record(drained.bytes + at, end - at);
  received.lost += head[1];
  received.drains++;
  return next;
}

/* As JavaScript does: it has this much room, unless a single record is larger. */
static void take_all(uint32_t room) {
  uint64_t before = received.records + received.lost;
  uint32_t next = 0;
  do {
    uint32_t needed = DRAIN_HEAD + next;
    next = take_piece(needed > room ? needed : room);
  } while (next > 0);
  CHECK(received.records + received.lost > before); /* It isn't woken for nothing. */
}

static void expect_nothing(void) {
  CHECK(wakes == 0);
  CHECK(drain_queue(queue, drained.bytes, drained.capacity) == DRAIN_HEAD);
  CHECK(memcmp(drained.bytes, (uint32_t[]){0, 0}, DRAIN_HEAD) == 0);
}

static void expect_all_anew(bool may_lose) {
  memset(&received, 0, sizeof received);
  received.may_lose = may_lose;
}

/* ---- the tests ---- */

/* The first that comes may be lost, before there is any memory at all. */
static void test_first_loss(void) {
  expect_all_anew(true);
  memory_limit = 0;
  send_record(0, 0);
  take_all(LEAST_ROOM);
  CHECK(received.lost == 1);
  expect_nothing();
  memory_limit = SIZE_MAX;
}

/*
 * Many threads send, and this one drains. With many records on their way at once the queue has to
 * grow; with few it's drained, and armed again, all the time. With little room, each record is
 * drained on its own. Where memory has a limit, some of what they send finds none.
 */
static void test_threads(unsigned most_at_once, uint32_t room, size_t limit) {
  pthread_t threads[THREADS];
  uint64_t indices[THREADS];
  bool may_lose = limit != SIZE_MAX;
  memory_limit = limit;
  expect_all_anew(may_lose);
  CHECK(sem_init(&permits, 0, most_at_once) == 0);
  for (uint64_t i = 0; i < THREADS; i++) {
    indices[i] = i;
    CHECK(pthread_create(&threads[i], NULL, send_all, &indices[i]) == 0);
  }
  while (received.records + received.lost < (uint64_t)THREADS * RECORDS) {
    uint64_t before = received.records + received.lost;
    take_all(room);
    while (before++ < received.records + received.lost) sem_post(&permits);
  }
  for (int i = 0; i < THREADS; i++) CHECK(pthread_join(threads[i], NULL) == 0);
  expect_nothing();
  CHECK(received.records + received.lost == (uint64_t)THREADS * RECORDS);
  CHECK((received.lost > 0) == may_lose);
  CHECK(received.drains > 1);
  printf("%llu records in %llu drains, %llu lost\n", (unsigned long long)received.records,
         (unsigned long long)received.drains, (unsigned long long)received.lost);
  memory_limit = SIZE_MAX;
}

/* A record comes whole or not at all, and what is sent between two pieces comes after them. */
static void test_pieces(void) {
  expect_all_anew(false);
  for (uint64_t number = 0; number < 3; number++) send_record(0, number);
  uint32_t first = take_piece(LEAST_ROOM);
  CHECK(first > 0);
  CHECK(take_piece(DRAIN_HEAD + first - 1) == first);
  CHECK(received.records == 0);
  CHECK(take_piece(DRAIN_HEAD + first) > 0);
  CHECK(received.records == 1);
  send_record(0, 3);
  CHECK(take_piece(ROOM) == 0);
  CHECK(received.records == 3);
  take_all(ROOM);
  CHECK(received.records == 4);
  expect_nothing();
}

static bool has_text(const struct signature *signature) {
  for (int i = 0; i < signature->count; i++) {
    if (signature->kinds[i] == KIND_string) return true;
  }
  return false;
}

static uint64_t first_huge_number(void) {
  uint64_t number = HUGE_FROM;
  while (!has_text(signature_of(0, number))) number++;
  return number;
}

/*
 * What finds no memory is counted and told once, and takes nothing with it of what comes before or
 * after.
 */
static void test_no_memory(void) {
  expect_all_anew(true);
  for (uint64_t number = 0; number < 2; number++) { /* Now both buffers have some room. */
    send_record(0, number);
    take_all(LEAST_ROOM);
  }
  memory_limit = 0;
  send_record(0, 2);
  send_record(0, first_huge_number());
  send_record(0, HUGE_END);
  take_all(LEAST_ROOM);
  CHECK(received.records == 4);
  CHECK(received.lost == 1);
  expect_nothing();

  send_record(0, HUGE_END + 1);
  take_all(LEAST_ROOM);
  send_record(0, first_huge_number());
  take_all(LEAST_ROOM); /* A loss alone is told as well. */
  memory_limit = SIZE_MAX;
  CHECK(received.records == 5);
  CHECK(received.lost == 2);
  expect_nothing();
}

/* A record that no runtime could take is lost, and no memory is asked for. */
static void test_endless_text(void) {
  const struct signature *signature = signature_of(0, first_huge_number());
  struct value values[MOST_VALUES] = {{0}};
  int position = 0;
  while (signature->kinds[position] != KIND_string) position++;
  values[position].text = endless_text;
  size_t longest = LARGEST_RECORD - RECORD_HEAD - 8 * (size_t)signature->count;
  size_t lengths[] = {longest, longest + 1, (size_t)1 << 32}; /* A record's size has 32 bits. */
  memory_limit = 0;
  for (int i = 0; i < 3; i++) {
    expect_all_anew(true);
    most_wanted = 0;
    endless_length = lengths[i];
    signature->call(values, first_number);
    take_all(LEAST_ROOM);
    CHECK(received.lost == 1);
    CHECK((most_wanted > 0) == (lengths[i] == longest));
  }
  memory_limit = SIZE_MAX;
}

/* The memory of a burst is freed with its last record, without waiting for another callback. */
static void test_memory_after_a_burst(void) {
  enum { KEPT = 2 * KEPT_BUFFER + TEXT };
  expect_all_anew(true);
  size_t before = memory_held;
  send_record(0, first_huge_number());
  CHECK(memory_held > before + HUGE_TEXT);
  take_all(ROOM);
  CHECK(received.lost == 0);
  CHECK(memory_held <= KEPT);
}

/* ---- several queues ---- */

enum { QUEUES = 4, LIVES = 25, RECORDS_OF_A_LIFE = 50, SENDERS = 3, BLOCK = 1 << 20 };

/* The first number that the senders use for each queue. */
static _Atomic(uint64_t) targets[QUEUES];
static _Atomic(bool) is_over;

struct life {
  _Atomic(bool) has_ended;
  sem_t wakes;
};

static void wake_life(void *argument) {
  struct life *life = argument;
  CHECK(!life->has_ended);
  CHECK(sem_post(&life->wakes) == 0);
}

static const struct signature *plain_signature(void) {
  const struct signature *signature = signatures;
  while (has_text(signature)) CHECK(++signature < signatures + SIGNATURE_COUNT);
  return signature;
}

static void *send_to_queues(void *unused) {
  static const struct value values[MOST_VALUES];
  (void)unused;
  for (uint64_t n = 0; !is_over; n++) {
    uint64_t target = targets[n % QUEUES];
    plain_signature()->call(values, target + n % BLOCK);
    plain_signature()->call(values, n % BLOCK); /* Of block 0, which belongs to no queue, */
    plain_signature()->call(values, ~n);        /* and of blocks that were never reserved. */
    sched_yield(); /* Lest the senders keep the lock to themselves. */
  }
  return NULL;
}

/* A queue receives callbacks with its own numbers alone, and none after its end. */
static void *live(void *argument) {
  _Atomic(uint64_t) *target = argument;
  char bytes[ROOM];
  for (int i = 0; i < LIVES; i++) {
    struct life life = {.has_ended = false};
    CHECK(sem_init(&life.wakes, 0, 0) == 0);
    struct queue *own = start_queue(wake_life, &life);
    CHECK(own != NULL);
    uint64_t blocks[2] = {reserve_numbers(own), reserve_numbers(own)};
    CHECK(blocks[0] > 0 && blocks[0] % BLOCK == 0 && blocks[0] < blocks[1]);
    *target = blocks[i % 2];
    for (int records = 0; records < RECORDS_OF_A_LIFE;) {
      struct timespec deadline;
      clock_gettime(CLOCK_REALTIME, &deadline);
      deadline.tv_sec += PATIENCE_SECONDS;
      CHECK(sem_timedwait(&life.wakes, &deadline) == 0);
      uint32_t end = drain_queue(own, bytes, ROOM);
      uint32_t size;
      for (uint32_t at = DRAIN_HEAD; at < end; at += size) {
        uint64_t number;
        memcpy(&size, bytes + at, sizeof size);
        memcpy(&number, bytes + at + 8, sizeof number);
        CHECK(number / BLOCK == blocks[i % 2] / BLOCK);
        records++;
      }
    }
    if (i % 3 == 0) *target = 0; /* Otherwise the senders go on with the numbers of an ended queue. */
    end_queue(own);
    life.has_ended = true;
    CHECK(drain_queue(own, bytes, ROOM) == DRAIN_HEAD);
    CHECK(memcmp(bytes, (uint32_t[]){0, 0}, DRAIN_HEAD) == 0);
    CHECK(reserve_numbers(own) > blocks[1]);
    end_queue(own);
    noted_free(own);
    CHECK(sem_destroy(&life.wakes) == 0);
  }
  *target = 0;
  return NULL;
}

static void test_queues(void) {
  pthread_t senders[SENDERS], lives[QUEUES];
  size_t before = memory_held;
  for (int i = 0; i < SENDERS; i++) {
    CHECK(pthread_create(&senders[i], NULL, send_to_queues, NULL) == 0);
  }
  for (int i = 0; i < QUEUES; i++) {
    CHECK(pthread_create(&lives[i], NULL, live, &targets[i]) == 0);
  }
  for (int i = 0; i < QUEUES; i++) CHECK(pthread_join(lives[i], NULL) == 0);
  is_over = true;
  for (int i = 0; i < SENDERS; i++) CHECK(pthread_join(senders[i], NULL) == 0);
  /* Of an ended queue, only the entries of its blocks remain. */
  CHECK(memory_held <= before + 4 * QUEUES * LIVES * 2 * sizeof(void *));
  printf("%d queues\n", QUEUES * LIVES);
}

/* Without memory, no queue starts and no number is reserved; both work again afterwards. */
static void test_queues_without_memory(void) {
  memory_limit = 0;
  CHECK(start_queue(wake, &wakes) == NULL);
  memory_limit = SIZE_MAX;
  struct queue *own = start_queue(wake, &wakes);
  memory_limit = 0;
  uint64_t reserved = 1, last = 0;
  while ((reserved = reserve_numbers(own)) > 0) CHECK(reserved > last && (last = reserved));
  memory_limit = SIZE_MAX;
  CHECK(reserve_numbers(own) > last);
  end_queue(own);
  noted_free(own);
}

int main(void) {
  fill_pool();
  queue = start_queue(wake, &wakes);
  CHECK(queue != NULL);
  test_queues_without_memory();
  first_number = reserve_numbers(queue);
  CHECK(first_number > 0);
  test_first_loss();
  test_pieces();
  test_threads(THREADS * RECORDS, ROOM, SIZE_MAX);
  test_threads(2 * THREADS, LEAST_ROOM, SIZE_MAX);
  test_no_memory();
  test_endless_text();
  test_threads(THREADS * RECORDS, LEAST_ROOM, 1 << 20);
  test_memory_after_a_burst();
  test_queues();
  puts("ok");
  return 0;
}
