// The list of lessons: what is done of them, where it opens, how one is found, what stands beside
// it, and what else it leads to.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/shows.h"
#include "harness/suite.h"
#include "harness/term.h"
#include "lesson/catalogue.h"

// --- a teacher's own course: lessons that are done once they have run ----------------------------

#define PROGRAM "import asyncio\nasync def main():\n    print('it runs')\nasyncio.run(main())\n"

static const char *const course[][2] = {
    {"1-first-steps/01_one.py", "'''One\n\nAbout bread.\n'''\n" PROGRAM},
    {"1-first-steps/02_two.py", "'''Two\n\nAbout **butter**.\n'''\n" PROGRAM},
    {"2-real-io/01_three.py", "'''Three\n\nAbout bread and butter.\n'''\n" PROGRAM},
    {"2-real-io/10_ten.py", "'''Ten\n\nAbout cheese.\n'''\n" PROGRAM},
    {"3-http-and-json/01_four.py", "'''Four\n\nAbout a breadboard.\n'''\n" PROGRAM},
    {"4-own/01_five.py", "'''Five\n\nAbout nothing.\n'''\n" PROGRAM},
    {"4-own/title.txt", "A title of its own: I/O & more\n"},
    {"interview/01_card.py",
     "\"\"\"A card\n\nAbout a card.\n\"\"\"\nimport asyncio\nasync def main():\n    #? choice Which of both is it?\n    #?  - this\n"
     "    #?  * that\n    x = 1\nasyncio.run(main())\n"},
};

typedef struct Course {
    char lessons[300], home[300];
} Course;

// Of each test a home of its own: a learner who has done nothing yet.
static Course begin_course(void) {
    static int count;
    Course of;
    for (size_t i = 0; i < sizeof course / sizeof *course; i++) {
        char folder[300], name[100];
        snprintf(folder, sizeof folder, "%s/course", place_temp());
        mkdir(folder, 0700);
        snprintf(folder, sizeof folder, "%s/course/%.*s", place_temp(),
                 (int)strcspn(course[i][0], "/"), course[i][0]);
        mkdir(folder, 0700);
        snprintf(name, sizeof name, "course/%s", course[i][0]);
        free(place_write(name, course[i][1], (size_t)-1));
    }
    snprintf(of.lessons, sizeof of.lessons, "AIOSCOPE_LESSONS=%s/course", place_temp());
    snprintf(of.home, sizeof of.home, "XDG_STATE_HOME=%s/home-%d", place_temp(), count++);
    return of;
}

static Term *open_course(const Course *of, int rows, int cols) {
    Term *term = term_start(rows, cols, (const char *const[]){of->lessons, of->home, NULL},
                            (const char *const[]){place_viewer(), NULL});
    assert_true(term_wait_settled(term));
    return term;
}

// Our own course.
static Term *open_menu(int rows, int cols) {
    Term *term = term_viewer(rows, cols, "--no-history");
    assert_true(term_wait_settled(term));
    return term;
}

// --- what stands on the screen -------------------------------------------------------------------

// The row that is chosen: the one bar of reversed cells, which must be of one colour and begin at
// the left edge.
static void chosen_row(Term *term, Str *out) {
    int found = 0;
    for (int row = 1; row < term_rows(term) - 1; row++) {
        for (int col = 0; col < term_cols(term); col++) {
            TermCell first = term_cell(term, row, col), cell;
            if (!first.reverse) continue;
            int end = col;
            for (; end < term_cols(term) && (cell = term_cell(term, row, end)).reverse; end++)
                if (cell.fg != first.fg || cell.bg != first.bg || cell.bold != first.bold)
                    fail_msg("row %d: more than one colour at column %d", row, end);
            found++;
            if (end - col < 30) fail_msg("row %d: a bar of %d columns", row, end - col);
            term_row(term, row, out);
            break;
        }
    }
    if (found != 1) {
        term_show(term);
        fail_msg("%d rows are chosen", found);
    }
}

static void is_chosen(Term *term, const char *text) {
    Str row = {0};
    chosen_row(term, &row);
    if (!strstr(str_text(&row), text)) {
        term_show(term);
        fail_msg("%s is not chosen, but: %s", text, row.s);
    }
    str_free(&row);
}

