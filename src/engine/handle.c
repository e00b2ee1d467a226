#include "engine/handle.h"

#include <structmember.h>

#include "base/mem.h"
#include "engine/loop.h"
#include "engine/sink.h"
#include "engine/task.h"
#include "trace/event.h"

// Freed handles wait here for the next call_soon: making one is most of what a call_soon costs.
#define FREE_MAX 256

typedef struct Kind {
    PyTypeObject *type;
    Py_ssize_t tail; // offset of HandleTail
    PyObject *free[FREE_MAX];
    int free_count;
    PyObject *base_cancel; // asyncio's own method
} Kind;

static Kind plain, timer;
static Kind
    threadsafe; // since 3.14: its cancel() waits for its callback to end; without a type before
static PyObject *make_lock;

// Offsets of the base classes' slots, read from their member descriptors.
static struct {
    Py_ssize_t callback, args, cancelled, context, loop, repr, source_traceback, scheduled, when,
        lock;
} at;

static inline PyObject **slot(PyObject *handle, Py_ssize_t offset) {
    return (PyObject **)((char *)handle + offset);
}

static void slot_set(PyObject *handle, Py_ssize_t offset, PyObject *value) {
    PyObject *old = *slot(handle, offset);
    *slot(handle, offset) = Py_NewRef(value);
    Py_XDECREF(old);
}

// NULL: it is none of ours.
static Kind *kind_of(PyObject *handle) {
    PyTypeObject *type = Py_TYPE(handle);
    if (type == plain.type) return &plain;
    if (type == timer.type) return &timer;
    return threadsafe.type && type == threadsafe.type ? &threadsafe : NULL;
}

bool handle_is_ours(PyObject *handle) {
    return kind_of(handle) != NULL;
}

HandleTail *handle_tail(PyObject *handle) {
    return (HandleTail *)((char *)handle + kind_of(handle)->tail);
}

PyObject *handle_callback(PyObject *handle) {
    return *slot(handle, at.callback);
}

PyObject *handle_args(PyObject *handle) {
    return *slot(handle, at.args);
}

PyObject *handle_context(PyObject *handle) {
    return *slot(handle, at.context);
}

bool handle_is_cancelled(PyObject *handle) {
    if (handle_is_ours(handle)) return *slot(handle, at.cancelled) == Py_True;
    PyObject *cancelled = PyObject_GetAttrString(handle, "_cancelled");
    int is_true = cancelled ? PyObject_IsTrue(cancelled) : 0;
    Py_XDECREF(cancelled);
    if (PyErr_Occurred()) PyErr_Clear();
    return is_true > 0;
}

void handle_set_scheduled(PyObject *handle, bool is_scheduled) {
    slot_set(handle, at.scheduled, is_scheduled ? Py_True : Py_False);
}

// --- ids -----------------------------------------------------------------------------------------

static uint32_t *free_ids;
static size_t free_ids_cap, free_ids_count;
static uint32_t next_id;

uint32_t handle_id_take(void) {
    return free_ids_count ? free_ids[--free_ids_count] : next_id++;
}

void handle_id_give(uint32_t id) {
    free_ids = mem_grow(free_ids, &free_ids_cap, free_ids_count + 1, sizeof *free_ids);
    free_ids[free_ids_count++] = id;
}

// --- making and freeing --------------------------------------------------------------------------

static PyObject *extract_stack(int frames) {
    PyObject *helpers = PyImport_ImportModule("asyncio.format_helpers");
    PyFrameObject *frame = PyEval_GetFrame();
    PyObject *stack = helpers ? PyObject_CallMethod(helpers, "extract_stack", "Oi",
                                                    frame ? (PyObject *)frame : Py_None, frames)
                              : NULL;
    Py_XDECREF(helpers);
    return stack;
}

static PyObject *raw_new(Kind *kind) {
    if (kind->free_count) {
        PyObject *handle = kind->free[--kind->free_count];
        Py_INCREF(kind->type);
        _Py_NewReference(handle);
        return handle;
    }
    PyObject *handle = PyType_GenericAlloc(kind->type, 0);
    if (handle) PyObject_GC_UnTrack(handle);
    return handle;
}

static PyObject *make(Kind *kind, PyObject *loop, PyObject *callback, PyObject *args,
                      PyObject *context, int frames) {
    PyObject *ran_in = context ? Py_NewRef(context) : PyContext_CopyCurrent();
    PyObject *stack = frames ? extract_stack(frames) : Py_NewRef(Py_None);
    PyObject *handle = ran_in && stack ? raw_new(kind) : NULL;
    if (!handle) {
        Py_XDECREF(ran_in);
        Py_XDECREF(stack);
        Py_DECREF(args);
        return NULL;
    }
    *slot(handle, at.callback) = Py_NewRef(callback);
    *slot(handle, at.args) = args;
    *slot(handle, at.context) = ran_in;
    *slot(handle, at.loop) = Py_NewRef(loop);
    *slot(handle, at.cancelled) = Py_NewRef(Py_False);
    *slot(handle, at.repr) = Py_NewRef(Py_None);
    *slot(handle, at.source_traceback) = stack;
    HandleTail *tail = (HandleTail *)((char *)handle + kind->tail);
    *tail = (HandleTail){.id = NO_HANDLE};
    return handle;
}

