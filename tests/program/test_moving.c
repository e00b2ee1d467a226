// Going to places on the screen: what is looked for, breakpoints live and in a recording, bookmarks, places typed.
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

enum { ROWS = 40, COLS = 120 };

static const char script[] = "import asyncio\n"                                    // 1
                             "\n"
                             "async def worker(n):\n"
                             "    for i in range(n):\n"
                             "        await asyncio.sleep(0.001)\n"                // 5
                             "        if i == 3:\n"
                             "            print('the fourth of', n)\n"             // 7
                             "    if n == 6:\n"
                             "        raise ValueError('no more')\n"               // 9
                             "\n"
                             "async def main():\n"
                             "    a = asyncio.create_task(worker(5), name='A')\n"
                             "    b = asyncio.create_task(worker(6), name='B')\n"
                             "    await asyncio.wait([a, b])\n"
                             "\n"
                             "asyncio.run(main())\n";

static unsigned long event_shown(Term *term) {
    Str header = {0};
    term_row(term, 0, &header);
    const char *at = strstr(str_text(&header), "event ");
    unsigned long event = 0;
    assert_true(at && sscanf(at, "event %lu", &event) == 1);
    str_free(&header);
    return event;
}

static void type_line(Term *term, const char *key, const char *text) {
    assert_true(term_press(term, key));
    term_key(term, "^u");
    term_type(term, text);
    assert_true(term_press(term, "enter"));
}

static Term *live(void) {
    char *path = place_write("moving.py", script, PLACE_TEXT);
    Term *term = term_viewer(ROWS, COLS, "run", "--clock", "virtual", path);
    assert_true(term_wait_settled(term));
    free(path);
    return term;
}

static Term *recorded(void) {
    char *path = place_write("moving.py", script, PLACE_TEXT), *file = place_in_temp("moving.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "--clock", "virtual", "--detail", "lines", "-o", file, path);
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    Term *term = term_viewer(ROWS, COLS, "replay", file);
    assert_true(term_wait_settled(term));
    free(path);
    free(file);
    return term;
}

// Each of these in turn, live and in a recording alike: the same moments, the same words.
static void breakpoints_stop_where_they_say(Term *term) {
    assert_true(term_press(term, "c"));
    assert_shows(term, "No breakpoint yet");
    type_line(term, "b", "words of no meaning");
    assert_shows(term, "A breakpoint is line 12");
    type_line(term, "b", "task B waiting");
    assert_shows(term, "breakpoints: task B waiting");
    assert_true(term_press(term, "c"));
    assert_shows(term, "breakpoint task B waiting");
    assert_shows(term, "B awaits");
    unsigned long first = event_shown(term);
    assert_true(term_press(term, "c"));
    assert_true(event_shown(term) > first);
    type_line(term, "b", "task B waiting"); // again: away with it
    assert_shows(term, "No breakpoint is set");
    type_line(term, "b", "line 7");
    assert_true(term_press(term, "c"));
    assert_shows(term, "breakpoint line 7");
    assert_shows(term, "◆");
    type_line(term, "b", "line 7");
    type_line(term, "b", "output ~ of 6");
    assert_true(term_press(term, "c"));
    assert_shows(term, "breakpoint output ~ of 6");
    assert_shows(term, "the fourth of 6");
    type_line(term, "b", "exception");
    assert_true(term_press(term, "c"));
    assert_shows(term, "breakpoint exception");
    assert_shows(term, "no more");
    assert_true(term_press(term, "c"));
    assert_shows(term, "breakpoint exception"); // nobody has asked for it
    assert_true(term_press(term, "c"));
    assert_shows(term, "No breakpoint is reached after this");
    assert_true(term_press(term, "g")); // and in what was seen already
    assert_true(term_press(term, "c"));
    assert_shows(term, "breakpoint output ~ of 6");
}

static void breakpoints_stop_the_program(void **state) {
    (void)state;
    Term *term = live();
    breakpoints_stop_where_they_say(term);
    term_stop(term);
}

static void breakpoints_stop_in_a_recording(void **state) {
    (void)state;
    Term *term = recorded();
    breakpoints_stop_where_they_say(term);
    term_stop(term);
}

// The header says how far the program was let go: no farther than the breakpoint's next gate, whichever key let it go.
static void a_breakpoint_holds_the_program_whatever_let_it_go(void **state) {
    (void)state;
    static const char *const keys[] = {"G", "o"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Term *term = live();
        type_line(term, "b", "line 5");
        assert_true(term_press(term, keys[i]));
        assert_shows(term, "breakpoint line 5");
        assert_shows(term, "paused");
        Str header = {0};
        unsigned long event = 0, count = 0;
        term_row(term, 0, &header);
        assert_int_equal(sscanf(strstr(str_text(&header), "event "), "event %lu of %lu", &event, &count), 2);
        assert_true(count - event < 10);
        str_free(&header);
        term_stop(term);
    }
}

static void what_is_looked_for_is_found_and_found_again(void **state) {
    (void)state;
    Term *term = recorded();
    assert_true(term_press(term, "."));
    assert_shows(term, "No search yet");
    type_line(term, "/", "task A waiting");
    unsigned long first = event_shown(term);
    assert_true(term_press(term, "."));
    unsigned long second = event_shown(term);
    assert_true(second > first && first > 0);
    assert_true(term_press(term, ","));
    assert_int_equal(event_shown(term), first);
    assert_true(term_press(term, ","));
    assert_shows(term, "task A waiting: not found before this");
    assert_int_equal(event_shown(term), first);
    type_line(term, "/", "FOURTH OF 6");
    assert_shows(term, "the fourth of 6");
    type_line(term, ":", "line 9");
    assert_shows(term, "B is about to run line 9");
    type_line(term, "/", "no such thing");
    assert_shows(term, "no such thing: not found after this");
    term_stop(term);
}

static void bookmarks_come_back_to_their_place(void **state) {
    (void)state;
    Term *term = recorded();
    assert_true(term_press_all(term, "i i"));
    unsigned long there = event_shown(term);
    assert_true(term_press_all(term, "m a G"));
    assert_true(event_shown(term) > there);
    assert_true(term_press_all(term, "' a"));
    assert_int_equal(event_shown(term), there);
    assert_true(term_press_all(term, "' B"));
    assert_shows(term, "No such bookmark yet");
    assert_true(term_press_all(term, "m esc ' esc g"));
    assert_int_equal(event_shown(term), 0);
    term_stop(term);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(breakpoints_stop_the_program),
        cmocka_unit_test(breakpoints_stop_in_a_recording),
        cmocka_unit_test(a_breakpoint_holds_the_program_whatever_let_it_go),
        cmocka_unit_test(what_is_looked_for_is_found_and_found_again),
        cmocka_unit_test(bookmarks_come_back_to_their_place),
    };
    return cmocka_run_group_tests_name("moving", tests, NULL, NULL);
}
