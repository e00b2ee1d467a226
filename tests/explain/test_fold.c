// What is said of a fold: all that happened in it, in one sentence or two, and one line of --plain.
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explain/explain.h"
#include "explain/story.h"

static const char script[] = "\"\"\"Title\"\"\"\n" // 1
                             "import asyncio\n"    // 2
                             "\n"
                             "# The main function.\n"       // 4
                             "async def main():\n"          // 5
                             "    await asyncio.sleep(0)\n" // 6
                             "\n"
                             "# And now it runs.\n"  // 8
                             "asyncio.run(main())\n" // 9
                             "print('end')\n"        // 10
                             "runner.close()\n";     // 11

typedef struct Program {
    Story story;
    uint32_t module, main, at_run, at_close;
} Program;

static Program begin(void) {
    Program p = {.story = story_new()};
    uint32_t file = story_source(&p.story, "/tmp/s.py", script);
    p.module = story_code(&p.story, "<module>", file, 1);
    p.main = story_code(&p.story, "main", file, 5);
    p.at_run = story_site(&p.story, 0, p.module, 9);
    p.at_close = story_site(&p.story, 0, p.module, 11);
    return p;
}

static uint64_t line(Program *p, uint32_t number) {
    return story_event(&p->story, EV_LINE, 0, p->module, number, 0, 0);
}

static void assert_told(const Program *p, uint64_t seq, const char *sentence, const char *plain) {
    Str text = {0};
    explain_step(&text, p->story.history, seq, false, false);
    assert_string_equal(str_text(&text), sentence);
    str_clear(&text);
    explain_step_line(&text, p->story.history, seq, false);
    assert_string_equal(str_text(&text), plain);
    str_free(&text);
}

static void the_beginning_says_which_lines_have_run(void **unused) {
    (void)unused;
    Program p = begin();
    story_event(&p.story, EV_SCRIPT_STARTED, 0, story_string(&p.story, "/tmp/s.py"), 0, 0, 0);
    line(&p, 1), line(&p, 2), line(&p, 5);
    uint64_t run = line(&p, 9);
    assert_told(
        &p, run,
        "Lines 1 to 6 have run: imports and definitions. Python is about to run line 9, outside any task: `asyncio.run(main())`. There is no event loop yet.",
        "0.000  s.py begins.\n0.000  The program runs line 9: asyncio.run(main())");
    Str text = {0};
    explain_step(&text, p.story.history, run, true, false); // unfolded
    assert_string_equal(str_text(&text),
                        "Python is about to run line 9, outside any task: `asyncio.run(main())`.");
    str_free(&text);
    assert_told(&p, 2, "Python is about to run line 2, outside any task: `import asyncio`.",
                "0.000  The program runs line 2: import asyncio"); // inside
    history_free(p.story.history);
}

static void one_that_does_something_at_once_says_only_that(void **unused) {
    (void)unused;
    Program p = begin();
    story_event(&p.story, EV_SCRIPT_STARTED, 0, story_string(&p.story, "/tmp/s.py"), 0, 0, 0);
    assert_told(
        &p, line(&p, 9),
        "Python begins to run `s.py`. Python is about to run line 9, outside any task: `asyncio.run(main())`. There is no event loop yet.",
        "0.000  s.py begins.\n0.000  The program runs line 9: asyncio.run(main())");
    line(&p, 5);
    assert_told(
        &p, line(&p, 9),
        "Lines 5 to 6 have run: imports and definitions. Python is about to run line 9, outside any task: `asyncio.run(main())`.",
        "0.000  The program runs line 9: asyncio.run(main())");
    history_free(p.story.history);
}

static void a_task_is_told_by_its_final_name_and_with_its_loop(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);
    story_task(&p.story, "Task-1", "main()", 0, p.at_run, 0);
    story_event(&p.story, EV_TASK_RENAMED, 1, story_string(&p.story, "first"), 0, 0, 0);
    uint64_t started = story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    assert_told(
        &p, started,
        "The program creates the task first on line 9. It will run `main()`, but none of that has run yet. The loop starts. Next in the ready queue is first.",
        "0.000  The task first is created. It will run main(). The loop starts.");
    story_task(&p.story, "Task-2", "main()", 1, p.at_run, 1);
    uint64_t renamed =
        story_event(&p.story, EV_TASK_RENAMED, 2, story_string(&p.story, "second"), 0, 0, 0);
    assert_told(
        &p, renamed,
        "first creates the task second on line 9. It will run `main()`, but none of that has run yet.",
        "0.000  The task second is created. It will run main().");
    history_free(p.story.history);
}

static uint64_t clean_up(Program *p, uint32_t site, bool closes) {
    story_event(&p->story, EV_LOOP_STOPPED, 0, 0, 0, 0, 0);
    story_task(&p->story, "Task", "BaseEventLoop.shutdown_asyncgens()", 0, site, 0);
    story_event(&p->story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    story_event_ns(&p->story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(&p->story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    story_event(&p->story, EV_STEP_BEGAN, p->story.tasks, 0, 0, 0, 0);
    story_event(&p->story, EV_TASK_FINISHED, p->story.tasks, 0, 0, 0, 0);
    uint64_t stopped = story_event(&p->story, EV_LOOP_STOPPED, 0, 0, 0, 0, 0);
    uint64_t closed = closes ? story_event(&p->story, EV_LOOP_CLOSED, 0, 0, 0, 0, 0) : stopped;
    story_event(&p->story, EV_SCRIPT_ENDED, 0, 0, 0, 0, 0);
    return closed;
}

static void the_clean_up_says_what_is_cleaned_up(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);
    story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    assert_told(
        &p, clean_up(&p, p.at_run, true),
        "The loop stops. `asyncio.run` cleans up. It closes the asynchronous generators and the executor's threads that are left. The loop is closed.",
        "0.000  The loop stops. asyncio.run cleans up. The loop is closed.");
    history_free(p.story.history);
    p = begin(); // by a Runner; and it is killed before the loop is closed
    story_loop(&p.story);
    story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    assert_told(
        &p, clean_up(&p, p.at_close, false),
        "The loop stops. asyncio cleans up. It closes the asynchronous generators and the executor's threads that are left.",
        "0.000  The loop stops. asyncio cleans up.");
    history_free(p.story.history);
}

static void what_repeats_is_counted(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);
    story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    story_task(&p.story, "Task-1", "main()", 0, p.at_run, 0);
    uint64_t last = 0;
    for (int i = 0; i < 9; i++) {
        story_event_ns(&p.story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
        story_event(&p.story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
        story_event(&p.story, EV_STEP_BEGAN, 1, i % 2, 0, 0, 0);
        story_event(&p.story, EV_LINE, 1, p.main, 6, 0, 0);
        story_event(&p.story, EV_STEP_SCHEDULED, 1, 1 - i % 2, 0, 0, 0);
        last = story_event(&p.story, EV_TASK_YIELDED, 1, 0, 0, 0, 0);
    }
    story_event_ns(&p.story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(&p.story, EV_OUTPUT, 0, 1, 1, 0, 0);
    assert_told(&p, last, "The same happens 7 more times, in iterations 3 to 9.",
                "0.000  The same happens 7 more times, in iterations 3 to 9.");
    history_free(p.story.history);
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_beginning_says_which_lines_have_run),
        cmocka_unit_test(one_that_does_something_at_once_says_only_that),
        cmocka_unit_test(a_task_is_told_by_its_final_name_and_with_its_loop),
        cmocka_unit_test(the_clean_up_says_what_is_cleaned_up),
        cmocka_unit_test(what_repeats_is_counted),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
