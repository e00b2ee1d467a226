#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "trace/cbor.h"
#include "trace/recording.h"
#include "trace/recording_format.h"

struct RecordingReader {
    int fd;
    unsigned char *buffer; // what was read and not yet taken: [taken, filled)
    size_t taken, filled, cap;
    bool at_end;           // nothing more comes from fd
    uint64_t offset;       // of buffer[taken] in the file
    RecordingMeta meta;
    CborReader block;      // what is left of the present block
    uint64_t left;         // events of it to come
    uint64_t t;            // time of the last event
    uint64_t events;       // read so far
    bool is_finished;      // the index was there
    Str damage;
};

// --- bytes from the file --------------------------------------------------------------------------------------------------------------------

// Have at least `need` bytes in the buffer; false: the file ends before.
static bool have(RecordingReader *reader, size_t need) {
    if (reader->taken && reader->filled - reader->taken < need) {
        memmove(reader->buffer, reader->buffer + reader->taken, reader->filled - reader->taken);
        reader->filled -= reader->taken;
        reader->taken = 0;
    }
    reader->buffer = mem_grow(reader->buffer, &reader->cap, need > 65536 ? need : 65536, 1);
    while (reader->filled - reader->taken < need && !reader->at_end) {
        ssize_t n = read(reader->fd, reader->buffer + reader->filled, reader->cap - reader->filled);
        if (n > 0) reader->filled += (size_t)n;
        else if (n == 0 || errno != EINTR) reader->at_end = true;
    }
    return reader->filled - reader->taken >= need;
}

static CborReader look(const RecordingReader *reader) {
    return (CborReader){reader->buffer + reader->taken, reader->buffer + reader->filled};
}

static void take_until(RecordingReader *reader, const unsigned char *at) {
    size_t taken = (size_t)(at - reader->buffer);
    reader->offset += taken - reader->taken;
    reader->taken = taken;
}

// --- the header ------------------------------------------------------------------------------------------------------------------------------

bool recording_is(const void *bytes, size_t len) {
    static const unsigned char tag[] = {0xd9, 0xd9, 0xf7};
    static const char format[] = "\x66" "format" "\x72" RECORDING_FORMAT;
    CborReader head = {(const unsigned char *)bytes + sizeof tag, (const unsigned char *)bytes + len};
    uint64_t pairs;
    if (len < sizeof tag || memcmp(bytes, tag, sizeof tag) != 0 || !cbor_read_map(&head, &pairs)) return false;
    size_t left = (size_t)(head.end - head.at);
    return left >= sizeof format - 1 && memcmp(head.at, format, sizeof format - 1) == 0;
}

static bool read_version(CborReader *at, uint64_t *major) {
    uint64_t count, minor;
    return cbor_read_array(at, &count) && count == 2 && cbor_read_uint(at, major) && cbor_read_uint(at, &minor);
}

static bool read_text(CborReader *at, Str *out) {
    StrView text;
    if (!cbor_read_string(at, &text)) return false;
    str_clear(out);
    str_add_bytes(out, text.s, text.len);
    return true;
}

static bool read_is(CborReader *at, const char *wanted, bool *is) {
    StrView text;
    if (!cbor_read_string(at, &text)) return false;
    *is = view_is(text, wanted);
    return true;
}

static bool read_pair(RecordingMeta *meta, CborReader *at, uint64_t *major) {
    StrView key;
    if (!cbor_read_string(at, &key)) return false;
    if (view_is(key, "version")) return read_version(at, major);
    if (view_is(key, "program")) return read_text(at, &meta->program);
    if (view_is(key, "command")) return read_text(at, &meta->command);
    if (view_is(key, "python")) return read_text(at, &meta->python);
    if (view_is(key, "title")) return read_text(at, &meta->title);
    if (view_is(key, "clock")) return read_is(at, "virtual", &meta->is_virtual);
    if (view_is(key, "detail")) return read_is(at, "lines", &meta->has_lines);
    if (view_is(key, "started")) return cbor_read_uint(at, &meta->started);
    return cbor_skip(at);
}

typedef enum HeaderState { HEADER_WHOLE, HEADER_SHORT, HEADER_NEWER, HEADER_BAD } HeaderState;

