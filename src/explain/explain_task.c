// Tasks: created, step after step from await to await, done.
#include <string.h>

#include "explain/say.h"

// --- created -------------------------------------------------------------------------------------

// What asyncio does by itself before it closes its loop.
static bool is_cleanup(const Saying *s) {
    return task_is_cleanup(s->log, state_task(s->after, s->ev->task));
}

// What the task runs: "fetch('A')". False: not known.
static bool find_label(const Saying *s, uint32_t task, Str *out) {
    explain_task_label(out, s->log, s->after, task, s->ascii);
    return out->len > 0;
}

void say_TASK_CREATED(const Saying *s) {
    uint32_t task = s->ev->task;
    Str code = {0};
    bool has_code = find_label(s, task, &code);
    if (is_cleanup(s))
        say(s, "asyncio.run creates the task %N to clean up before it closes the loop.", task);
    else if (s->is_line) say(s, "The task %N is created.", task);
    else
        say_at(s, s->ev->arg[TASK_CREATED_site], "%T creates the task %N on %p.",
               "%T creates the task %N.", s->ev->arg[TASK_CREATED_parent], task);
    if (has_code && is_cleanup(s)) say(s, "The task will run %C.", &code);
    else if (has_code && s->is_line) say(s, "It will run %C.", &code);
    else if (has_code) say(s, "It will run %C, but none of that has run yet.", &code);
    else say(s, "None of its code has run yet.");
    str_free(&code);
}

void say_TASK_RENAMED(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->name) say(s, "The task %S is now called %S.", before->name, s->ev->arg[TASK_RENAMED_name]);
    else say(s, "A task is now called %S.", s->ev->arg[TASK_RENAMED_name]);
}

// What comes after a step: after an eager one its creator, in the midst of whose step it ran.
static void say_after_step(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->inside)
        say(s, "This ran inside a step of %N, which now continues.", before->inside);
    else say_next(s);
}

// --- a step begins -------------------------------------------------------------------------------

// A request to cancel a task that awaits another one goes on to that one, which may take no notice; then the await just ends.
static bool is_cancelling(const Saying *s, const Task *before) {
    if (!before->cancel_requested) return false;
    for (uint64_t seq = s->before->events; seq-- > log_first(s->log);) {
        const Event *ev = log_event(s->log, seq);
        if (ev->task != s->ev->task || ev->kind == EV_CANCEL_REQUESTED) continue;
        if (ev->kind == EV_STEP_BEGAN) return true;
        if (ev->kind != EV_TASK_SUSPENDED) continue;
        const Task *target = ev->arg[TASK_SUSPENDED_wait] == WAIT_FOR_TASK ? state_task(s->before, ev->arg[TASK_SUSPENDED_on]) : NULL;
        return !target || !task_is_done(target) || target->state == TASK_CANCELLED_;
    }
    return true;
}

static void line_resumed(const Saying *s, const Task *before) {
    uint32_t task = s->ev->task;
    if (is_cancelling(s, before))
        say_at(s, before->at, "%N continues with CancelledError, raised at its await on %p.",
               "%N continues with CancelledError.", task);
    else say_at(s, before->at, "%N continues after its await on %p.", "%N continues.", task);
}

static void say_resumed(const Saying *s, const Task *before) {
    say(s, "The loop takes %N from the ready queue and runs it.", s->ev->task);
    if (is_cancelling(s, before))
        say_at(s, before->at,
               "It was asked to cancel, so CancelledError is raised at its await on %p.",
               "It was asked to cancel, so CancelledError is raised in it.");
    else
        say_at(s, before->at, "It continues after its await on %p.",
               "It continues where it gave up control.");
    if (before->state == TASK_READY && s->ev->t > before->since + LATE_NS)
        say(s, "It had been ready since %t and waited %d for its turn.", before->since,
            s->ev->t - before->since);
}

