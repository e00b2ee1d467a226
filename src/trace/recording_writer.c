#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "trace/cbor.h"
#include "trace/recording.h"
#include "trace/recording_format.h"

struct RecordingWriter {
    int fd;
    uint64_t offset;   // bytes written whole
    uint64_t events;   // accepted
    Str block;         // the events and definitions of the block that is being filled
    uint64_t first;    // number of its first event: so many are in the file
    uint64_t stored_at; // where the last block in the file begins
    uint64_t t0;       // time of its first event
    uint64_t t;        // time of its last event so far
    Str index;         // first, t0 and offset of each block so far, as CBOR integers
    uint64_t n_blocks;
    Err err;           // the first failure
};

void recording_meta_free(RecordingMeta *meta) {
    str_free(&meta->program);
    str_free(&meta->command);
    str_free(&meta->python);
    str_free(&meta->title);
    *meta = (RecordingMeta){0};
}

// --- the header ----------------------------------------------------------------------------------

static void add_kind(Str *out, unsigned code, const char *name, const char *const *fields, int n) {
    cbor_head(out, CBOR_UINT, code);
    cbor_head(out, CBOR_ARRAY, (uint64_t)n + 1);
    cbor_text(out, name);
    for (int i = 0; i < n; i++) cbor_text(out, fields[i]);
}

static void add_kinds(Str *out) {
    cbor_text(out, "kinds");
    cbor_head(out, CBOR_MAP, event_schema_count());
    for (size_t i = 0; i < event_schema_count(); i++) {
        const EventSchema *row = event_schema_row(i);
        const char *fields[4];
        int n = 0, last = 0;
        for (int k = 0; k < 4; k++) {
            if (row->field[k].type == FIELD_HIGH) continue;
            fields[n++] = row->field[k].type == FIELD_NONE ? "" : row->field[k].name;
            if (row->field[k].type != FIELD_NONE) last = n;
        }
        add_kind(out, row->kind, row->name, fields, last);
    }
}

static void add_definitions(Str *out) {
    cbor_text(out, "definitions");
    cbor_head(out, CBOR_MAP, 5);
    add_kind(out, DEF_STRING, "string", (const char *const[]){"id", "bytes"}, 2);
    add_kind(out, DEF_CODE, "code", (const char *const[]){"id", "name", "file", "first line", "own"}, 5);
    add_kind(out, DEF_SITE, "site", (const char *const[]){"id", "parent", "code", "line"}, 4);
    add_kind(out, DEF_SOURCE, "source", (const char *const[]){"file", "text"}, 2);
    add_kind(out, DEF_STATE, "state", (const char *const[]){"part", "fields or values"}, 2);
}

static void add_named(Str *out, const char *name, const Str *text) {
    cbor_text(out, name);
    cbor_string(out, str_text(text), text->len);
}

static void make_header(Str *out, const RecordingMeta *meta) {
    cbor_head(out, CBOR_TAG, RECORDING_TAG);
    cbor_head(out, CBOR_MAP, 11);
    cbor_text(out, "format");
    cbor_text(out, RECORDING_FORMAT);
    cbor_text(out, "version");
    cbor_head(out, CBOR_ARRAY, 2);
    cbor_head(out, CBOR_UINT, RECORDING_MAJOR);
    cbor_head(out, CBOR_UINT, RECORDING_MINOR);
    add_named(out, "program", &meta->program);
    add_named(out, "command", &meta->command);
    add_named(out, "python", &meta->python);
    add_named(out, "title", &meta->title);
    cbor_text(out, "clock");
    cbor_text(out, meta->is_virtual ? "virtual" : "real");
    cbor_text(out, "detail");
    cbor_text(out, meta->has_lines ? "lines" : "tasks");
    cbor_text(out, "started");
    cbor_head(out, CBOR_UINT, meta->started);
    add_kinds(out);
    add_definitions(out);
    uint32_t crc = crc32c(0, out->s, out->len);
    cbor_head(out, CBOR_UINT, crc);
}

// --- writing -------------------------------------------------------------------------------------

// All of it, or the file goes back to its last whole block.
static bool write_whole(RecordingWriter *writer, const Str *bytes) {
    for (size_t done = 0; done < bytes->len;) {
        ssize_t n = write(writer->fd, bytes->s + done, bytes->len - done);
        if (n > 0) done += (size_t)n;
        else if (n < 0 && errno == EINTR) continue;
        else {
            err_set(&writer->err, "%s", strerror(n < 0 ? errno : ENOSPC));
            // What is left of a torn block is found by the reader; a pipe cannot be cut, and need not be.
            if (ftruncate(writer->fd, (off_t)writer->offset) == 0) lseek(writer->fd, 0, SEEK_END);
            return false;
        }
    }
    writer->offset += bytes->len;
    return true;
}

static bool is_failed(const RecordingWriter *writer, Err *err) {
    if (!writer->err.msg[0]) return false;
    if (err) *err = writer->err;
    return true;
}

RecordingWriter *recording_writer_new(int fd, const RecordingMeta *meta, Err *err) {
    return recording_writer_new_from(fd, meta, 0, err);
}

RecordingWriter *recording_writer_new_from(int fd, const RecordingMeta *meta, uint64_t first, Err *err) {
    RecordingWriter *writer = mem_new(sizeof *writer);
    Str header = {0};
    writer->fd = fd;
    writer->events = writer->first = first;
    make_header(&header, meta);
    write_whole(writer, &header);
    str_free(&header);
    if (!is_failed(writer, err)) return writer;
    recording_writer_free(writer);
    return NULL;
}

