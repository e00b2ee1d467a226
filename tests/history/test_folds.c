// What is one step together, and what is not.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "explain/story.h"
#include "history/folds.h"
#include "history/generate.h"

static const char script[] = "\"\"\"Title\n"                                         // 1
                             "more\"\"\"\n"                                          // 2
                             "import asyncio\n"                                      // 3
                             "from dataclasses import dataclass\n"                   // 4
                             "\n"                                                    // 5
                             "@dataclass\n"                                          // 6
                             "class Point:\n"                                        // 7
                             "    x: int = 0\n"                                      // 8
                             "async def main():\n"                                   // 9
                             "    await asyncio.sleep(0)\n"                          // 10
                             "def helper():\n"                                       // 11
                             "    return 1\n"                                        // 12
                             "asyncio.run(main())\n"                                 // 13
                             "import os\n"                                           // 14
                             "print('end')\n"                                        // 15
                             "loop.run_until_complete(loop.shutdown_asyncgens())\n"; // 16

typedef struct Program {
    Story story;
    uint32_t module, point, main, helper, at_run, by_hand;
} Program;

static Program begin(void) {
    Program p = {.story = story_new()};
    uint32_t file = story_source(&p.story, "/tmp/s.py", script);
    p.module = story_code(&p.story, "<module>", file, 1);
    p.point = story_code(&p.story, "Point", file, 6);
    p.main = story_code(&p.story, "main", file, 9);
    p.helper = story_code(&p.story, "helper", file, 11);
    p.at_run = story_site(&p.story, 0, p.module, 13);
    p.by_hand = story_site(&p.story, 0, p.module, 16);
    return p;
}

// The end of whatever is open: a told event that is in no fold.
static uint64_t print(Program *p) {
    return story_event(&p->story, EV_OUTPUT, 0, 1, 1, 0, 0);
}

static uint64_t line(Program *p, uint32_t code, uint32_t number) {
    return story_event(&p->story, EV_LINE, 0, code, number, 0, 0);
}

static void lines(Program *p, uint32_t from, uint32_t to) {
    for (uint32_t number = from; number <= to; number++)
        line(p, number == 8 ? p->point : p->module, number);
}

static uint64_t make(Program *p, const char *name, const char *label, uint32_t parent,
                     uint32_t site, uint32_t handle) {
    uint64_t seq = history_count(p->story.history);
    story_task(&p->story, name, label, parent, site, handle);
    return seq;
}

// The steps in words: "4 9 12"; a fold is "kind from-to", "kind from-to x times".
static void assert_steps(const Program *p, const char *wanted) {
    static const char *const names[] = {[FOLD_BEGINNING] = "begin",
                                        [FOLD_TASK] = "task",
                                        [FOLD_CLEANUP] = "clean",
                                        [FOLD_REPEAT] = "again"};
    History *history = p->story.history;
    Str text = {0};
    for (uint64_t n = 0; (n = history_next_step(history, n, 1, false)) != HISTORY_NONE;) {
        Fold fold = history_fold(history, n - 1);
        if (text.len) str_add(&text, " ");
        if (!fold.kind) str_addf(&text, "%u", (unsigned)n - 1);
        else str_addf(&text, "%s %u-%u", names[fold.kind], (unsigned)fold.from, (unsigned)fold.to);
        if (fold.times) str_addf(&text, " x%u", (unsigned)fold.times);
    }
    assert_string_equal(str_text(&text), wanted);
    str_free(&text);
}

static void end(Program *p) {
    history_free(p->story.history);
}

// --- the beginning -------------------------------------------------------------------------------

static void imports_and_definitions_are_one_step_with_what_comes_after(void **unused) {
    (void)unused;
    Program p = begin();
    story_event(&p.story, EV_SCRIPT_STARTED, 0, 1, 0, 0, 0);
    line(&p, p.module, 1);
    line(&p, p.module, 3);
    line(&p, p.module, 4);
    lines(&p, 6, 9);
    line(&p, p.module, 11);
    assert_int_equal(history_decided(p.story.history), 0); // it may go on
    assert_true(history_next_step(p.story.history, 0, 1, false) == HISTORY_NONE);
    line(&p, p.module, 13);
    assert_int_equal(history_decided(p.story.history), 10);
    line(&p, p.module, 14);
    line(&p, p.module, 15);
    assert_steps(&p, "begin 0-9 begin 10-11");
    end(&p);
}