static void say_first_step(const Saying *s) {
    Str code = {0};
    bool has_code = find_label(s, s->ev->task, &code);
    if (!s->is_line)
        say(s, "The loop takes %N from the ready queue and runs it for the first time.",
            s->ev->task);
    if (s->is_line && has_code) say(s, "%N begins to run %C.", s->ev->task, &code);
    else if (s->is_line) say(s, "%N begins to run.", s->ev->task);
    else if (has_code) say(s, "It begins at the top of %C.", &code);
    str_free(&code);
}

void say_STEP_BEGAN(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->cancelled_before_start && !before->steps)
        say(s, "%T was cancelled before its first step, so none of its code runs.", s->ev->task);
    else if (!before || !before->steps) say_first_step(s);
    else if (s->is_line) line_resumed(s, before);
    else say_resumed(s, before);
}

// Also for the program itself, or a callback.
static uint32_t inside_of(const Saying *s) {
    const Task *after = state_task(s->after, s->ev->task);
    return after ? after->inside : 0;
}

static void line_eager(const Saying *s) {
    uint32_t task = s->ev->task, inside = inside_of(s);
    Str code = {0};
    bool has_code = find_label(s, task, &code);
    if (!has_code) say(s, "%N begins to run at once.", task);
    else if (inside)
        say(s, "%N begins at once to run %C, inside a step of %N.", task, &code, inside);
    else say(s, "%N begins at once to run %C.", task, &code);
    str_free(&code);
}

void say_EAGER_STEP_BEGAN(const Saying *s) {
    if (s->is_line) {
        line_eager(s);
        return;
    }
    say(s, "%T is eager: its first step does not go through the ready queue.", s->ev->task);
    if (!inside_of(s)) say(s, "It runs now, inside the callback that created it.");
    else
        say(s,
            "It runs now, inside a step of %N, which continues when this task has to wait for the first time or ends.",
            inside_of(s));
}

// --- a step ends at an await ---------------------------------------------------------------------

static const Handle *sleep_timer(const Saying *s) {
    const Handle *timer = state_handle(s->after, s->ev->arg[TASK_SUSPENDED_on]);
    return timer && timer->state == HANDLE_TIMER ? timer : NULL;
}

static void say_why_sleep(const Saying *s) {
    const Handle *timer = sleep_timer(s);
    if (!timer) say(s, "It sleeps.");
    else if (s->is_line) say(s, "It waits until %t.", timer->deadline);
    else say(s, "The loop has a timer for it, due at %t.", timer->deadline);
}

// Some of them may be done already, when tasks are gathered that were created before.
static void say_why_gather(const Saying *s, uint32_t count) {
    const Task *after = state_task(s->after, s->ev->task);
    bool is_of_tasks = after && after->waits != NO_EDGE;
    if (is_of_tasks) say_n(s, count, "It waits for one task.", "It waits for %n tasks.");
    else say_n(s, count, "It waits for one future.", "It waits for %n futures.");
    if (is_of_tasks && after->wait_done)
        say_n(s, after->wait_done, "One of them is already done.", "%n of them are already done.");
}

static void say_why_task(const Saying *s, uint32_t wait, uint32_t on) {
    if (s->is_line) say(s, "It waits for %N.", on);
    else if (wait == WAIT_FOR_SHIELD)
        say(s, "%T is not done yet. It is shielded: cancelling this await would not cancel it.",
            on);
    else say(s, "%T is not done yet.", on);
}

static void say_holder(const Saying *s, uint32_t lock) {
    uint32_t hold = 0, holder = state_next_holder(s->after, lock, &hold);
    const Sync *sync = state_sync(s->after, lock);
    if (holder) say(s, "%Y is held by %N.", lock, holder);
    else if (sync && sync->value) say(s, "%Y is locked.", lock);
    else say(s, "%Y is free, but other tasks were waiting for it first.", lock);
}

