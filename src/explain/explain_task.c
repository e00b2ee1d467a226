// Tasks: created, step after step from await to await, done.
#include <string.h>

#include "explain/say.h"

// --- created ------------------------------------------------------------------------------------------------------------

static void say_label(const Saying *s, uint32_t task) {
    Str label = {0};
    explain_task_label(&label, s->log, s->after, task, s->ascii);
    if (label.len) say(s, "%C", &label);
    else say(s, "a coroutine");
    str_free(&label);
}

// What asyncio does by itself before it closes its loop.
static bool is_cleanup(const Saying *s) {
    return task_is_cleanup(s->log, state_task(s->after, s->ev->task));
}

void say_TASK_CREATED(const Saying *s) {
    uint32_t parent = s->ev->arg[TASK_CREATED_parent], site = s->ev->arg[TASK_CREATED_site];
    if (is_cleanup(s)) say(s, "asyncio");
    else if (parent) say(s, "%T", parent);
    else say(s, "The program");
    say(s, " made a task, %N", s->ev->task);
    if (site_is_known(s->log, site)) say(s, ", on %P", site);
    say(s, ". It is to run ");
    say_label(s, s->ev->task);
    say(s, is_cleanup(s) ? ", to clean up before the loop is closed." : ", but nothing of that has run yet.");
}

void line_TASK_CREATED(const Saying *s) {
    say(s, is_cleanup(s) ? "%t  asyncio makes the task %N to clean up, with " : "%t  the task %N is made: it is to run ", s->ev->t, s->ev->task);
    say_label(s, s->ev->task);
}

void say_TASK_RENAMED(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->name) say(s, "The task %S is now called %S.", before->name, s->ev->arg[TASK_RENAMED_name]);
    else say(s, "A task is now called %S.", s->ev->arg[TASK_RENAMED_name]);
}

void line_TASK_RENAMED(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->name) say(s, "%t  %S is now called %S", s->ev->t, before->name, s->ev->arg[TASK_RENAMED_name]);
    else say(s, "%t  a task is now called %S", s->ev->t, s->ev->arg[TASK_RENAMED_name]);
}

// What comes after a step: after an eager one its creator, in the midst of whose step it ran.
static void say_after_step(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->inside) say(s, " %N, inside whose step this was, goes on.", before->inside);
    else say_next(s);
}

// --- a step begins ------------------------------------------------------------------------------------------------------

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

// How long it stood in the ready queue, where that is worth a word.
static void say_turn_waited(const Saying *s, const Task *before) {
    if (before->state == TASK_READY && s->ev->t > before->since + LATE_NS)
        say(s, " It has been ready since %t: for %d it had to wait for its turn.", before->since, s->ev->t - before->since);
}

static void say_resumed(const Saying *s, const Task *before) {
    bool is_known = site_is_known(s->log, before->at);
    if (is_cancelling(s, before)) {
        say(s, "It was asked to cancel, so CancelledError is raised in it");
        if (is_known) say(s, ", at its await on %P", before->at);
        say(s, ".");
    } else if (is_known) say(s, "It goes on from its await on %P.", before->at);
    else say(s, "It goes on from where it gave up control.");
    say_turn_waited(s, before);
}

void say_STEP_BEGAN(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->cancelled_before_start && !before->steps) {
        say(s, "It is %T's turn, but it was cancelled before its first step: none of its code runs.", s->ev->task);
        return;
    }
    say(s, "The loop takes %N from the ready queue and runs it. ", s->ev->task);
    if (before && before->steps) {
        say_resumed(s, before);
        return;
    }
    say(s, "This is its first step: ");
    say_label(s, s->ev->task);
    say(s, " begins at the top.");
}

static void line_resumed(const Saying *s, const Task *before) {
    if (is_cancelling(s, before)) say(s, "goes on with CancelledError");
    else if (site_is_known(s->log, before->at)) say(s, "goes on from its await on %P", before->at);
    else say(s, "goes on");
}

void line_STEP_BEGAN(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    say(s, "%t  %N ", s->ev->t, s->ev->task);
    if (before && before->steps) line_resumed(s, before);
    else if (before && before->cancelled_before_start) say(s, "was cancelled before it could begin");
    else {
        say(s, "begins to run ");
        say_label(s, s->ev->task);
    }
}

