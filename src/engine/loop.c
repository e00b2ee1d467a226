#include "engine/loop.h"

#include <errno.h>
#include <structmember.h>

#include "engine/clock.h"
#include "engine/current.h"
#include "engine/eager.h"
#include "engine/foreign.h"
#include "engine/future.h"
#include "engine/gate.h"
#include "engine/handle.h"
#include "engine/jobs.h"
#include "engine/lines.h"
#include "engine/outside.h"
#include "engine/process.h"
#include "engine/run.h"
#include "engine/schedule.h"
#include "engine/sink.h"
#include "engine/sync.h"
#include "engine/task.h"
#include "engine/trouble.h"
#include "engine/wait.h"
#include "engine/watch.h"

Loop *loop_all;

#define SELF_PIPE_NEXT (-2) // in Loop.self_pipe: the next descriptor to be watched is it

static uint32_t last_loop;
static PyTypeObject *core_type;
static PyObject *names_of_loop, *names_of_task, *name_loop_time, *name_run_once, *name_fileno;
static PyObject *asyncio_tasks, *asyncio_futures;          // modules: a script may put its own Task into them
static PyObject *base_class;                               // asyncio's loop class under ours
static PyObject *facade_ready, *facade_timers, *facade_selector; // classes of bootstrap.py
static PyObject *thread_pool_class, *wrap_future, *own_queues;

void loop_note_cancelled(PyObject *loop) {
    if (PyObject_TypeCheck(loop, core_type)) ((Loop *)loop)->ready_cancelled++;
}

static bool check_open(Loop *loop) {
    if (loop->closed) PyErr_SetString(PyExc_RuntimeError, "Event loop is closed");
    return !loop->closed;
}

// asyncio's own method of that name.
static PyObject *call_base_with(PyObject *self, const char *name, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    Py_ssize_t total = count + (names ? PyTuple_GET_SIZE(names) : 0);
    PyObject *method = PyObject_GetAttrString(base_class, name), *result = NULL;
    PyObject **all = method ? PyMem_Malloc((size_t)(total + 1) * sizeof *all) : NULL;
    if (all) {
        all[0] = self;
        for (Py_ssize_t i = 0; i < total; i++) all[i + 1] = args[i];
        result = PyObject_Vectorcall(method, all, (size_t)count + 1, names);
        PyMem_Free(all);
    }
    Py_XDECREF(method);
    return result;
}

static PyObject *call_base(PyObject *self, const char *name, PyObject *const *args, Py_ssize_t count) {
    return call_base_with(self, name, args, count, NULL);
}

// --- calling soon and later ----------------------------------------------------------------------

typedef struct Call { // what call_soon and its like were given
    PyObject *callback, *args, *context; // args owned until a handle takes it
    bool has_context;
} Call;

static bool call_parse(Call *call, PyObject *const *args, Py_ssize_t count, PyObject *names, Py_ssize_t before, const char *function) {
    if (count <= before) {
        PyErr_Format(PyExc_TypeError, "%s() missing 1 required positional argument: 'callback'", function);
        return false;
    }
    *call = (Call){.callback = args[before]};
    if (names && PyTuple_GET_SIZE(names)) {
        if (PyTuple_GET_SIZE(names) > 1 || PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), "context")) {
            PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument %R", function, PyTuple_GET_ITEM(names, 0));
            return false;
        }
        call->has_context = true;
        call->context = args[count] == Py_None ? NULL : args[count];
    }
    Py_ssize_t rest = count - before - 1;
    call->args = PyTuple_New(rest);
    for (Py_ssize_t i = 0; call->args && i < rest; i++) PyTuple_SET_ITEM(call->args, i, Py_NewRef(args[before + 1 + i]));
    return call->args != NULL;
}

static bool check_debug(Loop *loop, PyObject *callback, const char *function, bool is_threadsafe) {
    if (!loop->debug) return true;
    PyObject *thread = is_threadsafe ? Py_NewRef(Py_None) : PyObject_CallMethod((PyObject *)loop, "_check_thread", NULL);
    PyObject *checked = thread ? PyObject_CallMethod((PyObject *)loop, "_check_callback", "Os", callback, function) : NULL;
    Py_XDECREF(thread);
    Py_XDECREF(checked);
    return checked != NULL;
}

static PyObject *call_ready(Loop *loop, PyObject *const *args, Py_ssize_t count, PyObject *names, const char *function, Via via) {
    Call call;
    if (!check_open(loop) || !call_parse(&call, args, count, names, 0, function)) return NULL;
    if (!check_debug(loop, call.callback, function, via == VIA_THREADSAFE)) {
        Py_DECREF(call.args);
        return NULL;
    }
    PyObject *handle = handle_new((PyObject *)loop, call.callback, call.args, call.context, loop->debug);
    if (handle) schedule_ready(loop, Py_NewRef(handle), call.has_context && via == VIA_CALL_SOON ? VIA_FUTURE : via);
    return handle;
}

static PyObject *loop_call_soon(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    if (((Loop *)self)->turns_itself) return call_base_with(self, "call_soon", args, count, names);
    return call_ready((Loop *)self, args, count, names, "call_soon", VIA_CALL_SOON);
}

