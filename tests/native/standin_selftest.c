/*
 * Tests of the stand-in itself, in C, so that they can run under the sanitizers:
 *   sources="standin.c commands.c requests.c events.c delivery.c main_thread.c behaviour.c \
 *     ledger.c text.c"
 *   cc -std=c11 -g -O1 -pthread -Wall -Wextra -Werror -fsanitize=address,undefined \
 *     -o build/selftest standin_selftest.c $sources && build/selftest
 * and the same with -fsanitize=thread, and with -O2 and none, which shows the speed of events.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "standin.h"
#include "text.h"

#define CHECK(condition) check(condition, #condition, __func__, __LINE__)

static int failures;

static void check(bool holds, const char *condition, const char *test, int line) {
  if (holds) return;
  printf("FAILED %s, line %d: %s\n", test, line, condition);
  failures++;
}

static void sleep_milliseconds(long milliseconds) {
  struct timespec rest = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&rest, NULL);
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- receiving answers ---- */

struct receiver {
  int32_t answers;
  int32_t code;
  char *desc;
  char *json;
  pthread_t thread;
  int32_t place; /* the how-manieth of all answers it was */
  long takes;    /* milliseconds */
};

static pthread_mutex_t receiving = PTHREAD_MUTEX_INITIALIZER;
static int32_t answers_of_all;

static char *copy_or_null(const char *string) {
  return string == NULL ? NULL : copy_string(string);
}

static void receive(int32_t code, const char *desc, const char *json, const void *user_data) {
  struct receiver *receiver = (struct receiver *)(uintptr_t)user_data;
  if (receiver->takes > 0) sleep_milliseconds(receiver->takes);
  pthread_mutex_lock(&receiving);
  free(receiver->desc);
  free(receiver->json);
  receiver->code = code;
  receiver->desc = copy_or_null(desc);
  receiver->json = copy_or_null(json);
  receiver->thread = pthread_self();
  receiver->place = ++answers_of_all;
  receiver->answers++;
  pthread_mutex_unlock(&receiving);
}

static int32_t answers_of(struct receiver *receiver) {
  pthread_mutex_lock(&receiving);
  int32_t answers = receiver->answers;
  pthread_mutex_unlock(&receiving);
  return answers;
}

static void release(struct receiver *receiver) {
  free(receiver->desc);
  free(receiver->json);
  *receiver = (struct receiver){0};
}

static bool is_text(const char *actual, const char *expected) {
  return actual != NULL && strcmp(actual, expected) == 0;
}

static bool came_here(const struct receiver *receiver) {
  return pthread_equal(receiver->thread, pthread_self()) != 0;
}

static void set(const char *key, const char *value) { CHECK(standin_set(key, value) == 0); }

static void settle(void) { CHECK(standin_wait_idle(120000) == 0); }

static void wait_for_status(int status) {
  for (int patience = 5000; TIMGetLoginStatus() != status && patience > 0; patience--) {
    sleep_milliseconds(1);
  }
  CHECK(TIMGetLoginStatus() == status);
}

static void wait_for_callback(void) {
  while (standin_count("callbacks.started") == 0) sleep_milliseconds(1);
}

static void start(void) {
  CHECK(standin_reset() == 0);
  CHECK(TIMInit(1400000000, "{}") == 0);
}

static int login(const char *user_id, struct receiver *receiver) {
  return TIMLogin(user_id, "sig", receive, receiver);
}

static int logout(struct receiver *receiver) { return TIMLogout(receive, receiver); }

static bool user_is(const char *user_id) {
  char buffer[USER_ID_BUFFER_SIZE];
  return TIMGetLoginUserID(buffer) == 0 && strcmp(buffer, user_id) == 0;
}

/* ---- what it does by itself ---- */

