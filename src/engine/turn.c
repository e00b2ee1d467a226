#include "engine/turn.h"

#include <stdlib.h>

#include "base/mem.h"
#include "engine/loop.h"
#include "engine/run.h"
#include "engine/version.h"

// Turns that are taken one after the other without going back to run_forever, which would only ask
// for the next. Now and then it is gone back to: CPython looks for signals and for other threads
// between its instructions.
#define TURNS_MAX 64

static PyObject *run_forever_code;

void turn_know(PyObject *run_forever) {
    run_forever_code = Py_NewRef(run_forever);
}

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
    if (!loop->turn.has_begun && !run_begin(loop)) return NULL;
    loop->turn.has_begun = false;
    if (loop->selector == Py_None)
        return PyObject_GetAttrString(Py_None, "select"); // closed in this turn: asyncio fails so
    if (!loop->turn.timeout_ns) return turn_sleep(module, object);
    return Py_NewRef(Py_Ellipsis);
}

PyObject *turn_sleep(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    return loop && run_poll(loop) ? ready(loop) : NULL;
}

// --- in debug mode -------------------------------------------------------------------------------

PyObject *turn_take(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop || !run_take(loop, &loop->turn.taken)) return NULL;
    PyObject *handle = loop->turn.taken.handle; // which is now the caller's
    if (!handle) PyErr_SetString(PyExc_IndexError, "pop from an empty deque");
    return handle;
}

PyObject *turn_start(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    run_start(loop, loop->turn.taken);
    return PyBool_FromLong(run_is_own(loop->turn.taken.handle));
}

static PyObject *call_taken(Loop *loop) {
    PyObject *handle = loop->turn.taken.handle;
    version_set_running_argument(Py_NewRef(handle));
    return run_handle(loop, handle) ? Py_NewRef(Py_None) : NULL;
}

PyObject *turn_end(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    run_end_handle(loop);
    Py_RETURN_NONE;
}

PyObject *turn_leave(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    turn_unnest(loop);
    Py_RETURN_NONE;
}

// --- all of them ---------------------------------------------------------------------------------

PyObject *turn_drop(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    Py_CLEAR(loop->turn.dropped);
    if (loop->turn.is_short) {
        loop->turn.is_short = false;
        PyErr_SetString(PyExc_IndexError, "pop from an empty deque");
        return NULL;
    }
    PyObject *own = loop->turn.own;
    loop->turn.own = NULL;
    return own ? own : Py_NewRef(Py_None);
}

static bool may_go_on(const Loop *loop, int turns) {
    if (turns >= TURNS_MAX || loop->selector == Py_None || loop->stopping || loop->closed ||
        loop->debug || loop->turn.outer || !loop->ready.count)
        return false;
    return (PyObject *)version_running_code(2) == run_forever_code && !loop_has_own_turn(loop);
}

static bool begin_next(Loop *loop) {
    if (!run_begin(loop)) return false;
    loop->turn.has_begun = loop->turn.timeout_ns != 0;
    if (loop->turn.has_begun) return true; // somebody has taken what was ready
    if (!run_poll(loop)) return false;
    run_begin_handles(loop);
    return true;
}

// What the caller is told when it is to call turn_drop and come again. `dropped` has run, `own` is
// to be run by its own _run; or NULL.
static PyObject *come_again(Loop *loop, PyObject *dropped, PyObject *own) { // `own` is taken
    Py_XSETREF(loop->turn.dropped, Py_XNewRef(dropped));
    Py_XSETREF(loop->turn.own, own);
    Py_RETURN_NONE;
}

static PyObject *call_all(Loop *loop) {
    PyObject *last = NULL; // borrowed from the frame
    for (int turns = 1;; turns++) {
        while (loop->turn.left) {
            ReadyItem item;
            loop->turn.is_short =
                !loop->ready.count &&
                !loop->turns_itself; // another one has taken them: asyncio finds none
            if (loop->turn.is_short || (last && handle_may_speak(last)))
                return come_again(loop, last, NULL);
            if (!run_take(loop, &item)) return NULL;
            if (!item.handle) continue;
            run_start(loop, item);
            if (run_is_own(item.handle)) return come_again(loop, last, item.handle);
            version_set_running_argument(item.handle);
            last = item.handle;
            if (run_handle(loop, last)) continue;
            Py_XSETREF(loop->turn.dropped, Py_NewRef(last));
            return NULL;
        }
        if (!may_go_on(loop, turns) || (last && handle_may_speak(last))) break;
        if (!begin_next(loop)) return NULL;
    }
    turn_unnest(loop);
    return Py_NewRef(last ? last : Py_True);
}

// `self` of the frame that calls us is each handle in turn, as it is in Handle._run; it owns the
// handle.
PyObject *turn_call(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    if (loop->turn.is_debug) return call_taken(loop);
    run_end_handle(loop);
    return call_all(loop);
}