static void say_why_sync(const Saying *s, uint32_t wait, uint32_t id) {
    const Sync *sync = state_sync(s->after, id);
    if (!sync) say(s, "It waits for a primitive of asyncio's.");
    else if (wait == WAIT_FOR_LOCK) say_holder(s, id);
    else if (wait == WAIT_FOR_SEMAPHORE) say(s, "%Y has no free permit.", id);
    else if (wait == WAIT_FOR_EVENT_SET) say(s, "%Y is not set.", id);
    else if (wait == WAIT_FOR_CONDITION)
        say(s, "It has released the lock of %Y and waits to be notified.", id);
    else if (wait == WAIT_FOR_BARRIER && sync->state == BARRIER_FILLING)
        say_n(s, sync->value, "%n of %u tasks has arrived at %Y.",
              "%n of %u tasks have arrived at %Y.", (unsigned)sync->size, id);
    else if (wait == WAIT_FOR_BARRIER) say(s, "%Y is still letting other tasks through.", id);
    else if (wait == WAIT_FOR_QUEUE_GET) say(s, "%Y is empty.", id);
    else if (wait == WAIT_FOR_QUEUE_PUT) say(s, "%Y is full.", id);
    else
        say_n(s, sync->unfinished, "One item of %Y is not done yet.",
              "%n items of %Y are not done yet.", id);
}

// A future of asyncio's or a library's own: the function that awaits it says what it is about.
static void say_why_future(const Saying *s, uint32_t future) {
    uint32_t function = log_code(s->log, log_site(s->log, s->ev->arg[TASK_SUSPENDED_site]).code).name;
    if (future) say(s, "%U has no result yet.", future);
    else if (log_string(s->log, function).len)
        say(s, "The future awaited in `%S` has no result yet.", function);
    else say(s, "The future that it awaits has no result yet.");
}

static void say_why_thread(const Saying *s, uint32_t job) {
    if (job && job <= s->after->n_jobs)
        say(s, "It waits for `%S`, which runs in a thread.", s->after->jobs[job - 1].name);
    else say(s, "It waits for a thread.");
}

static void say_why_process(const Saying *s, uint32_t id) {
    const Process *process = state_process(s->after, id);
    if (process && process->name)
        say(s, "The child process `%S` has not ended yet.", process->name);
    else say(s, "The child process has not ended yet.");
}

static void say_why_set(const Saying *s, uint32_t count) {
    if (count)
        say_n(s, count, "It waits for a set of one task.", "It waits for a set of %n tasks.");
    else say(s, "It waits for a set of tasks.");
}

static void say_why_next(const Saying *s, uint32_t count) {
    if (count)
        say_n(s, count, "It waits for the last task, which is not done yet.",
              "It waits for the next of %n tasks to be done.");
    else say(s, "It waits for the next task to be done.");
}

static void say_why(const Saying *s) {
    uint32_t wait = s->ev->arg[TASK_SUSPENDED_wait], on = s->ev->arg[TASK_SUSPENDED_on], count = s->ev->arg[TASK_SUSPENDED_count];
    if (wait_is_for_sync(wait)) {
        say_why_sync(s, wait, on);
        return;
    }
    switch (wait) {
    case WAIT_FOR_SLEEP: say_why_sleep(s); return;
    case WAIT_FOR_TASK:
    case WAIT_FOR_SHIELD:
        if (on) say_why_task(s, wait, on);
        else say(s, "What it awaits is not done yet.");
        return;
    case WAIT_FOR_GATHER: say_why_gather(s, count); return;
    case WAIT_FOR_GROUP:
        say_n(s, count, "Its task group has one task that is not done.",
              "Its task group has %n tasks that are not done.");
        return;
    case WAIT_FOR_ANY: say_why_set(s, count); return;
    case WAIT_FOR_AS_COMPLETED: say_why_next(s, count); return;
    case WAIT_FOR_THREAD: say_why_thread(s, on); return;
    case WAIT_FOR_PROCESS: say_why_process(s, on); return;
    case WAIT_FOR_FUTURE: say_why_future(s, on); return;
    case WAIT_FOR_READ: say(s, "There is no data yet."); return;
    case WAIT_FOR_WRITE: say(s, "The other side has to take some data first."); return;
    case WAIT_FOR_CONNECT: say(s, "There is no connection yet."); return;
    case WAIT_FOR_ACCEPT: say(s, "It waits for clients."); return;
    case WAIT_FOR_CLOSE: say(s, "The connection is not closed yet."); return;
    default: say(s, "What it awaits is not done yet."); return;
    }
}

