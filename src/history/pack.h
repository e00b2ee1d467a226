// Inside history/ only: arrays of structs made small. The bytes are put in order of their place in the struct, where neighbours are much alike, before
// they are compressed: libblosc does both.
#ifndef HISTORY_PACK_H
#define HISTORY_PACK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Packed { // {0}: nothing
    void *bytes;
    size_t len;
} Packed;

// `count` items of `size` bytes each (at most 255).
Packed pack(const void *items, size_t count, size_t size);
void pack_free(Packed *packed);

// Into `items`, which has room for all of them.
void unpack(void *items, const Packed *packed, size_t count, size_t size);

#endif
