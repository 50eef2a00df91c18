/* Copies the texts of each callback, and hands the copies to JavaScript, which drops them. */

/* The compiler inside Bun comes without headers. */
void *malloc(unsigned long bytes);
void free(void *memory);
void *memcpy(void *to, const void *from, unsigned long bytes);
unsigned long strlen(const char *text);

struct call {
  char *first;
  char *second;
  unsigned long long number;
  int code;
};

static void (*answer)(struct call *);
static void (*event)(struct call *);

void start(void *on_answer, void *on_event) {
  answer = (void (*)(struct call *))on_answer;
  event = (void (*)(struct call *))on_event;
}

/* Not by strdup, whose memory Bun's own free() can't free. */
static char *copy_text(const char *text) {
  unsigned long bytes = text ? strlen(text) + 1 : 0;
  return text ? memcpy(malloc(bytes), text, bytes) : 0;
}

static struct call *copy(int code, const char *first, const char *second,
                         unsigned long long number) {
  struct call *call = malloc(sizeof *call);
  call->first = copy_text(first);
  call->second = copy_text(second);
  call->number = number;
  call->code = code;
  return call;
}

void drop(struct call *call) {
  free(call->first);
  free(call->second);
  free(call);
}

void on_answer(int code, const char *desc, const char *json, unsigned long long number) {
  answer(copy(code, desc, json, number));
}

void on_network(int status, int code, const char *desc, unsigned long long number) {
  event(copy(code, desc, 0, number));
}
