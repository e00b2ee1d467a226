#include "history/checkpoint.h"

#include <stdlib.h>

#include "base/mem.h"

#define NEWEST_KEPT 16

void checkpoints_free(Checkpoints *checkpoints) {
    for (size_t i = 0; i < checkpoints->count; i++) packed_state_free(&checkpoints->items[i]);
    free(checkpoints->items);
    *checkpoints = (Checkpoints){0};
}

static void drop_between(Checkpoints *checkpoints) {
    size_t kept = 0;
    uint64_t last = 0;
    for (size_t i = 0; i < checkpoints->count; i++) {
        PackedState *item = &checkpoints->items[i];
        if ((i == 0 && checkpoints->keeps_first) || i + NEWEST_KEPT >= checkpoints->count || item->head.events - last >= checkpoints->spacing) {
            last = item->head.events;
            checkpoints->items[kept++] = *item;
        } else {
            checkpoints->bytes -= packed_state_bytes(item);
            packed_state_free(item);
        }
    }
    checkpoints->count = kept;
}

// The same spacing everywhere: halving again and again from the old end would leave the beginning of a long history without any.
static void thin_out(Checkpoints *checkpoints) {
    uint64_t newest = checkpoints->items[checkpoints->count - 1].head.events;
    drop_between(checkpoints);
    while (checkpoints->bytes > checkpoints->budget && checkpoints->spacing < newest) {
        checkpoints->spacing *= 2;
        drop_between(checkpoints);
    }
}

void checkpoints_add(Checkpoints *checkpoints, const Snapshot *snapshot) {
    checkpoints->items = mem_grow(checkpoints->items, &checkpoints->cap, checkpoints->count + 1, sizeof *checkpoints->items);
    PackedState *item = &checkpoints->items[checkpoints->count++];
    *item = snapshot_pack(snapshot);
    checkpoints->bytes += packed_state_bytes(item);
    if (checkpoints->bytes > checkpoints->budget) thin_out(checkpoints);
}

const PackedState *checkpoints_find(const Checkpoints *checkpoints, uint64_t n) {
    size_t low = 0, high = checkpoints->count; // all below `low` are at or before n, all from `high` on are after it
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (checkpoints->items[middle].head.events <= n) low = middle + 1;
        else high = middle;
    }
    return low ? &checkpoints->items[low - 1] : NULL;
}
