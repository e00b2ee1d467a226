// Primitives: what they are called, and what happens to them. Every event of this file names the
// primitive first, and most their place second.
#include "explain/say.h"

static uint32_t number(const Saying *s) {
    return s->ev->arg[0];
}

static const Sync *now(const Saying *s) {
    return state_sync(s->after, number(s));
}

static unsigned waiters(const Saying *s) {
    const Sync *sync = now(s);
    return sync ? sync->waiters : 0;
}

static void say_waiters(const Saying *s) {
    if (waiters(s))
        say_n(s, waiters(s), "One task is waiting for it.", "%n tasks are waiting for it.");
}

void say_SYNC_CREATED(const Saying *s) {
    say_at(s, s->ev->arg[SYNC_CREATED_site], "%T creates %Y on %p.", "%T creates %Y.", s->ev->task,
           number(s));
}

// --- locks ---------------------------------------------------------------------------------------

void say_LOCK_ACQUIRED(const Saying *s) {
    say_at(s, s->ev->arg[LOCK_ACQUIRED_site], "%T acquires %Y on %p.", "%T acquires %Y.",
           s->ev->task, number(s));
    if (s->is_line) return;
    say(s, "No other task gets it until it is released.");
    say_waiters(s);
}

static const Hold *hold_of(const State *state, uint32_t sync, uint32_t task) {
    uint32_t hold = 0, holder;
    while ((holder = state_next_holder(state, sync, &hold)) && holder != task) continue;
    return hold ? &state->holds[hold - 1] : NULL;
}

void say_LOCK_RELEASED(const Saying *s) {
    const Hold *hold = hold_of(s->before, number(s), s->ev->task);
    say_at(s, s->ev->arg[LOCK_RELEASED_site], "%T releases %Y on %p.", "%T releases %Y.",
           s->ev->task, number(s));
    if (s->is_line) return;
    if (hold && s->ev->t > hold->since) say(s, "It held it for %d.", s->ev->t - hold->since);
    if (waiters(s))
        say_n(s, waiters(s), "The task that is waiting for it is woken to take it.",
              "Of the %n tasks that are waiting for it, the first is woken to take it.");
}

// --- semaphores ----------------------------------------------------------------------------------

// A release hands its permit straight on to the task that has waited longest.
static bool is_handed_on(const Saying *s) {
    return s->ev->task && s->ev->task != state_running_task(s->before);
}

void say_SEMAPHORE_ACQUIRED(const Saying *s) {
    uint32_t left = s->ev->arg[SEMAPHORE_ACQUIRED_value];
    if (is_handed_on(s)) {
        say(s, "The permit of %Y goes straight to %T, which was waiting for one.", number(s),
            s->ev->task);
        return;
    }
    say_at(s, s->ev->arg[SEMAPHORE_ACQUIRED_site], "%T takes a permit of %Y on %p.",
           "%T takes a permit of %Y.", s->ev->task, number(s));
    if (left) say_n(s, left, "One is left.", "%n are left.");
    else say(s, "None is left.");
}

void say_SEMAPHORE_RELEASED(const Saying *s) {
    say_at(s, s->ev->arg[SEMAPHORE_RELEASED_site], "%T gives back its permit of %Y on %p.",
           "%T gives back its permit of %Y.", s->ev->task, number(s));
    if (s->is_line) return;
    say_n(s, s->ev->arg[SEMAPHORE_RELEASED_value], "One is now free.", "%n are now free.");
    say_waiters(s);
}

// --- events, conditions, barriers ----------------------------------------------------------------

void say_EVENT_SET(const Saying *s) {
    say_at(s, s->ev->arg[EVENT_SET_site], "%T sets %Y on %p.", "%T sets %Y.", s->ev->task,
           number(s));
    if (s->is_line) return;
    if (waiters(s))
        say_n(s, waiters(s), "The task that is waiting for it is woken.",
              "The %n tasks that are waiting for it are woken.");
    else say(s, "No task is waiting for it. One that waits for it later continues at once.");
}

void say_EVENT_CLEARED(const Saying *s) {
    say_at(s, s->ev->arg[EVENT_CLEARED_site], "%T clears %Y on %p.", "%T clears %Y.", s->ev->task,
           number(s));
    if (!s->is_line)
        say(s, "A task that waits for it from now on has to wait until it is set again.");
}

