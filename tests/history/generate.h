// Histories that no program would write: events of every kind, most of them possible in the state they meet, some of them not.
#ifndef TESTS_HISTORY_GENERATE_H
#define TESTS_HISTORY_GENERATE_H

#include "model/query.h"
#include "trace/event.h"

typedef struct Random {
    uint64_t at;
} Random;

static uint32_t below(Random *random, uint32_t end) { // xorshift64*
    random->at ^= random->at >> 12;
    random->at ^= random->at << 25;
    random->at ^= random->at >> 27;
    return (uint32_t)((random->at * 0x2545f4914f6cdd1du) >> 32) % end;
}

// The first of the handles, from a random one on, in that state; else any number near.
static uint32_t handle_in(Random *random, const State *state, HandleState wanted) {
    uint32_t from = below(random, state->n_handles + 1);
    for (uint32_t i = 0; i < state->n_handles; i++) {
        uint32_t id = (from + i) % state->n_handles;
        if (state->handles[id].state == wanted) return id;
    }
    return state->n_handles;
}

static uint32_t task_in(Random *random, const State *state, TaskState wanted) {
    uint32_t from = below(random, state->n_tasks + 1);
    for (uint32_t i = 0; i < state->n_tasks; i++) {
        uint32_t id = (from + i) % state->n_tasks + 1;
        if (state->tasks[id - 1].state == wanted) return id;
    }
    return state->n_tasks;
}

static uint32_t sync_in(Random *random, const State *state, SyncKind wanted) {
    uint32_t from = below(random, state->n_syncs + 1);
    for (uint32_t i = 0; i < state->n_syncs; i++) {
        uint32_t id = (from + i) % state->n_syncs + 1;
        if (state->syncs[id - 1].kind == wanted) return id;
    }
    return state->n_syncs;
}

