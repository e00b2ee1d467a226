#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explain/say.h"
#include "explain/story.h"

#define SECOND 1000000000u
#define MS 1000000u

static const char hello[] = "import asyncio\n"               // 1
                            "async def hello(delay):\n"      // 2
                            "    await asyncio.sleep(delay)  # wait\n" // 3
                            "    print('hello')\n"           // 4
                            "async def main():\n"            // 5
                            "    await asyncio.gather(\n"    // 6
                            "        hello(1), hello(2))\n"  // 7
                            "asyncio.run(main())\n";         // 8

// Two tasks named A and B sleep for one and two seconds, gathered by Task-1. Numbers of the events worth asking for.
typedef struct Hello {
    Story story;
    uint32_t file, code_hello, code_main;
    uint32_t sleep_site, gather_site;
    uint64_t started, suspended, gathered, polled, fired, woken, resumed, printed, finished, last_woken, ended;
} Hello;

static void run_handle(Story *story, uint32_t handle, uint32_t wakes, uint32_t wakeup, uint64_t *woken) {
    story_event(story, EV_HANDLE_BEGAN, 0, handle, 0, 0, 0);
    *woken = story_event(story, EV_TASK_WOKEN, wakes, wakeup, 0, 0, 0);
    story_event(story, EV_HANDLE_ENDED, 0, handle, 0, 0, 0);
}

static void begin_hello(Hello *hi) {
    Story *story = &hi->story;
    hi->file = story_source(story, "/tmp/hello.py", hello);
    hi->code_main = story_code(story, "main", hi->file, 5);
    hi->code_hello = story_code(story, "hello", hi->file, 2);
    hi->gather_site = story_site(story, 0, hi->code_main, 6);
    hi->sleep_site = story_site(story, 0, hi->code_hello, 3);
    story_event(story, EV_SCRIPT_STARTED, 0, story_string(story, "hello.py"), 0, 0, 0);
    story_loop(story);
    story_task(story, "Task-1", "main()", 0, 0, 0);
    hi->started = story_event(story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    story_event(story, EV_STEP_BEGAN, 1, 0, 0, 0, 0);
    story_task(story, "A", "hello(1)", 1, hi->gather_site, 1);
    story_task(story, "B", "hello(2)", 1, hi->gather_site, 2);
    story_event(story, EV_TASK_AWAITS, 1, 2, 0, 0, 0);
    story_event(story, EV_TASK_AWAITS, 1, 3, 0, 0, 0);
    hi->gathered = story_event(story, EV_TASK_SUSPENDED, 1, WAIT_FOR_GATHER, hi->gather_site, 0, 2);
}

static void sleep_hello(Hello *hi) {
    Story *story = &hi->story;
    uint32_t timer_name = story_string(story, "_set_result_unless_cancelled");
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 2, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 2, 0, 0, 0);
    for (uint32_t task = 2; task <= 3; task++) {
        story_event(story, EV_STEP_BEGAN, task, task - 1, 0, 0, 0);
        story_event_ns(story, EV_TIMER_SCHEDULED, task, task + 1, timer_name, (task - 1) * (uint64_t)SECOND);
        uint64_t seq = story_event(story, EV_TASK_SUSPENDED, task, WAIT_FOR_SLEEP, hi->sleep_site, task + 1, 0);
        if (task == 2) hi->suspended = seq;
    }
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 0, 0, SECOND);
    hi->polled = story_event_ns(story, EV_POLL_BEGAN, 0, 0, 0, SECOND);
}

