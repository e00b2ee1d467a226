#include "engine/sync.h"

#include "base/mem.h"
#include "engine/current.h"
#include "engine/hook.h"
#include "engine/identity.h"
#include "engine/place.h"
#include "engine/schedule.h"
#include "engine/sink.h"
#include "engine/task.h"
#include "engine/version.h"

#define SIZE_UNKNOWN UINT32_MAX
#define PART UINT32_MAX // the number of a primitive that another one is made of

static Identities numbers;
static uint32_t last_number;
static struct { PyObject *task; uint32_t number; bool is_single; } *owners; // by the lock's number; the tasks are not owned, so each is checked by its number
static size_t owners_cap;
static uint32_t *sizes; // items of each queue, by its number
static size_t sizes_cap;

static PyTypeObject *types[SYNC_LIFO_QUEUE + 1];
static PyCodeObject *made_in_condition, *made_in_queue, *handing_on, *getting, *putting; // asyncio's own functions
static PyObject *name_lock, *name_locked, *name_parties, *name_maxsize, *name_queue, *name_value, *name_unfinished, *name_enum_value;
static PyTypeObject *deque_type;
static PyObject *asyncio_folder;

// --- numbers -------------------------------------------------------------------------------------

// Subclasses come after their base class in the table, so the last that fits tells most.
static SyncKind kind_of(PyObject *primitive) {
    SyncKind kind = SYNC_NONE;
    for (int i = SYNC_LOCK; i <= SYNC_LIFO_QUEUE; i++) {
        if (types[i] && PyObject_TypeCheck(primitive, types[i])) kind = (SyncKind)i;
    }
    return kind;
}

static uint32_t number_in(PyObject *primitive, PyObject *attribute) {
    PyObject *value = hook_own_attribute(primitive, attribute);
    long number = value && PyLong_Check(value) ? PyLong_AsLong(value) : 0;
    if (PyErr_Occurred()) PyErr_Clear();
    Py_XDECREF(value);
    return number > 0 && number < UINT32_MAX ? (uint32_t)number : 0;
}

static uint32_t size_of(PyObject *primitive, SyncKind kind) {
    if (kind == SYNC_SEMAPHORE || kind == SYNC_BOUNDED_SEMAPHORE) return number_in(primitive, name_value);
    if (kind == SYNC_BARRIER) return number_in(primitive, name_parties);
    if (kind >= SYNC_QUEUE) return number_in(primitive, name_maxsize);
    if (kind != SYNC_CONDITION) return 0;
    PyObject *lock = hook_own_attribute(primitive, name_lock);
    uint32_t number = lock && PyObject_TypeCheck(lock, types[SYNC_LOCK]) ? sync_number(lock) : 0;
    Py_XDECREF(lock);
    return number;
}

static uint32_t number_new(PyObject *primitive) {
    SyncKind kind = kind_of(primitive);
    uint32_t size = kind ? size_of(primitive, kind) : 0;
    if (!kind || !identity_set(&numbers, primitive, last_number + 1)) return 0;
    last_number++;
    owners = mem_grow(owners, &owners_cap, last_number + 1, sizeof *owners);
    owners[last_number].is_single = kind == SYNC_LOCK || (kind <= SYNC_BOUNDED_SEMAPHORE && size == 1);
    sink_event(EV_SYNC_CREATED, current.loop, current.task, last_number, kind, size, place_running());
    return last_number;
}

uint32_t sync_number(PyObject *primitive) {
    uint32_t number = identity_find(&numbers, primitive);
    if (!number) number = number_new(primitive);
    return number == PART ? 0 : number;
}

uint32_t sync_known_number(PyObject *object, SyncKind *kind) {
    *kind = kind_of(object);
    uint32_t number = *kind ? identity_find(&numbers, object) : 0;
    return number == PART ? 0 : number;
}

// --- owners --------------------------------------------------------------------------------------

static void own(uint32_t lock, PyObject *task) {
    owners[lock].task = task;
    owners[lock].number = task ? task_number(task) : 0;
}

