// (state, event) → state. Pure: same state and event, same result; no clock, no allocation, no failure.
#ifndef MODEL_REDUCE_H
#define MODEL_REDUCE_H

#include "model/state.h"

// How much room events need in each array before reduce() may see them: items, not bytes.
typedef struct Room {
    uint32_t tasks, handles, loops, edges, fds, jobs, processes, futures, syncs, holds, frames, locals;
} Room;

// For this event and `more` after it, as long as none of those is an FD_WATCHED, whose room depends on its number. An event adds one item at most to
// each array. Ids that skip ahead need none: reduce() refuses them.
Room reduce_room(const State *state, const Event *ev, uint32_t more);

// Apply one event. An unknown kind, an id out of range or a fact that contradicts the state (a step of a finished task) is counted in
// state->unknown and changes nothing else but events, now and told.
void reduce(State *state, const Event *ev);

#define FD_MAX 1048576u // descriptors from here on are counted as unknown

#endif
