#include "history/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/reduce.h"

// The arrays, for everything that is done to each of them.
#define FOR_EACH_ARRAY(DO) \
    DO(tasks) DO(handles) DO(loops) DO(edges) DO(fds) DO(jobs) \
    DO(processes) DO(futures) DO(syncs) DO(holds) DO(frames) DO(locals)

void snapshot_free(Snapshot *snapshot) {
#define FREE(array) free(snapshot->state.array);
    FOR_EACH_ARRAY(FREE)
#undef FREE
    *snapshot = (Snapshot){0};
}

#define ROOMY 64u // events for which room is made at once

static void make_room(Snapshot *snapshot, const Event *ev) {
    State *state = &snapshot->state;
    Room room = reduce_room(state, ev, ROOMY - 1);
#define GROW(array) state->array = mem_grow(state->array, &snapshot->cap_##array, room.array, sizeof *state->array);
    FOR_EACH_ARRAY(GROW)
#undef GROW
    snapshot->roomy = state->events + ROOMY;
}

void snapshot_apply(Snapshot *snapshot, const Event *ev) {
    if (snapshot->state.events >= snapshot->roomy || ev->kind == EV_FD_WATCHED) make_room(snapshot, ev);
    reduce(&snapshot->state, ev);
}

void *snapshot_new_item(Snapshot *snapshot, StatePart part) {
    State *state = &snapshot->state;
    switch (part) {
    case PART_STATE: case STATE_PARTS: return state;
#define NEW(array) \
    case PART_##array: \
        state->array = mem_grow(state->array, &snapshot->cap_##array, (size_t)state->n_##array + 1, sizeof *state->array); \
        return &state->array[state->n_##array++];
    FOR_EACH_ARRAY(NEW)
#undef NEW
    }
    return NULL;
}

// --- copies --------------------------------------------------------------------------------------

// What is thrown away need not be copied when it grows.
static void *make_place(void *array, size_t *cap, size_t count, size_t size) {
    if (*cap >= count) return array;
    free(array);
    *cap = count + ROOMY;
    return mem_resize(NULL, *cap * size);
}

static void *copy_array(void *to, size_t *cap, const void *from, size_t count, size_t size) {
    to = make_place(to, cap, count, size);
    if (count) memcpy(to, from, count * size);
    return to;
}

void snapshot_copy(Snapshot *to, const Snapshot *from) {
    memcpy(&to->state, &from->state, offsetof(State, tasks));
    to->roomy = 0;
#define COPY(array) \
    to->state.array = copy_array(to->state.array, &to->cap_##array, from->state.array, from->state.n_##array, sizeof *to->state.array);
    FOR_EACH_ARRAY(COPY)
#undef COPY
}

PackedState snapshot_pack(const Snapshot *snapshot) {
    PackedState packed = {0};
    size_t at = 0;
    memcpy(&packed.head, &snapshot->state, offsetof(State, tasks));
#define PACK(array) packed.arrays[at++] = pack(snapshot->state.array, snapshot->state.n_##array, sizeof *snapshot->state.array);
    FOR_EACH_ARRAY(PACK)
#undef PACK
    return packed;
}

void snapshot_unpack(Snapshot *to, const PackedState *packed) {
    size_t at = 0;
    memcpy(&to->state, &packed->head, offsetof(State, tasks));
    to->roomy = 0;
#define UNPACK(array) \
    to->state.array = make_place(to->state.array, &to->cap_##array, packed->head.n_##array, sizeof *to->state.array); \
    unpack(to->state.array, &packed->arrays[at++], packed->head.n_##array, sizeof *to->state.array);
    FOR_EACH_ARRAY(UNPACK)
#undef UNPACK
}

void packed_state_free(PackedState *packed) {
    for (size_t i = 0; i < SNAPSHOT_ARRAYS; i++) pack_free(&packed->arrays[i]);
}

size_t packed_state_bytes(const PackedState *packed) {
    size_t bytes = sizeof *packed;
    for (size_t i = 0; i < SNAPSHOT_ARRAYS; i++) bytes += packed->arrays[i].len;
    return bytes;
}

size_t snapshot_bytes(const Snapshot *snapshot) {
    size_t bytes = sizeof *snapshot;
#define ADD(array) bytes += snapshot->state.n_##array * sizeof *snapshot->state.array;
    FOR_EACH_ARRAY(ADD)
#undef ADD
    return bytes;
}
