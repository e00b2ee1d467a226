// Where a key goes in recorded history, and what is asked of the engine for it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "app/goal.h"
#include "explain/story.h"

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
    UiWishKind kind;
    uint32_t task;
    uint64_t from, to;
} Row;

static const Row rows[] = {
    {"the next told event, past the bookkeeping", WISH_NEXT, 0, 5, 9},
    {"the last told event", WISH_BACK, 0, 9, 5},
    {"back from the first is the start", WISH_BACK, 0, 2, 0},
    {"a turn of the loop", WISH_ITERATION, 0, 0, 7},
    {"no turn any more", WISH_ITERATION, 0, 7, HISTORY_NONE},
    {"whoever steps next", WISH_TASK_STEP, 0, 0, 9},
    {"one task's step", WISH_TASK_STEP, 2, 0, 12},
    {"one task's line, past everybody else's", WISH_LINE, 2, 9, 13},
    {"one task's last line", WISH_LINE_BACK, 1, 13, 10},
    {"nothing was printed", WISH_OUTPUT, 0, 0, HISTORY_NONE},
};

static void keys_find_their_events(void **state) {
    (void)state;
    History *history = two_tasks();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("  %s\n", rows[i].why);
        Goal goal = goal_begin(rows[i].kind, rows[i].from);
        goal.task = rows[i].task;
        bool more;
        assert_int_equal(goal_look(&goal, history, &more), rows[i].to);
        assert_false(more);
    }
    history_free(history);
}

static void a_task_that_is_done_takes_no_more_steps(void **state) {
    (void)state;
    History *history = two_tasks();
    Str why = {0};
    assert_non_null(goal_is_hopeless(history, &(Goal){.kind = WISH_TASK_STEP, .task = 1}, false, &why));
    assert_null(goal_is_hopeless(history, &(Goal){.kind = WISH_TASK_STEP, .task = 2}, false, &why));
    assert_null(goal_is_hopeless(history, &(Goal){.kind = WISH_NEXT}, false, &why));
    assert_non_null(goal_is_hopeless(history, &(Goal){.kind = WISH_NEXT}, true, &why));
    str_free(&why);
    history_free(history);
}

static void a_grant_goes_as_far_as_its_key(void **state) {
    (void)state;
    ControlMessage message;
    assert_true(goal_grant(&(Goal){.kind = WISH_LINE, .task = 7}, &message));
    assert_int_equal(message.kind, CONTROL_GRANT);
    assert_int_equal(message.what, UNTIL_LINE);
    assert_int_equal(message.task, 7);
    assert_true(goal_grant(&(Goal){.kind = WISH_TIMER, .task = 7}, &message));
    assert_int_equal(message.task, 0);
    assert_false(goal_grant(&(Goal){.kind = WISH_FIND}, &message)); // only in what was recorded
    assert_true(goal_is_movement(WISH_BACK) && goal_is_backward(WISH_BACK) && !goal_is_backward(WISH_NEXT));
    assert_false(goal_is_movement(WISH_QUIT));
}

// --- a piece at a time ---------------------------------------------------------------------------

// Output events 1 … n, each followed by a detail.
static Story outputs(int n) {
    Story story = story_new();
    story_loop(&story);
    story_event(&story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    for (int i = 1; i <= n; i++) {
        char text[32];
        snprintf(text, sizeof text, "Word %d%s\n", i, i % 5000 ? "" : " TEN");
        story_event(&story, EV_OUTPUT, 0, 1, story_string(&story, text), 0, 0);
        story_event(&story, EV_ITERATION_BEGAN, 0, 0, 0, 0, 0);
    }
    return story;
}

// The position after the i-th output.
static uint64_t after(int i) {
    return 2 + (uint64_t)(i - 1) * 2 + 1;
}

static uint64_t look(History *history, UiWishKind kind, const char *typed, uint64_t from, int *pieces) {
    Condition condition = {0};
    Goal goal = goal_begin(kind, from);
    uint64_t found;
    bool more;
    condition_parse(&condition, view_of(typed));
    goal.conditions = &condition;
    goal.n_conditions = 1;
    *pieces = 0;
    do {
        found = goal_look(&goal, history, &more);
        ++*pieces;
        assert_true(goal_percent(&goal, history) <= 100);
    } while (found == HISTORY_NONE && more);
    condition_free(&condition);
    return found;
}

static void words_are_found_forward_and_back(void **state) {
    (void)state;
    Story story = outputs(20000);
    int pieces;
    assert_int_equal(look(story.history, WISH_FIND, "ten", 0, &pieces), after(5000));
    assert_true(pieces > 2);
    assert_int_equal(look(story.history, WISH_FIND, "ten", after(5000), &pieces), after(10000));
    assert_int_equal(look(story.history, WISH_FIND_BACK, "ten", after(10000), &pieces), after(5000));
    assert_int_equal(look(story.history, WISH_FIND_BACK, "output ~ ten", after(19000), &pieces), after(15000));
    assert_int_equal(look(story.history, WISH_FIND_BACK, "word", after(300), &pieces), after(299));
    assert_true(look(story.history, WISH_FIND_BACK, "ten", after(5000), &pieces) == HISTORY_NONE);
    assert_true(look(story.history, WISH_FIND, "nowhere", 0, &pieces) == HISTORY_NONE);
    assert_true(look(story.history, WISH_FIND, "ten", after(20000), &pieces) == HISTORY_NONE);
    history_free(story.history);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys_find_their_events), cmocka_unit_test(a_task_that_is_done_takes_no_more_steps),
                                       cmocka_unit_test(a_grant_goes_as_far_as_its_key),
                                       cmocka_unit_test(words_are_found_forward_and_back)};
    return cmocka_run_group_tests_name("goal", tests, NULL, NULL);
}
