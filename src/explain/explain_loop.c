// The loop: from iteration to iteration, its wait in the selector, and when it cannot go on.
#include <string.h>

#include "base/words.h"
#include "explain/say.h"

static const Loop *loop_of(const State *state, const Event *ev) {
    return state_loop(state, ev->loop);
}

void say_LOOP_CREATED(const Saying *s) {
    uint32_t thread = s->ev->arg[LOOP_CREATED_thread];
    if (log_string(s->log, thread).len)
        say(s, "asyncio creates an event loop in the thread %S.", thread);
    else say(s, "asyncio creates an event loop.");
    say(s, "Its ready queue is empty, and no timer is set.");
}

void say_LOOP_STARTED(const Saying *s) {
    const Loop *loop = loop_of(s->after, s->ev);
    if (loop && loop->iterations) say(s, "%L starts again.", (uint32_t)s->ev->loop);
    else say(s, "%L starts.", (uint32_t)s->ev->loop);
    if (!s->is_line) say_next(s);
}

void say_ITERATION_BEGAN(const Saying *s) {
    const Loop *loop = loop_of(s->after, s->ev);
    uint64_t timeout = event_ns(s->ev, ITERATION_BEGAN_timeout);
    unsigned ready = s->ev->arg[ITERATION_BEGAN_ready];
    say(s, "Iteration %u of %L begins.", loop ? (unsigned)loop->iterations : 0u,
        (uint32_t)s->ev->loop);
    if (ready)
        say_n(s, ready, "One handle is ready, so the loop checks its selector without waiting.",
              "%n handles are ready, so the loop checks its selector without waiting.");
    else if (!timeout)
        say(s,
            "Nothing is ready, but the loop does not wait: a timer is due, or the loop is to stop.");
    else if (timeout == NS_FOREVER)
        say(s,
            "Nothing is ready and no timer is set, so the loop may wait for any length of time.");
    else say(s, "Nothing is ready, so the loop may wait in its selector for up to %d.", timeout);
}

static unsigned watched(const State *state, uint32_t loop) {
    unsigned count = 0;
    for (uint32_t i = 0; i < state->n_fds; i++) count += state->fds[i].modes && state->fds[i].loop == loop;
    return count;
}

void say_POLL_BEGAN(const Saying *s) {
    uint32_t loop = s->ev->loop, timer = soonest_timer(s->after, loop);
    uint64_t timeout = event_ns(s->ev, POLL_BEGAN_timeout);
    const Handle *handle = state_handle(s->after, timer);
    unsigned fds = watched(s->after, loop);
    if (timeout == NS_FOREVER) say(s, "Nothing is ready and no timer is set, so %L waits.", loop);
    else if (!handle) say(s, "Nothing is ready, so %L waits for up to %d.", loop, timeout);
    else if (handle_task(handle))
        say(s, "Nothing is ready, so %L waits until %t at the latest, when %H is due.", loop,
            handle->deadline, timer);
    else
        say(s, "Nothing is ready, so %L waits until %t at the latest, when the timer of %H is due.",
            loop, handle->deadline, timer);
    if (s->is_line) return;
    if (fds)
        say_n(s, fds, "It also wakes when the descriptor that it watches is ready.",
              "It also wakes when one of the %n descriptors that it watches is ready.");
    say(s, "While it waits, none of its tasks run.");
}

void say_POLL_ENDED(const Saying *s) {
    const Loop *loop = loop_of(s->before, s->ev);
    bool has_waited = loop && loop->polling_since && loop->polling_since <= s->ev->t;
    if (has_waited) say(s, "The loop waited %d in its selector.", s->ev->t - loop->polling_since);
    else say(s, "The loop has checked its selector.");
    switch ((Wake)s->ev->arg[POLL_ENDED_woken_by]) {
    case WAKE_TIMEOUT:
        if (has_waited) say(s, "Its time is up.");
        else say(s, "No descriptor is ready.");
        return;
    case WAKE_IO:
        say_n(s, s->ev->arg[POLL_ENDED_ready], "One descriptor is ready.",
              "%n descriptors are ready.");
        return;
    case WAKE_THREAD: say(s, "Another thread has something for it."); return;
    case WAKE_SIGNAL: say(s, "The process got a signal."); return;
    }
    say(s, "Something woke it.");
}

void say_RUN_BEGAN(const Saying *s) {
    say_n(s, s->ev->arg[RUN_BEGAN_count], "The loop now runs the one handle that is ready.",
          "The loop now runs the %n handles that are ready, one after the other.");
    say(s, "Whatever becomes ready meanwhile waits for the next iteration.");
}

static void say_not_done(const Saying *s) {
    if (s->after->live_tasks)
        say_n(s, (unsigned)s->after->live_tasks, "One task is not done.", "%n tasks are not done.");
}

