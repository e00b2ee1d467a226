#include "model/reduce.h"

#include "model/reducers.h"

enum { DETAIL = 0, TOLD = 1 };

Room reduce_room(const State *state, const Event *ev, uint32_t more) {
    uint32_t new = more + 1;
    Room room = {state->n_tasks + new, state->n_handles + new, state->n_loops + new, state->n_edges + new, state->n_fds + new, state->n_jobs + new,
                 state->n_processes + new, state->n_futures + new, state->n_syncs + new, state->n_holds + new, state->n_frames + new, state->n_locals + new};
    if (ev->kind == EV_FD_WATCHED) {
        uint32_t fd = ev->arg[FD_WATCHED_fd];
        if (fd < FD_MAX && fd >= room.fds) room.fds = fd + 1;
    }
    return room;
}

static bool refers_to_what_is(State *state, const Event *ev) {
    bool has_loop = !ev->loop || ev->kind == EV_LOOP_CREATED || find_loop(state, ev->loop);
    bool has_task = !ev->task || ev->kind == EV_TASK_CREATED || find_task(state, ev->task);
    return has_loop && has_task;
}

// No default: the compiler asks for every kind in the table, and the linker for its function.
static bool apply(State *state, const Event *ev) {
    switch ((EventKind)ev->kind) {
#define EVENT(ID, code, rank, ...) \
    case EV_##ID: \
        state->told += rank; \
        return refers_to_what_is(state, ev) && reduce_##ID(state, ev);
#include "trace/event_kinds.def"
    }
    return false;
}

void reduce(State *state, const Event *ev) {
    state->events++;
    state->now = ev->t;
    if (!apply(state, ev)) state->unknown++;
    else if (ev->loop) state->acting_loop = ev->loop;
}