static void test_init(void) {
  standin_reset();
  CHECK(TIMInit(0, "{}") == TIM_ERROR_PARAMETER);
  CHECK(TIMInit(1, "{\"a\":") == TIM_ERROR_JSON);
  CHECK(TIMInit(1, "{\"a\":\"}\"}") == 0);
  CHECK(TIMInit(1, NULL) == 0);
  CHECK(is_text(standin_last("TIMInit.json"), "<null>"));
  CHECK(is_text(standin_last("TIMInit.sdk_app_id"), "1"));
  CHECK(is_text(standin_last("TIMLogin.user_id"), "<none>"));
  CHECK(standin_last("TIMLogin.user") == NULL);
  CHECK(standin_count("TIMInit") == 4);
  CHECK(standin_count("TIMInitt") == UINT64_MAX);
  CHECK(is_text(TIMGetSDKVersion(), "stand-in 1.0"));
  CHECK(TIMGetServerTime() > 1500000000);
}

static void test_login_and_logout(void) {
  struct receiver in = {0}, out = {0};
  start();
  set("login.time", "100");
  set("logout.time", "100");
  CHECK(TIMGetLoginStatus() == STATUS_LOGGED_OUT && user_is(""));
  CHECK(login("alice", &in) == 0);
  wait_for_status(STATUS_LOGGING_IN);
  settle();
  CHECK(in.answers == 1 && in.code == 0 && is_text(in.desc, "OK") && !came_here(&in));
  CHECK(TIMGetLoginStatus() == STATUS_LOGGED_IN && user_is("alice"));
  CHECK(logout(&out) == 0);
  wait_for_status(STATUS_LOGGING_OUT);
  settle();
  CHECK(out.answers == 1 && out.code == 0);
  CHECK(TIMGetLoginStatus() == STATUS_LOGGED_OUT && user_is(""));
  CHECK(logout(&out) == 0);
  settle();
  CHECK(out.answers == 2 && out.code == 0);
  CHECK(is_text(standin_last("TIMLogin.user_sig"), "sig"));
  release(&in);
  release(&out);
}

static void test_refused_arguments(void) {
  struct receiver in = {0};
  start();
  CHECK(TIMLogin("", "sig", receive, &in) == TIM_ERROR_PARAMETER);
  CHECK(TIMLogin("alice", NULL, receive, &in) == TIM_ERROR_PARAMETER);
  settle();
  CHECK(in.answers == 0);
}

static void test_failing_login(void) {
  struct receiver in = {0};
  start();
  set("TIMLogin.code", "6206");
  set("TIMLogin.desc", "expired");
  login("alice", &in);
  settle();
  CHECK(in.code == 6206 && is_text(in.desc, "expired"));
  CHECK(TIMGetLoginStatus() == STATUS_LOGGED_OUT);
  release(&in);
}

static void test_before_init(void) {
  struct receiver in = {0}, out = {0}, config = {0};
  standin_reset();
  CHECK(login("alice", &in) == 0 && logout(&out) == 0);
  CHECK(TIMSetConfig("{\"a\":1}", receive, &config) == 0);
  CHECK(config.answers == 1 && config.code == 0 && came_here(&config));
  CHECK(is_text(config.json, "{\"a\":1}"));
  settle();
  CHECK(in.code == CODE_NOT_INITIALIZED && is_text(in.desc, "not initialized"));
  CHECK(out.code == CODE_NOT_INITIALIZED);
  CHECK(TIMSetConfig("{}", NULL, NULL) == 0);
  release(&in);
  release(&out);
  release(&config);
}

static void test_profile(void) {
  struct receiver in = {0}, profile = {0};
  start();
  TIMProfileGetUserProfileList("{}", receive, &profile);
  settle();
  CHECK(profile.code == CODE_NOT_LOGGED_IN);
  login("alice", &in);
  TIMProfileGetUserProfileList("{}", receive, &profile);
  settle();
  CHECK(profile.code == 0 && is_text(profile.json, "[]") && profile.place == in.place + 1);
  release(&in);
  release(&profile);
}