// Make the event one that the state allows, where there is such a one.
static void make_possible(Random *random, const State *state, Event *ev) {
    uint32_t fresh = handle_in(random, state, HANDLE_FREE);
    const Loop *loop = state_loop(state, ev->loop);
    switch ((EventKind)ev->kind) {
    case EV_LOOP_CREATED: ev->loop = (uint16_t)(state->n_loops + (state->n_loops < 3)); break;
    case EV_TASK_CREATED: ev->task = state->n_tasks + 1; ev->arg[TASK_CREATED_parent] = below(random, ev->task); break;
    case EV_JOB_SUBMITTED: ev->arg[0] = state->n_jobs + 1; break;
    case EV_STEP_SCHEDULED: ev->task = below(random, 2) ? state_running_task(state) : task_in(random, state, TASK_CREATED_); ev->arg[0] = fresh; break;
    case EV_TASK_WOKEN: ev->task = task_in(random, state, TASK_WAITING); ev->arg[0] = fresh; break;
    case EV_CALLBACK_SCHEDULED: case EV_HANDLE_SCHEDULED: case EV_TIMER_SCHEDULED: case EV_CALL_LATER: ev->arg[0] = fresh; break;
    case EV_STEP_BEGAN: case EV_CALLBACK_BEGAN: case EV_HANDLE_BEGAN:
        if (loop) ev->arg[0] = loop->ready_head;
        if (state_handle(state, ev->arg[0])) ev->task = state->handles[ev->arg[0]].task;
        break;
    case EV_HANDLE_ENDED: if (loop) ev->arg[0] = loop->running_handle; break;
    case EV_HANDLE_CANCELLED: ev->arg[0] = handle_in(random, state, below(random, 2) ? HANDLE_READY : HANDLE_TIMER); break;
    case EV_TIMER_FIRED: ev->arg[0] = handle_in(random, state, HANDLE_TIMER); break;
    case EV_EAGER_STEP_BEGAN:
        ev->task = task_in(random, state, TASK_CREATED_);
        if (state_task(state, ev->task)) ev->loop = state_task(state, ev->task)->loop;
        break;
    case EV_TASK_SUSPENDED: case EV_TASK_YIELDED: case EV_TASK_FINISHED: case EV_TASK_FAILED: case EV_TASK_CANCELLED:
        if (loop) ev->task = loop->running_task;
        break;
    case EV_TASK_AWAITS: ev->task = task_in(random, state, TASK_RUNNING); ev->arg[0] = 1 + below(random, state->n_tasks + 1); break;
    case EV_RUN_BEGAN: if (loop) ev->arg[0] = loop->ready_count; break;
    case EV_FD_WATCHED: case EV_FD_UNWATCHED: case EV_FD_READY: ev->arg[0] = below(random, 12); ev->arg[1] = 1 + below(random, 2); break;
    case EV_OUTPUT: ev->arg[0] = 1 + below(random, 2); break;
    case EV_JOB_STARTED: case EV_JOB_ENDED: ev->arg[0] = state->n_jobs ? state->n_jobs - below(random, state->n_jobs < 4 ? state->n_jobs : 4) : 0; break;
    case EV_LOCAL_CHANGED: ev->arg[LOCAL_CHANGED_frame] = 1 + below(random, state->n_frames + 1); ev->arg[LOCAL_CHANGED_name] = below(random, 6); break;
    case EV_AWAIT_AT_ONCE: case EV_LINE: case EV_BREAKPOINT: ev->task = state_running_task(state); break;
    case EV_TIMEOUT_SCHEDULED: ev->arg[0] = fresh; break;
    case EV_PROCESS_STARTED: ev->arg[0] = state->n_processes + 1; break;
    case EV_PROCESS_ENDED: ev->arg[0] = below(random, state->n_processes + 1); break;
    case EV_FUTURE_CREATED: ev->arg[0] = state->n_futures + 1; break;
    case EV_FUTURE_RESULT: case EV_FUTURE_EXCEPTION: case EV_FUTURE_CANCELLED: ev->arg[0] = below(random, state->n_futures + 1); break;
    case EV_SYNC_CREATED: ev->arg[0] = state->n_syncs + 1; ev->arg[1] = 1 + below(random, SYNC_LIFO_QUEUE); break;
    case EV_LOCK_ACQUIRED: case EV_LOCK_RELEASED: ev->arg[0] = sync_in(random, state, SYNC_LOCK); break;
    case EV_SEMAPHORE_ACQUIRED: case EV_SEMAPHORE_RELEASED: ev->arg[0] = sync_in(random, state, SYNC_SEMAPHORE); break;
    case EV_EVENT_SET: case EV_EVENT_CLEARED: ev->arg[0] = sync_in(random, state, SYNC_EVENT); break;
    case EV_CONDITION_NOTIFIED: ev->arg[0] = sync_in(random, state, SYNC_CONDITION); break;
    case EV_BARRIER_ARRIVED: case EV_BARRIER_CHANGED: ev->arg[0] = sync_in(random, state, SYNC_BARRIER); break;
    case EV_QUEUE_PUT: case EV_QUEUE_GOT: case EV_QUEUE_TASK_DONE: case EV_QUEUE_SHUT_DOWN: ev->arg[0] = sync_in(random, state, SYNC_QUEUE); break;
    case EV_TASK_DESTROYED:
        ev->task = below(random, 8) ? 0 : task_in(random, state, TASK_WAITING);
        break;
    // What ends things comes rarely, and not before the script has started, or little would happen.
    case EV_SCRIPT_ENDED: case EV_LOOP_STOPPED: case EV_LOOP_CLOSED:
        if (state->script && below(random, 16) == 0) break;
        ev->kind = EV_STEP_BEGAN;
        make_possible(random, state, ev);
        break;
    case EV_SCRIPT_STARTED: case EV_SCRIPT_RAISED: case EV_LOOP_STARTED: case EV_ITERATION_BEGAN: case EV_POLL_BEGAN:
    case EV_POLL_ENDED: case EV_TASK_RENAMED: case EV_CANCEL_REQUESTED: case EV_LOOP_BLOCKED: case EV_FOREIGN_LOOP:
    case EV_DEADLOCK: case EV_LOOP_STUCK: case EV_NEVER_AWAITED: case EV_NEVER_RETRIEVED: case EV_CANCEL_SWALLOWED: case EV_RUN_IN_LOOP:
    case EV_EXCEPTION_HANDLED: case EV_LINES_STOPPED: case EV_LINES_BEGAN: break;
    }
    if (state_handle(state, ev->arg[0]) && (ev->kind == EV_TIMER_FIRED || ev->kind == EV_HANDLE_CANCELLED))
        ev->loop = state->handles[ev->arg[0]].loop;
    bool is_of_task = ev->kind == EV_STEP_SCHEDULED || ev->kind == EV_TASK_WOKEN;
    if (is_of_task && state_task(state, ev->task)) ev->loop = state_task(state, ev->task)->loop;
}

static Event generate(Random *random, const State *state) {
    Event ev = {.kind = (uint16_t)event_schema_row(below(random, (uint32_t)event_schema_count()))->kind};
    ev.t = state->now + below(random, 1000);
    if (ev.t > 500 && below(random, 20) == 0) ev.t -= 500; // threads write a little out of order
    if (state->n_loops) ev.loop = (uint16_t)(1 + below(random, state->n_loops));
    if (state->n_tasks) ev.task = below(random, state->n_tasks + 1);
    for (int i = 0; i < 4; i++) ev.arg[i] = below(random, 10);
    if (ev.kind == EV_TASK_SUSPENDED) ev.arg[TASK_SUSPENDED_wait] = below(random, WAIT_FOR_QUEUE_JOIN + 2);
    if (below(random, 10)) make_possible(random, state, &ev);
    if (below(random, 200) == 0) ev.kind = 999; // of a newer program
    if (below(random, 200) == 0) ev.arg[below(random, 4)] = UINT32_MAX - below(random, 3);
    return ev;
}

#endif
