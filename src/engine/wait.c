#include "engine/wait.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/future.h"
#include "engine/hook.h"
#include "engine/identity.h"
#include "engine/place.h"
#include "engine/process.h"
#include "engine/sink.h"
#include "engine/sync.h"
#include "engine/task.h"
#include "engine/trouble.h"
#include "engine/version.h"

#define CHAIN_MAX 256

// What is known of a wait: a row of wait_kinds.def with its particulars, and the tasks waited for.
typedef struct Wait {
    WaitKind kind;
    uint32_t on, count;
    PyObject *lock;  // or semaphore, that it waits for; borrowed, may be NULL
    PyObject *tasks; // a task or a container of tasks and other futures; owned, may be NULL
} Wait;

// --- asyncio's own functions ---------------------------------------------------------------------

typedef struct Rule Rule;
struct Rule {
    const char *name;
    WaitKind kind;
    void (*tell)(PyObject *coroutine, PyObject *outer, Wait *wait); // the particulars; `outer` awaits the coroutine, may be NULL
    int rank; // of several in one chain the highest tells, of equals the innermost: Barrier.wait waits in Condition.wait, which may be
              // waiting for its lock again
};

static Identities jobs;
static struct { PyObject *future; uint32_t handle; } last_sleep; // the future's address only, to compare with
static void (*tell_fd)(uint32_t loop, int fd, bool is_write, uint32_t task);
static PyTypeObject *gathering_type, *python_task_type, *socket_type;
static PyCodeObject *shield_code, *chained_code, *as_completed_code;
static PyObject *name_tasks, *name_children, *name_transport, *name_sock_fd, *name_sockets, *name_todo;

static void classify_future(PyObject *future, Wait *wait, bool is_own);

static void tell_nothing(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)coroutine, (void)outer, (void)wait;
}

static void tell_primitive(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    PyObject *self = version_argument(coroutine, 0);
    if (self) wait->on = sync_number(self);
    if (wait->kind == WAIT_FOR_LOCK || wait->kind == WAIT_FOR_SEMAPHORE) wait->lock = self;
}

static uint32_t fd_plus_one(PyObject *number) { // takes the reference, which may be NULL
    long fd = number && PyLong_Check(number) ? PyLong_AsLong(number) : -1;
    Py_XDECREF(number);
    if (PyErr_Occurred()) PyErr_Clear();
    return fd >= 0 ? (uint32_t)fd + 1 : 0;
}

static void tell_socket(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    PyObject *sock = version_variable(coroutine, "sock");
    if (sock && PyObject_TypeCheck(sock, socket_type)) {
        PyObject *fileno = version_type_entry(socket_type, "fileno"); // C's own, whatever a subclass makes of it
        wait->on = fileno ? fd_plus_one(PyObject_CallOneArg(fileno, sock)) : 0;
    }
}

// StreamReader._wait_for_data, FlowControlMixin._drain_helper: the descriptor is the transport's.
static void tell_transport(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    PyObject *self = version_argument(coroutine, 0);
    PyObject *transport = self ? hook_own_attribute(self, name_transport) : NULL;
    if (transport && transport != Py_None) wait->on = fd_plus_one(hook_own_attribute(transport, name_sock_fd));
    Py_XDECREF(transport);
}

static void tell_server(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    PyObject *self = version_argument(coroutine, 0);
    PyObject *sockets = self ? hook_own_attribute(self, name_sockets) : NULL;
    if (sockets && PyList_CheckExact(sockets) && PyList_GET_SIZE(sockets) &&
        PyObject_TypeCheck(PyList_GET_ITEM(sockets, 0), socket_type)) {
        PyObject *fileno = version_type_entry(socket_type, "fileno");
        wait->on = fileno ? fd_plus_one(PyObject_CallOneArg(fileno, PyList_GET_ITEM(sockets, 0))) : 0;
    }
    Py_XDECREF(sockets);
}

static uint32_t size_of(PyObject *container) {
    if (PyAnySet_CheckExact(container)) return (uint32_t)PySet_GET_SIZE(container);
    return PyList_CheckExact(container) || PyTuple_CheckExact(container) ? (uint32_t)PySequence_Fast_GET_SIZE(container) : 0;
}

