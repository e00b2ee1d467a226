#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "model/query.h"
#include "model/reduce.h"

enum { ROOM = 64 };

// A state with room for every story here.
static State *state_new(void) {
    State *state = calloc(1, sizeof *state);
    state->tasks = calloc(ROOM, sizeof(Task));
    state->handles = calloc(ROOM, sizeof(Handle));
    state->loops = calloc(ROOM, sizeof(Loop));
    state->edges = calloc(ROOM, sizeof(Edge));
    state->fds = calloc(ROOM, sizeof(Fd));
    state->jobs = calloc(ROOM, sizeof(Job));
    state->frames = calloc(ROOM, sizeof(Frame));
    state->locals = calloc(ROOM, sizeof(Local));
    return state;
}

static void state_free(State *state) {
    free(state->tasks);
    free(state->handles);
    free(state->loops);
    free(state->edges);
    free(state->fds);
    free(state->jobs);
    free(state->frames);
    free(state->locals);
    free(state);
}

// One event of loop 1: kind, time, task, fields.
static void happen(State *state, EventKind kind, uint64_t t, uint32_t task, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    Event ev = {.kind = (uint16_t)kind, .t = t, .loop = 1, .task = task, .arg = {a, b, c, d}};
    Room room = reduce_room(state, &ev, 0);
    assert_true(room.tasks < ROOM && room.handles < ROOM && room.edges < ROOM && room.jobs < ROOM);
    reduce(state, &ev);
}

#define FACT(kind, t, task, ...) happen(state, EV_##kind, t, task, __VA_ARGS__)

static State *running_loop(void) {
    State *state = state_new();
    FACT(LOOP_CREATED, 0, 0, 7, 0, 0, 0);
    FACT(LOOP_STARTED, 0, 0, 0, 0, 0, 0);
    return state;
}

static void create(State *state, uint64_t t, uint32_t task, uint32_t handle) {
    FACT(TASK_CREATED, t, task, 100 + task, 200 + task, 5, state_running_task(state));
    FACT(STEP_SCHEDULED, t, task, handle, 0, 0, 0);
}

static void assert_ready(const State *state, size_t count, const uint32_t *expected) {
    uint32_t ready[ROOM];
    assert_int_equal(state_ready(state, 1, ready, ROOM), count);
    assert_int_equal(state_loop(state, 1)->ready_count, count);
    for (size_t i = 0; i < count; i++) assert_int_equal(ready[i], expected[i]);
}
#define READY(...) assert_ready(state, sizeof (uint32_t[]){__VA_ARGS__} / 4, (uint32_t[]){__VA_ARGS__})

static void assert_task(const State *state, uint32_t id, TaskState expected) {
    assert_string_equal(task_state_word(state_task(state, id)->state), task_state_word(expected));
}

// --- two tasks -----------------------------------------------------------------------------------