PyObject *sync_owner(PyObject *lock) {
    uint32_t number = identity_find(&numbers, lock);
    PyObject *task = number && number < owners_cap ? owners[number].task : NULL;
    return task && task_number(task) == owners[number].number ? task : NULL;
}

// --- locks, semaphores, events -------------------------------------------------------------------

// The code that makes this primitive, from `depth` on outwards: constructors of its own are still at it.
static PyCodeObject *maker(PyObject *primitive, int *depth) {
    while (version_running_argument(*depth) == primitive) ++*depth;
    return version_running_code(*depth);
}

static bool is_asyncio(PyCodeObject *code) {
    return code && PyUnicode_Check(code->co_filename) && PyUnicode_Tailmatch(code->co_filename, asyncio_folder, 0, PY_SSIZE_T_MAX, -1) > 0;
}

// asyncio makes some for itself: the Event in a Queue, the Queue of as_completed. Only the lock of a condition matters to the script. A queue is seen by
// the Event that it is making: none of its own attributes can be watched without slowing it down.
static void made_at(PyObject *primitive, int depth) {
    PyCodeObject *by = maker(primitive, &depth);
    PyObject *queue = by == made_in_queue ? version_running_argument(depth) : NULL;
    if (queue) made_at(queue, depth);
    PyObject *condition = by == made_in_condition ? version_running_argument(depth) : NULL;
    if (condition) by = maker(condition, &depth);
    if (is_asyncio(by)) identity_set(&numbers, primitive, PART);
    else sync_number(primitive);
}

static void made(PyObject *primitive) {
    made_at(primitive, 0);
}

static void lock_changed(PyObject *lock, PyObject *before, PyObject *after) {
    if (!sink_is_on || !after || before == after) return;
    if (!before) {
        made(lock);
        return;
    }
    uint32_t number = sync_number(lock);
    if (!number || (before != Py_True && after != Py_True)) return;
    sink_event(after == Py_True ? EV_LOCK_ACQUIRED : EV_LOCK_RELEASED, current.loop, current.task, number, place_running(), 0, 0);
    own(number, after == Py_True ? schedule_stepping : NULL);
}

// Semaphore._wake_up_next takes the permit for the task that it wakes: the one whose future it completes.
static PyObject *handed_to(void) { // borrowed: it waits, and so lives
    PyObject *future = version_running_variable("fut");
    PyObject *callbacks = future ? task_callbacks(future) : NULL, *task = NULL;
    if (callbacks && PyList_CheckExact(callbacks) && PyList_GET_SIZE(callbacks)) {
        PyObject *pair = PyList_GET_ITEM(callbacks, 0);
        bool is_step;
        task = PyTuple_CheckExact(pair) ? task_of_callback(PyTuple_GET_ITEM(pair, 0), &is_step) : NULL;
    }
    Py_XDECREF(callbacks);
    return task;
}

// With one permit a semaphore is a lock: only then is its owner one task.
static void own_permit(uint32_t number, PyObject *task) {
    if (owners[number].is_single) own(number, task);
}

static void semaphore_changed(PyObject *semaphore, PyObject *before, PyObject *after) {
    if (!sink_is_on || !after || !PyLong_CheckExact(after)) return;
    if (!before) made(semaphore);
    uint32_t number = sync_number(semaphore);
    if (!number || !before || !PyLong_CheckExact(before)) return;
    long was = PyLong_AsLong(before), is = PyLong_AsLong(after);
    if (PyErr_Occurred()) PyErr_Clear();
    bool is_handed_on = is < was && version_running_code(0) == handing_on;
    PyObject *task = is_handed_on ? handed_to() : schedule_stepping;
    uint32_t actor = is_handed_on ? (task ? task_number(task) : 0) : current.task;
    if (is == was) return;
    sink_event(is < was ? EV_SEMAPHORE_ACQUIRED : EV_SEMAPHORE_RELEASED, current.loop, actor, number, place_running(), (uint32_t)is, 0);
    own_permit(number, is < was ? task : NULL);
}

