#include "engine/timers.h"

#include <stdlib.h>

#include "base/mem.h"

#define WIDTH 4

static bool is_before(const Timer *a, const Timer *b) {
    return a->when < b->when || (a->when == b->when && a->order < b->order);
}

static void sift_up(Timers *timers, size_t at, Timer timer) {
    while (at) {
        size_t parent = (at - 1) / WIDTH;
        if (!is_before(&timer, &timers->items[parent])) break;
        timers->items[at] = timers->items[parent];
        at = parent;
    }
    timers->items[at] = timer;
}

static void sift_down(Timers *timers, size_t at, Timer timer) {
    for (;;) {
        size_t first = at * WIDTH + 1, best = first;
        if (first >= timers->count) break;
        size_t end = first + WIDTH < timers->count ? first + WIDTH : timers->count;
        for (size_t child = first + 1; child < end; child++) {
            if (is_before(&timers->items[child], &timers->items[best])) best = child;
        }
        if (!is_before(&timers->items[best], &timer)) break;
        timers->items[at] = timers->items[best];
        at = best;
    }
    timers->items[at] = timer;
}

void timers_push(Timers *timers, double when, PyObject *handle) {
    timers->items = mem_grow(timers->items, &timers->cap, timers->count + 1, sizeof *timers->items);
    sift_up(timers, timers->count++, (Timer){when, timers->created++, Py_NewRef(handle)});
}

PyObject *timers_pop(Timers *timers) {
    PyObject *handle = timers->items[0].handle;
    Timer last = timers->items[--timers->count];
    if (timers->count) sift_down(timers, 0, last);
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
    for (size_t i = kept / WIDTH + 1; i-- > 0;) {
        if (i < kept) sift_down(timers, i, timers->items[i]);
    }
    for (size_t i = 0; i < gone; i++) { // only now: dropping runs code of others, which may look at the timers
        drop(dropped[i]);
        Py_DECREF(dropped[i]);
    }
    free(dropped);
}

void timers_clear(Timers *timers) {
    Timers old = *timers;
    *timers = (Timers){.created = old.created};
    for (size_t i = 0; i < old.count; i++) Py_DECREF(old.items[i].handle);
    free(old.items);
}
