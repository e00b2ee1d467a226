#include "engine/ready.h"

#include <stdlib.h>

#include "base/mem.h"

void ready_grow(Ready *ready) {
    size_t size = ready->size ? ready->size * 2 : 64;
    ReadyItem *items = mem_new(size * sizeof *items);
    for (size_t i = 0; i < ready->count; i++) items[i] = *ready_at(ready, i);
    free(ready->items);
    ready->items = items;
    ready->size = size;
    ready->head = 0;
}
