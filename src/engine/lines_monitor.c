#include <Python.h>

#if PY_VERSION_HEX >= 0x030C0000

#include "base/mem.h"
#include "engine/lines_way.h"
#include "engine/locals.h"
#include "engine/sink.h"

// sys.monitoring tells of lines where a code object has been asked to: the script's own are found
// when they first begin or go on. For all other code the answer to that first time is DISABLE, and
// it costs nothing from then on; of coroutines also a library's are told, for the script may await
// them.

enum { FREE_FOR_ALL = 4, ALSO_FREE = 3 }; // tool ids that sys.monitoring has given to nobody

static PyObject *monitoring, *disable;
static int tool = -1;
static bool is_on;
static PyCodeObject **watched; // kept alive by the sink's table of codes
static size_t n_watched, cap_watched;

static long event(const char *name) {
    PyObject *events = PyObject_GetAttrString(monitoring, "events"), *bit = events ? PyObject_GetAttrString(events, name) : NULL;
    long value = bit ? PyLong_AsLong(bit) : 0;
    Py_XDECREF(bit);
    Py_XDECREF(events);
    return value;
}

static bool done(PyObject *result) {
    Py_XDECREF(result);
    if (!result) PyErr_Clear();
    return result != NULL;
}

// --- the script's code ---------------------------------------------------------------------------

static void set_local(PyCodeObject *code, long events) {
    done(PyObject_CallMethod(monitoring, "set_local_events", "iOl", tool, code, events));
}

static void watch(PyCodeObject *code) {
    OwnCode *own = is_on ? lines_own_code(code) : NULL;
    if (!own || own->is_watched) return;
    own->is_watched = true;
    watched = mem_grow(watched, &cap_watched, n_watched + 1, sizeof(PyCodeObject *));
    watched[n_watched++] = code;
    set_local(code, event("LINE"));
}

static void watch_running(void) {
    for (PyThreadState *thread = PyInterpreterState_ThreadHead(PyInterpreterState_Get()); thread; thread = PyThreadState_Next(thread)) {
        const VersionFrame *frame = version_frame_of_thread(thread);
        for (; frame; frame = version_frame_outer(frame)) watch(version_frame_code(frame));
    }
}

static void forget_watched(void) {
    for (size_t i = 0; i < n_watched; i++) {
        OwnCode *own = lines_own_code(watched[i]);
        if (own) own->is_watched = false;
        set_local(watched[i], 0);
    }
    n_watched = 0;
}

// --- awaits that go on at once -------------------------------------------------------------------

typedef struct Await { // of a coroutine by the script, not suspended so far
    const VersionFrame *frame, *awaiting;
} Await;

static _Thread_local Await *awaits; // the innermost last
static _Thread_local size_t n_awaits, cap_awaits;
static _Thread_local unsigned of_round;
static unsigned
    round_now; // lines have been switched on so often: what was noted in an earlier round is void

static void await_begins(const VersionFrame *frame) {
    const VersionFrame *awaiting = version_frame_awaiting(frame);
    if (of_round != round_now) n_awaits = 0;
    of_round = round_now;
    if (!awaiting || !lines_own_code(version_frame_code(awaiting))) return;
    awaits = mem_grow(awaits, &cap_awaits, n_awaits + 1, sizeof *awaits);
    awaits[n_awaits++] = (Await){frame, awaiting};
}

// Who awaits a frame that is being left for the first time, or NULL.
static const VersionFrame *await_ends(const VersionFrame *frame) {
    if (of_round != round_now || !n_awaits || awaits[n_awaits - 1].frame != frame) return NULL;
    return awaits[--n_awaits].awaiting;
}

// --- what is told --------------------------------------------------------------------------------

static bool is_coroutine(PyObject *code) {
    return ((PyCodeObject *)code)->co_flags & CO_COROUTINE;
}

static PyObject *on_start(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    (void)self, (void)count;
    watch((PyCodeObject *)args[0]);
    if (!is_coroutine(args[0])) return Py_NewRef(disable);
    await_begins(version_frame_running());
    Py_RETURN_NONE;
}

static PyObject *on_begin(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    (void)self, (void)count;
    watch((PyCodeObject *)args[0]);
    return Py_NewRef(disable);
}

static PyObject *on_throw(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    (void)self, (void)count;
    watch((PyCodeObject *)args[0]);
    Py_RETURN_NONE;
}

static PyObject *on_line(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    (void)self, (void)count;
    if (!sink_is_on || !lines_thread_counts()) Py_RETURN_NONE;
    OwnCode *own = lines_own_code((PyCodeObject *)args[0]);
    if (own && lines_reached(version_frame_running(), own, (uint32_t)PyLong_AsLong(args[1]))) return NULL;
    Py_RETURN_NONE;
}