// The version stands early, so that a newer one is named even where the rest cannot be read.
static HeaderState parse_header(RecordingReader *reader, uint64_t *major) {
    CborReader at = look(reader);
    const unsigned char *begin = at.at;
    CborMajor type;
    uint64_t value, crc;
    *major = 0;
    if (!cbor_read_head(&at, &type, &value) || !cbor_read_map(&at, &value)) return HEADER_SHORT;
    for (uint64_t i = 0; i < value; i++) {
        if (!read_pair(&reader->meta, &at, major)) return HEADER_SHORT;
        if (*major > RECORDING_MAJOR) return HEADER_NEWER;
    }
    size_t len = (size_t)(at.at - begin);
    if (!cbor_read_uint(&at, &crc)) return HEADER_SHORT;
    if (crc != crc32c(0, begin, len) || *major != RECORDING_MAJOR) return HEADER_BAD;
    take_until(reader, at.at);
    return HEADER_WHOLE;
}

static bool read_header(RecordingReader *reader, Err *err) {
    uint64_t major = 0;
    have(reader, RECORDING_HEAD_MAX);
    if (!recording_is(reader->buffer + reader->taken, reader->filled - reader->taken))
        return err_set(err, "this is not a recording of aioscope");
    HeaderState state = HEADER_SHORT;
    for (size_t need = 4096; state == HEADER_SHORT && need <= RECORDING_ITEM_MAX; need *= 2) {
        bool more = have(reader, need);
        state = parse_header(reader, &major);
        if (!more) break;
    }
    if (state == HEADER_WHOLE) return true;
    if (state == HEADER_NEWER)
        return err_set(err, "the recording was made by a newer aioscope (format %llu; this one reads format %d)", (unsigned long long)major,
                       RECORDING_MAJOR);
    return err_set(err, "the recording is damaged at its beginning, nothing of it can be read");
}

RecordingReader *recording_open(int fd, Err *err) {
    RecordingReader *reader = mem_new(sizeof *reader);
    reader->fd = fd;
    if (read_header(reader, err)) return reader;
    recording_reader_free(reader);
    return NULL;
}

const RecordingMeta *recording_meta(const RecordingReader *reader) {
    return &reader->meta;
}

void recording_reader_free(RecordingReader *reader) {
    if (!reader) return;
    free(reader->buffer);
    recording_meta_free(&reader->meta);
    str_free(&reader->damage);
    free(reader);
}

// --- damage -----------------------------------------------------------------------------------------------------------------------------------

static uint64_t bytes_to_the_end(RecordingReader *reader) {
    uint64_t bytes = 0;
    while (have(reader, 1)) {
        bytes += reader->filled - reader->taken;
        reader->taken = reader->filled;
    }
    return bytes;
}

static int damaged(RecordingReader *reader) {
    uint64_t at = reader->offset, lost = bytes_to_the_end(reader);
    reader->block = (CborReader){0};
    reader->is_finished = true;
    if (lost) {
        str_addf(&reader->damage, "the recording is damaged or cut off at byte %llu: %llu events are whole, the last %llu bytes are lost",
                 (unsigned long long)at, (unsigned long long)reader->events, (unsigned long long)lost);
    } else {
        str_addf(&reader->damage, "the recording was cut off: its %llu events are whole, what came after them is lost",
                 (unsigned long long)reader->events);
    }
    return -1;
}

const char *recording_damage(const RecordingReader *reader) {
    return str_text(&reader->damage);
}

// --- blocks -----------------------------------------------------------------------------------------------------------------------------------

// The index is the last item; nothing may follow it.
static bool read_index(RecordingReader *reader, CborReader at) {
    uint64_t crc;
    CborMajor type;
    uint64_t len;
    if (!cbor_read_uint(&at, &crc) || !cbor_read_head(&at, &type, &len) || type != CBOR_BYTES) return false;
    // The index of a very long recording is longer than a block, and we need only its checksum: it is taken piece by piece.
    take_until(reader, at.at);
    uint32_t sum = 0;
    while (len) {
        if (!have(reader, 1)) return false;
        size_t piece = reader->filled - reader->taken;
        if (piece > len) piece = (size_t)len;
        sum = crc32c(sum, reader->buffer + reader->taken, piece);
        take_until(reader, reader->buffer + reader->taken + piece);
        len -= piece;
    }
    reader->is_finished = true;
    return sum == crc && !have(reader, 1);
}

typedef struct BlockHead {
    uint64_t first, count, t0, crc, len;
    size_t size; // of the head itself, in bytes
} BlockHead;

static bool read_block_head(const RecordingReader *reader, CborReader at, BlockHead *head) {
    CborMajor type;
    bool fine = cbor_read_uint(&at, &head->first) && cbor_read_uint(&at, &head->count) && cbor_read_uint(&at, &head->t0) &&
                cbor_read_uint(&at, &head->crc) && cbor_read_head(&at, &type, &head->len) && type == CBOR_BYTES;
    head->size = (size_t)(at.at - (reader->buffer + reader->taken));
    return fine && head->len <= RECORDING_ITEM_MAX && head->first == reader->events;
}

