#include "engine/gate.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "engine/breakpoints.h"
#include "engine/clock.h"
#include "engine/current.h"
#include "engine/lines.h"
#include "engine/locals.h"
#include "engine/output.h"
#include "engine/place.h"
#include "engine/sink.h"

#define SIGNALS_MS 50 // a thread that is held looks for signals so often

bool gate_is_armed;

static int control = -1;
static unsigned long main_thread;

// How far the engine may run.
static struct {
    Until until;
    uint32_t task, file, line;
} grant = {.until = UNTIL_PAUSED};

static bool must_hold; // at the next gate: a pause was asked for, or the grant ended where nothing can hold

static pthread_mutex_t hold_lock = PTHREAD_MUTEX_INITIALIZER; // one thread at a time speaks with the viewer
static _Thread_local bool is_holding;
static bool is_held; // by whoever has the lock

typedef struct Place {
    Gate gate;
    uint32_t task, file, line;
} Place;

static void arm(void) {
    gate_is_armed = control >= 0 && (must_hold || grant.until != UNTIL_PAUSED);
}

static bool is_loop_thread(void) {
    return current.loop || PyThread_get_thread_ident() == main_thread;
}

// --- does the grant end here? --------------------------------------------------------------------

static bool fits(uint32_t wanted, uint32_t here) {
    return wanted == 0 || wanted == here;
}

static bool grant_ends_at(const Place *place) {
    switch (grant.until) {
    case UNTIL_ANY: return true;
    case UNTIL_LINE:
        return place->gate == GATE_LINE && fits(grant.task, place->task) && fits(grant.file, place->file) &&
               fits(grant.line, place->line);
    case UNTIL_STEP: return place->gate == GATE_STEP && fits(grant.task, place->task);
    case UNTIL_TIMER: return place->gate == GATE_TIMER && fits(grant.task, place->task);
    case UNTIL_ITERATION: return place->gate == GATE_ITERATION;
    case UNTIL_OUTPUT: return place->gate == GATE_OUTPUT && fits(grant.task, place->task);
    case UNTIL_PAUSED: return false;
    }
    return false;
}

static bool holds_at(const Place *place) {
    return place->gate == GATE_START || place->gate == GATE_BREAKPOINT || gate_pause_asked() || grant_ends_at(place);
}

bool gate_pause_asked(void) {
    return must_hold || (control >= 0 && sink_pause_asked());
}

void gate_reached(Gate gate, uint32_t task) {
    if (!gate_is_armed || !grant_ends_at(&(Place){.gate = gate, .task = task})) return;
    must_hold = true;
}

void gate_hold_next(void) {
    must_hold = true;
    arm();
}

void gate_task_ended(uint32_t task) {
    if (gate_is_armed && task && grant.task == task) must_hold = true;
}

// --- holding -------------------------------------------------------------------------------------

// Nobody is there to see the script run on, or to let it go on.
static void viewer_has_gone(void) {
    _exit(1);
}

static void tell(ControlKind kind, uint16_t what, const Place *place, int64_t value) {
    if (control < 0) return;
    ControlMessage message = {.kind = (uint16_t)kind, .what = what, .task = place->task, .file = place->file,
                              .line = place->line, .value = value, .written = sink_written()};
    bool told;
    Py_BEGIN_ALLOW_THREADS
    told = control_send(control, &message);
    Py_END_ALLOW_THREADS
    if (!told) viewer_has_gone();
}

// What a message from the viewer changes. True: it was a grant.
static bool obey(const ControlMessage *message) {
    switch (message->kind) {
    case CONTROL_GRANT:
        grant.until = message->what;
        grant.task = message->task;
        grant.file = message->file;
        grant.line = message->line;
        must_hold = false;
        break;
    case CONTROL_PAUSE: must_hold = true; break;
    case CONTROL_WATCH:
        if (message->what) breakpoints_add(message->what, message->line);
        else breakpoints_clear();
        break;
    case CONTROL_LINES: lines_set(message->value != 0); break;
    }
    arm();
    return message->kind == CONTROL_GRANT;
}

static bool receive(ControlMessage *message) {
    int got = control_receive(control, message, false);
    if (got < 0) viewer_has_gone();
    return got > 0;
}

// Not for ever: a signal that came just before the wait, or to another thread, ends no wait, and the script's handler has to run.
static void wait_for_message(void) {
    struct pollfd socket = {.fd = control, .events = POLLIN};
    Py_BEGIN_ALLOW_THREADS
    poll(&socket, 1, SIGNALS_MS);
    Py_END_ALLOW_THREADS
}

static bool read_messages(void) {
    ControlMessage message;
    bool granted = false;
    while (receive(&message)) granted |= obey(&message);
    return granted;
}

