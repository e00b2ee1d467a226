// The loop: from turn to turn, its wait in the selector, and when it cannot turn.
#include <string.h>

#include "explain/say.h"

static const Loop *loop_of(const State *state, const Event *ev) {
    return state_loop(state, ev->loop);
}

void say_LOOP_CREATED(const Saying *s) {
    say(s, "asyncio made an event loop");
    if (log_string(s->log, s->ev->arg[LOOP_CREATED_thread]).len) say(s, " in the thread %S", s->ev->arg[LOOP_CREATED_thread]);
    say(s, ". Its ready queue is empty, and no timer is set.");
}

void say_LOOP_STARTED(const Saying *s) {
    const Loop *loop = loop_of(s->after, s->ev);
    say(s, loop && loop->iterations ? "The loop starts to turn again." : "The loop starts to turn.");
    say_next(s);
}

void line_LOOP_STARTED(const Saying *s) {
    const Loop *loop = loop_of(s->after, s->ev);
    say(s, loop && loop->iterations ? "%t  %L starts again" : "%t  %L starts", s->ev->t, (uint32_t)s->ev->loop);
}

void say_ITERATION_BEGAN(const Saying *s) {
    const Loop *loop = loop_of(s->after, s->ev);
    uint64_t timeout = event_ns(s->ev, ITERATION_BEGAN_timeout);
    unsigned ready = s->ev->arg[ITERATION_BEGAN_ready];
    say(s, "Turn %u of %L begins. ", loop ? (unsigned)loop->iterations : 0u, (uint32_t)s->ev->loop);
    if (ready == 1) say(s, "One handle is ready, so the loop looks at its selector without waiting.");
    else if (ready) say(s, "%u handles are ready, so the loop looks at its selector without waiting.", ready);
    else if (!timeout) say(s, "Nothing is ready, and yet the loop does not wait: a timer is due, or the loop is to stop.");
    else if (timeout == NS_FOREVER) say(s, "Nothing is ready and no timer is set, so the loop may wait for as long as it takes.");
    else say(s, "Nothing is ready, so the loop may wait in its selector: at most %d.", timeout);
}

static unsigned watched(const State *state, uint32_t loop) {
    unsigned count = 0;
    for (uint32_t i = 0; i < state->n_fds; i++) count += state->fds[i].modes && state->fds[i].loop == loop;
    return count;
}

void say_POLL_BEGAN(const Saying *s) {
    uint64_t timeout = event_ns(s->ev, POLL_BEGAN_timeout);
    uint32_t timer = soonest_timer(s->after, s->ev->loop);
    const Handle *handle = state_handle(s->after, timer);
    unsigned fds = watched(s->after, s->ev->loop);
    say(s, "Nothing is ready, so the loop waits");
    if (timeout == NS_FOREVER) say(s, ", for as long as it takes: no timer is set.");
    else if (!handle) say(s, ", at most %d.", timeout);
    else if (handle_task(handle)) say(s, ", at most until %t, when %N's timer is due.", handle->deadline, handle_task(handle));
    else say(s, ", at most until %t, when the timer of the %H is due.", handle->deadline, timer);
    if (fds) say(s, " It also wakes when one of %n is ready.", fds, "descriptor");
    say(s, " While it waits, none of its tasks runs.");
}

void line_POLL_BEGAN(const Saying *s) {
    uint64_t timeout = event_ns(s->ev, POLL_BEGAN_timeout);
    uint32_t timer = soonest_timer(s->after, s->ev->loop);
    const Handle *handle = state_handle(s->after, timer);
    say(s, "%t  nothing is ready: %L waits", s->ev->t, (uint32_t)s->ev->loop);
    if (timeout == NS_FOREVER) say(s, ", no timer is set");
    else if (!handle) say(s, " at most %d", timeout);
    else if (handle_task(handle)) say(s, ", at most until %t, when %N's timer is due", handle->deadline, handle_task(handle));
    else say(s, ", at most until %t, when the timer of the %H is due", handle->deadline, timer);
}

void say_POLL_ENDED(const Saying *s) {
    const Loop *loop = loop_of(s->before, s->ev);
    bool has_waited = loop && loop->polling_since && loop->polling_since <= s->ev->t;
    if (has_waited) say(s, "The wait in the selector is over after %d: ", s->ev->t - loop->polling_since);
    else say(s, "The loop has looked at its selector: ");
    switch ((Wake)s->ev->arg[POLL_ENDED_woken_by]) {
    case WAKE_TIMEOUT: say(s, has_waited ? "its time is up." : "no descriptor is ready."); return;
    case WAKE_IO: say(s, "%n ready.", s->ev->arg[POLL_ENDED_ready], "descriptor"); return;
    case WAKE_THREAD: say(s, "another thread has something for the loop."); return;
    case WAKE_SIGNAL: say(s, "the process got a signal."); return;
    }
    say(s, "something woke it.");
}

void say_RUN_BEGAN(const Saying *s) {
    unsigned count = s->ev->arg[RUN_BEGAN_count];
    if (count == 1) say(s, "The loop now runs the one handle that is ready at this moment.");
    else say(s, "The loop now runs the %n that are ready at this moment, one after the other.", count, "handle");
    say(s, " What becomes ready meanwhile waits for the next turn.");
}

void say_LOOP_STOPPED(const Saying *s) {
    const Loop *loop = loop_of(s->after, s->ev);
    say(s, "The loop stops turning");
    if (loop && loop->iterations) say(s, ", after %n in all", (unsigned)loop->iterations, "turn");
    say(s, ".");
    if (s->after->live_tasks == 1) say(s, " One task is not done.");
    else if (s->after->live_tasks) say(s, " %n are not done.", (unsigned)s->after->live_tasks, "task");
}

