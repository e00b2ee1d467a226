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

void snapshot_apply(Snapshot *snapshot, const Event *ev) {
    State *state = &snapshot->state;
    Room room = reduce_room(state, ev);
#define GROW(array) state->array = mem_grow(state->array, &snapshot->cap_##array, room.array, sizeof *state->array);
    FOR_EACH_ARRAY(GROW)
#undef GROW
    reduce(state, ev);
}

static void *copy_array(void *to, size_t *cap, const void *from, size_t count, size_t size) {
    if (*cap < count) { // exactly as much as is needed: most copies are checkpoints, which never grow
        free(to);
        to = mem_resize(NULL, count * size);
        *cap = count;
    }
    if (count) memcpy(to, from, count * size);
    return to;
}

void snapshot_copy(Snapshot *to, const Snapshot *from) {
    memcpy(&to->state, &from->state, offsetof(State, tasks));
#define COPY(array) \
    to->state.array = copy_array(to->state.array, &to->cap_##array, from->state.array, from->state.n_##array, sizeof *to->state.array);
    FOR_EACH_ARRAY(COPY)
#undef COPY
}

size_t snapshot_bytes(const Snapshot *snapshot) {
    size_t bytes = sizeof *snapshot;
#define ADD(array) bytes += snapshot->state.n_##array * sizeof *snapshot->state.array;
    FOR_EACH_ARRAY(ADD)
#undef ADD
    return bytes;
}
