// Trouble: what it is, with the line, what it costs, what to try. A blocked loop is told with the loop.
#include <string.h>

#include "explain/say.h"

#define CIRCLE_MAX 32
#define NAMED_MAX 3
#define WHAT_CELLS 80

// --- deadlock -----------------------------------------------------------------------------------------------------------

static void say_link(const Saying *s, uint32_t task, uint32_t next) {
    const Task *waiter = state_task(s->after, task);
    say(s, "%N waits for ", task);
    if (wait_is_for_sync(waiter->wait) && task == next) say(s, "%Y, which it has itself", waiter->wait_on);
    else if (wait_is_for_sync(waiter->wait)) say(s, "%Y, which %N has", waiter->wait_on, next);
    else say(s, "%N", next);
}

static bool is_all_locks(const State *state, const uint32_t *circle, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (state_task(state, circle[i])->wait != WAIT_FOR_LOCK) return false;
    return true;
}

// Whoever is under a timeout among those who wait for `task`, at any distance; 0: nobody. The first that waits for each is followed.
static uint32_t timed_waiter(const State *state, uint32_t task) {
    for (int distance = 0; task && distance < CIRCLE_MAX; distance++) {
        uint32_t edge = 0;
        if (task_deadline(state, task) != NS_FOREVER) return task;
        task = state_next_waiter(state, task, &edge);
    }
    return 0;
}

static uint32_t timed(const State *state, const uint32_t *circle, size_t count) {
    uint32_t found = 0;
    for (size_t i = 0; i < count && !found; i++) found = timed_waiter(state, circle[i]);
    return found;
}

static size_t say_circle(const Saying *s, uint32_t *circle) {
    size_t count = state_circle(s->after, s->ev->task, circle, CIRCLE_MAX);
    for (size_t i = 0; i < count; i++) {
        if (i) say(s, "; ");
        say_link(s, circle[i], circle[(i + 1) % count]);
    }
    if (!count) say(s, "%N and %u others wait for each other", s->ev->task, (unsigned)s->ev->arg[DEADLOCK_count] - 1);
    return count;
}

void say_DEADLOCK(const Saying *s) {
    uint32_t circle[CIRCLE_MAX];
    say(s, "Deadlock: ");
    size_t count = say_circle(s, circle);
    uint32_t breaker = timed(s->after, circle, count);
    say(s, count == 1 ? ". It cannot go on by itself" : ". None of them can go on by itself");
    if (breaker) say(s, "; %N has a timeout, due at %t", breaker, task_deadline(s->after, breaker));
    say(s, ".");
    if (count == 1) say(s, " A Lock does not know that it is the same task that asks again.");
    if (is_all_locks(s->after, circle, count) && count > 1) say(s, " If every task acquired these locks in the same order, this could not happen.");
}

void line_DEADLOCK(const Saying *s) {
    uint32_t circle[CIRCLE_MAX];
    say(s, "%t  deadlock: ", s->ev->t);
    say_circle(s, circle);
}

// --- a loop that nothing wakes --------------------------------------------------------------------------------------------

static unsigned say_those_who_wait(const Saying *s) {
    unsigned count = 0;
    for (uint32_t id = 1; id <= s->after->n_tasks; id++) {
        const Task *task = state_task(s->after, id);
        if (task->state != TASK_WAITING || task->loop != s->ev->loop || count++ >= NAMED_MAX) continue;
        Str wait = {0};
        explain_wait(&wait, s->log, s->after, id, s->ascii);
        say(s, count == 1 ? " %N waits for %s" : "; %N for %s", id, str_text(&wait));
        str_free(&wait);
    }
    if (count > NAMED_MAX) say(s, "; %u more wait", count - NAMED_MAX);
    return count;
}

void say_LOOP_STUCK(const Saying *s) {
    say(s, "Nothing can wake %L any more: no handle is ready, no timer is set, and no thread, process or connection is left that could.",
        (uint32_t)s->ev->loop);
    if (say_those_who_wait(s)) say(s, ".");
    say(s, " Without a signal, such as that of `^C`, the program waits here for ever.");
}

void line_LOOP_STUCK(const Saying *s) {
    say(s, "%t  nothing can wake %L any more:", s->ev->t, (uint32_t)s->ev->loop);
    if (!say_those_who_wait(s)) say(s, " no task is left");
}

// --- forgotten ------------------------------------------------------------------------------------------------------------

void say_NEVER_AWAITED(const Saying *s) {
    say(s, "`%S(…)` was called but never awaited. The call only made a coroutine, which was thrown away", s->ev->arg[NEVER_AWAITED_name]);
    if (site_is_known(s->log, s->ev->arg[NEVER_AWAITED_site])) say(s, " on %P", s->ev->arg[NEVER_AWAITED_site]);
    say(s, ": none of its code ran. To run it, `await` the call, or give it to `asyncio.create_task`.");
}

void line_NEVER_AWAITED(const Saying *s) {
    say(s, "%t  %S was called but never awaited", s->ev->t, s->ev->arg[NEVER_AWAITED_name]);
    if (site_is_known(s->log, s->ev->arg[NEVER_AWAITED_site])) say(s, ": its coroutine is thrown away on %P", s->ev->arg[NEVER_AWAITED_site]);
}

