// Inside history/ only: the events, in blocks. Those that were asked for last are in memory; of the others a block that is in the recording's file
// is read from there again, and any other is packed.
#ifndef HISTORY_BLOCKS_H
#define HISTORY_BLOCKS_H

#include "trace/event.h"

typedef struct Blocks Blocks;

#define BLOCKS_KEPT 16         // so many of the last ones are in memory, whatever the budget
#define NOT_STORED UINT64_MAX  // the offset of what is in no file

// `budget`: bytes of events in memory.
Blocks *blocks_new(size_t budget);
void blocks_free(Blocks *blocks);

// From here on a block ends where blocks_end says so, and is in this file, of which a descriptor of our own is made. False: the file cannot be read
// at any place, and blocks go on to be packed.
bool blocks_use_file(Blocks *blocks, int fd);

// Before the first event: it will have this number.
void blocks_begin_at(Blocks *blocks, uint64_t first);
uint64_t blocks_first(const Blocks *blocks);

void blocks_add(Blocks *blocks, const Event *ev);

// The events since the last end are the block at `offset` of the file. NOT_STORED: they are not, and nothing will be from here on.
void blocks_end(Blocks *blocks, uint64_t offset);

uint64_t blocks_count(const Blocks *blocks); // the number that the next event will have

// Event number `seq`, from the first on and below the count. Alive until BLOCKS_KEPT other blocks have been asked for.
const Event *blocks_event(Blocks *blocks, uint64_t seq);

// The events from `seq` on that lie together in memory, and how many, at least one: for walking over many, which shall push nothing out. Alive until
// the next call.
const Event *blocks_run(Blocks *blocks, uint64_t seq, uint64_t *count);

// Could a block not be read again? Its events are then of no kind.
bool blocks_are_lost(const Blocks *blocks);

#endif
