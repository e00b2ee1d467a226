// The frame of the screen: where the focus is, what the hint line and the header say, tabs and what
// comes to the front, the help, and that every key answers.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/suite.h"
#include "harness/term.h"

static const int sizes[][2] = {{24, 80}, {40, 120}};
enum { SIZES = 2 };

static const char lesson[] = "'''A frame\n\nWatch **timers**.\n'''\n"
                             "import asyncio\n"
                             "async def nap(s):\n"
                             "    await asyncio.sleep(s)\n"
                             "async def main():\n"
                             "    #: The **timeline** has a row for it.\n"
                             "    a = asyncio.create_task(nap(0.5), name='A')\n"
                             "    #? choice Is it late?\n"
                             "    #?  - no\n"
                             "    #?  * yes\n"
                             "    #?  because it is.\n"
                             "    b = asyncio.Lock()\n"
                             "    #: See **output** now.\n"
                             "    print('x')\n"
                             "    #: Now **who waits**, and **primitives**.\n"
                             "    await a\n"
                             "    c = 1\n"
                             "#? goal Be quicker.\n"
                             "#?  time <= 0.3\n"
                             "#?  hint A sleeps for long.\n"
                             "#?  hint Let it sleep for less.\n"
                             "asyncio.run(main())\n";

static void assert_shows(Term *term, const char *text, const char *why) {
    if (term_shows(term, text)) return;
    term_show(term);
    fail_msg("%s: not shown: %s", why, text);
}

static void assert_hides(Term *term, const char *text, const char *why) {
    if (!term_shows(term, text)) return;
    term_show(term);
    fail_msg("%s: shown: %s", why, text);
}

static void assert_row(Term *term, int row, const char *text, bool there) {
    Str line = {0};
    term_row(term, row < 0 ? term_rows(term) + row : row, &line);
    if ((strstr(str_text(&line), text) != NULL) != there) {
        term_show(term);
        fail_msg("row %d: %s: %s", row, there ? "not there" : "there", text);
    }
    str_free(&line);
}

#define assert_hints(term, text)    assert_row(term, -1, text, true)
#define assert_no_hints(term, text) assert_row(term, -1, text, false)
#define assert_header(term, text)   assert_row(term, 0, text, true)

// A learner of their own, who has done nothing yet; `number` tells them apart.
static Term *open_as(int number, int rows, int cols, const char *option, const char *what) {
    char state[300];
    snprintf(state, sizeof state, "XDG_STATE_HOME=%s/frame-%d-%d", place_temp(), number, rows);
    const char *argv[] = {place_viewer(), what ? "learn" : option, what ? what : NULL,
                          what ? option : NULL, NULL};
    Term *term = term_start(rows, cols, (const char *const[]){state, NULL}, argv);
    assert_true(term_wait_settled(term));
    return term;
}

static char *lesson_path(void) {
    return place_write("frame.py", lesson, PLACE_TEXT);
}

// Past what the lesson asks and says.
static void close_boxes(Term *term) {
    while (term_shows(term, "esc skip") || term_shows(term, "enter go on"))
        assert_true(term_press(term, "esc"));
}

// To the run's end, where a lesson's own box is open.
static void go_to_end(Term *term) {
    for (int i = 0; i < 9 && !term_shows(term, "the end"); i++) {
        assert_true(term_press(term, "G"));
        close_boxes(term);
    }
    assert_shows(term, "the end", "G");
}

// A program of one's own.
static Term *run_script(int rows, int cols) {
    char *path = place_write(
        "own.py",
        "import asyncio\nasync def main():\n    await asyncio.sleep(0.1)\nasyncio.run(main())\n",
        PLACE_TEXT);
    Term *term = term_viewer(rows, cols, "run", "--clock", "virtual", path);
    assert_true(term_wait_settled(term));
    free(path);
    return term;
}

static void quit(Term *term) {
    int status;
    term_key(term, "q");
    assert_true(term_wait_exit(term, &status));
    term_stop(term);
}

// --- the focus -----------------------------------------------------------------------------------

typedef struct Box {
    int top, left, bottom, right;
} Box;

static bool is_heavy(Term *term, int row, int col, bool ascii) {
    static const unsigned light[] = {0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518,
                                     0x251c, 0x2524, 0x252c, 0x2534, 0x253c};
    TermCell cell = term_cell(term, row, col);
    unsigned c = cell.chars[0];
    if (ascii) return c == '#' && cell.bold; // the timeline has such signs too
    for (size_t i = 0; i < sizeof light / sizeof *light; i++)
        if (c == light[i]) return false;
    return c >= 0x2500 && c <= 0x254b;
}

