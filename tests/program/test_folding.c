// What `→` shows in one step: how many steps a lesson has, what is hidden while it is folded and
// what is not, and how to get at it.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/shows.h"
#include "harness/term.h"

enum { PRESSES_MAX = 200 };

static const struct { int rows, cols; } sizes[] = {{24, 80}, {40, 120}};

static unsigned long event_shown(Term *term) {
    Str header = {0};
    term_row(term, 0, &header);
    const char *at = strstr(str_text(&header), "event ");
    unsigned long event = 0;
    if (!at || sscanf(at, "event %lu", &event) != 1) {
        term_show(term);
        fail_msg("the header does not say which event this is");
    }
    str_free(&header);
    return event;
}

static bool is_asked(Term *term) {
    return term_shows(term, "what do you think?");
}

static void press(Term *term, const char *key) {
    assert_true(term_press(term, key));
    while (is_asked(term)) assert_true(term_press(term, "esc"));
}

static Term *learn(int rows, int cols, const char *lesson) {
    Term *term = term_viewer(rows, cols, "learn", lesson);
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "enter")); // closes the introduction
    return term;
}

// A lesson says more at its end, over the story.
static bool is_at_end(Term *term) {
    return term_shows(term, "The program ends with") || term_shows(term, "the end of the lesson");
}

// To the end, past the questions on the way there.
static void press_to_the_end(Term *term) {
    for (int i = 0; i < 8 && !is_at_end(term); i++) press(term, "G");
    assert_true(is_at_end(term));
}

// --- how many steps ------------------------------------------------------------------------------

// At most so many presses of → from the closed introduction to the end, and one more line of
// --plain with a time.
static const struct Steps {
    const char *number, *path;
    int most;
} lessons[] = {
    {"1.2", "lessons/1-the-loop/02_hello_loop.py", 16},
    {"1.1", "lessons/1-the-loop/01_one_waits_all_wait.py", 36},
    {"1.3", "lessons/1-the-loop/03_nothing_runs_yet.py", 21},
    {"2.1", "lessons/2-tasks/01_coroutine_and_task.py", 22},
    {"2.3", "lessons/2-tasks/03_two_sleeps.py", 58},
    {"3.2", "lessons/3-underneath/02_sleep_home_made.py",
     44}, // a thousand before iterations folded
    {"5.1", "lessons/5-sharing/01_a_race_at_an_await.py", 38},
};
#define LESSONS (sizeof lessons / sizeof *lessons)

static int presses_to_the_end(Term *term) {
    int presses = 0;
    for (; !is_at_end(term) && presses < PRESSES_MAX; presses++) press(term, "right");
    assert_true(is_at_end(term));
    return presses;
}

// Forward, and the same number back.
static void count_presses(const struct Steps *lesson, Term *term) {
    int there = presses_to_the_end(term), back = 0;
    print_message("  %s: %d\n", lesson->number, there);
    if (there > lesson->most) fail_msg("%s takes %d steps", lesson->number, there);
    while (!term_shows(term, "Nothing has happened yet") && back <= PRESSES_MAX)
        press(term, "left"), back++;
    assert_int_equal(back, there);
    term_stop(term);
}

static void a_lesson_is_learned_in_few_steps(void **state) {
    (void)state;
    for (size_t i = 0; i < LESSONS; i++)
        for (size_t k = 0; k < (i == 0 ? sizeof sizes / sizeof *sizes : 1); k++)
            count_presses(&lessons[i], learn(sizes[k].rows, sizes[k].cols, lessons[i].number));
}

static char *record(const char *path, const char *name) {
    char *file = place_in_temp(name);
    Proc proc;
    proc_viewer(&proc, "record", "--clock", "virtual", "--detail", "lines", "-o", file, path);
    proc_free(&proc);
    return file;
}

static void its_recording_has_as_few(void **state) {
    (void)state;
    for (size_t i = 0; i < LESSONS; i++) {
        char *file = record(lessons[i].path, "steps.aioscope");
        Term *term = term_viewer(24, 80, "replay", file);
        assert_true(term_wait_settled(term) && term_press(term, "g"));
        count_presses(&lessons[i], term);
        free(file);
    }
}

static int lines_with_a_time(const Str *story) {
    int count = 0;
    for (const char *line = str_text(story); *line;
         line += strcspn(line, "\n"), line += *line == '\n')
        count += *line >= '0' && *line <= '9' && line[1] == '.';
    return count;
}

