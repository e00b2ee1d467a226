#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

static void *or_end(void *memory, size_t size) {
    if (!memory && size) bug("no memory for %zu bytes more", size);
    return memory;
}

void *mem_new(size_t size) {
    return or_end(calloc(1, size ? size : 1), size);
}

void *mem_resize(void *old, size_t size) {
    return or_end(realloc(old, size ? size : 1), size);
}

char *mem_copy(const char *bytes, size_t len) {
    char *copy = mem_resize(NULL, len + 1);
    if (len) memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

void *mem_grow(void *array, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) return array;
    size_t more = *cap ? *cap : 16;
    while (more < need) more *= 2;
    array = mem_resize(array, more * size);
    memset((char *)array + *cap * size, 0, (more - *cap) * size);
    *cap = more;
    return array;
}