void say_CONDITION_NOTIFIED(const Saying *s) {
    unsigned all = waiters(s), count = s->ev->arg[CONDITION_NOTIFIED_count];
    say_at(s, s->ev->arg[CONDITION_NOTIFIED_site], "%T notifies %Y on %p.", "%T notifies %Y.",
           s->ev->task, number(s));
    if (s->is_line) return;
    if (!all) say(s, "No task is waiting there.");
    else if (count >= all)
        say_n(
            s, all,
            "The task that is waiting there is woken, and continues once it has the lock again.",
            "The %n tasks that are waiting there are woken, and each continues once it has the lock again.");
    else
        say_n(
            s, count,
            "Of the %u tasks that are waiting there, the first is woken, and continues once it has the lock again.",
            "Of the %u tasks that are waiting there, the first %n are woken, and each continues once it has the lock again.",
            all);
}

void say_BARRIER_ARRIVED(const Saying *s) {
    const Sync *barrier = now(s);
    unsigned count = s->ev->arg[BARRIER_ARRIVED_count];
    say_at(s, s->ev->arg[BARRIER_ARRIVED_site], "%T arrives at %Y on %p.", "%T arrives at %Y.",
           s->ev->task, number(s));
    if (barrier)
        say_n(s, count, "%n of %u tasks has arrived.", "%n of %u tasks have arrived.",
              (unsigned)barrier->size);
}

void say_BARRIER_CHANGED(const Saying *s) {
    switch (s->ev->arg[BARRIER_CHANGED_state]) {
    case BARRIER_FILLING: say(s, "%Y waits for tasks to arrive.", number(s)); return;
    case BARRIER_DRAINING: say(s, "%Y lets its tasks through.", number(s)); return;
    case BARRIER_RESETTING:
        say(s,
            "%Y is being reset: BrokenBarrierError is raised in every task that is waiting there.",
            number(s));
        return;
    case BARRIER_BROKEN:
        say(s, "%Y is broken: BrokenBarrierError is raised in every task that is waiting there.",
            number(s));
        return;
    default: say(s, "%Y has changed.", number(s)); return;
    }
}

// --- queues --------------------------------------------------------------------------------------

static void say_items(const Saying *s, uint32_t size) {
    const Sync *queue = now(s);
    if (size == UINT32_MAX) return; // a queue of another make
    if (queue && queue->size && size >= queue->size)
        say_n(s, size, "It is full, with one item.", "It is full, with %n items.");
    else if (size) say_n(s, size, "It now holds one item.", "It now holds %n items.");
    else say(s, "It is now empty.");
}

void say_QUEUE_PUT(const Saying *s) {
    say_at(s, s->ev->arg[QUEUE_PUT_site], "%T puts an item into %Y on %p.",
           "%T puts an item into %Y.", s->ev->task, number(s));
    say_items(s, s->ev->arg[QUEUE_PUT_size]);
}

void say_QUEUE_GOT(const Saying *s) {
    say_at(s, s->ev->arg[QUEUE_GOT_site], "%T takes an item out of %Y on %p.",
           "%T takes an item out of %Y.", s->ev->task, number(s));
    say_items(s, s->ev->arg[QUEUE_GOT_size]);
}

void say_QUEUE_TASK_DONE(const Saying *s) {
    unsigned unfinished = s->ev->arg[QUEUE_TASK_DONE_unfinished];
    say_at(s, s->ev->arg[QUEUE_TASK_DONE_site], "%T is done with an item of %Y on %p.",
           "%T is done with an item of %Y.", s->ev->task, number(s));
    if (s->is_line) return;
    if (unfinished) say_n(s, unfinished, "One item is not done yet.", "%n items are not done yet.");
    else say(s, "That was the last one, so a task that waits in `join()` can continue.");
}

void say_QUEUE_SHUT_DOWN(const Saying *s) {
    say_at(s, s->ev->arg[QUEUE_SHUT_DOWN_site], "%T shuts down %Y on %p.", "%T shuts down %Y.",
           s->ev->task, number(s));
    if (!s->is_line)
        say(s,
            "From now on `put` raises QueueShutDown, and so does `get` once the queue is empty.");
}
