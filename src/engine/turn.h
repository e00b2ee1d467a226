// A turn as the functions of turn.py take it, which stand on the stack for asyncio's own: begin,
// sleep if nothing is ready, then the handles one after the other.
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
    bool is_short;     // handles are missing
    bool has_begun;    // begun, and then found to have nothing ready: it goes on with the sleep
    bool is_debug;     // its handles are taken and run one by one
    ReadyItem taken;   // in debug mode: the one that runs, borrowed from the frame
    PyObject *dropped; // a handle that has run, owned
    PyObject *own;     // one that is to be run by a _run of its own, owned
    bool is_recording;
    Running running; // while `is_recording`: the handle that runs, or whose failure is being told
    struct Turn *outer; // of a callback that has called _run_once, owned
} Turn;

struct Loop;
// Back to the callback that had called _run_once. False: none had.
bool turn_unnest(struct Loop *loop);

// All called with the loop, from turn.py. NULL: a Python exception is set.
PyObject *turn_begin(PyObject *module,
                     PyObject *object); // ...: nothing is ready, sleep; else as turn_sleep
PyObject *turn_sleep(PyObject *module,
                     PyObject *object); // None: run them all; a number: take so many, in debug mode
// Run them all. The last one, which is the caller's to drop; None: call turn_drop, and come again.
// In debug mode: run the one that was taken.
PyObject *turn_call(PyObject *module, PyObject *object);
PyObject *turn_drop(PyObject *module, PyObject *object); // one that the caller is to run, or None
// In debug mode, for each of them:
PyObject *turn_take(PyObject *module, PyObject *object);
PyObject *turn_start(PyObject *module, PyObject *object); // True: it is to be run by its own _run
PyObject *turn_end(PyObject *module, PyObject *object);
PyObject *turn_leave(PyObject *module, PyObject *object); // after the last

void turn_know(PyObject *run_forever); // the code of asyncio's own

#endif
