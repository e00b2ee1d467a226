// The loop: made, started, one turn after another through its phases, stopped, closed.
#include <string.h>

#include "model/reducers.h"

bool reduce_LOOP_CREATED(State *state, const Event *ev) {
    if (ev->loop != state->n_loops + 1) return false;
    Loop *loop = &state->loops[state->n_loops++];
    memset(loop, 0, sizeof *loop);
    loop->thread = ev->arg[LOOP_CREATED_thread];
    loop->ready_head = loop->ready_tail = loop->running_handle = NO_HANDLE;
    return true;
}

bool reduce_LOOP_STARTED(State *state, const Event *ev) {
    Loop *loop = find_loop(state, ev->loop);
    if (!loop || loop->is_running || loop->is_closed) return false;
    loop->is_running = 1;
    return true;
}

// The loop that runs and has no handle in hand: only such a one goes from phase to phase.
static Loop *loop_between_handles(State *state, const Event *ev) {
    Loop *loop = find_loop(state, ev->loop);
    return loop && loop->is_running && loop->running_handle == NO_HANDLE ? loop : NULL;
}

static void forget_turn(Loop *loop) {
    loop->turn_left = loop->turn_count = 0;
    loop->turn_end = 0;
}

bool reduce_ITERATION_BEGAN(State *state, const Event *ev) {
    Loop *loop = loop_between_handles(state, ev);
    if (!loop) return false;
    loop->iterations++;
    loop->timeout = event_ns(ev, ITERATION_BEGAN_timeout);
    loop->polling_since = 0;
    loop->phase = PHASE_TIMEOUT;
    forget_turn(loop);
    return true;
}

bool reduce_POLL_BEGAN(State *state, const Event *ev) {
    Loop *loop = loop_between_handles(state, ev);
    if (!loop || loop->phase != PHASE_TIMEOUT) return false;
    loop->timeout = event_ns(ev, POLL_BEGAN_timeout);
    loop->polling_since = state->now;
    loop->phase = PHASE_POLL;
    return true;
}

// Where the timeout is zero no POLL_BEGAN comes before it.
bool reduce_POLL_ENDED(State *state, const Event *ev) {
    Loop *loop = loop_between_handles(state, ev);
    if (!loop || (loop->phase != PHASE_POLL && loop->phase != PHASE_TIMEOUT)) return false;
    loop->polling_since = 0;
    loop->phase = PHASE_TIMERS;
    return true;
}

// The boundary between this turn and the next. CPython's own count also counts handles that were cancelled and wait in the queue to be
// skipped; here they are gone already. Another thread may have queued one between the count and this event: that one is of the next turn.
bool reduce_RUN_BEGAN(State *state, const Event *ev) {
    Loop *loop = loop_between_handles(state, ev);
    if (!loop) return false;
    uint32_t count = ev->arg[RUN_BEGAN_count];
    if (count > loop->ready_count) count = loop->ready_count;
    loop->turn_end = state->events;
    uint32_t id = loop->ready_tail;
    for (uint32_t left = loop->ready_count; left > count; left--) {
        loop->turn_end = state->handles[id].queued_by_seq;
        id = state->handles[id].prev;
    }
    loop->turn_left = loop->turn_count = count;
    loop->phase = PHASE_RUN;
    return true;
}

bool reduce_LOOP_STOPPED(State *state, const Event *ev) {
    Loop *loop = loop_between_handles(state, ev);
    if (!loop) return false;
    loop->is_running = 0;
    loop->polling_since = 0;
    loop->phase = PHASE_NONE;
    forget_turn(loop);
    return true;
}

static void forget_handles(State *state, uint32_t loop) {
    for (uint32_t id = 0; id < state->n_handles; id++) {
        Handle *handle = find_handle(state, id);
        if (!handle || handle->loop != loop || handle->state == HANDLE_RUNNING) continue;
        Task *task = find_task(state, handle->task);
        if (task && task->handle == id) task->handle = NO_HANDLE;
        handle_free(state, id);
    }
}

static void forget_queues(State *state, uint32_t id) {
    Loop *loop = find_loop(state, id);
    forget_handles(state, id);
    loop->ready_head = loop->ready_tail = NO_HANDLE;
    loop->ready_count = loop->timer_count = 0;
}

// Closing empties the ready queue and the timers: what is still in them never runs.
bool reduce_LOOP_CLOSED(State *state, const Event *ev) {
    Loop *loop = find_loop(state, ev->loop);
    if (!loop || loop->is_running || loop->is_closed) return false;
    forget_queues(state, ev->loop);
    loop->is_closed = 1;
    return true;
}

// What its queues held goes to queues that we do not see.
bool reduce_FOREIGN_LOOP(State *state, const Event *ev) {
    Loop *loop = find_loop(state, ev->loop);
    if (loop && loop->is_closed) return false;
    if (loop) forget_queues(state, ev->loop);
    state->troubles++;
    return true;
}

bool reduce_LOOP_BLOCKED(State *state, const Event *ev) {
    if (!ev->loop) return false;
    state->troubles++;
    state->blocked_count++;
    state->blocked_ns += event_ns(ev, LOOP_BLOCKED_duration);
    return true;
}