// Under the GIL the handle is simply put into the queue; only a loop that waits must be woken.
static PyObject *loop_call_soon_threadsafe(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    Loop *loop = (Loop *)self;
    if (loop->turns_itself) return call_base_with(self, "call_soon_threadsafe", args, count, names);
    PyObject *handle = call_ready(loop, args, count, names, "call_soon_threadsafe", VIA_THREADSAFE);
    if (!handle || (!loop->is_idle && loop->is_own_selector)) return handle;
    PyObject *told = PyObject_CallMethod(self, "_write_to_self", NULL);
    if (!told) Py_CLEAR(handle);
    Py_XDECREF(told);
    return handle;
}

// Subclasses may have a time() of their own: tests with a clock of their own are made so.
static bool loop_now(Loop *loop, double *now) {
    if (!loop->has_own_time) {
        *now = clock_loop_time();
        return true;
    }
    PyObject *time = PyObject_CallMethodNoArgs((PyObject *)loop, name_loop_time);
    *now = time ? PyFloat_AsDouble(time) : -1;
    Py_XDECREF(time);
    return !PyErr_Occurred();
}

static PyObject *call_at(Loop *loop, PyObject *when, Call *call, const char *function) {
    double seconds = PyFloat_AsDouble(when);
    if ((seconds == -1 && PyErr_Occurred()) || !check_debug(loop, call->callback, function, false)) {
        Py_DECREF(call->args);
        return NULL;
    }
    PyObject *timer = handle_timer_new((PyObject *)loop, seconds, when, call->callback, call->args, call->context, loop->debug);
    if (timer) schedule_timer(loop, timer, !call->has_context);
    return timer;
}

static PyObject *loop_call_at(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    if (((Loop *)self)->turns_itself) return call_base_with(self, "call_at", args, count, names);
    Call call;
    if (count && args[0] == Py_None) {
        PyErr_SetString(PyExc_TypeError, "when cannot be None");
        return NULL;
    }
    if (!check_open((Loop *)self) || !call_parse(&call, args, count, names, 1, "call_at")) return NULL;
    return call_at((Loop *)self, args[0], &call, "call_at");
}

static PyObject *deadline_of(Loop *loop, PyObject *delay) {
    double now;
    clock_tick();
    if (!loop_now(loop, &now)) return NULL;
    PyObject *start = PyFloat_FromDouble(now);
    PyObject *when = start ? PyNumber_Add(start, delay) : NULL;
    Py_XDECREF(start);
    return when;
}

static PyObject *loop_call_later(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    if (((Loop *)self)->turns_itself) return call_base_with(self, "call_later", args, count, names);
    Call call;
    if (count && args[0] == Py_None) {
        PyErr_SetString(PyExc_TypeError, "delay must not be None");
        return NULL;
    }
    if (!check_open((Loop *)self) || !call_parse(&call, args, count, names, 1, "call_later")) return NULL;
    PyObject *when = deadline_of((Loop *)self, args[0]);
    if (!when) {
        Py_DECREF(call.args);
        return NULL;
    }
    PyObject *timer = call_at((Loop *)self, when, &call, "call_at");
    Py_DECREF(when);
    return timer;
}

static PyObject *loop_time(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    clock_tick();
    return PyFloat_FromDouble(clock_loop_time());
}

// Source: asyncio.base_events.BaseEventLoop._add_callback, 3.11
static PyObject *loop_add_callback(PyObject *self, PyObject *handle) {
    if (((Loop *)self)->turns_itself) return call_base(self, "_add_callback", &handle, 1);
    if (!handle_is_cancelled(handle)) schedule_ready((Loop *)self, Py_NewRef(handle), VIA_DESCRIPTOR);
    Py_RETURN_NONE;
}

static PyObject *loop_timer_cancelled(PyObject *self, PyObject *timer) {
    PyObject *scheduled = PyObject_GetAttrString(timer, "_scheduled");
    int is_scheduled = scheduled ? PyObject_IsTrue(scheduled) : -1;
    Py_XDECREF(scheduled);
    if (is_scheduled < 0) return NULL;
    ((Loop *)self)->timer_cancelled_count += is_scheduled;
    Py_RETURN_NONE;
}

// --- tasks and futures ---------------------------------------------------------------------------

static PyObject *loop_create_future(PyObject *self, PyObject *none) {
    (void)none;
    PyObject *class = PyObject_GetAttrString(asyncio_futures, "Future");
    PyObject *future = class ? PyObject_Vectorcall(class, &self, 0, names_of_loop) : NULL;
    Py_XDECREF(class);
    if (future && sink_is_on) future_made(future);
    return future;
}

static PyObject *loop_call_exception_handler(PyObject *self, PyObject *context) {
    trouble_handled(((Loop *)self)->number, context);
    return PyObject_CallMethod(base_class, "call_exception_handler", "OO", self, context);
}

// What a factory is given differs from version to version: asyncio's own method knows.
static PyObject *task_by_asyncio(PyObject *self, PyObject *args, PyObject *keywords) {
    PyObject *method = PyObject_GetAttrString(base_class, "create_task"), *first = PyTuple_Pack(1, self);
    PyObject *all = method && first ? PySequence_Concat(first, args) : NULL;
    PyObject *task = all ? PyObject_Call(method, all, keywords) : NULL;
    Py_XDECREF(all);
    Py_XDECREF(first);
    Py_XDECREF(method);
    return task;
}

// Later versions pass on what they do not know: eager_start.
static bool has_other_words(PyObject *keywords) {
    Py_ssize_t known = 0;
    if (!keywords) return false;
    known += PyDict_GetItemString(keywords, "name") != NULL;
    known += PyDict_GetItemString(keywords, "context") != NULL;
    return PyDict_GET_SIZE(keywords) > known;
}

