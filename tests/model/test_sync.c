// Primitives and what is measured of them: who has them, who waits, how long.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/query.h"
#include "model/reduce.h"

#define MS 1000000u

static Task tasks[8];
static Handle handles[16];
static Loop loops[2];
static Edge edges[16];
static Fd fds[1];
static Job jobs[1];
static Process processes[4];
static Future futures[4];
static Sync syncs[8];
static Hold holds[8];

// One loop, and three tasks whose first steps are in the ready queue.
static State begin(void) {
    State state = {.tasks = tasks, .handles = handles, .loops = loops, .edges = edges, .fds = fds, .jobs = jobs, .processes = processes,
                   .futures = futures, .syncs = syncs, .holds = holds};
    state_reset(&state);
    return state;
}

static bool apply(State *state, EventKind kind, uint32_t task, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    uint64_t unknown = state->unknown;
    uint16_t loop = kind == EV_LOOP_CREATED || state->n_loops ? 1 : 0;
    reduce(state, &(Event){.t = state->now, .kind = (uint16_t)kind, .loop = loop, .task = task, .arg = {a, b, c, d}});
    return state->unknown == unknown;
}

static void must(State *state, EventKind kind, uint32_t task, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
    if (!apply(state, kind, task, a, b, c, d)) fail_msg("refused: kind %d", (int)kind);
}

