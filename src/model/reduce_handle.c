// Handles: scheduled at the end of the ready queue, taken from its front, run, gone. Task steps are handles too, see reduce_task.c.
#include <string.h>

#include "model/reducers.h"

bool handle_is_new(const State *state, uint32_t id) {
    return id < state->n_handles ? state->handles[id].state == HANDLE_FREE : id == state->n_handles;
}

Handle *handle_new(State *state, uint32_t id, const Event *ev, HandleWhat what) {
    if (id == state->n_handles) state->n_handles++;
    Handle *handle = &state->handles[id];
    memset(handle, 0, sizeof *handle);
    handle->since = state->now;
    handle->scheduled_by_seq = state->events - 1;
    handle->task = ev->task;
    handle->by = find_loop(state, ev->loop)->running_task;
    handle->next = handle->prev = handle->outer_timeout = NO_HANDLE;
    handle->loop = ev->loop;
    handle->what = (uint8_t)what;
    return handle;
}

// A timeout that fired or was cancelled is over: the task is under the one outside it again.
static void leave_timeout(State *state, uint32_t id, uint32_t outer) {
    Task *task = find_task(state, state->handles[id].task);
    uint32_t *link = task ? &task->timeout : NULL;
    for (uint32_t seen = 0; link && *link != id && find_handle(state, *link) && seen < state->n_handles; seen++)
        link = &state->handles[*link].outer_timeout;
    if (link && *link == id) *link = outer;
}

void handle_free(State *state, uint32_t id) {
    if (state->handles[id].is_timeout) leave_timeout(state, id, state->handles[id].outer_timeout);
    memset(&state->handles[id], 0, sizeof state->handles[id]);
}

// --- the ready queue -----------------------------------------------------------------------------

void ready_push(State *state, uint32_t id) {
    Handle *handle = &state->handles[id];
    Loop *loop = find_loop(state, handle->loop);
    handle->state = HANDLE_READY;
    handle->since = state->now;
    handle->queued_by_seq = state->events - 1;
    handle->prev = loop->ready_tail;
    if (loop->ready_tail == NO_HANDLE) loop->ready_head = id;
    else state->handles[loop->ready_tail].next = id;
    loop->ready_tail = id;
    loop->ready_count++;
}

void ready_remove(State *state, uint32_t id) {
    Handle *handle = &state->handles[id];
    Loop *loop = find_loop(state, handle->loop);
    if (handle->prev == NO_HANDLE) loop->ready_head = handle->next;
    else state->handles[handle->prev].next = handle->next;
    if (handle->next == NO_HANDLE) loop->ready_tail = handle->prev;
    else state->handles[handle->next].prev = handle->prev;
    handle->next = handle->prev = NO_HANDLE;
    loop->ready_count--;
    if (handle->queued_by_seq < loop->turn_end) loop->turn_left--;
}

// --- scheduled -----------------------------------------------------------------------------------

static bool can_schedule(State *state, const Event *ev, uint32_t id) {
    Loop *loop = find_loop(state, ev->loop);
    return loop && !loop->is_closed && handle_is_new(state, id);
}

static bool schedule(State *state, const Event *ev, uint32_t id, uint32_t name, HandleWhat what) {
    if (!can_schedule(state, ev, id)) return false;
    handle_new(state, id, ev, what)->name = name;
    ready_push(state, id);
    return true;
}

bool reduce_CALLBACK_SCHEDULED(State *state, const Event *ev) {
    return schedule(state, ev, ev->arg[CALLBACK_SCHEDULED_handle], ev->arg[CALLBACK_SCHEDULED_name], HANDLE_CALLBACK);
}

bool reduce_HANDLE_SCHEDULED(State *state, const Event *ev) {
    return schedule(state, ev, ev->arg[HANDLE_SCHEDULED_handle], ev->arg[HANDLE_SCHEDULED_name], HANDLE_OTHER);
}

// --- run -----------------------------------------------------------------------------------------

bool handle_can_begin(State *state, const Event *ev, uint32_t id) {
    const Loop *loop = find_loop(state, ev->loop);
    const Handle *handle = find_handle(state, id);
    return loop && loop->is_running && loop->running_handle == NO_HANDLE && handle && handle->loop == ev->loop &&
           handle->state == HANDLE_READY;
}

