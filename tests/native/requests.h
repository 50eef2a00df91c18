/* Requests: the calls that are answered by a TIMCommCallback, and the session that they change. */
#ifndef STANDIN_REQUESTS_H
#define STANDIN_REQUESTS_H

#include <stdbool.h>

#include "abi.h"
#include "behaviour.h"

struct session {
  bool initialised;
  int32_t status;
  char user_id[USER_ID_BUFFER_SIZE];
};

const struct session *session(void);
void begin_session(void);
/* Drops what is pending, unless a test has set it to survive. */
void end_session(void);
/* Drops everything. Nobody is logged in afterwards. */
void reset_session(void);

struct request;

/* Begins a call: acquires the lock, which submit() releases. */
struct request *new_request(enum function function, TIMCommCallback callback,
                            const void *user_data);
void set_argument(struct request *request, const char *parameter, const char *value);
void set_user_id(struct request *request, const char *user_id);
/* What the function is answered with, unless a test has set something else. */
void set_answer(struct request *request, const char *json);
/* A callback beside the answer's, which is given a message's id, unless a test has disabled it. */
void set_id_callback(struct request *request, TIMCommCallback callback, const char *id);
/* A callback of another type in place of the answer's, and what it's given beside the JSON. */
void set_list_callback(struct request *request, TIMMsgGroupMessageReadMemberListCallback callback,
                       uint64_t next_seq, bool is_finished);
/* Ends the call. Returns what a test has set, or else the result given here. */
int submit(struct request *request, int result);

#endif
