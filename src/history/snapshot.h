// Inside history/ only: a State that owns its arrays and lets them grow, as reduce() wants it.
#ifndef HISTORY_SNAPSHOT_H
#define HISTORY_SNAPSHOT_H

#include "history/pack.h"
#include "model/state.h"
#include "model/state_fields.h"

typedef struct Snapshot {
    State state; // state.events says at which position
    size_t cap_tasks, cap_handles, cap_loops, cap_edges, cap_fds, cap_jobs, cap_processes, cap_futures, cap_syncs, cap_holds, cap_frames, cap_locals;
    uint64_t roomy; // events before this number find room, unless they watch a descriptor
} Snapshot; // {0} is the state before the first event

void snapshot_free(Snapshot *snapshot); // back to {0}

// One more item, all zero, at the end of an array; of PART_STATE the state itself. Borrowed until the next call.
void *snapshot_new_item(Snapshot *snapshot, StatePart part);

void snapshot_apply(Snapshot *snapshot, const Event *ev);

// A state made small, to be kept: the arrays packed, the rest as it is.
#define SNAPSHOT_ARRAYS 12
typedef struct PackedState {
    State head; // without its arrays
    Packed arrays[SNAPSHOT_ARRAYS];
} PackedState;
PackedState snapshot_pack(const Snapshot *snapshot);
void snapshot_unpack(Snapshot *to, const PackedState *packed);
void packed_state_free(PackedState *packed);
size_t packed_state_bytes(const PackedState *packed);

// Only what is in use is copied; the arrays of `to` are used again where they are large enough.
void snapshot_copy(Snapshot *to, const Snapshot *from);
size_t snapshot_bytes(const Snapshot *snapshot); // in use

#endif