static void tell_several(Wait *wait, PyObject *container) { // takes the reference
    if (!container) return;
    wait->count = size_of(container);
    wait->tasks = container;
}

static void tell_group(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    PyObject *self = version_argument(coroutine, 0);
    if (self) tell_several(wait, hook_own_attribute(self, name_tasks));
}

static void tell_wait(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    tell_several(wait, Py_XNewRef(version_variable(coroutine, "fs")));
}

// The set of those not done is the iterator's: until 3.12 a generator that the awaiting `for` holds, since 3.13 an object.
static void tell_as_completed(PyObject *coroutine, PyObject *outer, Wait *wait) {
    PyObject *self = version_argument(coroutine, 0);
    PyObject *generator = outer ? version_stacked_generator(outer, as_completed_code) : NULL;
    PyObject *todo = self ? hook_own_attribute(self, name_todo) : generator ? Py_XNewRef(version_variable(generator, "todo")) : NULL;
    tell_several(wait, todo);
}

static void tell_process(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    PyObject *self = version_argument(coroutine, 0), *transport = version_variable(coroutine, "transp");
    if (self) wait->on = process_number(self);
    if (!wait->on && transport) wait->on = process_number(transport);
}

static void tell_wait_for(PyObject *coroutine, PyObject *outer, Wait *wait) {
    (void)outer;
    PyObject *inner = version_variable(coroutine, "fut");
    if (inner && task_is_future(inner)) classify_future(inner, wait, true);
}

static const Rule rules[] = {
    {"sleep", WAIT_FOR_SLEEP, tell_nothing, 1},
    {"wait_for", WAIT_FOR_FUTURE, tell_wait_for, 1},
    {"wait", WAIT_FOR_ANY, tell_wait, 1},
    {"as_completed", WAIT_FOR_AS_COMPLETED, tell_as_completed, 3},
    {"group", WAIT_FOR_GROUP, tell_group, 1},
    {"lock", WAIT_FOR_LOCK, tell_primitive, 2},
    {"semaphore", WAIT_FOR_SEMAPHORE, tell_primitive, 1},
    {"event", WAIT_FOR_EVENT_SET, tell_primitive, 1},
    {"condition", WAIT_FOR_CONDITION, tell_primitive, 2},
    {"barrier", WAIT_FOR_BARRIER, tell_primitive, 3},
    {"queue-get", WAIT_FOR_QUEUE_GET, tell_primitive, 2},
    {"queue-put", WAIT_FOR_QUEUE_PUT, tell_primitive, 2},
    {"queue-join", WAIT_FOR_QUEUE_JOIN, tell_primitive, 2},
    {"sock-read", WAIT_FOR_READ, tell_socket, 1},
    {"sock-write", WAIT_FOR_WRITE, tell_socket, 1},
    {"sock-connect", WAIT_FOR_CONNECT, tell_socket, 1},
    {"sock-accept", WAIT_FOR_ACCEPT, tell_socket, 1},
    {"stream-read", WAIT_FOR_READ, tell_transport, 1},
    {"stream-write", WAIT_FOR_WRITE, tell_transport, 1},
    {"connect", WAIT_FOR_CONNECT, tell_nothing, 1},
    {"serve", WAIT_FOR_ACCEPT, tell_server, 1},
    {"close", WAIT_FOR_CLOSE, tell_nothing, 1},
    {"thread", WAIT_FOR_THREAD, tell_nothing, 1},
    {"process", WAIT_FOR_PROCESS, tell_process, 2},
};

// Rules by the code of the function: a small open table.
#define TABLE_SIZE 512
static struct { PyCodeObject *code; const Rule *rule; } table[TABLE_SIZE];

static size_t rule_slot(const PyCodeObject *code) {
    size_t i = ((uintptr_t)code >> 4) * 0x9E3779B97F4A7C15u >> 40;
    while (table[i % TABLE_SIZE].code && table[i % TABLE_SIZE].code != code) i++;
    return i % TABLE_SIZE;
}