// Source: asyncio.base_events.BaseEventLoop.create_task, 3.11
static PyObject *loop_create_task(PyObject *self, PyObject *args, PyObject *keywords) {
    bool has_factory = ((Loop *)self)->task_factory && ((Loop *)self)->task_factory != Py_None;
    if (has_factory || has_other_words(keywords)) return task_by_asyncio(self, args, keywords);
    static char *words[] = {"coro", "name", "context", NULL};
    PyObject *coroutine, *name = Py_None, *context = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "O|$OO:create_task", words, &coroutine, &name, &context)) return NULL;
    Loop *loop = (Loop *)self;
    if (!check_open(loop)) return NULL;
    PyObject *class = PyObject_GetAttrString(asyncio_tasks, "Task");
    PyObject *given[] = {coroutine, self, name, context};
    PyObject *task = class ? PyObject_Vectorcall(class, given, 1, names_of_task) : NULL;
    Py_XDECREF(class);
    return task;
}

// --- executors -----------------------------------------------------------------------------------

static PyObject *submit_wrapped(PyObject *self, PyObject *executor, PyObject *function, PyObject *const *args, Py_ssize_t count,
                                uint32_t *job) {
    PyObject *wrapped = job_new(function, ((Loop *)self)->number, current.task);
    PyObject *call = wrapped ? PyTuple_New(count + 3) : NULL;
    PyObject *method = call ? PyObject_GetAttrString(base_class, "run_in_executor") : NULL, *future = NULL;
    if (method) {
        *job = job_id(wrapped);
        PyTuple_SET_ITEM(call, 0, Py_NewRef(self));
        PyTuple_SET_ITEM(call, 1, Py_NewRef(executor));
        PyTuple_SET_ITEM(call, 2, Py_NewRef(wrapped));
        for (Py_ssize_t i = 0; i < count; i++) PyTuple_SET_ITEM(call, i + 3, Py_NewRef(args[i]));
        future = PyObject_CallObject(method, call);
    }
    Py_XDECREF(method);
    Py_XDECREF(call);
    Py_XDECREF(wrapped);
    return future;
}

// Other executors get the function itself: those of processes send it elsewhere.
static PyObject *submit_plain(PyObject *self, PyObject *executor, PyObject *function, PyObject *const *args, Py_ssize_t count,
                              uint32_t *job) {
    PyObject *submit = PyObject_GetAttrString(executor, "submit");
    PyObject *rest = submit ? PyTuple_New(count + 1) : NULL, *running = NULL, *end = NULL, *added = NULL;
    if (rest) {
        PyTuple_SET_ITEM(rest, 0, Py_NewRef(function));
        for (Py_ssize_t i = 0; i < count; i++) PyTuple_SET_ITEM(rest, i + 1, Py_NewRef(args[i]));
        running = PyObject_CallObject(submit, rest);
    }
    if (running && (end = job_end_new(function, ((Loop *)self)->number, current.task))) {
        *job = job_id(end);
        added = PyObject_CallMethod(running, "add_done_callback", "O", end);
        if (!added) PyErr_Clear();
    }
    PyObject *future = running ? PyObject_Vectorcall(wrap_future, (PyObject *[]){running, self}, 1, names_of_loop) : NULL;
    Py_XDECREF(added);
    Py_XDECREF(end);
    Py_XDECREF(running);
    Py_XDECREF(rest);
    Py_XDECREF(submit);
    return future;
}

// Source: asyncio.base_events.BaseEventLoop.run_in_executor, 3.11
static PyObject *loop_run_in_executor(PyObject *self, PyObject *const *args, Py_ssize_t count) {
    if (count < 2) {
        PyErr_SetString(PyExc_TypeError, "run_in_executor() needs an executor and a function");
        return NULL;
    }
    Loop *loop = (Loop *)self;
    if (!check_open(loop)) return NULL;
    if (loop->debug) {
        PyObject *checked = PyObject_CallMethod(self, "_check_callback", "Os", args[1], "run_in_executor");
        if (!checked) return NULL;
        Py_DECREF(checked);
    }
    int is_pool = args[0] == Py_None ? 1 : PyObject_IsInstance(args[0], thread_pool_class);
    if (is_pool < 0) return NULL;
    uint32_t job = 0;
    PyObject *future = (is_pool ? submit_wrapped : submit_plain)(self, args[0], args[1], args + 2, count - 2, &job);
    if (future && job) wait_note_job(future, job);
    return future;
}

// --- descriptors ---------------------------------------------------------------------------------

// Source: selectors._fileobj_to_fd, 3.11. -1: it is none, without an exception.
static int descriptor_of(PyObject *file) {
    PyObject *number = PyLong_Check(file) ? Py_NewRef(file) : PyObject_CallMethodNoArgs(file, name_fileno);
    PyObject *integer = number ? PyNumber_Long(number) : NULL;
    long fd = integer ? PyLong_AsLong(integer) : -1;
    Py_XDECREF(integer);
    Py_XDECREF(number);
    if (PyErr_Occurred()) PyErr_Clear();
    return fd >= 0 && fd < 1 << 20 ? (int)fd : -1;
}

// The entry of a file that is watched; one that was closed meanwhile is found by itself.
static int find_watched(const Loop *loop, PyObject *file) {
    int fd = descriptor_of(file);
    if (fd >= 0) return (size_t)fd < loop->poll.watched_cap && loop->poll.watched[fd].file ? fd : -1;
    for (size_t i = 0; i < loop->poll.watched_cap; i++) {
        if (loop->poll.watched[i].file == file) return (int)i;
    }
    return -1;
}

