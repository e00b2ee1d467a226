// Why a task does not go on, and who can wake it: from the task along those it waits for to what all of it depends on in the end.
#include "explain/say.h"

enum { CHAIN_MAX = 8, NAMED_MAX = 4 };

// --- a wait -------------------------------------------------------------------------------------------------------------------------

static void say_others_before(const Saying *s, uint32_t id, const Task *task) {
    unsigned before = 0;
    for (uint32_t other = 0; (other = state_next_sync_waiter(s->after, task->wait_on, other));)
        before += other != id && state_task(s->after, other)->wait == task->wait && state_task(s->after, other)->since < task->since;
    if (before) say(s, " %n came before it and will be served first.", before, "task");
}

// Those who have a lock or a permit: in one list, and the first of them.
static uint32_t say_holders(const Saying *s, uint32_t sync) {
    uint32_t hold = 0, holder, first = 0;
    unsigned count = 0;
    while ((holder = state_next_holder(s->after, sync, &hold)) && count < NAMED_MAX) {
        say(s, count++ ? ", %N" : "%N", holder);
        if (!first) first = holder;
    }
    if (holder) say(s, " and others");
    return first;
}

static uint32_t say_lock(const Saying *s, const Task *task) {
    uint32_t hold = 0, holder = state_next_holder(s->after, task->wait_on, &hold);
    if (!holder) {
        say(s, "%Y was released; it is about to be handed on.", task->wait_on);
        return 0;
    }
    say(s, "%N has had %Y since %t, and wakes the next in line by releasing it.", holder, task->wait_on, s->after->holds[hold - 1].since);
    return holder;
}

static uint32_t say_semaphore(const Saying *s, const Task *task) {
    say(s, "No permit of %Y is free. Those who have one: ", task->wait_on);
    uint32_t first = say_holders(s, task->wait_on);
    if (!first) say(s, "nobody that is known");
    say(s, ". Whoever releases one wakes the next in line.");
    return first;
}

static uint32_t say_sync(const Saying *s, uint32_t id, const Task *task) {
    const Sync *sync = state_sync(s->after, task->wait_on);
    uint32_t next = 0;
    if (!sync) say(s, "It waits for a primitive that is not known here.");
    else if (task->wait == WAIT_FOR_LOCK) next = say_lock(s, task);
    else if (task->wait == WAIT_FOR_SEMAPHORE) next = say_semaphore(s, task);
    else if (task->wait == WAIT_FOR_EVENT_SET) say(s, "%Y is not set: whoever calls its `set()` wakes all who wait for it.", task->wait_on);
    else if (task->wait == WAIT_FOR_CONDITION) say(s, "Somebody has to call `notify()` on %Y while holding its lock.", task->wait_on);
    else if (task->wait == WAIT_FOR_BARRIER) say(s, "%u of %u have arrived at %Y: the last to arrive wakes them all.", (unsigned)sync->value, (unsigned)sync->size, task->wait_on);
    else if (task->wait == WAIT_FOR_QUEUE_GET) say(s, "%Y is empty, after %n put and %u taken out: whoever puts the next one wakes the first who waits.", task->wait_on, (unsigned)sync->in, "item", (unsigned)sync->out);
    else if (task->wait == WAIT_FOR_QUEUE_PUT) say(s, "%Y is full with %n: whoever gets one wakes the first who waits to put.", task->wait_on, (unsigned)sync->value, "item");
    else say(s, "%n put into %Y and not yet marked by `task_done()`: the last mark wakes it.", (unsigned)sync->unfinished, "item", task->wait_on);
    if (sync && task->wait != WAIT_FOR_EVENT_SET && task->wait != WAIT_FOR_BARRIER && task->wait != WAIT_FOR_QUEUE_JOIN) say_others_before(s, id, task);
    return next;
}

