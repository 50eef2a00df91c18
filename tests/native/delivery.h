/*
 * The library's lock, its threads, and how they call back.
 *
 * The lock guards all state. It is never held during a callback. A function that says "gives up the
 * lock" releases it in between, but is entered and returns with the lock held.
 */
#ifndef STANDIN_DELIVERY_H
#define STANDIN_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

void lock_library(void);
void unlock_library(void);

/* Sleeps. Gives up the lock. */
void sleep_unlocked(uint32_t milliseconds);

struct job;

struct job_kind {
  /* Runs on the lane's thread. Disposes of the job or schedules it again. May give up the lock. */
  void (*run)(struct job *job);
  bool (*outlives_uninit)(const struct job *job);
  void (*drop)(struct job *job);
};

/* A job that a lane's thread runs at a given time. The first member of the structure it is
 * about. */
struct job {
  const struct job_kind *kind;
  struct job *next;
  uint64_t due; /* in microseconds of the monotonic clock */
};

/* A lane is a thread that does one job after the other. */
enum lane_name { LANE_ANSWERS, LANE_EVENTS, LANE_COUNT };

void schedule(enum lane_name lane, struct job *job, uint64_t microseconds_from_now);
/* Runs the due jobs on the calling thread, if there are no library threads. Acquires the lock. */
void run_due_jobs(void);
void drop_jobs_of_session(void);
void drop_all_jobs(void);

/* Starts a detached thread. The process may end at any moment. */
void start_thread(void *(*body)(void *), void *argument);

/* Each request and each sending is open from when it was asked for until it is disposed of. */
void delivery_opened(void);
void delivery_closed(void);
uint64_t pending_deliveries(void);
/* Gives up the lock. */
bool wait_until_idle(uint32_t milliseconds);

/* The epoch ends with standin_reset: nothing from an earlier one calls back or counts any more. */
uint64_t current_epoch(void);
void end_epoch(void);

/* One callback, from begin_callback, which releases the lock, to end_callback, which acquires
 * it. */
struct visit {
  uint64_t epoch;
  bool holds_callback_lock;
  uint64_t entered; /* in nanoseconds */
  uint64_t nanoseconds;
};

struct visit begin_callback(bool on_callers_thread);
/* Around the call itself, so that only its time counts. Strings are made before and freed after. */
void enter_callback(struct visit *visit);
void leave_callback(struct visit *visit);
void end_callback(const struct visit *visit);
/* Waits until no thread of the library is in a callback that began under uninit.lock. */
void wait_for_callback_lock(void);

#endif
