// Trouble: what it is, with the line, what it costs, what to try. A blocked loop is told with the loop.
#include <string.h>

#include "base/words.h"
#include "explain/say.h"

#define CIRCLE_MAX 32
#define NAMED_MAX 3
#define WHAT_CELLS 80

// --- deadlock ------------------------------------------------------------------------------------

static void say_link(const Saying *s, uint32_t task, uint32_t next) {
    const Task *waiter = state_task(s->after, task);
    if (wait_is_for_sync(waiter->wait) && task == next)
        say(s, "%N waits for %Y, which it holds itself.", task, waiter->wait_on);
    else if (wait_is_for_sync(waiter->wait))
        say(s, "%N waits for %Y, which %N holds.", task, waiter->wait_on, next);
    else say(s, "%N waits for %N.", task, next);
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

static void say_remedy(const Saying *s, const uint32_t *circle, size_t count) {
    uint32_t breaker = timed(s->after, circle, count);
    if (count == 1) say(s, "It cannot continue by itself.");
    else say(s, "None of them can continue by itself.");
    if (breaker)
        say(s, "But %N has a timeout, due at %t.", breaker, task_deadline(s->after, breaker));
    if (count == 1) say(s, "A Lock does not notice that the same task asks for it again.");
    if (is_all_locks(s->after, circle, count) && count > 1)
        say(s, "If every task acquired these locks in the same order, this could not happen.");
}

void say_DEADLOCK(const Saying *s) {
    uint32_t circle[CIRCLE_MAX];
    unsigned others = s->ev->arg[DEADLOCK_count] ? s->ev->arg[DEADLOCK_count] - 1 : 0;
    size_t count = state_circle(s->after, s->ev->task, circle, CIRCLE_MAX);
    if (!count)
        say_n(s, others, "Deadlock: %N and one other task wait for each other.",
              "Deadlock: %N and %n other tasks wait for each other.", s->ev->task);
    else say(s, "Deadlock!");
    for (size_t i = 0; i < count; i++) say_link(s, circle[i], circle[(i + 1) % count]);
    if (!s->is_line) say_remedy(s, circle, count);
}

// --- a loop that nothing wakes -------------------------------------------------------------------

static void say_those_who_wait(const Saying *s) {
    unsigned count = 0;
    for (uint32_t id = 1; id <= s->after->n_tasks; id++) {
        const Task *task = state_task(s->after, id);
        if (task->state != TASK_WAITING || task->loop != s->ev->loop || count++ >= NAMED_MAX) continue;
        Str wait = {0};
        explain_wait(&wait, s->log, s->after, id, s->ascii);
        say(s, "%N waits for: %s.", id, str_text(&wait));
        str_free(&wait);
    }
    if (count > NAMED_MAX)
        say_n(s, count - NAMED_MAX, "One more task is waiting.", "%n more tasks are waiting.");
    else if (!count) say(s, "No tasks are waiting.");
}

void say_LOOP_STUCK(const Saying *s) {
    say(s, "Nothing can wake %L any more.", (uint32_t)s->ev->loop);
    if (!s->is_line)
        say(s,
            "No handle is ready, no timer is set, and there is no thread, process or connection that could wake it.");
    say_those_who_wait(s);
    if (!s->is_line)
        say(s, "The program waits here for ever, unless a signal such as `^C` ends it.");
}

// --- forgotten -----------------------------------------------------------------------------------

void say_NEVER_AWAITED(const Saying *s) {
    uint32_t site = s->ev->arg[NEVER_AWAITED_site], name = s->ev->arg[NEVER_AWAITED_name];
    say_at(s, site, "`%S(...)` was called but never awaited: its coroutine is thrown away on %p.",
           "`%S(...)` was called but never awaited: its coroutine is thrown away.", name);
    if (!s->is_line)
        say(s,
            "None of its code ran. To run it, `await` the call or pass it to `asyncio.create_task`.");
}

void say_NEVER_RETRIEVED(const Saying *s) {
    uint32_t task = s->ev->task, future = s->ev->arg[NEVER_RETRIEVED_future];
    Str exception = {0};
    add_exception(&exception, s, s->ev->arg[NEVER_RETRIEVED_type],
                  s->ev->arg[NEVER_RETRIEVED_message]);
    if (task)
        say(s, "%T failed with %s, but nothing ever retrieved the exception.", task,
            str_text(&exception));
    else if (future)
        say(s, "%U has the exception %s, but nothing ever retrieved it.", future,
            str_text(&exception));
    else
        say(s, "A future has the exception %s, but nothing ever retrieved it.",
            str_text(&exception));
    str_free(&exception);
    if (s->is_line) return;
    if (task)
        say(s,
            "asyncio logs it only now that the task is gone. Await the task, or call its `exception()`, to see it in time.");
    else
        say(s,
            "asyncio logs it only now that the future is gone. Await the future, or call its `exception()`, to see it in time.");
}

void say_TASK_DESTROYED(const Saying *s) {
    Str wait = {0};
    say(s, "%T is destroyed before it is done: nothing referred to it any more.", s->ev->task);
    if (s->is_line) return;
    explain_wait(&wait, s->log, s->before, s->ev->task, s->ascii);
    if (wait.len) say(s, "It was waiting for: %s.", str_text(&wait));
    str_free(&wait);
    say(s,
        "asyncio itself keeps only a weak reference to a task. Keep your tasks in a variable, a set or a TaskGroup.");
}

// --- cancellation, asyncio.run, the exception handler --------------------------------------------

void say_CANCEL_SWALLOWED(const Saying *s) {
    const Task *task = state_task(s->after, s->ev->task);
    if (task && task->cancelled_by && task->cancelled_by != s->ev->task)
        say(s, "%N asked %T to cancel, but it finished without being cancelled.",
            task->cancelled_by, s->ev->task);
    else say(s, "%T was asked to cancel, but it finished without being cancelled.", s->ev->task);
    if (!s->is_line)
        say(s,
            "A task that awaits it sees no CancelledError. If its code catches CancelledError, it should raise it again after cleaning up.");
}

void say_RUN_IN_LOOP(const Saying *s) {
    say_at(s, s->ev->arg[RUN_IN_LOOP_site],
           "%T calls `asyncio.run` on %p, but %L is already running in this thread.",
           "%T calls `asyncio.run`, but %L is already running in this thread.", s->ev->task,
           (uint32_t)s->ev->loop);
    if (!s->is_line)
        say(s,
            "So it raises RuntimeError. Inside a coroutine, `await` the other coroutine instead.");
}

// asyncio's message names the file at its end, and the place is told anyhow.
static void find_what(const Saying *s, Str *out) {
    StrView what = log_string(s->log, s->ev->arg[EXCEPTION_HANDLED_what]);
    const char *file = what.len ? memmem(what.s, what.len, " at /", strlen(" at /")) : NULL;
    if (file) what.len = (size_t)(file - what.s);
    add_text(out, what, WHAT_CELLS, s->ascii);
}

void say_EXCEPTION_HANDLED(const Saying *s) {
    Str what = {0}, exception = {0};
    find_what(s, &what);
    if (what.len)
        say(s, "asyncio calls the exception handler of %L: `%s`.", (uint32_t)s->ev->loop,
            str_text(&what));
    else say(s, "asyncio calls the exception handler of %L.", (uint32_t)s->ev->loop);
    if (s->ev->arg[EXCEPTION_HANDLED_type]) {
        add_exception(&exception, s, s->ev->arg[EXCEPTION_HANDLED_type],
                      s->ev->arg[EXCEPTION_HANDLED_message]);
        say_at(s, s->ev->arg[EXCEPTION_HANDLED_site], "The exception is %s, raised on %p.",
               "The exception is %s.", str_text(&exception));
    }
    if (!s->is_line) say(s, "The loop continues.");
    str_free(&what);
    str_free(&exception);
}