static bool is_row(Term *term, const char *title, const char *rest) {
    for (int y = 0; y < term_rows(term); y++) {
        Str row = {0};
        term_row(term, y, &row);
        const char *at = strstr(str_text(&row), title);
        bool found = at && strstr(at, rest);
        str_free(&row);
        if (found) return true;
    }
    return false;
}

static void row_says(Term *term, const char *title, const char *rest) {
    if (is_row(term, title, rest)) return;
    term_show(term);
    fail_msg("no row has \"%s\" and then \"%s\"", title, rest);
}

// Open what is chosen, run it to its end, and come back.
static void do_lesson(Term *term) {
    assert_true(term_press_all(term, "enter enter G"));
    assert_true(term_wait_text(term, "it runs"));
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "backspace"));
}

static const int sizes[][2] = {{24, 80}, {30, 100}, {40, 120}, {50, 200}};
#define SIZES (sizeof sizes / sizeof *sizes)

// --- progress ------------------------------------------------------------------------------------

static void progress_stands_by_chapter_and_in_all(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Course of = begin_course();
        Term *term = open_course(&of, sizes[i][0], sizes[i][1]);
        assert_shows(term, "0 of 6 done");
        row_says(term, "1  First steps", "0 of 2");
        is_chosen(term, "1.1   One");
        do_lesson(term);
        assert_shows(term, "1 of 6 done");
        row_says(term, "1  First steps", "1 of 2");
        row_says(term, "2  Real I/O", "0 of 2");
        row_says(term, "\xe2\x9c\x93", "1.1   One");
        // Done just now: on with the next one.
        is_chosen(term, "1.2   Two");
        do_lesson(term);
        row_says(term, "1  First steps", "2 of 2");
        is_chosen(term, "2.1   Three");
        // Looked at again: it stays where it was.
        assert_true(term_press(term, "home"));
        do_lesson(term);
        is_chosen(term, "1.1   One");
        term_stop(term);
        // Another day.
        term = open_course(&of, sizes[i][0], sizes[i][1]);
        assert_shows(term, "2 of 6 done");
        is_chosen(term, "2.1   Three");
        term_stop(term);
    }
}

static void a_lesson_that_is_begun_says_so(void **state) {
    (void)state;
    Course of = begin_course();
    free(place_write(
        "course/4-own/02_six.py",
        "'''Six\n\nAbout a question.\n'''\nimport asyncio\nasync def main():\n    #? choice Which?\n    #?  - this\n    #?  * that\n"
        "    x = 1\n    await asyncio.sleep(1)\nasyncio.run(main())\n",
        (size_t)-1));
    Term *term = open_course(&of, 24, 80);
    assert_hides(term, "begun");
    assert_true(term_press_all(term, "4 . 2 enter enter"));
    term_key(term, " ");
    assert_true(term_wait_text(term, "Which?"));
    assert_true(term_press_all(term, "2 enter backspace"));
    row_says(term, "4.2   Six", "begun");
    term_stop(term);
    char path[400];
    snprintf(path, sizeof path, "%s/course/4-own/02_six.py", place_temp());
    remove(path);
}

static void the_plain_list_says_the_same(void **state) {
    (void)state;
    Course of = begin_course();
    Proc proc;
    Term *term = open_course(&of, 24, 80);
    do_lesson(term);
    term_stop(term);
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "lessons", NULL},
                                .env = (const char *const[]){of.lessons, of.home, NULL}});
    assert_non_null(
        strstr(str_text(&proc.out), "1  First steps  (1 of 2 done)\n + 1.1   One\n   1.2   Two\n"));
    assert_non_null(strstr(str_text(&proc.out), "3  HTTP and JSON  (0 of 1 done)\n"));
    assert_non_null(
        strstr(str_text(&proc.out), "4  A title of its own: I/O & more  (0 of 1 done)\n"));
    assert_non_null(strstr(str_text(&proc.out), "\n1 of 6 done\n"));
    proc_free(&proc);
}

// --- beside the list -----------------------------------------------------------------------------

// The last words of an introduction as they are shown: what Markdown marks is left out.
static void last_words(const LessonEntry *entry, Str *out) {
    const char *text = str_text(&entry->intro);
    size_t end = entry->intro.len, begin;
    while (end && strchr(" \n.*`_)", text[end - 1])) end--;
    for (begin = end; begin && !strchr(" \n*`_(", text[begin - 1]);) begin--;
    str_add_bytes(out, text + begin, end - begin);
}

