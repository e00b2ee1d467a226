// Primitives: who has them, how many wait for them, what is in them.
#include <string.h>

#include "model/reducers.h"

static Sync *find_sync(State *state, uint32_t id) {
    return id && id <= state->n_syncs ? &state->syncs[id - 1] : NULL;
}

void sync_count_waiter(State *state, unsigned wait, uint32_t on, int change) {
    Sync *sync = wait_is_for_sync(wait) ? find_sync(state, on) : NULL;
    if (sync) sync->waiters += (uint32_t)change;
}

bool reduce_SYNC_CREATED(State *state, const Event *ev) {
    uint32_t what = ev->arg[SYNC_CREATED_what];
    if (ev->arg[SYNC_CREATED_sync] != state->n_syncs + 1 || !what || what > UINT8_MAX) return false;
    Sync *sync = &state->syncs[state->n_syncs++];
    memset(sync, 0, sizeof *sync);
    sync->kind = (uint8_t)what;
    sync->size = ev->arg[SYNC_CREATED_size];
    sync->site = ev->arg[SYNC_CREATED_site];
    if (what == SYNC_SEMAPHORE || what == SYNC_BOUNDED_SEMAPHORE) sync->value = sync->size;
    return true;
}

// The primitive that an event is about: all of them name it first.
static Sync *sync_of(State *state, const Event *ev, SyncKind first, SyncKind last) {
    Sync *sync = find_sync(state, ev->arg[0]);
    return sync && sync->kind >= first && sync->kind <= last ? sync : NULL;
}

// --- holds: who has a lock or a permit -----------------------------------------------------------

static void hold_add(State *state, Sync *sync, const Event *ev) {
    if (!ev->task) return;
    uint32_t id = state->free_hold, *link = &sync->hold;
    if (id == NO_HOLD) id = ++state->n_holds;
    else state->free_hold = state->holds[id - 1].next;
    state->holds[id - 1] = (Hold){.since = state->now, .task = ev->task, .sync = ev->arg[0], .steps = find_task(state, ev->task)->steps};
    while (*link != NO_HOLD) link = &state->holds[*link - 1].next;
    *link = id;
}

static void measure(State *state, Sync *sync, const Hold *hold) {
    bool is_across_await = find_task(state, hold->task)->steps != hold->steps;
    if (!is_across_await || state->now < hold->since || state->now - hold->since < sync->longest_hold) return;
    sync->longest_hold = state->now - hold->since;
    sync->longest_task = hold->task;
}

// The hold of `task`, else the oldest: a permit may be given back by another than who took it.
static void hold_end(State *state, Sync *sync, uint32_t task) {
    uint32_t *link = &sync->hold;
    while (*link != NO_HOLD && state->holds[*link - 1].task != task) link = &state->holds[*link - 1].next;
    if (*link == NO_HOLD) link = &sync->hold;
    uint32_t id = *link;
    if (id == NO_HOLD) return;
    measure(state, sync, &state->holds[id - 1]);
    *link = state->holds[id - 1].next;
    state->holds[id - 1] = (Hold){.next = state->free_hold};
    state->free_hold = id;
}

bool reduce_LOCK_ACQUIRED(State *state, const Event *ev) {
    Sync *lock = sync_of(state, ev, SYNC_LOCK, SYNC_LOCK);
    if (!lock || lock->value) return false;
    lock->value = 1;
    lock->in++;
    hold_add(state, lock, ev);
    return true;
}

bool reduce_LOCK_RELEASED(State *state, const Event *ev) {
    Sync *lock = sync_of(state, ev, SYNC_LOCK, SYNC_LOCK);
    if (!lock || !lock->value) return false;
    lock->value = 0;
    lock->out++;
    hold_end(state, lock, ev->task);
    return true;
}

bool reduce_SEMAPHORE_ACQUIRED(State *state, const Event *ev) {
    Sync *semaphore = sync_of(state, ev, SYNC_SEMAPHORE, SYNC_BOUNDED_SEMAPHORE);
    if (!semaphore) return false;
    semaphore->value = ev->arg[SEMAPHORE_ACQUIRED_value];
    semaphore->in++;
    hold_add(state, semaphore, ev);
    return true;
}

bool reduce_SEMAPHORE_RELEASED(State *state, const Event *ev) {
    Sync *semaphore = sync_of(state, ev, SYNC_SEMAPHORE, SYNC_BOUNDED_SEMAPHORE);
    if (!semaphore) return false;
    semaphore->value = ev->arg[SEMAPHORE_RELEASED_value];
    semaphore->out++;
    hold_end(state, semaphore, ev->task);
    return true;
}

// --- events, conditions, barriers ----------------------------------------------------------------

bool reduce_EVENT_SET(State *state, const Event *ev) {
    Sync *event = sync_of(state, ev, SYNC_EVENT, SYNC_EVENT);
    if (!event || event->value) return false;
    event->value = 1;
    event->in++;
    return true;
}

bool reduce_EVENT_CLEARED(State *state, const Event *ev) {
    Sync *event = sync_of(state, ev, SYNC_EVENT, SYNC_EVENT);
    if (!event || !event->value) return false;
    event->value = 0;
    event->out++;
    return true;
}

bool reduce_CONDITION_NOTIFIED(State *state, const Event *ev) {
    Sync *condition = sync_of(state, ev, SYNC_CONDITION, SYNC_CONDITION);
    if (condition) condition->in++;
    return condition != NULL;
}

bool reduce_BARRIER_ARRIVED(State *state, const Event *ev) {
    Sync *barrier = sync_of(state, ev, SYNC_BARRIER, SYNC_BARRIER);
    if (!barrier) return false;
    barrier->value = ev->arg[BARRIER_ARRIVED_count];
    barrier->in++;
    return true;
}

bool reduce_BARRIER_CHANGED(State *state, const Event *ev) {
    Sync *barrier = sync_of(state, ev, SYNC_BARRIER, SYNC_BARRIER);
    if (!barrier || ev->arg[BARRIER_CHANGED_state] > BARRIER_BROKEN) return false;
    barrier->state = (uint8_t)ev->arg[BARRIER_CHANGED_state];
    if (barrier->state == BARRIER_FILLING) barrier->value = 0;
    return true;
}

// --- queues --------------------------------------------------------------------------------------

bool reduce_QUEUE_PUT(State *state, const Event *ev) {
    Sync *queue = sync_of(state, ev, SYNC_QUEUE, SYNC_LIFO_QUEUE);
    if (!queue) return false;
    queue->value = ev->arg[QUEUE_PUT_size];
    if (queue->value > queue->most) queue->most = queue->value;
    queue->unfinished++;
    queue->in++;
    return true;
}

bool reduce_QUEUE_GOT(State *state, const Event *ev) {
    Sync *queue = sync_of(state, ev, SYNC_QUEUE, SYNC_LIFO_QUEUE);
    if (!queue) return false;
    queue->value = ev->arg[QUEUE_GOT_size];
    queue->out++;
    return true;
}

bool reduce_QUEUE_TASK_DONE(State *state, const Event *ev) {
    Sync *queue = sync_of(state, ev, SYNC_QUEUE, SYNC_LIFO_QUEUE);
    if (queue) queue->unfinished = ev->arg[QUEUE_TASK_DONE_unfinished];
    return queue != NULL;
}

bool reduce_QUEUE_SHUT_DOWN(State *state, const Event *ev) {
    Sync *queue = sync_of(state, ev, SYNC_QUEUE, SYNC_LIFO_QUEUE);
    if (queue) queue->state = 1;
    return queue != NULL;
}