static void a_definition_that_does_something_is_a_step(void **unused) {
    (void)unused;
    Program p = begin();
    story_event(&p.story, EV_SCRIPT_STARTED, 0, 1, 0, 0, 0);
    line(&p, p.module, 3);
    line(&p, p.module, 6); // a decorator, which is the script's own
    line(&p, p.helper, 12);
    line(&p, p.module, 9);
    print(&p); // its default argument prints
    line(&p, p.module, 13);
    assert_steps(&p, "begin 0-2 3 4 5 6");
    end(&p);
}

static void a_script_that_begins_by_doing_something_begins_with_that(void **unused) {
    (void)unused;
    Program p = begin();
    story_event(&p.story, EV_SCRIPT_STARTED, 0, 1, 0, 0, 0);
    line(&p, p.module, 13);
    line(&p, p.module, 15);
    assert_steps(&p, "begin 0-1 2");
    end(&p);
}

static void without_lines_the_beginning_is_a_step(void **unused) {
    (void)unused;
    Program p = begin();
    story_event(&p.story, EV_SCRIPT_STARTED, 0, 1, 0, 0, 0);
    print(&p);
    assert_steps(&p, "0 1");
    end(&p);
}

// In a task and in a callback the same lines are what that does.
static void only_lines_outside_the_loop_are_folded(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);
    line(&p, p.module, 3);
    line(&p, p.module, 9);
    line(&p, p.module, 13);
    assert_steps(&p, "1 2 3");
    end(&p);
}

static void lines_that_something_is_said_to_are_steps(void **unused) {
    (void)unused;
    Program p = begin();
    // To the class, and when line 9 has run.
    history_keep_lines(p.story.history,
                       (const KeptLine[]){{7, 7, false, false}, {9, 9, false, true}}, 2);
    story_event(&p.story, EV_SCRIPT_STARTED, 0, 1, 0, 0, 0);
    line(&p, p.module, 3);  // 1
    lines(&p, 6, 9);        // 2 to 5
    line(&p, p.module, 11); // 6
    line(&p, p.module, 13); // 7
    assert_steps(&p, "begin 0-3 begin 4-6 7");
    end(&p);
}

// --- tasks ---------------------------------------------------------------------------------------

static void a_task_that_gets_its_name_at_once_is_one_step(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);
    story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    make(&p, "Task-1", "main()", 0, 0, 0);                                           // 2, 3
    story_event(&p.story, EV_TASK_RENAMED, 1, story_string(&p.story, "A"), 0, 0, 0); // 4
    story_event(&p.story, EV_TASK_RENAMED, 1, story_string(&p.story, "B"), 0, 0,
                0);                                      // 5: another one
    make(&p, "Task-2", "main()", 1, 0, 1);               // 6, 7
    story_event(&p.story, EV_LINE, 0, p.main, 10, 0, 0); // 8
    story_event(&p.story, EV_TASK_RENAMED, 2, story_string(&p.story, "C"), 0, 0,
                0);                        // 9: later in its life
    make(&p, "Task-3", "main()", 1, 0, 2); // 10, 11
    story_event(&p.story, EV_TASK_RENAMED, 2, story_string(&p.story, "D"), 0, 0,
                0); // 12: not the one that was made
    assert_steps(&p, "1 task 2-4 5 6 8 9 10 12");
    end(&p);
}

static void the_loop_starts_with_the_task_that_was_made_for_it(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);
    make(&p, "Task-1", "main()", 0, 0, 0); // 1, 2
    assert_int_equal(history_decided(p.story.history), 1);
    story_event(&p.story, EV_TASK_RENAMED, 1, story_string(&p.story, "A"), 0, 0, 0); // 3
    story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);                           // 4
    make(&p, "Task-2", "main()", 1, 0, 1);                                           // 5, 6
    story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0); // 7: cannot be, and is shown
    assert_steps(&p, "task 1-4 5 7");
    end(&p);
}

// --- the clean-up --------------------------------------------------------------------------------

