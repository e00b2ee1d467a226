#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "trace/cbor.h"
#include "trace/recording.h"
#include "trace/recording_block.h"
#include "trace/recording_format.h"

struct RecordingReader {
    int fd;
    unsigned char *buffer; // what was read and not yet taken: [taken, filled)
    size_t taken, filled, cap;
    bool at_end;           // nothing more comes from fd
    uint64_t offset;       // of buffer[taken] in the file
    RecordingMeta meta;
    BlockReader block;     // what is left of the present block
    uint64_t block_offset; // where it begins in the file
    uint64_t first;        // number of the first event
    uint64_t events;       // read so far, and those before the first
    bool has_begun;        // a block was read
    bool is_finished;      // the index was there
    Str damage;
};

// --- bytes from the file -------------------------------------------------------------------------

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

// --- the header ----------------------------------------------------------------------------------

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
        return err_set(err, "this is not an aioscope recording");
    HeaderState state = HEADER_SHORT;
    for (size_t need = 4096; state == HEADER_SHORT && need <= RECORDING_ITEM_MAX; need *= 2) {
        bool more = have(reader, need);
        state = parse_header(reader, &major);
        if (!more) break;
    }
    if (state == HEADER_WHOLE) return true;
    if (state == HEADER_NEWER)
        return err_set(
            err,
            "this recording was made by a newer aioscope (format %llu; this one reads format %d)",
            (unsigned long long)major, RECORDING_MAJOR);
    return err_set(err, "the recording is damaged at its beginning, so nothing of it can be read");
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

// --- damage --------------------------------------------------------------------------------------

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
    reader->block = (BlockReader){0};
    reader->is_finished = true;
    if (lost) {
        str_addf(&reader->damage, "the recording is damaged or cut off at byte %llu: %llu events are whole, the last %llu bytes are lost",
                 (unsigned long long)at, (unsigned long long)(reader->events - reader->first), (unsigned long long)lost);
    } else {
        str_addf(&reader->damage, "the recording was cut off: its %llu events are whole, what came after them is lost",
                 (unsigned long long)(reader->events - reader->first));
    }
    return -1;
}

const char *recording_damage(const RecordingReader *reader) {
    return str_text(&reader->damage);
}

// --- blocks --------------------------------------------------------------------------------------

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
    if (count != 5 || !block_read_head(at, reader->buffer + reader->taken, &head)) return damaged(reader);
    if (!reader->has_begun) reader->events = reader->first = head.first;
    if (head.first != reader->events || head.count > UINT64_MAX / 2 || head.first > UINT64_MAX / 2) return damaged(reader);
    if (!have(reader, head.size + (size_t)head.len)) return damaged(reader);
    const unsigned char *bytes = reader->buffer + reader->taken + head.size;
    if (!block_is_whole(&head, bytes)) return damaged(reader);
    reader->has_begun = true;
    reader->block = block_begin(&head, bytes);
    reader->block_offset = reader->offset;
    take_until(reader, reader->block.at.end);
    return 1;
}

// --- records -------------------------------------------------------------------------------------

int recording_read(RecordingReader *reader, Record *record) {
    while (block_is_done(&reader->block)) {
        if (reader->is_finished) return reader->damage.len ? -1 : 0;
        int more = reader->block.left ? damaged(reader) : next_block(reader);
        if (more <= 0) return more;
    }
    if (!block_read(&reader->block, record)) return damaged(reader);
    reader->events += !event_is_definition(&record->ev);
    return 1;
}

uint64_t recording_first(const RecordingReader *reader) {
    return reader->first;
}

uint64_t recording_offset(const RecordingReader *reader) {
    return reader->block_offset;
}

// --- one block again -----------------------------------------------------------------------------

static bool pread_whole(int fd, unsigned char *to, size_t len, uint64_t offset) {
    for (size_t done = 0; done < len;) {
        ssize_t n = pread(fd, to + done, len - done, (off_t)(offset + done));
        if (n > 0) done += (size_t)n;
        else if (n == 0 || errno != EINTR) return false;
    }
    return true;
}

static bool read_again(int fd, uint64_t offset, BlockHead *head, unsigned char **bytes) {
    unsigned char begin[RECORDING_HEAD_MAX] = {0};
    ssize_t len = pread(fd, begin, sizeof begin, (off_t)offset);
    CborReader at = {begin, begin + (len > 0 ? len : 0)};
    uint64_t count;
    if (!cbor_read_array(&at, &count) || count != 5 || !block_read_head(at, begin, head)) return false;
    *bytes = mem_resize(NULL, (size_t)head->len);
    return pread_whole(fd, *bytes, (size_t)head->len, offset + head->size) && block_is_whole(head, *bytes);
}

bool recording_read_block(int fd, uint64_t offset, uint64_t first, Event *events, size_t count) {
    BlockHead head;
    unsigned char *bytes = NULL;
    bool fine = read_again(fd, offset, &head, &bytes) && head.first == first && head.count == count;
    BlockReader block = fine ? block_begin(&head, bytes) : (BlockReader){0};
    Record record;
    size_t done = 0;
    while (fine && !block_is_done(&block)) {
        fine = block_read(&block, &record);
        if (fine && !event_is_definition(&record.ev)) events[done++] = record.ev;
    }
    free(bytes);
    return fine && done == count;
}
