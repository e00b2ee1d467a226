// Primitives: what they are called, and what happens to them.
#include "explain/say.h"

// The program's own code may also run in no task: in a callback, or before the loop.
void say_actor(const Saying *s) {
    if (s->ev->task) say(s, "%T", s->ev->task);
    else say(s, "The program");
}

static void say_where(const Saying *s, uint32_t site) {
    if (site_is_known(s->log, site)) say(s, " on %P", site);
}

static uint32_t number(const Saying *s) { // of the primitive: every event of this file names it first
    return s->ev->arg[0];
}

static const Sync *now(const Saying *s) {
    return state_sync(s->after, number(s));
}

static void say_waiters(const Saying *s) {
    const Sync *sync = now(s);
    if (sync && sync->waiters == 1) say(s, " One task waits for it.");
    else if (sync && sync->waiters) say(s, " %n wait for it.", (unsigned)sync->waiters, "task");
}

static void tell(const Saying *s, const char *verb) {
    say(s, "%t  %N %s %Y", s->ev->t, s->ev->task, verb, number(s));
    say_where(s, s->ev->arg[1]);
}

// --- made ---------------------------------------------------------------------------------------------------------------

void say_SYNC_CREATED(const Saying *s) {
    say_actor(s);
    say(s, " made %Y", number(s));
    say_where(s, s->ev->arg[SYNC_CREATED_site]);
    say(s, ".");
}

// --- locks --------------------------------------------------------------------------------------------------------------

void say_LOCK_ACQUIRED(const Saying *s) {
    say_actor(s);
    say(s, " has acquired %Y", number(s));
    say_where(s, s->ev->arg[LOCK_ACQUIRED_site]);
    say(s, ": until it is released no other task gets it.");
    say_waiters(s);
}

void line_LOCK_ACQUIRED(const Saying *s) {
    tell(s, "acquires");
}

static const Hold *hold_of(const State *state, uint32_t sync, uint32_t task) {
    uint32_t hold = 0, holder;
    while ((holder = state_next_holder(state, sync, &hold)) && holder != task) continue;
    return hold ? &state->holds[hold - 1] : NULL;
}

void say_LOCK_RELEASED(const Saying *s) {
    const Hold *hold = hold_of(s->before, number(s), s->ev->task);
    const Sync *lock = now(s);
    say_actor(s);
    say(s, " released %Y", number(s));
    say_where(s, s->ev->arg[LOCK_RELEASED_site]);
    if (hold && s->ev->t > hold->since) say(s, ", after %d", s->ev->t - hold->since);
    say(s, ".");
    if (lock && lock->waiters == 1) say(s, " One task waits for it, and is woken to take it.");
    else if (lock && lock->waiters) say(s, " %n wait for it: the one that has waited longest is woken to take it.", (unsigned)lock->waiters, "task");
}

void line_LOCK_RELEASED(const Saying *s) {
    tell(s, "releases");
}

// --- semaphores ---------------------------------------------------------------------------------------------------------

static void say_permits(const Saying *s, uint32_t value) {
    if (!value) say(s, "none is left");
    else if (value == 1) say(s, "one is left");
    else say(s, "%u are left", (unsigned)value);
}

// A release hands its permit straight on to the task that has waited longest.
static bool is_handed_on(const Saying *s) {
    return s->ev->task && s->ev->task != state_running_task(s->before);
}

void say_SEMAPHORE_ACQUIRED(const Saying *s) {
    uint32_t value = s->ev->arg[SEMAPHORE_ACQUIRED_value];
    if (is_handed_on(s)) {
        say(s, "The permit of %Y goes straight on to %T, which has waited for one.", number(s), s->ev->task);
        return;
    }
    say_actor(s);
    say(s, " took a permit of %Y", number(s));
    say_where(s, s->ev->arg[SEMAPHORE_ACQUIRED_site]);
    say(s, ": ");
    say_permits(s, value);
    say(s, ".");
}

void line_SEMAPHORE_ACQUIRED(const Saying *s) {
    if (is_handed_on(s)) say(s, "%t  the permit of %Y goes on to %N", s->ev->t, number(s), s->ev->task);
    else {
        tell(s, "takes a permit of");
        say(s, ": ");
        say_permits(s, s->ev->arg[SEMAPHORE_ACQUIRED_value]);
    }
}

void say_SEMAPHORE_RELEASED(const Saying *s) {
    say_actor(s);
    say(s, " gave its permit of %Y back", number(s));
    say_where(s, s->ev->arg[SEMAPHORE_RELEASED_site]);
    say(s, ": now ");
    if (s->ev->arg[SEMAPHORE_RELEASED_value] == 1) say(s, "one is free.");
    else say(s, "%u are free.", (unsigned)s->ev->arg[SEMAPHORE_RELEASED_value]);
    say_waiters(s);
}

void line_SEMAPHORE_RELEASED(const Saying *s) {
    tell(s, "gives back its permit of");
}

// --- events, conditions, barriers ---------------------------------------------------------------------------------------

void say_EVENT_SET(const Saying *s) {
    const Sync *event = now(s);
    say_actor(s);
    say(s, " set %Y", number(s));
    say_where(s, s->ev->arg[EVENT_SET_site]);
    if (event && event->waiters == 1) say(s, ": the one task that waits for it is woken.");
    else if (event && event->waiters) say(s, ": all %u tasks that wait for it are woken.", (unsigned)event->waiters);
    else say(s, ". No task waits for it now; one that comes later goes straight on.");
}