static void record_watch(Loop *loop, int fd, int mode, EventKind kind) {
    if (loop->self_pipe == SELF_PIPE_NEXT) loop->self_pipe = fd;
    if (!sink_is_on || fd == loop->self_pipe) return;
    uint32_t task = (size_t)fd < loop->poll.watched_cap ? loop->poll.watched[fd].task[mode == POLL_WRITE] : 0;
    sink_event(kind, loop->number, kind == EV_FD_WATCHED ? 0 : task, (uint32_t)fd, (uint32_t)mode, 0, 0);
}

static void forget_watched(Loop *loop, int fd) {
    Watched *watched = &loop->poll.watched[fd];
    PyObject *file = watched->file, *reader = watched->handle[0], *writer = watched->handle[1];
    *watched = (Watched){.modes = watched->modes};
    Py_XDECREF(file);
    Py_XDECREF(reader);
    Py_XDECREF(writer);
}

// The new handle for reading (or writing) `file`; NULL ends it. The one before is in *before, owned.
static bool set_watch(Loop *loop, PyObject *file, int fd, int mode, PyObject *handle, PyObject **before) {
    bool is_known = (size_t)fd < loop->poll.watched_cap && loop->poll.watched[fd].file;
    int old_modes = is_known ? loop->poll.watched[fd].modes : 0;
    int failed = poll_set(&loop->poll, fd, handle ? old_modes | mode : old_modes & ~mode);
    Watched *watched = &loop->poll.watched[fd];
    *before = NULL;
    if (failed) {
        if (is_known) forget_watched(loop, fd);
        errno = failed;
        PyErr_SetFromErrno(PyExc_OSError);
        return false;
    }
    *before = watched->handle[mode == POLL_WRITE];
    watched->handle[mode == POLL_WRITE] = Py_XNewRef(handle);
    if (!watched->file) watched->file = Py_NewRef(file);
    if (!handle != !*before) record_watch(loop, fd, mode, handle ? EV_FD_WATCHED : EV_FD_UNWATCHED);
    if (!watched->modes) forget_watched(loop, fd);
    return true;
}

static bool cancel_handle(PyObject *handle) { // takes the reference
    PyObject *done = PyObject_CallMethod(handle, "cancel", NULL);
    Py_DECREF(handle);
    Py_XDECREF(done);
    return done != NULL;
}

// Source: asyncio.selector_events.BaseSelectorEventLoop._add_reader and _add_writer, 3.15, the
// first with `context`
static PyObject *add_watch(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names,
                           int mode) {
    Loop *loop = (Loop *)self;
    const char *name = mode == POLL_READ ? "_add_reader" : "_add_writer";
    if (!loop->is_own_selector) return call_base_with(self, name, args, count, names);
    Call call;
    if (!check_open(loop) || !call_parse(&call, args, count, names, 1, name)) return NULL;
    PyObject *handle = handle_new(self, call.callback, call.args, call.context, loop->debug),
             *before;
    if (!handle) return NULL;
    int fd = descriptor_of(args[0]);
    if (fd < 0) PyErr_Format(PyExc_ValueError, PyLong_Check(args[0]) ? "Invalid file descriptor: %S" : "Invalid file object: %R", args[0]);
    if (fd < 0 || !set_watch(loop, args[0], fd, mode, handle, &before) || (before && !cancel_handle(before))) Py_CLEAR(handle);
    return handle;
}

static PyObject *remove_watch(PyObject *self, PyObject *file, int mode) {
    Loop *loop = (Loop *)self;
    if (!loop->is_own_selector) return call_base(self, mode == POLL_READ ? "_remove_reader" : "_remove_writer", &file, 1);
    int fd = loop->closed ? -1 : find_watched(loop, file);
    if (fd < 0) Py_RETURN_FALSE;
    PyObject *before;
    if (!set_watch(loop, file, fd, mode, NULL, &before)) return NULL;
    if (!before) Py_RETURN_FALSE;
    if (!cancel_handle(before)) return NULL;
    Py_RETURN_TRUE;
}

static PyObject *loop_add_reader(PyObject *self, PyObject *const *args, Py_ssize_t count,
                                 PyObject *names) {
    return add_watch(self, args, count, names, POLL_READ);
}

static PyObject *loop_add_writer(PyObject *self, PyObject *const *args, Py_ssize_t count,
                                 PyObject *names) {
    return add_watch(self, args, count, names, POLL_WRITE);
}

static PyObject *loop_remove_reader(PyObject *self, PyObject *file) {
    return remove_watch(self, file, POLL_READ);
}

static PyObject *loop_remove_writer(PyObject *self, PyObject *file) {
    return remove_watch(self, file, POLL_WRITE);
}

// The self-pipe, the first descriptor that a loop watches, is its own machinery and never recorded.
static PyObject *loop_make_self_pipe(PyObject *self, PyObject *none) {
    (void)none;
    ((Loop *)self)->self_pipe = SELF_PIPE_NEXT;
    return call_base(self, "_make_self_pipe", NULL, 0);
}

// A task waits for this descriptor: told by wait.c when it classifies a suspension.
static void note_waiting_task(uint32_t number, int fd, bool is_write, uint32_t task) {
    for (Loop *loop = loop_all; loop; loop = loop->next) {
        if (loop->number == number && (size_t)fd < loop->poll.watched_cap) loop->poll.watched[fd].task[is_write] = task;
    }
}