static void its_story_has_as_few_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < LESSONS; i++) {
        Proc proc;
        proc_viewer(&proc, "learn", "--plain", lessons[i].path);
        assert_int_equal(proc.status, 0);
        if (lines_with_a_time(&proc.out) > lessons[i].most + 1)
            fail_msg("%s: %d lines", lessons[i].path, lines_with_a_time(&proc.out));
        proc_free(&proc);
    }
}

// --- a lesson begins with what matters -----------------------------------------------------------

static bool is_about_to_run(Term *term, const char *code) {
    bool is = false;
    for (int row = 0; row < term_rows(term); row++) {
        Str text = {0};
        term_row(term, row, &text);
        const char *arrow = strstr(str_text(&text), "▶");
        is |= arrow && arrow < str_text(&text) + 8 && strstr(arrow, code);
        str_free(&text);
    }
    return is;
}

static void the_code_is_in_sight_when_a_lesson_begins(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        Term *term = learn(sizes[k].rows, sizes[k].cols, "1.2");
        assert_shows(term, "\"\"\"Hello, loop …\"\"\"");
        assert_hides(term, "waits for one second");
        assert_shows(term, "asyncio.run(main())");
        press(term, "right");
        unsigned long event = event_shown(term);
        assert_true(is_about_to_run(term, "asyncio.run(main())"));
        // On a small screen the lesson's note has pushed this out of sight.
        press(term, "6");
        for (int i = 0; i < 4 && !term_shows(term, "Lines 1 to "); i++) press(term, "up");
        assert_shows(term, "Lines 1 to ");
        assert_shows(term, "have run: imports and definitions.");
        press(term, "1");
        press(term, "F");
        assert_shows(term, "Unfolded: every event is a step");
        assert_int_equal(event_shown(term), event);
        press(term, "left");
        assert_int_equal(event_shown(term), event - 1); // the definition
        assert_true(is_about_to_run(term, "async def main():"));
        press(term, "home");
        assert_shows(term, "This program prints");
        press(term, "F");
        press(term, "left");
        assert_int_equal(event_shown(term), 0);
        term_stop(term);
    }
}

static const char own[] = "\"\"\"My script\n" // 1
                          "\n"
                          "which does things\n" // 3
                          "\"\"\"\n"
                          "import asyncio\n"
                          "\n"
                          "\n"
                          "class Worker:\n" // 8
                          "    speed = 1\n"
                          "\n"
                          "    async def work(self):\n" // 11
                          "        try:\n"
                          "            await asyncio.sleep(1)\n"
                          "        finally:\n"
                          "            print('worker is told to stop')\n" // 15
                          "\n"
                          "\n"
                          "async def spin():\n"
                          "    for _ in range(300):\n"
                          "        await asyncio.sleep(0)\n" // 20
                          "    print('spun')\n"
                          "\n"
                          "\n"
                          "async def main():\n"
                          "    task = asyncio.create_task(Worker().work(), name='worker')\n" // 25
                          "    await asyncio.sleep(0.1)\n"
                          "    task.set_name('late')\n" // 27
                          "    await spin()\n"
                          "\n"
                          "\n"
                          "asyncio.run(main())\n"; // 31

static Term *run_own(const char *detail) {
    char *path = place_write("own.py", own, PLACE_TEXT);
    Term *term = term_viewer(40, 120, "run", "--clock", "virtual", "--detail", detail, path);
    assert_true(term_wait_settled(term));
    free(path);
    return term;
}

static void ones_own_script_begins_so_too_and_keeps_its_docstring(void **state) {
    (void)state;
    Term *term = run_own("lines");
    assert_shows(term, "which does things");
    press(term, "right");
    assert_shows(term, "Lines 1 to 28 have run: imports and definitions.");
    press(term, "right");
    assert_shows(term, "The loop starts");
    term_stop(term);
}

// --- names ---------------------------------------------------------------------------------------

static bool press_until(Term *term, const char *text) {
    for (int i = 0; i < PRESSES_MAX && !term_shows(term, text); i++) press(term, "right");
    return term_shows(term, text);
}

static void a_task_has_its_name_from_its_first_step_on(void **state) {
    (void)state;
    static const char *const details[] = {"lines", "tasks"};
    for (size_t i = 0; i < 2; i++) {
        Term *term = run_own(details[i]);
        assert_true(press_until(term, "creates the task worker"));
        assert_hides(term, "Task-2");
        assert_hides(term, "is now called worker");
        assert_true(press_until(term, i ? "late prints" : "The task worker is now called late") ||
                    i); // later in its life it is told
        term_stop(term);
    }
}

