#include "requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "delivery.h"
#include "ledger.h"

/* How long TIMGetLoginStatus still says "logged out" after TIMLogin has returned. */
enum { LOGIN_STARTS_AFTER = 200 /* microseconds */ };
enum { USUAL_OPERATION_TIME = 1 /* millisecond */ };

enum stage {
  STAGE_BEGIN,  /* a login or a logout gets under way */
  STAGE_FINISH, /* what was asked for is done */
  STAGE_ANSWER
};

struct request;

/* Calls a callback of the request with its strings. */
typedef void pass_on(const struct request *request, const char *desc, const char *json);

struct request {
  struct job job;
  struct request *next_waiting;
  enum stage stage;
  enum function function;
  struct behaviour behaviour;
  struct option time; /* login.time or logout.time, as it was when the request was made */
  void (*callback)(void); /* pass_on casts it to its own type */
  pass_on *pass_on;
  const void *user_data;
  TIMCommCallback id_callback;
  enum id_turn id_turn;
  struct text id;
  uint64_t next_seq; /* a list's */
  bool is_finished;
  char *user_id;  /* a login's */
  char *argument; /* the JSON */
  int32_t code;
  bool takes_effect;
  uint64_t epoch;
  uint64_t session_number;
};

static struct session the_session = {.status = STATUS_LOGGED_OUT};
static uint64_t session_number;
static struct request *under_way; /* the login or logout that others wait for */
static struct request *first_waiting;

const struct session *session(void) { return &the_session; }

static bool changes_session(const struct request *request) {
  return request->takes_effect &&
         (request->function == FUNCTION_LOGIN || request->function == FUNCTION_LOGOUT);
}

static bool belongs_to_session(const struct request *request) {
  return request->epoch == current_epoch() && request->session_number == session_number;
}

static bool survives_uninit(const struct request *request) {
  return option_or(request->behaviour.survives_uninit, 0) != 0;
}

static bool is_wanted(const struct request *request) {
  return belongs_to_session(request) ||
         (request->epoch == current_epoch() && survives_uninit(request));
}

static void close_request(struct request *request) {
  behaviour_release(&request->behaviour);
  text_release(&request->id);
  free(request->user_id);
  free(request->argument);
  free(request);
  delivery_closed();
}

static void drop_request(struct request *request) {
  if (request->epoch == current_epoch()) ledger_add(COUNTER_ANSWERS_DROPPED, 1);
  close_request(request);
}

/* ---- what an answer says ---- */

static bool needs_login(enum function function) {
  switch (function) {
    case FUNCTION_SET_CONFIG:
    case FUNCTION_LOGIN:
    case FUNCTION_LOGOUT:
    case FUNCTION_CALL_EXPERIMENTAL:
      return false;
    default:
      return true;
  }
}

static int32_t usual_code(const struct request *request) {
  if (request->code != CODE_SUCCESS || !request->takes_effect) return request->code;
  bool lacks_login = needs_login(request->function) && the_session.status != STATUS_LOGGED_IN;
  return belongs_to_session(request) && lacks_login ? CODE_NOT_LOGGED_IN : CODE_SUCCESS;
}

static const char *usual_desc(int32_t code) {
  switch (code) {
    case CODE_SUCCESS:
      return "OK";
    case CODE_NOT_INITIALIZED:
      return "not initialized";
    case CODE_NOT_LOGGED_IN:
      return "not login";
    default:
      return "refused by the stand-in";
  }
}

static const char *internal_operation(const struct request *request) {
  static const char prefix[] = "\"internal_operation_";
  const char *quoted = strstr(request->argument, prefix);
  return quoted == NULL ? "" : quoted + 1;
}

static struct text experimental_json(const struct request *request) {
  const char *operation = internal_operation(request);
  int length = (int)strcspn(operation, "\"");
  char json[256];
  snprintf(json, sizeof json, "{\"response_internal_operation\":\"%.*s\"}", length, operation);
  return text_of_string(json);
}

static struct text usual_json(const struct request *request) {
  switch (request->function) {
    case FUNCTION_SET_CONFIG:
      return text_of_string(request->argument);
    case FUNCTION_CALL_EXPERIMENTAL:
      return experimental_json(request);
    case FUNCTION_GET_USER_PROFILE_LIST:
    case FUNCTION_GET_USER_STATUS:
      return text_of_string(request->code == CODE_SUCCESS ? "[]" : "");
    default:
      return text_of_string("");
  }
}

