// asyncio's primitives: locks, semaphores, events, conditions, barriers, queues. What happens to them is recorded from the attributes that hold
// their state, so that awaits which finish at once are seen as well.
#ifndef ENGINE_SYNC_H
#define ENGINE_SYNC_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#include "trace/event.h"

// Watch the classes of asyncio.locks and asyncio.queues. Source: both modules, 3.11 to 3.13. False: a Python exception is set.
bool sync_learn(PyObject *locks, PyObject *queues);

// The number of a primitive, given on first sight; 0: it is a part of another one, or cannot have one.
uint32_t sync_number(PyObject *primitive);

// The number that a primitive has already, and its kind; 0: none.
uint32_t sync_known_number(PyObject *object, SyncKind *kind);

// The task that has a lock, or the only permit of a semaphore, and is not done; borrowed, NULL: none.
PyObject *sync_owner(PyObject *lock);

#endif