// Also for the program itself, or a callback.
static uint32_t inside_of(const Saying *s) {
    const Task *after = state_task(s->after, s->ev->task);
    return after ? after->inside : 0;
}

void say_EAGER_STEP_BEGAN(const Saying *s) {
    say(s, "%T is eager: its first step does not wait for a turn in the ready queue. ", s->ev->task);
    if (inside_of(s)) say(s, "It runs now, inside the step of %N, which goes on when this one comes to its first await that has to wait, or to its end.", inside_of(s));
    else say(s, "It runs now, inside the callback that made it.");
}

void line_EAGER_STEP_BEGAN(const Saying *s) {
    say(s, "%t  %N begins at once to run ", s->ev->t, s->ev->task);
    say_label(s, s->ev->task);
    if (inside_of(s)) say(s, ", inside the step of %N", inside_of(s));
}

// --- a step ends at an await --------------------------------------------------------------------------------------------

typedef struct Wait {
    const char *why;   // after a colon in a sentence
    const char *line;  // of --plain, after "it waits"
    const char *what;  // once it is over, after "its wait for"; NULL: not known
} Wait;

// What can be said of a wait without its particulars. Those with a function of their own below have no row.
static const Wait waits[] = {
    [WAIT_FOR_NONE] = {"what it awaits is not done", "until what it awaits is done", NULL},
    [WAIT_FOR_READ] = {"there is no data yet", "for data", "data"},
    [WAIT_FOR_WRITE] = {"the other side has to take some data first", "until the other side has taken some data", "the other side"},
    [WAIT_FOR_CONNECT] = {"the connection is not there yet", "for the connection", "the connection"},
    [WAIT_FOR_ACCEPT] = {"it waits for clients", "for clients", "clients"},
    [WAIT_FOR_CLOSE] = {"the connection is not closed yet", "until the connection is closed", "the connection"},
    [WAIT_FOR_PROCESS] = {"the child process has not ended", "for the child process", "the child process"},
    [WAIT_FOR_AS_COMPLETED] = {"none of those that it waits for is done", "for the next one that is done", NULL},
};

static const Wait *wait_row(uint32_t wait) {
    return &waits[wait < sizeof waits / sizeof *waits && waits[wait].why ? wait : WAIT_FOR_NONE];
}

static const Handle *sleep_timer(const Saying *s) {
    const Handle *timer = state_handle(s->after, s->ev->arg[TASK_SUSPENDED_on]);
    return timer && timer->state == HANDLE_TIMER ? timer : NULL;
}

static uint32_t job_name(const Saying *s) {
    uint32_t job = s->ev->arg[TASK_SUSPENDED_on];
    return job && job <= s->after->n_jobs ? s->after->jobs[job - 1].name : 0;
}

// Some of them may be done already, when tasks are gathered that were made before.
static void say_gather(const Saying *s, uint32_t count) {
    const Task *after = state_task(s->after, s->ev->task);
    bool is_of_tasks = after && after->waits != NO_EDGE;
    say(s, "it gathers %n", count, is_of_tasks ? "task" : "future");
    if (is_of_tasks && after->wait_done) say(s, ", %u of them done already", after->wait_done);
}

static void say_holder(const Saying *s, uint32_t lock) {
    uint32_t hold = 0, holder = state_next_holder(s->after, lock, &hold);
    const Sync *sync = state_sync(s->after, lock);
    if (holder) say(s, "%N has %Y", holder, lock);
    else if (sync && sync->value) say(s, "%Y is taken", lock);
    else say(s, "%Y is free, but others wait for it", lock);
}

static void say_why_sync(const Saying *s, uint32_t wait, uint32_t id) {
    const Sync *sync = state_sync(s->after, id);
    if (!sync) say(s, "it waits for a primitive");
    else if (wait == WAIT_FOR_LOCK) say_holder(s, id);
    else if (wait == WAIT_FOR_SEMAPHORE) say(s, "%Y has no permit left for it", id);
    else if (wait == WAIT_FOR_EVENT_SET) say(s, "%Y is not set", id);
    else if (wait == WAIT_FOR_CONDITION) say(s, "it waits until somebody notifies %Y, whose lock it has released", id);
    else if (wait == WAIT_FOR_BARRIER && sync->state == BARRIER_FILLING) say(s, "%u of %u have arrived at %Y", (unsigned)sync->value, (unsigned)sync->size, id);
    else if (wait == WAIT_FOR_BARRIER) say(s, "%Y still lets others through", id);
    else if (wait == WAIT_FOR_QUEUE_GET) say(s, "%Y is empty", id);
    else if (wait == WAIT_FOR_QUEUE_PUT) say(s, "%Y is full", id);
    else say(s, sync->unfinished == 1 ? "%n of %Y is not done yet" : "%n of %Y are not done yet", (unsigned)sync->unfinished, "item", id);
}

