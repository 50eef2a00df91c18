/* The strings that callbacks are given: their content, and how they are lent for one callback. */
#ifndef STANDIN_TEXT_H
#define STANDIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_form { MESSAGE_OBJECT, MESSAGE_ARRAY, MESSAGE_PLAIN };

/* The longest that a message can be without its padding. */
enum { MESSAGE_MINIMUM_SIZE = 64 };

/* A generated message that its receiver can verify; standin.h describes the format. */
struct message {
  enum message_form form;
  uint32_t thread;
  uint32_t number;
  uint32_t size;
};

enum text_kind { TEXT_DEFAULT, TEXT_NULL, TEXT_BYTES, TEXT_MESSAGE };

struct text {
  enum text_kind kind;
  char *bytes;
  size_t length;
  struct message message;
};

/* Reads a text as a test writes it; false for an unknown special value. */
bool text_parse(struct text *text, const char *value);
struct text text_of_string(const char *string);
struct text text_copy(const struct text *text);
void text_release(struct text *text);

size_t text_length(const struct text *text);
/* Writes text_length() bytes. The text must not be NULL or the default. */
void text_write(const struct text *text, char *buffer);

/* NULL becomes "". */
char *copy_string(const char *string);
void *allocate(size_t size);

enum { LOAN_ON_STACK_LIMIT = 16384 };

/* A string lent to a callback. It is a local variable of the calling thread, so that `storage`
 * lies on that thread's stack. */
struct loan {
  char *string;
  size_t size;
  char storage[LOAN_ON_STACK_LIMIT];
};

const char *lend(struct loan *loan, const struct text *text, bool on_stack);
void take_back(struct loan *loan);

#endif
