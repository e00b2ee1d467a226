// Handles in the ready queue, and timers.
#include "explain/say.h"

// Where the handle stands that was just put at the end of the ready queue.
static void say_place_in_queue(const Saying *s) {
    const Loop *loop = state_loop(s->after, s->ev->loop);
    unsigned before = loop && loop->ready_count ? loop->ready_count - 1 : 0;
    if (!before) say(s, "; nothing stands before it");
    else if (before == 1) say(s, "; one other stands before it");
    else say(s, "; %u others stand before it", before);
}

static void say_who(const Saying *s) {
    uint32_t task = state_running_task(s->before);
    if (task) say(s, "%T", task);
    else say(s, "The program");
}

// --- scheduled ----------------------------------------------------------------------------------------------------------

void say_STEP_SCHEDULED(const Saying *s) {
    const Task *task = state_task(s->after, s->ev->task);
    say(s, "The %s step of %T is now at the end of the ready queue", task && task->steps ? "next" : "first", s->ev->task);
    say_place_in_queue(s);
    say(s, ".");
}

void say_CALLBACK_SCHEDULED(const Saying *s) {
    if (s->ev->arg[CALLBACK_SCHEDULED_threadsafe]) say(s, "`call_soon_threadsafe`");
    else say(s, "`call_soon`");
    say(s, " put the callback `%S` at the end of the ready queue", s->ev->arg[CALLBACK_SCHEDULED_name]);
    say_place_in_queue(s);
    say(s, ". The loop calls it when its turn comes, not now.");
}

void line_CALLBACK_SCHEDULED(const Saying *s) {
    say(s, "%t  the callback %S goes into the ready queue", s->ev->t, s->ev->arg[CALLBACK_SCHEDULED_name]);
    if (s->ev->arg[CALLBACK_SCHEDULED_threadsafe]) say(s, " (call_soon_threadsafe)");
}

void say_HANDLE_SCHEDULED(const Saying *s) {
    say(s, "asyncio put a callback of its own");
    if (log_string(s->log, s->ev->arg[HANDLE_SCHEDULED_name]).len) say(s, ", `%S`,", s->ev->arg[HANDLE_SCHEDULED_name]);
    say(s, " at the end of the ready queue");
    say_place_in_queue(s);
    say(s, ".");
}

// --- run ----------------------------------------------------------------------------------------------------------------

void say_CALLBACK_BEGAN(const Saying *s) {
    const Handle *handle = state_handle(s->before, s->ev->arg[CALLBACK_BEGAN_handle]);
    say(s, "The loop took the %H from the front of the ready queue and calls it.", s->ev->arg[CALLBACK_BEGAN_handle]);
    if (handle && handle->deadline && s->ev->t > handle->deadline + LATE_NS)
        say(s, " It was due at %t and comes %d late.", handle->deadline, s->ev->t - handle->deadline);
    say(s, " Nothing else of this loop runs until it returns.");
}

void line_CALLBACK_BEGAN(const Saying *s) {
    say(s, "%t  the %H runs", s->ev->t, s->ev->arg[CALLBACK_BEGAN_handle]);
}

void say_HANDLE_BEGAN(const Saying *s) {
    uint32_t id = s->ev->arg[HANDLE_BEGAN_handle];
    const Handle *handle = state_handle(s->before, id);
    if (handle && handle_is_sleep(s->log, s->before, id)) say(s, "The loop runs %N's timer, which marks the sleep as over.", handle_task(handle));
    else if (handle && handle_is_timeout(s->log, s->before, id)) say(s, "The loop runs the callback of %N's timeout.", handle_task(handle));
    else if (handle && handle->name) say(s, "The loop runs a callback of asyncio's own, `%S`.", handle->name);
    else say(s, "The loop runs a callback of asyncio's own.");
}

void say_HANDLE_ENDED(const Saying *s) {
    say(s, "The callback has returned (%H), and the loop goes on.", s->ev->arg[HANDLE_ENDED_handle]);
}

