#include "history/state_codec.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/history.h"
#include "model/state_fields.h"
#include "trace/cbor.h"

// A record is the name of a part and an array: first the names of its fields, then for each item their values, without the zeros at the end. The part
// "state" comes last.

// --- writing -------------------------------------------------------------------------------------

typedef struct Writing {
    StateSink *sink;
    void *arg;
    Str bytes;
} Writing;

static void begin(Writing *writing, StatePart part, uint64_t count) {
    str_clear(&writing->bytes);
    cbor_text(&writing->bytes, state_part_name(part));
    cbor_head(&writing->bytes, CBOR_ARRAY, count);
}

static void hand_over(Writing *writing) {
    writing->sink(&(Record){.ev = {.kind = DEF_STATE}, .bytes = writing->bytes.s, .len = writing->bytes.len}, writing->arg);
}

static void write_part(Writing *writing, State *state, StatePart part) {
    size_t n_fields;
    const StateField *fields = state_fields(part, &n_fields);
    uint32_t count = state_item_count(state, part);
    if (!count) return;
    begin(writing, part, n_fields);
    for (size_t f = 0; f < n_fields; f++) cbor_text(&writing->bytes, fields[f].name);
    hand_over(writing);
    for (uint32_t i = 0; i < count; i++) {
        const void *item = state_item(state, part, i);
        size_t used = n_fields;
        while (used && !field_get(&fields[used - 1], item)) used--;
        begin(writing, part, used);
        for (size_t f = 0; f < used; f++) cbor_head(&writing->bytes, CBOR_UINT, field_get(&fields[f], item));
        hand_over(writing);
    }
}

void history_write_state(const State *state, StateSink *sink, void *arg) {
    Writing writing = {.sink = sink, .arg = arg};
    State copy = *state; // its arrays are only read
    for (StatePart part = PART_STATE + 1; part < STATE_PARTS; part++) write_part(&writing, &copy, part);
    write_part(&writing, &copy, PART_STATE);
    str_free(&writing.bytes);
}

// --- reading -------------------------------------------------------------------------------------

#define COLUMNS_MAX 64

typedef struct Columns {
    const StateField *fields[COLUMNS_MAX]; // NULL: a field that we do not know
    size_t count;
} Columns;

struct StateReader {
    Columns columns[STATE_PARTS];
    Snapshot snapshot;
};

StateReader *state_reader_new(void) {
    return mem_new(sizeof(StateReader));
}

void state_reader_free(StateReader *reader) {
    if (!reader) return;
    snapshot_free(&reader->snapshot);
    free(reader);
}

static StatePart part_of_name(StrView name) {
    for (StatePart part = 0; part < STATE_PARTS; part++)
        if (view_is(name, state_part_name(part))) return part;
    return STATE_PARTS;
}

static const StateField *field_of_name(StatePart part, StrView name) {
    size_t count;
    const StateField *fields = state_fields(part, &count);
    for (size_t i = 0; i < count; i++)
        if (view_is(name, fields[i].name)) return &fields[i];
    return NULL;
}

static bool read_columns(Columns *columns, StatePart part, CborReader *at, uint64_t count) {
    StrView name;
    if (!count || count > COLUMNS_MAX) return false;
    for (uint64_t i = 0; i < count; i++) {
        if (!cbor_read_string(at, &name)) return false;
        columns->fields[i] = field_of_name(part, name);
    }
    columns->count = (size_t)count;
    return true;
}

static bool read_item(StateReader *reader, StatePart part, CborReader *at, uint64_t count) {
    const Columns *columns = &reader->columns[part];
    void *item = snapshot_new_item(&reader->snapshot, part);
    uint64_t value;
    if (count > columns->count) return false;
    for (uint64_t i = 0; i < count; i++) {
        if (!cbor_read_uint(at, &value)) return false;
        if (columns->fields[i] && !field_set(columns->fields[i], item, value)) return false;
    }
    return true;
}

StateRead state_read(StateReader *reader, const Record *record, Snapshot *to) {
    CborReader at = {(const unsigned char *)record->bytes, (const unsigned char *)record->bytes + record->len};
    StrView name;
    uint64_t count;
    if (!cbor_read_string(&at, &name) || !cbor_read_array(&at, &count)) return STATE_BAD;
    StatePart part = part_of_name(name);
    if (part == STATE_PARTS) return STATE_MORE; // of a newer program
    if (!reader->columns[part].count) return read_columns(&reader->columns[part], part, &at, count) ? STATE_MORE : STATE_BAD;
    if (!read_item(reader, part, &at, count)) return STATE_BAD;
    if (part != PART_STATE) return STATE_MORE;
    state_count_again(&reader->snapshot.state);
    if (!state_is_sound(&reader->snapshot.state)) return STATE_BAD;
    *to = reader->snapshot;
    reader->snapshot = (Snapshot){0};
    return STATE_WHOLE;
}