// All that has come is read, so that a pause sent right after the grant is not left lying: its SIGURG may have come and gone.
static int wait_for_grant(void) {
    while (PyErr_CheckSignals() == 0) {
        if (read_messages()) return 0;
        wait_for_message();
    }
    // The exception takes the thread out of here without a grant: it holds again at the next gate.
    must_hold = true;
    arm();
    return -1;
}

static int hold(const Place *place) {
    Py_BEGIN_ALLOW_THREADS
    pthread_mutex_lock(&hold_lock);
    Py_END_ALLOW_THREADS
    int result = 0;
    if (holds_at(place)) { // another thread that held meanwhile may have been told to go further
        is_holding = is_held = true;
        if (output_is_pending) output_flush();
        clock_hold();
        locals_hold();
        if (place->gate == GATE_BREAKPOINT) sink_event(EV_BREAKPOINT, current.loop, current.task, place_running(), 0, 0, 0);
        do {
            tell(CONTROL_HELD, (uint16_t)place->gate, place, 0);
            result = wait_for_grant();
        } while (result == 0 && must_hold);
        locals_go_on();
        clock_go_on();
        is_holding = is_held = false;
    }
    pthread_mutex_unlock(&hold_lock);
    return result;
}

bool gate_is_held(void) {
    return is_held;
}

int gate_pass(Gate gate, uint32_t task, uint32_t file, uint32_t line) {
    Place place = {gate, task, file, line};
    if (control < 0 || is_holding || !holds_at(&place)) return 0;
    if (is_loop_thread()) return hold(&place);
    gate_reached(gate, task);
    return 0;
}

// --- messages while the script runs --------------------------------------------------------------

int gate_control_fd(void) {
    return control;
}

static int pass_here(Gate gate) {
    PyCodeObject *code;
    int line;
    if (!lines_where(&code, &line)) return gate_pass(gate, current.task, 0, 0);
    return gate_pass(gate, current.task, sink_file(code), (uint32_t)line);
}

int gate_read_control(void) {
    if (control < 0 || is_holding) return 0;
    if (pthread_mutex_trylock(&hold_lock) == 0) { // else a thread holds, and reads what is meant for it
        read_messages();
        pthread_mutex_unlock(&hold_lock);
    }
    return gate_pause_asked() ? pass_here(GATE_PAUSE) : 0;
}

static PyObject *on_message(PyObject *self, PyObject *args) {
    (void)self, (void)args;
    return gate_read_control() < 0 ? NULL : Py_NewRef(Py_None);
}

// breakpoint() in the viewer: it holds there, whose keys then step on. A script's own choice of a debugger (PEP 553) stays its own.
static PyObject *on_breakpoint(PyObject *self, PyObject *args, PyObject *keywords) {
    (void)self, (void)args, (void)keywords;
    return control >= 0 && pass_here(GATE_BREAKPOINT) < 0 ? NULL : Py_NewRef(Py_None);
}

static bool install_breakpoint(void) {
    static PyMethodDef hook = {"breakpointhook", __extension__(PyCFunction)(void *)on_breakpoint, METH_VARARGS | METH_KEYWORDS, NULL};
    const char *chosen = getenv("PYTHONBREAKPOINT");
    PyObject *callable = chosen && *chosen ? NULL : PyCFunction_New(&hook, NULL);
    bool done = callable && PySys_SetObject("breakpointhook", callable) == 0;
    Py_XDECREF(callable);
    return done || (chosen && *chosen);
}

// Through Python's own signal machinery: the handler then runs between two bytecodes of the main thread, or in the middle of a time.sleep.
static bool install_handler(void) {
    static PyMethodDef handler = {"aioscope", on_message, METH_VARARGS, NULL};
    PyObject *callable = PyCFunction_New(&handler, NULL);
    PyObject *module = callable ? PyImport_ImportModule("_signal") : NULL;
    PyObject *previous = module ? PyObject_CallMethod(module, "signal", "iO", SIGURG, callable) : NULL;
    bool done = previous != NULL;
    Py_XDECREF(previous);
    Py_XDECREF(module);
    Py_XDECREF(callable);
    return done;
}

// The child of a fork() has no gates, and must not keep the viewer's socket open.
static void leave_to_parent(void) {
    if (control >= 0) close(control);
    control = -1;
    gate_is_armed = must_hold = false;
    is_holding = false;
}

void gate_open(int control_fd) {
    if (control_fd < 0) return;
    control = control_fd;
    main_thread = PyThread_get_thread_ident();
    // A script that spins in C hears of nothing; with its viewer it must end all the same.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pthread_atfork(NULL, NULL, leave_to_parent);
    if (!install_handler() || !install_breakpoint()) PyErr_Clear();
    tell(CONTROL_HELLO, 0, &(Place){0}, getpid());
}

void gate_tell_reading(uint32_t task, int begins) {
    if (begins && output_is_pending) output_flush();
    tell(CONTROL_READING, 0, &(Place){.task = task}, begins);
}

void gate_tell_awake(void) {
    tell(CONTROL_AWAKE, 0, &(Place){0}, 0);
}