static void test_experimental(void) {
  struct receiver silent = {0}, answered = {0};
  start();
  callExperimentalAPI("{\"request_internal_operation\":\"internal_operation_set_env\"}", receive,
                      &silent);
  callExperimentalAPI("{\"request_internal_operation\":\"internal_operation_write_log\"}", receive,
                      &answered);
  settle();
  CHECK(silent.answers == 0 && answered.answers == 1);
  CHECK(is_text(answered.json,
                "{\"response_internal_operation\":\"internal_operation_write_log\"}"));
  release(&answered);
}

static void test_queue(void) {
  struct receiver first = {0}, out = {0}, second = {0};
  start();
  set("login.time", "30");
  login("alice", &first);
  logout(&out);
  login("bob", &second);
  settle();
  CHECK(first.answers == 1 && out.answers == 1 && second.answers == 1);
  CHECK(first.place < out.place && out.place < second.place);
  CHECK(user_is("bob"));
  start();
  set("queue", "0");
  set("login.time", "30");
  login("alice", &first);
  logout(&out);
  settle();
  CHECK(out.place < first.place);
  release(&first);
  release(&out);
  release(&second);
}

static void test_uninit_drops(void) {
  struct receiver in = {0}, out = {0};
  start();
  set("login.time", "200");
  login("alice", &in);
  logout(&out);
  wait_for_status(STATUS_LOGGING_IN);
  CHECK(standin_count("deliveries.pending") == 2);
  CHECK(TIMUninit() == 0);
  CHECK(standin_count("deliveries.pending") == 0);
  sleep_milliseconds(250);
  CHECK(answers_of(&in) == 0 && answers_of(&out) == 0);
  CHECK(standin_count("answers.dropped") == 2);
  CHECK(TIMGetLoginStatus() == STATUS_LOGGING_IN);
  CHECK(TIMInit(1, "") == 0 && TIMGetLoginStatus() == STATUS_LOGGED_OUT);
  set("login.time", "");
  login("alice", &in);
  settle();
  CHECK(in.answers == 1 && user_is("alice"));
  TIMUninit();
  CHECK(TIMGetLoginStatus() == STATUS_LOGGED_OUT && user_is(""));
  release(&in);
}

/* ---- what it can be told ---- */

static void test_unknown_keys(void) {
  standin_reset();
  CHECK(standin_set("TIMLogin.cod", "1") == -1);
  CHECK(standin_set("TIMLogn.code", "1") == -1);
  CHECK(standin_set("TIMLogin.times", "4") == -1);
  CHECK(standin_set("TIMLogin.code", "1x") == -1);
  CHECK(standin_set("TIMLogin.code", NULL) == -1);
  CHECK(standin_set("TIMLogin.thread", "mine") == -1);
  CHECK(standin_set("TIMLogin.desc", "<nul>") == -1);
  CHECK(standin_set("TIMLogin.desc", "<json:63>") == -1);
  CHECK(standin_set("TIMLogin.desc", "<json:100>x>") == -1);
  CHECK(standin_set("TIMGetSDKVersion.return", "1") == -1);
  CHECK(standin_set("TIMInit.code", "1") == -1);
  CHECK(standin_set("TIMInit.return", "-6") == 0);
  CHECK(TIMInit(1, "{}") == -6);
}

static void test_times(void) {
  struct receiver in = {0};
  start();
  set("TIMLogin.times", "0");
  login("alice", &in);
  settle();
  CHECK(in.answers == 0 && user_is("alice"));
  set("TIMLogin.times", "3");
  login("alice", &in);
  settle();
  CHECK(in.answers == 3);
  release(&in);
}

static void test_threads(void) {
  struct receiver own = {0}, fresh = {0}, caller = {0};
  start();
  set("login.time", "0");
  login("alice", &own);
  set("TIMLogin.thread", "new");
  set("TIMLogin.hang", "300");
  login("alice", &fresh);
  CHECK(answers_of(&fresh) == 1);
  set("TIMLogin.hang", "");
  set("TIMLogin.thread", "caller");
  login("bob", &caller);
  CHECK(caller.answers == 1 && came_here(&caller) && user_is("bob"));
  settle();
  CHECK(!came_here(&fresh) && !pthread_equal(own.thread, fresh.thread));
  release(&own);
  release(&fresh);
  release(&caller);
}