static PyObject *on_return(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    (void)self, (void)count;
    PyCodeObject *code = (PyCodeObject *)args[0];
    bool is_own = lines_own_code(code) != NULL;
    if (!is_own && !is_coroutine(args[0])) return Py_NewRef(disable);
    const VersionFrame *frame = version_frame_running(), *awaiting = await_ends(frame);
    if (sink_is_on && is_own) locals_frame_ended(frame);
    if (awaiting) lines_await_at_once(awaiting, code);
    Py_RETURN_NONE;
}

static PyObject *on_yield(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    (void)self, (void)count;
    if (!is_coroutine(args[0])) return Py_NewRef(disable);
    await_ends(version_frame_running());
    Py_RETURN_NONE;
}

// By an exception, of all frames: that cannot be asked of one code object.
static PyObject *on_unwind(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    (void)self, (void)args, (void)count;
    const VersionFrame *frame = version_frame_running();
    await_ends(frame);
    if (sink_is_on) locals_frame_ended(frame);
    Py_RETURN_NONE;
}

static PyMethodDef start_def = {"start", __extension__(PyCFunction)(void *) on_start, METH_FASTCALL,
                                NULL};
static PyMethodDef return_def = {"return", __extension__(PyCFunction)(void *) on_return,
                                 METH_FASTCALL, NULL};
static PyMethodDef yield_def = {"yield", __extension__(PyCFunction)(void *) on_yield, METH_FASTCALL,
                                NULL};
static PyMethodDef unwind_def = {"unwind", __extension__(PyCFunction)(void *) on_unwind,
                                 METH_FASTCALL, NULL};
static PyMethodDef begin_def = {"begin", __extension__(PyCFunction)(void *)on_begin, METH_FASTCALL, NULL};
static PyMethodDef throw_def = {"throw", __extension__(PyCFunction)(void *)on_throw, METH_FASTCALL, NULL};
static PyMethodDef line_def = {"line", __extension__(PyCFunction)(void *)on_line, METH_FASTCALL, NULL};
static const struct {
    const char *event;
    PyMethodDef *def;
    bool is_global;
} callbacks[] = {
    {"PY_START", &start_def, true},   {"PY_RESUME", &begin_def, true},
    {"PY_THROW", &throw_def, true},   {"LINE", &line_def, false},
    {"PY_RETURN", &return_def, true}, {"PY_YIELD", &yield_def, true},
    {"PY_UNWIND", &unwind_def, true},
};
#define CALLBACKS (sizeof callbacks / sizeof callbacks[0])

// --- on and off ----------------------------------------------------------------------------------

static bool take_tool(void) {
    static const int ids[] = {FREE_FOR_ALL, ALSO_FREE};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        if (!done(PyObject_CallMethod(monitoring, "use_tool_id", "is", ids[i], "aioscope"))) continue;
        tool = ids[i];
        return true;
    }
    return false;
}

static bool learn(void) {
    if (monitoring) return true;
    monitoring = Py_XNewRef(PySys_GetObject("monitoring"));
    disable = monitoring ? PyObject_GetAttrString(monitoring, "DISABLE") : NULL;
    if (!disable) PyErr_Clear();
    return disable != NULL;
}

static void set_all(bool on) {
    long global = 0;
    for (size_t i = 0; i < CALLBACKS; i++) {
        long bit = event(callbacks[i].event);
        PyObject *callable = on ? PyCFunction_New(callbacks[i].def, NULL) : Py_NewRef(Py_None);
        done(PyObject_CallMethod(monitoring, "register_callback", "ilO", tool, bit, callable));
        Py_XDECREF(callable);
        if (callbacks[i].is_global) global |= bit;
    }
    done(PyObject_CallMethod(monitoring, "set_events", "il", tool, on ? global : 0));
}

static void stop(void) {
    is_on = false;
    set_all(false);
    forget_watched();
    done(PyObject_CallMethod(monitoring, "free_tool_id", "i", tool));
    tool = -1;
}

const char *lines_way_set(bool on) {
    if (on == is_on) return NULL;
    if (!on) {
        stop();
        return NULL;
    }
    if (!learn()) return "this Python has no sys.monitoring";
    if (!take_tool()) return "the script uses every free tool of sys.monitoring";
    is_on = true;
    round_now++;
    set_all(true);
    done(PyObject_CallMethod(monitoring, "restart_events", NULL)); // what was disabled when lines were on before
    watch_running();
    return NULL;
}

// All threads are watched alike.
void lines_way_thread_joins(void) {}

#endif
