// The language that the engine and the viewer share: events, and the definitions that events refer to.
#ifndef TRACE_EVENT_H
#define TRACE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum EventKind {
#define EVENT(ID, code, ...) EV_##ID = code,
#include "trace/event_kinds.def"
} EventKind;

// Places of the fields in Event.arg: STEP_BEGAN_handle and so on.
#define EVENT(ID, code, rank, name, f0, t0, f1, t1, f2, t2, f3, t3) \
    enum { ID##_##f0 = 0, ID##_##f1 = 1, ID##_##f2 = 2, ID##_##f3 = 3 };
#include "trace/event_kinds.def"

typedef enum WaitKind {
#define WAIT(ID, code, ...) WAIT_FOR_##ID = code,
#include "trace/wait_kinds.def"
} WaitKind;

typedef enum SyncKind {
    SYNC_NONE = 0,
#define SYNC(ID, code, name) SYNC_##ID = code,
#include "trace/sync_kinds.def"
} SyncKind;

// BARRIER_CHANGED.state
typedef enum BarrierState { BARRIER_FILLING = 0, BARRIER_DRAINING = 1, BARRIER_RESETTING = 2, BARRIER_BROKEN = 3 } BarrierState;

typedef enum FieldType {
    FIELD_NONE, FIELD_NUM, FIELD_STR, FIELD_SITE, FIELD_CODE, FIELD_TASK, FIELD_HANDLE, FIELD_FD, FIELD_JOB, FIELD_WAIT, FIELD_SYNC,
    FIELD_NS, FIELD_HIGH
} FieldType;

// Why the selector returned (POLL_ENDED.woken_by).
typedef enum Wake { WAKE_TIMEOUT = 0, WAKE_IO = 1, WAKE_THREAD = 2, WAKE_SIGNAL = 3 } Wake;

#define LOOP_BLOCKED_AFTER 0x80000000u // in LOOP_BLOCKED.late

#define NS_FOREVER UINT64_MAX // a timeout without end

// One fact. The same struct in the ring, in memory and, field by field, on disk.
typedef struct Event {
    uint64_t t;      // nanoseconds since the recording began, on the program's clock (virtual or real)
    uint32_t task;   // the task it is about, 0: none
    uint16_t kind;   // an EventKind; readers meet kinds they do not know
    uint16_t loop;   // the loop it belongs to, 0: none
    uint32_t arg[4]; // fields, as event_kinds.def says
} Event;
_Static_assert(sizeof(Event) == 32, "an event is one slot of the ring");

// Definitions travel among the events, always before the first event that needs them, but are not events: they have no number
// and no time, and are kept in tables (history/log.h). Ids count from 1 without gaps in each table; 0 means none.
// They use the same struct, with these kinds.
typedef enum DefinitionKind {
    DEF_STRING = 0xF000, // arg: id, length in bytes; the bytes follow. Any bytes; at most DEF_STRING_MAX
    DEF_CODE,            // arg: id, name (string), file (string), first line; task = 1: the script's own code, 0: a library's
    DEF_SITE,            // arg: id, parent site (the awaiting frame outside it, 0: outermost), code, line
    DEF_SOURCE,          // arg: file (string), text (string): the next piece of that file's source, as UTF-8
    DEF_STATE,           // only in recordings that begin in the middle: a piece of the state there. bytes: CBOR, see docs/recording-format.md
} DefinitionKind;

#define DEF_STRING_MAX 65536u

static inline bool event_is_definition(const Event *ev) {
    return ev->kind >= DEF_STRING;
}

// An event or definition on its way; `bytes` only for DEF_STRING and DEF_STATE. Borrowed from whoever hands it out.
typedef struct Record {
    Event ev;
    const char *bytes;
    size_t len;
} Record;

// A 64-bit field at arg[at], arg[at + 1].
static inline uint64_t event_ns(const Event *ev, int at) {
    return (uint64_t)ev->arg[at] | (uint64_t)ev->arg[at + 1] << 32;
}

static inline void event_set_ns(Event *ev, int at, uint64_t ns) {
    ev->arg[at] = (uint32_t)ns;
    ev->arg[at + 1] = (uint32_t)(ns >> 32);
}

// A row of event_kinds.def.
typedef struct EventSchema {
    EventKind kind;
    bool is_told;
    const char *id;   // "STEP_BEGAN"
    const char *name; // "step began"
    struct { const char *name; FieldType type; } field[4]; // FIELD_NONE where there is none
} EventSchema;

// The row of a kind; NULL for a kind we do not know. All rows: index 0 … event_schema_count() - 1.
const EventSchema *event_schema(unsigned kind);
const EventSchema *event_schema_row(size_t index);
size_t event_schema_count(void);
bool event_is_told(const Event *ev);
bool event_is_trouble(const Event *ev); // of the group "trouble"

// name and words of a row of wait_kinds.def; "unknown" for a kind we do not know.
const char *wait_name(unsigned wait);
const char *wait_words(unsigned wait);
// Is it a wait for a primitive, whose number TASK_SUSPENDED then carries?
bool wait_is_for_sync(unsigned wait);

// asyncio's name of a kind of primitive; "unknown" for a kind we do not know.
const char *sync_name(unsigned kind);

#endif
