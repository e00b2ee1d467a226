// Why a task does not go on, and who can wake it: from the task along those it waits for to what all of it depends on in the end.
#include "explain/say.h"

enum { CHAIN_MAX = 8, NAMED_MAX = 4 };

// --- a wait --------------------------------------------------------------------------------------

static void say_others_before(const Saying *s, uint32_t id, const Task *task) {
    unsigned ahead = 0;
    for (uint32_t other = 0; (other = state_next_sync_waiter(s->after, task->wait_on, other));)
        ahead += other != id && state_task(s->after, other)->wait == task->wait &&
                 state_task(s->after, other)->since < task->since;
    if (ahead)
        say_n(s, ahead, "One task came before it and is served first.",
              "%n tasks came before it and are served first.");
}

static uint32_t say_lock(const Saying *s, const Task *task) {
    uint32_t hold = 0, holder = state_next_holder(s->after, task->wait_on, &hold);
    if (holder)
        say(s, "%N has held %Y since %t. When it releases it, the next task in line is woken.",
            holder, task->wait_on, s->after->holds[hold - 1].since);
    else say(s, "%Y has been released and is about to be passed on.", task->wait_on);
    return holder;
}

static uint32_t say_semaphore(const Saying *s, const Task *task) {
    uint32_t hold = 0, holder, first = 0;
    Names names = {.max = NAMED_MAX};
    while ((holder = state_next_holder(s->after, task->wait_on, &hold))) {
        names_add(s, &names, holder);
        if (!first) first = holder;
    }
    Str list = {0};
    names_list(&list, &names);
    if (first)
        say(s, "%Y has no free permit: they are held by %s.", task->wait_on, str_text(&list));
    else say(s, "%Y has no free permit, and it is not known who holds them.", task->wait_on);
    say(s, "When one is released, the next task in line is woken.");
    str_free(&list);
    return first;
}

static void say_queue(const Saying *s, const Task *task, const Sync *queue) {
    uint32_t id = task->wait_on;
    if (task->wait == WAIT_FOR_QUEUE_JOIN)
        say_n(s, queue->unfinished,
              "One item of %Y still lacks its `task_done()`. That call wakes it.",
              "%n items of %Y still lack their `task_done()`. The last of these calls wakes it.",
              id);
    else if (task->wait == WAIT_FOR_QUEUE_PUT) {
        say_n(s, queue->value, "%Y is full, with one item.", "%Y is full, with %n items.", id);
        say(s, "The next `get` wakes the first task that waits to put.");
    } else {
        say_n(s, queue->in, "%Y is empty: one item was put in, %u taken out.",
              "%Y is empty: %n items were put in, %u taken out.", id, queue->out);
        say(s, "The next `put` wakes the first task that waits to get.");
    }
}

static uint32_t say_sync(const Saying *s, uint32_t id, const Task *task) {
    const Sync *sync = state_sync(s->after, task->wait_on);
    uint32_t next = 0;
    if (!sync) {
        say(s, "It waits for a primitive that this recording does not know.");
        return 0;
    }
    if (task->wait == WAIT_FOR_LOCK) next = say_lock(s, task);
    else if (task->wait == WAIT_FOR_SEMAPHORE) next = say_semaphore(s, task);
    else if (task->wait == WAIT_FOR_EVENT_SET)
        say(s, "%Y is not set. Calling its `set()` wakes all tasks that wait for it.",
            task->wait_on);
    else if (task->wait == WAIT_FOR_CONDITION)
        say(s, "A task that holds the lock of %Y has to call its `notify()`.", task->wait_on);
    else if (task->wait == WAIT_FOR_BARRIER)
        say_n(s, sync->value,
              "%n of %u tasks has arrived at %Y. The last to arrive wakes them all.",
              "%n of %u tasks have arrived at %Y. The last to arrive wakes them all.",
              (unsigned)sync->size, task->wait_on);
    else say_queue(s, task, sync);
    if (task->wait != WAIT_FOR_EVENT_SET && task->wait != WAIT_FOR_BARRIER &&
        task->wait != WAIT_FOR_QUEUE_JOIN)
        say_others_before(s, id, task);
    return next;
}

static void say_sleep(const Saying *s, const Task *task) {
    const Handle *timer = state_handle(s->after, task->wait_on);
    if (!timer || timer->state != HANDLE_TIMER)
        say(s, "Its sleep is over, and it is about to be woken.");
    else if (timer->deadline > s->after->now)
        say(s, "Its timer is due at %t, in %d. Then the loop wakes it; no other task can.",
            timer->deadline, timer->deadline - s->after->now);
    else
        say(s, "Its timer was due at %t. The loop wakes it as soon as it checks its timers.",
            timer->deadline);
}

