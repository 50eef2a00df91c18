/*
 * The claims: a list of records, each of which says what a thread of JavaScript owns exclusively in
 * this process. Keys and values have no meaning here. When the thread ends, its records stay, but
 * have no owner any more.
 *
 * This file is compiled together with copier.c, after it, and shares its lock.
 */

void *malloc(size bytes);
int strcmp(const char *text, const char *other);
int strncmp(const char *text, const char *other, size length);
size pthread_self(void);

struct record {
  struct record *next;
  char *key;
  char *value;
  size owner; /* a thread, or NOBODY */
};

#define NOBODY 0

#define EXPORT __attribute__((visibility("default")))

/* What claiming comes to. */
enum { CLAIMED, TAKEN, ENDED, NO_MEMORY = -1 };

/*
 * Two versions of the module load a copier each, but share one list: that of the copier which was
 * loaded first, found by the symbol imsdk_claims_2. So the layout and meaning of this structure must
 * not change without a new symbol. The caller frees the texts that are returned.
 */
struct claims {
  int (*claim)(size owner, const char *key, const char *value, char **present);
  int (*update)(size owner, const char *key, const char *value);
  void (*release)(const char *key);
  int (*take)(size owner, const char *prefix, char **key, char **value);
  void (*end)(size owner);
};

static struct record *records; /* the oldest first */

static char *copy_text(const char *text) {
  size bytes = strlen(text) + 1;
  char *copy = malloc(bytes);
  return copy ? memcpy(copy, text, bytes) : 0;
}

/* The link to the record with this key; when there is none, the link at the end of the list. */
static struct record **find_record(const char *key) {
  struct record **at = &records;
  while (*at && strcmp((*at)->key, key) != 0) at = &(*at)->next;
  return at;
}

static void free_record(struct record *record) {
  if (!record) return;
  free(record->key);
  free(record->value);
  free(record);
}

static struct record *new_record(size owner, const char *key, const char *value) {
  struct record *record = calloc(1, sizeof *record);
  if (!record) return 0;
  record->key = copy_text(key);
  record->value = copy_text(value);
  record->owner = owner;
  if (record->key && record->value) return record;
  free_record(record);
  return 0;
}

/* Adds a record if there is none with this key; else returns a copy of the present value. */
static int claim(size owner, const char *key, const char *value, char **present) {
  struct record **at;
  int outcome = NO_MEMORY;
  lock();
  at = find_record(key);
  if (*at) {
    *present = copy_text((*at)->value);
    if (*present) outcome = (*at)->owner == NOBODY ? ENDED : TAKEN;
  } else {
    *at = new_record(owner, key, value);
    if (*at) outcome = CLAIMED;
  }
  unlock();
  return outcome;
}

/* Changes the value of a record; returns TAKEN when this owner has none with this key. */
static int update(size owner, const char *key, const char *value) {
  char *copy = copy_text(value);
  struct record *record;
  char *replaced = copy;
  int outcome = TAKEN;
  if (!copy) return NO_MEMORY;
  lock();
  record = *find_record(key);
  if (record && record->owner == owner) {
    replaced = record->value;
    record->value = copy;
    outcome = CLAIMED;
  }
  unlock();
  free(replaced);
  return outcome;
}

/* Removes a record, if there is one. */
static void release(const char *key) {
  struct record **at, *removed;
  lock();
  at = find_record(key);
  removed = *at;
  if (removed) *at = removed->next;
  unlock();
  free_record(removed);
}

/* Gives an owner to the oldest record without one whose key has this prefix. */
static int take(size owner, const char *prefix, char **key, char **value) {
  struct record *record;
  int outcome = TAKEN;
  lock();
  record = records;
  while (record && (record->owner != NOBODY || strncmp(record->key, prefix, strlen(prefix)) != 0)) {
    record = record->next;
  }
  if (record) {
    *key = copy_text(record->key);
    *value = copy_text(record->value);
    outcome = *key && *value ? CLAIMED : NO_MEMORY;
    if (outcome == CLAIMED) record->owner = owner;
  }
  unlock();
  return outcome;
}

/* Removes the owner of all records of a thread that ends. */
static void end_owner(size owner) {
  struct record *record;
  lock();
  for (record = records; record; record = record->next) {
    if (record->owner == owner) record->owner = NOBODY;
  }
  unlock();
}

static const struct claims own_claims = {claim, update, release, take, end_owner};
EXPORT extern const struct claims *const imsdk_claims_2;
const struct claims *const imsdk_claims_2 = &own_claims;
