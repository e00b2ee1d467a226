#include "engine/timers.h"

#include <stdlib.h>

#include "base/mem.h"

// Towards the root, past parents that are later.
// Source: Modules/_heapqmodule.c siftdown, 3.11
static void sift_to_root(Timers *timers, size_t at, Timer timer) {
    while (at) {
        size_t parent = (at - 1) / 2;
        if (!(timer.when < timers->items[parent].when)) break;
        timers->items[at] = timers->items[parent];
        at = parent;
    }
    timers->items[at] = timer;
}

// The smaller child moves up all the way to a leaf, and only then does `timer` go up again from
// there, as far as `at`: another way than the usual one, with other results where deadlines are
// equal. Source: Modules/_heapqmodule.c siftup, 3.11
static void sift_to_leaf(Timers *timers, size_t top, Timer timer) {
    Timer *items = timers->items;
    size_t at = top, inner = timers->count / 2; // from there on they are leaves
    while (at < inner) {
        size_t child = 2 * at + 1;
        if (child + 1 < timers->count && !(items[child].when < items[child + 1].when)) child++;
        items[at] = items[child];
        at = child;
    }
    while (at > top) {
        size_t parent = (at - 1) / 2;
        if (!(timer.when < items[parent].when)) break;
        items[at] = items[parent];
        at = parent;
    }
    items[at] = timer;
}

void timers_push(Timers *timers, double when, PyObject *handle) {
    timers->items = mem_grow(timers->items, &timers->cap, timers->count + 1, sizeof *timers->items);
    sift_to_root(timers, timers->count++, (Timer){when, Py_NewRef(handle)});
}

PyObject *timers_pop(Timers *timers) {
    PyObject *handle = timers->items[0].handle;
    Timer last = timers->items[--timers->count];
    if (timers->count) sift_to_leaf(timers, 0, last);
    return handle;
}

void timers_sweep(Timers *timers, bool (*is_gone)(PyObject *), void (*drop)(PyObject *)) {
    size_t kept = 0, gone = 0;
    PyObject **dropped = mem_new(timers->count * sizeof *dropped);
    for (size_t i = 0; i < timers->count; i++) {
        if (is_gone(timers->items[i].handle)) dropped[gone++] = timers->items[i].handle;
        else timers->items[kept++] = timers->items[i];
    }
    timers->count = kept;
    for (size_t i = kept / 2; i-- > 0;) sift_to_leaf(timers, i, timers->items[i]);
    for (size_t i = 0; i < gone; i++) { // only now: dropping runs code of others, which may look at the timers
        drop(dropped[i]);
        Py_DECREF(dropped[i]);
    }
    free(dropped);
}

void timers_clear(Timers *timers) {
    Timers old = *timers;
    *timers = (Timers){0};
    for (size_t i = 0; i < old.count; i++) Py_DECREF(old.items[i].handle);
    free(old.items);
}
