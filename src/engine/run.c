#include "engine/run.h"

#include <math.h>

#include "engine/clock.h"
#include "engine/current.h"
#include "engine/gate.h"
#include "engine/handle.h"
#include "engine/locals.h"
#include "engine/place.h"
#include "engine/schedule.h"
#include "engine/select.h"
#include "engine/sink.h"
#include "engine/task.h"
#include "engine/version.h"
#include "engine/watch.h"

#define MAXIMUM_SELECT_TIMEOUT (24 * 3600.0)
#define MIN_SCHEDULED_TIMERS 100
#define MIN_CANCELLED_FRACTION 0.5
// Between gates that hold, the engine waits for a viewer that lags behind each so many handles.
#define ROOM_EVERY 32

static _Thread_local uint32_t blocking_place;

void run_note_blocking(void) {
    if (sink_is_on) blocking_place = place_running();
}

// --- timeout -------------------------------------------------------------------------------------

static void drop_timer(PyObject *timer) {
    handle_set_scheduled(timer, false);
}

static void drop_cancelled_timers(Loop *loop) {
    Timers *timers = &loop->timers;
    if (timers->count > MIN_SCHEDULED_TIMERS && (double)loop->timer_cancelled_count / (double)timers->count > MIN_CANCELLED_FRACTION) {
        timers_sweep(timers, handle_is_cancelled, drop_timer);
        loop->timer_cancelled_count = 0;
        return;
    }
    while (timers->count && handle_is_cancelled(timers->items[0].handle)) {
        PyObject *timer = timers_pop(timers);
        loop->timer_cancelled_count--;
        drop_timer(timer);
        Py_DECREF(timer);
    }
}

static bool now_of(Loop *loop, double *now) {
    *now = clock_loop_time();
    if (!loop->has_own_time) return true;
    PyObject *time = PyObject_CallMethod((PyObject *)loop, "time", NULL);
    *now = time ? PyFloat_AsDouble(time) : -1;
    Py_XDECREF(time);
    return !PyErr_Occurred();
}

// Rounded up to the millisecond as epoll's is, so that two equal sleeps wake in one turn.
static bool compute_timeout(Loop *loop, uint64_t *timeout_ns) {
    *timeout_ns = 0;
    if (loop->ready.count || loop->stopping) return true;
    *timeout_ns = NS_FOREVER;
    if (!loop->timers.count) return true;
    double now;
    if (!now_of(loop, &now)) return false;
    double left = loop->timers.items[0].when - now;
    left = left < 0 ? 0 : left > MAXIMUM_SELECT_TIMEOUT ? MAXIMUM_SELECT_TIMEOUT : left;
    *timeout_ns = (uint64_t)ceil(left * 1e3) * 1000000u;
    return true;
}

// --- timers --------------------------------------------------------------------------------------

static bool fire_timers(Loop *loop) {
    if (!loop->timers.count) return true;
    double now;
    if (!now_of(loop, &now)) return false;
    double end = now + loop->clock_resolution;
    bool any = false;
    while (loop->timers.count && loop->timers.items[0].when < end) {
        schedule_fired(loop, timers_pop(&loop->timers));
        any = true;
    }
    return !(any && gate_is_armed && gate_pass(GATE_TIMER, 0, 0, 0));
}

// --- recording them ------------------------------------------------------------------------------

static Running record_began(Loop *loop, ReadyItem item) {
    static const EventKind kinds[] = {
        [HANDLE_OTHER] = EV_HANDLE_BEGAN, [HANDLE_CALLBACK] = EV_CALLBACK_BEGAN, [HANDLE_STEP] = EV_STEP_BEGAN, [HANDLE_WAKEUP] = EV_STEP_BEGAN,
    };
    Running running = {.id = item.id, .what = (HandleWhat)item.what};
    bool is_step;
    if (handle_is_ours(item.handle)) {
        HandleTail *tail = handle_tail(item.handle);
        running.what = (HandleWhat)tail->what;
        running.number = tail->task;
        running.callback = Py_NewRef(handle_callback(item.handle));
        if (running.what >= HANDLE_STEP) running.task = Py_XNewRef(task_of_callback(handle_callback(item.handle), &is_step));
        tail->id = NO_HANDLE; // it can be cancelled no more
    }
    sink_event(kinds[running.what], loop->number, running.number, item.id, 0, 0, 0);
    running.began_ns = clock_last_ns();
    current.task = running.task ? running.number : 0;
    schedule_stepping = running.task;
    blocking_place = 0;
    return running;
}