// Several tasks: those that are not done, and the first of them.
static uint32_t say_tasks(const Saying *s, uint32_t id, const Task *task) {
    uint32_t edge = 0, target, first = 0;
    Names names = {.max = NAMED_MAX};
    while ((target = state_next_target(s->after, id, &edge))) {
        const Task *of = state_task(s->after, target);
        if (!of || task_is_done(of)) continue;
        names_add(s, &names, target);
        if (!first) first = target;
    }
    unsigned count = (unsigned)names.count;
    Str list = {0}, wait = {0};
    names_list(&list, &names);
    explain_wait(&wait, s->log, s->after, id, s->ascii);
    if (!first) say(s, "It waits for: %s.", str_text(&wait));
    else if (task->wait == WAIT_FOR_AS_COMPLETED)
        say_n(s, count, "It continues when %s is done.",
              "It continues when one of these is done: %s.", str_text(&list));
    else
        say_n(s, count, "It waits for %s, which is not done.",
              "It waits for these tasks, which are not done: %s.", str_text(&list));
    if (first && task->wait == WAIT_FOR_ANY) say(s, "asyncio.wait may need only one of its tasks.");
    str_free(&list);
    str_free(&wait);
    return first;
}

static void say_thread(const Saying *s, uint32_t job) {
    bool has_job = job && job <= s->after->n_jobs;
    if (has_job)
        say(s,
            "`%S` has to return in its thread. Then the thread wakes the loop, and the loop wakes this task.",
            s->after->jobs[job - 1].name);
    else say(s, "A thread has to finish its work.");
}

static void say_process(const Saying *s, uint32_t id) {
    const Process *process = state_process(s->after, id);
    if (process)
        say(s, "The child process `%S` (process ID %u) has to end.", process->name,
            (unsigned)process->pid);
    else say(s, "A child process has to end.");
}

static void say_descriptor(const Saying *s, const Task *task) {
    unsigned fd = task->wait_on - 1;
    if (!task->wait_on && task->wait == WAIT_FOR_READ)
        say(s, "The selector wakes it as soon as there is data.");
    else if (!task->wait_on) say(s, "The selector wakes it as soon as its connection is ready.");
    else if (task->wait == WAIT_FOR_READ)
        say(s, "The selector watches descriptor %u and wakes it as soon as there is data.", fd);
    else if (task->wait == WAIT_FOR_WRITE)
        say(s, "The selector watches descriptor %u and wakes it as soon as there is room to write.",
            fd);
    else if (task->wait == WAIT_FOR_CONNECT)
        say(s, "The selector watches descriptor %u and wakes it as soon as it is connected.", fd);
    else
        say(s, "The selector watches descriptor %u and wakes it as soon as there is a client.", fd);
}

static void say_future(const Saying *s, const Task *task) {
    uint32_t function = log_code(s->log, log_site(s->log, task->at).code).name;
    if (task->wait_on) say(s, "%U has no result yet. Setting one wakes it.", task->wait_on);
    else if (log_string(s->log, function).len)
        say(s, "It awaits a future in `%S` and continues when that has a result.", function);
    else say(s, "It awaits a future and continues when that has a result.");
}

// Why this one waits; returns whom that depends on, 0: nobody that is known.
static uint32_t say_wait(const Saying *s, uint32_t id) {
    const Task *task = state_task(s->after, id);
    if (wait_is_for_sync(task->wait)) return say_sync(s, id, task);
    switch (task->wait) {
    case WAIT_FOR_SLEEP: say_sleep(s, task); return 0;
    case WAIT_FOR_TASK: case WAIT_FOR_SHIELD:
        if (!state_task(s->after, task->wait_on)) break;
        say(s, "It continues when %T is done.", task->wait_on);
        return task->wait_on;
    case WAIT_FOR_GATHER: case WAIT_FOR_GROUP: case WAIT_FOR_ANY: case WAIT_FOR_AS_COMPLETED: return say_tasks(s, id, task);
    case WAIT_FOR_FUTURE: say_future(s, task); return 0;
    case WAIT_FOR_READ:
    case WAIT_FOR_WRITE:
    case WAIT_FOR_CONNECT:
    case WAIT_FOR_ACCEPT: say_descriptor(s, task); return 0;
    case WAIT_FOR_CLOSE: say(s, "The connection has to close."); return 0;
    case WAIT_FOR_THREAD: say_thread(s, task->wait_on); return 0;
    case WAIT_FOR_PROCESS: say_process(s, task->wait_on); return 0;
    default: break;
    }
    say(s, "What it waits for is not known.");
    return 0;
}

