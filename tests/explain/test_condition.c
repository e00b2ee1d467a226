#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "explain/condition.h"
#include "explain/story.h"

// --- as it is typed ------------------------------------------------------------------------------

typedef struct Row {
    const char *typed;
    ConditionKind kind;
    const char *name, *text;
    uint32_t line;
    TaskState state;
} Row;

static const Row rows[] = {
    {"", CONDITION_NONE, "", "", 0, TASK_NONE},
    {"   ", CONDITION_NONE, "", "", 0, TASK_NONE},
    {"hello", CONDITION_WORDS, "", "hello", 0, TASK_NONE},
    {"  two words ", CONDITION_WORDS, "", "two words", 0, TASK_NONE},
    {"\"blocked\"", CONDITION_WORDS, "", "blocked", 0, TASK_NONE},
    {"line 12", CONDITION_LINE, "", "", 12, TASK_NONE},
    {"line  12   app/my worker.py", CONDITION_LINE, "app/my worker.py", "", 12, TASK_NONE},
    {"line twelve", CONDITION_WORDS, "", "line twelve", 0, TASK_NONE},
    {"line 0", CONDITION_WORDS, "", "line 0", 0, TASK_NONE},
    {"line 99999999999999", CONDITION_WORDS, "", "line 99999999999999", 0, TASK_NONE},
    {"line", CONDITION_WORDS, "", "line", 0, TASK_NONE},
    {"task A", CONDITION_TASK, "A", "", 0, TASK_NONE},
    {"task A waiting", CONDITION_TASK, "A", "", 0, TASK_WAITING},
    {"task my own task failed", CONDITION_TASK, "my own task", "", 0, TASK_FAILED_},
    {"task waiting", CONDITION_TASK, "waiting", "", 0, TASK_NONE},
    {"task * done", CONDITION_TASK, "*", "", 0, TASK_NONE},
    {"task", CONDITION_WORDS, "", "task", 0, TASK_NONE},
    {"output", CONDITION_OUTPUT, "", "", 0, TASK_NONE},
    {"output ~ B asks", CONDITION_OUTPUT, "", "B asks", 0, TASK_NONE},
    {"output B asks", CONDITION_WORDS, "", "output B asks", 0, TASK_NONE},
    {"exception", CONDITION_EXCEPTION, "", "", 0, TASK_NONE},
    {"exception ~ ValueError", CONDITION_EXCEPTION, "", "ValueError", 0, TASK_NONE},
    {"blocked", CONDITION_BLOCKED, "", "", 0, TASK_NONE},
    {"blocked loop", CONDITION_WORDS, "", "blocked loop", 0, TASK_NONE},
    {"deadlock", CONDITION_DEADLOCK, "", "", 0, TASK_NONE},
    {"trouble", CONDITION_TROUBLE, "", "", 0, TASK_NONE},
};

static void what_is_typed_is_understood(void **unused) {
    (void)unused;
    Condition condition = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("  \"%s\"\n", rows[i].typed);
        condition_parse(&condition, view_of(rows[i].typed));
        assert_int_equal(condition.kind, rows[i].kind);
        assert_string_equal(str_text(&condition.name), rows[i].name);
        assert_string_equal(str_text(&condition.text), rows[i].text);
        assert_int_equal(condition.line, rows[i].line);
        assert_int_equal(condition.state, rows[i].state);
    }
    condition_free(&condition);
}

// --- of what it is true --------------------------------------------------------------------------

