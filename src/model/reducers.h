// Inside model/ only: one function per kind of event, and what they share. A kind without a reducer does not link.
#ifndef MODEL_REDUCERS_H
#define MODEL_REDUCERS_H

#include "model/state.h"

// Each checks the event against the state and applies it: true. Or it finds a contradiction and leaves the state alone: false.
// reduce() has already seen to it that ev->loop and ev->task are 0 or exist (but for the events that create them), and has counted
// the event and set state->now to its time.
#define EVENT(ID, ...) bool reduce_##ID(State *state, const Event *ev);
#include "trace/event_kinds.def"

// --- finding what an id means; NULL: nothing -----------------------------------------------------
static inline Task *find_task(State *state, uint32_t id) {
    return id && id <= state->n_tasks ? &state->tasks[id - 1] : NULL;
}

static inline Loop *find_loop(State *state, uint32_t id) {
    return id && id <= state->n_loops ? &state->loops[id - 1] : NULL;
}

static inline Handle *find_handle(State *state, uint32_t id) {
    bool is_there = id < state->n_handles && state->handles[id].state != HANDLE_FREE;
    return is_there ? &state->handles[id] : NULL;
}

// --- reduce_task.c -------------------------------------------------------------------------------
// The task comes into another state now: the time in the old one is added up.
void task_enter(State *state, Task *task, TaskState next);

// --- reduce_handle.c -----------------------------------------------------------------------------
// Can a new handle have this id? Only one that is free, or the first above all before.
bool handle_is_new(const State *state, uint32_t id);

// Take the id for a handle that ev schedules. It is in no queue yet.
Handle *handle_new(State *state, uint32_t id, const Event *ev, HandleWhat what);
void handle_free(State *state, uint32_t id);

void ready_push(State *state, uint32_t id);
void ready_remove(State *state, uint32_t id);

// The loop takes the handle out of the ready queue and runs it; it has run.
void handle_begin(State *state, uint32_t id);
void handle_end(State *state, Loop *loop);

// Is this the loop's next act: does it run, has nothing in hand, and is the handle one of its ready ones?
bool handle_can_begin(State *state, const Event *ev, uint32_t id);

// --- reduce_sync.c -------------------------------------------------------------------------------
// A task has begun, or ceased, to wait for what `wait` and `on` say: the primitive's waiters are counted.
void sync_count_waiter(State *state, unsigned wait, uint32_t on, int change);

// --- reduce_edge.c -------------------------------------------------------------------------------
void edge_add(State *state, uint32_t waiter, uint32_t target);
void edges_free_of_waiter(State *state, uint32_t waiter);
uint32_t edges_of_waiter(State *state, uint32_t waiter); // how many

// The target is done: each who waits for it counts it.
void edges_count_done(State *state, uint32_t target);

#endif