void say_LOOP_STOPPED(const Saying *s) {
    const Loop *loop = loop_of(s->after, s->ev);
    say(s, "%L stops.", (uint32_t)s->ev->loop);
    if (s->is_line) return;
    if (loop && loop->iterations)
        say_n(s, (unsigned)loop->iterations, "It has run one iteration.",
              "It has run %n iterations.");
    say_not_done(s);
}

void say_LOOP_CLOSED(const Saying *s) {
    say(s, "The loop is closed: nothing can be scheduled on it any more.");
}

// --- blocked -------------------------------------------------------------------------------------

#define OVERDUE_NAMED 3

// Timers that came due while the loop was blocked, the soonest first; returns how many, at most
// `max` into `out`.
static size_t overdue(const Saying *s, uint32_t *out, size_t max) {
    size_t count = state_timers(s->after, s->ev->loop, out, max), due = 0;
    while (due < count && state_handle(s->after, out[due])->deadline <= s->ev->t) due++;
    return due;
}

static void list_timers(const Saying *s, const uint32_t *timers, size_t count, Str *list) {
    Str items[OVERDUE_NAMED] = {0};
    for (size_t i = 0; i < count; i++) {
        Saying item = *s;
        item.out = &items[i];
        const Handle *handle = state_handle(s->after, timers[i]);
        if (handle_task(handle))
            put(&item, "%T (due at %t)", handle_task(handle), handle->deadline);
        else put(&item, "%H (due at %t)", timers[i], handle->deadline);
    }
    words_list(list, items, count);
    for (size_t i = 0; i < count; i++) str_free(&items[i]);
}

static void say_overdue(const Saying *s) {
    uint32_t timers[OVERDUE_NAMED + 1];
    size_t count = overdue(s, timers, OVERDUE_NAMED + 1);
    Str list = {0};
    if (!count) return;
    if (count > OVERDUE_NAMED)
        say(s, "More than %u timers are overdue, the first since %t.", (unsigned)OVERDUE_NAMED,
            state_handle(s->after, timers[0])->deadline);
    else {
        list_timers(s, timers, count, &list);
        say_n(s, (unsigned)count, "The timer of %s is overdue.", "The timers of %s are overdue.",
              str_text(&list));
    }
    str_free(&list);
}

// `time.sleep` has a twin that waits without blocking; anything else belongs elsewhere.
static void say_remedy(const Saying *s) {
    StrView source = site_source(s->log, s->ev->arg[LOOP_BLOCKED_site]);
    if (source.len && memmem(source.s, source.len, "time.sleep(", strlen("time.sleep(")))
        say(s,
            "With `await asyncio.sleep(...)` instead of `time.sleep(...)`, the loop could run other tasks meanwhile.");
    else
        say(s,
            "Move work that takes this long to a thread (`asyncio.to_thread`), so that the loop can run other tasks meanwhile.");
}

// In whose code it was then, where that is not the script's own. Or: code in C let nobody look in, and this is where it was seen next.
static void say_whose_code(const Saying *s) {
    uint32_t site = s->ev->arg[LOOP_BLOCKED_site];
    Code code = log_code(s->log, log_site(s->log, site).code);
    if (s->ev->arg[LOOP_BLOCKED_late] & LOOP_BLOCKED_AFTER)
        say(s, "It may also have been just before that line.");
    else if (log_own_site(s->log, site).line && !code.is_own && log_string(s->log, code.name).len)
        say(s, "It was inside `%S`.", code.name);
}

void say_LOOP_BLOCKED(const Saying *s) {
    uint32_t loop = s->ev->loop, site = s->ev->arg[LOOP_BLOCKED_site];
    uint64_t duration = event_ns(s->ev, LOOP_BLOCKED_duration);
    if (s->ev->task)
        say_at(s, site, "%T blocked %L for %d on %p.", "%T blocked %L for %d.", s->ev->task, loop,
               duration);
    else
        say_at(s, site, "A callback blocked %L for %d on %p.", "A callback blocked %L for %d.",
               loop, duration);
    if (site_is_known(s->log, site)) say_whose_code(s);
    say_overdue(s);
    if (!s->is_line) say_remedy(s);
}

// --- a loop of another make ----------------------------------------------------------------------

void say_FOREIGN_LOOP(const Saying *s) {
    uint32_t name = s->ev->arg[FOREIGN_LOOP_name];
    if (s->ev->arg[FOREIGN_LOOP_own_turn])
        say(s,
            "The loop `%S` runs its iterations with a `_run_once` that is not asyncio's: a subclass or a library replaced it.",
            name);
    else say(s, "The program runs on an event loop from another library, `%S`.", name);
    say(s,
        "aioscope cannot see into it: its tasks, timers and iterations are missing from here on.");
    if (!s->is_line) say(s, "They can be seen on the loop that `asyncio.run` makes by default.");
}