// A future of asyncio's or a library's own: the function that awaits it says what it is about.
static void say_why_future(const Saying *s, uint32_t future) {
    uint32_t function = log_code(s->log, log_site(s->log, s->ev->arg[TASK_SUSPENDED_site]).code).name;
    if (future) say(s, "%U has no result yet", future);
    else if (log_string(s->log, function).len) say(s, "the future that `%S` awaits has no result yet", function);
    else say(s, "the future has no result yet");
}

static uint32_t process_name(const Saying *s) {
    const Process *process = state_process(s->after, s->ev->arg[TASK_SUSPENDED_on]);
    return process ? process->name : 0;
}

static void say_why(const Saying *s) {
    uint32_t wait = s->ev->arg[TASK_SUSPENDED_wait], on = s->ev->arg[TASK_SUSPENDED_on], count = s->ev->arg[TASK_SUSPENDED_count];
    if (wait == WAIT_FOR_SLEEP && sleep_timer(s)) say(s, "the loop has a timer for it, due at %t", sleep_timer(s)->deadline);
    else if (wait == WAIT_FOR_SLEEP) say(s, "it sleeps");
    else if (wait == WAIT_FOR_TASK && on) say(s, "%T is not done yet", on);
    else if (wait == WAIT_FOR_SHIELD && on) say(s, "%T is not done yet, and is shielded: cancelling this await would not cancel it", on);
    else if (wait == WAIT_FOR_GATHER) say_gather(s, count);
    else if (wait == WAIT_FOR_GROUP) say(s, "the task group has %n to wait for", count, "task");
    else if (wait == WAIT_FOR_ANY && count) say(s, "it waits for a set of %n", count, "task");
    else if (wait == WAIT_FOR_ANY) say(s, "it waits for a set of tasks");
    else if (wait == WAIT_FOR_THREAD && job_name(s)) say(s, "`%S` has been handed to a thread and is not done", job_name(s));
    else if (wait == WAIT_FOR_THREAD) say(s, "a thread does the work");
    else if (wait == WAIT_FOR_FUTURE) say_why_future(s, on);
    else if (wait_is_for_sync(wait)) say_why_sync(s, wait, on);
    else if (wait == WAIT_FOR_PROCESS && process_name(s)) say(s, "the child process `%S` has not ended", process_name(s));
    else if (wait == WAIT_FOR_AS_COMPLETED && count) say(s, count == 1 ? "the last one is not done yet" : "it goes on as soon as one of the %u is done", count);
    else say(s, "%s", wait_row(wait)->why);
}

void say_TASK_SUSPENDED(const Saying *s) {
    const Task *after = state_task(s->after, s->ev->task);
    uint32_t site = s->ev->arg[TASK_SUSPENDED_site];
    Str expression = {0};
    bool is_clear = awaited_expression(site_source(s->log, site), &expression);
    bool is_ready = after && after->state == TASK_READY;
    if (is_clear) say(s, "%T awaited %C", s->ev->task, &expression);
    else say(s, "%T gave up control", s->ev->task);
    if (site_is_known(s->log, site)) say(s, " on %P", site);
    say(s, ": ");
    if (is_ready) say(s, "what it waits for is done already, so its next step is in the ready queue");
    else say_why(s);
    if (is_clear) say(s, is_ready ? "; for now it gave up control" : ", and %N gave up control", s->ev->task);
    say(s, ".");
    if (!is_ready && task_deadline(s->after, s->ev->task) != NS_FOREVER) say(s, " Its timeout is at %t.", task_deadline(s->after, s->ev->task));
    say_after_step(s);
    str_free(&expression);
}

