// Inside history/ only: what is looked up by task or by kind, written down as events arrive.
#ifndef HISTORY_INDEX_H
#define HISTORY_INDEX_H

#include "history/history.h"

// A span in 12 bytes, for there are many: the time up to 52 days, the number up to a million
// millions, the state, to which SPAN_HELD_UP is added.
typedef struct PackedSpan {
    uint32_t word[3];
} PackedSpan;
PackedSpan span_pack(Span span);
#define SPAN_TIME_BITS 52
#define SPAN_SEQ_BITS 40
#define SPAN_HELD_UP   (uint32_t) TASK_STATES

// Here, since a picture of ten thousand tasks unpacks a hundred thousand of them.
static inline Span span_unpack(const PackedSpan *packed) {
    uint32_t high = packed->word[2], state = high >> 28;
    return (Span){
        .t = packed->word[0] | (uint64_t)(high & 0xfffff) << 32,
        .seq = packed->word[1] | (uint64_t)(high >> (SPAN_TIME_BITS - 32) & 0xff) << 32,
        .state = state == SPAN_HELD_UP ? TASK_WAITING : (TaskState)state,
        .is_held_up = state == SPAN_HELD_UP,
    };
}

typedef struct SpanList {
    PackedSpan *items;
    uint32_t count, cap;
} SpanList;

// The numbers of all events of some sort.
typedef struct SeqList {
    uint64_t *items;
    size_t count, cap;
    uint64_t before; // so many came before the first event of the log
} SeqList;

typedef struct Index {
    SpanList *tasks; // tasks[id - 1]
    size_t task_cap;
    SeqList outputs, troubles;
    uint64_t blocks_before; // the first event
    Block *blocks;
    size_t block_count, block_cap;
    bool has_lines;
} Index;

void index_free(Index *index);

// Events begin after this state: its tasks have been in their states for a while.
void index_begin(Index *index, const State *state);

// `after`: the state just after ev, which is its newest.
void index_add(Index *index, const Event *ev, const State *after);

#endif