static void say_where_it_waits(const Saying *s) {
    uint32_t site = s->ev->arg[TASK_SUSPENDED_site];
    StrView line = site_source(s->log, site);
    Str code = {0};
    bool is_await = awaited_expression(line, &code),
         is_block = !is_await && awaited_block(line, s->ascii, &code);
    if (is_await && s->is_line)
        say_at(s, site, "%T awaits %C on %p.", "%T awaits %C.", s->ev->task, &code);
    else if (is_await)
        say_at(s, site, "%T awaits %C on %p and gives up control.",
               "%T awaits %C and gives up control.", s->ev->task, &code);
    else if (is_block && s->is_line)
        say_at(s, site, "%T waits at %C on %p.", "%T waits at %C.", s->ev->task, &code);
    else if (is_block)
        say_at(s, site, "%T waits at %C on %p and gives up control.",
               "%T waits at %C and gives up control.", s->ev->task, &code);
    else say_at(s, site, "%T gives up control on %p.", "%T gives up control.", s->ev->task);
    str_free(&code);
}

void say_TASK_SUSPENDED(const Saying *s) {
    const Task *after = state_task(s->after, s->ev->task);
    say_where_it_waits(s);
    if (after && after->state == TASK_READY)
        say(s, "What it awaits is already done, so its next step is already in the ready queue.");
    else {
        say_why(s);
        if (task_deadline(s->after, s->ev->task) != NS_FOREVER)
            say(s, "It has a timeout at %t.", task_deadline(s->after, s->ev->task));
    }
    if (!s->is_line) say_after_step(s);
}

void say_TASK_AWAITS(const Saying *s) {
    say(s, "%T waits for %T.", s->ev->task, s->ev->arg[TASK_AWAITS_target]);
}

void say_TASK_YIELDED(const Saying *s) {
    say_at(s, s->ev->arg[TASK_YIELDED_site], "%T gives other tasks a turn on %p.",
           "%T gives other tasks a turn.", s->ev->task);
    if (s->is_line) say(s, "It is already back at the end of the ready queue.");
    else {
        say(s,
            "It is not waiting for anything: its next step is already at the end of the ready queue.");
        say_after_step(s);
    }
}

// --- woken ---------------------------------------------------------------------------------------

// Those who wait for a task are woken as the last thing of its last step.
static bool is_ended(const Saying *s, uint32_t id) {
    return task_is_done(state_task(s->before, id)) || state_running_task(s->before) == id;
}

static void say_future_done(const Saying *s, uint32_t id) {
    const Future *future = state_future(s->before, id);
    if (!future) say(s, "%T is ready again: its await is over.", s->ev->task);
    else if (future->state == FUTURE_HAS_RESULT)
        say(s, "%T is ready again: %U has its result.", s->ev->task, id);
    else if (future->state == FUTURE_HAS_EXCEPTION)
        say(s, "%T is ready again: %U has an exception.", s->ev->task, id);
    else if (future->state == FUTURE_CANCELLED_)
        say(s, "%T is ready again: %U was cancelled.", s->ev->task, id);
    else say(s, "%T is ready again: %U is done.", s->ev->task, id);
}

static void say_gathered(const Saying *s, const Task *task) {
    unsigned all = task->wait_count, done = task->wait_done;
    if (done >= all)
        say_n(s, all, "%T is ready again: the one awaitable of its gather is done.",
              "%T is ready again: all %n awaitables of its gather are done.", s->ev->task);
    else
        say_n(s, done, "%T is ready again: its gather is over, with %n of %u done.",
              "%T is ready again: its gather is over, with %n of %u done.", s->ev->task, all);
}