// A task that begins and ends in a loop that runs for it; returns its number.
static uint32_t run_alone(Program *p, const char *label, uint32_t site) {
    uint32_t task = p->story.tasks + 1;
    make(p, "Task", label, 0, site, 0);
    story_event(&p->story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    story_event_ns(&p->story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(&p->story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    story_event(&p->story, EV_STEP_BEGAN, task, 0, 0, 0, 0);
    return task;
}

static void finish(Program *p, uint32_t task) {
    story_event(&p->story, EV_TASK_FINISHED, task, 0, 0, 0, 0);
    story_event(&p->story, EV_LOOP_STOPPED, 0, 0, 0, 0, 0);
}

static void the_clean_up_of_asyncio_is_one_step(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);                                                      // 0
    finish(&p, run_alone(&p, "main()", p.at_run));                             // 1 to 8
    finish(&p, run_alone(&p, "BaseEventLoop.shutdown_asyncgens()", p.at_run)); // 9 to 16
    uint32_t executor =
        run_alone(&p, "BaseEventLoop.shutdown_default_executor(300)", p.at_run);  // 17 to 22
    story_event(&p.story, EV_TASK_SUSPENDED, executor, WAIT_FOR_THREAD, 0, 0, 0); // 23
    story_event_ns(&p.story, EV_ITERATION_BEGAN, 0, 0, 0, NS_FOREVER);            // 24
    story_event_ns(&p.story, EV_POLL_BEGAN, 0, 0, 0, NS_FOREVER);                 // 25
    story_event(&p.story, EV_TASK_WOKEN, executor, 0, 0, 0, 0);                   // 26
    story_event(&p.story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);                           // 27
    story_event(&p.story, EV_STEP_BEGAN, executor, 0, 0, 0, 0);                   // 28
    finish(&p, executor);                                                         // 29, 30
    assert_int_equal(history_decided(p.story.history), 8); // LOOP_STOPPED is in it
    story_event(&p.story, EV_LOOP_CLOSED, 0, 0, 0, 0, 0);  // 31: no told event, and the step
    assert_steps(&p, "task 1-3 6 7 clean 8-31");
    const State *live = history_live(p.story.history);
    const Log *log = history_log(p.story.history);
    assert_false(task_is_cleanup(log, state_task(live, 1)));
    assert_true(task_is_cleanup(log, state_task(live, 2)) &&
                task_is_cleanup(log, state_task(live, 3)));
    end(&p);
}

// A finally block or a generator of the script's in between: nothing of that is hidden.
static void what_the_script_does_in_the_clean_up_is_shown(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);                                                          // 0
    uint32_t task = run_alone(&p, "BaseEventLoop.shutdown_asyncgens()", p.at_run); // 1 to 6
    uint32_t own = p.story.tasks + 1;
    make(&p, "Task-9", "async_generator_athrow()", task, 0, 1);               // 7, 8
    story_event(&p.story, EV_TASK_SUSPENDED, task, WAIT_FOR_GATHER, 0, 0, 1); // 9
    story_event(&p.story, EV_STEP_BEGAN, own, 1, 0, 0, 0);                    // 10
    print(&p);                                                                // 11
    story_event(&p.story, EV_TASK_WOKEN, task, 0, 0, 0, 0);                   // 12
    story_event(&p.story, EV_TASK_FINISHED, own, 0, 0, 0, 0);                 // 13
    story_event(&p.story, EV_STEP_BEGAN, task, 0, 0, 0, 0);                   // 14
    finish(&p, task);                                                         // 15, 16
    story_event(&p.story, EV_LOOP_CLOSED, 0, 0, 0, 0, 0);                     // 17
    assert_steps(&p, "clean 1-6 7 9 10 11 12 13 clean 14-17");
    end(&p);
}

static void a_script_that_cleans_up_by_hand_sees_it(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);                                                       // 0
    finish(&p, run_alone(&p, "BaseEventLoop.shutdown_asyncgens()", p.by_hand)); // 1 to 8
    story_event(&p.story, EV_LOOP_CLOSED, 0, 0, 0, 0, 0);                       // 9
    assert_steps(&p, "task 1-3 6 7 8");
    assert_false(task_is_cleanup(history_log(p.story.history),
                                 state_task(history_live(p.story.history), 1)));
    end(&p);
}

