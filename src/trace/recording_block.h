// Inside trace/ only: one block of a recording, in memory.
#ifndef TRACE_RECORDING_BLOCK_H
#define TRACE_RECORDING_BLOCK_H

#include "trace/cbor.h"
#include "trace/event.h"

typedef struct BlockHead {
    uint64_t first, count, t0, crc, len;
    size_t size; // of the head itself, in bytes
} BlockHead;

// What stands before the events of a block, the array of five already taken from `at`, which began at `begin`. False: it is none.
bool block_read_head(CborReader at, const unsigned char *begin, BlockHead *head);

// The bytes behind the head (head->len of them): are they what the writer wrote?
bool block_is_whole(const BlockHead *head, const unsigned char *bytes);

typedef struct BlockReader { // {0}: a block without records
    CborReader at;
    uint64_t left; // events to come
    uint64_t t;    // of the last event
} BlockReader;

BlockReader block_begin(const BlockHead *head, const unsigned char *bytes);
bool block_is_done(const BlockReader *block);

// The next record, its bytes in the block's. False: what stands there cannot be right.
bool block_read(BlockReader *block, Record *record);

#endif
