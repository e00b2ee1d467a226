// Presenting, for a room: what is in view, rows that stand apart where there is room, and nothing
// cut beside blank rows.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/shows.h"
#include "harness/suite.h"
#include "harness/term.h"

static const char fetches[] =
    "'''Fetches\n\nThree fetches at once.\n'''\n"
    "import asyncio\n"
    "async def fetch(delay):\n"
    "    #: A note on a line of its own, which is longer than a line of a small screen is and goes on, so that what is told takes several rows there:\n"
    "    #: its words must all be seen, however many rows of the pane they take, as long as there are blank rows anywhere in it.\n"
    "    #: A teacher who reads it to a room must not have to scroll, and the people in the last row of seats must not have to guess what comes after the\n"
    "    #: end of what they can see. So the pane grows, and the panes above it give some of their rows. The last word is **zebra**.\n"
    "    await asyncio.sleep(delay)  #: A note at its end.\n"
    "    print('fetched', delay)\n"
    "async def main():\n"
    "    first = asyncio.create_task(fetch(2), name='first')\n"
    "    second = asyncio.create_task(fetch(1), name='second')\n"
    "    third = asyncio.create_task(fetch(1.5), name='third')\n"
    "    #? choice Is it so?\n"
    "    #?  - no\n"
    "    #?  * yes\n"
    "    await asyncio.gather(first, second, third)\n"
    "asyncio.run(main())\n";

static const int sizes[][2] = {{24, 80}, {30, 100}, {40, 120}, {50, 200}};
#define SIZES (sizeof sizes / sizeof *sizes)

// The lesson, presented. Its introduction is closed.
static Term *present(int rows, int cols) {
    static int count;
    char home[300];
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s/home-%d", place_temp(), count++);
    char *path = place_write("fetches.py", fetches, (size_t)-1);
    Term *term =
        term_start(rows, cols, (const char *const[]){home, NULL},
                   (const char *const[]){place_viewer(), "learn", "--present", path, NULL});
    free(path);
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "enter"));
    return term;
}

// The same, at the moment when all three sleep.
static Term *present_sleeping(int rows, int cols) {
    Term *term = present(rows, cols);
    assert_true(term_press(term, "t"));
    assert_true(term_wait_text(term, "Is it so?"));
    assert_true(term_press_all(term, "esc t"));
    return term;
}

static int row_with(Term *term, int from, const char *text) {
    for (int y = from; y < term_rows(term); y++) {
        Str row = {0};
        term_row(term, y, &row);
        bool found = strstr(str_text(&row), text) != NULL;
        str_free(&row);
        if (found) return y;
    }
    return -1;
}

// How many rows below the panes' names have it.
static int rows_with(Term *term, const char *text) {
    int count = 0;
    for (int y = row_with(term, 2, text); y >= 0; y = row_with(term, y + 1, text)) count++;
    return count;
}

static void tasks_and_loop_are_in_view_together(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = present_sleeping(sizes[i][0], sizes[i][1]);
        assert_shows(term, "2 tasks");
        assert_shows(term, "gather");
        assert_shows(term, "3 loop");
        assert_shows(term, "timers  ");
        assert_shows(term, "6 what happened");
        assert_shows(term, "async def main");
        term_stop(term);
    }
}

static void a_number_chooses_the_pane_and_z_fills_the_screen_with_it(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = present_sleeping(sizes[i][0], sizes[i][1]);
        assert_true(term_press(term, "4"));
        assert_shows(term, "0 \xe2\x94\x80"); // the axis
        assert_shows(term, "2 tasks");        // still there
        assert_true(term_press(term, "z"));
        assert_hides(term, "async def main");
        assert_shows(term, "0 \xe2\x94\x80");
        assert_true(term_press(term, "2")); // another one fills it
        assert_shows(term, "gather");
        assert_hides(term, "0 \xe2\x94\x80");
        assert_true(term_press(term, "3"));
        assert_shows(term, "timers  ");
        assert_hides(term, "gather,");
        assert_true(term_press(term, "z"));
        assert_shows(term, "async def main");
        term_stop(term);
    }
}

static void the_key_that_was_pressed_is_shown(void **state) {
    (void)state;
    Term *term = present(40, 120);
    assert_true(term_press(term, "right"));
    assert_shows(term, "  \xe2\x86\x92    step");
    assert_true(term_press(term, "l")); // the same by another key
    assert_shows(term, "  l    step");
    assert_true(term_press(term, "4"));
    assert_shows(term, "  4    ");
    term_stop(term);
}