static void line_why(const Saying *s) {
    const Task *after = state_task(s->after, s->ev->task);
    uint32_t wait = s->ev->arg[TASK_SUSPENDED_wait], on = s->ev->arg[TASK_SUSPENDED_on], count = s->ev->arg[TASK_SUSPENDED_count];
    if (wait == WAIT_FOR_SLEEP && sleep_timer(s)) say(s, "until %t", sleep_timer(s)->deadline);
    else if (wait == WAIT_FOR_SLEEP) say(s, "for its sleep to end");
    else if ((wait == WAIT_FOR_TASK || wait == WAIT_FOR_SHIELD) && on) say(s, "for %N", on);
    else if (wait == WAIT_FOR_GATHER) say(s, "for %n", count, after && after->waits != NO_EDGE ? "task" : "future");
    else if (wait == WAIT_FOR_GROUP) say(s, "for %n of its group", count, "task");
    else if (wait == WAIT_FOR_ANY && count) say(s, "for a set of %n", count, "task");
    else if (wait == WAIT_FOR_ANY) say(s, "for a set of tasks");
    else if (wait == WAIT_FOR_THREAD && job_name(s)) say(s, "for %S on a thread", job_name(s));
    else if (wait == WAIT_FOR_THREAD) say(s, "for a thread");
    else if (wait == WAIT_FOR_PROCESS && process_name(s)) say(s, "for the child process %S", process_name(s));
    else if (wait == WAIT_FOR_AS_COMPLETED && count) say(s, "for the next of %u that are not done", count);
    else if (wait_is_for_sync(wait) || wait == WAIT_FOR_FUTURE) {
        Str words = {0};
        explain_wait(&words, s->log, s->after, s->ev->task, s->ascii);
        say(s, "for %s", words.len ? str_text(&words) : wait_words(wait));
        str_free(&words);
        return;
    } else say(s, "%s", wait_row(wait)->line);
    if (task_deadline(s->after, s->ev->task) != NS_FOREVER) say(s, ", at most until %t", task_deadline(s->after, s->ev->task));
}

void line_TASK_SUSPENDED(const Saying *s) {
    const Task *after = state_task(s->after, s->ev->task);
    uint32_t site = s->ev->arg[TASK_SUSPENDED_site];
    Str expression = {0};
    say(s, "%t  %N ", s->ev->t, s->ev->task);
    if (awaited_expression(site_source(s->log, site), &expression)) say(s, "awaits %C", &expression);
    else say(s, "gives up control");
    if (site_is_known(s->log, site)) say(s, " on %P", site);
    if (after && after->state == TASK_READY) say(s, ": that is done already");
    else {
        say(s, ": it waits ");
        line_why(s);
    }
    str_free(&expression);
}

void say_TASK_AWAITS(const Saying *s) {
    say(s, "%T waits for %T.", s->ev->task, s->ev->arg[TASK_AWAITS_target]);
}

void say_TASK_YIELDED(const Saying *s) {
    uint32_t site = s->ev->arg[TASK_YIELDED_site];
    say(s, "%T gave up control", s->ev->task);
    if (site_is_known(s->log, site)) say(s, " on %P", site);
    say(s, " without waiting for anything: its next step is at the end of the ready queue already.");
    say_after_step(s);
}

void line_TASK_YIELDED(const Saying *s) {
    uint32_t site = s->ev->arg[TASK_YIELDED_site];
    say(s, "%t  %N gives up control", s->ev->t, s->ev->task);
    if (site_is_known(s->log, site)) say(s, " on %P", site);
    say(s, " and stays ready");
}

// --- woken --------------------------------------------------------------------------------------------------------------

// Those who wait for a task are woken as the last thing of its last step.
static bool is_ended(const Saying *s, uint32_t id) {
    return task_is_done(state_task(s->before, id)) || state_running_task(s->before) == id;
}

static void say_future_done(const Saying *s, uint32_t future) {
    static const char *const how[] = {[FUTURE_PENDING] = "%U is done", [FUTURE_HAS_RESULT] = "%U has its result",
                                      [FUTURE_HAS_EXCEPTION] = "%U has an exception", [FUTURE_CANCELLED_] = "%U was cancelled"};
    say(s, how[state_future(s->before, future)->state], future);
}