static int32_t usual_times(const struct request *request) {
  if (request->function != FUNCTION_CALL_EXPERIMENTAL) return 1;
  const char *operation = internal_operation(request);
  static const char set[] = "internal_operation_set_";
  static const char storage[] = "internal_operation_init_local_storage";
  bool is_silent = strncmp(operation, set, strlen(set)) == 0 ||
                   strncmp(operation, storage, strlen(storage)) == 0;
  return is_silent ? 0 : 1;
}

static void complete_texts(struct request *request) {
  struct behaviour *behaviour = &request->behaviour;
  if (behaviour->desc.kind == TEXT_DEFAULT) {
    behaviour->desc = text_of_string(usual_desc(request->code));
  }
  if (behaviour->json.kind == TEXT_DEFAULT) behaviour->json = usual_json(request);
}

/* ---- answering ---- */

static bool is_answered_by(const struct request *request, enum answering_thread thread) {
  enum answering_thread usual =
      request->function == FUNCTION_SET_CONFIG ? THREAD_CALLER : THREAD_OWN;
  return option_or(request->behaviour.thread, (int32_t)usual) == (int32_t)thread;
}

static void pass_on_answer(const struct request *request, const char *desc, const char *json) {
  ((TIMCommCallback)request->callback)(request->code, desc, json, request->user_data);
}

static void pass_on_progress(const struct request *request, const char *desc, const char *json) {
  ((TIMCommCallback)request->callback)(CODE_SUCCESS, desc, json, request->user_data);
}

static void pass_on_list(const struct request *request, const char *desc, const char *json) {
  (void)desc; /* this callback has no parameter for it, nor for the code */
  ((TIMMsgGroupMessageReadMemberListCallback)request->callback)(
      json, request->next_seq, request->is_finished, request->user_data);
}

static void pass_on_id(const struct request *request, const char *desc, const char *json) {
  request->id_callback(CODE_SUCCESS, desc, json, request->user_data);
}

/* Gives up the lock. */
static void call_back(const struct request *request, pass_on *pass_on, const struct text *desc,
                      const struct text *json, bool on_callers_thread) {
  struct loan desc_loan;
  struct loan json_loan;
  bool on_stack = option_or(settings()->strings, STRINGS_ON_HEAP) == STRINGS_ON_STACK;
  struct visit visit = begin_callback(on_callers_thread);
  const char *desc_string = lend(&desc_loan, desc, on_stack);
  const char *json_string = lend(&json_loan, json, on_stack);
  enter_callback(&visit);
  pass_on(request, desc_string, json_string);
  leave_callback(&visit);
  take_back(&desc_loan);
  take_back(&json_loan);
  end_callback(&visit);
}

/* Gives up the lock. */
static void tell_id(const struct request *request, enum id_turn turn, bool on_callers_thread) {
  static const struct text no_desc = {.kind = TEXT_BYTES, .bytes = ""};
  bool has_one = request->id_callback != NULL && request->takes_effect;
  if (!has_one || request->id_turn != turn || !is_wanted(request)) return;
  call_back(request, pass_on_id, &no_desc, &request->id, on_callers_thread);
}

static void schedule_stage(struct request *request, enum stage stage, uint64_t microseconds) {
  request->stage = stage;
  schedule(LANE_ANSWERS, &request->job, microseconds);
}

enum { PROGRESS_INTERVAL = 10000 }; /* microseconds */

/* Gives up the lock. */
static void tell_progress(struct request *request, bool on_callers_thread) {
  static const struct text desc = {.kind = TEXT_BYTES, .bytes = "downloading", .length = 11};
  int32_t left = --request->behaviour.progress.number;
  char sizes[128];
  snprintf(sizes, sizeof sizes,
           "{\"msg_download_elem_result_current_size\":%d,"
           "\"msg_download_elem_result_total_size\":%d}",
           MOST_PROGRESS - left, MOST_PROGRESS);
  struct text json = text_of_string(sizes);
  call_back(request, pass_on_progress, &desc, &json, on_callers_thread);
  text_release(&json);
  schedule_stage(request, STAGE_ANSWER, PROGRESS_INTERVAL);
}

static void schedule_once_more(struct request *request, int32_t milliseconds) {
  request->behaviour.again_after.given = false;
  request->behaviour.times = (struct option){true, 1};
  request->behaviour.thread = (struct option){true, THREAD_OWN};
  schedule_stage(request, STAGE_ANSWER, (uint64_t)milliseconds * 1000);
}