// --- the other states ----------------------------------------------------------------------------

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
    if (task->state == TASK_CREATED_) say(s, "%T has not started yet.", id);
    else say(s, "%T waits only for its turn.", id);
    if (!place) {
        say(s, "Its next step is about to run.");
        return;
    }
    const Loop *of = state_loop(s->after, loop);
    say(s, "Its next step has been in the ready queue since %t, at place %u of %u.", task->since,
        place, (unsigned)of->ready_count);
    if (of->phase == PHASE_RUN && of->is_running && place <= of->turn_left)
        say(s, "It runs in this iteration.");
    else if (of->phase == PHASE_RUN && of->is_running) say(s, "It runs in the next iteration.");
    if (of->running_task) say(s, "%N is running now.", of->running_task);
}

static void say_suspended(const Saying *s, uint32_t id, const Task *task) {
    Str expression = {0};
    if (awaited_expression(site_source(s->log, task->at), &expression))
        say_at(s, task->at, "%T has waited at `await %s` on %p since %t.",
               "%T has waited at `await %s` since %t.", id, str_text(&expression), task->since);
    else
        say_at(s, task->at, "%T has waited on %p since %t.", "%T has waited since %t.", id,
               task->since);
    str_free(&expression);
}

static void say_done(const Saying *s, uint32_t id, const Task *task) {
    switch (task->state) {
    case TASK_FAILED_: say(s, "%T failed at %t. It never runs again.", id, task->since); return;
    case TASK_CANCELLED_:
        say(s, "%T was cancelled at %t. It never runs again.", id, task->since);
        return;
    case TASK_DESTROYED_:
        say(s, "%T was destroyed at %t. It never runs again.", id, task->since);
        return;
    default: say(s, "%T finished at %t. It never runs again.", id, task->since); return;
    }
}

// Where in the chain it was already; `count`: nowhere.
static size_t place_in_chain(const uint32_t *chain, size_t count, uint32_t id) {
    size_t place = 0;
    while (place < count && chain[place] != id) place++;
    return place;
}

static void say_circle(const Saying *s, uint32_t id, size_t tasks) {
    if (tasks == 1)
        say(s, "So %N waits for itself: a deadlock, unless a timeout or a cancellation ends it.",
            id);
    else if (tasks == 2)
        say(s,
            "Each of the two waits for the other: a deadlock, unless a timeout or a cancellation ends it.");
    else
        say_n(
            s, (unsigned)tasks,
            "The task waits for itself: a deadlock, unless a timeout or a cancellation ends it.",
            "These %n tasks wait for each other in a circle: a deadlock, unless a timeout or a cancellation ends it.");
}

// One paragraph for each task of the chain.
static void say_chain(const Saying *s, uint32_t id) {
    uint32_t chain[CHAIN_MAX];
    size_t count = 0;
    while (id && count < CHAIN_MAX) {
        const Task *task = state_task(s->after, id);
        size_t place = place_in_chain(chain, count, id);
        if (!task) return;
        if (count) str_add(s->out, "\n");
        if (place < count) {
            say_circle(s, id, count - place);
            return;
        }
        chain[count++] = id;
        if (task_is_done(task)) say_done(s, id, task);
        else if (task->state == TASK_RUNNING) say(s, "%T is running now.", id);
        else if (task->state != TASK_WAITING) say_ready(s, id, task);
        if (task->state != TASK_WAITING) return;
        say_suspended(s, id, task);
        uint32_t next = say_wait(s, id);
        if (task_deadline(s->after, id) != NS_FOREVER)
            say(s, "Its timeout cancels this wait at %t.", task_deadline(s->after, id));
        if (task->cancel_requested) say(s, "It was asked to cancel, and that wakes it.");
        id = next;
    }
}

static void say_waiters(const Saying *s, uint32_t id) {
    uint32_t edge = 0, waiter;
    Names names = {.max = NAMED_MAX};
    while ((waiter = state_next_waiter(s->after, id, &edge))) names_add(s, &names, waiter);
    unsigned count = (unsigned)names.count;
    Str list = {0};
    names_list(&list, &names);
    if (count) str_add(s->out, "\n");
    if (count)
        say_n(s, count, "%s waits for it to end.", "These tasks wait for it to end: %s.",
              str_text(&list));
    str_free(&list);
}

void explain_why(Str *out, const Log *log, const State *state, uint32_t task, bool ascii) {
    Saying s = {
        .out = out, .start = out->len, .log = log, .before = state, .after = state, .ascii = ascii};
    if (!state_task(state, task)) return;
    say_chain(&s, task);
    say_waiters(&s, task);
}
