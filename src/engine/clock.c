#include "engine/clock.h"

#include <Python.h>
#include <stdatomic.h>
#include <time.h>

#define SECOND 1000000000
#define TICK_NS 1000u
// Where the virtual time.monotonic() begins: the same in every run, and not a 0 that a script could take for "not set".
#define VIRTUAL_MONOTONIC_NS (1000 * (int64_t)SECOND)

// All of it is changed under the GIL, and read from anywhere.
static bool is_virtual;
static int64_t base_ns;           // time.monotonic() when the recording began
static int64_t wall_ns;           // time.time() at that moment
static _Atomic uint64_t moved_ns; // virtual: the time, as far as it does not flow
static _Atomic int64_t flow_from; // virtual: the machine's time when it began to flow, 0: it does not
static int flows;
static _Atomic int64_t held_ns;   // real: so long was the program held so far
static _Atomic int64_t hold_from; // the machine's time when the present hold began, 0: none
static uint64_t last_ns;
static bool (*sleep_may_jump)(void);

static int64_t machine_ns(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
}

// --- the machine's monotonic time, of which every event takes a look -----------------------------
// Between two looks at the clock the processor's counter says how far it has gone, at a third of the cost. Its speed is measured against the
// clock, and never trusted for long: what it gets wrong in that time is less than a look at the clock costs.

#if defined(__x86_64__)
#define COUNTER_TRUSTED_NS 20000
#define COUNTER_MEASURED_NS 2000000 // its speed is taken over so long a time, again and again

typedef struct Counter {
    uint64_t ticks, from_ticks; // at the last look; when the measurement began
    int64_t ns, from_ns;
    int64_t said_ns;            // the last time that was given
    uint64_t speed;             // nanoseconds a tick, times 2^32; 0: not measured yet
} Counter;

static _Thread_local Counter counter;

static int64_t look_at_clock(uint64_t ticks) {
    int64_t now = machine_ns(CLOCK_MONOTONIC);
    int64_t measured = now - counter.from_ns;
    bool is_good = ticks > counter.from_ticks && measured < SECOND; // not over a long sleep, nor if the counter went back
    if (measured > COUNTER_MEASURED_NS || !is_good) {
        counter.speed = is_good ? ((uint64_t)measured << 32) / (ticks - counter.from_ticks) : 0;
        counter.from_ns = now;
        counter.from_ticks = ticks;
    }
    counter.ns = now;
    counter.ticks = ticks;
    return now;
}

// Two looks never give the same time, as two calls that a program makes never do: the order of
// deadlines depends on it. Nor does time go back where the counter ran ahead of the clock.
static inline int64_t monotonic_machine_ns(void) {
    uint64_t ticks = __builtin_ia32_rdtsc();
    uint64_t gone = ticks - counter.ticks; // a counter that went back makes this huge
    uint64_t ns = gone < 1u << 20 ? gone * counter.speed >> 32 : COUNTER_TRUSTED_NS;
    bool is_trusted = ns < COUNTER_TRUSTED_NS && counter.speed;
    int64_t now = is_trusted ? counter.ns + (int64_t)ns : look_at_clock(ticks);
    if (now <= counter.said_ns) now = counter.said_ns + 1;
    return counter.said_ns = now;
}
#else
static inline int64_t monotonic_machine_ns(void) {
    return machine_ns(CLOCK_MONOTONIC);
}
#endif

// Standing still while the program is held.
static int64_t running_ns(void) {
    int64_t hold = hold_from;
    return hold ? hold : monotonic_machine_ns();
}

void clock_start(bool virtual_) {
    is_virtual = virtual_;
    wall_ns = machine_ns(CLOCK_REALTIME);
    base_ns = is_virtual ? VIRTUAL_MONOTONIC_NS : machine_ns(CLOCK_MONOTONIC);
}

bool clock_is_virtual(void) {
    return is_virtual;
}

uint64_t clock_now_ns(void) {
    if (!is_virtual) return last_ns = (uint64_t)(running_ns() - held_ns - base_ns);
    int64_t from = flow_from;
    return last_ns = moved_ns + (from ? (uint64_t)(running_ns() - from) : 0);
}

uint64_t clock_last_ns(void) {
    return last_ns;
}

static int64_t monotonic_ns(void) {
    return base_ns + (int64_t)clock_now_ns();
}

// As CPython converts: whole seconds exactly, else one division.
static double as_seconds(int64_t ns) {
    return ns % SECOND ? (double)ns / 1e9 : (double)(ns / SECOND);
}

double clock_loop_time(void) {
    return as_seconds(monotonic_ns());
}

double clock_to_loop_time(uint64_t ns) {
    return as_seconds(base_ns + (int64_t)ns);
}

uint64_t clock_from_loop_time(double seconds) {
    double ns = seconds * 1e9 - (double)base_ns;
    if (!(ns > 0)) return 0;
    return ns >= 1.8e19 ? UINT64_MAX - 1 : (uint64_t)(ns + 0.5);
}