void say_HANDLE_CANCELLED(const Saying *s) {
    const Handle *handle = state_handle(s->before, s->ev->arg[HANDLE_CANCELLED_handle]);
    say(s, "%s was cancelled (%H): it will not run.", handle && handle->state == HANDLE_TIMER ? "A timer" : "A handle",
        s->ev->arg[HANDLE_CANCELLED_handle]);
}

// --- timers -------------------------------------------------------------------------------------------------------------

void say_TIMER_SCHEDULED(const Saying *s) {
    uint32_t id = s->ev->arg[TIMER_SCHEDULED_handle];
    uint64_t deadline = event_ns(s->ev, TIMER_SCHEDULED_deadline);
    const Loop *loop = state_loop(s->after, s->ev->loop);
    if (s->ev->task) say(s, "The loop has a new timer for %T, due at %t", s->ev->task, deadline);
    else say(s, "The loop has a new timer of asyncio's own, due at %t", deadline);
    if (loop && loop->timer_count > 1 && soonest_timer(s->after, s->ev->loop) == id) say(s, ", the soonest of its %u timers", loop->timer_count);
    else if (loop && loop->timer_count > 1) say(s, ", among %u timers", loop->timer_count);
    say(s, ".");
}

void say_TIMEOUT_SCHEDULED(const Saying *s) {
    if (s->ev->task) say(s, "%T is under a timeout from now on", s->ev->task);
    else say(s, "A timeout begins");
    say(s, ": the loop has a timer for it, due at %t.", event_ns(s->ev, TIMEOUT_SCHEDULED_deadline));
}

void say_CALL_LATER(const Saying *s) {
    say_who(s);
    say(s, " asked the loop to call `%S` at %t. Until then the callback stands among the timers.", s->ev->arg[CALL_LATER_name],
        event_ns(s->ev, CALL_LATER_deadline));
}

void line_CALL_LATER(const Saying *s) {
    say(s, "%t  the callback %S is set for %t", s->ev->t, s->ev->arg[CALL_LATER_name], event_ns(s->ev, CALL_LATER_deadline));
}

static bool is_late(const Saying *s, const Handle *handle) {
    return s->ev->t > handle->deadline + LATE_NS;
}

static void say_what_fired(const Saying *s, uint32_t id, const Handle *handle) {
    if (!handle_task(handle)) say(s, "the %H", id);
    else if (handle_is_timeout(s->log, s->before, id)) say(s, "%N's timeout", handle_task(handle));
    else say(s, "%N's timer", handle_task(handle));
}

void say_TIMER_FIRED(const Saying *s) {
    uint32_t id = s->ev->arg[TIMER_FIRED_handle];
    const Handle *handle = state_handle(s->before, id);
    if (!handle) {
        say(s, "A timer came due, so the loop moved it from the timers to the ready queue.");
        return;
    }
    if (handle_task(handle) && handle_is_timeout(s->log, s->before, id)) say(s, "The timeout of %T was due at %t", handle_task(handle), handle->deadline);
    else if (handle_task(handle)) say(s, "The timer of %T was due at %t", handle_task(handle), handle->deadline);
    else say(s, "The timer of the %H was due at %t", id, handle->deadline);
    say(s, ", so the loop moved it from the timers to the ready queue.");
    if (is_late(s, handle)) say(s, " That is %d late: the loop came to look at its timers only now.", s->ev->t - handle->deadline);
    if (handle_is_sleep(s->log, s->before, id)) say(s, " When its turn comes there, it ends %N's sleep.", handle_task(handle));
}

void line_TIMER_FIRED(const Saying *s) {
    uint32_t id = s->ev->arg[TIMER_FIRED_handle];
    const Handle *handle = state_handle(s->before, id);
    say(s, "%t  ", s->ev->t);
    if (!handle) {
        say(s, "a timer is due");
        return;
    }
    say_what_fired(s, id, handle);
    say(s, " is due");
    if (is_late(s, handle)) say(s, ", %d late (it was set for %t)", s->ev->t - handle->deadline, handle->deadline);
}