static void a_loop_that_only_stops_is_no_clean_up(void **unused) {
    (void)unused;
    Program p = begin();
    story_loop(&p.story);
    finish(&p, run_alone(&p, "main()", p.at_run)); // 1 to 8
    finish(&p, run_alone(&p, "main()", p.at_run)); // 9 to 16
    assert_int_equal(history_decided(p.story.history), 16);
    history_end(p.story.history); // no more will come
    assert_steps(&p, "task 1-3 6 7 8 task 9-11 14 15 16");
    end(&p);
}

// --- again and again -----------------------------------------------------------------------------

static Program spinning(void) {
    Program p = begin();
    story_loop(&p.story);                                  // 0
    make(&p, "Task-1", "main()", 0, 0, 0);                 // 1, 2
    make(&p, "Task-2", "main()", 0, 0, 1);                 // 3, 4
    story_event(&p.story, EV_LOOP_STARTED, 0, 0, 0, 0, 0); // 5
    return p;
}

// An iteration in which a task runs so many lines from 10 on and yields: 5 events and one for each
// line. Told are all but the first three.
static void spin(Program *p, uint32_t task, unsigned n_lines) {
    Story *story = &p->story;
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 2, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 2, 0, 0, 0);
    story_event(story, EV_STEP_BEGAN, task, task - 1, 0, 0, 0);
    story_event(story, EV_LOCAL_CHANGED, task, 1, 1, p->main, 1);
    for (unsigned i = 0; i < n_lines; i++) story_event(story, EV_LINE, task, p->main, 10 + i, 0, 0);
    story_event(story, EV_STEP_SCHEDULED, task, task - 1, 0, 0, 0);
    story_event(story, EV_TASK_YIELDED, task, 0, 0, 0, 0);
}

static void iterations_that_repeat_are_shown_twice_and_then_counted(void **unused) {
    (void)unused;
    Program p = spinning();
    for (int i = 0; i < 7; i++) spin(&p, 1, 1); // 6 to 54, seven events each
    assert_int_equal(history_decided(p.story.history),
                     22); // told: 8 10 12, 15 17 19; from the third on it may go on
    spin(&p, 1, 2);       // 55: like the others, up to its second line
    assert_steps(&p, "1 task 3-5 8 10 12 15 17 19 again 22-54 x5 57 59 60 62");
    end(&p);
}

static void a_group_may_take_several_iterations(void **unused) {
    (void)unused;
    Program p = spinning();
    for (int i = 0; i < 9; i++)
        spin(&p, 1 + (uint32_t)i % 2, 0); // 6 to 59, six events each; the ninth begins a group
    print(&p);                            // 60
    assert_steps(&p, "1 task 3-5 8 11 14 17 20 23 26 29 again 32-53 x2 56 59 60");
    end(&p);
}

static void few_repeats_are_shown(void **unused) {
    (void)unused;
    Program p = spinning();
    for (int i = 0; i < 3; i++) spin(&p, 1, 0);
    assert_int_equal(history_decided(p.story.history), 20);
    print(&p);
    assert_steps(&p, "1 task 3-5 8 11 14 17 20 23 24");
    end(&p);
}

static void what_is_not_the_same_is_shown(void **unused) {
    (void)unused;
    static const EventKind others[] = {EV_OUTPUT,     EV_TIMER_SCHEDULED, EV_TASK_RENAMED,
                                       EV_POLL_BEGAN, EV_FUTURE_CREATED,  EV_LOOP_BLOCKED,
                                       EV_FD_WATCHED, EV_JOB_STARTED,     EV_CANCEL_REQUESTED};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        Program p = spinning();
        for (int k = 0; k < 20; k++) {
            spin(&p, 1, 0);
            story_event(&p.story, others[i], 1, 1, 1, 0, 0);
        }
        for (uint64_t seq = 6; seq < history_count(p.story.history); seq++)
            assert_int_equal(history_fold(p.story.history, seq).kind, FOLD_NONE);
        end(&p);
    }
    Program p = spinning();
    for (unsigned k = 1; k < 40; k++) spin(&p, 1, k); // each is a line longer than the one before
    for (uint64_t seq = 6; seq < history_count(p.story.history); seq++)
        assert_int_equal(history_fold(p.story.history, seq).kind, FOLD_NONE);
    end(&p);
}

