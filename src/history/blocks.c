#include "history/blocks.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "history/pack.h"
#include "trace/recording.h"

#define PACKED_EVENTS 16384u // in a block that is in no file

typedef struct Block {
    uint64_t first;  // number of its first event
    uint64_t offset; // in the file
    uint64_t asked;  // when it was asked for last, in blocks
    Event *events;   // NULL: not in memory
    Packed packed;   // of one that is in no file and not in memory
    uint32_t count;
} Block;

struct Blocks {
    Block *items; // the last one grows, and is always in memory
    size_t count, cap;
    size_t room;       // of the last one, events
    size_t at;         // the one asked for last
    uint64_t asked;    // so many times another one was
    uint32_t *loaded;  // those in memory, without the last
    size_t n_loaded, cap_loaded;
    size_t events_loaded, budget; // events
    Event *run;        // what blocks_run read
    size_t cap_run, run_block;
    int fd;            // -1: no file
    bool is_growing;   // the file: blocks_end says where blocks end
    bool is_lost;
};

static void begin_block(Blocks *blocks, uint64_t first) {
    blocks->items = mem_grow(blocks->items, &blocks->cap, blocks->count + 1, sizeof *blocks->items);
    blocks->items[blocks->count++] = (Block){.first = first, .offset = NOT_STORED};
    blocks->room = 0;
}

Blocks *blocks_new(size_t budget) {
    Blocks *blocks = mem_new(sizeof *blocks);
    blocks->budget = budget / sizeof(Event);
    blocks->run_block = SIZE_MAX;
    blocks->fd = -1;
    begin_block(blocks, 0);
    return blocks;
}

void blocks_free(Blocks *blocks) {
    for (size_t i = 0; i < blocks->count; i++) {
        free(blocks->items[i].events);
        pack_free(&blocks->items[i].packed);
    }
    free(blocks->items);
    free(blocks->loaded);
    free(blocks->run);
    if (blocks->fd >= 0) close(blocks->fd);
    free(blocks);
}

bool blocks_use_file(Blocks *blocks, int fd) {
    if (lseek(fd, 0, SEEK_CUR) < 0) return false;
    blocks->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    blocks->is_growing = blocks->fd >= 0;
    return blocks->is_growing;
}

void blocks_begin_at(Blocks *blocks, uint64_t first) {
    blocks->items[0].first = first;
}

uint64_t blocks_first(const Blocks *blocks) {
    return blocks->items[0].first;
}

uint64_t blocks_count(const Blocks *blocks) {
    const Block *last = &blocks->items[blocks->count - 1];
    return last->first + last->count;
}

bool blocks_are_lost(const Blocks *blocks) {
    return blocks->is_lost;
}

// --- what stays in memory ------------------------------------------------------------------------

static void push_out(Blocks *blocks, size_t place) {
    Block *block = &blocks->items[blocks->loaded[place]];
    if (block->offset == NOT_STORED && !block->packed.len) block->packed = pack(block->events, block->count, sizeof *block->events);
    free(block->events);
    block->events = NULL;
    blocks->events_loaded -= block->count;
    blocks->loaded[place] = blocks->loaded[--blocks->n_loaded];
}

static void keep_within_budget(Blocks *blocks) {
    while (blocks->events_loaded > blocks->budget && blocks->n_loaded > BLOCKS_KEPT) {
        size_t oldest = 0;
        for (size_t i = 1; i < blocks->n_loaded; i++)
            if (blocks->items[blocks->loaded[i]].asked < blocks->items[blocks->loaded[oldest]].asked) oldest = i;
        push_out(blocks, oldest);
    }
}

static void keep_loaded(Blocks *blocks, size_t index) {
    blocks->loaded = mem_grow(blocks->loaded, &blocks->cap_loaded, blocks->n_loaded + 1, sizeof *blocks->loaded);
    blocks->loaded[blocks->n_loaded++] = (uint32_t)index;
    blocks->events_loaded += blocks->items[index].count;
    blocks->items[index].asked = ++blocks->asked;
    keep_within_budget(blocks);
}

// --- growing -------------------------------------------------------------------------------------

void blocks_end(Blocks *blocks, uint64_t offset) {
    Block *last = &blocks->items[blocks->count - 1];
    if (offset == NOT_STORED) blocks->is_growing = false;
    if (!last->count) return;
    last->offset = offset;
    last->events = mem_resize(last->events, last->count * sizeof *last->events);
    size_t index = blocks->count - 1;
    begin_block(blocks, last->first + last->count);
    keep_loaded(blocks, index);
}

void blocks_add(Blocks *blocks, const Event *ev) {
    Block *last = &blocks->items[blocks->count - 1];
    if (!blocks->is_growing && last->count >= PACKED_EVENTS) {
        blocks_end(blocks, NOT_STORED);
        last = &blocks->items[blocks->count - 1];
    }
    last->events = mem_grow(last->events, &blocks->room, last->count + 1, sizeof *last->events);
    last->events[last->count++] = *ev;
}

// --- asking --------------------------------------------------------------------------------------

static bool holds(const Block *block, uint64_t seq) {
    return seq >= block->first && seq - block->first < block->count;
}

static size_t find(const Blocks *blocks, uint64_t seq) {
    size_t low = 0, high = blocks->count; // the one wanted is at or after `low` and before `high`
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (blocks->items[middle].first <= seq) low = middle;
        else high = middle;
    }
    return low;
}

static void read_into(Blocks *blocks, const Block *block, Event *events) {
    if (block->packed.len) {
        unpack(events, &block->packed, block->count, sizeof *events);
    } else if (!recording_read_block(blocks->fd, block->offset, block->first, events, block->count)) {
        memset(events, 0, block->count * sizeof *events);
        blocks->is_lost = true;
    }
}

const Event *blocks_event(Blocks *blocks, uint64_t seq) {
    Block *block = &blocks->items[blocks->at];
    if (!holds(block, seq) || !block->events) {
        blocks->at = find(blocks, seq);
        block = &blocks->items[blocks->at];
        block->asked = ++blocks->asked;
        if (!block->events) {
            block->events = mem_resize(NULL, block->count * sizeof *block->events);
            read_into(blocks, block, block->events);
            keep_loaded(blocks, blocks->at);
        }
    }
    return &block->events[seq - block->first];
}

const Event *blocks_run(Blocks *blocks, uint64_t seq, uint64_t *count) {
    size_t index = find(blocks, seq);
    const Block *block = &blocks->items[index];
    const Event *events = block->events;
    if (!events) {
        if (blocks->run_block != index) {
            blocks->run = mem_grow(blocks->run, &blocks->cap_run, block->count, sizeof *blocks->run);
            read_into(blocks, block, blocks->run);
            blocks->run_block = index;
        }
        events = blocks->run;
    }
    *count = block->first + block->count - seq;
    return events + (seq - block->first);
}
