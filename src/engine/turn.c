#include "engine/turn.h"

#include <stdlib.h>

#include "base/mem.h"
#include "engine/loop.h"
#include "engine/run.h"
#include "engine/version.h"

static PyObject *ready(Loop *loop) {
    run_begin_handles(loop);
    loop->turn.is_debug = loop->debug;
    if (loop->debug) return PyLong_FromSize_t(loop->turn.left);
    Py_RETURN_NONE;
}

// A callback that runs has called _run_once itself: what is known of the callback is put aside.
static void nest(Loop *loop) {
    if (!loop->turn.is_recording) return;
    Turn *outer = mem_new(sizeof *outer);
    *outer = loop->turn;
    loop->turn = (Turn){.outer = outer};
}

bool turn_unnest(Loop *loop) {
    Turn *outer = loop->turn.outer;
    if (!outer) return false;
    loop->turn = *outer;
    free(outer);
    return true;
}

PyObject *turn_begin(PyObject *module, PyObject *object) {
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    if (loop->turns_itself) return loop_turn_by_asyncio(loop);
    nest(loop);
    if (!run_begin(loop)) return NULL;
    if (!loop->turn.timeout_ns) return turn_sleep(module, object);
    return Py_NewRef(Py_Ellipsis);
}

PyObject *turn_sleep(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    return loop && run_poll(loop) ? ready(loop) : NULL;
}

PyObject *turn_take(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop || !run_take(loop, &loop->turn.taken)) return NULL;
    PyObject *handle = loop->turn.taken.handle;
    if (!handle) PyErr_SetString(PyExc_IndexError, "pop from an empty deque");
    return Py_XNewRef(handle);
}

static PyObject *call_taken(Loop *loop) {
    ReadyItem item = loop->turn.taken;
    loop->turn.taken = (ReadyItem){NULL, NO_HANDLE};
    if (!item.handle) Py_RETURN_TRUE; // its failure has been told
    version_set_running_argument(item.handle);
    return run_handle(loop, item) ? Py_NewRef(Py_True) : NULL;
}

// `self` of the frame that calls us is each handle in turn, as it is in Handle._run; it owns the handle.
PyObject *turn_call(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    run_end_handle(loop);
    if (loop->turn.is_debug) return call_taken(loop);
    ReadyItem item;
    while (loop->turn.left) {
        if (!run_take(loop, &item)) return NULL;
        if (!item.handle) continue;
        version_set_running_argument(item.handle);
        if (!run_handle(loop, item)) return NULL;
    }
    turn_unnest(loop);
    return Py_NewRef(version_running_argument(0));
}