static void wake_hello(Hello *hi, uint32_t task) {
    Story *story = &hi->story;
    story->t = (task - 1) * (uint64_t)SECOND;
    story_event(story, EV_POLL_ENDED, 0, WAKE_TIMEOUT, 0, 0, 0);
    hi->fired = story_event(story, EV_TIMER_FIRED, task, task + 1, 0, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    run_handle(story, task + 1, task, 0, &hi->woken);
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    hi->resumed = story_event(story, EV_STEP_BEGAN, task, 0, 0, 0, 0);
    story_event(story, EV_LINE, task, hi->code_hello, 4, 0, 0);
    hi->printed = story_event(story, EV_OUTPUT, task, 1, story_string(story, "hello\n"), 0, 0);
    hi->finished = story_event(story, EV_TASK_FINISHED, task, story_string(story, "None"), 0, 0, 0);
}

static void end_hello(Hello *hi) {
    Story *story = &hi->story;
    hi->last_woken = story_event(story, EV_TASK_WOKEN, 1, 1, 0, 0, 0);
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    story_event(story, EV_STEP_BEGAN, 1, 1, 0, 0, 0);
    story_event(story, EV_TASK_FINISHED, 1, story_string(story, "[1, 2]"), 0, 0, 0);
    story_event(story, EV_LOOP_STOPPED, 0, 0, 0, 0, 0);
    story_event(story, EV_LOOP_CLOSED, 0, 0, 0, 0, 0);
    hi->ended = story_event(story, EV_SCRIPT_ENDED, 0, 0, 0, 0, 0);
}

static Hello hello_story(void) {
    Hello hi = {.story = story_new()};
    begin_hello(&hi);
    sleep_hello(&hi);
    wake_hello(&hi, 2);
    return hi;
}

static void says(History *history, uint64_t seq, const char *expected) {
    Str out = {0};
    explain_event(&out, history, seq, false);
    assert_string_equal(str_text(&out), expected);
    str_free(&out);
}

// The story is one that an engine could tell: no event contradicts those before it.
static void is_consistent(History *history) {
    for (uint64_t n = 1; n <= history_count(history); n++)
        if (history_at(history, n)->unknown) fail_msg("event %d, %s, cannot be", (int)n - 1, event_schema(log_event(history_log(history), n - 1)->kind)->id);
}

static void lines(History *history, uint64_t seq, const char *expected) {
    Str out = {0};
    explain_line(&out, history, seq, false);
    assert_string_equal(str_text(&out), expected);
    str_free(&out);
}

// --- a story -------------------------------------------------------------------------------------

static void a_story_is_told_in_order(void **unused) {
    (void)unused;
    static const char expected[] =
        "0.000  hello.py begins.\n"
        "0.000  The task Task-1 is created. It will run main().\n"
        "0.000  The loop starts.\n"
        "0.000  Task-1 begins to run main().\n"
        "0.000  The task A is created. It will run hello(1).\n"
        "0.000  The task B is created. It will run hello(2).\n"
        "0.000  Task-1 awaits asyncio.gather(...) on line 6. It waits for 2 tasks.\n"
        "0.000  A begins to run hello(1).\n"
        "0.000  A awaits asyncio.sleep(delay) on line 3. It waits until 1.000.\n"
        "0.000  B begins to run hello(2).\n"
        "0.000  B awaits asyncio.sleep(delay) on line 3. It waits until 2.000.\n"
        "0.000  Nothing is ready, so the loop waits until 1.000 at the latest, when A's timer is due.\n"
        "1.000  A's timer is due.\n"
        "1.000  A is ready again: its sleep is over.\n"
        "1.000  A continues after its await on line 3.\n"
        "1.000  A runs line 4: print('hello')\n"
        "1.000  A prints: hello\n"
        "1.000  A reaches its end and is finished.\n"
        "1.000  Nothing is ready, so the loop waits until 2.000 at the latest, when B's timer is due.\n"
        "2.000  B's timer is due.\n"
        "2.000  B is ready again: its sleep is over.\n"
        "2.000  B continues after its await on line 3.\n"
        "2.000  B runs line 4: print('hello')\n"
        "2.000  B prints: hello\n"
        "2.000  B reaches its end and is finished.\n"
        "2.000  Task-1 is ready again: all 2 awaitables of its gather are done.\n"
        "2.000  Task-1 continues after its await on line 6.\n"
        "2.000  Task-1 returns [1, 2] and is finished.\n"
        "2.000  The loop stops.\n"
        "2.000  The program ends with exit status 0. It took 2.000 s.\n";
    Hello hi = hello_story();
    story_event_ns(&hi.story, EV_ITERATION_BEGAN, 0, 0, 0, SECOND);
    story_event_ns(&hi.story, EV_POLL_BEGAN, 0, 0, 0, SECOND);
    wake_hello(&hi, 3);
    end_hello(&hi);
    is_consistent(hi.story.history);
    Str out = {0};
    for (uint64_t seq = 0; seq < history_count(hi.story.history); seq++) {
        if (!event_is_told(log_event(history_log(hi.story.history), seq))) continue;
        explain_line(&out, hi.story.history, seq, false);
        str_add(&out, "\n");
    }
    assert_string_equal(str_text(&out), expected);
    str_free(&out);
    history_free(hi.story.history);
}

static void sentences_say_what_why_and_what_is_next(void **unused) {
    (void)unused;
    Hello hi = hello_story();
    History *history = hi.story.history;
    says(
        history, hi.suspended,
        "A awaits `asyncio.sleep(delay)` on line 3 and gives up control. The loop has a timer for it, due at 1.000. "
        "Next in the ready queue is B.");
    says(
        history, hi.gathered,
        "Task-1 main() awaits `asyncio.gather(...)` on line 6 and gives up control. It waits for 2 tasks. "
        "First in the ready queue for the next iteration is A.");
    says(history, hi.polled,
         "Nothing is ready, so the loop waits until 1.000 at the latest, when A's timer is due. "
         "While it waits, none of its tasks run.");
    says(
        history, hi.fired,
        "The timer of A was due at 1.000, so the loop moves it from the timers to the ready queue. "
        "When its turn comes there, it ends A's sleep.");
    says(
        history, hi.woken,
        "A is ready again: its sleep is over. Its next step is in the ready queue and runs in its turn.");
    says(
        history, hi.resumed,
        "The loop takes A from the ready queue and runs it. It continues after its await on line 3.");
    says(history, hi.printed, "A prints: `hello`.");
    says(history, hi.finished,
         "A reaches its end and is finished. Task-1 gathers 2 tasks; one of them is now done. "
         "Nothing is ready. The next timer, B's, is due at 2.000.");
    history_free(history);
}

// --- trouble -------------------------------------------------------------------------------------

static const char blocked[] = "import asyncio, time\n"           // 1
                              "async def hog():\n"               // 2
                              "    time.sleep(3)\n"              // 3
                              "async def nap(s):\n"              // 4
                              "    await asyncio.sleep(s)\n";    // 5

static void a_blocked_loop_names_who_and_what_it_costs(void **unused) {
    (void)unused;
    Story story = story_new();
    uint32_t file = story_source(&story, "/tmp/blocked.py", blocked), name = story_string(&story, "_set_result_unless_cancelled");
    uint32_t hog = story_site(&story, 0, story_code(&story, "hog", file, 2), 3);
    uint32_t nap = story_site(&story, 0, story_code(&story, "nap", file, 4), 5);
    story_loop(&story);
    story_task(&story, "A", "nap(1)", 0, 0, 0);
    story_task(&story, "B", "nap(1.5)", 0, 0, 1);
    story_task(&story, "hog", "hog()", 0, 0, 2);
    story_event(&story, EV_LOOP_STARTED, 0, 0, 0, 0, 0);
    story_event_ns(&story, EV_ITERATION_BEGAN, 0, 3, 0, 0);
    story_event(&story, EV_RUN_BEGAN, 0, 3, 0, 0, 0);
    for (uint32_t task = 1; task <= 2; task++) {
        story_event(&story, EV_STEP_BEGAN, task, task - 1, 0, 0, 0);
        story_event_ns(&story, EV_TIMER_SCHEDULED, task, task + 2, name, task == 1 ? SECOND : 1500 * (uint64_t)MS);
        story_event(&story, EV_TASK_SUSPENDED, task, WAIT_FOR_SLEEP, nap, task + 2, 0);
    }
    story_event(&story, EV_STEP_BEGAN, 3, 2, 0, 0, 0);
    story.t = 3 * (uint64_t)SECOND;
    story_event(&story, EV_TASK_FINISHED, 3, 0, 0, 0, 0);
    uint64_t seq = story_event_ns(&story, EV_LOOP_BLOCKED, 3, hog, 2, 3 * (uint64_t)SECOND);
    says(
        story.history, seq,
        "hog blocked the loop for 3.0 s on line 3. "
        "The timers of A (due at 1.000) and B (due at 1.500) are overdue. "
        "With `await asyncio.sleep(...)` instead of `time.sleep(...)`, the loop could run other tasks meanwhile.");
    lines(
        story.history, seq,
        "3.000  hog blocked the loop for 3.0 s on line 3. The timers of A (due at 1.000) and B (due at 1.500) are overdue.");
    story_event_ns(&story, EV_ITERATION_BEGAN, 0, 0, 0, 0);
    uint64_t fired = story_event(&story, EV_TIMER_FIRED, 1, 3, 0, 0, 0);
    says(
        story.history, fired,
        "The timer of A was due at 1.000, so the loop moves it from the timers to the ready queue. That is 2.0 s late: "
        "only now does the loop check its timers. When its turn comes there, it ends A's sleep.");
    lines(story.history, fired, "3.000  A's timer is due, 2.0 s late: it was set for 1.000.");
    is_consistent(story.history);
    history_free(story.history);
}

static void a_cancelled_task_is_asked_woken_and_ended(void **unused) {
    (void)unused;
    Hello hi = {.story = story_new()};
    begin_hello(&hi);
    sleep_hello(&hi);
    Story *story = &hi.story;
    History *history = story->history;
    story->t = 500 * (uint64_t)MS;
    uint64_t asked = story_event(story, EV_CANCEL_REQUESTED, 2, 0, 0, 0, 0);
    story_event(story, EV_HANDLE_CANCELLED, 2, 3, 0, 0, 0);
    uint64_t woken = story_event(story, EV_TASK_WOKEN, 2, 0, 0, 0, 0);
    story_event(story, EV_POLL_ENDED, 0, WAKE_SIGNAL, 0, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    uint64_t began = story_event(story, EV_STEP_BEGAN, 2, 0, 0, 0, 0);
    uint64_t ended = story_event(story, EV_TASK_CANCELLED, 2, 0, 0, 0, 0);
    says(
        history, asked,
        "A is asked to cancel. It is not cancelled yet: CancelledError is raised in it when the loop runs it next.");
    says(
        history, woken,
        "A is ready again: it was asked to cancel. Its next step is in the ready queue and runs in its turn.");
    says(
        history, began,
        "The loop takes A from the ready queue and runs it. It was asked to cancel, so CancelledError is raised at its await on line 3.");
    says(
        history, ended,
        "A is cancelled: CancelledError has ended its coroutine. "
        "Task-1 gathers 2 tasks; one of them is now done. Nothing is ready. The next timer, B's, is due at 2.000.");
    lines(history, ended, "0.500  A is cancelled.");
    is_consistent(history);
    history_free(history);
}

static void a_failure_names_its_line_and_who_hears_of_it(void **unused) {
    (void)unused;
    Hello hi = hello_story();
    Story *story = &hi.story;
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 0, 0, SECOND);
    story_event_ns(story, EV_POLL_BEGAN, 0, 0, 0, SECOND);
    story->t = 2 * (uint64_t)SECOND;
    story_event(story, EV_POLL_ENDED, 0, WAKE_TIMEOUT, 0, 0, 0);
    story_event(story, EV_TIMER_FIRED, 3, 4, 0, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    uint64_t woken;
    run_handle(story, 4, 3, 0, &woken);
    story_event_ns(story, EV_ITERATION_BEGAN, 0, 1, 0, 0);
    story_event(story, EV_RUN_BEGAN, 0, 1, 0, 0, 0);
    story_event(story, EV_STEP_BEGAN, 3, 0, 0, 0, 0);
    uint64_t failed = story_event(story, EV_TASK_FAILED, 3, story_string(story, "ValueError"), story_string(story, "bad\x1b[31m"), hi.sleep_site, 0);
    says(
        story->history, failed,
        "B fails with `ValueError: bad\\x1b[31m`, raised on line 3. The task keeps the exception for whoever awaits it. "
        "Task-1 gathers 2 tasks, and all of them are now done. Nothing is ready, and no timer is set.");
    lines(story->history, failed,
          "2.000  B fails with ValueError: bad\\x1b[31m, raised on line 3.");
    history_free(story->history);
}

static void an_eager_step_is_told_inside_the_step_of_its_creator(void **unused) {
    (void)unused;
    Hello hi = {.story = story_new()};
    begin_hello(&hi);
    Story *story = &hi.story;
    History *history = story->history;
    story_event(story, EV_STEP_BEGAN, 2, 1, 0, 0, 0);
    uint32_t name = story_string(story, "C"), label = story_string(story, "fetch('C')");
    story_event(story, EV_TASK_CREATED, 4, name, label, 0, 2);
    uint64_t began = story_event(story, EV_EAGER_STEP_BEGAN, 4, 0, 0, 0, 0);
    uint64_t ended = story_event(story, EV_TASK_FINISHED, 4, 0, 0, 0, 0);
    says(
        history, began,
        "C is eager: its first step does not go through the ready queue. It runs now, inside a step of A, "
        "which continues when this task has to wait for the first time or ends.");
    lines(history, began, "0.000  C begins at once to run fetch('C'), inside a step of A.");
    says(history, ended,
         "C reaches its end and is finished. This ran inside a step of A, which now continues.");
    is_consistent(history);
    history_free(history);
}

static void a_line_is_told_with_what_has_changed_before_it(void **unused) {
    (void)unused;
    Story story = story_new();
    uint32_t file = story_source(&story, "/tmp/n.py", "def f(n):\n    n = n + 1\n    return n\n"), code = story_code(&story, "f", file, 1);
    uint32_t n = story_string(&story, "n"), m = story_string(&story, "m"), three = story_string(&story, "3"), server = story_string(&story, "<Server at 0x7f00>");
    uint64_t change = story_event(&story, EV_LOCAL_CHANGED, 0, n, three, code, 1);
    story_event(&story, EV_LOCAL_CHANGED, 0, m, server, code, 1); // says nothing to a reader
    uint64_t one = story_event(&story, EV_LINE, 0, code, 2, 0, 0);
    story_event(&story, EV_LOCAL_CHANGED, 0, n, story_string(&story, "'\x1b[2J'"), code, 1);
    story_event(&story, EV_LOCAL_CHANGED, 0, m, 0, code, 1);
    uint64_t two = story_event(&story, EV_LINE, 0, code, 3, 0, 0);
    uint64_t none = story_event(&story, EV_LINE, 0, code, 3, 0, 0);
    uint64_t end = story_event(&story, EV_LOCAL_CHANGED, 0, 0, 0, code, 1);
    says(story.history, change, "In `f`, n is `3` now.");
    says(story.history, one,
         "Python is about to run line 2, outside any task: `n = n + 1`. Now n is `3`.");
    lines(story.history, one, "0.000  The program runs line 2: n = n + 1 (n is 3)");
    lines(story.history, two,
          "0.000  The program runs line 3: return n (n is '\\x1b[2J' and m no longer exists)");
    lines(story.history, none, "0.000  The program runs line 3: return n");
    says(story.history, end,
         "This call of `f` is over, or is no longer watched: its variables are gone.");
    history_free(story.history);
}

static void an_await_that_goes_on_at_once_is_told_as_such(void **unused) {
    (void)unused;
    Hello hi = {.story = story_new()};
    begin_hello(&hi);
    Story *story = &hi.story;
    story_event(story, EV_STEP_BEGAN, 2, 1, 0, 0, 0);
    uint64_t at_once = story_event(story, EV_AWAIT_AT_ONCE, 2, hi.sleep_site, hi.code_main, 0, 0);
    uint64_t unseen = story_event(story, EV_AWAIT_AT_ONCE, 2, 0, hi.code_main, 0, 0);
    lines(
        story->history, at_once,
        "0.000  A awaits asyncio.sleep(delay) on line 3 and does not have to wait. It continues at once.");
    says(story->history, at_once,
         "A awaits `asyncio.sleep(delay)` on line 3 and does not have to wait. "
         "This await did not give up control, so no other task could run in between.");
    lines(story->history, unseen,
          "0.000  A awaits main and does not have to wait. It continues at once.");
    history_free(story->history);
}

static void output_of_several_lines_is_told_line_by_line(void **unused) {
    (void)unused;
    Story story = story_new();
    uint64_t two = story_event(&story, EV_OUTPUT, 0, 1, story_string(&story, "a\n\x1b[2Jb\n"), 0, 0);
    uint64_t empty = story_event(&story, EV_OUTPUT, 0, 2, story_string(&story, "\n"), 0, 0);
    uint64_t gap = story_event(&story, EV_OUTPUT, 0, 1, story_string(&story, "a\n\nb"), 0, 0);
    lines(story.history, two, "0.000  The program prints: a\n0.000  The program prints: \\x1b[2Jb");
    says(story.history, two, "The program prints 2 lines. The first is `a`.");
    lines(story.history, empty, "0.000  The program prints an empty line to stderr.");
    says(story.history, empty, "The program prints an empty line to stderr.");
    lines(
        story.history, gap,
        "0.000  The program prints: a\n0.000  The program prints an empty line.\n0.000  The program prints: b");
    history_free(story.history);
}

// --- every kind ----------------------------------------------------------------------------------

// What any sentence must be, whatever the event.
static void check_sentence(const char *text, const char *kind, bool ends_with_stop) {
    size_t len = strlen(text);
    if (!len || strstr(text, "%") || strstr(text, "  ") || strstr(text, " .") || strstr(text, " ,") || strstr(text, "(null)") || strstr(text, "``"))
        fail_msg("%s: «%s»", kind, text);
    if (ends_with_stop && text[len - 1] != '.') fail_msg("%s: no full stop: «%s»", kind, text);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F) fail_msg("%s: a control character: «%s»", kind, text);
    if (text[0] == ' ' || text[len - 1] == ' ') fail_msg("%s: a blank at an end: «%s»", kind, text);
}

static void check_event(History *history, uint64_t seq, bool ascii) {
    const Event *ev = log_event(history_log(history), seq);
    const EventSchema *schema = event_schema(ev->kind);
    Str out = {0};
    explain_event(&out, history, seq, ascii);
    check_sentence(str_text(&out), schema ? schema->id : "unknown", true);
    if (ascii)
        for (size_t i = 0; i < out.len; i++) assert_true((unsigned char)out.s[i] < 0x80);
    str_clear(&out);
    explain_line(&out, history, seq, ascii);
    char *words = strstr(out.s, "  ");
    assert_non_null(words);
    for (char *line = strtok(words + 2, "\n"); line; line = strtok(NULL, "\n")) {
        bool is_more = line != words + 2;
        char *rest = is_more ? strstr(line, "  ") : line;
        assert_non_null(rest);
        check_sentence(is_more ? rest + 2 : rest, schema ? schema->id : "unknown", false);
    }
    if (ascii) for (size_t i = 0; i < out.len; i++) assert_true((unsigned char)out.s[i] < 0x80);
    str_free(&out);
}

static void every_kind_has_its_sentence_even_out_of_the_blue(void **unused) {
    (void)unused;
    for (size_t i = 0; i < event_schema_count(); i++) {
        Story story = story_new();
        uint64_t seq = story_event(&story, event_schema_row(i)->kind, 0, 0, 0, 0, 0);
        check_event(story.history, seq, false);
        check_event(story.history, seq, true);
        history_free(story.history);
    }
}

static void an_unknown_kind_says_so(void **unused) {
    (void)unused;
    Story story = story_new();
    uint64_t seq = story_event(&story, (EventKind)212, 0, 0, 0, 0, 0);
    says(story.history, seq,
         "This version of aioscope does not know the kind of this event (212).");
    history_free(story.history);
}

// Any event with any small numbers in its fields, after any beginning of a story: the sentence stays a sentence, and nothing is read out of bounds.
static void events_that_contradict_the_state_stay_sentences(void **unused) {
    (void)unused;
    srand(11);
    for (int round = 0; round < 60; round++) {
        Hello hi = hello_story();
        Story *story = &hi.story;
        uint32_t odd = story_string(story, "od\x1b" "d 漢 \xff");
        for (int i = 0; i < 60; i++) {
            unsigned row = (unsigned)rand() % (unsigned)(event_schema_count() + 1);
            EventKind kind = row < event_schema_count() ? event_schema_row(row)->kind : (EventKind)999;
            uint32_t arg[4];
            for (int field = 0; field < 4; field++) arg[field] = rand() % 8 ? (uint32_t)(rand() % 9) : (uint32_t)rand();
            for (int field = 0; field < 4; field++) arg[field] = arg[field] == 2 ? odd : arg[field]; // 2 is the source, which has double blanks
            story->t += (uint64_t)(rand() % 3) * SECOND / 3;
            uint64_t seq = story_event(story, kind, (uint32_t)(rand() % 5), arg[0], arg[1], arg[2], arg[3]);
            check_event(story->history, seq, rand() % 2);
        }
        history_free(story->history);
    }
}

// --- words ---------------------------------------------------------------------------------------

static void seconds_have_the_decimals_asked_for(void **unused) {
    (void)unused;
    static const struct { uint64_t ns; int decimals; const char *expected; } rows[] = {
        {0, 3, "0.000"}, {SECOND, 3, "1.000"}, {1499999, 3, "0.001"}, {1500000, 3, "0.002"}, {999999999, 3, "1.000"}, {1000, 6, "0.000001"},
        {1, 9, "0.000000001"}, {61 * (uint64_t)SECOND, 3, "61.000"}, {UINT64_MAX, 3, "18446744073.710"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str out = {0};
        explain_seconds(&out, rows[i].ns, rows[i].decimals);
        assert_string_equal(str_text(&out), rows[i].expected);
        str_free(&out);
    }
}

static void durations_have_a_unit(void **unused) {
    (void)unused;
    static const struct { uint64_t ns; bool ascii; const char *expected; } rows[] = {
        {0, false, "0 ns"}, {999, false, "999 ns"}, {340000, false, "340 µs"}, {340000, true, "340 us"}, {15 * MS, false, "15 ms"},
        {999400000, false, "999 ms"}, {999600000, false, "1.0 s"}, {SECOND, false, "1.0 s"}, {2 * (uint64_t)SECOND, false, "2.0 s"},
        {2500 * (uint64_t)MS, false, "2.5 s"}, {1250 * (uint64_t)MS, false, "1.25 s"}, {2000001000, false, "2.0 s"}, {1999999000, false, "2.0 s"},
        {3600 * (uint64_t)SECOND, false, "3600.0 s"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str out = {0};
        explain_duration(&out, rows[i].ns, rows[i].ascii);
        assert_string_equal(str_text(&out), rows[i].expected);
        str_free(&out);
    }
}

static void the_awaited_expression_is_found_in_the_line(void **unused) {
    (void)unused;
    static const struct { const char *line, *expected; } rows[] = {
        {"    await asyncio.sleep(1)", "asyncio.sleep(1)"},
        {"r = await get(url, 'a)b')  # await x", "get(url, 'a)b')"},
        {"if await ready(): go()", "ready()"},
        {"x = [await f(), 2]", "f()"},
        {"return await t", "t"},
        {"r = await asyncio.gather(", "asyncio.gather(...)"},
        {"r = await asyncio.gather(fetch_data(1, 2.0), fetch_data(2, 1.0))", "asyncio.gather(...)"},
        {"await tasks[0]", "tasks[0]"},
        {"a = await f() + await g()", NULL},
        {"async with lock:", NULL},
        {"print('await me')", NULL},
        {"awaiting(x)", NULL},
        {"await (", NULL},
        {"await", NULL},
        {"await 'x", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str out = {0};
        bool found = awaited_expression(view_of(rows[i].line), &out);
        if (found != (rows[i].expected != NULL)) fail_msg("«%s»: «%s»", rows[i].line, str_text(&out));
        if (found) assert_string_equal(str_text(&out), rows[i].expected);
        str_free(&out);
    }
}

static void tasks_handles_and_waits_have_short_names(void **unused) {
    (void)unused;
    Hello hi = {.story = story_new()};
    begin_hello(&hi);
    sleep_hello(&hi);
    const Log *log = history_log(hi.story.history);
    const State *state = history_live(hi.story.history);
    Str out = {0};
    explain_wait(&out, log, state, 1, false);
    str_add(&out, "|");
    explain_wait(&out, log, state, 2, false);
    str_add(&out, "|");
    explain_handle(&out, log, state, 3, false);
    str_add(&out, "|");
    explain_task_name(&out, log, state, 0, false);
    str_add(&out, "|");
    explain_task_name(&out, log, state, 2, false);
    str_add(&out, "|");
    explain_task_label(&out, log, state, 2, false);
    str_add(&out, "|");
    explain_next(&out, log, state, false);
    assert_string_equal(str_text(&out),
                        "gather, 0 of 2 done|sleep until 1.000|A sleep|the program|A|hello(1)|"
                        "Nothing is ready. The next timer, A's, is due at 1.000.");
    str_free(&out);
    history_free(hi.story.history);
}

// The engine gives tasks, futures and primitives by their numbers; what stands in a string is text.
static void values_name_what_they_hold(void **state) {
    (void)state;
    static const char source[] =
        "import asyncio\nleft = asyncio.Lock()\nreply = loop.create_future()\n";
    static const struct {
        const char *value, *words;
    } rows[] = {
        {"<Task #1>", "task cook"},
        {"<Task #2>", "Task-2"},
        {"<Lock #1>", "Lock left"},
        {"<Future #1>", "Future reply"},
        {"<Queue #2>", "Queue 2"},
        {"[<Task #1>, {'a': <Lock #1>}]", "[task cook, {'a': Lock left}]"},
        {"'<Task #1>'", "'<Task #1>'"},
        {"\"it's <Task #1>\"", "\"it's <Task #1>\""},
        {"'a\\'<Task #1>', <Task #1>", "'a\\'<Task #1>', task cook"},
        {"<Task #9>", "<Task #9>"},
        {"<Task #", "<Task #"},
        {"<Task #1", "<Task #1"},
        {"<Task at 0x7f>", "<Task at 0x7f>"},
        {"<Mine #1>", "<Mine #1>"},
        {"'never closed <Task #1>", "'never closed <Task #1>"},
        {"", ""},
        {"<Task #99999999999999999999>", "<Task #99999999999999999999>"},
    };
    Story story = story_new();
    uint32_t file = story_source(&story, "/x/kitchen.py", source),
             code = story_code(&story, "main", file, 1);
    story_event(&story, EV_SCRIPT_STARTED, 0, file, 0, 0, 0);
    story_loop(&story);
    story_task(&story, "cook", "cook()", 0, 0, 0);
    story_task(&story, "Task-2", "cook()", 0, 0, 1);
    story_event(&story, EV_SYNC_CREATED, 0, 1, SYNC_LOCK, 0, story_site(&story, 0, code, 2));
    story_event(&story, EV_SYNC_CREATED, 0, 2, SYNC_QUEUE, 0, 0);
    story_event(&story, EV_FUTURE_CREATED, 0, 1, story_site(&story, 0, code, 3), 0, 0);
    const State *now = history_live(story.history);
    assert_int_equal(now->unknown, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str out = {0};
        uint32_t value = story_string(&story, rows[i].value);
        explain_value(&out, history_log(story.history), history_live(story.history), value, false);
        if (strcmp(str_text(&out), rows[i].words))
            fail_msg("%s: %s, not %s", rows[i].value, str_text(&out), rows[i].words);
        str_free(&out);
    }
    history_free(story.history);
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) return fputs("no C.UTF-8 locale\n", stderr), 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_story_is_told_in_order),
        cmocka_unit_test(sentences_say_what_why_and_what_is_next),
        cmocka_unit_test(a_blocked_loop_names_who_and_what_it_costs),
        cmocka_unit_test(a_cancelled_task_is_asked_woken_and_ended),
        cmocka_unit_test(a_failure_names_its_line_and_who_hears_of_it),
        cmocka_unit_test(an_eager_step_is_told_inside_the_step_of_its_creator),
        cmocka_unit_test(a_line_is_told_with_what_has_changed_before_it),
        cmocka_unit_test(an_await_that_goes_on_at_once_is_told_as_such),
        cmocka_unit_test(output_of_several_lines_is_told_line_by_line),
        cmocka_unit_test(every_kind_has_its_sentence_even_out_of_the_blue),
        cmocka_unit_test(an_unknown_kind_says_so),
        cmocka_unit_test(events_that_contradict_the_state_stay_sentences),
        cmocka_unit_test(seconds_have_the_decimals_asked_for),
        cmocka_unit_test(durations_have_a_unit),
        cmocka_unit_test(the_awaited_expression_is_found_in_the_line),
        cmocka_unit_test(tasks_handles_and_waits_have_short_names),
        cmocka_unit_test(values_name_what_they_hold),
    };
    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
