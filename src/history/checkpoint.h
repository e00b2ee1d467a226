// Inside history/ only: states kept along the way, from which any other is a short replay away. When they come to more than the budget, every
// second one goes, but for the newest few: old history then costs a longer replay, never more memory.
#ifndef HISTORY_CHECKPOINT_H
#define HISTORY_CHECKPOINT_H

#include "history/snapshot.h"

typedef struct Checkpoints {
    PackedState *items; // by position
    size_t count, cap;
    size_t bytes, budget;
    bool keeps_first; // nothing is before it
    uint64_t spacing; // events between two old ones; begin with the distance at which they are added
} Checkpoints;

void checkpoints_free(Checkpoints *checkpoints);
void checkpoints_add(Checkpoints *checkpoints, const Snapshot *snapshot);

// The last one at or before position n; NULL: only the beginning is.
const PackedState *checkpoints_find(const Checkpoints *checkpoints, uint64_t n);

#endif