void line_EVENT_SET(const Saying *s) {
    tell(s, "sets");
}

void say_EVENT_CLEARED(const Saying *s) {
    say_actor(s);
    say(s, " cleared %Y", number(s));
    say_where(s, s->ev->arg[EVENT_CLEARED_site]);
    say(s, ": a task that waits for it from now on waits until it is set again.");
}

void line_EVENT_CLEARED(const Saying *s) {
    tell(s, "clears");
}

void say_CONDITION_NOTIFIED(const Saying *s) {
    const Sync *condition = now(s);
    unsigned waiters = condition ? condition->waiters : 0, count = s->ev->arg[CONDITION_NOTIFIED_count];
    say_actor(s);
    say(s, " notified %Y", number(s));
    say_where(s, s->ev->arg[CONDITION_NOTIFIED_site]);
    if (!waiters) say(s, ". No task waits there.");
    else if (count >= waiters) say(s, waiters == 1 ? ": the one task that waits there is woken" : ": all %u tasks that wait there are woken", waiters);
    else if (count == 1) say(s, ": of the %u tasks that wait there the first is woken", waiters);
    else say(s, ": of the %u tasks that wait there the first %u are woken", waiters, count);
    if (waiters) say(s, waiters == 1 || count == 1 ? ", and goes on once it has the lock again." : ", and each goes on once it has the lock again.");
}

void line_CONDITION_NOTIFIED(const Saying *s) {
    tell(s, "notifies");
}

void say_BARRIER_ARRIVED(const Saying *s) {
    const Sync *barrier = now(s);
    say_actor(s);
    say(s, " has arrived at %Y", number(s));
    say_where(s, s->ev->arg[BARRIER_ARRIVED_site]);
    if (barrier) say(s, ": %u of %u are there.", (unsigned)s->ev->arg[BARRIER_ARRIVED_count], (unsigned)barrier->size);
    else say(s, ".");
}

void line_BARRIER_ARRIVED(const Saying *s) {
    const Sync *barrier = now(s);
    tell(s, "arrives at");
    if (barrier) say(s, ": %u of %u", (unsigned)s->ev->arg[BARRIER_ARRIVED_count], (unsigned)barrier->size);
}

void say_BARRIER_CHANGED(const Saying *s) {
    static const char *const what[] = {[BARRIER_FILLING] = "waits for tasks to arrive", [BARRIER_DRAINING] = "lets its tasks through",
                                       [BARRIER_RESETTING] = "is being reset: those that wait there get BrokenBarrierError",
                                       [BARRIER_BROKEN] = "is broken: those that wait there get BrokenBarrierError"};
    uint32_t state = s->ev->arg[BARRIER_CHANGED_state];
    say(s, "%Y %s.", number(s), state <= BARRIER_BROKEN ? what[state] : "has changed");
}

// --- queues -------------------------------------------------------------------------------------------------------------

static void say_items(const Saying *s, uint32_t size) {
    const Sync *queue = now(s);
    if (size == UINT32_MAX) return; // a queue of another make
    say(s, s->is_line ? ": " : ", which now holds ");
    say(s, s->is_line && size == 0 ? "it is empty" : size == 0 ? "nothing" : "%n", (unsigned)size, "item");
    if (queue && queue->size && size >= queue->size) say(s, s->is_line ? ", it is full" : ": it is full");
}

void say_QUEUE_PUT(const Saying *s) {
    say_actor(s);
    say(s, " put an item into %Y", number(s));
    say_where(s, s->ev->arg[QUEUE_PUT_site]);
    say_items(s, s->ev->arg[QUEUE_PUT_size]);
    say(s, ".");
}

void line_QUEUE_PUT(const Saying *s) {
    tell(s, "puts an item into");
    say_items(s, s->ev->arg[QUEUE_PUT_size]);
}

void say_QUEUE_GOT(const Saying *s) {
    say_actor(s);
    say(s, " took an item out of %Y", number(s));
    say_where(s, s->ev->arg[QUEUE_GOT_site]);
    say_items(s, s->ev->arg[QUEUE_GOT_size]);
    say(s, ".");
}

void line_QUEUE_GOT(const Saying *s) {
    tell(s, "takes an item out of");
    say_items(s, s->ev->arg[QUEUE_GOT_size]);
}

void say_QUEUE_TASK_DONE(const Saying *s) {
    unsigned unfinished = s->ev->arg[QUEUE_TASK_DONE_unfinished];
    say_actor(s);
    say(s, " is done with an item of %Y", number(s));
    say_where(s, s->ev->arg[QUEUE_TASK_DONE_site]);
    if (unfinished) say(s, ": %n still to do.", unfinished, "item");
    else say(s, ": that was the last one, so a `join()` can go on.");
}

void line_QUEUE_TASK_DONE(const Saying *s) {
    tell(s, "is done with an item of");
}

void say_QUEUE_SHUT_DOWN(const Saying *s) {
    say_actor(s);
    say(s, " shut %Y down", number(s));
    say_where(s, s->ev->arg[QUEUE_SHUT_DOWN_site]);
    say(s, ": from now on `put` raises QueueShutDown, and so does `get` once it is empty.");
}

void line_QUEUE_SHUT_DOWN(const Saying *s) {
    tell(s, "shuts down");
}
