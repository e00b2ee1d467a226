#include "engine/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "engine/current.h"
#include "engine/describe.h"
#include "engine/eager.h"
#include "engine/gate.h"
#include "engine/hook.h"
#include "engine/place.h"
#include "engine/sink.h"
#include "engine/version.h"
#include "engine/wait.h"

#define TEXT_MAX 200

static PyTypeObject *task_type, *future_type, *step_type;
static PyCFunction wakeup_function;
static getter get_state, get_waiter, get_coroutine, get_exception, get_result, get_callbacks, get_step_self;
static PyObject *word_pending, *word_cancelled; // interned: compared by address
static PyObject *word_get_name;
static PyCFunction get_name; // Task's own, NULL: it is not there or takes arguments
static PyObject *cancel_before, *set_name_before; // the Task type's own

// --- numbers -------------------------------------------------------------------------------------
// By the task's address. A task that is destroyed while pending leaves its entry behind, which the next task at that
// address replaces: task_created is told of every new task.

typedef struct Number {
    PyObject *task; // not owned; NULL: free
    uint32_t number;
    uint16_t loop;
    bool was_asked_to_cancel;
} Number;

typedef struct Numbers { // {0} is empty
    Number *items;
    size_t size, used;
} Numbers;

static Numbers numbers;
static Numbers failed; // tasks that are done and have an exception, which nobody may ever ask for
static uint32_t last_number;
static bool any_was_asked_to_cancel;

// Tasks made one after the other lie one after the other in memory, and so do their entries here.
static size_t home(const Numbers *table, const PyObject *task) {
    return (size_t)((uintptr_t)task / 128 + ((uintptr_t)task >> 24) * 0x9E3779B97F4A7C15u) & (table->size - 1);
}

static Number *slot_of(const Numbers *table, PyObject *task) {
    size_t i = home(table, task);
    while (table->items[i].task && table->items[i].task != task) i = (i + 1) & (table->size - 1);
    return &table->items[i];
}

static Number *number_find(const Numbers *table, PyObject *task) { // NULL: it is not there
    Number *entry = table->size ? slot_of(table, task) : NULL;
    return entry && entry->task ? entry : NULL;
}

static void make_room(Numbers *table) {
    Numbers old = *table;
    table->size = old.size ? old.size * 2 : 1024;
    table->items = mem_new(table->size * sizeof *table->items);
    for (size_t i = 0; i < old.size; i++) {
        if (old.items[i].task) *slot_of(table, old.items[i].task) = old.items[i];
    }
    free(old.items);
}

static void number_set(Numbers *table, PyObject *task, uint32_t number, uint32_t loop) {
    if (table->used * 2 >= table->size) make_room(table);
    Number *entry = slot_of(table, task);
    table->used += !entry->task;
    *entry = (Number){task, number, (uint16_t)loop, false};
}

// Without gravestones: those that follow move back into the hole if it lies between their home and them.
static void number_forget(Numbers *table, PyObject *task) {
    Number *entry = number_find(table, task);
    if (!entry) return;
    size_t hole = (size_t)(entry - table->items), mask = table->size - 1;
    for (size_t i = (hole + 1) & mask; table->items[i].task; i = (i + 1) & mask) {
        if (((i - home(table, table->items[i].task)) & mask) < ((i - hole) & mask)) continue;
        table->items[hole] = table->items[i];
        hole = i;
    }
    table->items[hole] = (Number){0};
    table->used--;
}

uint32_t task_number(PyObject *task) {
    const Number *entry = number_find(&numbers, task);
    return entry ? entry->number : 0;
}

// --- reading tasks -------------------------------------------------------------------------------

bool task_is_task(PyObject *object) {
    return PyObject_TypeCheck(object, task_type);
}

bool task_is_future(PyObject *object) {
    return PyObject_TypeCheck(object, future_type) || PyObject_TypeCheck(object, task_type);
}

static PyObject *read_attribute(PyObject *task, getter get, const char *name) {
    PyObject *value = task_is_task(task) ? get(task, NULL) : PyObject_GetAttrString(task, name);
    if (!value) PyErr_Clear();
    return value;
}

static PyObject *not_none(PyObject *value) {
    if (value == Py_None) Py_CLEAR(value);
    return value;
}

PyObject *task_waits_on(PyObject *task) {
    return not_none(read_attribute(task, get_waiter, "_fut_waiter"));
}

PyObject *task_coroutine(PyObject *task) {
    return not_none(read_attribute(task, get_coroutine, "_coro"));
}

PyObject *task_callbacks(PyObject *future) {
    PyObject *callbacks = task_is_future(future) ? get_callbacks(future, NULL) : NULL;
    if (!callbacks) PyErr_Clear();
    return not_none(callbacks);
}

static PyObject *state_of(PyObject *task) { // borrowed: the three words live for ever
    PyObject *state = read_attribute(task, get_state, "_state");
    Py_XDECREF(state);
    return state;
}

bool task_is_pending(PyObject *task) {
    return state_of(task) == word_pending;
}