static void a_line_with_something_to_say_each_time_is_never_folded(void **unused) {
    (void)unused;
    Program p = spinning();
    history_keep_lines(p.story.history, (const KeptLine[]){{10, 10, true, false}}, 1);
    for (int k = 0; k < 9; k++) spin(&p, 1, 1);
    print(&p);
    for (uint64_t seq = 6; seq < history_count(p.story.history); seq++)
        assert_int_equal(history_fold(p.story.history, seq).kind, FOLD_NONE);
    end(&p);
}

static void very_many_repeats_take_several_steps(void **unused) {
    (void)unused;
    Program p = spinning();
    for (unsigned i = 0; i < 2 + 2 * REPEATS_MOST + 5; i++) spin(&p, 1, 0);
    spin(&p, 1, 1);
    uint64_t first = 6 + 6 * 2 + 2, length = 6 * REPEATS_MOST;
    for (uint64_t i = 0; i < 3; i++) {
        Fold fold = history_fold(p.story.history, first + i * length);
        assert_int_equal(fold.kind, FOLD_REPEAT);
        assert_int_equal(fold.from, first + i * length);
        assert_int_equal(fold.times, i < 2 ? REPEATS_MOST : 5);
    }
    end(&p);
}

// Landing inside is possible: from there `→` goes to the end of the fold and `←` to before it.
static void from_inside_a_fold_both_ways_lead_out(void **unused) {
    (void)unused;
    Program p = spinning();
    for (int i = 0; i < 7; i++) spin(&p, 1, 1);
    spin(&p, 2, 1); // 55: another task's
    History *history = p.story.history;
    for (uint64_t n = 23; n < 55; n++) {
        assert_int_equal(history_next_step(history, n, 1, false), 55);
        assert_int_equal(history_next_step(history, n, -1, false), 20);
    }
    assert_int_equal(history_next_step(history, 55, -1, false), 20);
    assert_int_equal(history_next_step(history, 55, 1, false), 58);
    assert_int_equal(history_next_step(history, 58, -1, false), 55);
    assert_int_equal(history_next_step(history, 23, 1, true), 25); // unfolded
    assert_int_equal(history_next_step(history, 25, -1, true), 23);
    assert_true(history_is_step(history, 54, false) && !history_is_step(history, 52, false) &&
                history_is_step(history, 52, true));
    end(&p);
}

// --- whatever happens ----------------------------------------------------------------------------

// Pieces of lives in any order, whole or broken off.
static void live(Program *p, Random *random) {
    Story *story = &p->story;
    uint32_t task = story->tasks ? 1 + below(random, story->tasks) : 0;
    switch (below(random, 9)) {
    case 0:
        for (unsigned i = below(random, 12), n = below(random, 3); i > 0; i--) spin(p, task, n);
        break;
    case 1:
        for (unsigned i = below(random, 20); i > 0; i--) spin(p, 1 + i % 2, 0), spin(p, 1, 1);
        break;
    case 2: make(p, "Task", "main()", below(random, 2), 0, 0); break;
    case 3: story_event(story, EV_TASK_RENAMED, story->tasks, 1, 0, 0, 0); break;
    case 4:
        finish(p, run_alone(p, below(random, 2) ? "main()" : "BaseEventLoop.shutdown_asyncgens()",
                            p->at_run));
        break;
    case 5:
        story_event(story, below(random, 2) ? EV_LOOP_CLOSED : EV_LOOP_STARTED, 0, 0, 0, 0, 0);
        break;
    case 6:
        story->loop = 0;
        for (unsigned i = 1 + below(random, 13), to = i + below(random, 6); i < to; i++)
            line(p, i == 8 ? p->point : p->module, i);
        story->loop = 1;
        break;
    case 7: print(p); break;
    default:
        for (unsigned i = below(random, 4); i > 0; i--) {
            Event ev = generate(random, history_live(story->history));
            history_add(story->history, &(Record){.ev = ev});
        }
    }
}

static bool is_never_hidden(const Event *ev) {
    return ev->kind == EV_OUTPUT || ev->kind == EV_TIMER_FIRED || ev->kind == EV_SCRIPT_ENDED ||
           ev->kind == EV_TASK_FAILED || ev->kind == EV_SCRIPT_RAISED ||
           ev->kind == EV_CANCEL_REQUESTED || ev->kind == EV_TASK_CANCELLED || event_is_trouble(ev);
}