static const Rule *rule_named(const char *name) {
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!strcmp(rules[i].name, name)) return &rules[i];
    }
    return NULL;
}

static PyTypeObject *type_in(PyObject *types, const char *name) {
    PyObject *type = PyDict_GetItemString(types, name);
    return type && PyType_Check(type) ? (PyTypeObject *)Py_NewRef(type) : NULL;
}

static PyCodeObject *code_in(PyObject *types, const char *name) {
    PyObject *code = PyDict_GetItemString(types, name);
    return code && PyCode_Check(code) ? (PyCodeObject *)Py_NewRef(code) : NULL;
}

bool wait_learn(PyObject *rows, PyObject *types) {
    gathering_type = type_in(types, "gathering");
    python_task_type = type_in(types, "python_task");
    socket_type = type_in(types, "socket");
    shield_code = code_in(types, "shield");
    chained_code = code_in(types, "chained");
    as_completed_code = code_in(types, "as_completed");
    name_tasks = PyUnicode_InternFromString("_tasks");
    name_children = PyUnicode_InternFromString("_children");
    name_transport = PyUnicode_InternFromString("_transport");
    name_sock_fd = PyUnicode_InternFromString("_sock_fd");
    name_sockets = PyUnicode_InternFromString("_sockets");
    name_todo = PyUnicode_InternFromString("_todo");
    bool is_complete = gathering_type && python_task_type && socket_type && shield_code && chained_code;
    for (Py_ssize_t i = 0; is_complete && i < PyList_GET_SIZE(rows); i++) {
        PyObject *code;
        const char *name;
        if (!PyArg_ParseTuple(PyList_GET_ITEM(rows, i), "O!s", &PyCode_Type, &code, &name)) return false;
        const Rule *rule = rule_named(name);
        size_t slot = rule_slot((PyCodeObject *)code);
        if (rule) table[slot].code = (PyCodeObject *)Py_NewRef(code);
        table[slot].rule = rule;
        is_complete = rule != NULL;
    }
    if (!is_complete && !PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, "this asyncio lacks something that aioscope knows");
    return is_complete;
}

bool wait_is_python_task(PyObject *object) {
    return PyObject_TypeCheck(object, python_task_type);
}

void wait_note_sleep(PyObject *future, uint32_t handle) {
    last_sleep.future = future;
    last_sleep.handle = handle;
}

void wait_note_job(PyObject *future, uint32_t job) {
    identity_set(&jobs, future, job);
}

void wait_set_fd_hook(void (*told)(uint32_t loop, int fd, bool is_write, uint32_t task)) {
    tell_fd = told;
}

// --- kinds of futures ----------------------------------------------------------------------------

// The callback of `future` that runs `code`, borrowed from `callbacks`.
static PyObject *callback_of_code(PyObject *callbacks, const PyCodeObject *code) {
    for (Py_ssize_t i = 0; callbacks && PyList_CheckExact(callbacks) && i < PyList_GET_SIZE(callbacks); i++) {
        PyObject *pair = PyList_GET_ITEM(callbacks, i);
        PyObject *callback = PyTuple_CheckExact(pair) && PyTuple_GET_SIZE(pair) ? PyTuple_GET_ITEM(pair, 0) : NULL;
        if (callback && PyFunction_Check(callback) && ((PyFunctionObject *)callback)->func_code == (PyObject *)code) return callback;
    }
    return NULL;
}

static PyObject *closed_over(PyObject *function, const char *name) {
    PyCodeObject *code = (PyCodeObject *)PyFunction_GET_CODE(function);
    PyObject *cells = PyFunction_GET_CLOSURE(function), *free_names = cells ? PyCode_GetFreevars(code) : NULL, *found = NULL;
    for (Py_ssize_t i = 0; free_names && i < PyTuple_GET_SIZE(free_names); i++) {
        if (!PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(free_names, i), name)) found = PyCell_GET(PyTuple_GET_ITEM(cells, i));
    }
    Py_XDECREF(free_names);
    return found;
}