// --- small questions -----------------------------------------------------------------------------

static PyObject *loop_get_debug(PyObject *self, PyObject *none) {
    (void)none;
    return PyBool_FromLong(((Loop *)self)->debug);
}

static PyObject *loop_is_closed(PyObject *self, PyObject *none) {
    (void)none;
    return PyBool_FromLong(((Loop *)self)->closed);
}

static PyObject *loop_is_running(PyObject *self, PyObject *none) {
    (void)none;
    const Loop *loop = (Loop *)self;
    bool is_running = loop->thread_id && loop->thread_id != Py_None;
    if (is_running && sink_is_on) eager_loop_asked(loop->number);
    return PyBool_FromLong(is_running);
}

static PyObject *loop_check_closed(PyObject *self, PyObject *none) {
    (void)none;
    if (!check_open((Loop *)self)) return NULL;
    Py_RETURN_NONE;
}

static PyObject *module_watched(PyObject *module, PyObject *object);

// --- attributes that asyncio sets on the instance ------------------------------------------------

static PyObject *get_flag(PyObject *self, void *offset) {
    return PyBool_FromLong(*(bool *)((char *)self + (size_t)offset));
}

static int set_flag(PyObject *self, PyObject *value, void *offset) {
    int is_true = value ? PyObject_IsTrue(value) : 0;
    if (is_true >= 0) *(bool *)((char *)self + (size_t)offset) = is_true;
    return is_true < 0 ? -1 : 0;
}

static int set_closed(PyObject *self, PyObject *value, void *offset) {
    Loop *loop = (Loop *)self;
    bool was_closed = loop->closed;
    if (set_flag(self, value, offset)) return -1;
    if (loop->closed && !was_closed && sink_is_on) sink_event(EV_LOOP_CLOSED, loop->number, 0, 0, 0, 0, 0);
    return 0;
}

static PyObject *get_thread_id(PyObject *self, void *none) {
    (void)none;
    PyObject *id = ((Loop *)self)->thread_id;
    return Py_NewRef(id ? id : Py_None);
}

// A loop that turns itself waits in a selector of its own, of which the virtual clock knows nothing.
static void let_flow(Loop *loop) {
    bool flows = loop->turns_itself && loop->thread;
    if (flows == loop->is_flowing) return;
    loop->is_flowing = flows;
    if (flows) clock_flow_begin();
    else clock_flow_end();
}

// run_forever sets it when it begins and takes it away when it ends.
static int set_thread_id(PyObject *self, PyObject *value, void *none) {
    (void)none;
    Loop *loop = (Loop *)self;
    bool was_running = loop->thread != 0, runs = value && value != Py_None;
    Py_XSETREF(loop->thread_id, Py_NewRef(value ? value : Py_None));
    loop->thread = runs && PyLong_Check(value) ? PyLong_AsUnsignedLongMask(value) : 0;
    current.loop = runs ? loop->number : 0;
    if (runs) lines_loop_starts();
    if (runs) watch_join();
    else watch_leave();
    if (runs != was_running && sink_is_on) sink_event(runs ? EV_LOOP_STARTED : EV_LOOP_STOPPED, loop->number, 0, 0, 0, 0, 0);
    let_flow(loop);
    return 0;
}

// A subclass, or a library that patches the class, has put a _run_once of its own in the place of ours. It finds our loop's state where
// asyncio's has it, in a deque, a heap and a selector; from the moment it looks for them on, the loop is asyncio's own.
static bool has_own_turn(const Loop *loop) {
    return !loop->closed && _PyType_Lookup(Py_TYPE(loop), name_run_once) != _PyType_Lookup(core_type, name_run_once);
}

// Nobody is told of what becomes of a handle any more.
static bool hand_over(PyObject *list, ReadyItem item) { // takes the handle
    if (item.id != NO_HANDLE && !(handle_is_ours(item.handle) && handle_tail(item.handle)->id != item.id)) handle_id_give(item.id);
    if (handle_is_ours(item.handle)) {
        handle_tail(item.handle)->id = NO_HANDLE;
        handle_tail(item.handle)->in_ready = false;
    }
    bool is_in = PyList_Append(list, item.handle) == 0;
    Py_DECREF(item.handle);
    return is_in;
}

static bool hand_over_all(Loop *loop, PyObject *ready, PyObject *timers) {
    bool is_done = true;
    while (is_done && loop->ready.count) is_done = hand_over(ready, ready_pop(&loop->ready));
    while (is_done && loop->timers.count) {
        PyObject *timer = timers_pop(&loop->timers);
        is_done = hand_over(timers, (ReadyItem){timer, handle_tail(timer)->id});
    }
    loop->ready_cancelled = 0;
    return is_done;
}

