/*
 * A stand-in for ImSDK: the same C interface (abi.h), no network, and a few more functions, below,
 * by which a test sets how it behaves, also in ways that the real library can't be made to.
 *
 * Build, in this directory:
 *   mkdir -p build && cc -std=c11 -shared -fPIC -O2 -pthread -fvisibility=hidden \
 *     -Wall -Wextra -Werror -o build/libstandin.so \
 *     standin.c commands.c requests.c echo.c events.c listeners.c delivery.c main_thread.c \
 *     behaviour.c ledger.c text.c
 *
 * By default it behaves as the real library does, except that its logins succeed, within about a
 * millisecond:
 *   - Answers come on the one thread of its own, TIMSetConfig's on the caller's before it returns.
 *   - The strings of a callback are overwritten with 0xDD and freed as soon as it has returned.
 *   - After TIMLogin the status is 3, a moment later 2, and 1 when the login has ended.
 *   - What is asked for during a login or a logout waits until that has ended.
 *   - TIMUninit drops what is pending, which is then never answered, and forgets all listeners.
 *   - Before TIMInit every request but TIMSetConfig is answered with 6013.
 *   - The profile and status functions, and those of echo.h, are answered with 6014 when nobody is
 *     logged in.
 *   - callExperimentalAPI never answers "set" operations and init_local_storage.
 *   - The functions of echo.h answer with what they were given, whatever the code: an object of all
 *     arguments by the names of abi.h and in its order, a string as a JSON string, JSON as it is,
 *     NULL as null. TIMMsgGetGroupMessageReadMemberList's is in an array, next_seq comes back as it
 *     was given, and the list is finished unless the filter is 0.
 *   - A buffer for an id has a unique id in it before the call returns, which is echoed as the
 *     argument; the rest of the buffer is overwritten.
 *   - TIMMsgSendNewMsgEx gives msgid_cb code 0 and the conv_id, as plain text, unless it answers
 *     with 6013 because it's before TIMInit; the answer goes to res_cb.
 *   - A callback that TIMAddRecvNewMsgCallback adds a second time keeps the user_data of the first
 *     time.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include "abi.h"

/* Between the values for standin_send: a control character, which is in no text and no JSON. */
#define STANDIN_SEPARATOR '\x1F'

/*
 * Resets behaviours, counters, session and listeners, and drops what is pending. Nothing is called
 * back after it has returned 0. It waits up to a second for running callbacks, and returns -1 if
 * one is still running, which will end without being counted. A callback that waits for the calling
 * thread can't end meanwhile, so a JavaScript test should first let "deliveries.pending" go down to
 * 0.
 */
EXPORTED int32_t standin_reset(void);

/*
 * Changes how the stand-in behaves from now on. A request keeps the behaviour that was set when it
 * was made. An empty value restores a number or a choice to its default. Returns 0, or -1 for an
 * unknown key or an impossible value.
 *
 * For every function that is answered by a callback, "<function>." and:
 *   return    what the call returns; when not 0 there is no answer and no effect
 *   callback_despite_return   1: there is an answer all the same
 *   hang      ms that the call itself takes, so that an answer can come before it has returned
 *   code      the answer's code; a login or a logout with a code other than 0 has failed
 *   desc, json   the answer's strings; a text, see below
 *   thread    own: the stand-in's one thread; new: a fresh thread; caller: the thread of the call,
 *             before it returns, with no waiting for a login under way and none for login.time
 *   delay     ms from the end of the operation to the answer, 0 to 5000
 *   progress  how often it tells of its progress before the answer, every 10 ms, 0 to 100: with the
 *             code 0, the desc "downloading", and as JSON the sizes of a download
 *   times     how often it is answered, 0 to 3; with 0 the operation takes place all the same
 *   again_after   ms after the answer at which the same answer comes once more; 0: it does not
 *   survives_uninit   1: TIMUninit does not drop the answer
 * For TIMInit, TIMUninit, TIMGetLoginUserID and the commands of echo.h, "<function>." and:
 *   return    when not 0 the call returns it and does nothing else
 *   hang      as above
 * For all:
 *   status    what TIMGetLoginStatus says; empty: the truth
 *   user_id   what TIMGetLoginUserID writes, cut at 127 bytes; a text; <default>: the truth
 *   strings   heap, or stack: strings up to 16 KB are on the stack of the thread that calls back
 *   message_id   first, last or never: when TIMMsgSendNewMsgEx calls msgid_cb, before the answer
 *             (and before its delay) or after it
 *   message_id.json   what msgid_cb is given; a text; <default>: the conv_id
 *   queue     0: nothing waits for a login or a logout under way
 *   login.time, logout.time   ms that a login or a logout is under way; default 1; with 0 it has
 *             ended as soon as the library's thread has taken it up, and the status is never 2 or 4
 *   uninit.lock   1: the library's threads hold a lock while they call back, and TIMUninit waits
 *             for it: it hangs when called inside a callback of theirs, or by a thread that such a
 *             callback waits for
 *   events.survive_uninit   1: events that are being sent go on to the listener that TIMUninit
 *             has forgotten
 *
 * A text is the string itself or one of
 *   <default>        what the stand-in would say by itself
 *   <null>           the NULL pointer
 *   <invalid-utf8>   { C3 28 E2 82 20 F0 9F 98 20 ED A0 80 FF FE } in hexadecimal, braces included
 *   <json:N>         a generated message of N bytes, as an object, thread 0, number 0, see below
 */