static void test_returns(void) {
  struct receiver in = {0};
  start();
  set("TIMLogin.return", "-2");
  CHECK(login("alice", &in) == -2);
  settle();
  CHECK(in.answers == 0);
  set("TIMLogin.callback_despite_return", "1");
  CHECK(login("alice", &in) == -2);
  settle();
  CHECK(in.answers == 1 && user_is(""));
  release(&in);
}

static void test_delay(void) {
  struct receiver in = {0};
  start();
  set("TIMLogin.delay", "200");
  login("alice", &in);
  wait_for_status(STATUS_LOGGED_IN);
  CHECK(answers_of(&in) == 0);
  settle();
  CHECK(in.answers == 1);
  release(&in);
}

static void test_late_answers(void) {
  struct receiver in = {0}, out = {0};
  start();
  set("TIMLogin.again_after", "60");
  set("TIMLogin.survives_uninit", "1");
  set("TIMLogout.survives_uninit", "1");
  set("login.time", "200");
  login("alice", &in);
  logout(&out);
  wait_for_status(STATUS_LOGGING_IN);
  TIMUninit();
  CHECK(answers_of(&in) == 0);
  settle();
  CHECK(in.answers == 2 && in.code == 0 && user_is(""));
  CHECK(out.answers == 1);
  release(&in);
  release(&out);
}

static void test_texts(void) {
  enum { SIXTEEN_MEGABYTES = 16777216 };
  struct receiver in = {0};
  start();
  set("TIMLogin.desc", "<null>");
  set("TIMLogin.json", "");
  login("alice", &in);
  settle();
  CHECK(in.desc == NULL && is_text(in.json, ""));
  set("TIMLogin.desc", "<invalid-utf8>");
  set("TIMLogin.json", "<json:16777216>");
  login("alice", &in);
  settle();
  CHECK(in.desc != NULL && strlen(in.desc) == 16 && memcmp(in.desc, "{\xC3\x28\xE2", 4) == 0);
  CHECK(in.json != NULL && strlen(in.json) == SIXTEEN_MEGABYTES);
  CHECK(in.json != NULL && strcmp(in.json + SIXTEEN_MEGABYTES - 4, "aa\"}") == 0);
  set("TIMLogin.desc", "<default>");
  login("alice", &in);
  settle();
  CHECK(is_text(in.desc, "OK"));
  release(&in);
}

static bool is_scribbled(const struct loan *loan) {
  for (size_t index = 0; index < loan->size; index++) {
    if ((unsigned char)loan->storage[index] != 0xDD) return false;
  }
  return true;
}

static void test_strings_on_the_stack(void) {
  struct receiver in = {0};
  start();
  set("strings", "stack");
  set("TIMLogin.desc", "on the stack");
  login("alice", &in);
  settle();
  CHECK(is_text(in.desc, "on the stack"));
  release(&in);

  struct loan loan;
  struct text text = text_of_string("for a moment");
  CHECK(lend(&loan, &text, true) == loan.storage && is_text(loan.storage, "for a moment"));
  take_back(&loan);
  CHECK(is_scribbled(&loan));
  text_release(&text);
}

static void test_lies(void) {
  start();
  set("status", "7");
  set("user_id", "mallory");
  CHECK(TIMGetLoginStatus() == 7 && user_is("mallory"));
  set("status", "");
  set("user_id", "<default>");
  CHECK(TIMGetLoginStatus() == STATUS_LOGGED_OUT && user_is(""));
  set("TIMGetLoginUserID.return", "-4");
  CHECK(!user_is(""));
}

static void test_uninit_lock(void) {
  struct receiver in = {.takes = 80};
  start();
  set("uninit.lock", "1");
  login("alice", &in);
  wait_for_callback();
  TIMUninit();
  CHECK(answers_of(&in) == 1);
  settle();
  release(&in);
}

