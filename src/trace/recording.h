// A recording on disk: a CBOR sequence (RFC 8742) that any CBOR tool reads; docs/recording-format.md has the whole story.
// A header that names every kind and its fields, blocks with a checksum, at last an index. A file cut anywhere opens as its whole blocks.
#ifndef TRACE_RECORDING_H
#define TRACE_RECORDING_H

#include "base/err.h"
#include "base/str.h"
#include "trace/event.h"

#define RECORDING_MAJOR 1

// What the header says about the run.
typedef struct RecordingMeta {
    Str program;     // the script's path or -m MODULE, as typed
    Str command;     // the whole command line, for people
    Str python;      // "3.11.2"
    Str title;       // of a lesson, else ""
    bool is_virtual; // the clock
    bool has_lines;  // detail at the start
    uint64_t started; // seconds since 1970
} RecordingMeta;

void recording_meta_free(RecordingMeta *meta);

// --- writing -------------------------------------------------------------------------------------
typedef struct RecordingWriter RecordingWriter;

// Writes go to `fd`, which stays the caller's. Blocks are written whole with one write() when about 64 KiB have come together or on flush.
// After a failed write every later call returns false with the same message and writes nothing more, so the file keeps its whole blocks.
RecordingWriter *recording_writer_new(int fd, const RecordingMeta *meta, Err *err);

// One that begins in the middle: its first event has that number, and the state there comes before it, in DEF_STATEs.
RecordingWriter *recording_writer_new_from(int fd, const RecordingMeta *meta, uint64_t first, Err *err);
bool recording_write(RecordingWriter *writer, const Record *record, Err *err);
bool recording_flush(RecordingWriter *writer, Err *err);
bool recording_finish(RecordingWriter *writer, Err *err); // the last block and the index; then only free is left
void recording_writer_free(RecordingWriter *writer);
uint64_t recording_events(const RecordingWriter *writer); // events (not definitions) accepted so far

// How many of them are in the file, and where the last block there begins.
uint64_t recording_stored(const RecordingWriter *writer, uint64_t *offset);

// --- reading -------------------------------------------------------------------------------------
typedef struct RecordingReader RecordingReader;

// Do these first bytes begin a recording? (A FILE is known by its first bytes, not its name.)
bool recording_is(const void *bytes, size_t len);

// Reads from `fd`, which stays the caller's. NULL + err: not a recording, or of a newer major version, or its header is damaged.
RecordingReader *recording_open(int fd, Err *err);
const RecordingMeta *recording_meta(const RecordingReader *reader);

// 1: *record is the next one, its bytes alive until the next call. 0: the end. -1: damage; what follows cannot be read.
// Kinds that we do not know come through as they are; damage never crashes or reads out of bounds.
int recording_read(RecordingReader *reader, Record *record);

// The number of the first event; known once the first record was read.
uint64_t recording_first(const RecordingReader *reader);

// Where the block of the last record begins in the file.
uint64_t recording_offset(const RecordingReader *reader);

// The events of one block again: the one at `offset`, which begins with event number `first` and has `count`. False: it is not there
// any more as it was; the events are then anything.
bool recording_read_block(int fd, uint64_t offset, uint64_t first, Event *events, size_t count);

// After the end or damage: "" if the file was whole, else one line for the user: how much was lost.
const char *recording_damage(const RecordingReader *reader);
void recording_reader_free(RecordingReader *reader);

#endif