// What of an event and of a condition is set when it is made, and never again.
static void waiters_changed(PyObject *primitive, PyObject *before, PyObject *after) {
    if (sink_is_on && !before && after) made(primitive);
}

static PyObject *set_before, *clear_before;

static bool is_set(PyObject *event) {
    bool is_plain = Py_IS_TYPE(event, types[SYNC_EVENT]);
    PyObject *value = is_plain ? PyObject_GenericGetAttr(event, name_value) : hook_own_attribute(event, name_value);
    if (!value) PyErr_Clear();
    Py_XDECREF(value); // True and False live for ever
    return value == Py_True;
}

static void record_flag(PyObject *event, EventKind kind) {
    uint32_t number = sync_number(event);
    if (number) sink_event(kind, current.loop, current.task, number, place_running(), 0, 0);
}

static PyObject *event_set(PyObject *event, PyObject *none) {
    (void)none;
    if (sink_is_on && !is_set(event)) record_flag(event, EV_EVENT_SET);
    return PyObject_CallOneArg(set_before, event);
}

// A queue clears its Event with each item that is put.
static PyObject *event_clear(PyObject *event, PyObject *none) {
    (void)none;
    bool was_set = is_set(event);
    if (!was_set && Py_IS_TYPE(event, types[SYNC_EVENT])) Py_RETURN_NONE;
    if (was_set && sink_is_on) record_flag(event, EV_EVENT_CLEARED);
    return PyObject_CallOneArg(clear_before, event);
}

// --- conditions, barriers ------------------------------------------------------------------------

static void barrier_count_changed(PyObject *barrier, PyObject *before, PyObject *after) {
    if (!sink_is_on || !after || !PyLong_CheckExact(after)) return;
    if (!before) made(barrier);
    uint32_t number = sync_number(barrier);
    if (!number || !before || !PyLong_CheckExact(before)) return;
    long was = PyLong_AsLong(before), is = PyLong_AsLong(after);
    if (is > was) sink_event(EV_BARRIER_ARRIVED, current.loop, current.task, number, place_running(), (uint32_t)is, 0);
}

// The members of asyncio.locks._BarrierState by their values.
static void barrier_state_changed(PyObject *barrier, PyObject *before, PyObject *after) {
    static const char *const words[] = {[BARRIER_FILLING] = "filling", [BARRIER_DRAINING] = "draining", [BARRIER_RESETTING] = "resetting",
                                        [BARRIER_BROKEN] = "broken"};
    if (!sink_is_on || !before || !after || before == after) return;
    uint32_t number = sync_number(barrier);
    PyObject *word = hook_own_attribute(after, name_enum_value);
    for (uint32_t i = 0; number && word && PyUnicode_Check(word) && i < sizeof words / sizeof words[0]; i++) {
        if (!PyUnicode_CompareWithASCIIString(word, words[i])) sink_event(EV_BARRIER_CHANGED, current.loop, current.task, number, i, 0, 0);
    }
    Py_XDECREF(word);
}

static PyObject *notify_before;

// Else it refuses.
static bool has_lock(PyObject *condition) {
    PyObject *lock = hook_own_attribute(condition, name_lock);
    PyObject *locked = lock ? hook_own_attribute(lock, name_locked) : NULL;
    bool has = !locked || locked == Py_True; // a lock of another make is believed
    Py_XDECREF(locked);
    Py_XDECREF(lock);
    return has;
}

static PyObject *condition_notify(PyObject *condition, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    bool is_given = count + (names ? PyTuple_GET_SIZE(names) : 0) == 1;
    uint32_t number = sink_is_on && has_lock(condition) ? sync_number(condition) : 0;
    long wanted = !is_given ? 1 : PyLong_Check(args[0]) ? PyLong_AsLong(args[0]) : 0;
    if (PyErr_Occurred()) PyErr_Clear();
    if (number) sink_event(EV_CONDITION_NOTIFIED, current.loop, current.task, number, place_running(), wanted > 0 ? (uint32_t)wanted : 0, 0);
    return hook_call(notify_before, condition, args, count, names);
}