// All heavy lines of the screen, header and hints apart; where only ASCII can be, their sides and
// corners.
static Box heavy_box(Term *term, bool ascii) {
    Box box = {1000, 1000, -1, -1};
    for (int row = 1; row < term_rows(term) - 1; row++) {
        for (int col = 0; col < term_cols(term); col++) {
            if (!is_heavy(term, row, col, ascii)) continue;
            if (row < box.top) box.top = row;
            if (row > box.bottom) box.bottom = row;
            if (col < box.left) box.left = col;
            if (col > box.right) box.right = col;
        }
    }
    return box;
}

// One whole frame: both sides with their corners, and no heavy line inside it; the pane's name
// stands in its upper edge.
static void assert_focus(Term *term, const char *name, bool ascii, bool color) {
    Box box = heavy_box(term, ascii);
    bool whole = box.bottom > box.top + 1 && box.right > box.left + 1;
    int fg = whole ? term_cell(term, box.bottom, box.left).fg : -1;
    for (int row = box.top; whole && row <= box.bottom; row++) {
        whole &= is_heavy(term, row, box.left, ascii) && is_heavy(term, row, box.right, ascii);
        whole &=
            term_cell(term, row, box.left).fg == fg && term_cell(term, row, box.right).fg == fg;
        for (int col = box.left + 1; row > box.top && row < box.bottom && col < box.right; col++)
            whole &= !is_heavy(term, row, col, ascii) || ascii;
    }
    Str title = {0};
    term_row(term, box.top < 1000 ? box.top : 0, &title);
    whole &= strstr(str_text(&title), name) != NULL && (fg >= 0) == color;
    str_free(&title);
    if (whole) return;
    term_show(term);
    fail_msg("%s has not the focus, alone and whole", name);
}

static void the_pane_with_the_focus_has_a_frame_of_its_own(void **state) {
    (void)state;
    static const char *const names[] = {"1 frame.py",   "2 tasks",     "3 loop",
                                        "4 timeline",   "5 output",    "6 what happened",
                                        "7 primitives", "8 who waits", "9 trouble"};
    static const struct {
        const char *option;
        bool ascii, color;
    } looks[] = {
        {"--color=always", false, true}, {"--color=never", false, false}, {"--ascii", true, true}};
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        for (size_t look = 0; look < sizeof looks / sizeof *looks; look++) {
            Term *term = open_as(1, sizes[size][0], sizes[size][1], looks[look].option, path);
            assert_focus(term, "introduction", looks[look].ascii, looks[look].color);
            assert_true(term_press(term, "enter"));
            for (int pane = 0; pane < 9; pane++) {
                char key[2] = {(char)('1' + pane), '\0'};
                assert_true(term_press(term, key));
                assert_focus(term, names[pane], looks[look].ascii, looks[look].color);
            }
            assert_true(term_press(term, "tab"));
            assert_focus(term, names[0], looks[look].ascii, looks[look].color);
            term_stop(term);
        }
    }
    free(path);
}

// What ↓ does in a pane is what the hint says.
static void the_down_key_does_what_the_hint_says(void **state) {
    (void)state;
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(2, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_true(term_press_all(term, "enter i"));
        assert_hints(term, "↓ scroll");
        assert_no_hints(term, "choose");
        assert_true(term_press_all(term, "2 down"));
        assert_hints(term, "↓ choose");
        assert_no_hints(term, "scroll");
        int selected = 0, row = 0;
        for (int y = 1; y < sizes[size][0] - 1; y++) {
            int cells = 0;
            for (int x = 0; x < sizes[size][1]; x++) cells += term_cell(term, y, x).reverse;
            selected += cells > 20;
            if (cells > 20) row = y;
        }
        assert_int_equal(selected, 1);
        for (int x = 0; x < sizes[size][1]; x++) {
            TermCell cell = term_cell(term, row, x);
            if (cell.reverse) assert_int_equal(cell.fg, -1); // one colour
        }
        assert_true(term_press(term, "g")); // before the task is made
        assert_shows(term, "which you selected, does not exist yet", "gone");
        assert_true(term_press(term, "i"));
        assert_true(term_press(term, "esc"));
        assert_shows(term, "No task is selected now", "esc");
        term_stop(term);
    }
    free(path);
}

// --- the hint line -------------------------------------------------------------------------------

