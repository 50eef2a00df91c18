/*
 * Tests of the stand-in itself, in C, so that they can run under the sanitizers:
 *   sources="standin.c commands.c requests.c echo.c events.c listeners.c delivery.c \
 *     main_thread.c behaviour.c ledger.c text.c"
 *   cc -std=c11 -g -O1 -pthread -Wall -Wextra -Werror -fsanitize=address,undefined \
 *     -o build/selftest standin_selftest.c $sources && build/selftest
 * and the same with -fsanitize=thread, and with -O2 and none, which shows the speed of events.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
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
  int32_t place; /* its position among all answers */
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

/* ---- its default behaviour ---- */

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

/* ---- its configurable behaviour ---- */

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

/* ---- echoes ---- */

static void start_as(const char *user_id) {
  struct receiver in = {0};
  start();
  login(user_id, &in);
  settle();
  CHECK(in.code == 0);
  release(&in);
}

/* The arguments end in a comma: the callback follows them. */
#define CHECK_ECHO(function, expected, ...)                                      \
  do {                                                                           \
    struct receiver receiver = {0};                                              \
    CHECK(function(__VA_ARGS__ receive, &receiver) == 0);                        \
    CHECK(is_text(standin_last(#function ".arguments"), expected));              \
    settle();                                                                    \
    CHECK(receiver.answers == 1 && receiver.code == 0 && !came_here(&receiver)); \
    CHECK(is_text(receiver.json, expected));                                     \
    release(&receiver);                                                          \
  } while (0)

static void test_echoes(void) {
  start_as("alice");
  CHECK_ECHO(TIMMsgMarkAllMessageAsRead, "{}", );
  CHECK_ECHO(TIMConvGetConvList, "{}", );
  CHECK_ECHO(TIMGetSignalingInfo, "{\"json_msg\":{\"a\":[1]}}", "{\"a\":[1]}", );
  CHECK_ECHO(TIMGetSignalingInfo, "{\"json_msg\":null}", NULL, );
  CHECK_ECHO(TIMGroupReportPendencyReaded, "{\"time_stamp\":18446744073709551615}", UINT64_MAX, );
  CHECK_ECHO(TIMMsgDoBackground, "{\"unread_count\":4294967295}", UINT32_MAX, );
  CHECK_ECHO(TIMMsgSetAllReceiveMessageOpt,
             "{\"opt\":1,\"start_hour\":-2147483648,\"start_minute\":2147483647,"
             "\"start_second\":-3,\"duration\":4294967295}",
             1, INT32_MIN, INT32_MAX, -3, UINT32_MAX, );
  CHECK_ECHO(TIMMsgGetAllUserListOfMessageReaction,
             "{\"json_msg\":{},\"reaction_id\":\"\\\"\\\\\\u0001爱\",\"next_seq\":4294967295,"
             "\"count\":7}",
             "{}", "\"\\\x01爱", UINT32_MAX, 7, );
  CHECK_ECHO(TIMConvGetConversationListByFilter,
             "{\"filter\":{\"f\":1},\"next_seq\":18446744073709551615,\"count\":4294967294}",
             "{\"f\":1}", UINT64_MAX, UINT32_MAX - 1, );
  CHECK_ECHO(TIMConvMarkConversation,
             "{\"conversation_id_array\":[\"a\"],\"mark_type\":9007199254740993,"
             "\"enable_mark\":true}",
             "[\"a\"]", 9007199254740993, true, );
  CHECK_ECHO(TIMConvCleanConversationUnreadMessageCount,
             "{\"conversation_id\":null,\"clean_timestamp\":18446744073709551615,"
             "\"clean_sequence\":18446744073709551614}",
             NULL, UINT64_MAX, UINT64_MAX - 1, );
  CHECK_ECHO(TIMConvPinConversation,
             "{\"conv_id\":\"c\",\"conv_type\":-2,\"is_pinned\":false}", "c", -2, false, );
  CHECK_ECHO(TIMGroupIncreaseGroupCounter,
             "{\"group_id\":\"g\",\"group_counter_key\":\"k\","
             "\"group_counter_value\":-9223372036854775808}",
             "g", "k", INT64_MIN, );
  CHECK_ECHO(TIMGroupMarkGroupMemberList,
             "{\"group_id\":\"g\",\"member_array\":[],\"mark_type\":1000,"
             "\"enable_mark\":true}",
             "g", "[]", 1000, true, );
  CHECK_ECHO(TIMCommunityAddTopicPermissionToPermissionGroup,
             "{\"group_id\":\"g\",\"permission_group_id\":\"p\","
             "\"json_topic_permission_map\":{\"t\":1}}",
             "g", "p", "{\"t\":1}", );
  CHECK_ECHO(TIMMsgDownloadElemToPath, "{\"json_download_elem_param\":{},\"path\":\"p\"}", "{}", "p", );
  CHECK_ECHO(TIMMsgSendMessage,
             "{\"conv_id\":\"c\",\"conv_type\":2,\"json_msg_param\":{},"
             "\"message_id_buffer\":null}",
             "c", 2, "{}", NULL, );
  CHECK_ECHO(TIMSignalingInvite,
             "{\"invitee\":\"i\",\"data\":\"d\",\"online_user_only\":true,"
             "\"json_offline_push_info\":{},\"timeout\":-30,\"invite_id_buffer\":null}",
             "i", "d", true, "{}", -30, NULL, );
  CHECK_ECHO(TIMSignalingInviteInGroup,
             "{\"group_id\":\"g\",\"json_invitee_array\":[],\"data\":\"d\","
             "\"online_user_only\":false,\"timeout\":30,\"invite_id_buffer\":null}",
             "g", "[]", "d", false, 30, NULL, );
}

static void test_progress(void) {
  struct receiver receiver = {0};
  start_as("alice");
  standin_set("TIMMsgDownloadElemToPath.progress", "2");
  standin_set("TIMMsgDownloadElemToPath.code", "7");
  TIMMsgDownloadElemToPath("{}", "p", receive, &receiver);
  settle();
  CHECK(receiver.answers == 3);
  CHECK(receiver.code == 7 && !is_text(receiver.desc, "downloading"));
  release(&receiver);
}

static void test_id_buffers(void) {
  struct receiver sent = {0};
  char first[ID_BUFFER_SIZE], second[ID_BUFFER_SIZE], expected[256];
  start_as("alice");
  CHECK(TIMMsgSendMessage("c", 1, "{}", first, receive, &sent) == 0);
  CHECK(strlen(first) > 0 && (unsigned char)first[ID_BUFFER_SIZE - 1] == 0xDD);
  settle();
  snprintf(expected, sizeof expected,
           "{\"conv_id\":\"c\",\"conv_type\":1,\"json_msg_param\":{},\"message_id_buffer\":\"%s\"}",
           first);
  CHECK(is_text(sent.json, expected));
  TIMSignalingInvite("i", "d", true, "{}", 1, second, receive, &sent);
  CHECK(strcmp(first, second) != 0);
  TIMSignalingInviteInGroup("g", "[]", "d", true, 1, first, receive, &sent);
  CHECK(strcmp(first, second) != 0);
  settle();
  release(&sent);
}

static void test_echoes_obey(void) {
  struct receiver receiver = {0};
  standin_reset();
  TIMConvGetConvList(receive, &receiver);
  settle();
  CHECK(receiver.code == CODE_NOT_INITIALIZED);
  start();
  TIMConvGetConvList(receive, &receiver);
  settle();
  CHECK(receiver.code == CODE_NOT_LOGGED_IN);
  set("TIMConvGetConvList.code", "80001");
  set("TIMConvGetConvList.times", "2");
  TIMConvGetConvList(receive, &receiver);
  settle();
  CHECK(receiver.code == 80001 && is_text(receiver.json, "{}") && receiver.answers == 4);
  set("TIMConvGetConvList.json", "[]");
  set("TIMConvGetConvList.thread", "caller");
  TIMConvGetConvList(receive, &receiver);
  CHECK(is_text(receiver.json, "[]") && receiver.answers == 6 && came_here(&receiver));
  set("TIMConvGetConvList.return", "-4");
  CHECK(TIMConvGetConvList(receive, &receiver) == -4 && receiver.answers == 6);
  release(&receiver);
}

/* What the two callbacks of one call have brought, in the order in which they came. */
struct course {
  int32_t codes[4];
  char words[128];
  uint32_t count;
};

static void note(struct course *course, const char *who, int32_t code, const char *json) {
  size_t length = strlen(course->words);
  snprintf(course->words + length, sizeof course->words - length, "%s %s;", who,
           json == NULL ? "NULL" : json);
  course->codes[course->count++] = code;
}

static void note_id(int32_t code, const char *desc, const char *json, const void *user_data) {
  (void)desc;
  note((struct course *)(uintptr_t)user_data, "id", code, json);
}

static void note_result(int32_t code, const char *desc, const char *json,
                        const void *user_data) {
  (void)desc;
  note((struct course *)(uintptr_t)user_data, "result", code, json);
}

static bool takes_course(const char *words) {
  struct course course = {0};
  TIMMsgSendNewMsgEx("c", 1, "{}", note_id, note_result, &course);
  settle();
  bool is_so = strcmp(course.words, words) == 0;
  if (!is_so) printf("its course is %s\n", course.words);
  return is_so;
}

#define ANSWER "result {\"conv_id\":\"c\",\"conv_type\":1,\"json_msg_param\":{}};"

static void test_two_callbacks(void) {
  standin_reset();
  CHECK(takes_course(ANSWER));
  start_as("alice");
  CHECK(takes_course("id c;" ANSWER));
  set("message_id", "last");
  CHECK(takes_course(ANSWER "id c;"));
  set("message_id", "never");
  CHECK(takes_course(ANSWER));
  set("message_id", "first");
  set("message_id.json", "\"m\"");
  set("TIMMsgSendNewMsgEx.thread", "caller");
  CHECK(takes_course("id \"m\";" ANSWER));
  set("TIMMsgSendNewMsgEx.thread", "new");
  set("TIMMsgSendNewMsgEx.times", "2");
  CHECK(takes_course("id \"m\";" ANSWER ANSWER));
  set("message_id.json", "<null>");
  set("TIMMsgSendNewMsgEx.times", "0");
  CHECK(takes_course("id NULL;"));
  struct course course = {0};
  set("TIMMsgSendNewMsgEx.code", "80001");
  set("TIMMsgSendNewMsgEx.times", "1");
  TIMMsgSendNewMsgEx("c", 1, "{}", note_id, note_result, &course);
  settle();
  CHECK(course.count == 2 && course.codes[0] == 0 && course.codes[1] == 80001);
  TIMMsgSendNewMsgEx("c", 1, "{}", NULL, note_result, &course);
  settle();
  TIMMsgSendNewMsgEx("c", 1, "{}", note_id, NULL, &course);
  settle();
  CHECK(course.count == 4 && course.codes[2] == 80001 && course.codes[3] == 0);
}

struct list {
  uint32_t count;
  char json[128];
  uint64_t next_seq;
  bool is_finished;
};

static void receive_list(const char *json, uint64_t next_seq, bool is_finished,
                         const void *user_data) {
  struct list *list = (struct list *)(uintptr_t)user_data;
  snprintf(list->json, sizeof list->json, "%s", json);
  list->next_seq = next_seq;
  list->is_finished = is_finished;
  list->count++;
}

static void test_member_list(void) {
  struct list list = {0};
  start_as("alice");
  TIMMsgGetGroupMessageReadMemberList("{}", 1, UINT64_MAX, 5, receive_list, &list);
  settle();
  CHECK(strcmp(list.json, "[{\"json_msg\":{},\"filter\":1,\"next_seq\":18446744073709551615,"
                          "\"count\":5}]") == 0);
  CHECK(list.next_seq == UINT64_MAX && list.is_finished);
  set("TIMMsgGetGroupMessageReadMemberList.times", "2");
  TIMMsgGetGroupMessageReadMemberList("{}", 0, 1, 5, receive_list, &list);
  TIMMsgGetGroupMessageReadMemberList("{}", 0, 1, 5, NULL, &list);
  settle();
  CHECK(list.count == 3 && list.next_seq == 1 && !list.is_finished);
}

static void test_echoing_commands(void) {
  standin_reset();
  CHECK(is_text(standin_last("TIMConvSetDraft.arguments"), "<none>"));
  CHECK(TIMConvSetDraft("c", 2, "{\"d\":1}") == 0);
  CHECK(is_text(standin_last("TIMConvSetDraft.arguments"),
                "{\"conv_id\":\"c\",\"conv_type\":2,\"json_draft_param\":{\"d\":1}}"));
  CHECK(TIMConvCancelDraft(NULL, -1) == 0);
  CHECK(is_text(standin_last("TIMConvCancelDraft.arguments"),
                "{\"conv_id\":null,\"conv_type\":-1}"));
  CHECK(TIMConvSubscribeUnreadMessageCountByFilter("[]") == 0);
  CHECK(is_text(standin_last("TIMConvSubscribeUnreadMessageCountByFilter.arguments"),
                "{\"filter\":[]}"));
  set("TIMConvSetDraft.return", "-4");
  CHECK(TIMConvSetDraft("c", 2, "{}") == -4 && standin_count("TIMConvSetDraft") == 2);
  CHECK(standin_set("TIMConvSetDraft.code", "1") == -1);
}

/* ---- listeners ---- */

struct heard {
  uint32_t count;
  char words[256];
};

/* What a callback was given, in its order: texts in brackets, numbers in digits. */
static void hear(const void *user_data, const char *format, ...) {
  struct heard *heard = (struct heard *)(uintptr_t)user_data;
  va_list values;
  va_start(values, format);
  vsnprintf(heard->words, sizeof heard->words, format, values);
  va_end(values);
  heard->count++;
}

static void hear_messages(const char *json, const void *user_data) {
  hear(user_data, "[%s]", json == NULL ? "NULL" : json);
}

static void hear_other_messages(const char *json, const void *user_data) {
  hear(user_data, "other [%s]", json);
}

static void hear_conversations(int32_t event, const char *json, const void *user_data) {
  hear(user_data, "%" PRId32 " [%s]", event, json);
}

static void hear_total(int total, const void *user_data) { hear(user_data, "%d", total); }

static void hear_total_by_filter(const char *filter, int total, const void *user_data) {
  hear(user_data, "[%s] %d", filter, total);
}

static void hear_deleted(const char *group, const char *conversations, uint32_t reason,
                         const void *user_data) {
  hear(user_data, "[%s] [%s] %" PRIu32, group, conversations, reason);
}

static void hear_counter(const char *group, const char *key, int64_t value,
                         const void *user_data) {
  hear(user_data, "[%s] [%s] %" PRId64, group, key, value);
}

static void hear_progress(const char *message, uint32_t index, uint32_t size, uint32_t total,
                          const void *user_data) {
  hear(user_data, "[%s] %" PRIu32 " %" PRIu32 " %" PRIu32, message, index, size, total);
}

static void hear_pinned(const char *group, const char *message, bool is_pinned, const char *user,
                        const void *user_data) {
  hear(user_data, "[%s] [%s] %d [%s]", group, message, is_pinned, user);
}

static void hear_invitation(const char *id, const char *inviter, const char *group,
                            const char *invitees, const char *data, const void *user_data) {
  hear(user_data, "[%s] [%s] [%s] [%s] [%s]", id, inviter, group, invitees, data);
}

static void hear_accepted(const char *id, const char *invitee, const char *data,
                          const void *user_data) {
  hear(user_data, "[%s] [%s] [%s]", id, invitee, data);
}

static void hear_following(const char *users, bool is_add, const void *user_data) {
  hear(user_data, "[%s] %d", users, is_add);
}

static void hear_topic(const char *group, const char *topic, const void *user_data) {
  hear(user_data, "[%s] [%s]", group, topic);
}

#define CHECK_HEARD(setter, listener, values, expected) \
  do {                                                  \
    struct heard heard = {0};                           \
    CHECK(standin_send(#setter, values) == -2);         \
    setter(listener, &heard);                           \
    CHECK(standin_send(#setter, values) == 0);          \
    settle();                                           \
    CHECK(heard.count == 1);                            \
    CHECK(is_text(heard.words, expected));              \
  } while (0)

static void test_each_listener(void) {
  start();
  CHECK_HEARD(TIMAddRecvNewMsgCallback, hear_messages, "[{}]", "[[{}]]");
  CHECK_HEARD(TIMSetConvEventCallback, hear_conversations, "-1\x1F[\"爱\"]", "-1 [[\"爱\"]]");
  CHECK_HEARD(TIMSetConvTotalUnreadMessageCountChangedCallback, hear_total, "-2147483648",
              "-2147483648");
  CHECK_HEARD(TIMSetConvUnreadMessageCountChangedByFilterCallback, hear_total_by_filter,
              "{}\x1F" "2147483647", "[{}] 2147483647");
  CHECK_HEARD(TIMSetConvConversationsDeletedFromGroupCallback, hear_deleted,
              "a\x1F[]\x1F" "4294967295", "[a] [[]] 4294967295");
  CHECK_HEARD(TIMSetGroupCounterChangedCallback, hear_counter,
              "g\x1Fk\x1F-9223372036854775808", "[g] [k] -9223372036854775808");
  CHECK_HEARD(TIMSetMsgElemUploadProgressCallback, hear_progress,
              "{}\x1F" "1\x1F" "2\x1F" "4294967295", "[{}] 1 2 4294967295");
  CHECK_HEARD(TIMSetMsgGroupPinnedMessageChangedCallback, hear_pinned, "g\x1F{}\x1F" "1\x1Fu",
              "[g] [{}] 1 [u]");
  CHECK_HEARD(TIMSetSignalingReceiveNewInvitationCallback, hear_invitation,
              "1\x1F" "2\x1F\x1F" "4\x1F" "5", "[1] [2] [] [4] [5]");
  CHECK_HEARD(TIMSetSignalingInviteeAcceptedCallback, hear_accepted, "1\x1F" "2\x1F" "3",
              "[1] [2] [3]");
  CHECK_HEARD(TIMSetMyFollowingListChangedCallback, hear_following, "[]\x1F" "0", "[[]] 0");
  CHECK_HEARD(TIMSetGroupTopicCreatedCallback, hear_topic, "g\x1Ft", "[g] [t]");
  CHECK(standin_send("TIMSetTopicCallback", "") == -1);
  CHECK(standin_send("TIMSetGroupTopicCreatedCallback", "<nul>") == -1);
  CHECK(standin_send("TIMSetGroupTopicCreatedCallback", "1\x1F" "2\x1F" "3\x1F" "4\x1F" "5\x1F") ==
        -1);
}

static void test_added_listeners(void) {
  struct heard first = {0}, second = {0}, other = {0};
  start();
  TIMAddRecvNewMsgCallback(hear_messages, &first);
  TIMAddRecvNewMsgCallback(hear_messages, &second);
  TIMAddRecvNewMsgCallback(hear_other_messages, &other);
  standin_send("TIMAddRecvNewMsgCallback", "<null>");
  settle();
  CHECK(first.count == 1 && second.count == 0 && other.count == 1);
  CHECK(is_text(first.words, "[NULL]"));
  TIMRemoveRecvNewMsgCallback(hear_messages);
  TIMAddRecvNewMsgCallback(hear_messages, &second);
  standin_send("TIMAddRecvNewMsgCallback", "m");
  settle();
  CHECK(first.count == 1 && second.count == 1 && other.count == 2);
  CHECK(is_text(second.words, "[m]") && is_text(other.words, "other [m]"));
  TIMRemoveRecvNewMsgCallback(hear_messages);
  TIMRemoveRecvNewMsgCallback(hear_messages);
  TIMRemoveRecvNewMsgCallback(hear_other_messages);
  CHECK(standin_send("TIMAddRecvNewMsgCallback", "m") == -2);
  CHECK(standin_count("TIMAddRecvNewMsgCallback") == 4);
  CHECK(standin_count("TIMRemoveRecvNewMsgCallback") == 4);
  CHECK(standin_count("events.sent") == 4);
  TIMAddRecvNewMsgCallback(hear_messages, &first);
  TIMUninit();
  CHECK(standin_send("TIMAddRecvNewMsgCallback", "m") == -2);
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
  test_echoes();
  test_progress();
  test_id_buffers();
  test_echoes_obey();
  test_two_callbacks();
  test_member_list();
  test_echoing_commands();
  test_each_listener();
  test_added_listeners();
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
