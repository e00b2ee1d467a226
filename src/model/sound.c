// A state that did not come from events, but from a file: is it one that events could have made? What is asked for is what reducers and questions rely on.
#include <string.h>

#include "model/query.h"
#include "model/state_fields.h"

// --- each number by itself -----------------------------------------------------------------------

static bool is_in_range(const State *state, FieldCheck check, uint64_t value) {
    switch (check) {
    case CHECK_ANY: case CHECK_OWNER: return true;
    case CHECK_TASK: return value <= state->n_tasks;
    case CHECK_SYNC: return value <= state->n_syncs;
    case CHECK_EDGE: return value <= state->n_edges;
    case CHECK_HOLD: return value <= state->n_holds;
    case CHECK_LOCAL: return value <= state->n_locals;
    case CHECK_LOOP: return value <= state->n_loops;
    case CHECK_HANDLE: return value < state->n_handles || value == NO_HANDLE;
    case CHECK_BELOW_2: return value < 2;
    case CHECK_BELOW_3: return value < 3;
    case CHECK_BELOW_4: return value < 4;
    case CHECK_BELOW_5: return value < 5;
    case CHECK_BELOW_9: return value < 9;
    }
    return false;
}

static bool numbers_are_sound(State *state) {
    for (StatePart part = 0; part < STATE_PARTS; part++) {
        size_t n_fields;
        const StateField *fields = state_fields(part, &n_fields);
        for (uint32_t i = 0; i < state_item_count(state, part); i++)
            for (size_t f = 0; f < n_fields; f++)
                if (!is_in_range(state, fields[f].check, field_get(&fields[f], state_item(state, part, i)))) return false;
    }
    return true;
}

// --- tasks and loops -----------------------------------------------------------------------------

static bool task_is_sound(const State *state, uint32_t id) {
    const Task *task = state_task(state, id);
    return task->state != TASK_NONE && task->loop && task->loop <= state->n_loops && task->parent < id;
}

// Who runs: eager steps stand inside each other, and the outermost step that is not eager has a handle.
static bool running_is_sound(const State *state, const Loop *loop) {
    const Handle *handle = state_handle(state, loop->running_handle);
    if (loop->running_handle != NO_HANDLE && (!handle || handle->state != HANDLE_RUNNING)) return false;
    uint32_t id = loop->running_task, seen = 0;
    while (id && state_task(state, id)->is_eager && seen++ < state->n_tasks) id = state_task(state, id)->inside;
    return seen <= state->n_tasks && (!id || handle);
}

static bool queue_is_sound(const State *state, uint32_t number, uint32_t *queued) {
    const Loop *loop = state_loop(state, number);
    uint32_t count = 0, before = NO_HANDLE;
    for (uint32_t id = loop->ready_head; id != NO_HANDLE; before = id, id = state->handles[id].next) {
        const Handle *handle = state_handle(state, id);
        if (!handle || handle->state != HANDLE_READY || handle->loop != number || handle->prev != before || count++ == loop->ready_count) return false;
    }
    *queued += count;
    return count == loop->ready_count && before == loop->ready_tail && loop->turn_left <= count;
}

static bool handles_are_sound(const State *state, uint32_t queued) {
    uint32_t ready = 0;
    for (uint32_t id = 0; id < state->n_handles; id++) {
        const Handle *handle = &state->handles[id];
        if (handle->state == HANDLE_FREE) continue;
        if (!handle->loop || handle->loop > state->n_loops) return false;
        ready += handle->state == HANDLE_READY;
    }
    return ready == queued;
}

// --- lists: each item that is in use stands in as many as it should, and those that are free in that of the free ------------------------------

static bool edges_of_task_are_sound(const State *state, uint32_t id, uint32_t *left_as_waiter, uint32_t *left_as_target) {
    const Task *task = state_task(state, id);
    uint32_t before = task->waits ? state->edges[task->waits - 1].prev_of_waiter : 0, last = before;
    for (uint32_t at = task->waits; at; before = at, at = state->edges[at - 1].next_of_waiter) {
        const Edge *edge = &state->edges[at - 1];
        if (edge->waiter != id || !edge->target || edge->prev_of_waiter != before || !(*left_as_waiter)--) return false;
    }
    if (before != last) return false;
    before = last = task->awaited ? state->edges[task->awaited - 1].prev_of_target : 0;
    for (uint32_t at = task->awaited; at; before = at, at = state->edges[at - 1].next_of_target) {
        const Edge *edge = &state->edges[at - 1];
        if (edge->target != id || !edge->waiter || edge->prev_of_target != before || !(*left_as_target)--) return false;
    }
    return before == last;
}

static bool edges_are_sound(const State *state) {
    uint32_t used = 0, is_free = 0;
    for (uint32_t i = 0; i < state->n_edges; i++) used += state->edges[i].waiter != 0;
    for (uint32_t at = state->free_edge; at; at = state->edges[at - 1].next_of_waiter)
        if (state->edges[at - 1].waiter || is_free++ == state->n_edges - used) return false;
    uint32_t as_waiter = used, as_target = used;
    for (uint32_t id = 1; id <= state->n_tasks; id++)
        if (!edges_of_task_are_sound(state, id, &as_waiter, &as_target)) return false;
    return !as_waiter && !as_target;
}

static bool holds_are_sound(const State *state) {
    uint32_t used = 0, is_free = 0;
    for (uint32_t i = 0; i < state->n_holds; i++) used += state->holds[i].sync != 0;
    for (uint32_t at = state->free_hold; at; at = state->holds[at - 1].next)
        if (state->holds[at - 1].sync || is_free++ == state->n_holds - used) return false;
    for (uint32_t sync = 1; sync <= state->n_syncs; sync++)
        for (uint32_t at = state->syncs[sync - 1].hold; at; at = state->holds[at - 1].next)
            if (state->holds[at - 1].sync != sync || !state->holds[at - 1].task || !used--) return false;
    return !used;
}

static bool locals_are_sound(const State *state) {
    uint32_t used = 0, is_free = 0;
    for (uint32_t i = 0; i < state->n_locals; i++) used += state->locals[i].name != 0;
    for (uint32_t at = state->free_local; at; at = state->locals[at - 1].next)
        if (state->locals[at - 1].name || is_free++ == state->n_locals - used) return false;
    for (uint32_t i = 0; i < state->n_frames; i++) {
        uint32_t last = 0;
        for (uint32_t at = state->frames[i].first; at; last = at, at = state->locals[at - 1].next)
            if (!state->locals[at - 1].name || !used--) return false;
        if (last != state->frames[i].last) return false;
    }
    return !used;
}

bool state_is_sound(const State *given) {
    State copy = *given, *state = &copy; // the arrays are only read
    uint32_t queued = 0;
    if (!numbers_are_sound(state)) return false;
    for (uint32_t id = 1; id <= state->n_tasks; id++)
        if (!task_is_sound(state, id)) return false;
    for (uint32_t number = 1; number <= state->n_loops; number++)
        if (!running_is_sound(state, state_loop(state, number)) || !queue_is_sound(state, number, &queued)) return false;
    return handles_are_sound(state, queued) && edges_are_sound(state) && holds_are_sound(state) && locals_are_sound(state);
}

void state_count_again(State *state) {
    memset(state->n_in, 0, sizeof state->n_in);
    state->live_tasks = state->joining = 0;
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        const Task *task = state_task(state, id);
        if (task->state != TASK_NONE && task->state < TASK_STATES) state->n_in[task->state]++;
        state->live_tasks += !task_is_done(task);
        state->joining += task->is_joining;
    }
}
