#include "engine/select.h"

#include <sys/socket.h>
#include <time.h>

#include "engine/clock.h"
#include "engine/gate.h"
#include "engine/handle.h"
#include "engine/outside.h"
#include "engine/schedule.h"
#include "engine/sink.h"

#define EVENTS_MAX 256
// How long descriptors whose both ends are ours may take, in real time, before the virtual clock jumps.
#define MOMENT_NS 2000000u
// After so long a silence a wait without end is looked at: can it end?
#define LOOK_AFTER_NS 50000000u
// How often a loop looks whether another one has moved on, so that the clock may jump.
#define SLICE_NS 1000000u
// A wait that lasts longer than this is worth telling the viewer, which then stops looking all the time.
#define LONG_NS 20000000u
// With handles ready and nothing watched but the self-pipe, the selector is asked only now and
// then: threads put their handles into the queue themselves. Not where signals may come through the
// pipe: the turn in which their handlers run is asyncio's.
#define POLLS_SKIPPED_MAX 32
#define POLL_EVERY_NS 1000000u

typedef struct Waited {
    PollEvent events[EVENTS_MAX];
    int count;
    bool had_signal;
    bool by_handler;    // a signal's Python handler called call_soon_threadsafe
    bool was_looked_at; // a wait without end has been silent for a while: is there anything that could end it?
    bool is_told_stuck;
} Waited;

static uint64_t coarse_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool may_skip(Loop *loop) {
    bool has_signals = loop->signal_handlers && PyDict_Check(loop->signal_handlers) &&
                       PyDict_GET_SIZE(loop->signal_handlers);
    if (has_signals || loop->poll.count > 1 || ++loop->polls_skipped >= POLLS_SKIPPED_MAX)
        return false;
    return coarse_ns() - loop->polled_at_ns < POLL_EVERY_NS;
}

// --- waiting -------------------------------------------------------------------------------------

// Wait on the machine's clock; false: a Python exception is set. A signal's Python handler runs here, and the wait goes on.
static bool wait_until(Loop *loop, uint64_t machine_until_ns, Waited *waited) {
    bool is_long = sink_is_on && gate_control_fd() >= 0 && machine_until_ns - poll_machine_ns() > LONG_NS;
    if (is_long) sink_set_parked(true);
    int count = poll_wait(&loop->poll, machine_until_ns, waited->events, EVENTS_MAX);
    if (is_long) {
        sink_set_parked(false);
        gate_tell_awake();
    }
    waited->count = count > 0 ? count : 0;
    if (count < 0) {
        bool was_woken = loop->is_woken;
        waited->had_signal = true;
        bool went_well = !PyErr_CheckSignals();
        if (loop->is_woken && !was_woken) waited->by_handler = true;
        return went_well;
    }
    if (!loop->poll.control_ready) return true;
    loop->poll.control_ready = false;
    return gate_read_control() == 0;
}

static uint64_t machine_time_of(uint64_t deadline_ns) {
    if (deadline_ns == NS_FOREVER) return UINT64_MAX;
    uint64_t now = clock_now_ns();
    return poll_machine_ns() + (deadline_ns > now ? deadline_ns - now : 0);
}

static bool is_over(const Waited *waited, uint64_t deadline_ns) {
    return waited->count || (deadline_ns != NS_FOREVER && clock_now_ns() >= deadline_ns);
}

static bool wait_with_time(Loop *loop, uint64_t deadline_ns, Waited *waited) {
    clock_flow_begin();
    bool went_well = wait_until(loop, machine_time_of(deadline_ns), waited);
    clock_flow_end();
    return went_well;
}

// The earliest deadline of all loops that wait.
static uint64_t next_deadline(void) {
    uint64_t next = NS_FOREVER;
    for (const Loop *loop = loop_all; loop; loop = loop->next) {
        if (loop->is_idle && loop->idle_until_ns < next) next = loop->idle_until_ns;
    }
    return next;
}