// The timers that came due while one handle ran.
static uint32_t count_late(const Loop *loop, uint64_t from_ns, uint64_t to_ns) {
    double from = clock_to_loop_time(from_ns), to = clock_to_loop_time(to_ns);
    uint32_t late = 0;
    for (size_t i = 0; i < loop->timers.count; i++) {
        const Timer *timer = &loop->timers.items[i];
        late += timer->when > from && timer->when <= to && !handle_is_cancelled(timer->handle);
    }
    return late;
}

// Where a handle blocked the loop: where it was seen, else, as far as can be known afterwards, where its task stands now, else the function that ran.
static uint32_t place_of_blocking(const Running *running, bool *is_after) {
    uint32_t seen = watch_place(is_after);
    if (blocking_place) return blocking_place;
    if (seen) return seen;
    PyObject *at = running->task ? task_coroutine(running->task) : NULL;
    PyCodeObject *code = NULL;
    int instruction;
    uint32_t place = 0;
    while (at && version_position(at, &code, &instruction) && (!place || sink_code_is_own(code))) {
        place = place_of(0, code, instruction);
        Py_SETREF(at, version_awaited(at));
    }
    PyObject *function = running->callback && PyMethod_Check(running->callback) ? PyMethod_GET_FUNCTION(running->callback) : running->callback;
    if (!place && running->task) code = at ? version_code(at) : NULL;
    else if (!place && function && PyFunction_Check(function)) code = (PyCodeObject *)PyFunction_GET_CODE(function);
    if (!place && code) place = place_of(0, code, -1);
    Py_XDECREF(at);
    return place;
}

static void record_blocked(Loop *loop, const Running *running, uint64_t ended_ns) {
    uint64_t duration = ended_ns - running->began_ns;
    if ((double)duration < loop->slow_callback_duration * 1e9) return;
    uint32_t late = count_late(loop, running->began_ns, ended_ns);
    bool is_after;
    uint32_t place = place_of_blocking(running, &is_after);
    if (is_after) late |= LOOP_BLOCKED_AFTER;
    sink_event_ns(EV_LOOP_BLOCKED, loop->number, running->task ? running->number : 0, place, late, duration);
}

static void record_ended(Loop *loop, const Running *running) {
    PyObject *type, *value, *traceback; // SystemExit and KeyboardInterrupt go on after this
    PyErr_Fetch(&type, &value, &traceback);
    schedule_stepping = NULL;
    current.task = 0;
    if (sink_is_on) {
        if (running->task) task_step_ended(running->task, running->number, loop->number);
        else sink_event(EV_HANDLE_ENDED, loop->number, running->number, running->id, 0, 0, 0);
        uint64_t ended_ns = clock_last_ns();
        if (ended_ns > running->began_ns) record_blocked(loop, running, ended_ns);
    }
    handle_id_give(running->id);
    Py_XDECREF(running->callback);
    Py_XDECREF(running->task);
    PyErr_Restore(type, value, traceback);
}

static void end_recording(Loop *loop) {
    loop->turn.is_recording = false;
    watch_handle_ends();
    record_ended(loop, &loop->turn.running);
}

void run_end_handle(Loop *loop) {
    if (loop->turn.is_recording) end_recording(loop);
}

void run_leave(Loop *loop) {
    do run_end_handle(loop);
    while (turn_unnest(loop));
    loop->turn.left = 0;
}

// --- running handles -----------------------------------------------------------------------------
// Of a callback that fails the exception goes on, through the frame that stands for Handle._run:
// what that does then is asyncio's own (turn.py), and still belongs to the handle.

static PyObject *name_run, *stock_run;

void run_know(PyObject *run) {
    name_run = PyUnicode_InternFromString("_run");
    stock_run = Py_NewRef(run);
}

// Somebody has put a _run of their own into a subclass, or into Handle.
bool run_is_own(PyObject *handle) {
    return _PyType_Lookup(Py_TYPE(handle), name_run) != stock_run;
}

// Source: asyncio.events.Handle._run, 3.11
static bool call(PyObject *handle) {
    PyObject *callback = Py_NewRef(handle_callback(handle)), *args = Py_NewRef(handle_args(handle));
    PyObject *context = Py_NewRef(handle_context(handle)), *result = NULL;
    if (!PyContext_Enter(context)) {
        PyObject *const *items = ((PyTupleObject *)args)->ob_item;
        result = PyObject_Vectorcall(callback, items, (size_t)PyTuple_GET_SIZE(args), NULL);
        if (PyContext_Exit(context)) Py_CLEAR(result);
    }
    Py_DECREF(context);
    Py_DECREF(args);
    Py_DECREF(callback);
    Py_XDECREF(result);
    return result != NULL;
}

