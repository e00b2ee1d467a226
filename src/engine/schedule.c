#include "engine/schedule.h"

#include "engine/clock.h"
#include "engine/current.h"
#include "engine/describe.h"
#include "engine/handle.h"
#include "engine/place.h"
#include "engine/sink.h"
#include "engine/task.h"
#include "engine/wait.h"

_Thread_local PyObject *schedule_stepping;
static PyObject *sleep_callback, *timeout_codes;

void schedule_know(PyObject *sleep, PyObject *timeouts) {
    sleep_callback = Py_NewRef(sleep);
    timeout_codes = Py_NewRef(timeouts);
}

// --- names of callbacks --------------------------------------------------------------------------
// By the function's code, or what stands for it in C: both live as long as we do (sink_code keeps code objects).

typedef struct Named {
    const void *key;
    uint32_t name;
    bool is_own, is_timeout;
} Named;

static Named named[256];

static PyObject *function_of(PyObject *callback) { // borrowed; a Python function, or the callback itself
    return PyMethod_Check(callback) ? PyMethod_GET_FUNCTION(callback) : callback;
}

static const void *key_of(PyObject *callback) {
    PyObject *function = function_of(callback);
    if (PyFunction_Check(function)) return PyFunction_GET_CODE(function);
    return PyCFunction_Check(function) ? (const void *)((PyCFunctionObject *)function)->m_ml : NULL;
}

static bool is_timeout(const void *code) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(timeout_codes); i++) {
        if (PyTuple_GET_ITEM(timeout_codes, i) == code) return true;
    }
    return false;
}

static Named name_make(PyObject *callback, const void *key) {
    PyObject *function = function_of(callback);
    Str text = {0};
    describe_callback(&text, callback);
    Named made = {key, sink_intern(str_text(&text), text.len), false, is_timeout(key)};
    str_free(&text);
    if (PyFunction_Check(function)) {
        sink_code((PyCodeObject *)PyFunction_GET_CODE(function));
        made.is_own = sink_code_is_own((PyCodeObject *)PyFunction_GET_CODE(function));
    }
    return made;
}

static Named name_of(PyObject *callback) {
    const void *key = key_of(callback);
    if (!key) return name_make(callback, NULL);
    Named *known = &named[((uintptr_t)key >> 5) % 256];
    if (known->key != key) *known = name_make(callback, key);
    return *known;
}

// --- the ready queue -----------------------------------------------------------------------------

// A step that was not scheduled by the task's own present step is the first one: the task is new.
static HandleWhat record_step(Loop *loop, PyObject *task, bool is_step, HandleTail *tail) {
    tail->task = task == schedule_stepping ? current.task : is_step ? 0 : task_number(task);
    if (!tail->task) tail->task = task_created(task, loop->number);
    tail->id = handle_id_take();
    sink_event(is_step ? EV_STEP_SCHEDULED : EV_TASK_WOKEN, loop->number, tail->task, tail->id, 0, 0, 0);
    return is_step ? HANDLE_STEP : HANDLE_WAKEUP;
}

static HandleWhat record_callback(Loop *loop, PyObject *callback, uint32_t id, Via via) {
    Named name = name_of(callback);
    bool is_script = name.is_own || ((via == VIA_CALL_SOON || via == VIA_THREADSAFE) && place_is_own());
    if (is_script) sink_event(EV_CALLBACK_SCHEDULED, loop->number, 0, id, name.name, place_running(), via == VIA_THREADSAFE);
    else sink_event(EV_HANDLE_SCHEDULED, loop->number, 0, id, name.name, 0, 0);
    return is_script ? HANDLE_CALLBACK : HANDLE_OTHER;
}

static uint32_t record_ready(Loop *loop, PyObject *handle, Via via, uint8_t *what) {
    if (!handle_is_ours(handle)) {
        uint32_t id = handle_id_take();
        PyObject *callback = PyObject_GetAttrString(handle, "_callback");
        if (!callback) PyErr_Clear();
        *what = (uint8_t)record_callback(loop, callback ? callback : Py_None, id, via);
        Py_XDECREF(callback);
        return id;
    }
    bool is_step;
    HandleTail *tail = handle_tail(handle);
    PyObject *callback = handle_callback(handle), *task = task_of_callback(callback, &is_step);
    tail->loop = loop->number;
    tail->in_ready = true;
    if (task) {
        tail->what = (uint8_t)record_step(loop, task, is_step, tail);
    } else {
        tail->id = handle_id_take();
        tail->what = (uint8_t)record_callback(loop, callback, tail->id, via);
    }
    *what = tail->what;
    return tail->id;
}

void schedule_ready(Loop *loop, PyObject *handle, Via via) {
    uint8_t what = HANDLE_OTHER;
    uint32_t id = sink_is_on ? record_ready(loop, handle, via, &what) : NO_HANDLE;
    ready_push(&loop->ready, handle, id, what);
}

void schedule_forget(Loop *loop, ReadyItem item) {
    bool is_live = item.id != NO_HANDLE && !(handle_is_ours(item.handle) && handle_tail(item.handle)->id != item.id);
    if (is_live) {
        if (handle_is_ours(item.handle)) handle_tail(item.handle)->id = NO_HANDLE;
        if (sink_is_on && !loop->closed) sink_event(EV_HANDLE_CANCELLED, loop->number, 0, item.id, 0, 0, 0);
        handle_id_give(item.id);
    }
    Py_DECREF(item.handle);
}

// --- timers --------------------------------------------------------------------------------------

void schedule_timer(Loop *loop, PyObject *timer, bool may_be_script) {
    HandleTail *tail = handle_tail(timer);
    timers_push(&loop->timers, tail->when, timer);
    handle_set_scheduled(timer, true);
    if (!sink_is_on) return;
    PyObject *callback = handle_callback(timer), *args = handle_args(timer);
    Named name = name_of(callback);
    bool is_script = name.is_own || (may_be_script && place_is_own());
    tail->id = handle_id_take();
    tail->loop = loop->number;
    tail->task = current.task;
    tail->what = is_script ? HANDLE_CALLBACK : HANDLE_OTHER;
    EventKind kind = is_script ? EV_CALL_LATER : name.is_timeout ? EV_TIMEOUT_SCHEDULED : EV_TIMER_SCHEDULED;
    sink_event_ns(kind, loop->number, tail->task, tail->id, name.name,
                  clock_from_loop_time(tail->when));
    if (callback == sleep_callback && PyTuple_GET_SIZE(args)) wait_note_sleep(PyTuple_GET_ITEM(args, 0), tail->id);
}

void schedule_fired(Loop *loop, PyObject *timer) {
    HandleTail *tail = handle_tail(timer);
    tail->in_ready = true;
    handle_set_scheduled(timer, false);
    if (sink_is_on && tail->id != NO_HANDLE) sink_event(EV_TIMER_FIRED, loop->number, tail->task, tail->id, 0, 0, 0);
    ready_push(&loop->ready, timer, tail->id, tail->what);
}
