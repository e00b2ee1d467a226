// The timers of a loop: asyncio's heap, which compares deadlines alone. Equal ones come out in the
// order that the moves of `heapq` happen to give them, as they do under asyncio. A cancelled timer
// stays until it comes to the top or too many are cancelled, as in asyncio.
#ifndef ENGINE_TIMERS_H
#define ENGINE_TIMERS_H

#include <Python.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Timer {
    double when;
    PyObject *handle; // owned
} Timer;

typedef struct Timers { // {0} is empty
    Timer *items;       // a binary heap, each item where asyncio's list has it
    size_t count, cap;
} Timers;

void timers_push(Timers *timers, double when, PyObject *handle); // takes a reference of its own
PyObject *timers_pop(Timers *timers);                            // the caller owns it
// Drop all those for which `is_gone` is true, telling `drop` about each, and put the rest in order again.
void timers_sweep(Timers *timers, bool (*is_gone)(PyObject *), void (*drop)(PyObject *));
void timers_clear(Timers *timers);

#endif
