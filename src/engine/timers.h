// The timers of a loop: a heap ordered by deadline, equal deadlines in the order of their creation. A cancelled timer stays until it comes to the
// top or too many are cancelled, as in asyncio.
#ifndef ENGINE_TIMERS_H
#define ENGINE_TIMERS_H

#include <Python.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Timer {
    double when;
    uint64_t order;
    PyObject *handle; // owned
} Timer;

typedef struct Timers { // {0} is empty
    Timer *items;       // a 4-ary heap: half as deep as a binary one
    size_t count, cap;
    uint64_t created;
} Timers;

void timers_push(Timers *timers, double when, PyObject *handle); // takes a reference of its own
PyObject *timers_pop(Timers *timers);                            // the caller owns it
// Drop all those for which `is_gone` is true, telling `drop` about each, and put the rest in order again.
void timers_sweep(Timers *timers, bool (*is_gone)(PyObject *), void (*drop)(PyObject *));
void timers_clear(Timers *timers);

#endif