static bool turn_itself(Loop *loop) {
    if (sink_is_on) foreign_tell(Py_TYPE(loop), loop->number);
    PyObject *ready = PyList_New(0), *timers = PyList_New(0), *watched = module_watched(NULL, (PyObject *)loop), *made = NULL;
    if (ready && timers && watched && hand_over_all(loop, ready, timers))
        made = PyObject_CallFunctionObjArgs(own_queues, ready, timers, watched, loop->is_own_selector ? Py_None : loop->selector, NULL);
    PyObject *queue, *heap, *selector;
    bool is_done = made && PyArg_ParseTuple(made, "OOO", &queue, &heap, &selector);
    if (is_done) {
        loop->ready_queue = Py_NewRef(queue);
        loop->timer_heap = Py_NewRef(heap);
        Py_XSETREF(loop->selector, Py_NewRef(selector));
        loop->turns_itself = true;
        loop->is_own_selector = false;
        for (size_t i = 0; i < loop->poll.watched_cap; i++) forget_watched(loop, (int)i);
        poll_close(&loop->poll);
        let_flow(loop);
    }
    Py_XDECREF(made);
    Py_XDECREF(watched);
    Py_XDECREF(timers);
    Py_XDECREF(ready);
    return is_done;
}

static PyObject **own_queue(Loop *loop, const void *class) {
    return class == &facade_ready ? &loop->ready_queue : &loop->timer_heap;
}

static PyObject *get_facade(PyObject *self, void *class) {
    Loop *loop = (Loop *)self;
    if (!loop->turns_itself && has_own_turn(loop) && !turn_itself(loop)) return NULL;
    if (loop->turns_itself) return Py_NewRef(*own_queue(loop, class));
    return PyObject_CallOneArg(*(PyObject **)class, self);
}

// What asyncio or a test puts in place of a queue is poured into ours.
static int pour(PyObject *self, PyObject *value, void *class) {
    Loop *loop = (Loop *)self;
    if (loop->turns_itself) {
        Py_XSETREF(*own_queue(loop, class), Py_NewRef(value ? value : Py_None));
        return 0;
    }
    PyObject *facade = PyObject_CallOneArg(*(PyObject **)class, self);
    PyObject *done = facade ? PyObject_CallMethod(facade, "pour", "O", value ? value : Py_None) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(facade);
    return done ? 0 : -1;
}

static PyObject *get_selector(PyObject *self, void *none) {
    (void)none;
    Loop *loop = (Loop *)self;
    if (!loop->selector && loop->is_own_selector) loop->selector = PyObject_CallOneArg(facade_selector, self);
    return Py_XNewRef(loop->selector);
}

static int set_selector(PyObject *self, PyObject *value, void *none) {
    (void)none;
    Loop *loop = (Loop *)self;
    if (value && value != Py_None && !PyObject_IsInstance(value, facade_selector)) loop->is_own_selector = false;
    Py_XSETREF(loop->selector, Py_NewRef(value ? value : Py_None));
    return 0;
}

// --- the queues as the rest of asyncio and tests see them (bootstrap.py's facades) ---------------

static Loop *loop_arg(PyObject *object) {
    if (PyObject_TypeCheck(object, core_type)) return (Loop *)object;
    PyErr_SetString(PyExc_TypeError, "not a loop of ours");
    return NULL;
}

static PyObject *module_ready_list(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    PyObject *list = loop ? PyList_New((Py_ssize_t)loop->ready.count) : NULL;
    for (size_t i = 0; list && i < loop->ready.count; i++) PyList_SET_ITEM(list, (Py_ssize_t)i, Py_NewRef(ready_at(&loop->ready, i)->handle));
    return list;
}

static PyObject *module_ready_append(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *object, *handle;
    if (!PyArg_ParseTuple(args, "OO", &object, &handle)) return NULL;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    schedule_ready(loop, Py_NewRef(handle), VIA_DESCRIPTOR);
    Py_RETURN_NONE;
}

static void ready_clear(Loop *loop) {
    while (loop->ready.count) schedule_forget(loop, ready_pop(&loop->ready));
    loop->ready_cancelled = 0;
}

static PyObject *module_ready_clear(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    ready_clear(loop);
    Py_RETURN_NONE;
}

static PyObject *module_timer_list(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    PyObject *list = loop ? PyList_New((Py_ssize_t)loop->timers.count) : NULL;
    for (size_t i = 0; list && i < loop->timers.count; i++) PyList_SET_ITEM(list, (Py_ssize_t)i, Py_NewRef(loop->timers.items[i].handle));
    return list;
}

static PyObject *module_timer_clear(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    while (loop->timers.count) {
        PyObject *timer = timers_pop(&loop->timers);
        handle_set_scheduled(timer, false);
        schedule_forget(loop, (ReadyItem){timer, handle_tail(timer)->id});
    }
    Py_RETURN_NONE;
}

// [(fd, file, modes, (reader, writer)), …]
static PyObject *module_watched(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    PyObject *list = loop ? PyList_New(0) : NULL;
    for (size_t fd = 0; list && fd < loop->poll.watched_cap; fd++) {
        const Watched *watched = &loop->poll.watched[fd];
        if (!watched->file) continue;
        PyObject *row = Py_BuildValue("(nOi(OO))", (Py_ssize_t)fd, watched->file, watched->modes, watched->handle[0] ? watched->handle[0] : Py_None,
                                      watched->handle[1] ? watched->handle[1] : Py_None);
        if (!row || PyList_Append(list, row)) Py_CLEAR(list);
        Py_XDECREF(row);
    }
    return list;
}

static PyObject *module_poll_close(PyObject *module, PyObject *object) {
    (void)module;
    Loop *loop = loop_arg(object);
    if (!loop) return NULL;
    poll_close(&loop->poll);
    Py_RETURN_NONE;
}

// --- life and death ------------------------------------------------------------------------------