static void say_exception(const Saying *s, uint32_t type, uint32_t message) {
    say(s, "%S", type);
    if (log_string(s->log, message).len) say(s, ": %S", message);
}

static void say_kept_by(const Saying *s) {
    if (s->ev->task) say(s, "%T", s->ev->task);
    else if (s->ev->arg[NEVER_RETRIEVED_future]) say(s, "%U", s->ev->arg[NEVER_RETRIEVED_future]);
    else say(s, s->is_line ? "a future" : "A future");
}

void say_NEVER_RETRIEVED(const Saying *s) {
    say_kept_by(s);
    say(s, " is gone, and with it an exception that nobody ever asked for: `");
    say_exception(s, s->ev->arg[NEVER_RETRIEVED_type], s->ev->arg[NEVER_RETRIEVED_message]);
    say(s, "`. Only now does asyncio log it. Await the %s, or ask for its `exception()`, and you hear of it in time.",
        s->ev->task ? "task" : "future");
}

void line_NEVER_RETRIEVED(const Saying *s) {
    say(s, "%t  nobody asked ", s->ev->t);
    say_kept_by(s);
    say(s, " for its exception: ");
    say_exception(s, s->ev->arg[NEVER_RETRIEVED_type], s->ev->arg[NEVER_RETRIEVED_message]);
}

static void say_was_waiting(const Saying *s) {
    Str wait = {0};
    explain_wait(&wait, s->log, s->before, s->ev->task, s->ascii);
    if (wait.len) say(s, " while it waited for %s", str_text(&wait));
    str_free(&wait);
}

void say_TASK_DESTROYED(const Saying *s) {
    say(s, "%T was destroyed", s->ev->task);
    say_was_waiting(s);
    say(s, ": nothing in the program referred to it any more, and asyncio itself keeps only a weak reference. It never finishes. Keep tasks in a "
           "variable, a set or a TaskGroup.");
}

void line_TASK_DESTROYED(const Saying *s) {
    say(s, "%t  %N is destroyed before it is done: nothing referred to it any more", s->ev->t, s->ev->task);
}

// --- cancellation, asyncio.run, the exception handler ------------------------------------------------------------------------

void say_CANCEL_SWALLOWED(const Saying *s) {
    const Task *task = state_task(s->after, s->ev->task);
    say(s, "%T had been asked to cancel", s->ev->task);
    if (task && task->cancelled_by && task->cancelled_by != s->ev->task) say(s, " by %N", task->cancelled_by);
    say(s, ", and yet is finished and not cancelled: whoever awaits it sees no CancelledError. If the request was caught, raise it again "
           "after cleaning up.");
}

void line_CANCEL_SWALLOWED(const Saying *s) {
    say(s, "%t  %N had been asked to cancel, but is finished and not cancelled", s->ev->t, s->ev->task);
}

void say_RUN_IN_LOOP(const Saying *s) {
    say_actor(s);
    say(s, " called `asyncio.run`");
    if (site_is_known(s->log, s->ev->arg[RUN_IN_LOOP_site])) say(s, " on %P", s->ev->arg[RUN_IN_LOOP_site]);
    say(s, ", but %L already runs in this thread, so it refuses with RuntimeError. Inside a coroutine, `await` what was to be run.", (uint32_t)s->ev->loop);
}

void line_RUN_IN_LOOP(const Saying *s) {
    say(s, "%t  %N calls asyncio.run", s->ev->t, s->ev->task);
    if (site_is_known(s->log, s->ev->arg[RUN_IN_LOOP_site])) say(s, " on %P", s->ev->arg[RUN_IN_LOOP_site]);
    say(s, ", where %L runs already", (uint32_t)s->ev->loop);
}

// asyncio's message names the file at its end, and the place is told anyhow.
static void say_what(const Saying *s) {
    StrView what = log_string(s->log, s->ev->arg[EXCEPTION_HANDLED_what]);
    const char *file = what.len ? memmem(what.s, what.len, " at /", strlen(" at /")) : NULL;
    if (file) what.len = (size_t)(file - what.s);
    if (what.len) add_text(s->out, what, WHAT_CELLS, s->ascii);
    else say(s, "an exception");
}

void say_EXCEPTION_HANDLED(const Saying *s) {
    say(s, "asyncio told the exception handler of %L: `", (uint32_t)s->ev->loop);
    say_what(s);
    say(s, "`.");
    if (s->ev->arg[EXCEPTION_HANDLED_type]) {
        say(s, " The exception is `");
        say_exception(s, s->ev->arg[EXCEPTION_HANDLED_type], s->ev->arg[EXCEPTION_HANDLED_message]);
        say(s, "`");
        if (site_is_known(s->log, s->ev->arg[EXCEPTION_HANDLED_site])) say(s, ", raised on %P", s->ev->arg[EXCEPTION_HANDLED_site]);
        say(s, ".");
    }
    say(s, " The loop goes on.");
}

void line_EXCEPTION_HANDLED(const Saying *s) {
    say(s, "%t  the exception handler is told: ", s->ev->t);
    say_what(s);
    if (!s->ev->arg[EXCEPTION_HANDLED_type]) return;
    say(s, ": ");
    say_exception(s, s->ev->arg[EXCEPTION_HANDLED_type], s->ev->arg[EXCEPTION_HANDLED_message]);
}