static void from_100_columns_the_introduction_stands_beside_it_whole(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = open_menu(sizes[i][0], sizes[i][1]);
        assert_true(term_press(term, "home"));
        for (size_t n = 0; n < catalogue.count; n++) {
            const LessonEntry *entry = &catalogue.entries[n];
            Str words = {0};
            last_words(entry, &words);
            is_chosen(term, str_text(&entry->title));
            if (sizes[i][1] >= 100) assert_shows(term, words.s);
            assert_true(term_press(term, "down"));
            str_free(&words);
        }
        if (sizes[i][1] < 100) assert_hides(term, "\xe2\x94\x8c"); // no frame
        term_stop(term);
    }
    catalogue_free(&catalogue);
}

static void what_markdown_marks_is_not_shown_raw(void **state) {
    (void)state;
    Course of = begin_course();
    Term *term = open_course(&of, 30, 100);
    assert_true(term_press(term, "down"));
    assert_shows(term, "About butter.");
    assert_hides(term, "**");
    term_stop(term);
}

static void a_wide_screen_shows_every_lesson_at_once(void **state) {
    (void)state;
    Catalogue catalogue = {0};
    assert_true(catalogue_load(&catalogue, "lessons", NULL));
    Term *term = open_menu(50, 200);
    for (size_t n = 0; n < catalogue.count; n++)
        assert_shows(term, str_text(&catalogue.entries[n].title));
    // All of it can be reached by going down, through both columns, and up again.
    assert_true(term_press(term, "G"));
    is_chosen(term, "Progress");
    assert_true(term_press_all(term, "up up"));
    is_chosen(term, str_text(&catalogue.entries[catalogue.count - 1].title));
    term_stop(term);
    catalogue_free(&catalogue);
}

// --- finding one ---------------------------------------------------------------------------------

static void a_number_goes_to_its_lesson(void **state) {
    (void)state;
    Course of = begin_course();
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = open_course(&of, sizes[i][0], sizes[i][1]);
        assert_true(term_press(term, "2"));
        assert_shows(term, "lesson: 2");
        is_chosen(term, "2.1   Three");
        assert_true(term_press_all(term, ". 1"));
        is_chosen(term, "2.1   Three");
        assert_true(term_press(term, "0"));
        assert_shows(term, "lesson: 2.10");
        is_chosen(term, "2.10  Ten");
        assert_true(term_press(term, "backspace"));
        is_chosen(term, "2.1   Three");
        assert_true(term_press(term, "7"));
        assert_shows(term, "No lesson has this number.");
        assert_true(term_press(term, "enter")); // opens none
        assert_shows(term, "No lesson has this number.");
        assert_true(term_press_all(term, "esc"));
        assert_hides(term, "lesson: ");
        // Any other key ends the number and does what it does in the list.
        assert_true(term_press_all(term, "3 j"));
        assert_hides(term, "lesson: ");
        is_chosen(term, "4.1   Five");
        assert_true(term_press_all(term, "2 . 1 0 enter"));
        assert_true(term_wait_text(term, "2.10 Ten"));
        term_stop(term);
    }
}

static void our_own_4_10_is_four_keys_away(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = open_menu(sizes[i][0], sizes[i][1]);
        assert_true(term_press_all(term, "4 . 1 0"));
        is_chosen(term, "4.10  Deadlock");
        assert_true(term_press(term, "enter"));
        assert_true(term_wait_text(term, "4.10 Deadlock"));
        term_stop(term);
    }
}

static void words_narrow_the_list(void **state) {
    (void)state;
    Course of = begin_course();
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = open_course(&of, sizes[i][0], sizes[i][1]);
        assert_true(term_press(term, "/"));
        term_type(term, "bread butter");
        assert_true(term_wait_settled(term));
        is_chosen(term, "2.1   Three");
        assert_hides(term, "Ten");
        term_type(term, "x");
        assert_true(term_wait_settled(term));
        assert_shows(term, "No lesson has these words.");
        assert_true(term_press(term, "esc"));
        assert_shows(term, "Ten");
        is_chosen(term, "1.1   One"); // as before
        // A title that begins so comes first, wherever it stands in the list; q is a letter here.
        assert_true(term_press(term, "/"));
        term_type(term, "te");
        assert_true(term_wait_settled(term));
        is_chosen(term, "2.10  Ten");
        assert_true(term_press_all(term, "esc / b r e a d"));
        is_chosen(term, "1.1   One");
        assert_true(term_press_all(term, "down"));
        is_chosen(term, "2.1   Three");
        assert_true(term_press(term, "enter"));
        assert_true(term_wait_text(term, "2.1 Three"));
        assert_true(term_press(term, "backspace"));
        assert_shows(term, "Ten"); // all of them again
        is_chosen(term, "2.1   Three");
        term_stop(term);
    }
}