static void say_sleep(const Saying *s, const Task *task) {
    const Handle *timer = state_handle(s->after, task->wait_on);
    if (!timer || timer->state != HANDLE_TIMER) {
        say(s, "Its sleep is over: it is about to be woken.");
        return;
    }
    uint64_t left = timer->deadline > s->after->now ? timer->deadline - s->after->now : 0;
    say(s, left ? "Its timer is due at %t, in %d: then the loop wakes it. No other task can." : "Its timer was due at %t: the loop wakes it as soon as it gets to its timers.", timer->deadline, left);
}

// Several tasks: those that are not done, and the first of them.
static uint32_t say_tasks(const Saying *s, uint32_t id, const Task *task) {
    uint32_t edge = 0, target, first = 0;
    unsigned count = 0, left = 0;
    while ((target = state_next_target(s->after, id, &edge))) {
        const Task *of = state_task(s->after, target);
        if (!of || task_is_done(of)) continue;
        if (!first) first = target;
        if (count < NAMED_MAX) say(s, count++ ? ", %N" : "It goes on when these are done: %N", target);
        else left++;
    }
    if (left) say(s, " and %u more", left);
    if (first) {
        say(s, task->wait == WAIT_FOR_ANY || task->wait == WAIT_FOR_AS_COMPLETED ? ". How many of them it takes depends on how it asked." : ".");
        return first;
    }
    Str words = {0};
    explain_wait(&words, s->log, s->after, id, s->ascii);
    say(s, "It waits for: %s.", str_text(&words));
    str_free(&words);
    return 0;
}

static void say_from_outside(const Saying *s, const Task *task) {
    const Process *process = task->wait == WAIT_FOR_PROCESS ? state_process(s->after, task->wait_on) : NULL;
    bool has_job = task->wait == WAIT_FOR_THREAD && task->wait_on && task->wait_on <= s->after->n_jobs;
    if (has_job) say(s, "`%S` has to end on its thread: then the thread wakes the loop, and the loop this task.", s->after->jobs[task->wait_on - 1].name);
    else if (task->wait == WAIT_FOR_THREAD) say(s, "A thread has to end its work.");
    else if (process) say(s, "The child process `%S` (pid %u) has to end.", process->name, (unsigned)process->pid);
    else if (task->wait == WAIT_FOR_PROCESS) say(s, "A child process has to end.");
    else if (task->wait == WAIT_FOR_CLOSE) say(s, "The other end of the connection has to let go.");
    else if (task->wait_on) say(s, "The selector watches fd %u, and wakes it as soon as there is %s.", (unsigned)task->wait_on - 1, wait_words(task->wait));
    else say(s, "The selector wakes it as soon as there is %s.", wait_words(task->wait));
}

// Why this one waits; returns whom that depends on, 0: nobody that is known.
static uint32_t say_wait(const Saying *s, uint32_t id) {
    const Task *task = state_task(s->after, id);
    switch (task->wait) {
    case WAIT_FOR_SLEEP: say_sleep(s, task); return 0;
    case WAIT_FOR_TASK: case WAIT_FOR_SHIELD:
        if (!state_task(s->after, task->wait_on)) break;
        say(s, "It goes on when %T is done.", task->wait_on);
        return task->wait_on;
    case WAIT_FOR_GATHER: case WAIT_FOR_GROUP: case WAIT_FOR_ANY: case WAIT_FOR_AS_COMPLETED: return say_tasks(s, id, task);
    case WAIT_FOR_FUTURE:
        if (task->wait_on) say(s, "%U has no result: whoever sets one wakes it.", task->wait_on);
        else say(s, "It waits for a future inside `%S`, and goes on when that has a result.", log_code(s->log, log_site(s->log, task->at).code).name);
        return 0;
    case WAIT_FOR_READ: case WAIT_FOR_WRITE: case WAIT_FOR_CONNECT: case WAIT_FOR_ACCEPT: case WAIT_FOR_CLOSE: case WAIT_FOR_THREAD: case WAIT_FOR_PROCESS:
        say_from_outside(s, task);
        return 0;
    default: break;
    }
    if (wait_is_for_sync(task->wait)) return say_sync(s, id, task);
    say(s, "What it waits for is not known.");
    return 0;
}

