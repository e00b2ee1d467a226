// What the writer and the reader of recordings agree on beyond CBOR itself. docs/recording-format.md tells it to others.
#ifndef TRACE_RECORDING_FORMAT_H
#define TRACE_RECORDING_FORMAT_H

#include "trace/crc32c.h"

#define RECORDING_FORMAT "aioscope recording"
#define RECORDING_MINOR 1 // 1: recordings that begin in the middle
#define RECORDING_TAG 55799u           // RFC 8949, 3.4.6: what follows is CBOR
#define RECORDING_INDEX "index"
#define RECORDING_BLOCK_FULL 65536u    // a block is written once it has come to this
#define RECORDING_ITEM_MAX (4u << 20)  // no header, block or index is larger
#define RECORDING_HEAD_MAX 64u         // enough bytes for all of a block before its events

// The checksum of a block takes in its numbers, so that none can change unseen.
static inline uint32_t recording_checksum(uint64_t first, uint64_t count, uint64_t t0, const void *bytes, size_t len) {
    unsigned char numbers[24];
    uint64_t values[3] = {first, count, t0};
    for (int i = 0; i < 24; i++) numbers[i] = (unsigned char)(values[i / 8] >> 8 * (i % 8));
    return crc32c(crc32c(0, numbers, sizeof numbers), bytes, len);
}

#endif
