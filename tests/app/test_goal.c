// Where a key goes in recorded history, and what is asked of the engine for it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/goal.h"

static void add(History *history, EventKind kind, uint32_t task, uint32_t a, uint32_t b) {
    history_add(history, &(Record){.ev = {.kind = (uint16_t)kind, .loop = 1, .task = task, .arg = {a, b}}});
}

// Two tasks, a step and a line each, then the first one ends.
static History *two_tasks(void) {
    History *history = history_new();
    add(history, EV_LOOP_CREATED, 0, 0, 0);       // 1: the position just after it
    add(history, EV_LOOP_STARTED, 0, 0, 0);       // 2
    add(history, EV_TASK_CREATED, 1, 0, 0);       // 3
    add(history, EV_STEP_SCHEDULED, 1, 0, 0);     // 4
    add(history, EV_TASK_CREATED, 2, 0, 0);       // 5
    add(history, EV_STEP_SCHEDULED, 2, 1, 0);     // 6
    add(history, EV_ITERATION_BEGAN, 0, 2, 0);    // 7
    add(history, EV_RUN_BEGAN, 0, 2, 0);          // 8
    add(history, EV_STEP_BEGAN, 1, 0, 0);         // 9
    add(history, EV_LINE, 1, 0, 3);               // 10
    add(history, EV_TASK_FINISHED, 1, 0, 0);      // 11
    add(history, EV_STEP_BEGAN, 2, 1, 0);         // 12
    add(history, EV_LINE, 2, 0, 5);               // 13
    return history;
}

typedef struct Row {
    const char *why;
    Goal goal;
    uint64_t from, to;
} Row;

static const Row rows[] = {
    {"the next told event, past the bookkeeping", {WISH_NEXT, 0}, 5, 9},
    {"the last told event", {WISH_BACK, 0}, 9, 5},
    {"back from the first is the start", {WISH_BACK, 0}, 2, 0},
    {"a turn of the loop", {WISH_ITERATION, 0}, 0, 7},
    {"no turn any more", {WISH_ITERATION, 0}, 7, HISTORY_NONE},
    {"whoever steps next", {WISH_TASK_STEP, 0}, 0, 9},
    {"one task's step", {WISH_TASK_STEP, 2}, 0, 12},
    {"one task's line, past everybody else's", {WISH_LINE, 2}, 9, 13},
    {"one task's last line", {WISH_LINE_BACK, 1}, 13, 10},
    {"nothing was printed", {WISH_OUTPUT, 0}, 0, HISTORY_NONE},
};

static void keys_find_their_events(void **state) {
    (void)state;
    History *history = two_tasks();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("  %s\n", rows[i].why);
        assert_int_equal(goal_find(history, &rows[i].goal, rows[i].from), rows[i].to);
    }
    history_free(history);
}

static void a_task_that_is_done_takes_no_more_steps(void **state) {
    (void)state;
    History *history = two_tasks();
    Str why = {0};
    assert_non_null(goal_is_hopeless(history, &(Goal){WISH_TASK_STEP, 1}, false, &why));
    assert_null(goal_is_hopeless(history, &(Goal){WISH_TASK_STEP, 2}, false, &why));
    assert_null(goal_is_hopeless(history, &(Goal){WISH_NEXT, 0}, false, &why));
    assert_non_null(goal_is_hopeless(history, &(Goal){WISH_NEXT, 0}, true, &why));
    str_free(&why);
    history_free(history);
}

static void a_grant_goes_as_far_as_its_key(void **state) {
    (void)state;
    ControlMessage message = goal_grant(&(Goal){WISH_LINE, 7});
    assert_int_equal(message.kind, CONTROL_GRANT);
    assert_int_equal(message.what, UNTIL_LINE);
    assert_int_equal(message.task, 7);
    assert_int_equal(goal_grant(&(Goal){WISH_TIMER, 7}).task, 0);
    assert_true(goal_is_movement(WISH_BACK) && goal_is_backward(WISH_BACK) && !goal_is_backward(WISH_NEXT));
    assert_false(goal_is_movement(WISH_QUIT));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys_find_their_events), cmocka_unit_test(a_task_that_is_done_takes_no_more_steps),
                                       cmocka_unit_test(a_grant_goes_as_far_as_its_key)};
    return cmocka_run_group_tests_name("goal", tests, NULL, NULL);
}