static void no_event_is_lost_and_back_is_the_way_there(const History *history, uint64_t count,
                                                       uint64_t seed) {
    History *of = (History *)history;
    uint64_t steps[20000], n_steps = 0;
    for (uint64_t n = 0; (n = history_next_step(of, n, 1, false)) != HISTORY_NONE;)
        steps[n_steps++] = n;
    uint64_t at = n_steps ? steps[n_steps - 1] : 0;
    for (uint64_t i = n_steps; i-- > 1;) {
        at = history_next_step(of, at, -1, false);
        if (at != steps[i - 1])
            fail_msg("seed %u: back to %u, not %u", (unsigned)seed, (unsigned)at,
                     (unsigned)steps[i - 1]);
    }
    if (n_steps) assert_int_equal(history_next_step(of, at, -1, false), 0);
    for (uint64_t seq = 0; seq < count; seq++) {
        Fold fold = history_fold(history, seq);
        const Event *ev = log_event(history_log(history), seq);
        bool is_step = history_is_step(history, seq, false);
        assert_true(!fold.kind || (fold.from <= seq && seq <= fold.to && fold.from < fold.to));
        if (fold.kind && seq != fold.to && is_never_hidden(ev))
            fail_msg("seed %u: event %u is hidden", (unsigned)seed, (unsigned)seq);
        if (!fold.kind) assert_int_equal(is_step, event_is_told(ev));
    }
}

// What was decided while events still came is what the whole history says: so it is the same live
// and in a recording.
static void steps_stay_what_they_were_while_events_come(void **unused) {
    (void)unused;
    enum { EVENTS = 3000 };
    static bool is_step[2 * EVENTS];
    size_t kinds[8] = {0};
    for (uint64_t seed = 1; seed <= 40; seed++) {
        Program p = spinning();
        History *history = p.story.history;
        Random random = {seed};
        uint64_t decided = 0;
        while (history_count(history) < EVENTS) {
            live(&p, &random);
            for (; decided < history_decided(history); decided++)
                is_step[decided] = history_is_step(history, decided, false);
        }
        history_end(history);
        for (uint64_t seq = 0; seq < decided; seq++)
            if (is_step[seq] != history_is_step(history, seq, false))
                fail_msg("seed %u: event %u has changed", (unsigned)seed, (unsigned)seq);
        no_event_is_lost_and_back_is_the_way_there(history, history_count(history), seed);
        for (uint64_t seq = 0; seq < history_count(history); seq++)
            kinds[history_fold(history, seq).kind]++;
        end(&p);
    }
    for (FoldKind kind = FOLD_NONE; kind <= FOLD_REPEAT; kind++) assert_true(kinds[kind] > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_and_definitions_are_one_step_with_what_comes_after),
        cmocka_unit_test(a_definition_that_does_something_is_a_step),
        cmocka_unit_test(a_script_that_begins_by_doing_something_begins_with_that),
        cmocka_unit_test(without_lines_the_beginning_is_a_step),
        cmocka_unit_test(only_lines_outside_the_loop_are_folded),
        cmocka_unit_test(lines_that_something_is_said_to_are_steps),
        cmocka_unit_test(a_task_that_gets_its_name_at_once_is_one_step),
        cmocka_unit_test(the_loop_starts_with_the_task_that_was_made_for_it),
        cmocka_unit_test(the_clean_up_of_asyncio_is_one_step),
        cmocka_unit_test(what_the_script_does_in_the_clean_up_is_shown),
        cmocka_unit_test(a_script_that_cleans_up_by_hand_sees_it),
        cmocka_unit_test(a_loop_that_only_stops_is_no_clean_up),
        cmocka_unit_test(iterations_that_repeat_are_shown_twice_and_then_counted),
        cmocka_unit_test(a_group_may_take_several_iterations),
        cmocka_unit_test(few_repeats_are_shown),
        cmocka_unit_test(what_is_not_the_same_is_shown),
        cmocka_unit_test(a_line_with_something_to_say_each_time_is_never_folded),
        cmocka_unit_test(very_many_repeats_take_several_steps),
        cmocka_unit_test(from_inside_a_fold_both_ways_lead_out),
        cmocka_unit_test(steps_stay_what_they_were_while_events_come),
    };
    return cmocka_run_group_tests_name("folds", tests, NULL, NULL);
}