void line_LOOP_STOPPED(const Saying *s) {
    say(s, "%t  %L stops", s->ev->t, (uint32_t)s->ev->loop);
}

void say_LOOP_CLOSED(const Saying *s) {
    say(s, "The loop is closed, for good: nothing can be scheduled on it any more.");
}

// --- blocked ------------------------------------------------------------------------------------------------------------

#define OVERDUE_NAMED 3

// Timers that came due while the loop could not turn, the soonest first; returns how many, at most `max` into `out`.
static size_t overdue(const Saying *s, uint32_t *out, size_t max) {
    size_t count = state_timers(s->after, s->ev->loop, out, max), due = 0;
    while (due < count && state_handle(s->after, out[due])->deadline <= s->ev->t) due++;
    return due;
}

static void say_timers_of(const Saying *s, const uint32_t *timers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const Handle *handle = state_handle(s->after, timers[i]);
        say(s, i == 0 ? "" : i + 1 == count ? " and " : ", ");
        if (handle_task(handle)) say(s, "%T (due at %t)", handle_task(handle), handle->deadline);
        else say(s, "the %H (due at %t)", timers[i], handle->deadline);
    }
}

static void say_overdue(const Saying *s) {
    uint32_t timers[OVERDUE_NAMED + 1];
    size_t count = overdue(s, timers, OVERDUE_NAMED + 1);
    if (!count) return;
    if (count > OVERDUE_NAMED) say(s, " More than %u timers are overdue, the first since %t.", (unsigned)OVERDUE_NAMED, state_handle(s->after, timers[0])->deadline);
    else {
        say(s, count == 1 ? " The timer of " : " The timers of ");
        say_timers_of(s, timers, count);
        say(s, count == 1 ? " is overdue." : " are overdue.");
    }
}

// `time.sleep` has a twin that waits without blocking; anything else belongs elsewhere.
static void say_remedy(const Saying *s) {
    StrView source = site_source(s->log, s->ev->arg[LOOP_BLOCKED_site]);
    if (source.len && memmem(source.s, source.len, "time.sleep(", strlen("time.sleep(")))
        say(s, " `await asyncio.sleep(...)` in place of `time.sleep(...)` would let the loop turn meanwhile.");
    else say(s, " Work that takes this long can go to a thread (`asyncio.to_thread`), so that the loop turns meanwhile.");
}

static void say_who_blocks(const Saying *s) {
    if (s->ev->task) say(s, "%T ran", s->ev->task);
    else say(s, "one callback ran");
    say(s, " all that time without giving up control");
}

// In whose code it was then, where that is not the script's own. Or: code in C let nobody look in, and this is where it was seen next.
static void say_nearness(const Saying *s) {
    if (s->ev->arg[LOOP_BLOCKED_late] & LOOP_BLOCKED_AFTER) {
        say(s, " or just before it");
        return;
    }
    uint32_t site = s->ev->arg[LOOP_BLOCKED_site];
    Code code = log_code(s->log, log_site(s->log, site).code);
    if (log_own_site(s->log, site).line && !code.is_own && log_string(s->log, code.name).len) say(s, ", inside `%S`", code.name);
}

void say_LOOP_BLOCKED(const Saying *s) {
    say(s, "The loop could not turn for %d: ", event_ns(s->ev, LOOP_BLOCKED_duration));
    say_who_blocks(s);
    if (site_is_known(s->log, s->ev->arg[LOOP_BLOCKED_site])) {
        say(s, " (%P", s->ev->arg[LOOP_BLOCKED_site]);
        say_nearness(s);
        say(s, ")");
    }
    say(s, ".");
    say_overdue(s);
    say_remedy(s);
}

void line_LOOP_BLOCKED(const Saying *s) {
    uint32_t timers[OVERDUE_NAMED];
    size_t count = overdue(s, timers, OVERDUE_NAMED);
    say(s, "%t  %L could not turn for %d: ", s->ev->t, (uint32_t)s->ev->loop, event_ns(s->ev, LOOP_BLOCKED_duration));
    if (s->ev->task) say(s, "%N kept it", s->ev->task);
    else say(s, "a callback kept it");
    if (site_is_known(s->log, s->ev->arg[LOOP_BLOCKED_site])) say(s, " on %P", s->ev->arg[LOOP_BLOCKED_site]);
    say_nearness(s);
    if (count) say(s, "; overdue: ");
    say_timers_of(s, timers, count);
}

// --- a loop of another make -----------------------------------------------------------------------------------------------

void say_FOREIGN_LOOP(const Saying *s) {
    uint32_t name = s->ev->arg[FOREIGN_LOOP_name];
    if (s->ev->arg[FOREIGN_LOOP_own_turn])
        say(s, "The loop `%S` takes its turns by a `_run_once` that is not asyncio's: a subclass or a library has put it there", name);
    else say(s, "The program runs on a loop of another make, `%S`", name);
    say(s, ". It runs as it is, but we cannot see into it: its tasks, timers and turns are missing from here on. "
           "On the loop that `asyncio.run` makes when nothing is put in its place, they would be seen.");
}

void line_FOREIGN_LOOP(const Saying *s) {
    uint32_t name = s->ev->arg[FOREIGN_LOOP_name];
    bool is_own_turn = s->ev->arg[FOREIGN_LOOP_own_turn];
    say(s, is_own_turn ? "%t  the loop %S takes its turns by a _run_once that is not asyncio's" : "%t  the program runs on a loop of another make, %S",
        s->ev->t, name);
    say(s, ": we cannot see into it; on asyncio's own loop we could");
}