// --- queues --------------------------------------------------------------------------------------

// How many items it holds: counted, unless a subclass keeps them in its own way.
static uint32_t queue_size(PyObject *queue, uint32_t number, int change) {
    if (number >= sizes_cap) sizes = mem_grow(sizes, &sizes_cap, number + 1, sizeof *sizes);
    PyTypeObject *type = Py_TYPE(queue);
    bool is_plain = type == types[SYNC_QUEUE] || type == types[SYNC_PRIORITY_QUEUE] || type == types[SYNC_LIFO_QUEUE];
    if (is_plain) return sizes[number] += (uint32_t)change;
    PyObject *items = hook_own_attribute(queue, name_queue);
    uint32_t size = SIZE_UNKNOWN;
    if (items && (Py_IS_TYPE(items, deque_type) || PyList_CheckExact(items))) size = (uint32_t)Py_SIZE(items);
    else if (items && (PyAnySet_CheckExact(items) || PyDict_CheckExact(items))) size = (uint32_t)PyObject_Size(items);
    Py_XDECREF(items);
    return size;
}

static PyObject *wakeup_before, *task_done_before, *shutdown_before;

// get_nowait and put_nowait, and all that builds on them, end with Queue._wakeup_next once the item is out or in.
static PyObject *queue_wakeup_next(PyObject *queue, PyObject *waiters) {
    const PyCodeObject *by = sink_is_on ? version_running_code(0) : NULL;
    uint32_t number = by && (by == getting || by == putting) ? sync_number(queue) : 0;
    if (number) {
        uint32_t size = queue_size(queue, number, by == getting ? -1 : 1);
        sink_event(by == getting ? EV_QUEUE_GOT : EV_QUEUE_PUT, current.loop, current.task, number, place_running(), size, 0);
    }
    if (Py_IS_TYPE(waiters, deque_type) && !Py_SIZE(waiters)) Py_RETURN_NONE; // nobody to wake
    return hook_call_one(wakeup_before, queue, waiters);
}

static PyObject *queue_task_done(PyObject *queue, PyObject *none) {
    (void)none;
    uint32_t number = sink_is_on ? sync_number(queue) : 0, unfinished = number ? number_in(queue, name_unfinished) : 0;
    if (number && unfinished)
        sink_event(EV_QUEUE_TASK_DONE, current.loop, current.task, number, place_running(), unfinished - 1, 0);
    return PyObject_CallOneArg(task_done_before, queue);
}

static PyObject *queue_shutdown(PyObject *queue, PyObject *const *args, Py_ssize_t count, PyObject *names) {
    uint32_t number = sink_is_on ? sync_number(queue) : 0;
    if (number) sink_event(EV_QUEUE_SHUT_DOWN, current.loop, current.task, number, place_running(), 0, 0);
    return hook_call(shutdown_before, queue, args, count, names);
}

// --- learning the classes ------------------------------------------------------------------------

static bool find_types(PyObject *locks, PyObject *queues) {
    for (int i = SYNC_LOCK; i <= SYNC_LIFO_QUEUE; i++) {
        PyObject *type = PyObject_GetAttrString(i >= SYNC_QUEUE ? queues : locks, sync_name((unsigned)i));
        if (!type || !PyType_Check(type)) return false;
        types[i] = (PyTypeObject *)type;
    }
    return true;
}

static bool find_code(SyncKind kind, const char *name, PyCodeObject **code) {
    PyObject *function = version_type_entry(types[kind], name);
    if (!function || !PyFunction_Check(function)) {
        PyErr_Format(PyExc_TypeError, "asyncio's %s has no method %s", sync_name(kind), name);
        return false;
    }
    *code = (PyCodeObject *)Py_NewRef(PyFunction_GET_CODE(function));
    return true;
}

