// The ready queue: handles in the order in which they will run.
#ifndef ENGINE_READY_H
#define ENGINE_READY_H

#include <Python.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ReadyItem {
    PyObject *handle; // owned by the queue
    uint32_t id;      // in events, NO_HANDLE: not recorded
    uint8_t what;     // HandleWhat, as it was recorded when it was put in
} ReadyItem;

typedef struct Ready { // a ring; {0} is empty
    ReadyItem *items;
    size_t head, count, size; // size: a power of two, or 0
} Ready;

void ready_grow(Ready *ready);

static inline void ready_push(Ready *ready, PyObject *handle, uint32_t id,
                              uint8_t what) { // takes the reference
    if (ready->count == ready->size) ready_grow(ready);
    ready->items[(ready->head + ready->count++) & (ready->size - 1)] =
        (ReadyItem){handle, id, what};
}

static inline ReadyItem ready_pop(Ready *ready) { // the caller owns the handle
    ReadyItem item = ready->items[ready->head];
    ready->head = (ready->head + 1) & (ready->size - 1);
    ready->count--;
    return item;
}

static inline ReadyItem *ready_at(const Ready *ready, size_t index) {
    return &ready->items[(ready->head + index) & (ready->size - 1)];
}

#endif
