#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/look.h"
#include "fuzz/targets.h"
#include "trace/cbor.h"
#include "trace/recording.h"
#include "trace/recording_format.h"

enum { RECORDS = 4000 };

static void open_and_look(int fd, uint32_t seed) {
    Err err;
    lseek(fd, 0, SEEK_SET);
    RecordingReader *reader = recording_open(fd, &err);
    if (!reader) return;
    History *history = look_new();
    Record record;
    for (int i = 0; i < RECORDS && recording_read(reader, &record) > 0; i++) history_add(history, &record);
    recording_damage(reader);
    recording_reader_free(reader);
    look_at(history, seed);
    look_free(history);
}

static void put(int fd, const void *bytes, size_t len) {
    if (len && write(fd, bytes, len) != (ssize_t)len) abort();
}

void fuzz_recording(const uint8_t *bytes, size_t len) {
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    put(fd, bytes, len);
    open_and_look(fd, (uint32_t)len);
    close(fd);
}

// The first two bytes say how many events the block says it has, and with which number it begins.
void fuzz_block(const uint8_t *bytes, size_t len) {
    Err err;
    RecordingMeta meta = {0};
    Str block = {0};
    if (len < 2) return;
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    uint64_t count = bytes[0], first = bytes[1];
    recording_writer_free(recording_writer_new(fd, &meta, &err));
    cbor_head(&block, CBOR_ARRAY, 5);
    cbor_head(&block, CBOR_UINT, first);
    cbor_head(&block, CBOR_UINT, count);
    cbor_head(&block, CBOR_UINT, 0);
    cbor_head(&block, CBOR_UINT, recording_checksum(first, count, 0, bytes + 2, len - 2));
    cbor_head(&block, CBOR_BYTES, len - 2);
    put(fd, block.s, block.len);
    put(fd, bytes + 2, len - 2);
    open_and_look(fd, (uint32_t)len);
    str_free(&block);
    close(fd);
}