void run_start(Loop *loop, ReadyItem item) {
    clock_tick();
    if (!sink_is_on || item.id == NO_HANDLE) return;
    loop->turn.running = record_began(loop, item);
    loop->turn.is_recording = true;
    watch_handle_begins(loop->slow_callback_duration);
}

bool run_handle(Loop *loop, PyObject *handle) {
    bool went_well = call(handle);
    bool is_told = !went_well && !PyErr_ExceptionMatches(PyExc_SystemExit) &&
                   !PyErr_ExceptionMatches(PyExc_KeyboardInterrupt);
    if (!is_told) run_end_handle(loop);
    return went_well;
}

// --- the run phase -------------------------------------------------------------------------------

// Where a task will go on: the innermost own line of its await chain.
static void place_of_task(PyObject *task, uint32_t *file, uint32_t *line) {
    PyObject *at = task_coroutine(task);
    *file = *line = 0;
    while (at) {
        PyCodeObject *code = version_code(at);
        if (!code || !sink_code_is_own(code)) break;
        *file = sink_file(code);
        *line = (uint32_t)version_line(at);
        Py_SETREF(at, version_awaited(at));
    }
    Py_XDECREF(at);
}

static bool pass_gate(ReadyItem item) {
    if (!handle_is_ours(item.handle) || handle_tail(item.handle)->what < HANDLE_STEP) return !gate_pass(GATE_CALLBACK, 0, 0, 0);
    bool is_step;
    uint32_t file = 0, line = 0;
    PyObject *task = task_of_callback(handle_callback(item.handle), &is_step);
    if (task) place_of_task(task, &file, &line);
    locals_about_to_step(task);
    int result = gate_pass(GATE_STEP, handle_tail(item.handle)->task, file, line);
    locals_about_to_step(NULL);
    return !result;
}

static void skip_cancelled(Loop *loop, ReadyItem item) {
    bool was_told = handle_is_ours(item.handle); // when it was cancelled
    if (was_told && item.id != NO_HANDLE && loop->ready_cancelled) loop->ready_cancelled--;
    if (was_told) Py_DECREF(item.handle);
    else schedule_forget(loop, item);
}

static ReadyItem take(Loop *loop) {
    ReadyItem item = ready_pop(&loop->ready);
    if (!handle_is_cancelled(item.handle)) return item;
    PyObject *kept =
        loop->turn.is_debug ? Py_NewRef(item.handle) : NULL; // asyncio's own code looks at it
    skip_cancelled(loop, item);
    return (ReadyItem){.handle = kept, .id = NO_HANDLE};
}

bool run_take(Loop *loop, ReadyItem *item) {
    *item = (ReadyItem){.id = NO_HANDLE};
    size_t left = loop->ready.count ? loop->turn.left : 0;
    loop->turn.left = left ? left - 1 : 0;
    if (!left) return true;
    if (sink_is_on && left % ROOM_EVERY == 0) sink_wait_for_room();
    const ReadyItem *next = ready_at(&loop->ready, 0);
    if (gate_is_armed && !handle_is_cancelled(next->handle) && !pass_gate(*next)) return false;
    if (loop->ready.count) *item = take(loop); // else it was cleared while it was held
    return true;
}

// --- the turn ------------------------------------------------------------------------------------

bool run_begin(Loop *loop) {
    if (sink_is_on) {
        sink_wait_for_room();
        if ((gate_is_armed || gate_pause_asked()) && gate_pass(GATE_ITERATION, 0, 0, 0)) return false;
    }
    loop->is_woken = false;
    drop_cancelled_timers(loop);
    uint64_t timeout_ns;
    if (!compute_timeout(loop, &timeout_ns)) return false;
    loop->turn.timeout_ns = timeout_ns;
    uint32_t ready = (uint32_t)(loop->ready.count - loop->ready_cancelled);
    if (sink_is_on) sink_event_ns(EV_ITERATION_BEGAN, loop->number, 0, ready, 0, timeout_ns);
    return true;
}

bool run_poll(Loop *loop) {
    return select_phase(loop, loop->turn.timeout_ns) && fire_timers(loop);
}

void run_begin_handles(Loop *loop) {
    loop->turn.left = loop->ready.count;
    if (!sink_is_on) return;
    uint32_t ready = (uint32_t)(loop->ready.count - loop->ready_cancelled);
    sink_event(EV_RUN_BEGAN, loop->number, 0, ready, 0, 0, 0);
}
