// Questions to a state. None allocates: answers go to the caller's array, or come one by one.
#ifndef MODEL_QUERY_H
#define MODEL_QUERY_H

#include "model/state.h"

const Task *state_task(const State *state, uint32_t id);     // NULL: none
const Handle *state_handle(const State *state, uint32_t id); // NULL: none or free
const Loop *state_loop(const State *state, uint32_t id);     // NULL: none

const Sync *state_sync(const State *state, uint32_t id);       // NULL: none, for these three
const Future *state_future(const State *state, uint32_t id);
const Process *state_process(const State *state, uint32_t id);

bool task_is_done(const Task *task);
const char *task_state_word(unsigned state);     // "created", "ready", "running", "waiting", "finished", "failed", "cancelled", "destroyed"
const char *task_asyncio_word(unsigned state);   // "PENDING", "FINISHED", "CANCELLED"

// The loop the screen follows: that of the last event which had one; the first one before any had; 0: there is none.
uint32_t state_loop_shown(const State *state);

// The ready queue of a loop from its front: at most `max` handles into `out`, returns how many.
size_t state_ready(const State *state, uint32_t loop, uint32_t *out, size_t max);

// The `max` soonest timers of a loop (0: of all), soonest first; equal deadlines in the order they
// were set, which need not be the order in which they fire (engine/timers.h).
size_t state_timers(const State *state, uint32_t loop, uint32_t *out, size_t max);

// The task that runs now: of the loop shown, else of any; 0: none.
uint32_t state_running_task(const State *state);

// Walk the edges: the next task that `task` waits for / that waits for `task`. Start with *edge = 0; returns 0 at the end.
uint32_t state_next_target(const State *state, uint32_t task, uint32_t *edge);
uint32_t state_next_waiter(const State *state, uint32_t task, uint32_t *edge);

// The tasks that have a primitive, and the primitives that a task has: start with *hold = 0; 0 at the end.
uint32_t state_next_holder(const State *state, uint32_t sync, uint32_t *hold);
uint32_t state_next_held(const State *state, uint32_t task, uint32_t *hold);
// The next task after `after` (0: the first) that waits for a primitive; 0: none.
uint32_t state_next_sync_waiter(const State *state, uint32_t sync, uint32_t after);
// The circle in which `task` waits for itself: tasks into `out`, each waiting for the next and the last for the first, which is `task`. 0: there is none.
size_t state_circle(const State *state, uint32_t task, uint32_t *out, size_t max);
// When the innermost timeout that a task is under ends its wait; NS_FOREVER: it is under none.
uint64_t task_deadline(const State *state, uint32_t task);

// The frames of a task whose variables are known, outermost first: the next one after *began, which begins as 0. NULL: that was the last.
const Frame *state_next_frame(const State *state, uint32_t task, uint64_t *began);

// Same in every byte that counts?
bool state_equal(const State *a, const State *b);

#endif