PyObject *task_of_callback(PyObject *callback, bool *is_step) {
    PyObject *task = NULL;
    *is_step = false;
    if (Py_IS_TYPE(callback, step_type)) {
        *is_step = true;
        task = get_step_self(callback, NULL);
        Py_XDECREF(task); // the callback keeps it
    } else if (PyCFunction_Check(callback) && PyCFunction_GET_FUNCTION(callback) == wakeup_function) {
        task = PyCFunction_GET_SELF(callback);
    } else if (PyMethod_Check(callback) && PyFunction_Check(PyMethod_GET_FUNCTION(callback))) { // the Task class in Python
        PyObject *name = ((PyFunctionObject *)PyMethod_GET_FUNCTION(callback))->func_name;
        bool is_wakeup = PyUnicode_CompareWithASCIIString(name, "__wakeup") == 0;
        *is_step = PyUnicode_CompareWithASCIIString(name, "__step") == 0;
        if (is_wakeup || *is_step) task = PyMethod_GET_SELF(callback);
        if (task && !wait_is_python_task(task)) task = NULL;
    }
    if (!task) *is_step = false;
    return task;
}

// --- creation ------------------------------------------------------------------------------------

// Straight to the function in C, unless a subclass has a method of its own.
static uint32_t name_of(PyObject *task) {
    PyObject *name = Py_IS_TYPE(task, task_type) && get_name ? get_name(task, NULL) : PyObject_CallMethodNoArgs(task, word_get_name);
    uint32_t id = name ? sink_intern_object(name) : 0;
    Py_XDECREF(name);
    if (PyErr_Occurred()) PyErr_Clear();
    return id;
}

static uint32_t label_of(PyObject *task) {
    static Str text; // its room is used again: under the GIL, and nothing of the script's runs meanwhile
    PyObject *coroutine = task_coroutine(task);
    if (!coroutine) return 0;
    str_clear(&text);
    describe_coroutine(&text, coroutine, TEXT_MAX);
    uint32_t id = sink_intern(str_text(&text), text.len);
    Py_DECREF(coroutine);
    return id;
}

uint32_t task_created(PyObject *task, uint32_t loop) {
    number_set(&numbers, task, ++last_number, loop);
    uint32_t number = last_number, name = name_of(task), label = label_of(task), site = place_running();
    sink_event(EV_TASK_CREATED, loop, number, name, label, site, current.task);
    return number;
}

// --- the end of a step ---------------------------------------------------------------------------

uint32_t task_picture(PyObject *value) {
    static uint32_t none; // what most of them are
    static Str text;
    if (value == Py_None && none) return none;
    str_clear(&text);
    describe_value(&text, value, TEXT_MAX);
    uint32_t id = sink_intern(str_text(&text), text.len);
    if (value == Py_None) none = id;
    return id;
}

uint32_t task_exception_type(PyObject *exception) {
    const char *type = Py_TYPE(exception)->tp_name, *dot = strrchr(type, '.');
    if (dot) type = dot + 1;
    return sink_intern(type, strlen(type));
}

uint32_t task_exception_message(PyObject *exception) {
    Str message = {0};
    describe_message(&message, exception, TEXT_MAX);
    uint32_t text = sink_intern(str_text(&message), message.len);
    str_free(&message);
    return text;
}

static void record_failed(uint32_t loop, uint32_t number, PyObject *exception) {
    uint32_t type = task_exception_type(exception), message = task_exception_message(exception);
    sink_event(EV_TASK_FAILED, loop, number, type, message, place_raised(exception), 0);
}

// Each request counts, and uncancel() takes one back: asyncio.timeout and TaskGroup do so for those that they made themselves.
static bool has_swallowed(PyObject *task) {
    if (!any_was_asked_to_cancel) return false;
    const Number *entry = number_find(&numbers, task);
    if (!entry || !entry->was_asked_to_cancel) return false;
    PyObject *count = PyObject_CallMethod(task, "cancelling", NULL);
    bool has = count && PyLong_Check(count) && PyLong_AsLong(count) > 0;
    Py_XDECREF(count);
    if (PyErr_Occurred()) PyErr_Clear();
    return has;
}

static void record_done(PyObject *task, uint32_t loop, uint32_t number) {
    PyObject *exception = read_attribute(task, get_exception, "_exception");
    if (exception && PyExceptionInstance_Check(exception)) {
        record_failed(loop, number, exception);
        number_set(&failed, task, number, loop);
    } else {
        PyObject *result = read_attribute(task, get_result, "_result");
        sink_event(EV_TASK_FINISHED, loop, number, result ? task_picture(result) : 0, 0, 0, 0);
        if (has_swallowed(task)) sink_event(EV_CANCEL_SWALLOWED, loop, number, 0, 0, 0, 0);
        Py_XDECREF(result);
    }
    Py_XDECREF(exception);
}