// --- the clean-up --------------------------------------------------------------------------------

static void the_clean_up_is_one_step_and_its_tasks_are_hidden(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        Term *term = learn(sizes[k].rows, sizes[k].cols, "1.2");
        press_to_the_end(term);
        press(term, "left");
        assert_shows(term, "asyncio.run` cleans up");
        assert_shows(term, "closed"); // so says the loop pane
        press(term, "right");
        assert_shows(term, "Task-1");
        assert_shows(term, " 1: 1✓ "); // one task in all
        press(term, "4");
        assert_hides(term, "Task-2");
        press(term, "8");
        assert_hides(term, "Task-2");
        press(term, "F");
        press(term, "2");
        assert_shows(term, "Task-2");
        assert_shows(term, " 3: 3✓ ");
        press(term, "left");
        assert_shows(term, "The loop stops. It has run 8 iterations.");
        term_stop(term);
    }
}

// What the script itself does there is shown: its task is cancelled, and its finally block prints.
static void what_the_script_does_in_the_clean_up_is_shown(void **state) {
    (void)state;
    Term *term = run_own("lines");
    assert_true(press_until(term, "prints: `spun`"));
    assert_true(press_until(term, "late is asked to cancel"));
    assert_true(press_until(term, "prints: `worker is told to stop`"));
    assert_true(press_until(term, "late is cancelled"));
    assert_true(press_until(term, "asyncio.run` cleans up"));
    press(term, "right");
    assert_shows(term, "The program ends with");
    assert_shows(term, " 2: 1✓ 1");
    term_stop(term);
}

static void no_task_of_the_clean_up_is_exported(void **state) {
    (void)state;
    char *file = record("lessons/1-the-loop/02_hello_loop.py", "hello.aioscope");
    static const char *const formats[] = {"text", "svg"};
    for (size_t i = 0; i < 2; i++) {
        Proc proc;
        proc_viewer(&proc, "export", "--format", formats[i], file);
        assert_int_equal(proc.status, 0);
        assert_non_null(strstr(str_text(&proc.out), "Task-1"));
        assert_null(strstr(str_text(&proc.out), "Task-2"));
        assert_null(strstr(str_text(&proc.out), "shutdown"));
        proc_free(&proc);
    }
    free(file);
}

// At its end no line is about to run.
static void nothing_runs_after_the_end(void **state) {
    (void)state;
    Term *term = learn(24, 80, "1.4");
    press_to_the_end(term);
    for (int row = 2; row < 14; row++) {
        Str text = {0};
        term_row(term, row, &text);
        const char *arrow = strstr(str_text(&text), "▶");
        if (arrow && arrow < str_text(&text) + 8) {
            term_show(term);
            fail_msg("an arrow in row %d", row);
        }
        str_free(&text);
    }
    term_stop(term);
}

// --- iterations that repeat ----------------------------------------------------------------------

static void iterations_that_repeat_are_one_step(Term *term) {
    assert_true(press_until(term, "The same happens 29"));
    assert_shows(term, "more times, in iterations");
    unsigned long end = event_shown(term);
    assert_true(end > 1000);
    press(term, "left");
    unsigned long begin = event_shown(term);
    assert_true(end - begin > 1000);
    press(term, "right");
    assert_int_equal(event_shown(term), end);
    // Other keys land inside, and from there both ways lead out.
    press(term, "left");
    press(term, "i"), press(term, "i");
    unsigned long inside = event_shown(term);
    assert_true(inside > begin && inside < end);
    assert_shows(term, "Iteration ");
    press(term, "s");
    assert_true(event_shown(term) > inside && event_shown(term) < end);
    press(term, "n");
    assert_shows(term, "is about to run line");
    press(term, "right");
    assert_int_equal(event_shown(term), end);
    press(term, "left");
    assert_int_equal(event_shown(term), begin);
    press(term, "F");
    press(term, "right");
    assert_true(event_shown(term) < begin + 8);
    press(term, "F");
    press(term, "right");
    assert_int_equal(event_shown(term), end);
    assert_true(press_until(term, "prints: `spun`"));
}

static void iterations_that_repeat_are_one_step_live(void **state) {
    (void)state;
    Term *term = run_own("lines");
    iterations_that_repeat_are_one_step(term);
    term_stop(term);
}

