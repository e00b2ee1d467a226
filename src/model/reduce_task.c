// Tasks: created, and then step after step from await to await until the last one.
#include <string.h>

#include "model/reducers.h"

// --- states and the time in them -----------------------------------------------------------------

static uint64_t *time_in(Task *task) {
    switch ((TaskState)task->state) {
    case TASK_CREATED_:
    case TASK_READY: return &task->ns_in[0];
    case TASK_RUNNING: return &task->ns_in[1];
    case TASK_WAITING: return &task->ns_in[2];
    case TASK_NONE:
    case TASK_FINISHED_:
    case TASK_FAILED_:
    case TASK_CANCELLED_:
    case TASK_DESTROYED_: break;
    }
    return NULL;
}

void task_enter(State *state, Task *task, TaskState next) {
    uint64_t *spent = time_in(task);
    if (spent && state->now > task->since) *spent += state->now - task->since; // threads may write a little out of order
    if (task->state != TASK_NONE) state->n_in[task->state]--;
    state->n_in[next]++;
    task->state = (uint8_t)next;
    task->since = state->now;
}

static void stop_waiting(State *state, uint32_t id, Task *task) {
    edges_free_of_waiter(state, id);
    sync_count_waiter(state, task->wait, task->wait_on, -1);
    state->joining -= task->is_joining;
    task->is_joining = 0;
    task->wait = WAIT_FOR_NONE;
    task->wait_on = task->wait_count = task->wait_done = 0;
}

// --- created, renamed, asked to cancel -----------------------------------------------------------

bool reduce_TASK_CREATED(State *state, const Event *ev) {
    uint32_t parent = ev->arg[TASK_CREATED_parent];
    if (!ev->loop || ev->task != state->n_tasks + 1 || parent > state->n_tasks) return false;
    Task *task = &state->tasks[state->n_tasks++];
    memset(task, 0, sizeof *task);
    task->name = ev->arg[TASK_CREATED_name];
    task->label = ev->arg[TASK_CREATED_label];
    task->born_at = ev->arg[TASK_CREATED_site];
    task->parent = parent;
    task->created = state->now;
    task->handle = task->timeout = NO_HANDLE;
    task->loop = ev->loop;
    task_enter(state, task, TASK_CREATED_);
    state->live_tasks++;
    return true;
}

bool reduce_TASK_RENAMED(State *state, const Event *ev) {
    Task *task = find_task(state, ev->task);
    if (!task) return false;
    task->name = ev->arg[TASK_RENAMED_name];
    return true;
}

bool reduce_CANCEL_REQUESTED(State *state, const Event *ev) {
    Task *task = find_task(state, ev->task);
    if (!task || task->state >= TASK_FINISHED_) return false;
    const Loop *loop = find_loop(state, ev->loop);
    task->cancel_requested = 1;
    task->cancelled_by = loop ? loop->running_task : 0;
    if (task->state == TASK_CREATED_) task->cancelled_before_start = 1;
    return true;
}

// --- its next step is scheduled ------------------------------------------------------------------

// While it runs, too: after a bare yield the next step is scheduled before this one is over, and a future that is already done, or
// cancelled because the task cancelled itself, wakes it at once.
static bool can_schedule_step(State *state, const Event *ev, uint32_t id, TaskState from) {
    const Task *task = find_task(state, ev->task);
    return task && task->loop == ev->loop && task->handle == NO_HANDLE && (task->state == from || task->state == TASK_RUNNING) &&
           !find_loop(state, ev->loop)->is_closed && handle_is_new(state, id);
}

bool reduce_STEP_SCHEDULED(State *state, const Event *ev) {
    uint32_t id = ev->arg[STEP_SCHEDULED_handle];
    if (!can_schedule_step(state, ev, id, TASK_CREATED_)) return false;
    handle_new(state, id, ev, HANDLE_STEP);
    ready_push(state, id);
    find_task(state, ev->task)->handle = id;
    return true;
}

// In its whole wait no other task made a step, and none waited for anything but tasks: nothing shared that time.
static void count_alone(const State *state, Task *task) {
    if (task->is_joining || state->joining + 1 != state->live_tasks) return;
    if (task->alone_mark != (uint32_t)state->steps || state->now <= task->since) return;
    task->alone_waits++;
    task->alone_ns += state->now - task->since;
}

bool reduce_TASK_WOKEN(State *state, const Event *ev) {
    uint32_t id = ev->arg[TASK_WOKEN_handle];
    if (!can_schedule_step(state, ev, id, TASK_WAITING)) return false;
    Task *task = find_task(state, ev->task);
    handle_new(state, id, ev, HANDLE_WAKEUP);
    ready_push(state, id);
    task->handle = id;
    task->woken_by = state->handles[id].by;
    if (task->state == TASK_WAITING) {
        count_alone(state, task);
        stop_waiting(state, ev->task, task);
        task_enter(state, task, TASK_READY);
    }
    return true;
}

// --- a step --------------------------------------------------------------------------------------

