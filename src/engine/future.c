#include "engine/future.h"

#include "engine/current.h"
#include "engine/hook.h"
#include "engine/identity.h"
#include "engine/place.h"
#include "engine/sink.h"
#include "engine/task.h"

static Identities numbers;
static uint32_t last_number;
static PyObject *set_result_before, *set_exception_before, *cancel_before;

static uint32_t number_new(PyObject *future, uint32_t site) {
    if (!identity_set(&numbers, future, last_number + 1)) return 0;
    last_number++;
    sink_event(EV_FUTURE_CREATED, current.loop, current.task, last_number, site, 0, 0);
    return last_number;
}

void future_made(PyObject *future) {
    if (place_is_own()) number_new(future, place_running());
}

uint32_t future_number(PyObject *future) {
    return identity_find(&numbers, future);
}

uint32_t future_awaited(PyObject *future) {
    uint32_t number = future_number(future);
    return number ? number : number_new(future, 0);
}

// --- completion: recorded before it happens, since it wakes the waiting tasks --------------------

// 0: it is none of the script's, or it is done already, and asyncio will say so.
static uint32_t number_to_complete(PyObject *future) {
    if (!sink_is_on) return 0;
    uint32_t number = future_number(future);
    if ((!number && (current.is_cancelling || !place_is_own())) || !task_is_future(future) || task_is_task(future) || !task_is_pending(future)) return 0;
    return number ? number : number_new(future, 0);
}

static PyObject *future_set_result(PyObject *future, PyObject *result) {
    uint32_t number = number_to_complete(future);
    if (number) sink_event(EV_FUTURE_RESULT, current.loop, current.task, number, task_picture(result), place_running(), 0);
    return hook_call_one(set_result_before, future, result);
}

static PyObject *future_set_result_of(PyObject *future, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    if (count == 1 && !names) return future_set_result(future, args[0]);
    return hook_call(set_result_before, future, args, count, names); // refuses, or is given `result=`
}

static void record_exception(PyObject *exception, uint32_t number) {
    bool is_instance = PyExceptionInstance_Check(exception);
    const char *name = is_instance ? "" : ((PyTypeObject *)exception)->tp_name; // a class, which is called
    uint32_t type = is_instance ? task_exception_type(exception) : sink_intern(name, strlen(name));
    uint32_t message = is_instance ? task_exception_message(exception) : 0;
    sink_event(EV_FUTURE_EXCEPTION, current.loop, current.task, number, type, message, place_running());
}

// Source: _asyncio.Future.set_exception. StopIteration is refused or becomes a RuntimeError, which differs from version to version.
static PyObject *future_set_exception(PyObject *future, PyObject *exception) {
    bool is_exception = PyExceptionInstance_Check(exception) || PyExceptionClass_Check(exception);
    bool is_stop = PyErr_GivenExceptionMatches(exception, PyExc_StopIteration);
    uint32_t number = is_exception ? number_to_complete(future) : 0;
    if (number && !is_stop) record_exception(exception, number);
    PyObject *done = hook_call_one(set_exception_before, future, exception);
    if (number && is_stop && done) record_exception(PyExc_RuntimeError, number);
    return done;
}

static PyObject *future_set_exception_of(PyObject *future, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    if (count == 1 && !names) return future_set_exception(future, args[0]);
    return hook_call(set_exception_before, future, args, count, names);
}

static PyObject *future_cancel(PyObject *future, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    uint32_t number = number_to_complete(future);
    if (number) sink_event(EV_FUTURE_CANCELLED, current.loop, current.task, number, place_running(), 0, 0);
    return hook_call(cancel_before, future, args, count, names);
}

bool future_learn(PyTypeObject *future_type) {
    static PyMethodDef set_result = {NULL, future_set_result, METH_O, NULL}, set_exception = {NULL, future_set_exception, METH_O, NULL};
    static PyMethodDef set_result_of = {NULL, __extension__(PyCFunction)(void *)future_set_result_of, METH_FASTCALL | METH_KEYWORDS, NULL};
    static PyMethodDef set_exception_of = {NULL, __extension__(PyCFunction)(void *)future_set_exception_of, METH_FASTCALL | METH_KEYWORDS, NULL};
    bool is_of_one = hook_takes_one(future_type, "set_result"); // until 3.11; since then they refuse others in words of their own
    static PyMethodDef cancel = {NULL, __extension__(PyCFunction)(void *)future_cancel, METH_FASTCALL | METH_KEYWORDS, NULL};
    return hook_method(future_type, "set_result", is_of_one ? &set_result : &set_result_of, &set_result_before) &&
           hook_method(future_type, "set_exception", is_of_one ? &set_exception : &set_exception_of, &set_exception_before) &&
           hook_method(future_type, "cancel", &cancel, &cancel_before);
}