static void and_in_a_recording(void **state) {
    (void)state;
    char *path = place_write("own.py", own, PLACE_TEXT), *file = record(path, "own.aioscope");
    Term *term = term_viewer(24, 80, "replay", file);
    assert_true(term_wait_settled(term) && term_press(term, "g"));
    iterations_that_repeat_are_one_step(term);
    term_stop(term);
    free(path), free(file);
}

// At this speed the three hundred iterations would take half a minute, had each event its beat.
static void playing_takes_the_same_steps(void **state) {
    (void)state;
    char *path = place_write("own.py", own, PLACE_TEXT);
    Term *term = term_viewer(24, 80, "run", "--clock", "virtual", "--detail", "lines", "--speed",
                             "10", path);
    assert_true(term_wait_settled(term));
    term_key(term, " ");
    assert_true(term_wait_settled(term));
    assert_true(is_at_end(term));
    term_stop(term);
    free(path);
}

static void set_break(Term *term, const char *condition) {
    assert_true(term_press(term, "b"));
    term_key(term, "^u");
    term_type(term, condition);
    assert_true(term_press(term, "enter"));
}

// A breakpoint in the midst of what repeats stops there.
static void a_breakpoint_is_not_stepped_over(void **state) {
    (void)state;
    for (int is_live = 0; is_live < 2; is_live++) {
        char *path = place_write("own.py", own, PLACE_TEXT), *file = record(path, "own.aioscope");
        Term *term = is_live ? run_own("lines") : term_viewer(40, 120, "replay", file);
        assert_true(term_wait_settled(term) && term_press(term, "g"));
        assert_true(press_until(term, "about to run line 20"));
        for (int i = 0; i < 8; i++) press(term, "right"); // before what repeats
        unsigned long before = event_shown(term);
        set_break(term, "line 20");
        for (int i = 0; i < 6 && !term_shows(term, "Stopped at the breakpoint line 20"); i++)
            press(term, "right");
        assert_shows(term, "Stopped at the breakpoint line 20");
        assert_true(event_shown(term) - before < 40);
        term_stop(term);
        free(path), free(file);
    }
}

// One that never ends: many at a time, and esc ends it sooner.
static void what_repeats_for_ever_can_be_left(void **state) {
    (void)state;
    char *path = place_write(
        "ever.py",
        "import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(0)\nasyncio.run(main())\n",
        PLACE_TEXT);
    Term *term = term_viewer(24, 80, "run", "--clock", "virtual", "--detail", "lines", path);
    assert_true(term_wait_settled(term));
    for (int i = 0; i < 12; i++) press(term, "right"); // up to what repeats
    for (int i = 0; i < 12 && !term_shows(term, "The same happens 500 more times"); i++)
        press(term, "right");
    assert_shows(term, "The same happens 500 more times");
    unsigned long before = event_shown(term);
    term_key(term, "right");
    assert_true(term_wait_text(term, "esc stops"));
    assert_true(term_press(term, "esc"));
    assert_int_equal(event_shown(term), before);
    press(term, "right");
    assert_shows(term, "The same happens 500 more times");
    assert_true(event_shown(term) > before + 1000);
    term_stop(term);
    free(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_is_learned_in_few_steps),
        cmocka_unit_test(its_recording_has_as_few),
        cmocka_unit_test(its_story_has_as_few_lines),
        cmocka_unit_test(the_code_is_in_sight_when_a_lesson_begins),
        cmocka_unit_test(ones_own_script_begins_so_too_and_keeps_its_docstring),
        cmocka_unit_test(a_task_has_its_name_from_its_first_step_on),
        cmocka_unit_test(the_clean_up_is_one_step_and_its_tasks_are_hidden),
        cmocka_unit_test(what_the_script_does_in_the_clean_up_is_shown),
        cmocka_unit_test(no_task_of_the_clean_up_is_exported),
        cmocka_unit_test(nothing_runs_after_the_end),
        cmocka_unit_test(iterations_that_repeat_are_one_step_live),
        cmocka_unit_test(and_in_a_recording),
        cmocka_unit_test(playing_takes_the_same_steps),
        cmocka_unit_test(a_breakpoint_is_not_stepped_over),
        cmocka_unit_test(what_repeats_for_ever_can_be_left),
    };
    return cmocka_run_group_tests_name("folding", tests, NULL, NULL);
}