// Begin the next block. 1: there it is; 0: the file is at its proper end; -1: damage.
static int next_block(RecordingReader *reader) {
    have(reader, RECORDING_HEAD_MAX);
    CborReader at = look(reader);
    uint64_t count;
    StrView word;
    BlockHead head;
    if (!cbor_read_array(&at, &count)) return damaged(reader);
    if (count == 3) {
        if (cbor_read_string(&at, &word) && view_is(word, RECORDING_INDEX) && read_index(reader, at)) return 0;
        return damaged(reader);
    }
    if (count != 5 || !read_block_head(reader, at, &head) || !have(reader, head.size + (size_t)head.len)) return damaged(reader);
    const unsigned char *bytes = reader->buffer + reader->taken + head.size;
    if (recording_checksum(head.first, head.count, head.t0, bytes, (size_t)head.len) != head.crc) return damaged(reader);
    reader->block = (CborReader){bytes, bytes + head.len};
    reader->left = head.count;
    reader->t = head.t0;
    take_until(reader, reader->block.end);
    return 1;
}

// --- events -----------------------------------------------------------------------------------------------------------------------------------

static bool read_u32(CborReader *at, uint32_t *value) {
    uint64_t wide;
    if (!cbor_read_uint(at, &wide) || wide > UINT32_MAX) return false;
    *value = (uint32_t)wide;
    return true;
}

static bool skip_items(CborReader *at, uint64_t count) {
    for (; count; count--)
        if (!cbor_skip(at)) return false;
    return true;
}

static bool read_definition(CborReader *at, uint64_t count, Record *record) {
    Event *ev = &record->ev;
    if (ev->kind == DEF_STRING) {
        StrView bytes;
        if (count < 2 || !read_u32(at, &ev->arg[0]) || !cbor_read_string(at, &bytes) || bytes.len > DEF_STRING_MAX) return false;
        ev->arg[1] = (uint32_t)bytes.len;
        record->bytes = bytes.s;
        record->len = bytes.len;
        return skip_items(at, count - 2);
    }
    if (ev->kind > DEF_SOURCE) return skip_items(at, count);
    uint64_t n = ev->kind == DEF_SOURCE ? 2 : 4;
    if (count < n) return false;
    for (uint64_t i = 0; i < n; i++)
        if (!read_u32(at, &ev->arg[i])) return false;
    count -= n;
    if (ev->kind != DEF_CODE || !count) return skip_items(at, count);
    return read_u32(at, &ev->task) && skip_items(at, count - 1);
}

// Fields that are missing are zero; those that we do not know are stepped over, whatever a newer program put there.
static bool read_fields(CborReader *at, uint64_t count, Event *ev) {
    const EventSchema *schema = event_schema(ev->kind);
    int place = 0;
    for (; schema && count && place < 4; count--, place++) {
        FieldType type = schema->field[place].type;
        if (type == FIELD_NS) {
            uint64_t ns;
            if (!cbor_read_uint(at, &ns)) return false;
            event_set_ns(ev, place++, ns);
        } else if (type == FIELD_NONE ? !cbor_skip(at) : !read_u32(at, &ev->arg[place])) {
            return false;
        }
    }
    return skip_items(at, count);
}

static bool read_event(RecordingReader *reader, CborReader *at, uint64_t count, Event *ev) {
    int64_t dt;
    uint32_t loop;
    if (count < 3 || !reader->left || !cbor_read_int(at, &dt) || !read_u32(at, &loop) || loop > UINT16_MAX || !read_u32(at, &ev->task))
        return false;
    reader->t += (uint64_t)dt;
    reader->left--;
    reader->events++;
    ev->t = reader->t;
    ev->loop = (uint16_t)loop;
    return read_fields(at, count - 3, ev);
}

int recording_read(RecordingReader *reader, Record *record) {
    while (reader->block.at == reader->block.end) {
        if (reader->is_finished) return reader->damage.len ? -1 : 0;
        int more = reader->left ? damaged(reader) : next_block(reader);
        if (more <= 0) return more;
    }
    CborReader *at = &reader->block;
    uint64_t count, kind;
    *record = (Record){0};
    if (!cbor_read_array(at, &count) || !count || !cbor_read_uint(at, &kind) || kind > UINT16_MAX) return damaged(reader);
    record->ev.kind = (uint16_t)kind;
    bool fine = event_is_definition(&record->ev) ? read_definition(at, count - 1, record) : read_event(reader, at, count - 1, &record->ev);
    return fine ? 1 : damaged(reader);
}