PyObject *handle_new(PyObject *loop, PyObject *callback, PyObject *args, PyObject *context,
                     int frames) {
    PyObject *handle = make(&plain, loop, callback, args, context, frames);
    if (handle) PyObject_GC_Track(handle);
    return handle;
}

PyObject *handle_threadsafe_new(PyObject *loop, PyObject *callback, PyObject *args,
                                PyObject *context, int frames) {
    if (!threadsafe.type) return handle_new(loop, callback, args, context, frames);
    PyObject *lock = PyObject_CallNoArgs(make_lock);
    if (!lock) Py_DECREF(args);
    PyObject *handle = lock ? make(&threadsafe, loop, callback, args, context, frames) : NULL;
    if (!handle) {
        Py_XDECREF(lock);
        return NULL;
    }
    *slot(handle, at.lock) = lock;
    PyObject_GC_Track(handle);
    return handle;
}

PyObject *handle_timer_new(PyObject *loop, double when, PyObject *when_object, PyObject *callback,
                           PyObject *args, PyObject *context, int frames) {
    PyObject *handle = make(&timer, loop, callback, args, context, frames);
    if (!handle) return NULL;
    *slot(handle, at.when) = Py_NewRef(when_object);
    *slot(handle, at.scheduled) = Py_NewRef(Py_False);
    handle_tail(handle)->when = when;
    PyObject_GC_Track(handle);
    return handle;
}

static void handle_dealloc(PyObject *handle) {
    Kind *kind = kind_of(handle);
    PyObject_GC_UnTrack(handle);
    if (*slot(handle, kind->type->tp_weaklistoffset)) PyObject_ClearWeakRefs(handle);
    Py_CLEAR(*slot(handle, at.callback));
    Py_CLEAR(*slot(handle, at.args));
    Py_CLEAR(*slot(handle, at.context));
    Py_CLEAR(*slot(handle, at.loop));
    Py_CLEAR(*slot(handle, at.cancelled));
    Py_CLEAR(*slot(handle, at.repr));
    Py_CLEAR(*slot(handle, at.source_traceback));
    if (kind == &timer) {
        Py_CLEAR(*slot(handle, at.when));
        Py_CLEAR(*slot(handle, at.scheduled));
    }
    if (kind == &threadsafe) Py_CLEAR(*slot(handle, at.lock));
    Py_DECREF(kind->type);
    if (kind->free_count < FREE_MAX) kind->free[kind->free_count++] = handle;
    else PyObject_GC_Del(handle);
}

// --- dropping a handle ---------------------------------------------------------------------------
static bool may_speak(PyObject *object) {
    return Py_REFCNT(object) == 1 && PyObject_IS_GC(object);
}

static bool callback_may_speak(PyObject *callback) {
    if (!may_speak(callback)) return false;
    PyObject *self = NULL;
    if (PyMethod_Check(callback)) self = PyMethod_GET_SELF(callback);
    else if (PyCFunction_Check(callback)) self = PyCFunction_GET_SELF(callback);
    return !self || may_speak(self);
}

// What a task was woken by has told it all.
static bool argument_may_speak(PyObject *argument, bool is_of_wakeup) {
    return may_speak(argument) && !(is_of_wakeup && task_is_future(argument));
}

// What it holds.
static bool holds_what_may_speak(PyObject *handle) {
    if (!PyTuple_Check(handle_args(handle))) return false; // it was cancelled
    bool is_step;
    PyObject *callback = handle_callback(handle), *args = handle_args(handle),
             *task = task_of_callback(callback, &is_step);
    if (task ? Py_REFCNT(task) == 1 : callback_may_speak(callback)) return true;
    if (Py_REFCNT(args) > 1) return false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(args); i++) {
        if (argument_may_speak(PyTuple_GET_ITEM(args, i), task != NULL)) return true;
    }
    return false;
}

bool handle_may_speak(PyObject *handle) {
    return Py_REFCNT(handle) == 1 && holds_what_may_speak(handle);
}

// --- cancel() ------------------------------------------------------------------------------------

static void record_cancelled(PyObject *handle) {
    HandleTail *tail = handle_tail(handle);
    if (tail->id == NO_HANDLE) return;
    if (sink_is_on) sink_event(EV_HANDLE_CANCELLED, tail->loop, tail->task, tail->id, 0, 0, 0);
    handle_id_give(tail->id);
    tail->id = NO_HANDLE;
    if (tail->in_ready) loop_note_cancelled(*slot(handle, at.loop));
}

static int keep_repr(PyObject *handle, PyObject *loop) {
    PyObject *debug = PyObject_CallMethod(loop, "get_debug", NULL);
    int is_debug = debug ? PyObject_IsTrue(debug) : -1;
    Py_XDECREF(debug);
    if (is_debug <= 0) return is_debug;
    PyObject *repr = PyObject_Repr(handle);
    if (!repr) return -1;
    slot_set(handle, at.repr, repr);
    Py_DECREF(repr);
    return 0;
}

