#define _POSIX_C_SOURCE 200809L

#include "echo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "commands.h"
#include "ledger.h"
#include "requests.h"

/* ---- an echo: the arguments of a call as JSON, by their names and in their order ---- */

struct echo {
  FILE *stream;
  const char *separator;
  const char *end;
  char *json;
  size_t length;
};

#ifdef _WIN32

/* Windows has no stream in memory. */
static FILE *open_memstream(char **text, size_t *length) {
  *text = NULL;
  *length = 0;
  return tmpfile();
}

/* Leaves NULL where there is no memory, as the other does. */
static void close_memstream(FILE *stream, char **text) {
  size_t length = (size_t)ftell(stream);
  *text = calloc(length + 1, 1);
  rewind(stream);
  if (*text != NULL && fread(*text, 1, length, stream) < length) abort();
  fclose(stream);
}

#else

static void close_memstream(FILE *stream, char **text) {
  (void)text; /* it has been told when the stream was opened */
  fclose(stream);
}

#endif

static void begin_echo(struct echo *echo, const char *begin, const char *end) {
  *echo = (struct echo){.separator = "", .end = end};
  echo->stream = open_memstream(&echo->json, &echo->length);
  if (echo->stream == NULL) {
    fputs("stand-in: out of memory\n", stderr);
    abort();
  }
  fputs(begin, echo->stream);
}

/* The caller frees it. */
static char *end_echo(struct echo *echo) {
  fputs(echo->end, echo->stream);
  close_memstream(echo->stream, &echo->json);
  return echo->json;
}

static void echo_name(struct echo *echo, const char *name) {
  fprintf(echo->stream, "%s\"%s\":", echo->separator, name);
  echo->separator = ",";
}

static void echo_json(struct echo *echo, const char *name, const char *value) {
  echo_name(echo, name);
  fputs(value == NULL ? "null" : value, echo->stream);
}

static void echo_text(struct echo *echo, const char *name, const char *value) {
  if (value == NULL) {
    echo_json(echo, name, NULL);
    return;
  }
  echo_name(echo, name);
  fputc('"', echo->stream);
  for (const char *at = value; *at != '\0'; at++) {
    unsigned char byte = (unsigned char)*at;
    if (byte < 0x20) {
      fprintf(echo->stream, "\\u%04x", byte);
    } else {
      if (byte == '"' || byte == '\\') fputc('\\', echo->stream);
      fputc(byte, echo->stream);
    }
  }
  fputc('"', echo->stream);
}

static void echo_i64(struct echo *echo, const char *name, int64_t value) {
  echo_name(echo, name);
  fprintf(echo->stream, "%" PRId64, value);
}

static void echo_u64(struct echo *echo, const char *name, uint64_t value) {
  echo_name(echo, name);
  fprintf(echo->stream, "%" PRIu64, value);
}

static void echo_i32(struct echo *echo, const char *name, int32_t value) {
  echo_i64(echo, name, value);
}

static void echo_u32(struct echo *echo, const char *name, uint32_t value) {
  echo_u64(echo, name, value);
}

static void echo_boolean(struct echo *echo, const char *name, bool value) {
  echo_json(echo, name, value ? "true" : "false");
}

/* Fills the buffer with an id that no other call gets, and echoes that id. */
static void echo_buffer(struct echo *echo, const char *name, char *buffer) {
  static uint64_t number;
  if (buffer != NULL) {
    memset(buffer, 0xDD, ID_BUFFER_SIZE);
    snprintf(buffer, ID_BUFFER_SIZE, "编号-%" PRIu64, ++number);
  }
  echo_text(echo, name, buffer);
}

/* ---- what each function takes, before its callback: the kinds and names of the parameters ---- */

#define TAKEN_BY_TIMMsgSendMessage(P) \
  P(text, conv_id) P(i32, conv_type) P(json, json_msg_param) P(buffer, message_id_buffer)
#define TAKEN_BY_TIMMsgSendNewMsgEx(P) P(text, conv_id) P(i32, conv_type) P(json, json_msg_param)
#define TAKEN_BY_TIMMsgDownloadElemToPath(P) P(json, json_download_elem_param) P(text, path)
#define TAKEN_BY_TIMMsgSetAllReceiveMessageOpt(P) \
  P(i32, opt) P(i32, start_hour) P(i32, start_minute) P(i32, start_second) P(u32, duration)
#define TAKEN_BY_TIMMsgGetGroupMessageReadMemberList(P) \
  P(json, json_msg) P(i32, filter) P(u64, next_seq) P(u32, count)
#define TAKEN_BY_TIMMsgGetAllUserListOfMessageReaction(P) \
  P(json, json_msg) P(text, reaction_id) P(u32, next_seq) P(u32, count)
#define TAKEN_BY_TIMMsgMarkAllMessageAsRead(P)
#define TAKEN_BY_TIMMsgDoBackground(P) P(u32, unread_count)
#define TAKEN_BY_TIMConvGetConvList(P)
#define TAKEN_BY_TIMConvGetConversationListByFilter(P) \
  P(json, filter) P(u64, next_seq) P(u32, count)
#define TAKEN_BY_TIMConvMarkConversation(P) \
  P(json, conversation_id_array) P(u64, mark_type) P(boolean, enable_mark)
#define TAKEN_BY_TIMConvCleanConversationUnreadMessageCount(P) \
  P(text, conversation_id) P(u64, clean_timestamp) P(u64, clean_sequence)
#define TAKEN_BY_TIMConvPinConversation(P) P(text, conv_id) P(i32, conv_type) P(boolean, is_pinned)
#define TAKEN_BY_TIMGroupIncreaseGroupCounter(P) \
  P(text, group_id) P(text, group_counter_key) P(i64, group_counter_value)