static bool find_codes(void) {
    return find_code(SYNC_CONDITION, "__init__", &made_in_condition) && find_code(SYNC_QUEUE, "__init__", &made_in_queue) &&
           find_code(SYNC_SEMAPHORE, "_wake_up_next", &handing_on) &&
           find_code(SYNC_QUEUE, "get_nowait", &getting) && find_code(SYNC_QUEUE, "put_nowait", &putting);
}

static bool intern_names(void) {
    const struct { PyObject **name; const char *text; } wanted[] = {
        {&name_lock, "_lock"}, {&name_locked, "_locked"}, {&name_parties, "_parties"}, {&name_maxsize, "_maxsize"}, {&name_queue, "_queue"},
        {&name_value, "_value"}, {&name_unfinished, "_unfinished_tasks"}, {&name_enum_value, "_value_"},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (!(*wanted[i].name = PyUnicode_InternFromString(wanted[i].text))) return false;
    }
    PyObject *collections = PyImport_ImportModule("collections");
    deque_type = (PyTypeObject *)(collections ? PyObject_GetAttrString(collections, "deque") : NULL);
    Py_XDECREF(collections);
    Py_ssize_t slash = PyUnicode_FindChar(made_in_condition->co_filename, '/', 0, PyUnicode_GET_LENGTH(made_in_condition->co_filename), -1);
    asyncio_folder = slash >= 0 ? PyUnicode_Substring(made_in_condition->co_filename, 0, slash + 1) : NULL;
    return deque_type && asyncio_folder;
}

static bool hook_fields(void) {
    static struct { SyncKind kind; HookedField field; } fields[] = {
        {SYNC_LOCK, {"_locked", lock_changed, NULL}},          {SYNC_SEMAPHORE, {"_value", semaphore_changed, NULL}},
        {SYNC_EVENT, {"_waiters", waiters_changed, NULL}},     {SYNC_CONDITION, {"_waiters", waiters_changed, NULL}},
        {SYNC_BARRIER, {"_count", barrier_count_changed, NULL}}, {SYNC_BARRIER, {"_state", barrier_state_changed, NULL}},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (!hook_field(types[fields[i].kind], &fields[i].field)) return false;
    }
    return true;
}

static bool hook_methods(void) {
    static PyMethodDef notify = {NULL, __extension__(PyCFunction)(void *)condition_notify, METH_FASTCALL | METH_KEYWORDS, "notify($self, n=1)\n--\n\n"};
    static PyMethodDef wakeup = {NULL, queue_wakeup_next, METH_O, "_wakeup_next($self, waiters)\n--\n\n"};
    static PyMethodDef set = {NULL, event_set, METH_NOARGS, "set($self)\n--\n\n"};
    static PyMethodDef clear = {NULL, event_clear, METH_NOARGS, "clear($self)\n--\n\n"};
    static PyMethodDef done = {NULL, queue_task_done, METH_NOARGS, "task_done($self)\n--\n\n"};
    static PyMethodDef shutdown = {NULL, __extension__(PyCFunction)(void *)queue_shutdown, METH_FASTCALL | METH_KEYWORDS,
                                   "shutdown($self, immediate=False)\n--\n\n"};
    bool can_shut_down = version_type_entry(types[SYNC_QUEUE], "shutdown") != NULL; // 3.13
    return hook_method(types[SYNC_CONDITION], "notify", &notify, &notify_before) &&
           hook_method(types[SYNC_EVENT], "set", &set, &set_before) && hook_method(types[SYNC_EVENT], "clear", &clear, &clear_before) &&
           hook_method(types[SYNC_QUEUE], "_wakeup_next", &wakeup, &wakeup_before) &&
           hook_method(types[SYNC_QUEUE], "task_done", &done, &task_done_before) &&
           (!can_shut_down || hook_method(types[SYNC_QUEUE], "shutdown", &shutdown, &shutdown_before));
}

bool sync_learn(PyObject *locks, PyObject *queues) {
    return find_types(locks, queues) && find_codes() && intern_names() && hook_fields() && hook_methods();
}