// Source: asyncio.events.Handle.cancel and TimerHandle.cancel, 3.11
static PyObject *handle_cancel(PyObject *handle, PyObject *none) {
    (void)none;
    if (*slot(handle, at.cancelled) == Py_True) Py_RETURN_NONE;
    if (holds_what_may_speak(handle)) { // from within cancel()
        record_cancelled(handle);
        return PyObject_CallOneArg(kind_of(handle)->base_cancel, handle);
    }
    PyObject *loop = *slot(handle, at.loop);
    if (Py_IS_TYPE(handle, timer.type)) {
        PyObject *told = PyObject_CallMethod(loop, "_timer_handle_cancelled", "O", handle);
        if (!told) return NULL;
        Py_DECREF(told);
    }
    slot_set(handle, at.cancelled, Py_True);
    record_cancelled(handle);
    if (keep_repr(handle, loop)) return NULL;
    slot_set(handle, at.callback, Py_None);
    slot_set(handle, at.args, Py_None);
    Py_RETURN_NONE;
}

// While the callback runs its handle's lock is held: who cancels in another thread waits for it to
// end. Source: asyncio.events._ThreadSafeHandle.cancel, 3.14
static PyObject *threadsafe_cancel(PyObject *handle, PyObject *none) {
    PyObject *lock = Py_NewRef(*slot(handle, at.lock)), *type, *value, *traceback;
    PyObject *held = PyObject_CallMethod(lock, "acquire", NULL);
    PyObject *done = held ? handle_cancel(handle, none) : NULL;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *released = held ? PyObject_CallMethod(lock, "release", NULL) : NULL;
    if (type) PyErr_Restore(type, value, traceback);
    if (!released) Py_CLEAR(done);
    Py_XDECREF(released);
    Py_XDECREF(held);
    Py_DECREF(lock);
    return done;
}

// --- the types -----------------------------------------------------------------------------------

static PyMethodDef handle_methods[] = {{"cancel", handle_cancel, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static PyMethodDef threadsafe_methods[] = {{"cancel", threadsafe_cancel, METH_NOARGS, NULL},
                                           {NULL, NULL, 0, NULL}};

static bool find_slot(PyObject *class, const char *name, Py_ssize_t *offset) {
    PyObject *descriptor = PyObject_GetAttrString(class, name);
    if (!descriptor) return false;
    bool found = Py_TYPE(descriptor) == &PyMemberDescr_Type;
    if (found) *offset = ((PyMemberDescrObject *)descriptor)->d_member->offset;
    else PyErr_Format(PyExc_TypeError, "asyncio handles have no slot %s", name);
    Py_DECREF(descriptor);
    return found;
}

static bool kind_make(Kind *kind, PyObject *base, const char *name, PyMethodDef *methods) {
    Py_ssize_t size = ((PyTypeObject *)base)->tp_basicsize;
    kind->tail = (size + 7) / 8 * 8;
    PyType_Slot slots[] = {
        {Py_tp_dealloc, __extension__(void *) handle_dealloc}, {Py_tp_methods, methods}, {0, NULL}};
    PyType_Spec spec = {.name = name, .basicsize = (int)(kind->tail + (Py_ssize_t)sizeof(HandleTail)),
                        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, .slots = slots};
    PyObject *bases = PyTuple_Pack(1, base);
    kind->base_cancel = PyObject_GetAttrString(base, "cancel");
    kind->type =
        bases && kind->base_cancel ? (PyTypeObject *)PyType_FromSpecWithBases(&spec, bases) : NULL;
    Py_XDECREF(bases);
    return kind->type != NULL;
}

bool handle_types_make(PyObject *handle_class, PyObject *timer_class, PyObject *threadsafe_class,
                       PyObject *rlock) {
    const struct { PyObject *class; const char *name; Py_ssize_t *offset; } slots[] = {
        {handle_class, "_callback", &at.callback}, {handle_class, "_args", &at.args}, {handle_class, "_cancelled", &at.cancelled},
        {handle_class, "_context", &at.context}, {handle_class, "_loop", &at.loop}, {handle_class, "_repr", &at.repr},
        {handle_class, "_source_traceback", &at.source_traceback}, {timer_class, "_scheduled", &at.scheduled},
        {timer_class, "_when", &at.when},
    };
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        if (!find_slot(slots[i].class, slots[i].name, slots[i].offset)) return false;
    }
    if (!kind_make(&plain, handle_class, "asyncio.events.Handle", handle_methods)) return false;
    if (!kind_make(&timer, timer_class, "asyncio.events.TimerHandle", handle_methods)) return false;
    if (threadsafe_class == Py_None) return true;
    make_lock = Py_NewRef(rlock);
    return find_slot(threadsafe_class, "_lock", &at.lock) &&
           kind_make(&threadsafe, threadsafe_class, "asyncio.events._ThreadSafeHandle",
                     threadsafe_methods);
}