/* Gives up the lock. */
static void answer(struct request *request, bool on_callers_thread) {
  bool has_progress = request->takes_effect && option_or(request->behaviour.progress, 0) > 0;
  if (has_progress && is_wanted(request)) {
    tell_progress(request, on_callers_thread);
    return;
  }
  int32_t times = option_or(request->behaviour.times, usual_times(request));
  complete_texts(request);
  for (int32_t time = 0; time < times && request->callback != NULL; time++) {
    if (!is_wanted(request)) {
      drop_request(request);
      return;
    }
    ledger_add(COUNTER_ANSWERS_SENT, 1);
    call_back(request, request->pass_on, &request->behaviour.desc, &request->behaviour.json,
              on_callers_thread);
  }
  tell_id(request, ID_LAST, on_callers_thread);
  int32_t again_after = option_or(request->behaviour.again_after, 0);
  if (again_after > 0 && is_wanted(request)) {
    schedule_once_more(request, again_after);
  } else {
    close_request(request);
  }
}

static void *answer_on_fresh_thread(void *argument) {
  lock_library();
  answer(argument, false);
  unlock_library();
  return NULL;
}

static void answer_on_librarys_thread(struct request *request) {
  if (is_answered_by(request, THREAD_NEW)) {
    start_thread(answer_on_fresh_thread, request);
  } else {
    answer(request, false);
  }
}

/* ---- the course of a request ---- */

static bool may_change_session(const struct request *request) {
  return changes_session(request) && belongs_to_session(request);
}

static bool is_logged_in(void) { return the_session.user_id[0] != '\0'; }

static void set_logged_out(void) {
  the_session.status = STATUS_LOGGED_OUT;
  the_session.user_id[0] = '\0';
}

static uint64_t operation_time(const struct request *request) {
  bool is_login = request->function == FUNCTION_LOGIN;
  if (!is_login && !is_logged_in()) return 0;
  return (uint64_t)option_or(request->time, USUAL_OPERATION_TIME) * 1000;
}

static void start(struct request *request) {
  bool lags = request->function == FUNCTION_LOGIN && operation_time(request) > 0;
  if (!changes_session(request)) {
    schedule_stage(request, STAGE_FINISH, 0);
    return;
  }
  under_way = request;
  schedule_stage(request, STAGE_BEGIN, lags ? LOGIN_STARTS_AFTER : 0);
}

static void start_waiting(void) {
  while (first_waiting != NULL && under_way == NULL) {
    struct request *request = first_waiting;
    first_waiting = request->next_waiting;
    start(request);
  }
}

static void wait_in_line(struct request *request) {
  struct request **place = &first_waiting;
  while (*place != NULL) place = &(*place)->next_waiting;
  *place = request;
}

static void begin_operation(struct request *request) {
  uint64_t time = operation_time(request);
  if (may_change_session(request) && time > 0) {
    the_session.status =
        request->function == FUNCTION_LOGIN ? STATUS_LOGGING_IN : STATUS_LOGGING_OUT;
  }
  schedule_stage(request, STAGE_FINISH, time);
}

static void apply_login(const struct request *request) {
  set_logged_out();
  if (request->code != CODE_SUCCESS) return;
  the_session.status = STATUS_LOGGED_IN;
  snprintf(the_session.user_id, sizeof the_session.user_id, "%s", request->user_id);
}

static void apply_logout(const struct request *request) {
  if (request->code == CODE_SUCCESS || !is_logged_in()) {
    set_logged_out();
  } else {
    the_session.status = STATUS_LOGGED_IN;
  }
}

static void finish(struct request *request) {
  request->code = option_or(request->behaviour.code, usual_code(request));
  if (may_change_session(request)) {
    (request->function == FUNCTION_LOGIN ? apply_login : apply_logout)(request);
  }
  if (under_way == request) under_way = NULL;
}

/* Gives up the lock. */
static void finish_and_answer(struct request *request) {
  finish(request);
  tell_id(request, ID_FIRST, false);
  uint64_t delay = (uint64_t)option_or(request->behaviour.delay, 0) * 1000;
  /* Scheduled rather than called, so that this answer comes before those of waiting requests. */
  schedule_stage(request, STAGE_ANSWER, delay);
  start_waiting();
}

static void run_request(struct job *job) {
  struct request *request = (struct request *)job;
  switch (request->stage) {
    case STAGE_BEGIN:
      begin_operation(request);
      break;
    case STAGE_FINISH:
      finish_and_answer(request);
      break;
    case STAGE_ANSWER:
      answer_on_librarys_thread(request);
      break;
  }
}