static void test_time_in_callbacks(void) {
  struct receiver in = {.takes = 20};
  const uint64_t least = 20 * 1000000;
  start();
  login("alice", &in);
  settle();
  CHECK(standin_count("callbacks.nanoseconds") >= least);
  CHECK(standin_count("callbacks.longest_nanoseconds") == standin_count("callbacks.nanoseconds"));
  login("alice", &in);
  settle();
  CHECK(standin_count("callbacks.nanoseconds") >= 2 * least);
  CHECK(standin_count("callbacks.longest_nanoseconds") >= least);
  CHECK(standin_count("callbacks.longest_nanoseconds") < standin_count("callbacks.nanoseconds"));
  CHECK(standin_reset() == 0);
  CHECK(standin_count("callbacks.nanoseconds") == 0);
  CHECK(standin_count("callbacks.longest_nanoseconds") == 0);
  release(&in);
}

static void test_uninit_results(void) {
  start();
  set("TIMUninit.hang", "50");
  double before = seconds();
  CHECK(TIMUninit() == 0);
  CHECK(seconds() - before >= 0.05);
  start();
  set("TIMUninit.return", "-1");
  CHECK(TIMUninit() == -1);
}

static void test_reset_is_quiet(void) {
  struct receiver in = {.takes = 40}, late = {0};
  start();
  set("TIMLogin.survives_uninit", "1");
  login("alice", &in);
  login("alice", &late);
  wait_for_callback();
  CHECK(standin_reset() == 0);
  CHECK(answers_of(&in) == 1 && answers_of(&late) == 0);
  CHECK(standin_count("callbacks.started") == 0 && standin_count("callbacks.finished") == 0);
  release(&in);
}

/* ---- events ---- */

enum { MOST_STREAMS = 8 };

/* What a storm has brought; each sending thread writes to its own entries only. */
struct storm {
  const char *format;
  const char *closing;
  uint32_t next[MOST_STREAMS];
  uint32_t corrupt[MOST_STREAMS];
};

static const char object_format[] = "{\"thread\":%u,\"n\":%u,\"size\":%u,\"pad\":\"%n";
static const char array_format[] = "[{\"thread\":%u,\"n\":%u,\"size\":%u,\"pad\":\"%n";
static const char plain_format[] = "thread=%u n=%u size=%u pad=%n";

static bool is_padding(const char *padding, size_t length, char letter) {
  return length > 0 && padding[0] == letter && memcmp(padding, padding + 1, length - 1) == 0;
}

static void verify(struct storm *storm, const char *text) {
  uint32_t thread, number, size;
  int opening = 0;
  if (sscanf(text, storm->format, &thread, &number, &size, &opening) != 3 ||
      thread >= MOST_STREAMS) {
    storm->corrupt[0]++;
    return;
  }
  size_t length = strlen(text);
  size_t padding = length - (size_t)opening - strlen(storm->closing);
  bool is_right = number == storm->next[thread] && size == length &&
                  strcmp(text + length - strlen(storm->closing), storm->closing) == 0 &&
                  is_padding(text + opening, padding, (char)('a' + number % 26));
  storm->next[thread]++;
  if (!is_right) storm->corrupt[thread]++;
}

static void receive_json(const char *json, const void *user_data) {
  verify((struct storm *)(uintptr_t)user_data, json);
}

static void receive_network(int32_t status, int32_t code, const char *desc,
                            const void *user_data) {
  CHECK(status == 3 && code == 9512);
  verify((struct storm *)(uintptr_t)user_data, desc);
}

static void receive_log(int32_t level, const char *log, const void *user_data) {
  CHECK(level == 5);
  verify((struct storm *)(uintptr_t)user_data, log);
}

static void receive_nothing(const void *user_data) {
  ++*(uint32_t *)(uintptr_t)user_data;
}

static void check_storm(const struct storm *storm, uint32_t threads, uint32_t count) {
  for (uint32_t thread = 0; thread < MOST_STREAMS; thread++) {
    CHECK(storm->next[thread] == (thread < threads ? count : 0));
    CHECK(storm->corrupt[thread] == 0);
  }
}

