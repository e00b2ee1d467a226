#include "model/query.h"

#include <string.h>

#include "base/words.h"

// --- one thing by its id -------------------------------------------------------------------------

const Task *state_task(const State *state, uint32_t id) {
    return id && id <= state->n_tasks ? &state->tasks[id - 1] : NULL;
}

const Handle *state_handle(const State *state, uint32_t id) {
    bool is_there = id < state->n_handles && state->handles[id].state != HANDLE_FREE;
    return is_there ? &state->handles[id] : NULL;
}

const Loop *state_loop(const State *state, uint32_t id) {
    return id && id <= state->n_loops ? &state->loops[id - 1] : NULL;
}

// --- words ---------------------------------------------------------------------------------------

static const struct {
    const char *word, *asyncio;
} task_words[TASK_STATES] = {
    [TASK_NONE] = {N_("none"), "none"},
    [TASK_CREATED_] = {N_("created"), "PENDING"},
    [TASK_READY] = {N_("ready"), "PENDING"},
    [TASK_RUNNING] = {N_("running"), "PENDING"},
    [TASK_WAITING] = {N_("waiting"), "PENDING"},
    [TASK_FINISHED_] = {N_("finished"), "FINISHED"},
    [TASK_FAILED_] = {N_("failed"), "FINISHED"},
    [TASK_CANCELLED_] = {N_("cancelled"), "CANCELLED"},
    [TASK_DESTROYED_] = {N_("destroyed"), "PENDING"},
};

const Sync *state_sync(const State *state, uint32_t id) {
    return id && id <= state->n_syncs ? &state->syncs[id - 1] : NULL;
}

const Future *state_future(const State *state, uint32_t id) {
    return id && id <= state->n_futures ? &state->futures[id - 1] : NULL;
}

const Process *state_process(const State *state, uint32_t id) {
    return id && id <= state->n_processes ? &state->processes[id - 1] : NULL;
}

bool task_is_done(const Task *task) {
    return task->state >= TASK_FINISHED_;
}

const char *task_state_word(unsigned state) {
    return task_words[state < TASK_STATES ? state : TASK_NONE].word;
}

const char *task_asyncio_word(unsigned state) {
    return task_words[state < TASK_STATES ? state : TASK_NONE].asyncio;
}

// --- the loop ------------------------------------------------------------------------------------

uint32_t state_loop_shown(const State *state) {
    if (state->acting_loop) return state->acting_loop;
    return state->n_loops ? 1 : 0;
}

size_t state_ready(const State *state, uint32_t loop, uint32_t *out, size_t max) {
    const Loop *of = state_loop(state, loop);
    size_t count = 0;
    for (uint32_t id = of ? of->ready_head : NO_HANDLE; id != NO_HANDLE && count < max; id = state->handles[id].next)
        out[count++] = id;
    return count;
}

uint32_t state_running_task(const State *state) {
    const Loop *shown = state_loop(state, state_loop_shown(state));
    if (shown && shown->running_task) return shown->running_task;
    for (uint32_t i = 0; i < state->n_loops; i++)
        if (state->loops[i].running_task) return state->loops[i].running_task;
    return 0;
}

// --- timers: the state keeps them in no order, so the soonest are picked when asked for ----------

static bool is_later(const State *state, uint32_t a, uint32_t b) {
    const Handle *x = &state->handles[a], *y = &state->handles[b];
    return x->deadline != y->deadline ? x->deadline > y->deadline : x->scheduled_by_seq > y->scheduled_by_seq;
}

// heap[0 … count - 1] with the latest on top: the one that has to go when a sooner one comes.
static void sift_down(const State *state, uint32_t *heap, size_t count, size_t at) {
    for (;;) {
        size_t latest = at, left = 2 * at + 1, right = left + 1;
        if (left < count && is_later(state, heap[left], heap[latest])) latest = left;
        if (right < count && is_later(state, heap[right], heap[latest])) latest = right;
        if (latest == at) return;
        uint32_t moved = heap[at];
        heap[at] = heap[latest];
        heap[latest] = moved;
        at = latest;
    }
}

static void sift_up(const State *state, uint32_t *heap, size_t at) {
    for (size_t up; at && is_later(state, heap[at], heap[up = (at - 1) / 2]); at = up) {
        uint32_t moved = heap[at];
        heap[at] = heap[up];
        heap[up] = moved;
    }
}

static size_t keep_soonest(const State *state, uint32_t id, uint32_t *heap, size_t count, size_t max) {
    if (count < max) {
        heap[count] = id;
        sift_up(state, heap, count);
        return count + 1;
    }
    if (is_later(state, heap[0], id)) {
        heap[0] = id;
        sift_down(state, heap, count, 0);
    }
    return count;
}

static void sort_heap(const State *state, uint32_t *heap, size_t count) {
    for (size_t left = count; left > 1; left--) {
        uint32_t latest = heap[0];
        heap[0] = heap[left - 1];
        heap[left - 1] = latest;
        sift_down(state, heap, left - 1, 0);
    }
}

size_t state_timers(const State *state, uint32_t loop, uint32_t *out, size_t max) {
    size_t count = 0;
    if (!max) return 0;
    for (uint32_t id = 0; id < state->n_handles; id++) {
        const Handle *handle = &state->handles[id];
        if (handle->state == HANDLE_TIMER && (!loop || handle->loop == loop)) count = keep_soonest(state, id, out, count, max);
    }
    sort_heap(state, out, count);
    return count;
}