static void the_end_of_a_lesson_says_what_can_be_done(void **state) {
    (void)state;
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(3, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_true(term_press(term, "enter"));
        assert_hints(term, "space play");
        assert_no_hints(term, "← back");
        assert_true(term_press(term, "i"));
        assert_hints(term, "← back");
        go_to_end(term);
        assert_hints(term, "enter list of lessons");
        assert_hints(term, "e edit  u hint  r again  backspace list");
        assert_no_hints(term, "→ step");
        assert_true(term_press(term, "esc"));
        assert_hints(term, "→ next  e edit  E edit a line  u hint  r again");
        assert_hints(term, "q quit");
        assert_true(term_press_all(term, "u u"));
        assert_hints(term, "e edit  r again"); // no hint is left
        assert_true(term_press(term, "r"));
        assert_hints(term, "space play");
        term_stop(term);
    }
    free(path);
}

// At the end there is nothing more, which is said without a key giving way.
static void a_notice_takes_no_key_its_place(void **state) {
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        Term *term = run_script(sizes[size][0], sizes[size][1]);
        assert_true(term_press_all(term, "G right"));
        assert_row(term, -2, "This is the end of the run.", true);
        assert_hints(term, "e edit  E edit a line  r again");
        assert_hints(term, "q quit");
        assert_true(term_press(term, "backspace"));
        assert_row(term, -2, "There is no list of lessons to go back to", true);
        assert_true(term_press(term, "left"));
        assert_row(term, -2, "There is no list of lessons to go back to", false);
        term_stop(term);
    }
}

static void from_the_list_the_way_back_is_shown(void **state) {
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(4, sizes[size][0], sizes[size][1], NULL, NULL);
        assert_hints(term, "enter open");
        assert_true(term_press_all(term, "down enter enter"));
        go_to_end(term);
        assert_hints(term, "backspace list");
        assert_true(term_press(term, "backspace"));
        assert_hints(term, "enter open");
        term_stop(term);
    }
}

static void a_click_on_a_hint_is_its_key_also_beside_a_notice(void **state) {
    (void)state;
    Term *term = run_script(24, 80);
    assert_true(term_press_all(term, "G right"));
    assert_row(term, -2, "This is the end of the run.", true);
    Str hints = {0};
    term_row(term, 23, &hints);
    assert_int_equal(strspn(str_text(&hints), " "), 1);
    assert_int_equal(strncmp(hints.s + 1, "e edit  E edit a line  r again", 30), 0);
    str_free(&hints);
    static const char click[] = "\033[<0;26;24M"; // on "r again"
    term_send(term, click, sizeof click - 1, 1);
    assert_true(term_wait_settled(term));
    assert_header(term, "event 0 ");
    term_stop(term);
}

// --- tabs ----------------------------------------------------------------------------------------

static void tabs_have_names_and_can_be_clicked(void **state) {
    (void)state;
    char *path = lesson_path();
    Term *term = open_as(6, 24, 80, "--color=always", path);
    assert_true(term_press(term, "enter"));
    assert_shows(term, "3 loop 4 time 5 out 7 locks 9 trouble", "short");
    assert_shows(term, "2 tasks  8 who waits", "whole");
    assert_true(term_press(term, "4"));
    assert_shows(term, "3 loop 4 timeline 5 out 7 lock 9 bad", "the shown one is whole");
    static const char click[] = "\033[<0;60;9M"; // on "5 out"
    term_send(term, click, sizeof click - 1, 1);
    assert_true(term_wait_settled(term));
    assert_focus(term, "5 output", false, true);
    term_stop(term);
    free(path);
}

// --- what comes to the front ---------------------------------------------------------------------

// Is the pane with this name, of those that share its place, the one in sight? Its name is
// underlined.
static bool is_in_front(Term *term, const char *name) {
    bool found = false;
    for (int row = 1; row < term_rows(term) - 2; row++) {
        Str text = {0};
        for (int col = 0; col < term_cols(term); col++) {
            TermCell cell = term_cell(term, row, col);
            if (cell.underline && cell.chars[0] < 0x80) str_addf(&text, "%c", (char)cell.chars[0]);
            else if (text.len && text.s[text.len - 1] != '\n') str_add(&text, "\n");
        }
        const char *at = text.len ? strstr(text.s, name) : NULL;
        found |= at && (at == text.s || at[-1] == '\n');
        str_free(&text);
    }
    return found;
}

static void assert_in_front(Term *term, const char *name, const char *why) {
    if (is_in_front(term, name)) return;
    term_show(term);
    fail_msg("%s: not in front: %s", why, name);
}

static void step_until(Term *term, const char *text) {
    for (int i = 0; i < 60 && !term_shows(term, text); i++) {
        assert_true(term_press(term, "right"));
        close_boxes(term);
    }
    assert_shows(term, text, "on the way");
}