static void say_connected(const Saying *s, uint32_t wait) {
    switch (wait) {
    case WAIT_FOR_READ:
        say(s, "%T is ready again: its wait for data is over.", s->ev->task);
        return;
    case WAIT_FOR_WRITE:
        say(s, "%T is ready again: its wait for the other side is over.", s->ev->task);
        return;
    case WAIT_FOR_CONNECT:
    case WAIT_FOR_CLOSE:
        say(s, "%T is ready again: its wait for the connection is over.", s->ev->task);
        return;
    case WAIT_FOR_ACCEPT:
        say(s, "%T is ready again: its wait for clients is over.", s->ev->task);
        return;
    case WAIT_FOR_PROCESS:
        say(s, "%T is ready again: its wait for the child process is over.", s->ev->task);
        return;
    default: say(s, "%T is ready again: its await is over.", s->ev->task); return;
    }
}

// A wait can end before what was waited for is done: by a timeout, by the first failure of a gather.
static void say_reason(const Saying *s, const Task *task) {
    uint32_t wait = task->wait, on = task->wait_on, id = s->ev->task;
    const Loop *loop = state_loop(s->before, s->ev->loop);
    const Handle *running = loop ? state_handle(s->before, loop->running_handle) : NULL;
    bool is_counted = task->waits != NO_EDGE || task->wait_done,
         is_for_task = wait == WAIT_FOR_TASK || wait == WAIT_FOR_SHIELD;
    if (task->cancel_requested) say(s, "%T is ready again: it was asked to cancel.", id);
    else if (running && running->is_timeout && running->task == id)
        say(s, "%T is ready again: its time is up.", id);
    else if (wait == WAIT_FOR_SLEEP) say(s, "%T is ready again: its sleep is over.", id);
    else if (wait == WAIT_FOR_GROUP && is_counted && task->wait_done >= task->wait_count)
        say(s, "%T is ready again: every task of its group is done.", id);
    else if (wait == WAIT_FOR_ANY && is_counted)
        say_n(s, task->wait_done, "%T is ready again: %n of the %u tasks in its set is done.",
              "%T is ready again: %n of the %u tasks in its set are done.", id, task->wait_count);
    else if (wait == WAIT_FOR_AS_COMPLETED)
        say(s, "%T is ready again: one of the tasks that it waits for is done.", id);
    else if (is_for_task && state_task(s->before, on) && is_ended(s, on))
        say(s, "%T is ready again: %N has ended.", id, on);
    else if (wait == WAIT_FOR_GATHER && is_counted) say_gathered(s, task);
    else if (wait == WAIT_FOR_FUTURE && on) say_future_done(s, on);
    else if (wait_is_for_sync(wait) && state_sync(s->before, on))
        say(s, "%T is ready again: its wait for %Y is over.", id, on);
    else say_connected(s, wait);
}

void say_TASK_WOKEN(const Saying *s) {
    const Loop *loop = state_loop(s->after, s->ev->loop);
    const Task *before = state_task(s->before, s->ev->task);
    if (before) say_reason(s, before);
    else say(s, "%T is ready again: its await is over.", s->ev->task);
    if (s->is_line) return;
    unsigned ahead = loop && loop->ready_count ? loop->ready_count - 1 : 0;
    if (!ahead) say(s, "Its next step is in the ready queue and runs in its turn.");
    else
        say_n(s, ahead,
              "Its next step is in the ready queue, behind one other, and runs in its turn.",
              "Its next step is in the ready queue, behind %n others, and runs in its turn.");
}

// --- done ----------------------------------------------------------------------------------------

static void say_gatherer(const Saying *s, uint32_t waiter, const Task *task) {
    if (task->wait_done >= task->wait_count)
        say_n(s, task->wait_count, "%N gathers this one task, so all that it waits for is done.",
              "%N gathers %n tasks, and all of them are now done.", waiter);
    else
        say_n(s, task->wait_done, "%N gathers %u tasks; one of them is now done.",
              "%N gathers %u tasks; %n of them are now done.", waiter, task->wait_count);
}