void clock_tick(void) {
    if (is_virtual) moved_ns += TICK_NS;
}

void clock_jump_to(uint64_t ns) {
    uint64_t now = clock_now_ns();
    if (is_virtual && ns > now) moved_ns += ns - now;
}

void clock_flow_begin(void) {
    if (is_virtual && flows++ == 0) flow_from = running_ns();
}

void clock_flow_end(void) {
    if (!is_virtual || --flows > 0) return;
    moved_ns = clock_now_ns();
    flow_from = 0;
}

void clock_hold(void) {
    if (!hold_from) hold_from = machine_ns(CLOCK_MONOTONIC);
}

void clock_go_on(void) {
    if (!hold_from) return;
    int64_t held = machine_ns(CLOCK_MONOTONIC) - hold_from;
    if (is_virtual) {
        if (flow_from) flow_from += held;
    } else {
        held_ns += held;
    }
    hold_from = 0;
}

// --- the time module -----------------------------------------------------------------------------

static int64_t read_monotonic(void) {
    clock_tick();
    return monotonic_ns();
}

static int64_t read_wall(void) {
    clock_tick();
    return wall_ns + (int64_t)clock_now_ns();
}

static PyObject *time_monotonic(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return PyFloat_FromDouble(as_seconds(read_monotonic()));
}

static PyObject *time_monotonic_ns(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return PyLong_FromLongLong(read_monotonic());
}

double clock_wall_time(void) {
    return as_seconds(read_wall());
}

static PyObject *time_time(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return PyFloat_FromDouble(clock_wall_time());
}

static PyObject *time_time_ns(PyObject *self, PyObject *none) {
    (void)self, (void)none;
    return PyLong_FromLongLong(read_wall());
}

static PyObject *real_sleep; // time.sleep itself

static PyObject *sleep_flowing(PyObject *seconds) {
    clock_flow_begin();
    PyObject *result = PyObject_CallOneArg(real_sleep, seconds);
    clock_flow_end();
    return result;
}

void clock_set_sleep_hook(bool (*may_jump)(void)) {
    sleep_may_jump = may_jump;
}

// On a thread that runs a loop, and on the main thread, sleeping moves the clock; what is no plain number is for the real one to refuse.
static PyObject *time_sleep(PyObject *self, PyObject *seconds) {
    (void)self;
    if (!sleep_may_jump || !sleep_may_jump()) return sleep_flowing(seconds);
    double length = PyFloat_CheckExact(seconds) || PyLong_CheckExact(seconds) ? PyFloat_AsDouble(seconds) : -1;
    if (!(length >= 0) || length > 1e9) {
        PyErr_Clear();
        return PyObject_CallOneArg(real_sleep, seconds);
    }
    clock_jump_to(clock_now_ns() + (uint64_t)(length * 1e9 + 0.5));
    if (PyErr_CheckSignals()) return NULL;
    Py_RETURN_NONE;
}

static PyMethodDef replaced[] = {
    {"monotonic", time_monotonic, METH_NOARGS, NULL},
    {"perf_counter", time_monotonic, METH_NOARGS, NULL},
    {"monotonic_ns", time_monotonic_ns, METH_NOARGS, NULL},
    {"perf_counter_ns", time_monotonic_ns, METH_NOARGS, NULL},
    {"time", time_time, METH_NOARGS, NULL},       // from here on only under the virtual clock
    {"time_ns", time_time_ns, METH_NOARGS, NULL},
    {"sleep", time_sleep, METH_O, NULL},
};
#define REPLACED_UNDER_REAL 4

static bool replace(PyObject *module, PyMethodDef *method) {
    PyObject *old = PyObject_GetAttrString(module, method->ml_name);
    if (!old) return false;
    if (PyCFunction_CheckExact(old)) method->ml_doc = ((PyCFunctionObject *)old)->m_ml->ml_doc;
    if (method->ml_meth == time_sleep) real_sleep = Py_NewRef(old);
    Py_DECREF(old);
    PyObject *name = PyUnicode_FromString("time");
    PyObject *function = name ? PyCFunction_NewEx(method, module, name) : NULL;
    bool done = function && !PyObject_SetAttrString(module, method->ml_name, function);
    Py_XDECREF(function);
    Py_XDECREF(name);
    return done;
}

bool clock_install(bool can_hold) {
    size_t count = is_virtual ? sizeof replaced / sizeof replaced[0] : can_hold ? REPLACED_UNDER_REAL : 0;
    PyObject *module = PyImport_ImportModule("time");
    if (!module) return false;
    bool done = true;
    for (size_t i = 0; i < count && done; i++) done = replace(module, &replaced[i]);
    Py_DECREF(module);
    return done && (!is_virtual || clock_install_date());
}