static void what_the_text_names_comes_to_the_front(void **state) {
    (void)state;
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        bool is_small = sizes[size][1] == 80;
        Term *term = open_as(7, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_true(term_press(term, "enter"));
        assert_in_front(term, "3 loop", "timers, of the introduction");
        step_until(term, "has a row for it");
        if (is_small) assert_in_front(term, "4 timeline", "the note names it");
        step_until(term, "See output now");
        assert_in_front(term, "5 output", "the next note");
        assert_in_front(term, "2 tasks", "not named, and not covered");
        step_until(term, "Now who waits");
        assert_in_front(term, "7 primitives", "two of them");
        assert_in_front(term, "8 who waits", "two of them");
        while (!term_shows(term, "See output now")) assert_true(term_press(term, "left"));
        assert_in_front(term, "5 output", "going back brings back what was there");
        assert_in_front(term, "2 tasks", "going back brings back what was there");
        // What a person chooses stays until a text names another.
        assert_true(term_press_all(term, "9 1 right left"));
        assert_in_front(term, "9 trouble", "chosen");
        step_until(term, "Now who waits");
        assert_in_front(term, "7 primitives", "named later");
        term_stop(term);
    }
    free(path);
}

static void the_focus_goes_with_what_covers_it(void **state) {
    (void)state;
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(8, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_true(term_press_all(term, "enter 9"));
        assert_focus(term, "9 trouble", false, true);
        step_until(term, "See output now");
        assert_focus(term, "5 output", false, true);
        term_stop(term);
        // A pane that was given the whole screen keeps it.
        term = open_as(8, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_true(term_press_all(term, "enter 9 z"));
        go_to_end(term);
        assert_focus(term, "the end of the lesson", false,
                     true); // what lies over the panes takes the keys
        assert_true(term_press(term, "esc"));
        assert_focus(term, "9 trouble", false, true);
        assert_hides(term, "import asyncio", "the whole screen");
        assert_hints(term, "z unzoom");
        term_stop(term);
    }
    free(path);
}

static void one_lesson_does_not_hide_the_panes_of_the_next(void **state) {
    (void)state;
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(9, sizes[size][0], sizes[size][1], NULL, NULL);
        assert_true(term_press_all(term, "enter enter 7 8 9 1 backspace down enter enter"));
        assert_shows(term, "No loop yet", "the loop");
        assert_shows(term, "No task yet", "the tasks");
        assert_true(term_press_all(term, "7 8 9 q"));
        quit(term);
        term = open_as(9, sizes[size][0], sizes[size][1], NULL, NULL);
        assert_true(term_press_all(term, "enter enter"));
        assert_shows(term, "No loop yet", "the next day");
        assert_shows(term, "No task yet", "the next day");
        term_stop(term);
    }
}

static void the_introduction_opens_again(void **state) {
    (void)state;
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(10, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_true(term_press_all(term, "enter i 0"));
        assert_shows(term, "introduction", "0");
        assert_shows(term, "Press enter to begin.", "0");
        assert_true(term_press(term, "enter"));
        assert_hides(term, "introduction", "enter");
        assert_true(term_press_all(term, "0 right"));
        assert_hides(term, "introduction", "going on");
        term_stop(term);
    }
    free(path);
}

// --- the header ----------------------------------------------------------------------------------

static void the_header_of_a_lesson_says_what_is_of_use(void **state) {
    (void)state;
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(11, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_header(term, "A frame");
        assert_header(term, "event 0");
        assert_row(term, 0, "event 0 of", false);
        assert_true(term_press_all(term, "enter G"));
        assert_header(term, "question 1 of 1");
        assert_true(term_press(term, "esc"));
        go_to_end(term);
        assert_header(term, "0.500 s");
        assert_header(term, "iteration");
        assert_header(term, "the end");
        assert_true(term_press(term, "g"));
        assert_header(term, "at 0.000 s of 0.500 s");
        assert_row(term, 0, "behind", false);
        assert_header(term, "paused");
        term_stop(term);
    }
    free(path);
}

// --- the help ------------------------------------------------------------------------------------