static void pages_and_ends(void **state) {
    (void)state;
    Term *term = open_menu(24, 80);
    assert_true(term_press(term, "pgdn"));
    assert_hides(term, "One waits, all wait");
    assert_true(term_press(term, "pgup"));
    is_chosen(term, "1.1 ");
    assert_true(term_press(term, "end"));
    is_chosen(term, "Progress");
    assert_true(term_press(term, "g"));
    is_chosen(term, "1.1 ");
    assert_shows(term, "1  The loop"); // the chapter's title comes with its first lesson
    assert_true(term_press(term, "G"));
    is_chosen(term, "Progress");
    assert_true(term_press(term, "home"));
    is_chosen(term, "1.1 ");
    term_stop(term);
}

// --- what else it leads to -----------------------------------------------------------------------

static void its_own_keys_come_first_in_its_help(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = open_menu(sizes[i][0], sizes[i][1]);
        assert_true(term_press(term, "?"));
        Str all = {0};
        term_text(term, &all);
        const char *menu = strstr(str_text(&all), "open the lesson"),
                   *watching = strstr(str_text(&all), "play, pause");
        assert_non_null(menu);
        assert_true(!watching || menu < watching);
        str_free(&all);
        assert_shows(term, "to the lesson with this number, such as 4.10");
        assert_shows(term, "find lessons by words in title or introduction");
        // What the help finds can be run from it.
        term_type(term, "what you have done");
        assert_true(term_press(term, "enter"));
        assert_shows(term, "lessons done");
        term_stop(term);
    }
}

static void progress_is_shown_over_it(void **state) {
    (void)state;
    Course of = begin_course();
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = open_course(&of, sizes[i][0], sizes[i][1]);
        if (i == 0) do_lesson(term);
        assert_shows(term, "Progress");
        assert_true(term_press(term, "p"));
        assert_shows(term, "1 of 6 lessons done");
        assert_true(term_press(term, "esc"));
        if (sizes[i][1] < 100) assert_hides(term, "1 of 6 lessons done");
        assert_true(term_press_all(term, "G enter")); // the same from its row
        assert_shows(term, "1 of 6 lessons done");
        assert_true(term_press_all(term, "q")); // closes it alone
        is_chosen(term, "Progress");
        if (sizes[i][1] >= 100) assert_shows(term, "1 of 6 lessons done"); // beside the list
        term_stop(term);
    }
}

// On the terminal itself, where no frames are drawn and no keys are taken by the viewer.
static bool has_written(Term *term, void *arg) {
    return term_shows(term, arg);
}

static void waits_for(Term *term, const char *text) {
    assert_true(term_wait(term, has_written, (void *)text));
}

// Before anything is answered one key leads back to the list.
static void leave_interview(Term *term, const char *key) {
    waits_for(term, "1 or 2 answer");
    waits_for(term, "q back to the lessons");
    term_send(term, key, 1, 0);
    assert_true(term_wait_text(term, "see what asyncio does"));
}

static void the_interview_runs_on_the_terminal_and_comes_back(void **state) {
    (void)state;
    for (size_t i = 0; i < SIZES; i++) {
        Course of = begin_course();
        Term *term = open_course(&of, sizes[i][0], sizes[i][1]);
        assert_shows(term, "Interview");
        term_key(term, "i");
        leave_interview(term, "q");
        assert_true(term_press(term, "down"));
        is_chosen(term, "1.2 ");
        int status;
        term_key(term, "q");
        assert_true(term_wait_exit(term, &status));
        assert_int_equal(status, 0);
        assert_true(term_is_restored(term));
        term_stop(term);
    }
}