void task_step_ended(PyObject *task, uint32_t number, uint32_t loop) {
    PyObject *state = state_of(task);
    if (state == word_pending) {
        wait_record(task, number, loop);
        return;
    }
    if (state == word_cancelled) sink_event(EV_TASK_CANCELLED, loop, number, 0, 0, 0, 0);
    else record_done(task, loop, number);
    number_forget(&numbers, task);
    if (gate_is_armed) gate_task_ended(number);
}

// --- the end of a task object --------------------------------------------------------------------

uint32_t task_failed_number(PyObject *task) {
    const Number *entry = number_find(&failed, task);
    uint32_t number = entry ? entry->number : 0;
    number_forget(&failed, task);
    return number;
}

void task_destroyed(PyObject *task) {
    const Number *entry = number_find(&numbers, task);
    if (entry) sink_event(EV_TASK_DESTROYED, entry->loop, entry->number, 0, 0, 0, 0);
    number_forget(&numbers, task);
}

// --- cancel() and set_name() ---------------------------------------------------------------------

static uint32_t cancel_message(PyObject *const *args, Py_ssize_t count, PyObject *names) {
    PyObject *message = count || (names && PyTuple_GET_SIZE(names)) ? args[0] : Py_None;
    return message == Py_None ? 0 : task_picture(message);
}

static PyObject *task_cancel(PyObject *task, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    Number *entry = sink_is_on ? number_find(&numbers, task) : NULL;
    if (entry && task_is_pending(task)) {
        entry->was_asked_to_cancel = any_was_asked_to_cancel = true;
        sink_event(EV_CANCEL_REQUESTED, entry->loop, entry->number, cancel_message(args, count, names), 0, 0, 0);
    }
    bool was_cancelling = current.is_cancelling;
    current.is_cancelling = true;
    PyObject *result = hook_call(cancel_before, task, args, count, names);
    current.is_cancelling = was_cancelling;
    return result;
}

static PyObject *task_set_name(PyObject *task, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    PyObject *result = hook_call(set_name_before, task, args, count, names);
    const Number *entry = result && sink_is_on ? number_find(&numbers, task) : NULL;
    if (entry) sink_event(EV_TASK_RENAMED, entry->loop, entry->number, name_of(task), 0, 0, 0);
    return result;
}

// --- learning the types --------------------------------------------------------------------------

static bool find_getter(PyTypeObject *type, const char *name, getter *get) {
    PyObject *descriptor = NULL; // since 3.14 a task has those of a future by inheritance
    for (PyTypeObject *base = type; base && !descriptor; base = base->tp_base)
        descriptor = version_type_entry(base, name);
    if (descriptor && Py_IS_TYPE(descriptor, &PyGetSetDescr_Type)) {
        *get = ((PyGetSetDescrObject *)descriptor)->d_getset->get;
        return true;
    }
    PyErr_Format(PyExc_TypeError, "%s has no attribute %s", type->tp_name, name);
    return false;
}

bool task_types_learn(PyObject *task_class, PyObject *future_class, PyObject *step, PyObject *wakeup) {
    static PyMethodDef cancel = {.ml_meth = __extension__(PyCFunction)(void *)task_cancel, .ml_flags = METH_FASTCALL | METH_KEYWORDS};
    static PyMethodDef set_name = {.ml_meth = __extension__(PyCFunction)(void *)task_set_name, .ml_flags = METH_FASTCALL | METH_KEYWORDS};
    task_type = (PyTypeObject *)Py_NewRef(task_class);
    future_type = (PyTypeObject *)Py_NewRef(future_class);
    step_type = (PyTypeObject *)Py_NewRef(Py_TYPE(step));
    if (!PyCFunction_Check(wakeup)) {
        PyErr_SetString(PyExc_TypeError, "asyncio's Task is not the one written in C");
        return false;
    }
    wakeup_function = PyCFunction_GET_FUNCTION(wakeup);
    word_pending = PyUnicode_InternFromString("PENDING");
    word_cancelled = PyUnicode_InternFromString("CANCELLED");
    word_get_name = PyUnicode_InternFromString("get_name");
    PyObject *name_method = version_type_entry(task_type, "get_name");
    bool is_plain = name_method && Py_IS_TYPE(name_method, &PyMethodDescr_Type) && ((PyMethodDescrObject *)name_method)->d_method->ml_flags == METH_NOARGS;
    get_name = is_plain ? ((PyMethodDescrObject *)name_method)->d_method->ml_meth : NULL;
    const struct { const char *name; getter *get; } getters[] = {
        {"_state", &get_state}, {"_fut_waiter", &get_waiter}, {"_coro", &get_coroutine}, {"_exception", &get_exception},
        {"_result", &get_result}, {"_callbacks", &get_callbacks},
    };
    for (size_t i = 0; i < sizeof getters / sizeof getters[0]; i++) {
        if (!find_getter(task_type, getters[i].name, getters[i].get)) return false;
    }
    eager_install(task_type);
    return find_getter(step_type, "__self__", &get_step_self) && hook_method(task_type, "cancel", &cancel, &cancel_before) &&
           hook_method(task_type, "set_name", &set_name, &set_name_before);
}
