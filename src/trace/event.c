#include "trace/event.h"

enum { DETAIL = false, TOLD = true };

static const EventSchema rows[] = {
#define FIELD(label, type) {#label, FIELD_##type}
#define EVENT(ID, code, rank, label, f0, t0, f1, t1, f2, t2, f3, t3) \
    {EV_##ID, rank, #ID, label, {FIELD(f0, t0), FIELD(f1, t1), FIELD(f2, t2), FIELD(f3, t3)}},
#include "trace/event_kinds.def"
#undef FIELD
};

// From a kind's code to its row, so that a lookup needs no search: index + 1, 0 for a code that is not used.
enum {
#define EVENT(ID, ...) ROW_##ID,
#include "trace/event_kinds.def"
};
static const uint8_t row_of_code[] = {
#define EVENT(ID, code, ...) [code] = ROW_##ID + 1,
#include "trace/event_kinds.def"
};

size_t event_schema_count(void) {
    return sizeof rows / sizeof rows[0];
}

const EventSchema *event_schema_row(size_t index) {
    return &rows[index];
}

const EventSchema *event_schema(unsigned kind) {
    if (kind >= sizeof row_of_code || !row_of_code[kind]) return NULL;
    return &rows[row_of_code[kind] - 1];
}

bool event_is_told(const Event *ev) {
    const EventSchema *schema = event_schema(ev->kind);
    return schema && schema->is_told;
}

static const struct WaitRow {
    const char *name, *words;
} waits[] = {
#define WAIT(ID, code, name, words) [code] = {name, words},
#include "trace/wait_kinds.def"
};

static const struct WaitRow *wait_row(unsigned wait) {
    static const struct WaitRow unknown = {"unknown", "unknown"};
    bool is_known = wait < sizeof waits / sizeof waits[0] && waits[wait].name;
    return is_known ? &waits[wait] : &unknown;
}

const char *wait_name(unsigned wait) {
    return wait_row(wait)->name;
}

const char *wait_words(unsigned wait) {
    return wait_row(wait)->words;
}

bool wait_is_for_sync(unsigned wait) {
    return wait >= WAIT_FOR_LOCK && wait <= WAIT_FOR_QUEUE_JOIN;
}

const char *sync_name(unsigned kind) {
    static const char *const names[] = {
#define SYNC(ID, code, name) [code] = name,
#include "trace/sync_kinds.def"
    };
    return kind < sizeof names / sizeof names[0] && names[kind] ? names[kind] : "unknown";
}

bool event_is_trouble(const Event *ev) {
    return ev->kind >= EV_LOOP_BLOCKED && ev->kind <= EV_EXCEPTION_HANDLED;
}
