#include "engine/trouble.h"

#include "base/str.h"
#include "engine/current.h"
#include "engine/describe.h"
#include "engine/future.h"
#include "engine/place.h"
#include "engine/sink.h"
#include "engine/task.h"
#include "engine/version.h"
#include "engine/wait.h"

#define TEXT_MAX 200
#define CIRCLE_MAX 64 // tasks looked at: a longer circle is not found

static PyObject *warn_before, *running_loop_before;
static PyCodeObject *run_code, *runner_run_code;

static uint32_t intern_cut(PyObject *text) {
    Str out = {0};
    if (text && PyUnicode_Check(text)) describe_text(&out, text);
    uint32_t id = sink_intern(str_text(&out), out.len < TEXT_MAX ? out.len : TEXT_MAX);
    str_free(&out);
    return id;
}

// --- coroutines never awaited --------------------------------------------------------------------

static void record_never_awaited(PyObject *coroutine) {
    PyCodeObject *code = version_code(coroutine);
    if (!code) return;
    Str name = {0};
    describe_name(&name, code->co_qualname);
    uint32_t id = sink_intern(str_text(&name), name.len);
    str_free(&name);
    sink_event(EV_NEVER_AWAITED, current.loop, current.task, id, place_running(), sink_code(code), 0);
}

// Source: Objects/genobject.c _PyGen_Finalize, which calls warnings._warn_unawaited_coroutine
static PyObject *warn_unawaited(PyObject *module, PyObject *coroutine) {
    (void)module;
    if (sink_is_on) record_never_awaited(coroutine);
    return PyObject_CallOneArg(warn_before, coroutine);
}

// --- asyncio.run in a running loop ---------------------------------------------------------------

// Only asyncio.run and Runner.run ask this in order to refuse. Source: asyncio.runners, 3.11
static PyObject *get_running_loop(PyObject *module, PyObject *none) {
    (void)module, (void)none;
    PyObject *loop = PyObject_CallNoArgs(running_loop_before);
    const PyCodeObject *by = loop && loop != Py_None && sink_is_on ? version_running_code(0) : NULL;
    if (by && (by == run_code || by == runner_run_code)) sink_event(EV_RUN_IN_LOOP, current.loop, current.task, place_running(), 0, 0, 0);
    return loop;
}

// --- what the exception handler is told ----------------------------------------------------------

static bool begins_with(PyObject *text, const char *beginning) {
    const char *plain = text && PyUnicode_Check(text) ? PyUnicode_AsUTF8(text) : NULL;
    if (!plain) PyErr_Clear();
    return plain && strncmp(plain, beginning, strlen(beginning)) == 0;
}

static void record_never_retrieved(uint32_t loop, PyObject *future, PyObject *exception) {
    bool is_task = future && (task_is_task(future) || wait_is_python_task(future));
    uint32_t task = is_task ? task_failed_number(future) : 0, number = future && !is_task ? future_number(future) : 0;
    uint32_t type = task_exception_type(exception);
    sink_event(EV_NEVER_RETRIEVED, loop, task, type, task_exception_message(exception), number, 0);
}

static void record_handled(uint32_t loop, PyObject *message, PyObject *exception) {
    uint32_t what = intern_cut(message), type = exception ? task_exception_type(exception) : 0;
    sink_event(EV_EXCEPTION_HANDLED, loop, current.task, what, type, exception ? task_exception_message(exception) : 0,
               exception ? place_raised(exception) : 0);
}

void trouble_handled(uint32_t loop, PyObject *context) {
    if (!sink_is_on || !PyDict_Check(context)) return;
    PyObject *message = PyDict_GetItemString(context, "message"), *exception = PyDict_GetItemString(context, "exception");
    PyObject *task = PyDict_GetItemString(context, "task"), *future = PyDict_GetItemString(context, "future");
    if (exception && !PyExceptionInstance_Check(exception)) exception = NULL;
    if (task && begins_with(message, "Task was destroyed but it is pending")) task_destroyed(task);
    else if (exception && (begins_with(message, "Task exception was never retrieved") || begins_with(message, "Future exception was never retrieved")))
        record_never_retrieved(loop, future ? future : task, exception);
    else record_handled(loop, message, exception);
}

// --- deadlock ------------------------------------------------------------------------------------

typedef struct Search {
    PyObject *seen[CIRCLE_MAX]; // tasks, borrowed: all of them are pending
    int count, depth;
    PyObject *start;
} Search;

static bool is_new(Search *search, PyObject *task) {
    for (int i = 0; i < search->count; i++) {
        if (search->seen[i] == task) return false;
    }
    if (search->count == CIRCLE_MAX) return false;
    search->seen[search->count++] = task;
    return true;
}

// True: `task` is the start again, or waits for what waits for it.
static bool leads_to_start(PyObject *task, void *arg) {
    Search *search = arg;
    if (task == search->start) return true;
    if (!is_new(search, task)) return false;
    search->depth++;
    if (wait_each_target(task, leads_to_start, search)) return true;
    search->depth--;
    return false;
}

void trouble_look_for_circle(PyObject *task, uint32_t number, uint32_t loop) {
    Search search = {.start = task, .depth = 1};
    if (wait_each_target(task, leads_to_start, &search)) sink_event(EV_DEADLOCK, loop, number, (uint32_t)search.depth, 0, 0, 0);
}

// --- learning ------------------------------------------------------------------------------------

static bool replace(PyObject *module, const char *name, PyMethodDef *ours, PyObject **before) {
    *before = PyObject_GetAttrString(module, name);
    PyObject *function = *before ? PyCFunction_New(ours, NULL) : NULL;
    bool done = function && PyObject_SetAttrString(module, name, function) == 0;
    Py_XDECREF(function);
    return done;
}

static PyCodeObject *code_of(PyObject *owner, const char *name) {
    PyObject *function = PyObject_GetAttrString(owner, name);
    PyObject *code = function ? PyObject_GetAttrString(function, "__code__") : NULL;
    Py_XDECREF(function);
    return (PyCodeObject *)code;
}

bool trouble_learn(PyObject *warnings, PyObject *events, PyObject *runners) {
    static PyMethodDef warn = {"_warn_unawaited_coroutine", warn_unawaited, METH_O, NULL};
    static PyMethodDef running = {"_get_running_loop", get_running_loop, METH_NOARGS, NULL};
    PyObject *runner = PyObject_GetAttrString(runners, "Runner");
    run_code = code_of(runners, "run");
    runner_run_code = runner ? code_of(runner, "run") : NULL;
    Py_XDECREF(runner);
    return run_code && runner_run_code && replace(warnings, "_warn_unawaited_coroutine", &warn, &warn_before) &&
           replace(events, "_get_running_loop", &running, &running_loop_before);
}
