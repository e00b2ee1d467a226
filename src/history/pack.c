#include "history/pack.h"

#include <blosc.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"

Packed pack(const void *items, size_t count, size_t size) {
    size_t bytes = count * size;
    if (!bytes) return (Packed){0};
    void *room = mem_resize(NULL, bytes + BLOSC_MAX_OVERHEAD);
    int len = blosc_compress_ctx(1, BLOSC_SHUFFLE, size, bytes, items, room, bytes + BLOSC_MAX_OVERHEAD, BLOSC_LZ4_COMPNAME, 0, 1);
    if (len <= 0) bug("packing %zu bytes failed: %d", bytes, len);
    return (Packed){mem_resize(room, (size_t)len), (size_t)len};
}

void pack_free(Packed *packed) {
    free(packed->bytes);
    *packed = (Packed){0};
}

void unpack(void *items, const Packed *packed, size_t count, size_t size) {
    if (!packed->len) return;
    int len = blosc_decompress_ctx(packed->bytes, items, count * size, 1);
    if (len < 0 || (size_t)len != count * size) bug("unpacking %zu bytes failed: %d", packed->len, len);
}