static void the_help_has_keys_by_pane_signs_and_words(void **state) {
    (void)state;
    static const struct {
        const char *search, *there;
    } rows[] = {
        {"in the tasks pane", "sort by the next column"},
        {"in the timeline pane", "zoom in"},
        {"1 runs, 1 is", "4: 1▶ 1● 2◌"},
        {"coroutine", "what calling an async def function returns"},
        {"selector", "asks the operating system"},
        {"ready queue", "in this order"},
        {"xyzzy", "Nothing here has that"},
    };
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        Term *term = open_as(12, sizes[size][0], sizes[size][1], "--color=always", path);
        assert_true(term_press_all(term, "enter 2 ?"));
        assert_shows(term, "in the tasks pane", "the pane's own keys come first");
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            term_type(term, rows[i].search);
            assert_true(term_wait_settled(term));
            assert_shows(term, rows[i].there, rows[i].search);
            assert_true(term_press_all(term, "esc ?"));
        }
        term_type(term, "box for a result");
        assert_true(term_press(term, "enter")); // a word has nothing to run
        assert_shows(term, "box for a result", "stays open");
        assert_true(term_press_all(term, "esc ?"));
        term_type(term, "switch between time and events");
        assert_true(term_press(term, "enter"));
        assert_shows(term, "The timeline by event.", "run");
        term_stop(term);
        term = open_as(12, sizes[size][0], sizes[size][1], NULL, NULL);
        assert_true(term_press(term, "?"));
        assert_shows(term, "in the list of lessons", "of the list");
        assert_hides(term, "go to the next thing that happens", "of the list");
        term_stop(term);
    }
    free(path);
}

static void the_help_shows_signs_in_ascii(void **state) {
    (void)state;
    char *path = lesson_path();
    Term *term = open_as(13, 24, 80, "--ascii", path);
    assert_true(term_press_all(term, "enter ?"));
    term_type(term, "1 runs, 1 is");
    assert_true(term_wait_settled(term));
    assert_shows(term, "4: 1> 1r 2w", "counts");
    term_stop(term);
    free(path);
}

// --- every key answers ---------------------------------------------------------------------------

static void keys_that_seem_to_do_nothing_answer(void **state) {
    (void)state;
    static const struct {
        const char *keys, *answer;
    } rows[] = {
        {"3 y", " lines of this pane: loop."},
        {"a", "Await chains show asyncio's own frames too."},
        {"a a", "Await chains show your code only."},
        {"L", "There is only one loop."},
        {"M", "The mouse is off: the terminal selects text."},
        {"M M", "The mouse is on"},
        {"f", "No task is selected, and none is running."},
        {"2 down f", "Following Task-1: only its output is shown. f ends this."},
        {"2 down f f", "No task is followed any more."},
        {"1 v", "There is only one source file."},
        {"2 v", "Tasks as a tree"},
        {"2 v v", "Tasks by the function they run."},
        {"4 v", "The timeline by event."},
        {"5 v", "Only the task that runs"},
        {"2 down 5 v", "Only Task-1."},
        {"5 v v", "All tasks."},
        {"2 >", "Tasks sorted by: name."},
        {"2 <", "Tasks sorted by: steps."},
        {"H", "Notes are hidden."},
        {"H H", "Notes are shown."},
        {"+", "Speed 2."},
        {"-", "Speed 0.5."},
        {"x", ".svg timeline"},
        {"b", "break at:"},
        {"m", "bookmark:"},
        {"u", "Hints are at the end of the run"},
        {"A", "You have not answered a question yet."},
        {"G esc G K", "No program is running."},
    };
    char *path = lesson_path();
    for (int size = 0; size < SIZES; size++) {
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            Term *term =
                open_as(100 + (int)i, sizes[size][0], sizes[size][1], "--color=always", path);
            assert_true(term_press_all(term, "enter i"));
            assert_true(term_press_all(term, rows[i].keys));
            assert_shows(term, rows[i].answer, rows[i].keys);
            term_stop(term);
        }
    }
    free(path);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pane_with_the_focus_has_a_frame_of_its_own),
        cmocka_unit_test(the_down_key_does_what_the_hint_says),
        cmocka_unit_test(the_end_of_a_lesson_says_what_can_be_done),
        cmocka_unit_test(a_notice_takes_no_key_its_place),
        cmocka_unit_test(from_the_list_the_way_back_is_shown),
        cmocka_unit_test(a_click_on_a_hint_is_its_key_also_beside_a_notice),
        cmocka_unit_test(tabs_have_names_and_can_be_clicked),
        cmocka_unit_test(what_the_text_names_comes_to_the_front),
        cmocka_unit_test(the_focus_goes_with_what_covers_it),
        cmocka_unit_test(one_lesson_does_not_hide_the_panes_of_the_next),
        cmocka_unit_test(the_introduction_opens_again),
        cmocka_unit_test(the_header_of_a_lesson_says_what_is_of_use),
        cmocka_unit_test(the_help_has_keys_by_pane_signs_and_words),
        cmocka_unit_test(the_help_shows_signs_in_ascii),
        cmocka_unit_test(keys_that_seem_to_do_nothing_answer),
    };
    Suite suite = {0};
    SUITE_ADD_ALL(&suite, tests);
    return suite_run(&suite, "frame");
}
