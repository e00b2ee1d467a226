// The variables of the script's functions.
#include "model/reducers.h"

static uint32_t take_local(State *state) {
    uint32_t id = state->free_local;
    if (id) state->free_local = state->locals[id - 1].next;
    else id = ++state->n_locals;
    state->locals[id - 1] = (Local){0};
    return id;
}

static Local *local_of(State *state, Frame *frame, uint32_t name) {
    for (uint32_t id = frame->first; id; id = state->locals[id - 1].next)
        if (state->locals[id - 1].name == name) return &state->locals[id - 1];
    uint32_t id = take_local(state);
    if (frame->last) state->locals[frame->last - 1].next = id;
    else frame->first = id;
    frame->last = id;
    state->locals[id - 1].name = name;
    return &state->locals[id - 1];
}

// Its variables are free again.
static void frame_end(State *state, Frame *frame) {
    for (uint32_t id = frame->first; id;) {
        uint32_t next = state->locals[id - 1].next;
        state->locals[id - 1] = (Local){.next = state->free_local};
        state->free_local = id;
        id = next;
    }
    *frame = (Frame){0};
}

bool reduce_LOCAL_CHANGED(State *state, const Event *ev) {
    uint32_t id = ev->arg[LOCAL_CHANGED_frame], name = ev->arg[LOCAL_CHANGED_name];
    bool is_end = !name, is_known = id && id <= state->n_frames && state->frames[id - 1].code;
    if (!id || id > state->n_frames + 1 || (is_end && !is_known) || !ev->arg[LOCAL_CHANGED_code]) return false;
    if (is_end) {
        frame_end(state, &state->frames[id - 1]);
        return true;
    }
    if (id > state->n_frames) state->frames[state->n_frames++] = (Frame){0};
    Frame *frame = &state->frames[id - 1];
    if (!frame->code) frame->began = state->events;
    frame->code = ev->arg[LOCAL_CHANGED_code];
    frame->task = ev->task;
    Local *local = local_of(state, frame, name);
    local->value = ev->arg[LOCAL_CHANGED_value];
    local->changed = state->events;
    return true;
}