// Four tasks: apart where the pane has seven rows for them, else close together; all of them in
// sight either way.
static void rows_stand_apart_where_there_is_room(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = present_sleeping(sizes[i][0], sizes[i][1]);
        for (int zoomed = 0; zoomed < 2; zoomed++) {
            if (zoomed) assert_true(term_press_all(term, "2 z"));
            int top = row_with(term, 0, "2 tasks"), first = row_with(term, top, "first "),
                second = row_with(term, top, "second "), third = row_with(term, top, "third ");
            int bottom = zoomed ? term_rows(term) - 2 : row_with(term, 0, "3 loop"),
                room = bottom - top - 1;
            if (first < 0 || second < 0 || third < 0) term_show(term);
            assert_true(first >= 0 && second >= 0 && third >= 0);
            assert_int_equal(second - first, room >= 7 ? 2 : 1);
            assert_int_equal(third - second, room >= 7 ? 2 : 1);
        }
        term_stop(term);
    }
}

static void a_timeline_uses_its_height(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = present_sleeping(sizes[i][0], sizes[i][1]);
        assert_true(term_press_all(term, "4 z"));
        int room = sizes[i][0] - 5,
            high = room / 4 < 8 ? room / 4 : 8; // four tasks, one row for the axis
        int first = row_with(term, 2, "first "), second = row_with(term, 2, "second ");
        assert_int_equal(second - first, high);
        assert_int_equal(rows_with(term, "\xe2\x96\x87"), 4 * (high - 1)); // the bars
        term_stop(term);
    }
}

// Every word of a long note is there at every size; and whatever the moment, the story is not cut
// while a row of its pane is blank.
static void what_is_told_is_not_cut_beside_blank_rows(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = present(sizes[i][0], sizes[i][1]);
        bool was_seen = false;
        for (int step = 0; step < 30; step++) {
            assert_true(term_press(term, "right"));
            if (term_shows(term, "Is it so?")) assert_true(term_press(term, "esc"));
            int top = row_with(term, 0, "6 what happened"), blank = 0, cut = 0;
            for (int y = top + 1; y < term_rows(term) - 2; y++) {
                Str row = {0};
                term_row(term, y, &row);
                const char *text = str_text(&row);
                cut |= strstr(text, "\xe2\x86\x93") != NULL;
                blank |= strspn(text + strlen("\xe2\x94\x82"), " ") >= (size_t)term_cols(term) - 2;
                str_free(&row);
            }
            if (cut && blank) {
                term_show(term);
                fail_msg("cut beside blank rows");
            }
            was_seen |= term_shows(term, "zebra");
            if (term_shows(term, "A note on a line of its own")) assert_shows(term, "zebra");
        }
        assert_true(was_seen);
        term_stop(term);
    }
}

static void marks_of_a_lesson_are_never_shown_raw(void **state) {
    (void)state;
    static const char *const raw[] = {"#:", "#?", "**zebra**"};
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = present(sizes[i][0], sizes[i][1]);
        for (int step = 0; step < 30; step++) {
            for (size_t n = 0; n < sizeof raw / sizeof *raw; n++) assert_hides(term, raw[n]);
            assert_true(term_press(term, "right"));
            if (term_shows(term, "Is it so?")) assert_true(term_press(term, "esc"));
        }
        term_stop(term);
    }
}

// Rows that stand apart are chosen where they stand.
static void a_click_chooses_the_row_it_is_on(void **state) {
    (void)state;
    Term *term = present_sleeping(40, 120);
    int y = row_with(term, row_with(term, 0, "2 tasks"), "third ");
    char press[40];
    snprintf(press, sizeof press, "\033[<0;80;%dM", y + 1);
    term_send(term, press, strlen(press), 1);
    assert_true(term_wait_settled(term));
    assert_true(term_cell(term, y, 80).reverse);
    assert_false(term_cell(term, y - 2, 80).reverse);
    term_stop(term);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tasks_and_loop_are_in_view_together),
        cmocka_unit_test(a_number_chooses_the_pane_and_z_fills_the_screen_with_it),
        cmocka_unit_test(the_key_that_was_pressed_is_shown),
        cmocka_unit_test(rows_stand_apart_where_there_is_room),
        cmocka_unit_test(a_timeline_uses_its_height),
        cmocka_unit_test(what_is_told_is_not_cut_beside_blank_rows),
        cmocka_unit_test(marks_of_a_lesson_are_never_shown_raw),
        cmocka_unit_test(a_click_chooses_the_row_it_is_on),
    };
    return cmocka_run_group_tests_name("presenting", tests, NULL, NULL);
}