// Told once for each wait: nothing is ready in any loop, no timer is set, and nothing outside can wake one.
static void tell_stuck(const Loop *loop, Waited *waited) {
    if (sink_is_on && !waited->is_told_stuck) sink_event(EV_LOOP_STUCK, loop->number, 0, 0, 0, 0, 0);
    waited->is_told_stuck = true;
}

// Looked at only when nothing came for a while: it costs more than the wait of a loop that is busy with its connections.
static bool wait_really(Loop *loop, uint64_t deadline_ns, Waited *waited) {
    bool is_endless = deadline_ns == NS_FOREVER && !waited->was_looked_at;
    if (!wait_until(loop, is_endless ? poll_machine_ns() + LOOK_AFTER_NS : machine_time_of(deadline_ns), waited)) return false;
    if (!is_endless || waited->count || waited->had_signal || loop->is_woken) return true;
    waited->was_looked_at = true;
    if (next_deadline() == NS_FOREVER && outside_look() != OUTSIDE_CAN) tell_stuck(loop, waited);
    return true;
}

// The jump rule: the virtual clock goes to the deadline at once if nothing outside can wake a loop before.
static bool wait_virtually(Loop *loop, uint64_t deadline_ns, Waited *waited) {
    Outside outside = outside_look();
    if (outside == OUTSIDE_CAN) return wait_with_time(loop, deadline_ns, waited);
    if (outside == OUTSIDE_PEERS || deadline_ns == NS_FOREVER) {
        bool is_silent = outside == OUTSIDE_NOTHING || waited->was_looked_at;
        bool is_hopeless = is_silent && next_deadline() == NS_FOREVER;
        if (is_hopeless) tell_stuck(loop, waited);
        if (!wait_until(loop, is_hopeless ? UINT64_MAX : poll_machine_ns() + MOMENT_NS, waited)) return false;
        if (waited->count || waited->had_signal) return true;
        waited->was_looked_at = true;
    }
    uint64_t next = next_deadline();
    if (next == deadline_ns) {
        if (next != NS_FOREVER) clock_jump_to(next);
        return true;
    }
    return wait_until(loop, poll_machine_ns() + SLICE_NS, waited); // it is another loop's turn
}

// What a signal's Python handler puts into the queue does not end the wait: as in asyncio, whose
// selector goes on after a signal (PEP 475), only call_soon_threadsafe and what comes through a
// descriptor do.
static bool wait_for_something(Loop *loop, uint64_t deadline_ns, Waited *waited) {
    waited->count = poll_wait(&loop->poll, 0, waited->events, EVENTS_MAX);
    while (!is_over(waited, deadline_ns) && !loop->is_woken) {
        bool went_well = clock_is_virtual() ? wait_virtually(loop, deadline_ns, waited)
                                            : wait_really(loop, deadline_ns, waited);
        if (!went_well) return false;
    }
    if (loop->is_woken && !waited->count)
        waited->count = poll_wait(&loop->poll, 0, waited->events, EVENTS_MAX);
    return true;
}

// --- what came -----------------------------------------------------------------------------------

static bool remove_cancelled(Loop *loop, int fd, bool is_write) {
    PyObject *done = PyObject_CallMethod((PyObject *)loop, is_write ? "_remove_writer" : "_remove_reader", "i", fd);
    Py_XDECREF(done);
    return done != NULL;
}

static bool add_ready(Loop *loop, int fd, bool is_write) {
    Watched *watched = &loop->poll.watched[fd];
    PyObject *handle = watched->handle[is_write];
    if (!handle) return true;
    if (handle_is_cancelled(handle)) return remove_cancelled(loop, fd, is_write);
    if (sink_is_on && fd != loop->self_pipe)
        sink_event(EV_FD_READY, loop->number, watched->task[is_write], (uint32_t)fd, is_write ? POLL_WRITE : POLL_READ, 0, 0);
    schedule_ready(loop, Py_NewRef(handle), VIA_DESCRIPTOR);
    return true;
}

