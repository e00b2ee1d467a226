// Inside history/ only: what is looked up by task or by kind, written down as events arrive.
#ifndef HISTORY_INDEX_H
#define HISTORY_INDEX_H

#include "history/history.h"

typedef struct SpanList {
    Span *items;
    size_t count, cap;
} SpanList;

typedef struct Index {
    SpanList *tasks; // tasks[id - 1]
    size_t task_cap;
    uint64_t *outputs;
    size_t output_count, output_cap;
    Block *blocks;
    size_t block_count, block_cap;
} Index;

void index_free(Index *index);

// `after`: the state just after ev, which is its newest.
void index_add(Index *index, const Event *ev, const State *after);

#endif
