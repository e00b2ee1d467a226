// Handles in the ready queue, and timers.
#include "explain/say.h"

// Where the handle stands that was just put at the end of the ready queue.
static void say_place_in_queue(const Saying *s) {
    const Loop *loop = state_loop(s->after, s->ev->loop);
    unsigned ahead = loop && loop->ready_count ? loop->ready_count - 1 : 0;
    if (ahead)
        say_n(s, ahead, "One other handle is ahead of it.", "%n other handles are ahead of it.");
    else say(s, "Nothing is ahead of it.");
}

// --- scheduled -----------------------------------------------------------------------------------

void say_STEP_SCHEDULED(const Saying *s) {
    const Task *task = state_task(s->after, s->ev->task);
    if (task && task->steps)
        say(s, "The next step of %T is now at the end of the ready queue.", s->ev->task);
    else say(s, "The first step of %T is now at the end of the ready queue.", s->ev->task);
    say_place_in_queue(s);
}

void say_CALLBACK_SCHEDULED(const Saying *s) {
    uint32_t name = s->ev->arg[CALLBACK_SCHEDULED_name];
    if (s->ev->arg[CALLBACK_SCHEDULED_threadsafe])
        say(s, "`call_soon_threadsafe` puts the callback `%S` at the end of the ready queue.",
            name);
    else say(s, "`call_soon` puts the callback `%S` at the end of the ready queue.", name);
    if (s->is_line) return;
    say_place_in_queue(s);
    say(s, "The loop calls it when its turn comes, not now.");
}

void say_HANDLE_SCHEDULED(const Saying *s) {
    uint32_t name = s->ev->arg[HANDLE_SCHEDULED_name];
    if (log_string(s->log, name).len)
        say(s, "asyncio puts a callback of its own, `%S`, at the end of the ready queue.", name);
    else say(s, "asyncio puts a callback of its own at the end of the ready queue.");
    say_place_in_queue(s);
}

// --- run -----------------------------------------------------------------------------------------

void say_CALLBACK_BEGAN(const Saying *s) {
    uint32_t id = s->ev->arg[CALLBACK_BEGAN_handle];
    const Handle *handle = state_handle(s->before, id);
    if (s->is_line) {
        say(s, "%H runs.", id);
        return;
    }
    say(s, "The loop takes %H from the front of the ready queue and calls it.", id);
    if (handle && handle->deadline && s->ev->t > handle->deadline + LATE_NS)
        say(s, "It was due at %t, so it is %d late.", handle->deadline,
            s->ev->t - handle->deadline);
    say(s, "Nothing else runs on this loop until it returns.");
}

void say_HANDLE_BEGAN(const Saying *s) {
    uint32_t id = s->ev->arg[HANDLE_BEGAN_handle];
    const Handle *handle = state_handle(s->before, id);
    if (handle && handle_is_sleep(s->log, s->before, id))
        say(s, "The loop runs %N's timer, which ends its sleep.", handle_task(handle));
    else if (handle && handle_is_timeout(s->log, s->before, id)) say(s, "The loop runs the callback of %N's timeout.", handle_task(handle));
    else if (handle && handle->name)
        say(s, "The loop runs one of asyncio's own callbacks, `%S`.", handle->name);
    else say(s, "The loop runs one of asyncio's own callbacks.");
}

void say_HANDLE_ENDED(const Saying *s) {
    say(s, "%H has returned, and the loop continues.", s->ev->arg[HANDLE_ENDED_handle]);
}

void say_HANDLE_CANCELLED(const Saying *s) {
    say(s, "%H is cancelled and will not run.", s->ev->arg[HANDLE_CANCELLED_handle]);
}

// --- timers --------------------------------------------------------------------------------------

void say_TIMER_SCHEDULED(const Saying *s) {
    uint32_t id = s->ev->arg[TIMER_SCHEDULED_handle];
    uint64_t deadline = event_ns(s->ev, TIMER_SCHEDULED_deadline);
    const Loop *loop = state_loop(s->after, s->ev->loop);
    unsigned others = loop && loop->timer_count ? loop->timer_count - 1 : 0;
    if (s->ev->task) say(s, "The loop has a new timer for %T, due at %t.", s->ev->task, deadline);
    else say(s, "The loop has a new timer of asyncio's own, due at %t.", deadline);
    if (!others) return;
    if (soonest_timer(s->after, s->ev->loop) == id)
        say_n(s, others, "It is due before the other one.", "It is due before the %n others.");
    else say_n(s, others, "There is one other timer.", "There are %n other timers.");
}

void say_TIMEOUT_SCHEDULED(const Saying *s) {
    uint64_t deadline = event_ns(s->ev, TIMEOUT_SCHEDULED_deadline);
    if (s->ev->task)
        say(s, "%T is now under a timeout: the loop has a timer for it, due at %t.", s->ev->task,
            deadline);
    else say(s, "A timeout begins: the loop has a timer for it, due at %t.", deadline);
}

void say_CALL_LATER(const Saying *s) {
    uint64_t deadline = event_ns(s->ev, CALL_LATER_deadline);
    say(s, "%T asks the loop to call `%S` at %t.", state_running_task(s->before),
        s->ev->arg[CALL_LATER_name], deadline);
    if (!s->is_line) say(s, "Until then the callback is among the loop's timers.");
}

static bool is_late(const Saying *s, const Handle *handle) {
    return s->ev->t > handle->deadline + LATE_NS;
}

static void line_fired(const Saying *s, uint32_t id, const Handle *handle) {
    if (!handle) say(s, "A timer is due.");
    else if (handle_task(handle) && is_late(s, handle))
        say(s, "%H is due, %d late: it was set for %t.", id, s->ev->t - handle->deadline,
            handle->deadline);
    else if (handle_task(handle)) say(s, "%H is due.", id);
    else if (is_late(s, handle))
        say(s, "The timer of %H is due, %d late: it was set for %t.", id,
            s->ev->t - handle->deadline, handle->deadline);
    else say(s, "The timer of %H is due.", id);
}

void say_TIMER_FIRED(const Saying *s) {
    uint32_t id = s->ev->arg[TIMER_FIRED_handle];
    const Handle *handle = state_handle(s->before, id);
    if (s->is_line) {
        line_fired(s, id, handle);
        return;
    }
    if (!handle) {
        say(s, "A timer is due, so the loop moves it from the timers to the ready queue.");
        return;
    }
    if (!handle_task(handle))
        say(s,
            "The timer of %H was due at %t, so the loop moves it from the timers to the ready queue.",
            id, handle->deadline);
    else if (handle_is_timeout(s->log, s->before, id))
        say(s,
            "The timeout of %T was due at %t, so the loop moves it from the timers to the ready queue.",
            handle->task, handle->deadline);
    else
        say(s,
            "The timer of %T was due at %t, so the loop moves it from the timers to the ready queue.",
            handle->task, handle->deadline);
    if (is_late(s, handle))
        say(s, "That is %d late: only now does the loop check its timers.",
            s->ev->t - handle->deadline);
    if (handle_is_sleep(s->log, s->before, id))
        say(s, "When its turn comes there, it ends %N's sleep.", handle_task(handle));
}