static PyObject *core_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    (void)args, (void)keywords;
    Loop *loop = (Loop *)type->tp_alloc(type, 0);
    if (!loop) return NULL;
    loop->poll.epoll_fd = -1;
    loop->self_pipe = -1;
    loop->is_own_selector = true;
    loop->slow_callback_duration = 0.1;
    loop->has_own_time = _PyType_Lookup(type, name_loop_time) != _PyType_Lookup(core_type, name_loop_time);
    loop->number = ++last_loop;
    loop->next = loop_all;
    loop_all = loop;
    if (sink_is_on) sink_event(EV_LOOP_CREATED, loop->number, 0, current_thread_name(), 0, 0, 0);
    int control = sink_is_on ? gate_control_fd() : -1; // not in the child of a fork()
    if (!poll_open(&loop->poll, control)) Py_CLEAR(loop);
    return (PyObject *)loop;
}

static int core_init(PyObject *self, PyObject *args, PyObject *keywords) {
    static char *words[] = {"selector", NULL};
    PyObject *selector = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|O:__init__", words, &selector)) return -1;
    if (selector == Py_None) selector = get_selector(self, NULL);
    else Py_INCREF(selector);
    PyObject *done = selector ? PyObject_CallMethod(base_class, "__init__", "OO", self, selector) : NULL;
    Py_XDECREF(selector);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

static int core_traverse(PyObject *self, visitproc visit, void *arg) {
    Loop *loop = (Loop *)self;
    for (size_t i = 0; i < loop->ready.count; i++) Py_VISIT(ready_at(&loop->ready, i)->handle);
    for (size_t i = 0; i < loop->timers.count; i++) Py_VISIT(loop->timers.items[i].handle);
    for (size_t i = 0; i < loop->poll.watched_cap; i++) {
        Py_VISIT(loop->poll.watched[i].file);
        Py_VISIT(loop->poll.watched[i].handle[0]);
        Py_VISIT(loop->poll.watched[i].handle[1]);
    }
    Py_VISIT(loop->thread_id);
    Py_VISIT(loop->task_factory);
    Py_VISIT(loop->current_handle);
    Py_VISIT(loop->selector);
    Py_VISIT(loop->ready_queue);
    Py_VISIT(loop->timer_heap);
    return 0;
}

static int core_clear(PyObject *self) {
    Loop *loop = (Loop *)self;
    ready_clear(loop);
    timers_clear(&loop->timers);
    for (size_t i = 0; i < loop->poll.watched_cap; i++) forget_watched(loop, (int)i);
    Py_CLEAR(loop->thread_id);
    Py_CLEAR(loop->task_factory);
    Py_CLEAR(loop->current_handle);
    Py_CLEAR(loop->selector);
    Py_CLEAR(loop->ready_queue);
    Py_CLEAR(loop->timer_heap);
    return 0;
}

static void core_dealloc(PyObject *self) {
    Loop *loop = (Loop *)self, **link = &loop_all;
    while (*link && *link != loop) link = &(*link)->next;
    if (*link) *link = loop->next;
    core_clear(self);
    poll_close(&loop->poll);
    free(loop->ready.items);
    PyTypeObject *type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

// --- tables --------------------------------------------------------------------------------------

#define FAST(function) __extension__(PyCFunction)(void *)(function)

static PyObject *loop_run_once(PyObject *self, PyObject *none) {
    (void)none;
    if (((Loop *)self)->turns_itself) return call_base(self, "_run_once", NULL, 0);
    if (!run_once((Loop *)self)) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef core_methods[] = {
    {"call_soon", FAST(loop_call_soon), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"call_soon_threadsafe", FAST(loop_call_soon_threadsafe), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"call_at", FAST(loop_call_at), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"call_later", FAST(loop_call_later), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"time", loop_time, METH_NOARGS, NULL},
    {"_run_once", loop_run_once, METH_NOARGS, NULL},
    {"create_future", loop_create_future, METH_NOARGS, NULL},
    {"call_exception_handler", loop_call_exception_handler, METH_O, NULL},
    {"create_task", FAST(loop_create_task), METH_VARARGS | METH_KEYWORDS, NULL},
    {"run_in_executor", FAST(loop_run_in_executor), METH_FASTCALL, NULL},
    {"_add_callback", loop_add_callback, METH_O, NULL},
    {"_timer_handle_cancelled", loop_timer_cancelled, METH_O, NULL},
    {"_add_reader", FAST(loop_add_reader), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"_add_writer", FAST(loop_add_writer), METH_FASTCALL | METH_KEYWORDS, NULL},
    {"_remove_reader", loop_remove_reader, METH_O, NULL},
    {"_remove_writer", loop_remove_writer, METH_O, NULL},
    {"_make_self_pipe", loop_make_self_pipe, METH_NOARGS, NULL},
    {"_check_closed", loop_check_closed, METH_NOARGS, NULL},
    {"get_debug", loop_get_debug, METH_NOARGS, NULL},
    {"is_closed", loop_is_closed, METH_NOARGS, NULL},
    {"is_running", loop_is_running, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef core_attributes[] = {
    {"_stopping", get_flag, set_flag, NULL, (void *)offsetof(Loop, stopping)},
    {"_closed", get_flag, set_closed, NULL, (void *)offsetof(Loop, closed)},
    {"_debug", get_flag, set_flag, NULL, (void *)offsetof(Loop, debug)},
    {"_thread_id", get_thread_id, set_thread_id, NULL, NULL},
    {"_selector", get_selector, set_selector, NULL, NULL},
    {"_ready", get_facade, pour, NULL, &facade_ready},
    {"_scheduled", get_facade, pour, NULL, &facade_timers},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef core_members[] = {
    {"_task_factory", T_OBJECT, offsetof(Loop, task_factory), 0, NULL},
    {"_current_handle", T_OBJECT, offsetof(Loop, current_handle), 0, NULL},
    {"_timer_cancelled_count", T_PYSSIZET, offsetof(Loop, timer_cancelled_count), 0, NULL},
    {"_clock_resolution", T_DOUBLE, offsetof(Loop, clock_resolution), 0, NULL},
    {"slow_callback_duration", T_DOUBLE, offsetof(Loop, slow_callback_duration), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyTypeObject *core_type_make(void) {
    PyType_Slot slots[] = {
        {Py_tp_new, __extension__(void *)core_new}, {Py_tp_init, __extension__(void *)core_init},
        {Py_tp_dealloc, __extension__(void *)core_dealloc}, {Py_tp_traverse, __extension__(void *)core_traverse},
        {Py_tp_clear, __extension__(void *)core_clear}, {Py_tp_methods, core_methods}, {Py_tp_getset, core_attributes},
        {Py_tp_members, core_members}, {0, NULL},
    };
    PyType_Spec spec = {.name = "asyncio.Core", .basicsize = sizeof(Loop),
                        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, .slots = slots};
    return (PyTypeObject *)PyType_FromSpec(&spec);
}

// --- the module for bootstrap.py -----------------------------------------------------------------

static bool before_sleep(void) {
    run_note_blocking();
    return outside_look() == OUTSIDE_NOTHING;
}

static PyObject *take(PyObject *parts, const char *name) {
    PyObject *part = PyDict_GetItemString(parts, name);
    if (!part) PyErr_Format(PyExc_KeyError, "bootstrap.py gave no %s", name);
    return Py_XNewRef(part);
}

// Everything of asyncio's that we need, by name.
static PyObject *module_learn(PyObject *module, PyObject *parts) {
    (void)module;
    const struct { const char *name; PyObject **where; } wanted[] = {
        {"tasks", &asyncio_tasks}, {"futures", &asyncio_futures}, {"base", &base_class}, {"Ready", &facade_ready},
        {"Timers", &facade_timers}, {"Selector", &facade_selector}, {"ThreadPoolExecutor", &thread_pool_class}, {"wrap_future", &wrap_future},
        {"own_queues", &own_queues},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (!(*wanted[i].where = take(parts, wanted[i].name))) return NULL;
    }
    PyObject *handle, *timer, *task, *future, *step, *wakeup, *sleep, *timeouts, *failed, *slow, *worker, *rows, *types, *locks, *queues, *process,
        *warnings, *events, *runners;
    const struct { const char *name; PyObject **where; } passed[] = {
        {"Handle", &handle}, {"TimerHandle", &timer}, {"Task", &task}, {"Future", &future}, {"step", &step}, {"wakeup", &wakeup},
        {"sleep", &sleep}, {"failed", &failed}, {"slow", &slow}, {"worker", &worker}, {"waits", &rows}, {"types", &types},
        {"timeouts", &timeouts}, {"locks", &locks}, {"queues", &queues}, {"process", &process}, {"warnings", &warnings}, {"events", &events},
        {"runners", &runners},
    };
    for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++) {
        if (!(*passed[i].where = take(parts, passed[i].name))) return NULL;
    }
    schedule_know(sleep, timeouts);
    run_set_helpers(failed, slow);
    outside_start(worker);
    clock_set_sleep_hook(before_sleep);
    wait_set_fd_hook(note_waiting_task);
    if (!handle_types_make(handle, timer) || !task_types_learn(task, future, step, wakeup) || !wait_learn(rows, types) ||
        !sync_learn(locks, queues) || !future_learn((PyTypeObject *)future) || !process_learn((PyTypeObject *)process) ||
        !trouble_learn(warnings, events, runners))
        return NULL;
    Py_RETURN_NONE;
}

// The function that takes the place of _set_running_loop where something is recorded.
static PyObject *module_watch_running(PyObject *module, PyObject *before) {
    (void)module;
    return sink_is_on ? foreign_watch(before, core_type) : Py_NewRef(before);
}

static PyMethodDef module_methods[] = {
    {"watch_running", module_watch_running, METH_O, NULL},
    {"learn", module_learn, METH_O, NULL},
    {"ready_list", module_ready_list, METH_O, NULL},
    {"ready_append", module_ready_append, METH_VARARGS, NULL},
    {"ready_clear", module_ready_clear, METH_O, NULL},
    {"timer_list", module_timer_list, METH_O, NULL},
    {"timer_clear", module_timer_clear, METH_O, NULL},
    {"watched", module_watched, METH_O, NULL},
    {"poll_close", module_poll_close, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyObject *loop_module_new(void) {
    static PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "core", .m_size = -1, .m_methods = module_methods};
    names_of_loop = Py_BuildValue("(s)", "loop");
    names_of_task = Py_BuildValue("(sss)", "loop", "name", "context");
    name_loop_time = PyUnicode_InternFromString("time");
    name_run_once = PyUnicode_InternFromString("_run_once");
    name_fileno = PyUnicode_InternFromString("fileno");
    core_type = core_type_make();
    PyObject *module = core_type && jobs_types_make() ? PyModule_Create(&definition) : NULL;
    if (module && PyModule_AddObjectRef(module, "Core", (PyObject *)core_type)) Py_CLEAR(module);
    return module;
}