// After an answer there is how it went, and one more key; each key says where it leads.
static void an_answered_interview_comes_back(void **state) {
    static const char *const out[] = {"q", "\r", "\033"};
    (void)state;
    for (size_t i = 0; i < sizeof out / sizeof *out; i++) {
        Course of = begin_course();
        Term *term = open_course(&of, 24, 80);
        term_key(term, "i");
        waits_for(term, "1 or 2 answer");
        term_send(term, "1", 1, 0);
        waits_for(term, "Not quite.");
        waits_for(term, "q how it went");
        term_send(term, "q", 1, 0);
        waits_for(term, "0 of 1 right.");
        waits_for(term, "enter back to the lessons");
        term_send(term, out[i], 1, 0);
        assert_true(term_wait_text(term, "see what asyncio does"));
        assert_hides(term, "0 of 1 right.");
        assert_true(term_press(term, "down"));
        is_chosen(term, "1.2 ");
        term_stop(term);
    }
}

// ^C is for the interview, and not for us.
static void an_interrupted_interview_comes_back(void **state) {
    (void)state;
    Course of = begin_course();
    Term *term = open_course(&of, 24, 80);
    assert_true(term_press(term, "G"));
    assert_true(term_press(term, "up"));
    is_chosen(term, "Interview");
    term_key(term, "enter");
    leave_interview(term, "\003");
    assert_true(term_press(term, "up"));
    is_chosen(term, "4.1   Five");
    int status;
    term_key(term, "^c"); // here it is
    assert_true(term_wait_exit(term, &status));
    assert_int_equal(status, 0);
    assert_true(term_is_restored(term));
    term_stop(term);
}

// --- the introduction again ----------------------------------------------------------------------

static void the_introduction_can_be_read_again(void **state) {
    (void)state;
    Course of = begin_course();
    for (size_t i = 0; i < SIZES; i++) {
        Term *term = open_course(&of, sizes[i][0], sizes[i][1]);
        assert_true(term_press_all(term, "2 . 1 enter"));
        assert_true(term_wait_text(term, "introduction"));
        assert_true(term_press_all(term, "enter right right"));
        assert_hides(term, "introduction");
        assert_true(term_press(term, "0"));
        assert_shows(term, "0 introduction");
        assert_shows(term, "About bread and butter.");
        assert_true(term_press(term, "enter"));
        assert_hides(term, "introduction");
        assert_true(term_press(term, ":"));
        term_type(term, "intro");
        assert_true(term_press(term, "enter"));
        assert_shows(term, "0 introduction");
        assert_true(term_press(term, "right")); // moving on closes it
        assert_hides(term, "introduction");
        assert_true(term_press_all(term, "0 esc"));
        assert_hides(term, "introduction");
        assert_true(term_press(term, "?"));
        term_type(term, "introduction");
        assert_true(term_wait_settled(term));
        assert_shows(term, "the lesson's introduction again");
        term_stop(term);
    }
}

static void too_small_a_screen_asks_for_room(void **state) {
    (void)state;
    Term *term = open_menu(9, 39);
    assert_shows(term, "More room, please:");
    term_resize(term, 10, 40);
    assert_true(term_wait_settled(term));
    is_chosen(term, "1.1 ");
    term_stop(term);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_stands_by_chapter_and_in_all),
        cmocka_unit_test(a_lesson_that_is_begun_says_so),
        cmocka_unit_test(the_plain_list_says_the_same),
        cmocka_unit_test(from_100_columns_the_introduction_stands_beside_it_whole),
        cmocka_unit_test(what_markdown_marks_is_not_shown_raw),
        cmocka_unit_test(a_wide_screen_shows_every_lesson_at_once),
        cmocka_unit_test(a_number_goes_to_its_lesson),
        cmocka_unit_test(our_own_4_10_is_four_keys_away),
        cmocka_unit_test(words_narrow_the_list),
        cmocka_unit_test(pages_and_ends),
        cmocka_unit_test(its_own_keys_come_first_in_its_help),
        cmocka_unit_test(progress_is_shown_over_it),
        cmocka_unit_test(the_interview_runs_on_the_terminal_and_comes_back),
        cmocka_unit_test(an_answered_interview_comes_back),
        cmocka_unit_test(an_interrupted_interview_comes_back),
        cmocka_unit_test(the_introduction_can_be_read_again),
        cmocka_unit_test(too_small_a_screen_asks_for_room),
    };
    return cmocka_run_group_tests_name("menu", tests, NULL, NULL);
}