// Whom the end of the task concerns: at most one is named, the rest counted.
static void say_waiters(const Saying *s) {
    uint32_t edge = 0, first = state_next_waiter(s->before, s->ev->task, &edge), others = 0;
    if (!first) return;
    while (state_next_waiter(s->before, s->ev->task, &edge)) others++;
    const Task *waiter = state_task(s->after, first);
    if (others)
        say_n(s, others + 1, "One task was waiting for it.", "%n tasks were waiting for it.");
    else if (waiter->wait == WAIT_FOR_GATHER) say_gatherer(s, first, waiter);
    else if (waiter->wait == WAIT_FOR_GROUP)
        say(s, "It belonged to the task group that %N waits for.", first);
    else say(s, "%N was waiting for it.", first);
}

void say_TASK_FINISHED(const Saying *s) {
    uint32_t result = s->ev->arg[TASK_FINISHED_result];
    bool has_result = log_string(s->log, result).len && !view_is(log_string(s->log, result), "None");
    if (has_result) say(s, "%T returns `%S` and is finished.", s->ev->task, result);
    else say(s, "%T reaches its end and is finished.", s->ev->task);
    if (s->is_line) return;
    say_waiters(s);
    say_after_step(s);
}

void say_TASK_FAILED(const Saying *s) {
    uint32_t edge = 0;
    Str exception = {0};
    add_exception(&exception, s, s->ev->arg[TASK_FAILED_type], s->ev->arg[TASK_FAILED_message]);
    say_at(s, s->ev->arg[TASK_FAILED_site], "%T fails with %s, raised on %p.", "%T fails with %s.",
           s->ev->task, str_text(&exception));
    str_free(&exception);
    if (s->is_line) return;
    if (state_next_waiter(s->before, s->ev->task, &edge))
        say(s, "The task keeps the exception for whoever awaits it.");
    else say(s, "The task keeps the exception for whoever awaits it; at this moment no task does.");
    say_waiters(s);
    say_after_step(s);
}

void say_TASK_CANCELLED(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->cancelled_before_start && before->steps <= 1) say(s, "%T is cancelled. None of its code ever ran.", s->ev->task);
    else if (s->is_line) say(s, "%T is cancelled.", s->ev->task);
    else say(s, "%T is cancelled: CancelledError has ended its coroutine.", s->ev->task);
    if (s->is_line) return;
    say_waiters(s);
    say_after_step(s);
}

// --- asked to cancel -----------------------------------------------------------------------------

static void say_who_asks(const Saying *s) {
    uint32_t by = state_running_task(s->before), task = s->ev->task;
    const Loop *loop = state_loop(s->before, s->ev->loop);
    const Handle *running = loop ? state_handle(s->before, loop->running_handle) : NULL;
    if (running && running->is_timeout && running->task == task)
        say(s, "The time of %T is up, so its timeout asks it to cancel.", task);
    else if (by && by != task) say(s, "%T asks %T to cancel.", by, task);
    else if (by) say(s, "%T asks itself to cancel.", by);
    else say(s, "%T is asked to cancel.", task);
}

void say_CANCEL_REQUESTED(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    say_who_asks(s);
    if (s->is_line) return;
    if (log_string(s->log, s->ev->arg[CANCEL_REQUESTED_message]).len)
        say(s, "The message is `%S`.", s->ev->arg[CANCEL_REQUESTED_message]);
    if (before && before->state == TASK_RUNNING)
        say(s, "It is not cancelled yet: the request takes effect when this step ends.");
    else if (before && before->state == TASK_CREATED_)
        say(s, "It is not cancelled yet: when its first step comes, none of its code runs.");
    else if (before && before->state == TASK_WAITING && before->wait == WAIT_FOR_TASK && before->wait_on)
        say(s, "It is not cancelled yet: the request is passed on to %N, which it awaits.",
            before->wait_on);
    else
        say(s,
            "It is not cancelled yet: CancelledError is raised in it when the loop runs it next.");
}