#define TAKEN_BY_TIMGroupMarkGroupMemberList(P) \
  P(text, group_id) P(json, member_array) P(u32, mark_type) P(boolean, enable_mark)
#define TAKEN_BY_TIMGroupReportPendencyReaded(P) P(u64, time_stamp)
#define TAKEN_BY_TIMCommunityAddTopicPermissionToPermissionGroup(P) \
  P(text, group_id) P(text, permission_group_id) P(json, json_topic_permission_map)
#define TAKEN_BY_TIMSignalingInvite(P)                        \
  P(text, invitee) P(text, data) P(boolean, online_user_only) \
  P(json, json_offline_push_info) P(i32, timeout) P(buffer, invite_id_buffer)
#define TAKEN_BY_TIMSignalingInviteInGroup(P)                     \
  P(text, group_id) P(json, json_invitee_array) P(text, data)     \
  P(boolean, online_user_only) P(i32, timeout) P(buffer, invite_id_buffer)
#define TAKEN_BY_TIMGetSignalingInfo(P) P(json, json_msg)

typedef const char *text_type;
typedef const char *json_type;
typedef int32_t i32_type;
typedef uint32_t u32_type;
typedef int64_t i64_type;
typedef uint64_t u64_type;
typedef bool boolean_type;
typedef char *buffer_type;

#define DECLARE(kind, name) kind##_type name,
#define ECHO(kind, name) echo_##kind(&echo, #name, name);

/* ---- requests ---- */

static int submit_echo(enum function function, struct request *request, struct echo *echo) {
  char *json = end_echo(echo);
  ledger_argument(function, "arguments", json);
  set_answer(request, json);
  free(json);
  return submit(request, TIM_SUCCESS);
}

#define REQUEST(name)                                                                  \
  int name(TAKEN_BY_##name(DECLARE) TIMCommCallback callback, const void *user_data) { \
    struct request *request = new_request(FUNCTION_##name, callback, user_data);       \
    struct echo echo;                                                                  \
    begin_echo(&echo, "{", "}");                                                       \
    TAKEN_BY_##name(ECHO)                                                              \
    return submit_echo(FUNCTION_##name, request, &echo);                               \
  }

REQUEST(TIMMsgSendMessage)
REQUEST(TIMMsgDownloadElemToPath)
REQUEST(TIMMsgSetAllReceiveMessageOpt)
REQUEST(TIMMsgGetAllUserListOfMessageReaction)
REQUEST(TIMMsgMarkAllMessageAsRead)
REQUEST(TIMMsgDoBackground)
REQUEST(TIMConvGetConvList)
REQUEST(TIMConvGetConversationListByFilter)
REQUEST(TIMConvMarkConversation)
REQUEST(TIMConvCleanConversationUnreadMessageCount)
REQUEST(TIMConvPinConversation)
REQUEST(TIMGroupIncreaseGroupCounter)
REQUEST(TIMGroupMarkGroupMemberList)
REQUEST(TIMGroupReportPendencyReaded)
REQUEST(TIMCommunityAddTopicPermissionToPermissionGroup)
REQUEST(TIMSignalingInvite)
REQUEST(TIMSignalingInviteInGroup)
REQUEST(TIMGetSignalingInfo)

int TIMMsgSendNewMsgEx(TAKEN_BY_TIMMsgSendNewMsgEx(DECLARE) TIMCommCallback msgid_cb,
                       TIMCommCallback res_cb, const void *user_data) {
  struct request *request = new_request(FUNCTION_TIMMsgSendNewMsgEx, res_cb, user_data);
  struct echo echo;
  begin_echo(&echo, "{", "}");
  TAKEN_BY_TIMMsgSendNewMsgEx(ECHO)
  set_id_callback(request, msgid_cb, conv_id);
  return submit_echo(FUNCTION_TIMMsgSendNewMsgEx, request, &echo);
}

int TIMMsgGetGroupMessageReadMemberList(
    TAKEN_BY_TIMMsgGetGroupMessageReadMemberList(DECLARE)
        TIMMsgGroupMessageReadMemberListCallback callback,
    const void *user_data) {
  struct request *request =
      new_request(FUNCTION_TIMMsgGetGroupMessageReadMemberList, NULL, user_data);
  struct echo echo;
  begin_echo(&echo, "[{", "}]");
  TAKEN_BY_TIMMsgGetGroupMessageReadMemberList(ECHO)
  set_list_callback(request, callback, next_seq, filter != 0);
  return submit_echo(FUNCTION_TIMMsgGetGroupMessageReadMemberList, request, &echo);
}

/* ---- commands ---- */

static int run_command(enum function function, struct echo *echo) {
  char *json = end_echo(echo);
  begin_command(function);
  ledger_argument(function, "arguments", json);
  free(json);
  return end_command(function, TIM_SUCCESS);
}

int TIMConvSetDraft(const char *conv_id, int32_t conv_type, const char *json_draft_param) {
  struct echo echo;
  begin_echo(&echo, "{", "}");
  ECHO(text, conv_id)
  ECHO(i32, conv_type)
  ECHO(json, json_draft_param)
  return run_command(FUNCTION_TIMConvSetDraft, &echo);
}

int TIMConvCancelDraft(const char *conv_id, int32_t conv_type) {
  struct echo echo;
  begin_echo(&echo, "{", "}");
  ECHO(text, conv_id)
  ECHO(i32, conv_type)
  return run_command(FUNCTION_TIMConvCancelDraft, &echo);
}

int TIMConvSubscribeUnreadMessageCountByFilter(const char *filter) {
  struct echo echo;
  begin_echo(&echo, "{", "}");
  ECHO(json, filter)
  return run_command(FUNCTION_TIMConvSubscribeUnreadMessageCountByFilter, &echo);
}