static void classify_plain_future(PyObject *future, Wait *wait, bool is_own) {
    uint32_t job = identity_find(&jobs, future);
    PyObject *callbacks = task_callbacks(future), *shielding;
    wait->kind = WAIT_FOR_FUTURE;
    if (job) {
        wait->kind = WAIT_FOR_THREAD;
        wait->on = job;
    } else if ((shielding = callback_of_code(callbacks, shield_code))) {
        PyObject *inner = closed_over(shielding, "inner");
        wait->kind = WAIT_FOR_SHIELD;
        wait->on = inner ? task_number(inner) : 0;
        wait->tasks = Py_XNewRef(inner);
    } else if (callback_of_code(callbacks, chained_code)) {
        wait->kind = WAIT_FOR_THREAD;
    } else {
        wait->on = is_own ? future_awaited(future) : future_number(future);
    }
    Py_XDECREF(callbacks);
}

// `is_own`: the script's own code awaits it.
static void classify_future(PyObject *future, Wait *wait, bool is_own) {
    if (task_is_task(future) || wait_is_python_task(future)) {
        wait->kind = WAIT_FOR_TASK;
        wait->on = task_number(future);
        wait->tasks = Py_NewRef(future);
    } else if (PyObject_TypeCheck(future, gathering_type)) {
        wait->kind = WAIT_FOR_GATHER;
        tell_several(wait, hook_own_attribute(future, name_children));
    } else {
        classify_plain_future(future, wait, is_own);
    }
}

// --- the await chain -----------------------------------------------------------------------------

typedef struct Chain {
    PyObject *coroutine[CHAIN_MAX]; // outermost first; owned
    int count;
    uint32_t site;
} Chain;

static void chain_walk(Chain *chain, PyObject *outermost) { // takes the reference
    chain->count = 0;
    chain->site = 0;
    PyObject *at = outermost;
    PyCodeObject *code;
    int instruction;
    while (at && chain->count < CHAIN_MAX && version_position(at, &code, &instruction)) {
        chain->site = place_of(chain->site, code, instruction);
        chain->coroutine[chain->count++] = at;
        at = version_awaited(at);
    }
    Py_XDECREF(at);
}

static void chain_free(Chain *chain) {
    while (chain->count) Py_DECREF(chain->coroutine[--chain->count]);
}

// The rule that tells most, looked for from the innermost frame outwards through asyncio's own.
static const Rule *chain_rule(const Chain *chain, PyObject **coroutine, PyObject **outer) {
    const Rule *best = NULL;
    for (int i = chain->count; i-- > 0;) {
        PyCodeObject *code = version_code(chain->coroutine[i]);
        const Rule *rule = code ? table[rule_slot(code)].rule : NULL;
        if (rule && (!best || rule->rank > best->rank)) {
            best = rule;
            *coroutine = chain->coroutine[i];
            *outer = i ? chain->coroutine[i - 1] : NULL;
        }
        if (!rule && (!code || sink_code_is_own(code))) break;
    }
    return best;
}

// --- recording -----------------------------------------------------------------------------------

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void add_target(PyObject *target, uint32_t *targets, size_t *count) {
    bool is_task = task_is_task(target) || wait_is_python_task(target);
    uint32_t number = is_task && task_is_pending(target) ? task_number(target) : 0;
    if (number) targets[(*count)++] = number;
}

static void add_targets(PyObject *tasks, uint32_t *targets, size_t *count) {
    PyObject *iterator = PyObject_GetIter(tasks), *target;
    while (iterator && (target = PyIter_Next(iterator))) {
        add_target(target, targets, count);
        Py_DECREF(target);
    }
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) PyErr_Clear();
}

static bool is_sorted(const uint32_t *numbers, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (numbers[i - 1] > numbers[i]) return false;
    }
    return true;
}

// In the order of their numbers: that of a set differs from run to run.
static void record_awaits(PyObject *tasks, uint32_t number, uint32_t loop) {
    bool is_several = PyAnySet_CheckExact(tasks) || PyList_CheckExact(tasks) || PyTuple_CheckExact(tasks);
    uint32_t *targets = mem_new((size_of(tasks) + 1) * sizeof *targets);
    size_t count = 0;
    if (is_several) add_targets(tasks, targets, &count);
    else add_target(tasks, targets, &count);
    if (!is_sorted(targets, count)) qsort(targets, count, sizeof *targets, by_number);
    for (size_t i = 0; i < count; i++) {
        if (!i || targets[i] != targets[i - 1]) sink_event(EV_TASK_AWAITS, loop, number, targets[i], 0, 0, 0);
    }
    free(targets);
}

