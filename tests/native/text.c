#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char invalid_utf8[] = "{\xC3\x28\xE2\x82 \xF0\x9F\x98 \xED\xA0\x80\xFF\xFE}";

static const char json_opening[] = "<json:";

enum { SCRIBBLE = 0xDD };

/* A compiler removes a memset of memory that is never read again. A volatile pointer prevents
 * that. */
static void *(*const volatile fill_for_certain)(void *, int, size_t) = memset;

void *allocate(size_t size) {
  void *memory = malloc(size);
  if (memory == NULL) {
    fputs("stand-in: out of memory\n", stderr);
    abort();
  }
  return memory;
}

static char *copy_bytes(const char *bytes, size_t length) {
  char *copy = allocate(length + 1);
  memcpy(copy, bytes, length);
  copy[length] = '\0';
  return copy;
}

char *copy_string(const char *string) {
  return string == NULL ? copy_bytes("", 0) : copy_bytes(string, strlen(string));
}

struct text text_of_string(const char *string) {
  if (string == NULL) return (struct text){.kind = TEXT_NULL};
  return (struct text){
      .kind = TEXT_BYTES, .bytes = copy_string(string), .length = strlen(string)};
}

static bool parse_message_size(const char *digits, uint32_t *size) {
  enum { LARGEST = 1 << 30 };
  char *end;
  unsigned long parsed = strtoul(digits, &end, 10);
  if (strcmp(end, ">") != 0 || parsed < MESSAGE_MINIMUM_SIZE || parsed > LARGEST) return false;
  *size = (uint32_t)parsed;
  return true;
}

bool text_parse(struct text *text, const char *value) {
  if (value == NULL || strcmp(value, "<null>") == 0) {
    *text = (struct text){.kind = TEXT_NULL};
  } else if (strcmp(value, "<default>") == 0) {
    *text = (struct text){.kind = TEXT_DEFAULT};
  } else if (strcmp(value, "<invalid-utf8>") == 0) {
    *text = text_of_string(invalid_utf8);
  } else if (strncmp(value, json_opening, strlen(json_opening)) == 0) {
    *text = (struct text){.kind = TEXT_MESSAGE};
    return parse_message_size(value + strlen(json_opening), &text->message.size);
  } else if (value[0] == '<') {
    return false;
  } else {
    *text = text_of_string(value);
  }
  return true;
}

struct text text_copy(const struct text *text) {
  struct text copy = *text;
  if (text->kind == TEXT_BYTES) copy.bytes = copy_bytes(text->bytes, text->length);
  return copy;
}

void text_release(struct text *text) {
  free(text->bytes);
  *text = (struct text){.kind = TEXT_DEFAULT};
}

size_t text_length(const struct text *text) {
  return text->kind == TEXT_MESSAGE ? text->message.size : text->length;
}

static void write_message(const struct message *message, char *buffer) {
  static const struct {
    const char *opening;
    const char *closing;
  } forms[] = {
      [MESSAGE_OBJECT] = {"{\"thread\":%u,\"n\":%u,\"size\":%u,\"pad\":\"", "\"}"},
      [MESSAGE_ARRAY] = {"[{\"thread\":%u,\"n\":%u,\"size\":%u,\"pad\":\"", "\"}]"},
      [MESSAGE_PLAIN] = {"thread=%u n=%u size=%u pad=", ""},
  };
  const char *closing = forms[message->form].closing;
  size_t closing_length = strlen(closing);
  size_t opening_length = (size_t)snprintf(buffer, MESSAGE_MINIMUM_SIZE,
                                           forms[message->form].opening, message->thread,
                                           message->number, message->size);
  size_t padding = message->size - opening_length - closing_length;
  memset(buffer + opening_length, 'a' + (int)(message->number % 26), padding);
  memcpy(buffer + opening_length + padding, closing, closing_length);
}

void text_write(const struct text *text, char *buffer) {
  if (text->kind == TEXT_MESSAGE) {
    write_message(&text->message, buffer);
  } else {
    memcpy(buffer, text->bytes, text->length);
  }
}

const char *lend(struct loan *loan, const struct text *text, bool on_stack) {
  loan->string = NULL;
  if (text->kind == TEXT_NULL) return NULL;
  size_t length = text_length(text);
  loan->size = length + 1;
  bool fits = loan->size <= sizeof loan->storage;
  loan->string = on_stack && fits ? loan->storage : allocate(loan->size);
  text_write(text, loan->string);
  loan->string[length] = '\0';
  return loan->string;
}

void take_back(struct loan *loan) {
  if (loan->string == NULL) return;
  fill_for_certain(loan->string, SCRIBBLE, loan->size);
  if (loan->string != loan->storage) free(loan->string);
}
