// A turn as the functions of turn.py take it, which stand on the stack for asyncio's own: begin, sleep if nothing is ready, then the handles
// one after the other.
#ifndef ENGINE_TURN_H
#define ENGINE_TURN_H

#include <Python.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/handle.h"
#include "engine/ready.h"

typedef struct Running { // what of a handle must be known after it has run
    PyObject *task;      // owned, NULL: none
    PyObject *callback;  // owned, NULL: not ours
    uint32_t id, number;
    HandleWhat what;
    uint64_t began_ns;
} Running;

typedef struct Turn { // {0}: none
    size_t left;      // handles that are still to run in it
    uint64_t timeout_ns;
    bool has_begun;   // begun, and then found to have nothing ready: it goes on with the sleep
    bool is_debug;    // its handles are taken and run one by one
    ReadyItem taken;  // in debug mode: the next to run, owned
    PyObject *dropped; // a handle that has run, owned
    bool is_recording;
    Running running;    // while `is_recording`: the handle that runs, or whose failure is being told
    struct Turn *outer; // of a callback that has called _run_once, owned
} Turn;

struct Loop;
// Back to the callback that had called _run_once. False: none had.
bool turn_unnest(struct Loop *loop);

// All called with the loop, from turn.py. NULL: a Python exception is set.
PyObject *turn_begin(PyObject *module, PyObject *object); // ...: nothing is ready, sleep; else as turn_sleep
PyObject *turn_sleep(PyObject *module, PyObject *object); // None: run them all; a number: take and run so many, in debug mode
PyObject *turn_take(PyObject *module, PyObject *object);  // the next handle
// Run them all. The last one, which is the caller's to drop; None: drop what turn_drop drops, and come again.
PyObject *turn_call(PyObject *module, PyObject *object);
PyObject *turn_drop(PyObject *module, PyObject *object);

void turn_know(PyObject *run_forever); // the code of asyncio's own

#endif