static Wait classify(const Chain *chain, PyObject *future) {
    Wait wait = {.kind = WAIT_FOR_FUTURE};
    PyObject *coroutine = NULL, *outer = NULL;
    const Rule *rule = chain_rule(chain, &coroutine, &outer);
    if (rule) {
        wait.kind = rule->kind;
        rule->tell(coroutine, outer, &wait);
        if (wait.kind == WAIT_FOR_SLEEP && last_sleep.future == future) wait.on = last_sleep.handle;
        if (wait.kind == WAIT_FOR_THREAD) wait.on = identity_find(&jobs, future);
    } else {
        PyCodeObject *innermost = chain->count ? version_code(chain->coroutine[chain->count - 1]) : NULL;
        classify_future(future, &wait, innermost && sink_code_is_own(innermost));
    }
    return wait;
}

static void note_fd(const Wait *wait, uint32_t number, uint32_t loop) {
    bool is_read = wait->kind == WAIT_FOR_READ || wait->kind == WAIT_FOR_ACCEPT;
    bool is_write = wait->kind == WAIT_FOR_WRITE || wait->kind == WAIT_FOR_CONNECT;
    if ((is_read || is_write) && wait->on && tell_fd) tell_fd(loop, (int)wait->on - 1, is_write, number);
}

void wait_record(PyObject *task, uint32_t number, uint32_t loop) {
    Chain chain;
    chain_walk(&chain, task_coroutine(task));
    PyObject *future = task_waits_on(task);
    if (!future) {
        sink_event(EV_TASK_YIELDED, loop, number, chain.site, 0, 0, 0);
    } else {
        Wait wait = classify(&chain, future);
        note_fd(&wait, number, loop);
        if (wait.tasks) record_awaits(wait.tasks, number, loop);
        sink_event(EV_TASK_SUSPENDED, loop, number, wait.kind, chain.site, wait.on, wait.count);
        if (wait.lock || wait.tasks) trouble_look_for_circle(task, number, loop);
        Py_XDECREF(wait.tasks);
        Py_DECREF(future);
    }
    last_sleep.future = NULL;
    chain_free(&chain);
}

// --- who a task cannot go on without -------------------------------------------------------------

static bool each_of(PyObject *tasks, WaitEach *each, void *arg) {
    bool is_several = PyAnySet_CheckExact(tasks) || PyList_CheckExact(tasks) || PyTuple_CheckExact(tasks), found = false;
    if (!is_several) return (task_is_task(tasks) || wait_is_python_task(tasks)) && task_is_pending(tasks) && each(tasks, arg);
    PyObject *iterator = PyObject_GetIter(tasks), *target;
    while (iterator && !found && (target = PyIter_Next(iterator))) {
        found = (task_is_task(target) || wait_is_python_task(target)) && task_is_pending(target) && each(target, arg);
        Py_DECREF(target);
    }
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) PyErr_Clear();
    return found;
}

bool wait_each_target(PyObject *task, WaitEach *each, void *arg) {
    PyObject *future = task_waits_on(task);
    bool is_stuck = future && (!task_is_future(future) || task_is_pending(future)), found = false;
    Chain chain = {.count = 0};
    if (is_stuck) {
        chain_walk(&chain, task_coroutine(task));
        Wait wait = classify(&chain, future);
        bool is_one_enough = wait.kind == WAIT_FOR_ANY || wait.kind == WAIT_FOR_AS_COMPLETED;
        PyObject *owner = wait.lock ? sync_owner(wait.lock) : NULL;
        found = owner ? each(owner, arg) : wait.tasks && !is_one_enough && each_of(wait.tasks, each, arg);
        Py_XDECREF(wait.tasks);
    }
    chain_free(&chain);
    Py_XDECREF(future);
    return found;
}