static bool request_outlives_uninit(const struct job *job) {
  return survives_uninit((const struct request *)job);
}

static void drop_request_job(struct job *job) { drop_request((struct request *)job); }

static const struct job_kind request_kind = {run_request, request_outlives_uninit,
                                             drop_request_job};

/* Gives up the lock. */
static void run_on_callers_thread(struct request *request) {
  sleep_unlocked((uint32_t)option_or(request->behaviour.delay, 0));
  finish(request);
  start_waiting();
  tell_id(request, ID_FIRST, true);
  answer(request, true);
}

/* ---- from the call to the request ---- */

struct request *new_request(enum function function, TIMCommCallback callback,
                            const void *user_data) {
  struct request *request = allocate(sizeof *request);
  lock_library();
  ledger_call(function);
  delivery_opened();
  *request = (struct request){
      .job = {.kind = &request_kind},
      .function = function,
      .behaviour = behaviour_copy(function),
      .time = function == FUNCTION_LOGIN ? settings()->login_time : settings()->logout_time,
      .callback = (void (*)(void))callback,
      .pass_on = pass_on_answer,
      .user_data = user_data,
      .epoch = current_epoch(),
      .session_number = session_number,
  };
  return request;
}

void set_argument(struct request *request, const char *parameter, const char *value) {
  ledger_argument(request->function, parameter, value);
  free(request->argument);
  request->argument = copy_string(value);
}

void set_user_id(struct request *request, const char *user_id) {
  ledger_argument(request->function, "user_id", user_id);
  request->user_id = copy_string(user_id);
}

void set_answer(struct request *request, const char *json) {
  struct text *answer = &request->behaviour.json;
  if (answer->kind == TEXT_DEFAULT) *answer = text_of_string(json);
}

void set_id_callback(struct request *request, TIMCommCallback callback, const char *id) {
  const struct text *told = &settings()->message_id;
  request->id_callback = callback;
  request->id_turn = (enum id_turn)option_or(settings()->message_id_turn, ID_FIRST);
  request->id = told->kind == TEXT_DEFAULT ? text_of_string(id) : text_copy(told);
}

void set_list_callback(struct request *request, TIMMsgGroupMessageReadMemberListCallback callback,
                       uint64_t next_seq, bool is_finished) {
  request->callback = (void (*)(void))callback;
  request->pass_on = pass_on_list;
  request->next_seq = next_seq;
  request->is_finished = is_finished;
}

static void pursue(struct request *request, int32_t result) {
  bool answers_despite = option_or(request->behaviour.callback_despite_return, 0) != 0;
  bool queues = option_or(settings()->queue, 1) != 0;
  if (result != TIM_SUCCESS && !answers_despite) {
    close_request(request);
  } else if (is_answered_by(request, THREAD_CALLER)) {
    run_on_callers_thread(request);
  } else if (request->takes_effect && under_way != NULL && queues) {
    wait_in_line(request);
  } else {
    start(request);
  }
}

int submit(struct request *request, int usual_result) {
  int32_t result = option_or(request->behaviour.result, usual_result);
  int32_t hang = option_or(request->behaviour.hang, 0);
  bool works_now = the_session.initialised || request->function == FUNCTION_SET_CONFIG;
  request->takes_effect = works_now && result == TIM_SUCCESS;
  if (!works_now) request->code = CODE_NOT_INITIALIZED;
  pursue(request, result);
  sleep_unlocked((uint32_t)hang);
  unlock_library();
  return result;
}

/* ---- the session ---- */

static void end_waiting(void) {
  struct request *request = first_waiting;
  first_waiting = NULL;
  while (request != NULL) {
    struct request *next = request->next_waiting;
    if (is_wanted(request)) {
      schedule_stage(request, STAGE_FINISH, 0);
    } else {
      drop_request(request);
    }
    request = next;
  }
}

void begin_session(void) {
  if (the_session.initialised) return;
  the_session.initialised = true;
  the_session.status = STATUS_LOGGED_OUT;
}

void end_session(void) {
  if (!the_session.initialised) return;
  session_number++;
  under_way = NULL;
  drop_jobs_of_session();
  end_waiting();
  /* As with the real library, a login cut short leaves its status behind until TIMInit. */
  int32_t status = the_session.status;
  set_logged_out();
  if (status == STATUS_LOGGING_IN) the_session.status = status;
  the_session.initialised = false;
}

void reset_session(void) {
  session_number++;
  under_way = NULL;
  drop_all_jobs();
  end_waiting();
  set_logged_out();
  the_session.initialised = false;
}