// --- who waits for whom --------------------------------------------------------------------------

uint32_t state_next_target(const State *state, uint32_t task, uint32_t *edge) {
    const Task *waiter = state_task(state, task);
    if (!waiter) return 0;
    *edge = *edge ? state->edges[*edge - 1].next_of_waiter : waiter->waits;
    return *edge ? state->edges[*edge - 1].target : 0;
}

uint32_t state_next_waiter(const State *state, uint32_t task, uint32_t *edge) {
    const Task *target = state_task(state, task);
    if (!target) return 0;
    *edge = *edge ? state->edges[*edge - 1].next_of_target : target->awaited;
    return *edge ? state->edges[*edge - 1].waiter : 0;
}

// --- who has what --------------------------------------------------------------------------------

uint32_t state_next_holder(const State *state, uint32_t sync, uint32_t *hold) {
    const Sync *of = state_sync(state, sync);
    if (!of) return 0;
    *hold = *hold ? state->holds[*hold - 1].next : of->hold;
    return *hold ? state->holds[*hold - 1].task : 0;
}

uint32_t state_next_held(const State *state, uint32_t task, uint32_t *hold) {
    while (++*hold <= state->n_holds) {
        const Hold *at = &state->holds[*hold - 1];
        if (at->sync && at->task == task) return at->sync;
    }
    return 0;
}

static uint32_t waits_for_sync(const Task *task) {
    return task->state == TASK_WAITING && wait_is_for_sync(task->wait) ? task->wait_on : 0;
}

uint32_t state_next_sync_waiter(const State *state, uint32_t sync, uint32_t after) {
    for (uint32_t id = after + 1; id <= state->n_tasks; id++)
        if (waits_for_sync(&state->tasks[id - 1]) == sync) return id;
    return 0;
}

typedef struct Search {
    const State *state;
    uint32_t *path, start;
    size_t max, steps;
} Search;

static size_t search(Search *looking, uint32_t at, size_t depth);

static size_t search_from(Search *looking, uint32_t next, size_t depth) {
    if (next == looking->start) return depth;
    for (size_t i = 0; i < depth; i++)
        if (looking->path[i] == next) return 0;
    return next ? search(looking, next, depth) : 0;
}

#define SEARCH_STEPS 4096

static size_t search(Search *looking, uint32_t at, size_t depth) {
    const Task *task = state_task(looking->state, at);
    uint32_t edge = 0, hold = 0, next, sync = waits_for_sync(task);
    size_t found = 0;
    if (depth == looking->max || ++looking->steps > SEARCH_STEPS || task->state != TASK_WAITING) return 0;
    looking->path[depth] = at;
    while (sync && !found && (next = state_next_holder(looking->state, sync, &hold))) found = search_from(looking, next, depth + 1);
    while (!sync && !found && (next = state_next_target(looking->state, at, &edge))) found = search_from(looking, next, depth + 1);
    return found;
}

size_t state_circle(const State *state, uint32_t task, uint32_t *out, size_t max) {
    Search looking = {.state = state, .path = out, .start = task, .max = max};
    return state_task(state, task) ? search(&looking, task, 0) : 0;
}

uint64_t task_deadline(const State *state, uint32_t task) {
    const Task *of = state_task(state, task);
    const Handle *timer = of ? state_handle(state, of->timeout) : NULL;
    return timer && timer->state == HANDLE_TIMER ? timer->deadline : NS_FOREVER;
}

// --- variables -----------------------------------------------------------------------------------

const Frame *state_next_frame(const State *state, uint32_t task, uint64_t *began) {
    const Frame *next = NULL;
    for (uint32_t i = 0; i < state->n_frames; i++) {
        const Frame *frame = &state->frames[i];
        if (frame->code && frame->task == task && frame->began > *began && (!next || frame->began < next->began)) next = frame;
    }
    if (next) *began = next->began;
    return next;
}

// --- the same? -----------------------------------------------------------------------------------

static bool same(const void *a, const void *b, size_t count, size_t size) {
    return count == 0 || memcmp(a, b, count * size) == 0;
}

bool state_equal(const State *a, const State *b) {
    size_t head = offsetof(State, ended_status) + sizeof a->ended_status; // up to here there is no padding
    return memcmp(a, b, head) == 0 && same(a->tasks, b->tasks, a->n_tasks, sizeof *a->tasks) &&
           same(a->handles, b->handles, a->n_handles, sizeof *a->handles) && same(a->loops, b->loops, a->n_loops, sizeof *a->loops) &&
           same(a->edges, b->edges, a->n_edges, sizeof *a->edges) && same(a->fds, b->fds, a->n_fds, sizeof *a->fds) &&
           same(a->jobs, b->jobs, a->n_jobs, sizeof *a->jobs) && same(a->processes, b->processes, a->n_processes, sizeof *a->processes) &&
           same(a->futures, b->futures, a->n_futures, sizeof *a->futures) && same(a->syncs, b->syncs, a->n_syncs, sizeof *a->syncs) &&
           same(a->holds, b->holds, a->n_holds, sizeof *a->holds) && same(a->frames, b->frames, a->n_frames, sizeof *a->frames) &&
           same(a->locals, b->locals, a->n_locals, sizeof *a->locals);
}