static void test_each_event(void) {
  struct storm network = {.format = object_format, .closing = "\"}"};
  struct storm self = network;
  struct storm status = {.format = array_format, .closing = "\"}]"};
  struct storm info = status;
  struct storm log = {.format = plain_format, .closing = ""};
  uint32_t kicked = 0, expired = 0;
  start();
  CHECK(standin_emit("network", 3, 9512, NULL, 1, 80, 1) == -2);
  TIMSetNetworkStatusListenerCallback(receive_network, &network);
  TIMSetKickedOfflineCallback(receive_nothing, &kicked);
  TIMSetUserSigExpiredCallback(receive_nothing, &expired);
  TIMSetSelfInfoUpdatedCallback(receive_json, &self);
  TIMSetUserStatusChangedCallback(receive_json, &status);
  TIMSetUserInfoChangedCallback(receive_json, &info);
  TIMSetLogCallback(receive_log, &log);
  CHECK(standin_emit("netwrk", 0, 0, NULL, 1, 80, 1) == -1);
  CHECK(standin_emit("network", 0, 0, NULL, 1, 63, 1) == -1);
  CHECK(standin_emit("network", 0, 0, "<nonsense>", 1, 0, 1) == -1);
  CHECK(standin_emit("network", 3, 9512, NULL, 30, 80, 0) == 0);
  CHECK(standin_emit("kicked", 0, 0, NULL, 2, 0, 1) == 0);
  CHECK(standin_emit("sig_expired", 0, 0, NULL, 3, 0, 1) == 0);
  CHECK(standin_emit("self_info", 0, 0, NULL, 30, 1000, 1) == 0);
  CHECK(standin_emit("user_status", 0, 0, NULL, 30, 1000, 1) == 0);
  CHECK(standin_emit("user_info", 0, 0, NULL, 30, 1000, 8) == 0);
  CHECK(standin_emit("log", 5, 0, NULL, 30, 100000, 1) == 0);
  settle();
  check_storm(&network, 1, 30);
  check_storm(&self, 1, 30);
  check_storm(&status, 1, 30);
  check_storm(&info, 8, 30);
  check_storm(&log, 1, 30);
  CHECK(kicked == 2 && expired == 3);
  CHECK(standin_count("events.sent") == 30 * 5 + 30 * 7 + 5);
}

struct remembered {
  uint32_t count;
  char texts[3][24];
};

static void remember(const char *text, const void *user_data) {
  struct remembered *remembered = (struct remembered *)(uintptr_t)user_data;
  snprintf(remembered->texts[remembered->count++], sizeof remembered->texts[0], "%s",
           text == NULL ? "NULL" : text);
}

static void test_events_keep_their_order(void) {
  struct remembered remembered = {0};
  start();
  TIMSetSelfInfoUpdatedCallback(remember, &remembered);
  standin_emit("self_info", 0, 0, "one", 1, 0, 1);
  standin_emit("self_info", 0, 0, "two", 1, 0, 1);
  standin_emit("self_info", 0, 0, NULL, 1, 0, 1);
  settle();
  CHECK(is_text(remembered.texts[0], "one") && is_text(remembered.texts[1], "two"));
  CHECK(is_text(remembered.texts[2], "NULL"));
}

static void receive_slowly(const char *json, const void *user_data) {
  (void)json;
  (void)user_data;
  sleep_milliseconds(1);
}

static void test_uninit_ends_events(void) {
  start();
  TIMSetSelfInfoUpdatedCallback(receive_slowly, NULL);
  standin_emit("self_info", 0, 0, NULL, 1000000, 100, 4);
  sleep_milliseconds(10);
  TIMUninit();
  settle();
  uint64_t sent = standin_count("events.sent");
  CHECK(sent > 0 && sent + standin_count("events.dropped") == 4000000);
}