// A prints, waits, goes on and fails; B is made and finishes.
static Story two_tasks(void) {
    Story story = story_new();
    uint32_t file = story_source(&story, "/home/me/app/two.py", "1\n2\n3\n"), code = story_code(&story, "main", file, 1);
    story_loop(&story);
    uint32_t a = story_string(&story, "A"), b = story_string(&story, "B");
    story_event(&story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);                                    // 1
    story_event(&story, EV_TASK_CREATED, 1, a, a, 0, 0);                                    // 2
    story_event(&story, EV_TASK_CREATED, 2, b, b, 0, 0);                                    // 3
    story_event(&story, EV_STEP_SCHEDULED, 1, 0, 0, 0, 0);                                  // 4
    story_event(&story, EV_STEP_SCHEDULED, 2, 1, 0, 0, 0);                                  // 5
    story_event(&story, EV_STEP_BEGAN, 1, 0, 0, 0, 0);                                      // 6
    story_event(&story, EV_LINE, 1, code, 2, 0, 0);                                         // 7
    story_event(&story, EV_OUTPUT, 1, 1, story_string(&story, "Hello there\n"), 0, 0);      // 8
    story_event(&story, EV_TASK_SUSPENDED, 1, WAIT_FOR_FUTURE, 0, 0, 0);                    // 9
    story_event(&story, EV_STEP_BEGAN, 2, 1, 0, 0, 0);                                      // 10
    story_event(&story, EV_TASK_WOKEN, 1, 2, 0, 0, 0);                                      // 11
    story_event(&story, EV_TASK_FINISHED, 2, story_string(&story, "7"), 0, 0, 0);           // 12
    story_event_ns(&story, EV_LOOP_BLOCKED, 2, 0, 0, 200000000);                            // 13
    story_event(&story, EV_STEP_BEGAN, 1, 2, 0, 0, 0);                                      // 14
    story_event(&story, EV_TASK_FAILED, 1, story_string(&story, "ValueError"), story_string(&story, "no more"), 0, 0); // 15
    assert_int_equal(history_live(story.history)->unknown, 0);
    return story;
}

static const struct { const char *typed; uint64_t at[6]; } truths[] = {
    {"hello", {8}},
    {"line 2", {7}}, {"line 2 two.py", {7}}, {"line 2 app/two.py", {7}}, {"line 2 wo.py", {0}}, {"line 3", {0}},
    {"task A", {6, 14}}, {"task * running", {6, 10, 14}}, {"task A waiting", {9}}, {"task A ready", {11}}, {"task B finished", {12}},
    {"task * done", {12, 15}}, {"task * failed", {15}}, {"task * created", {2, 3}}, {"task C", {0}},
    {"output", {8}}, {"output ~ THERE", {8}}, {"output ~ nowhere", {0}},
    {"exception", {15}}, {"exception ~ value", {15}}, {"exception ~ more", {15}}, {"exception ~ OSError", {0}},
    {"blocked", {13}}, {"trouble", {13}}, {"deadlock", {0}},
};

// True of these events and no others; and the kinds that the engine is told of are all that it can be true of.
static void it_is_true_of_its_events_alone(void **unused) {
    (void)unused;
    Story story = two_tasks();
    Condition condition = {0};
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        uint16_t kinds[CONDITION_KINDS];
        condition_parse(&condition, view_of(truths[i].typed));
        size_t n_kinds = condition_kinds(&condition, kinds), next = 0;
        for (uint64_t seq = 0; seq < history_count(story.history); seq++) {
            const Event *ev = log_event(history_log(story.history), seq);
            bool is_wanted = truths[i].at[next] == seq && seq;
            if (condition_holds(&condition, story.history, ev, seq) != is_wanted) fail_msg("%s: event %d", truths[i].typed, (int)seq);
            next += is_wanted;
            bool is_known = !n_kinds || !is_wanted;
            for (size_t k = 0; k < n_kinds; k++) is_known |= kinds[k] == ev->kind;
            if (!is_known) fail_msg("%s: its kinds leave out event %d", truths[i].typed, (int)seq);
        }
    }
    condition_free(&condition);
    history_free(story.history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_typed_is_understood),
        cmocka_unit_test(it_is_true_of_its_events_alone),
    };
    return cmocka_run_group_tests_name("condition", tests, NULL, NULL);
}