// A wait can end before what was waited for is done: by a timeout, by the first failure of a gather.
static void say_reason(const Saying *s) {
    const Task *task = state_task(s->before, s->ev->task);
    uint32_t wait = task ? task->wait : WAIT_FOR_NONE;
    const Task *target = task ? state_task(s->before, task->wait_on) : NULL;
    const Loop *loop = state_loop(s->before, s->ev->loop);
    const Handle *running = loop ? state_handle(s->before, loop->running_handle) : NULL;
    bool is_counted = task && (task->waits != NO_EDGE || task->wait_done);
    if (task && task->cancel_requested) say(s, "it was asked to cancel");
    else if (running && running->is_timeout && running->task == s->ev->task) say(s, "its time is up");
    else if (wait == WAIT_FOR_SLEEP) say(s, "its sleep is over");
    else if (wait == WAIT_FOR_GROUP && is_counted && task->wait_done >= task->wait_count) say(s, "every task of its group is done");
    else if (wait == WAIT_FOR_ANY && is_counted) say(s, "of the %u that it waits for %u %s done", (unsigned)task->wait_count, (unsigned)task->wait_done, task->wait_done == 1 ? "is" : "are");
    else if (wait == WAIT_FOR_AS_COMPLETED) say(s, "one of those that it waits for is done");
    else if ((wait == WAIT_FOR_TASK || wait == WAIT_FOR_SHIELD) && target && is_ended(s, task->wait_on)) say(s, "%N has come to its end", task->wait_on);
    else if (wait == WAIT_FOR_GATHER && is_counted && task->wait_count == 1 && task->wait_done) say(s, "the one that it gathers is done");
    else if (wait == WAIT_FOR_GATHER && is_counted && task->wait_done >= task->wait_count) say(s, "all %u that it gathers are done", task->wait_count);
    else if (wait == WAIT_FOR_GATHER && is_counted) say(s, "its await is over, with %u of %u done", task->wait_done, task->wait_count);
    else if (wait == WAIT_FOR_FUTURE && state_future(s->before, task->wait_on)) say_future_done(s, task->wait_on);
    else if (wait_is_for_sync(wait) && state_sync(s->before, task->wait_on)) say(s, "its wait for %Y is over", task->wait_on);
    else if (wait_row(wait)->what) say(s, "its wait for %s is over", wait_row(wait)->what);
    else say(s, "its await is over");
}

void say_TASK_WOKEN(const Saying *s) {
    const Loop *loop = state_loop(s->after, s->ev->loop);
    say(s, "%T is ready again: ", s->ev->task);
    say_reason(s);
    say(s, ". Its next step is now in the ready queue");
    if (loop && loop->ready_count == 2) say(s, ", behind one other");
    else if (loop && loop->ready_count > 2) say(s, ", behind %u others", loop->ready_count - 1);
    say(s, "; it runs when its turn comes.");
}

void line_TASK_WOKEN(const Saying *s) {
    say(s, "%t  %N is ready again: ", s->ev->t, s->ev->task);
    say_reason(s);
}

// --- done ---------------------------------------------------------------------------------------------------------------

static void say_gathered(const Saying *s, uint32_t waiter, const Task *task) {
    say(s, " %N gathers %n, ", waiter, task->wait_count, "task");
    if (task->wait_done >= task->wait_count) say(s, task->wait_count == 1 ? "which is done now." : "and all of them are done now.");
    else say(s, "%u of them done by now.", task->wait_done);
}

// Whom the end of the task concerns: at most one is named, the rest counted.
static void say_waiters(const Saying *s) {
    uint32_t edge = 0, first = state_next_waiter(s->before, s->ev->task, &edge), others = 0;
    if (!first) return;
    while (state_next_waiter(s->before, s->ev->task, &edge)) others++;
    const Task *waiter = state_task(s->after, first);
    if (others) say(s, " %n waited for it.", (unsigned)others + 1, "task");
    else if (waiter->wait == WAIT_FOR_GATHER) say_gathered(s, first, waiter);
    else if (waiter->wait == WAIT_FOR_GROUP) say(s, " It belonged to the task group that %N waits for.", first);
    else say(s, " %N waits for it.", first);
}

