#define _POSIX_C_SOURCE 200809L

#include "delivery.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "behaviour.h"
#include "ledger.h"
#include "main_thread.h"

struct lane {
  pthread_cond_t changed;
  bool started;
  struct job *first;
  struct job *last; /* undefined when there is no first */
};

static pthread_mutex_t library_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t callback_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t became_idle = PTHREAD_COND_INITIALIZER;
static struct lane lanes[LANE_COUNT] = {
    [LANE_ANSWERS] = {.changed = PTHREAD_COND_INITIALIZER},
    [LANE_EVENTS] = {.changed = PTHREAD_COND_INITIALIZER},
};
static uint64_t open_deliveries;
static uint64_t epoch;

void lock_library(void) { pthread_mutex_lock(&library_lock); }

void unlock_library(void) { pthread_mutex_unlock(&library_lock); }

static uint64_t now_in_nanoseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static uint64_t now(void) { return now_in_nanoseconds() / 1000; }

/* macOS can wait only by the wall clock, so the remaining time is converted. */
static void wait_until(pthread_cond_t *condition, uint64_t due) {
  uint64_t present = now();
  uint64_t distance = due > present ? due - present : 0;
  struct timespec deadline;
  clock_gettime(CLOCK_REALTIME, &deadline);
  uint64_t nanoseconds = (uint64_t)deadline.tv_nsec + distance % 1000000 * 1000;
  deadline.tv_sec += (time_t)(distance / 1000000 + nanoseconds / 1000000000);
  deadline.tv_nsec = (long)(nanoseconds % 1000000000);
  pthread_cond_timedwait(condition, &library_lock, &deadline);
}

void sleep_unlocked(uint32_t milliseconds) {
  if (milliseconds == 0) return;
  struct timespec rest = {.tv_sec = milliseconds / 1000,
                          .tv_nsec = (long)(milliseconds % 1000) * 1000000};
  unlock_library();
  while (nanosleep(&rest, &rest) == -1 && errno == EINTR) continue;
  lock_library();
}

void start_thread(void *(*body)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, body, argument) != 0) {
    fputs("stand-in: no further thread\n", stderr);
    abort();
  }
  pthread_detach(thread);
}

static struct job *take_due_job(struct lane *lane) {
  for (;;) {
    struct job *job = lane->first;
    if (job == NULL) {
      pthread_cond_wait(&lane->changed, &library_lock);
    } else if (job->due > now()) {
      wait_until(&lane->changed, job->due);
    } else {
      lane->first = job->next;
      return job;
    }
  }
}

static void *work(void *argument) {
  struct lane *lane = argument;
  lock_library();
  for (;;) {
    struct job *job = take_due_job(lane);
    job->kind->run(job);
  }
  return NULL;
}

void run_due_jobs(void) {
  lock_library();
  for (size_t index = 0; index < LANE_COUNT; index++) {
    struct lane *lane = &lanes[index];
    while (lane->first != NULL && lane->first->due <= now()) {
      struct job *job = lane->first;
      lane->first = job->next;
      job->kind->run(job);
    }
  }
  unlock_library();
}

void schedule(enum lane_name name, struct job *job, uint64_t microseconds_from_now) {
  struct lane *lane = &lanes[name];
  job->due = now() + microseconds_from_now;
  bool comes_last = lane->first != NULL && lane->last->due <= job->due;
  struct job **place = comes_last ? &lane->last->next : &lane->first;
  while (*place != NULL && (*place)->due <= job->due) place = &(*place)->next;
  job->next = *place;
  *place = job;
  if (job->next == NULL) lane->last = job;
  if (!lane->started && has_threads()) {
    lane->started = true;
    start_thread(work, lane);
  }
  pthread_cond_signal(&lane->changed);
}

static bool outlives_nothing(const struct job *job) {
  (void)job;
  return false;
}

static bool outlives_session(const struct job *job) { return job->kind->outlives_uninit(job); }

static void drop_jobs(bool (*stays)(const struct job *job)) {
  for (size_t index = 0; index < LANE_COUNT; index++) {
    struct job **place = &lanes[index].first;
    while (*place != NULL) {
      struct job *job = *place;
      if (stays(job)) {
        lanes[index].last = job;
        place = &job->next;
      } else {
        *place = job->next;
        job->kind->drop(job);
      }
    }
  }
}

void drop_jobs_of_session(void) { drop_jobs(outlives_session); }

void drop_all_jobs(void) { drop_jobs(outlives_nothing); }

void delivery_opened(void) { open_deliveries++; }

void delivery_closed(void) {
  open_deliveries--;
  if (open_deliveries == 0) pthread_cond_broadcast(&became_idle);
}

uint64_t pending_deliveries(void) { return open_deliveries; }

bool wait_until_idle(uint32_t milliseconds) {
  uint64_t due = now() + (uint64_t)milliseconds * 1000;
  while (open_deliveries > 0 && now() < due) wait_until(&became_idle, due);
  return open_deliveries == 0;
}

uint64_t current_epoch(void) { return epoch; }

void end_epoch(void) { epoch++; }

struct visit begin_callback(bool on_callers_thread) {
  bool locks = option_or(settings()->uninit_lock, 0) != 0;
  struct visit visit = {.epoch = epoch, .holds_callback_lock = locks && !on_callers_thread};
  if (visit.holds_callback_lock) {
    unlock_library(); /* lock order: the callback lock comes first */
    pthread_mutex_lock(&callback_lock);
    lock_library();
  }
  if (visit.epoch == epoch) ledger_add(COUNTER_CALLBACKS_STARTED, 1);
  unlock_library();
  return visit;
}

void enter_callback(struct visit *visit) { visit->entered = now_in_nanoseconds(); }

void leave_callback(struct visit *visit) {
  visit->nanoseconds = now_in_nanoseconds() - visit->entered;
}

void end_callback(const struct visit *visit) {
  if (visit->holds_callback_lock) pthread_mutex_unlock(&callback_lock);
  lock_library();
  if (visit->epoch != epoch) return;
  ledger_add(COUNTER_CALLBACKS_FINISHED, 1);
  ledger_add(COUNTER_CALLBACKS_NANOSECONDS, visit->nanoseconds);
  ledger_raise(COUNTER_CALLBACKS_LONGEST, visit->nanoseconds);
}

void wait_for_callback_lock(void) {
  pthread_mutex_lock(&callback_lock);
  pthread_mutex_unlock(&callback_lock);
}