// Source: asyncio.selector_events.BaseSelectorEventLoop._process_events, 3.11
static bool process_events(Loop *loop, const Waited *waited) {
    for (int i = 0; i < waited->count; i++) {
        PollEvent event = waited->events[i];
        if ((event.modes & POLL_READ) && !add_ready(loop, event.fd, false)) return false;
        if ((event.modes & POLL_WRITE) && !add_ready(loop, event.fd, true)) return false;
    }
    return true;
}

// A signal's number, or the zero of another thread, is what lies in the self-pipe.
static Wake self_pipe_wake(const Loop *loop) {
    char byte = 0;
    return recv(loop->self_pipe, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1 && byte ? WAKE_SIGNAL : WAKE_THREAD;
}

static void record_end(const Loop *loop, const Waited *waited) {
    uint32_t ready = 0;
    bool has_self = false;
    for (int i = 0; i < waited->count; i++) {
        if (waited->events[i].fd == loop->self_pipe) has_self = true;
        else ready++;
    }
    Wake wake = WAKE_TIMEOUT;
    if (ready) wake = WAKE_IO;
    else if (waited->by_handler) wake = WAKE_SIGNAL;
    else if (has_self) wake = self_pipe_wake(loop);
    else if (loop->is_woken) wake = WAKE_THREAD;
    sink_event(EV_POLL_ENDED, loop->number, 0, wake, ready, 0, 0);
}

// A selector that the script made is asked as stock asks it.
static bool ask_foreign(Loop *loop, uint64_t timeout_ns) {
    PyObject *timeout = timeout_ns == NS_FOREVER ? Py_NewRef(Py_None) : PyFloat_FromDouble((double)timeout_ns / 1e9);
    loop->is_idle = timeout_ns != 0;
    loop->idle_until_ns = timeout_ns == NS_FOREVER ? NS_FOREVER : clock_now_ns() + timeout_ns;
    clock_flow_begin();
    PyObject *events = timeout ? PyObject_CallMethod(loop->selector, "select", "O", timeout) : NULL;
    clock_flow_end();
    loop->is_idle = false;
    PyObject *done = events ? PyObject_CallMethod((PyObject *)loop, "_process_events", "O", events) : NULL;
    Py_XDECREF(done);
    Py_XDECREF(events);
    Py_XDECREF(timeout);
    return done != NULL;
}

bool select_phase(Loop *loop, uint64_t timeout_ns) {
    bool is_recorded = sink_is_on && timeout_ns;
    if (is_recorded) sink_event_ns(EV_POLL_BEGAN, loop->number, 0, 0, 0, timeout_ns);
    Waited waited; // its events are not zeroed: they are many
    waited.count = 0;
    waited.had_signal = waited.by_handler = waited.was_looked_at = waited.is_told_stuck = false;
    if (!loop->is_own_selector) {
        if (!ask_foreign(loop, timeout_ns)) return false;
        if (is_recorded) record_end(loop, &waited);
        return true;
    }
    if (!timeout_ns && may_skip(loop)) return true;
    bool went_well = true;
    if (timeout_ns) {
        loop->is_idle = true;
        loop->idle_until_ns = timeout_ns == NS_FOREVER ? NS_FOREVER : clock_now_ns() + timeout_ns;
        went_well = wait_for_something(loop, loop->idle_until_ns, &waited);
        loop->is_idle = false;
    } else {
        waited.count = poll_wait(&loop->poll, 0, waited.events, EVENTS_MAX);
    }
    loop->polls_skipped = 0;
    loop->polled_at_ns = coarse_ns();
    if (!went_well) return false;
    if (is_recorded || (sink_is_on && waited.count)) record_end(loop, &waited);
    return process_events(loop, &waited);
}