void say_TASK_FINISHED(const Saying *s) {
    uint32_t result = s->ev->arg[TASK_FINISHED_result];
    bool has_result = log_string(s->log, result).len && !view_is(log_string(s->log, result), "None");
    if (has_result) say(s, "%T returned `%S`, and so is finished.", s->ev->task, result);
    else say(s, "%T has come to its end, and so is finished.", s->ev->task);
    say_waiters(s);
    say_after_step(s);
}

void line_TASK_FINISHED(const Saying *s) {
    uint32_t result = s->ev->arg[TASK_FINISHED_result];
    say(s, "%t  %N is finished", s->ev->t, s->ev->task);
    if (log_string(s->log, result).len && !view_is(log_string(s->log, result), "None")) say(s, " and returns %S", result);
}

static void say_failure(const Saying *s) {
    say(s, "%S", s->ev->arg[TASK_FAILED_type]);
    if (log_string(s->log, s->ev->arg[TASK_FAILED_message]).len) say(s, ": %S", s->ev->arg[TASK_FAILED_message]);
}

void say_TASK_FAILED(const Saying *s) {
    uint32_t edge = 0;
    say(s, "%T failed with `", s->ev->task);
    say_failure(s);
    say(s, "`");
    if (site_is_known(s->log, s->ev->arg[TASK_FAILED_site])) say(s, ", raised on %P", s->ev->arg[TASK_FAILED_site]);
    say(s, ". The task keeps the exception for whoever awaits it");
    say(s, state_next_waiter(s->before, s->ev->task, &edge) ? "." : "; at this moment no task does.");
    edge = 0;
    if (state_next_waiter(s->before, s->ev->task, &edge)) say_waiters(s);
    say_after_step(s);
}

void line_TASK_FAILED(const Saying *s) {
    say(s, "%t  %N fails with ", s->ev->t, s->ev->task);
    say_failure(s);
    if (site_is_known(s->log, s->ev->arg[TASK_FAILED_site])) say(s, ", raised on %P", s->ev->arg[TASK_FAILED_site]);
}

void say_TASK_CANCELLED(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    if (before && before->cancelled_before_start && before->steps <= 1) say(s, "%T is cancelled. None of its code ever ran.", s->ev->task);
    else say(s, "%T is cancelled: CancelledError has ended its coroutine.", s->ev->task);
    say_waiters(s);
    say_after_step(s);
}

void line_TASK_CANCELLED(const Saying *s) {
    say(s, "%t  %N is cancelled", s->ev->t, s->ev->task);
}

// --- asked to cancel ----------------------------------------------------------------------------------------------------

static void say_who_asked(const Saying *s) {
    uint32_t by = state_running_task(s->before);
    const char *asks = s->is_line ? "asks" : "asked", *is = s->is_line ? "is" : "was";
    const Loop *loop = state_loop(s->before, s->ev->loop);
    const Handle *running = loop ? state_handle(s->before, loop->running_handle) : NULL;
    if (running && running->is_timeout && running->task == s->ev->task)
        say(s, s->is_line ? "the timeout of %N %s it to cancel" : "The timeout of %N %s it to cancel", s->ev->task, asks);
    else if (by && by != s->ev->task) say(s, "%T %s %T to cancel", by, asks, s->ev->task);
    else if (by) say(s, "%T %s itself to cancel", by, asks);
    else say(s, "%T %s asked to cancel", s->ev->task, is);
}

void say_CANCEL_REQUESTED(const Saying *s) {
    const Task *before = state_task(s->before, s->ev->task);
    say_who_asked(s);
    if (log_string(s->log, s->ev->arg[CANCEL_REQUESTED_message]).len) say(s, " (`%S`)", s->ev->arg[CANCEL_REQUESTED_message]);
    say(s, ". It is not cancelled yet");
    if (before && before->state == TASK_RUNNING) say(s, ": the loop acts on that after this step.");
    else if (before && before->state == TASK_CREATED_) say(s, ": when its first step comes, none of its code runs.");
    else if (before && before->state == TASK_WAITING && before->wait == WAIT_FOR_TASK && before->wait_on)
        say(s, ": the request goes on to %N, which it awaits.", before->wait_on);
    else say(s, ": CancelledError will be raised in it when the loop runs it next.");
}

void line_CANCEL_REQUESTED(const Saying *s) {
    say(s, "%t  ", s->ev->t);
    say_who_asked(s);
}