void handle_begin(State *state, uint32_t id) {
    ready_remove(state, id);
    Handle *handle = &state->handles[id];
    handle->state = HANDLE_RUNNING;
    handle->since = state->now;
    find_loop(state, handle->loop)->running_handle = id;
}

void handle_end(State *state, Loop *loop) {
    handle_free(state, loop->running_handle);
    loop->running_handle = NO_HANDLE;
    loop->running_task = 0;
}

static bool begin(State *state, const Event *ev, uint32_t id, HandleWhat what) {
    if (!handle_can_begin(state, ev, id) || state->handles[id].what != what) return false;
    handle_begin(state, id);
    return true;
}

bool reduce_CALLBACK_BEGAN(State *state, const Event *ev) {
    return begin(state, ev, ev->arg[CALLBACK_BEGAN_handle], HANDLE_CALLBACK);
}

bool reduce_HANDLE_BEGAN(State *state, const Event *ev) {
    return begin(state, ev, ev->arg[HANDLE_BEGAN_handle], HANDLE_OTHER);
}

// Not of a step, which ends with what became of its task.
bool reduce_HANDLE_ENDED(State *state, const Event *ev) {
    Loop *loop = find_loop(state, ev->loop);
    const Handle *handle = find_handle(state, ev->arg[HANDLE_ENDED_handle]);
    if (!loop || !handle || loop->running_handle != ev->arg[HANDLE_ENDED_handle] || loop->running_task) return false;
    handle_end(state, loop);
    return true;
}

// --- cancelled -----------------------------------------------------------------------------------

// asyncio leaves a cancelled handle where it is and skips it when its turn comes. For us it is gone at once: it will not run.
bool reduce_HANDLE_CANCELLED(State *state, const Event *ev) {
    uint32_t id = ev->arg[HANDLE_CANCELLED_handle];
    const Handle *handle = find_handle(state, id);
    if (!handle || handle->loop != ev->loop || handle->state == HANDLE_RUNNING) return false;
    if (handle->state == HANDLE_READY) ready_remove(state, id);
    else find_loop(state, ev->loop)->timer_count--;
    Task *task = find_task(state, handle->task);
    if (task && task->handle == id) task->handle = NO_HANDLE;
    handle_free(state, id);
    return true;
}

// --- timers --------------------------------------------------------------------------------------

static bool set_timer(State *state, const Event *ev, uint32_t id, uint32_t name, uint64_t deadline, HandleWhat what) {
    if (!can_schedule(state, ev, id)) return false;
    Handle *handle = handle_new(state, id, ev, what);
    handle->name = name;
    handle->deadline = deadline;
    handle->state = HANDLE_TIMER;
    find_loop(state, ev->loop)->timer_count++;
    return true;
}

bool reduce_TIMER_SCHEDULED(State *state, const Event *ev) {
    return set_timer(state, ev, ev->arg[TIMER_SCHEDULED_handle], ev->arg[TIMER_SCHEDULED_name],
                     event_ns(ev, TIMER_SCHEDULED_deadline), HANDLE_OTHER);
}

bool reduce_TIMEOUT_SCHEDULED(State *state, const Event *ev) {
    uint32_t id = ev->arg[TIMEOUT_SCHEDULED_handle];
    if (!set_timer(state, ev, id, ev->arg[TIMEOUT_SCHEDULED_name], event_ns(ev, TIMEOUT_SCHEDULED_deadline), HANDLE_OTHER)) return false;
    Handle *handle = &state->handles[id];
    Task *task = find_task(state, ev->task);
    handle->is_timeout = 1;
    if (!task) return true;
    handle->outer_timeout = task->timeout;
    task->timeout = id;
    return true;
}

bool reduce_CALL_LATER(State *state, const Event *ev) {
    return set_timer(state, ev, ev->arg[CALL_LATER_handle], ev->arg[CALL_LATER_name], event_ns(ev, CALL_LATER_deadline),
                     HANDLE_CALLBACK);
}

bool reduce_TIMER_FIRED(State *state, const Event *ev) {
    uint32_t id = ev->arg[TIMER_FIRED_handle];
    const Handle *handle = find_handle(state, id);
    Loop *loop = find_loop(state, ev->loop);
    if (!loop || !loop->is_running || !handle || handle->state != HANDLE_TIMER || handle->loop != ev->loop) return false;
    loop->timer_count--;
    loop->phase = PHASE_TIMERS;
    ready_push(state, id);
    return true;
}