bool reduce_STEP_BEGAN(State *state, const Event *ev) {
    uint32_t id = ev->arg[STEP_BEGAN_handle];
    Task *task = find_task(state, ev->task);
    bool is_due = task && task->handle == id && (task->state == TASK_CREATED_ || task->state == TASK_READY);
    if (!is_due || !handle_can_begin(state, ev, id)) return false;
    handle_begin(state, id);
    find_loop(state, ev->loop)->running_task = ev->task;
    task->handle = NO_HANDLE;
    task->at = 0;
    task->cancel_requested = 0;
    task->steps++;
    state->steps++;
    task_enter(state, task, TASK_RUNNING);
    return true;
}

// The creator's own step goes on around it: both run, and the inner one is what happens now.
bool reduce_EAGER_STEP_BEGAN(State *state, const Event *ev) {
    Task *task = find_task(state, ev->task);
    Loop *loop = find_loop(state, ev->loop);
    if (!task || !loop || !loop->is_running || task->state != TASK_CREATED_ || task->loop != ev->loop || task->handle != NO_HANDLE) return false;
    task->is_eager = 1;
    task->inside = loop->running_task;
    loop->running_task = ev->task;
    task->steps++;
    task_enter(state, task, TASK_RUNNING);
    return true;
}

// The task whose step ends with this event; NULL: it is not the one that the loop runs.
static Task *stepping(State *state, const Event *ev) {
    const Loop *loop = find_loop(state, ev->loop);
    return loop && ev->task && loop->running_task == ev->task ? find_task(state, ev->task) : NULL;
}

static void end_step(State *state, const Event *ev, Task *task, TaskState next) {
    Loop *loop = find_loop(state, ev->loop);
    if (task->is_eager) loop->running_task = task->inside;
    else handle_end(state, loop);
    task->is_eager = 0;
    task->inside = 0;
    task_enter(state, task, next);
}

bool reduce_TASK_SUSPENDED(State *state, const Event *ev) {
    Task *task = stepping(state, ev);
    if (!task || ev->arg[TASK_SUSPENDED_wait] > UINT8_MAX) return false;
    task->at = ev->arg[TASK_SUSPENDED_site];
    if (task->handle != NO_HANDLE) { // woken before it could wait
        stop_waiting(state, ev->task, task);
        end_step(state, ev, task, TASK_READY);
        return true;
    }
    task->wait = (uint8_t)ev->arg[TASK_SUSPENDED_wait];
    task->wait_on = ev->arg[TASK_SUSPENDED_on];
    task->wait_count = ev->arg[TASK_SUSPENDED_count];
    task->alone_mark = (uint32_t)state->steps;
    task->is_joining = task->waits != NO_EDGE;
    state->joining += task->is_joining;
    sync_count_waiter(state, task->wait, task->wait_on, 1);
    // A gather tells how many children it has, and only those not done came as edges: the rest are done.
    uint32_t pending = edges_of_waiter(state, ev->task);
    task->wait_done = task->wait == WAIT_FOR_GATHER && task->wait_count > pending ? task->wait_count - pending : 0;
    task->woken_by = 0;
    end_step(state, ev, task, TASK_WAITING);
    return true;
}

bool reduce_TASK_YIELDED(State *state, const Event *ev) {
    Task *task = stepping(state, ev);
    if (!task || task->handle == NO_HANDLE) return false;
    task->at = ev->arg[TASK_YIELDED_site];
    task->woken_by = 0;
    stop_waiting(state, ev->task, task);
    end_step(state, ev, task, TASK_READY);
    return true;
}

// Comes before the TASK_SUSPENDED that it belongs to, so that whoever looks at that one sees whom the task waits for.
bool reduce_TASK_AWAITS(State *state, const Event *ev) {
    uint32_t id = ev->arg[TASK_AWAITS_target];
    const Task *target = find_task(state, id);
    if (!stepping(state, ev) || !target || ev->task == id) return false;
    if (target->state < TASK_FINISHED_) edge_add(state, ev->task, id);
    return true;
}

// --- done ----------------------------------------------------------------------------------------

static bool end_task(State *state, const Event *ev, TaskState how, uint32_t result, uint32_t message) {
    Task *task = stepping(state, ev);
    if (!task || task->handle != NO_HANDLE) return false;
    stop_waiting(state, ev->task, task);
    end_step(state, ev, task, how);
    task->result = result;
    task->message = message;
    state->live_tasks--;
    edges_count_done(state, ev->task);
    return true;
}

bool reduce_TASK_FINISHED(State *state, const Event *ev) {
    return end_task(state, ev, TASK_FINISHED_, ev->arg[TASK_FINISHED_result], 0);
}

bool reduce_TASK_FAILED(State *state, const Event *ev) {
    return end_task(state, ev, TASK_FAILED_, ev->arg[TASK_FAILED_type], ev->arg[TASK_FAILED_message]);
}

bool reduce_TASK_CANCELLED(State *state, const Event *ev) {
    return end_task(state, ev, TASK_CANCELLED_, 0, 0);
}

// Nothing can wake it any more. A handle of it may still be in the queue of a loop that will never run again.
bool reduce_TASK_DESTROYED(State *state, const Event *ev) {
    Task *task = find_task(state, ev->task);
    if (!task || task->state >= TASK_FINISHED_ || task->state == TASK_RUNNING) return false;
    stop_waiting(state, ev->task, task);
    task_enter(state, task, TASK_DESTROYED_);
    state->live_tasks--;
    state->troubles++;
    return true;
}