// --- the other states ---------------------------------------------------------------------------------------------------------------

static unsigned place_in_queue(const State *state, const Task *task, uint32_t *loop) {
    unsigned place = 1;
    const Handle *handle = state_handle(state, task->handle);
    if (!handle || handle->state != HANDLE_READY) return 0;
    *loop = handle->loop;
    for (uint32_t at = handle->prev; at != NO_HANDLE; at = state->handles[at].prev) place++;
    return place;
}

static void say_ready(const Saying *s, uint32_t id, const Task *task) {
    uint32_t loop = 0, place = place_in_queue(s->after, task, &loop);
    say(s, task->state == TASK_CREATED_ ? "%T has not begun. Its first step" : "%T waits for nothing but its turn. Its next step", id);
    if (!place) {
        say(s, " is about to run.");
        return;
    }
    const Loop *of = state_loop(s->after, loop);
    say(s, " stands at place %u of %u in the ready queue since %t", place, (unsigned)of->ready_count, task->since);
    if (of->phase == PHASE_RUN && of->is_running) say(s, place <= of->turn_left ? ", and runs in this turn of the loop" : ", too late for this turn of the loop: it runs in the next");
    say(s, ".");
    if (of->running_task) say(s, " Now %N runs.", of->running_task);
}

static void say_suspended(const Saying *s, uint32_t id, const Task *task, bool is_first) {
    Str expression = {0};
    bool is_clear = awaited_expression(site_source(s->log, task->at), &expression);
    say(s, is_first ? "%T is suspended" : "%N is suspended", id);
    if (site_is_known(s->log, task->at)) say(s, " on %P", task->at);
    if (is_clear) say(s, ", at `await %s`,", str_text(&expression));
    say(s, " since %t. ", task->since);
    str_free(&expression);
}

static void say_done(const Saying *s, uint32_t id, const Task *task) {
    say(s, "%T is %s since %t: nothing will wake it again.", id, task_state_word(task->state), task->since);
}

static bool is_among(const uint32_t *chain, size_t count, uint32_t id) {
    for (size_t i = 0; i < count; i++)
        if (chain[i] == id) return true;
    return false;
}

// One paragraph for each task of the chain.
static void say_chain(const Saying *s, uint32_t id) {
    uint32_t chain[CHAIN_MAX];
    size_t count = 0;
    while (id && count < CHAIN_MAX) {
        const Task *task = state_task(s->after, id);
        if (!task) return;
        if (count) say(s, "\n");
        if (is_among(chain, count, id)) {
            say(s, "So %N waits for itself, in a circle: none of these can go on unless something else steps in.", id);
            return;
        }
        chain[count++] = id;
        if (task_is_done(task)) say_done(s, id, task);
        else if (task->state == TASK_RUNNING) say(s, "%T runs right now.", id);
        else if (task->state != TASK_WAITING) say_ready(s, id, task);
        if (task->state != TASK_WAITING) return;
        say_suspended(s, id, task, count == 1);
        uint32_t next = say_wait(s, id);
        if (task_deadline(s->after, id) != NS_FOREVER) say(s, " Its timeout cancels that wait at %t.", task_deadline(s->after, id));
        if (task->cancel_requested) say(s, " It was asked to cancel, and is woken for that.");
        id = next;
    }
}

static void say_waiters(const Saying *s, uint32_t id) {
    uint32_t edge = 0, waiter;
    unsigned count = 0;
    while ((waiter = state_next_waiter(s->after, id, &edge)) && count < NAMED_MAX) say(s, count++ ? ", %N" : "\nFor its end wait: %N", waiter);
    if (count) say(s, waiter ? " and others." : ".");
}

void explain_why(Str *out, const Log *log, const State *state, uint32_t task, bool ascii) {
    Saying s = {.out = out, .log = log, .before = state, .after = state, .ascii = ascii};
    if (!state_task(state, task)) return;
    say_chain(&s, task);
    say_waiters(&s, task);
}