static void two_tasks_take_turns_in_the_order_they_were_created(void **unused) {
    (void)unused;
    State *state = running_loop();
    create(state, 10, 1, 0);
    create(state, 10, 2, 1);
    READY(0, 1);
    assert_task(state, 1, TASK_CREATED_);
    FACT(ITERATION_BEGAN, 20, 0, 2, 0, 0, 0);
    FACT(RUN_BEGAN, 20, 0, 2, 0, 0, 0);
    assert_int_equal(state_loop(state, 1)->turn_left, 2);
    FACT(STEP_BEGAN, 20, 1, 0, 0, 0, 0);
    assert_task(state, 1, TASK_RUNNING);
    assert_int_equal(state_running_task(state), 1);
    assert_int_equal(state_loop(state, 1)->turn_left, 1);
    assert_int_equal(state_task(state, 1)->ns_in[0], 10);
    FACT(TASK_FINISHED, 50, 1, 33, 0, 0, 0);
    assert_task(state, 1, TASK_FINISHED_);
    assert_int_equal(state_task(state, 1)->ns_in[1], 30);
    assert_int_equal(state_task(state, 1)->result, 33);
    assert_null(state_handle(state, 0));
    assert_int_equal(state_running_task(state), 0);
    FACT(STEP_BEGAN, 60, 2, 1, 0, 0, 0);
    assert_int_equal(state_loop(state, 1)->turn_left, 0);
    FACT(TASK_FAILED, 61, 2, 40, 41, 0, 0);
    assert_task(state, 2, TASK_FAILED_);
    assert_int_equal(state->live_tasks, 0);
    assert_int_equal(state->n_in[TASK_FINISHED_], 1);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

static void a_handle_queued_in_this_turn_runs_in_the_next(void **unused) {
    (void)unused;
    State *state = running_loop();
    create(state, 0, 1, 0);
    FACT(CALLBACK_SCHEDULED, 0, 0, 1, 50, 0, 0);
    FACT(CALLBACK_SCHEDULED, 0, 0, 2, 50, 0, 0);
    FACT(ITERATION_BEGAN, 0, 0, 3, 0, 0, 0);
    FACT(RUN_BEGAN, 0, 0, 3, 0, 0, 0);
    FACT(STEP_BEGAN, 1, 1, 0, 0, 0, 0);
    FACT(CALLBACK_SCHEDULED, 1, 0, 3, 50, 0, 0);
    assert_int_equal(state_handle(state, 3)->by, 1);
    READY(1, 2, 3);
    assert_int_equal(state_loop(state, 1)->turn_left, 2);
    FACT(HANDLE_CANCELLED, 1, 0, 3, 0, 0, 0); // of the next turn: the boundary stays
    assert_int_equal(state_loop(state, 1)->turn_left, 2);
    FACT(HANDLE_CANCELLED, 1, 0, 2, 0, 0, 0); // of this turn, not at its head
    assert_int_equal(state_loop(state, 1)->turn_left, 1);
    READY(1);
    FACT(CALLBACK_SCHEDULED, 1, 0, 2, 51, 0, 0); // the id is free again
    READY(1, 2);
    FACT(TASK_FINISHED, 2, 1, 0, 0, 0, 0);
    FACT(CALLBACK_BEGAN, 2, 0, 1, 0, 0, 0);
    assert_int_equal(state_loop(state, 1)->turn_left, 0);
    FACT(HANDLE_ENDED, 3, 0, 1, 0, 0, 0);
    READY(2);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

// --- sleep ---------------------------------------------------------------------------------------

static void a_sleeping_task_waits_for_its_timer_and_is_woken_through_the_ready_queue(void **unused) {
    (void)unused;
    State *state = running_loop();
    create(state, 0, 1, 0);
    FACT(RUN_BEGAN, 0, 0, 1, 0, 0, 0);
    FACT(STEP_BEGAN, 0, 1, 0, 0, 0, 0);
    FACT(TIMER_SCHEDULED, 5, 1, 1, 60, 1000, 0);
    FACT(TASK_SUSPENDED, 5, 1, WAIT_FOR_SLEEP, 9, 1, 0);
    assert_task(state, 1, TASK_WAITING);
    assert_int_equal(state_task(state, 1)->wait, WAIT_FOR_SLEEP);
    assert_int_equal(state_task(state, 1)->at, 9);
    assert_int_equal(state_loop(state, 1)->timer_count, 1);
    FACT(ITERATION_BEGAN, 6, 0, 0, 0, 994, 0);
    assert_int_equal(state_loop(state, 1)->phase, PHASE_TIMEOUT);
    FACT(POLL_BEGAN, 6, 0, 0, 0, 994, 0);
    assert_int_equal(state_loop(state, 1)->phase, PHASE_POLL);
    assert_int_equal(state_loop(state, 1)->polling_since, 6);
    FACT(POLL_ENDED, 1000, 0, WAKE_TIMEOUT, 0, 0, 0);
    assert_int_equal(state_loop(state, 1)->phase, PHASE_TIMERS);
    FACT(TIMER_FIRED, 1000, 1, 1, 0, 0, 0);
    READY(1);
    assert_int_equal(state_handle(state, 1)->deadline, 1000);
    assert_int_equal(state_loop(state, 1)->timer_count, 0);
    FACT(RUN_BEGAN, 1000, 0, 1, 0, 0, 0);
    FACT(HANDLE_BEGAN, 1000, 0, 1, 0, 0, 0);
    FACT(TASK_WOKEN, 1000, 1, 2, 0, 0, 0);
    assert_task(state, 1, TASK_READY);
    assert_int_equal(state_task(state, 1)->ns_in[2], 995);
    assert_int_equal(state_task(state, 1)->wait, WAIT_FOR_NONE);
    assert_int_equal(state_task(state, 1)->at, 9); // it still stands at its await
    assert_int_equal(state_task(state, 1)->woken_by, 0);
    FACT(HANDLE_ENDED, 1000, 0, 1, 0, 0, 0);
    FACT(ITERATION_BEGAN, 1000, 0, 1, 0, 0, 0);
    FACT(RUN_BEGAN, 1000, 0, 1, 0, 0, 0);
    FACT(STEP_BEGAN, 1001, 1, 2, 0, 0, 0);
    assert_int_equal(state_task(state, 1)->at, 0);
    assert_int_equal(state_task(state, 1)->steps, 2);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

static void timers_are_listed_soonest_first_and_equal_ones_as_they_were_set(void **unused) {
    (void)unused;
    static const uint32_t deadlines[] = {50, 10, 30, 10, 20, 40, 10};
    State *state = running_loop();
    for (uint32_t i = 0; i < 7; i++) FACT(CALL_LATER, 0, 0, i, 1, deadlines[i], 0);
    uint32_t all[ROOM], some[4];
    assert_int_equal(state_timers(state, 1, all, ROOM), 7);
    assert_memory_equal(all, ((uint32_t[]){1, 3, 6, 4, 2, 5, 0}), 7 * sizeof *all);
    assert_int_equal(state_timers(state, 0, some, 4), 4);
    assert_memory_equal(some, ((uint32_t[]){1, 3, 6, 4}), sizeof some);
    assert_int_equal(state_timers(state, 2, some, 4), 0);
    assert_int_equal(state_timers(state, 1, NULL, 0), 0);
    state_free(state);
}

// --- yield ---------------------------------------------------------------------------------------

static void a_bare_yield_goes_to_the_end_of_the_ready_queue(void **unused) {
    (void)unused;
    State *state = running_loop();
    create(state, 0, 1, 0);
    create(state, 0, 2, 1);
    FACT(RUN_BEGAN, 0, 0, 2, 0, 0, 0);
    FACT(STEP_BEGAN, 1, 1, 0, 0, 0, 0);
    FACT(STEP_SCHEDULED, 2, 1, 2, 0, 0, 0);
    assert_task(state, 1, TASK_RUNNING);
    FACT(TASK_YIELDED, 2, 1, 9, 0, 0, 0);
    assert_task(state, 1, TASK_READY);
    READY(1, 2);
    assert_int_equal(state_loop(state, 1)->turn_left, 1);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

// --- gather --------------------------------------------------------------------------------------

static State *main_gathers_two(void) {
    State *state = running_loop();
    create(state, 0, 1, 0);
    FACT(RUN_BEGAN, 0, 0, 1, 0, 0, 0);
    FACT(STEP_BEGAN, 0, 1, 0, 0, 0, 0);
    create(state, 0, 2, 1);
    create(state, 0, 3, 2);
    FACT(TASK_AWAITS, 0, 1, 2, 0, 0, 0);
    FACT(TASK_AWAITS, 0, 1, 3, 0, 0, 0);
    FACT(TASK_SUSPENDED, 0, 1, WAIT_FOR_GATHER, 9, 0, 3); // three children, one of them was done before
    return state;
}

static void a_gather_counts_its_children_as_they_finish(void **unused) {
    (void)unused;
    State *state = main_gathers_two();
    uint32_t edge = 0;
    assert_int_equal(state_task(state, 2)->parent, 1);
    assert_int_equal(state_next_target(state, 1, &edge), 2);
    assert_int_equal(state_next_target(state, 1, &edge), 3);
    assert_int_equal(state_next_target(state, 1, &edge), 0);
    edge = 0;
    assert_int_equal(state_next_waiter(state, 3, &edge), 1);
    assert_int_equal(state_next_waiter(state, 3, &edge), 0);
    assert_int_equal(state_task(state, 1)->wait_done, 1);
    FACT(RUN_BEGAN, 1, 0, 2, 0, 0, 0);
    FACT(STEP_BEGAN, 1, 2, 1, 0, 0, 0);
    FACT(TASK_FINISHED, 2, 2, 0, 0, 0, 0);
    assert_int_equal(state_task(state, 1)->wait_done, 2);
    FACT(STEP_BEGAN, 3, 3, 2, 0, 0, 0);
    FACT(TASK_FINISHED, 4, 3, 0, 0, 0, 0);
    assert_int_equal(state_task(state, 1)->wait_done, 3);
    FACT(HANDLE_SCHEDULED, 4, 0, 1, 70, 0, 0);
    FACT(HANDLE_BEGAN, 5, 0, 1, 0, 0, 0);
    FACT(TASK_WOKEN, 5, 1, 2, 0, 0, 0);
    edge = 0;
    assert_int_equal(state_next_target(state, 1, &edge), 0);
    edge = 0;
    assert_int_equal(state_next_waiter(state, 2, &edge), 0);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

static void waiters_of_one_task_leave_in_any_order(void **unused) {
    (void)unused;
    static const uint32_t orders[][3] = {{2, 3, 4}, {4, 3, 2}, {3, 2, 4}, {3, 4, 2}, {2, 4, 3}, {4, 2, 3}};
    for (size_t row = 0; row < 6; row++) {
        State *state = running_loop();
        create(state, 0, 1, 0);
        for (uint32_t task = 2; task <= 4; task++) {
            create(state, 0, task, task - 1);
            FACT(RUN_BEGAN, 0, 0, 9, 0, 0, 0);
            FACT(STEP_BEGAN, 0, task, task - 1, 0, 0, 0);
            FACT(TASK_AWAITS, 0, task, 1, 0, 0, 0);
            FACT(TASK_SUSPENDED, 0, task, WAIT_FOR_TASK, 9, 1, 0);
        }
        for (int gone = 0; gone < 3; gone++) {
            FACT(TASK_WOKEN, 1, orders[row][gone], 1 + (uint32_t)gone, 0, 0, 0);
            uint32_t edge = 0, left = 0, last = 0;
            for (uint32_t task; (task = state_next_waiter(state, 1, &edge)); left++) {
                assert_true(task > last); // in the order they came
                for (int i = 0; i <= gone; i++) assert_int_not_equal(task, orders[row][i]);
                last = task;
            }
            assert_int_equal(left, 2 - gone);
        }
        assert_int_equal(state_task(state, 1)->awaited, NO_EDGE);
        state_free(state);
    }
}

// --- cancel --------------------------------------------------------------------------------------

static void a_cancel_request_is_a_mark_until_the_next_step(void **unused) {
    (void)unused;
    State *state = main_gathers_two();
    FACT(CANCEL_REQUESTED, 1, 1, 0, 0, 0, 0);
    assert_task(state, 1, TASK_WAITING);
    assert_int_equal(state_task(state, 1)->cancel_requested, 1);
    assert_int_equal(state_task(state, 1)->cancelled_before_start, 0);
    FACT(TASK_WOKEN, 1, 1, 0, 0, 0, 0);
    assert_int_equal(state_task(state, 1)->cancel_requested, 1);
    FACT(STEP_BEGAN, 2, 1, 0, 0, 0, 0);
    assert_int_equal(state_task(state, 1)->cancel_requested, 0);
    FACT(TASK_CANCELLED, 3, 1, 0, 0, 0, 0);
    assert_task(state, 1, TASK_CANCELLED_);
    assert_string_equal(task_asyncio_word(state_task(state, 1)->state), "CANCELLED");
    FACT(CANCEL_REQUESTED, 4, 2, 0, 0, 0, 0); // has not begun
    assert_int_equal(state_task(state, 2)->cancelled_before_start, 1);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

static void a_task_that_cancels_itself_is_ready_again_as_soon_as_it_suspends(void **unused) {
    (void)unused;
    State *state = running_loop();
    create(state, 0, 1, 0);
    FACT(RUN_BEGAN, 0, 0, 1, 0, 0, 0);
    FACT(STEP_BEGAN, 0, 1, 0, 0, 0, 0);
    FACT(CANCEL_REQUESTED, 1, 1, 0, 0, 0, 0);
    FACT(TASK_WOKEN, 1, 1, 1, 0, 0, 0);
    assert_task(state, 1, TASK_RUNNING);
    FACT(TASK_SUSPENDED, 1, 1, WAIT_FOR_FUTURE, 9, 0, 0);
    assert_task(state, 1, TASK_READY);
    READY(1);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

// --- contradictions ------------------------------------------------------------------------------

static void what_contradicts_the_state_is_counted_and_changes_nothing(void **unused) {
    (void)unused;
    static const struct {
        const char *why;
        Event ev;
    } rows[] = {
        {"a kind we do not know", {.kind = 999, .loop = 1}},
        {"a loop that is not there", {.kind = EV_LOOP_STARTED, .loop = 9}},
        {"a loop created again", {.kind = EV_LOOP_CREATED, .loop = 1}},
        {"a loop started twice", {.kind = EV_LOOP_STARTED, .loop = 1}},
        {"closed while it runs", {.kind = EV_LOOP_CLOSED, .loop = 1}},
        {"a poll without a turn", {.kind = EV_POLL_BEGAN, .loop = 1}},
        {"a task created again", {.kind = EV_TASK_CREATED, .loop = 1, .task = 1}},
        {"a task created ahead", {.kind = EV_TASK_CREATED, .loop = 1, .task = 9}},
        {"a task without a loop", {.kind = EV_TASK_CREATED, .task = 4}},
        {"a task that is not there", {.kind = EV_CANCEL_REQUESTED, .loop = 1, .task = 9}},
        {"a step of a waiting task", {.kind = EV_STEP_BEGAN, .loop = 1, .task = 1, .arg = {1}}},
        {"another task's handle", {.kind = EV_STEP_BEGAN, .loop = 1, .task = 2, .arg = {2}}},
        {"a step as a callback", {.kind = EV_CALLBACK_BEGAN, .loop = 1, .arg = {1}}},
        {"the end of a step that did not begin", {.kind = EV_TASK_FINISHED, .loop = 1, .task = 2}},
        {"a handle in use", {.kind = EV_CALLBACK_SCHEDULED, .loop = 1, .arg = {1}}},
        {"a handle ahead", {.kind = EV_CALLBACK_SCHEDULED, .loop = 1, .arg = {9}}},
        {"a handle that is free", {.kind = EV_HANDLE_CANCELLED, .loop = 1, .arg = {0}}},
        {"no timer", {.kind = EV_TIMER_FIRED, .loop = 1, .arg = {1}}},
        {"scheduled twice", {.kind = EV_STEP_SCHEDULED, .loop = 1, .task = 2, .arg = {0}}},
        {"woken, but not waiting", {.kind = EV_TASK_WOKEN, .loop = 1, .task = 2, .arg = {0}}},
        {"waits for itself", {.kind = EV_TASK_AWAITS, .loop = 1, .task = 1, .arg = {1}}},
        {"a descriptor too high", {.kind = EV_FD_WATCHED, .loop = 1, .arg = {FD_MAX, 1}}},
        {"a descriptor nobody watches", {.kind = EV_FD_READY, .loop = 1, .arg = {3, 1}}},
        {"a job ahead", {.kind = EV_JOB_SUBMITTED, .loop = 1, .arg = {2}}},
        {"a job that is not there", {.kind = EV_JOB_ENDED, .loop = 1, .arg = {1}}},
        {"a line of a waiting task", {.kind = EV_LINE, .loop = 1, .task = 1, .arg = {1, 2}}},
        {"a frame ahead", {.kind = EV_LOCAL_CHANGED, .loop = 1, .task = 1, .arg = {1, 1, 1, 2}}},
        {"no frame", {.kind = EV_LOCAL_CHANGED, .loop = 1, .task = 1, .arg = {1, 1, 1, 0}}},
        {"the end of a frame that is not there", {.kind = EV_LOCAL_CHANGED, .loop = 1, .arg = {0, 0, 1, 1}}},
        {"a third stream", {.kind = EV_OUTPUT, .loop = 1, .arg = {3, 1}}},
        {"raised before it started", {.kind = EV_SCRIPT_RAISED}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        State *state = main_gathers_two(), *before = main_gathers_two();
        Event ev = rows[i].ev;
        ev.t = 77;
        reduce(state, &ev);
        assert_int_equal(state->now, 77);
        if (state->unknown != 1) fail_msg("%s: was believed", rows[i].why);
        state->events = before->events, state->now = before->now, state->told = before->told, state->unknown = 0;
        if (!state_equal(state, before)) fail_msg("%s: changed the state", rows[i].why);
        state_free(state);
        state_free(before);
    }
}

// --- descriptors, jobs, two loops, closing -------------------------------------------------------

static void descriptors_are_watched_by_mode(void **unused) {
    (void)unused;
    State *state = main_gathers_two();
    FACT(FD_WATCHED, 1, 2, 5, 1, 0, 0);
    FACT(FD_WATCHED, 1, 3, 5, 2, 0, 0);
    assert_int_equal(state->fds[5].modes, 3);
    assert_int_equal(state->fds[5].reader, 2);
    FACT(FD_READY, 2, 2, 5, 1, 0, 0);
    FACT(FD_UNWATCHED, 2, 0, 5, 1, 0, 0);
    assert_int_equal(state->fds[5].reader, 0);
    assert_int_equal(state->fds[5].writer, 3);
    FACT(FD_UNWATCHED, 2, 0, 5, 2, 0, 0);
    assert_memory_equal(&state->fds[5], &(Fd){0}, sizeof(Fd));
    assert_int_equal(state->unknown, 0);
    Event far = {.kind = EV_FD_WATCHED, .loop = 1, .arg = {1000, 1}};
    assert_true(reduce_room(state, &far, 0).fds >= 1001);
    state_free(state);
}

static void a_job_waits_runs_and_ends(void **unused) {
    (void)unused;
    State *state = main_gathers_two();
    FACT(JOB_SUBMITTED, 1, 2, 1, 80, 0, 0);
    assert_int_equal(state->jobs[0].state, JOB_WAITING);
    FACT(JOB_STARTED, 2, 0, 1, 81, 0, 0);
    assert_int_equal(state->jobs[0].thread, 81);
    FACT(JOB_ENDED, 3, 0, 1, 0, 0, 0);
    assert_int_equal(state->jobs[0].state, JOB_DONE);
    FACT(JOB_ENDED, 3, 0, 1, 0, 0, 0);
    assert_int_equal(state->unknown, 1);
    state_free(state);
}

static const Local *local_at(const State *state, const Frame *frame, int index) {
    uint32_t id = frame->first;
    while (index-- && id) id = state->locals[id - 1].next;
    return id ? &state->locals[id - 1] : NULL;
}

static void variables_stay_with_their_frame_until_it_ends(void **unused) {
    (void)unused;
    enum { N = 11, M = 12, CODE = 1, ONE = 21, TWO = 22 };
    State *state = main_gathers_two();
    FACT(LOCAL_CHANGED, 50, 1, N, ONE, CODE, 1);
    FACT(LOCAL_CHANGED, 50, 1, N, ONE, CODE, 2); // a function that the first one calls
    FACT(LOCAL_CHANGED, 51, 1, M, ONE, CODE, 1);
    FACT(LOCAL_CHANGED, 52, 1, N, TWO, CODE, 1);
    FACT(LOCAL_CHANGED, 53, 1, M, 0, CODE, 1);
    uint64_t began = 0;
    const Frame *outer = state_next_frame(state, 1, &began), *inner = state_next_frame(state, 1, &began);
    assert_ptr_equal(outer, &state->frames[0]);
    assert_ptr_equal(inner, &state->frames[1]);
    assert_null(state_next_frame(state, 1, &began));
    assert_int_equal(local_at(state, outer, 0)->name, N);
    assert_int_equal(local_at(state, outer, 0)->value, TWO);
    assert_int_equal(local_at(state, outer, 1)->name, M);
    assert_int_equal(local_at(state, outer, 1)->value, 0);
    assert_null(local_at(state, outer, 2));
    assert_int_equal(local_at(state, inner, 0)->value, ONE);
    FACT(LOCAL_CHANGED, 54, 0, 0, 0, CODE, 1);
    FACT(LOCAL_CHANGED, 55, 2, M, TWO, CODE, 1); // its number and its room are used again
    began = 0;
    assert_ptr_equal(state_next_frame(state, 1, &began), &state->frames[1]);
    assert_null(state_next_frame(state, 1, &began));
    assert_int_equal(state->n_frames, 2);
    assert_int_equal(state->n_locals, 3);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

static void closing_a_loop_empties_its_queue_and_timers(void **unused) {
    (void)unused;
    State *state = main_gathers_two();
    FACT(CALL_LATER, 1, 0, 0, 1, 50, 0);
    FACT(LOOP_STOPPED, 2, 0, 0, 0, 0, 0);
    assert_int_equal(state_loop(state, 1)->phase, PHASE_NONE);
    FACT(LOOP_CLOSED, 3, 0, 0, 0, 0, 0);
    uint32_t ids[4];
    assert_int_equal(state_ready(state, 1, ids, 4), 0);
    assert_int_equal(state_timers(state, 1, ids, 4), 0);
    assert_int_equal(state_task(state, 2)->handle, NO_HANDLE);
    FACT(CALLBACK_SCHEDULED, 4, 0, 0, 1, 0, 0); // into a closed loop
    assert_int_equal(state->unknown, 1);
    state_free(state);
}

static void loops_of_two_threads_run_side_by_side(void **unused) {
    (void)unused;
    State *state = running_loop();
    create(state, 0, 1, 0);
    FACT(STEP_BEGAN, 0, 1, 0, 0, 0, 0);
    static const Event second[] = {
        {.kind = EV_LOOP_CREATED, .loop = 2}, {.kind = EV_LOOP_STARTED, .loop = 2},
        {.kind = EV_TASK_CREATED, .loop = 2, .task = 2}, {.kind = EV_STEP_SCHEDULED, .loop = 2, .task = 2, .arg = {1}},
        {.kind = EV_STEP_BEGAN, .loop = 2, .task = 2, .arg = {1}},
    };
    for (size_t i = 0; i < 5; i++) reduce(state, &second[i]);
    assert_int_equal(state->n_in[TASK_RUNNING], 2);
    assert_int_equal(state_loop_shown(state), 2);
    assert_int_equal(state_running_task(state), 2);
    assert_int_equal(state_handle(state, 1)->by, 0);
    FACT(TASK_FINISHED, 1, 1, 0, 0, 0, 0);
    assert_int_equal(state_running_task(state), 2);
    assert_int_equal(state->unknown, 0);
    state_free(state);
}

// Its creator's step goes on around it, through two of them, whatever ends them.
static void an_eager_step_runs_inside_the_step_of_its_creator(void **unused) {
    (void)unused;
    State *state = running_loop();
    create(state, 0, 1, 0);
    FACT(RUN_BEGAN, 0, 0, 1, 0, 0, 0);
    FACT(STEP_BEGAN, 10, 1, 0, 0, 0, 0);
    FACT(TASK_CREATED, 20, 2, 0, 0, 0, 1);
    FACT(EAGER_STEP_BEGAN, 20, 2, 0, 0, 0, 0);
    assert_task(state, 1, TASK_RUNNING);
    assert_task(state, 2, TASK_RUNNING);
    assert_int_equal(state_running_task(state), 2);
    FACT(TASK_CREATED, 30, 3, 0, 0, 0, 2);
    FACT(EAGER_STEP_BEGAN, 30, 3, 0, 0, 0, 0);
    assert_int_equal(state_task(state, 3)->inside, 2);
    FACT(TASK_FINISHED, 40, 1, 0, 0, 0, 0); // not while others run inside it
    assert_int_equal(state->unknown, 1);
    FACT(TASK_FINISHED, 40, 3, 0, 0, 0, 0);
    assert_int_equal(state_running_task(state), 2);
    FACT(TASK_SUSPENDED, 50, 2, WAIT_FOR_FUTURE, 0, 0, 0);
    assert_task(state, 2, TASK_WAITING);
    assert_int_equal(state_task(state, 2)->ns_in[1], 30);
    assert_int_equal(state_running_task(state), 1);
    assert_int_equal(state_loop(state, 1)->running_handle, 0);
    FACT(TASK_WOKEN, 60, 2, 1, 0, 0, 0);
    assert_int_equal(state_handle(state, 1)->by, 1);
    FACT(TASK_FINISHED, 70, 1, 0, 0, 0, 0);
    assert_int_equal(state_running_task(state), 0);
    FACT(STEP_BEGAN, 80, 2, 1, 0, 0, 0);
    FACT(TASK_FINISHED, 90, 2, 0, 0, 0, 0);
    assert_int_equal(state_task(state, 2)->steps, 2);
    assert_int_equal(state->live_tasks, 0);
    assert_int_equal(state->unknown, 1);
    state_free(state);
}

static void an_eager_step_in_a_callback_leaves_the_callback_running(void **unused) {
    (void)unused;
    State *state = running_loop();
    FACT(CALLBACK_SCHEDULED, 0, 0, 0, 50, 0, 0);
    FACT(RUN_BEGAN, 0, 0, 1, 0, 0, 0);
    FACT(CALLBACK_BEGAN, 1, 0, 0, 0, 0, 0);
    FACT(TASK_CREATED, 2, 1, 0, 0, 0, 0);
    FACT(EAGER_STEP_BEGAN, 2, 1, 0, 0, 0, 0);
    FACT(EAGER_STEP_BEGAN, 2, 1, 0, 0, 0, 0); // it has begun
    assert_int_equal(state->unknown, 1);
    FACT(STEP_SCHEDULED, 3, 1, 1, 0, 0, 0);
    FACT(TASK_YIELDED, 3, 1, 0, 0, 0, 0);
    assert_task(state, 1, TASK_READY);
    assert_int_equal(state_loop(state, 1)->running_handle, 0);
    FACT(HANDLE_ENDED, 4, 0, 0, 0, 0, 0);
    assert_int_equal(state_loop(state, 1)->running_handle, NO_HANDLE);
    assert_int_equal(state->unknown, 1);
    state_free(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_tasks_take_turns_in_the_order_they_were_created),
        cmocka_unit_test(a_handle_queued_in_this_turn_runs_in_the_next),
        cmocka_unit_test(a_sleeping_task_waits_for_its_timer_and_is_woken_through_the_ready_queue),
        cmocka_unit_test(timers_are_listed_soonest_first_and_equal_ones_as_they_were_set),
        cmocka_unit_test(a_bare_yield_goes_to_the_end_of_the_ready_queue),
        cmocka_unit_test(a_gather_counts_its_children_as_they_finish),
        cmocka_unit_test(waiters_of_one_task_leave_in_any_order),
        cmocka_unit_test(a_cancel_request_is_a_mark_until_the_next_step),
        cmocka_unit_test(a_task_that_cancels_itself_is_ready_again_as_soon_as_it_suspends),
        cmocka_unit_test(what_contradicts_the_state_is_counted_and_changes_nothing),
        cmocka_unit_test(descriptors_are_watched_by_mode),
        cmocka_unit_test(a_job_waits_runs_and_ends),
        cmocka_unit_test(variables_stay_with_their_frame_until_it_ends),
        cmocka_unit_test(closing_a_loop_empties_its_queue_and_timers),
        cmocka_unit_test(loops_of_two_threads_run_side_by_side),
        cmocka_unit_test(an_eager_step_runs_inside_the_step_of_its_creator),
        cmocka_unit_test(an_eager_step_in_a_callback_leaves_the_callback_running),
    };
    return cmocka_run_group_tests_name("reduce", tests, NULL, NULL);
}