EXPORTED int32_t standin_set(const char *key, const char *value);

/*
 * Sends an event to its listener, `count` times, asynchronously and as fast as the listener takes
 * it. Events: network (a: status, b: code, text: desc), kicked, sig_expired, self_info (text),
 * user_status (text), user_info (text), log (a: level, text).
 *
 * With `size` 0 the text is sent as it is (NULL is sent as NULL; see above for what else a text can
 * be). With a size of 64 or more it is a generated message of exactly that many bytes:
 *   network, self_info       {"thread":T,"n":N,"size":S,"pad":"ccc..."}
 *   user_status, user_info   [{"thread":T,"n":N,"size":S,"pad":"ccc..."}]
 *   log                      thread=T n=N size=S pad=ccc...
 * N is the running number, from 0, of the messages of thread T; S is the size; c is the letter
 * number N modulo 26 of a to z, and pad is as long as it takes.
 *
 * `threads` 0: the thread that answers also, one after the other; 1: a thread for events, in the
 * order of the calls of this function; 2 to 64: as many fresh threads, each of which sends `count`.
 * Sending ends when there is no listener any more, or with standin_reset.
 * Returns 0, -1 for an impossible argument, -2 when there is no listener.
 */
EXPORTED int32_t standin_emit(const char *event, int32_t a, int32_t b, const char *text,
                              uint32_t count, uint32_t size, uint32_t threads);

/*
 * Sends each listener that the function `setter` has set what is in `values`, once, by the thread
 * for events: a value for each parameter of the callback but user_data, in their order, with
 * STANDIN_SEPARATOR between them. A string is a text as above; a number is in digits, and a bool 0
 * or 1. What is missing is NULL or 0.
 * Returns 0, -1 for an impossible argument, -2 when there is no listener.
 */
EXPORTED int32_t standin_send(const char *setter, const char *values);

/*
 * How often something has happened since the last standin_reset: the name of a function of abi.h
 * (calls of it), callbacks.started, callbacks.finished (of answers and events alike), answers.sent,
 * answers.dropped, events.sent, events.dropped. Further deliveries.pending, the requests and the
 * sendings that are not finished at this moment; and callbacks.nanoseconds and
 * callbacks.longest_nanoseconds, the time that threads have spent inside callbacks that have
 * finished, all of them together and the longest one. UINT64_MAX for an unknown name.
 */
EXPORTED uint64_t standin_count(const char *name);

/*
 * The string that a parameter was given last: TIMInit.sdk_app_id (in digits), TIMInit.json,
 * TIMLogin.user_id, TIMLogin.user_sig, and "<function>.json" of all others that take JSON; and
 * "<function>.arguments", the echo of all arguments, of the functions of echo.h. "<null>" when it
 * was NULL, "<none>" when there was no call; NULL for an unknown name. The result is valid
 * until the next call.
 */
EXPORTED const char *standin_last(const char *name);

/*
 * Waits until nothing is pending: 0, or -1 when something still is after so many milliseconds. On
 * Deno and Node a callback needs the JavaScript thread: called on that thread, this function only
 * blocks what it waits for. Look at standin_count("deliveries.pending") from time to time instead.
 */
EXPORTED int32_t standin_wait_idle(uint32_t milliseconds);

#endif