bool recording_flush(RecordingWriter *writer, Err *err) {
    if (is_failed(writer, err)) return false;
    if (!writer->block.len) return true;
    uint64_t count = writer->events - writer->first;
    cbor_head(&writer->index, CBOR_UINT, writer->first);
    cbor_head(&writer->index, CBOR_UINT, writer->t0);
    cbor_head(&writer->index, CBOR_UINT, writer->offset);
    writer->n_blocks++;
    writer->stored_at = writer->offset;
    Str whole = {0};
    cbor_head(&whole, CBOR_ARRAY, 5);
    cbor_head(&whole, CBOR_UINT, writer->first);
    cbor_head(&whole, CBOR_UINT, count);
    cbor_head(&whole, CBOR_UINT, writer->t0);
    cbor_head(&whole, CBOR_UINT, recording_checksum(writer->first, count, writer->t0, writer->block.s, writer->block.len));
    cbor_head(&whole, CBOR_BYTES, writer->block.len);
    str_add_bytes(&whole, writer->block.s, writer->block.len);
    bool is_written = write_whole(writer, &whole);
    str_free(&whole);
    str_clear(&writer->block);
    if (is_written) writer->first = writer->events;
    return !is_failed(writer, err);
}

static void add_definition(Str *out, const Record *record) {
    const Event *ev = &record->ev;
    if (ev->kind == DEF_STRING) {
        cbor_head(out, CBOR_ARRAY, 3);
        cbor_head(out, CBOR_UINT, ev->kind);
        cbor_head(out, CBOR_UINT, ev->arg[0]);
        cbor_string(out, record->bytes, record->len);
        return;
    }
    if (ev->kind == DEF_STATE) {
        cbor_head(out, CBOR_ARRAY, 3);
        cbor_head(out, CBOR_UINT, ev->kind);
        str_add_bytes(out, record->bytes, record->len);
        return;
    }
    int args = ev->kind == DEF_SOURCE ? 2 : 4;
    cbor_head(out, CBOR_ARRAY, (uint64_t)args + 1 + (ev->kind == DEF_CODE));
    cbor_head(out, CBOR_UINT, ev->kind);
    for (int i = 0; i < args; i++) cbor_head(out, CBOR_UINT, ev->arg[i]);
    if (ev->kind == DEF_CODE) cbor_head(out, CBOR_UINT, ev->task);
}

// The fields as whole numbers, those of 64 bits in one; trailing zeros are left out.
static int fields_of(const Event *ev, uint64_t fields[4]) {
    const EventSchema *schema = event_schema(ev->kind);
    int n = 0, last = 0;
    for (int i = 0; i < 4; i++) {
        if (schema && schema->field[i].type == FIELD_HIGH) continue;
        fields[n] = schema && schema->field[i].type == FIELD_NS ? event_ns(ev, i) : ev->arg[i];
        if (fields[n++]) last = n;
    }
    return last;
}

static void add_event(RecordingWriter *writer, const Event *ev) {
    Str *out = &writer->block;
    uint64_t fields[4];
    int n = fields_of(ev, fields);
    if (writer->events == writer->first) writer->t0 = writer->t = ev->t;
    cbor_head(out, CBOR_ARRAY, 4 + (uint64_t)n);
    cbor_head(out, CBOR_UINT, ev->kind);
    cbor_int(out, (int64_t)(ev->t - writer->t));
    cbor_head(out, CBOR_UINT, ev->loop);
    cbor_head(out, CBOR_UINT, ev->task);
    for (int i = 0; i < n; i++) cbor_head(out, CBOR_UINT, fields[i]);
    writer->t = ev->t;
    writer->events++;
}

bool recording_write(RecordingWriter *writer, const Record *record, Err *err) {
    if (is_failed(writer, err)) return false;
    if (event_is_definition(&record->ev)) add_definition(&writer->block, record);
    else add_event(writer, &record->ev);
    return writer->block.len < RECORDING_BLOCK_FULL || recording_flush(writer, err);
}

bool recording_finish(RecordingWriter *writer, Err *err) {
    if (!recording_flush(writer, err)) return false;
    Str numbers = {0}, whole = {0};
    cbor_head(&numbers, CBOR_ARRAY, writer->n_blocks * 3);
    if (writer->index.len) str_add_bytes(&numbers, writer->index.s, writer->index.len);
    cbor_head(&whole, CBOR_ARRAY, 3);
    cbor_text(&whole, RECORDING_INDEX);
    cbor_head(&whole, CBOR_UINT, crc32c(0, numbers.s, numbers.len));
    cbor_head(&whole, CBOR_BYTES, numbers.len);
    str_add_bytes(&whole, numbers.s, numbers.len);
    write_whole(writer, &whole);
    str_free(&numbers);
    str_free(&whole);
    return !is_failed(writer, err);
}

void recording_writer_free(RecordingWriter *writer) {
    if (!writer) return;
    str_free(&writer->block);
    str_free(&writer->index);
    free(writer);
}

uint64_t recording_events(const RecordingWriter *writer) {
    return writer->events;
}

uint64_t recording_stored(const RecordingWriter *writer, uint64_t *offset) {
    *offset = writer->stored_at;
    return writer->first;
}