static void test_events_after_uninit(void) {
  uint32_t kicked = 0;
  start();
  set("events.survive_uninit", "1");
  TIMSetKickedOfflineCallback(receive_nothing, &kicked);
  standin_emit("kicked", 0, 0, NULL, 10000, 0, 1);
  TIMUninit();
  settle();
  CHECK(kicked == 10000);
}

static void test_reset_ends_events(void) {
  start();
  TIMSetSelfInfoUpdatedCallback(receive_slowly, NULL);
  standin_emit("self_info", 0, 0, NULL, 1000000, 100, 8);
  standin_emit("self_info", 0, 0, NULL, 1000000, 100, 1);
  standin_emit("self_info", 0, 0, NULL, 1000000, 100, 1);
  sleep_milliseconds(10);
  CHECK(standin_reset() == 0);
  CHECK(standin_count("events.sent") == 0);
}

static void test_storm_during_sessions(void) {
  enum { ROUNDS = 50 };
  struct receiver in = {0}, out = {0};
  for (int round = 0; round < ROUNDS; round++) {
    struct storm storm = {.format = array_format, .closing = "\"}]"};
    start();
    set("strings", round % 2 == 0 ? "heap" : "stack");
    set("TIMLogin.thread", round % 3 == 0 ? "new" : "own");
    TIMSetUserInfoChangedCallback(receive_json, &storm);
    standin_emit("user_info", 0, 0, NULL, 20000, 300, 8);
    login("alice", &in);
    logout(&out);
    TIMSetConfig("{}", receive, &in);
    if (round % 2 == 0) sleep_milliseconds(5);
    TIMUninit();
    CHECK(standin_reset() == 0);
    for (int thread = 0; thread < MOST_STREAMS; thread++) CHECK(storm.corrupt[thread] == 0);
  }
  release(&in);
  release(&out);
}

static void storm(const char *place, uint32_t threads) {
  enum { COUNT = 200000, SIZE = 1024 };
  struct storm storm = {.format = array_format, .closing = "\"}]"};
  start();
  set("strings", place);
  TIMSetUserInfoChangedCallback(receive_json, &storm);
  double before = seconds();
  standin_emit("user_info", 0, 0, NULL, COUNT, SIZE, threads);
  settle();
  double rate = COUNT * threads / (seconds() - before);
  printf("%u thread(s), strings on the %s: %.0f messages of 1 KB a second, verified\n", threads,
         place, rate);
  check_storm(&storm, threads, COUNT);
}

static void ignore_json(const char *json, const void *user_data) {
  (void)json;
  (void)user_data;
}

static void measure_sending(uint32_t threads) {
  enum { COUNT = 500000, SIZE = 1024 };
  start();
  TIMSetUserInfoChangedCallback(ignore_json, NULL);
  double before = seconds();
  standin_emit("user_info", 0, 0, NULL, COUNT, SIZE, threads);
  settle();
  printf("%u thread(s): %.0f messages of 1 KB a second, unread\n", threads,
         COUNT * threads / (seconds() - before));
}

int main(void) {
  test_init();
  test_login_and_logout();
  test_refused_arguments();
  test_failing_login();
  test_before_init();
  test_profile();
  test_experimental();
  test_queue();
  test_uninit_drops();
  test_unknown_keys();
  test_times();
  test_threads();
  test_returns();
  test_delay();
  test_late_answers();
  test_texts();
  test_strings_on_the_stack();
  test_lies();
  test_uninit_lock();
  test_time_in_callbacks();
  test_uninit_results();
  test_reset_is_quiet();
  test_each_event();
  test_events_keep_their_order();
  test_uninit_ends_events();
  test_events_after_uninit();
  test_reset_ends_events();
  test_storm_during_sessions();
  storm("heap", 1);
  storm("stack", 1);
  storm("heap", 8);
  measure_sending(1);
  measure_sending(8);
  CHECK(standin_reset() == 0);
  printf(failures == 0 ? "all hold\n" : "%d do not hold\n", failures);
  return failures == 0 ? 0 : 1;
}
