// Memory that is there or ends the program: running out is not an error code anybody could act upon.
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_new(size_t size);                   // zeroed; the caller frees it with free()
void *mem_resize(void *old, size_t size);     // like realloc; new bytes are not zeroed
char *mem_copy(const char *bytes, size_t len); // with a NUL behind it

// Make room for `need` items of `size` bytes in *array, whose room is *cap items; new items are zeroed. Doubles.
void *mem_grow(void *array, size_t *cap, size_t need, size_t size);

#endif