static State with_tasks(void) {
    State state = begin();
    must(&state, EV_LOOP_CREATED, 0, 0, 0, 0, 0);
    must(&state, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    for (uint32_t task = 1; task <= 3; task++) {
        must(&state, EV_TASK_CREATED, task, 0, 0, 0, 0);
        must(&state, EV_STEP_SCHEDULED, task, task - 1, 0, 0, 0);
    }
    return state;
}

static void step(State *state, uint32_t task) {
    must(state, EV_STEP_BEGAN, task, state->tasks[task - 1].handle, 0, 0, 0);
}

static void wait_for(State *state, uint32_t task, WaitKind wait, uint32_t on) {
    must(state, EV_TASK_SUSPENDED, task, wait, 0, on, 0);
}

static void a_lock_has_one_owner_and_its_waiters(void **unused) {
    (void)unused;
    State state = with_tasks();
    uint32_t hold = 0, held = 0;
    must(&state, EV_SYNC_CREATED, 0, 1, SYNC_LOCK, 0, 0);
    assert_false(apply(&state, EV_SYNC_CREATED, 0, 3, SYNC_LOCK, 0, 0)); // numbers have no gaps
    step(&state, 1);
    must(&state, EV_LOCK_ACQUIRED, 1, 1, 0, 0, 0);
    assert_false(apply(&state, EV_LOCK_ACQUIRED, 2, 1, 0, 0, 0)); // it is taken
    assert_false(apply(&state, EV_SEMAPHORE_ACQUIRED, 1, 1, 0, 0, 0)); // and no semaphore
    wait_for(&state, 1, WAIT_FOR_SLEEP, 0);
    step(&state, 2);
    wait_for(&state, 2, WAIT_FOR_LOCK, 1);
    assert_int_equal(state_sync(&state, 1)->waiters, 1);
    assert_int_equal(state_next_holder(&state, 1, &hold), 1);
    assert_int_equal(state_next_holder(&state, 1, &hold), 0);
    assert_int_equal(state_next_held(&state, 1, &held), 1);
    assert_int_equal(state_next_sync_waiter(&state, 1, 0), 2);
    state.now += 30 * MS;
    must(&state, EV_TASK_WOKEN, 1, 0, 0, 0, 0);
    step(&state, 1);
    must(&state, EV_LOCK_RELEASED, 1, 1, 0, 0, 0);
    assert_false(apply(&state, EV_LOCK_RELEASED, 1, 1, 0, 0, 0));
    must(&state, EV_TASK_WOKEN, 2, 1, 0, 0, 0);
    assert_int_equal(state_sync(&state, 1)->waiters, 0);
    assert_int_equal(state_sync(&state, 1)->longest_task, 1);
    assert_int_equal(state_sync(&state, 1)->longest_hold, 30 * MS);
}

static void a_hold_within_one_step_is_not_across_an_await(void **unused) {
    (void)unused;
    State state = with_tasks();
    must(&state, EV_SYNC_CREATED, 0, 1, SYNC_LOCK, 0, 0);
    step(&state, 1);
    must(&state, EV_LOCK_ACQUIRED, 1, 1, 0, 0, 0);
    state.now += 30 * MS;
    must(&state, EV_LOCK_RELEASED, 1, 1, 0, 0, 0);
    assert_int_equal(state_sync(&state, 1)->longest_hold, 0);
}

static void permits_are_given_back_by_whoever_has_them(void **unused) {
    (void)unused;
    State state = with_tasks();
    uint32_t hold = 0;
    must(&state, EV_SYNC_CREATED, 0, 1, SYNC_SEMAPHORE, 2, 0);
    assert_int_equal(state_sync(&state, 1)->value, 2);
    must(&state, EV_SEMAPHORE_ACQUIRED, 1, 1, 0, 1, 0);
    must(&state, EV_SEMAPHORE_ACQUIRED, 2, 1, 0, 0, 0);
    must(&state, EV_SEMAPHORE_RELEASED, 3, 1, 0, 1, 0); // never took one: the oldest hold ends
    assert_int_equal(state_next_holder(&state, 1, &hold), 2);
    must(&state, EV_SEMAPHORE_RELEASED, 2, 1, 0, 2, 0);
    assert_int_equal(state_sync(&state, 1)->hold, NO_HOLD);
    must(&state, EV_SEMAPHORE_ACQUIRED, 3, 1, 0, 1, 0);
    assert_int_equal(state.n_holds, 2); // used again
}

static void a_circle_is_found_over_locks_and_awaited_tasks(void **unused) {
    (void)unused;
    State state = with_tasks();
    uint32_t circle[4];
    must(&state, EV_SYNC_CREATED, 0, 1, SYNC_LOCK, 0, 0);
    step(&state, 1);
    must(&state, EV_LOCK_ACQUIRED, 1, 1, 0, 0, 0);
    must(&state, EV_TASK_AWAITS, 1, 3, 0, 0, 0);
    must(&state, EV_TASK_AWAITS, 1, 2, 0, 0, 0);
    must(&state, EV_TASK_SUSPENDED, 1, WAIT_FOR_GATHER, 0, 0, 2);
    assert_int_equal(state_circle(&state, 1, circle, 4), 0);
    step(&state, 2);
    wait_for(&state, 2, WAIT_FOR_LOCK, 1);
    assert_int_equal(state_circle(&state, 2, circle, 4), 2);
    assert_int_equal(circle[0], 2);
    assert_int_equal(circle[1], 1);
    assert_int_equal(state_circle(&state, 3, circle, 4), 0);
    assert_int_equal(state_circle(&state, 2, circle, 1), 0); // no room for it
}

static void a_destroyed_task_waits_for_nothing(void **unused) {
    (void)unused;
    State state = with_tasks();
    must(&state, EV_SYNC_CREATED, 0, 1, SYNC_EVENT, 0, 0);
    step(&state, 1);
    wait_for(&state, 1, WAIT_FOR_EVENT_SET, 1);
    must(&state, EV_TASK_DESTROYED, 1, 0, 0, 0, 0);
    assert_int_equal(state_task(&state, 1)->state, TASK_DESTROYED_);
    assert_int_equal(state_sync(&state, 1)->waiters, 0);
    assert_int_equal(state.live_tasks, 2);
    assert_false(apply(&state, EV_TASK_DESTROYED, 1, 0, 0, 0, 0));
    assert_false(apply(&state, EV_TASK_WOKEN, 1, 9, 0, 0, 0));
}

static void a_wait_that_nobody_shares_is_counted(void **unused) {
    (void)unused;
    State state = with_tasks();
    for (uint32_t task = 2; task <= 3; task++) {
        step(&state, task);
        must(&state, EV_TASK_FINISHED, task, 0, 0, 0, 0);
    }
    for (int i = 0; i < 2; i++) {
        step(&state, 1);
        wait_for(&state, 1, WAIT_FOR_SLEEP, 0);
        state.now += 10 * MS;
        must(&state, EV_TASK_WOKEN, 1, 0, 0, 0, 0);
    }
    assert_int_equal(state_task(&state, 1)->alone_waits, 2);
    assert_int_equal(state_task(&state, 1)->alone_ns, 20 * MS);
}

static void a_wait_beside_another_is_not(void **unused) {
    (void)unused;
    State state = with_tasks();
    for (uint32_t task = 1; task <= 3; task++) {
        step(&state, task);
        wait_for(&state, task, WAIT_FOR_SLEEP, 0);
    }
    state.now += 10 * MS;
    must(&state, EV_TASK_WOKEN, 3, 0, 0, 0, 0);
    assert_int_equal(state_task(&state, 3)->alone_waits, 0);
}

static void timeouts_nest(void **unused) {
    (void)unused;
    State state = with_tasks();
    step(&state, 1);
    uint32_t outer = state.n_handles, inner;
    must(&state, EV_TIMEOUT_SCHEDULED, 1, outer, 0, 900, 0);
    inner = outer == state.n_handles ? outer + 1 : state.n_handles;
    must(&state, EV_TIMEOUT_SCHEDULED, 1, inner, 0, 500, 0);
    assert_int_equal(task_deadline(&state, 1), 500);
    must(&state, EV_HANDLE_CANCELLED, 1, inner, 0, 0, 0);
    assert_int_equal(task_deadline(&state, 1), 900);
    must(&state, EV_HANDLE_CANCELLED, 1, outer, 0, 0, 0);
    assert_true(task_deadline(&state, 1) == NS_FOREVER);
}

static void futures_and_processes_are_done_once(void **unused) {
    (void)unused;
    State state = with_tasks();
    must(&state, EV_FUTURE_CREATED, 1, 1, 0, 0, 0);
    must(&state, EV_FUTURE_RESULT, 2, 1, 7, 0, 0);
    assert_int_equal(state_future(&state, 1)->done_by, 2);
    assert_false(apply(&state, EV_FUTURE_CANCELLED, 2, 1, 0, 0, 0));
    assert_false(apply(&state, EV_FUTURE_RESULT, 2, 5, 0, 0, 0));
    must(&state, EV_PROCESS_STARTED, 1, 1, 4242, 0, 0);
    must(&state, EV_PROCESS_ENDED, 1, 1, (uint32_t)-9, 0, 0);
    assert_int_equal(state_process(&state, 1)->status, -9);
    assert_false(apply(&state, EV_PROCESS_ENDED, 1, 1, 0, 0, 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lock_has_one_owner_and_its_waiters),
        cmocka_unit_test(a_hold_within_one_step_is_not_across_an_await),
        cmocka_unit_test(permits_are_given_back_by_whoever_has_them),
        cmocka_unit_test(a_circle_is_found_over_locks_and_awaited_tasks),
        cmocka_unit_test(a_destroyed_task_waits_for_nothing),
        cmocka_unit_test(a_wait_that_nobody_shares_is_counted),
        cmocka_unit_test(a_wait_beside_another_is_not),
        cmocka_unit_test(timeouts_nest),
        cmocka_unit_test(futures_and_processes_are_done_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
