// A program is changed while it is looked at: in an editor of the user's, one line of it in the
// viewer, or by somebody who saves its file elsewhere.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/place.h"
#include "harness/proc.h"
#include "harness/shows.h"
#include "harness/term.h"

enum { ROWS = 24, COLS = 80 };

// A course of one lesson, which asks nothing. Line 9 prints, and has a note behind it; line 7 is a
// note alone.
static const char lesson[] = "'''A greeting\n\nIt prints a word.\n'''\n"
                             "import asyncio\n"
                             "async def main():\n"
                             "    #: A note of its own.\n"
                             "    await asyncio.sleep(1)\n"
                             "    print('hello')  #: Behind the code.\n"
                             "asyncio.run(main())\n";

// What an editor writes comes in no frame of the viewer's.
static bool has_text(Term *term, void *text) {
    Str screen = {0};
    term_text(term, &screen);
    bool has = strstr(str_text(&screen), text) != NULL;
    str_free(&screen);
    return has;
}

static void wait_for_editor(Term *term, const char *text) {
    term_key(term, "e");
    assert_true(term_wait(term, has_text, (void *)text));
}

static char *read_whole(const char *path) {
    Str text = {0};
    char piece[4096];
    FILE *in = fopen(path, "r");
    if (!in) fail_msg("%s is not there", path);
    for (size_t n; (n = fread(piece, 1, sizeof piece, in)) > 0;) str_add_bytes(&text, piece, n);
    fclose(in);
    return text.s ? text.s : strdup("");
}

static void holds(const char *path, const char *wanted) {
    char *text = read_whole(path);
    assert_string_equal(text, wanted);
    free(text);
}

static void lacks(const char *path, const char *unwanted) {
    char *text = read_whole(path);
    assert_null(strstr(text, unwanted));
    free(text);
}

// A place of its own for one test: a course, a state folder, and an editor that runs `script` on
// the file.
typedef struct Desk {
    char course[300], state[300], visual[300], lesson[400], copy[400];
} Desk;

static void make_folder(const char *path) {
    mkdir(path, 0700);
}

static Desk desk_of(const char *name, const char *script) {
    Desk desk;
    Str text = {0};
    char folder[400], file[100];
    snprintf(folder, sizeof folder, "%s/%s", place_temp(), name);
    make_folder(folder);
    snprintf(desk.state, sizeof desk.state, "XDG_STATE_HOME=%.280s", folder);
    snprintf(desk.course, sizeof desk.course, "AIOSCOPE_LESSONS=%.270s/course", folder);
    make_folder(desk.course + strlen("AIOSCOPE_LESSONS="));
    snprintf(desk.copy, sizeof desk.copy, "%.280s/aioscope/edited/1-one/01_greeting.py", folder);
    snprintf(file, sizeof file, "%s/course/1-one", name);
    char *chapter = place_in_temp(file);
    make_folder(chapter);
    snprintf(file, sizeof file, "%s/course/1-one/01_greeting.py", name);
    char *path = place_write(file, lesson, PLACE_TEXT);
    snprintf(desk.lesson, sizeof desk.lesson, "%s", path);
    snprintf(file, sizeof file, "%s/editor.sh", name);
    str_addf(&text, "#!/bin/sh\n%s\n", script);
    char *editor = place_write(file, text.s, PLACE_TEXT);
    chmod(editor, 0700);
    snprintf(desk.visual, sizeof desk.visual, "VISUAL=%.290s", editor);
    str_free(&text);
    free(editor), free(path), free(chapter);
    return desk;
}

static Term *open_desk(const Desk *desk, const char *command, const char *operand) {
    Term *term =
        term_start(ROWS, COLS, (const char *const[]){desk->course, desk->state, desk->visual, NULL},
                   (const char *const[]){place_viewer(), command, operand, NULL});
    assert_true(term_wait_settled(term));
    if (strcmp(command, "learn") == 0) assert_true(term_press(term, "enter"));
    assert_true(
        term_press_all(term, "5 1")); // the output is in sight, and the source has the focus
    return term;
}

static void leave(Term *term) {
    int status;
    term_key(term, "q");
    assert_true(term_wait_exit(term, &status));
    assert_int_equal(status, 0);
    assert_true(term_is_restored(term));
    term_stop(term);
}

static void command(Term *term, const char *text) {
    term_key(term, ":");
    term_type(term, text);
    assert_true(term_press(term, "enter"));
}

// --- in an editor --------------------------------------------------------------------------------

// ^C and ^\ at the editor end the editor. What select-editor asks on a new Debian is answered with
// ^C by many.
static void an_interrupted_editor_comes_back_to_the_viewer(void **state) {
    (void)state;
    static const char *const keys[] = {"\003", "\034"};
    static const char *const answers[] = {"was interrupted", "it was killed"};
    Desk desk = desk_of("interrupted", "echo EDITING; while :; do sleep 1; done");
    for (size_t i = 0; i < 2; i++) {
        Term *term = open_desk(&desk, "learn", "1.1");
        wait_for_editor(term, "EDITING");
        term_send(term, keys[i], 1, 0);
        assert_true(term_wait_text(term, answers[i]));
        assert_true(term_press(term, "right"));
        assert_shows(term, "1.1 A greeting");
        leave(term);
    }
}

// Before the editor has the terminal it says which file this is, and afterwards the title does.
static void a_copy_is_edited_and_said_to_be_one(void **state) {
    (void)state;
    Desk desk = desk_of(
        "copied", "cp \"$1\" \"$1.seen\"; sed -i s/hello/changed/ \"$1\"; echo EDITED; read line");
    Term *term = open_desk(&desk, "learn", "1.1");
    assert_true(term_press(term, "G"));
    assert_shows(term, "│ hello");
    wait_for_editor(term, "EDITED");
    assert_shows(term, "you edit a copy of the lesson");
    assert_shows(term, ":reset brings the original back");
    term_send(term, "\n", 1, 0);
    assert_true(term_wait_text(term, "│ changed")); // the new run is at its end, as the old one was
    assert_true(term_wait_settled(term));
    assert_shows(term, "1.1 (edited) A greeting");
    assert_shows(term, "Your copy of the lesson runs");
    holds(desk.lesson, lesson);
    assert_true(term_press_all(term, "r G"));
    assert_shows(term, "(edited)");
    assert_shows(term, "│ changed");
    command(term, "reset");
    assert_shows(term, "The original is back; your version is kept as 01_greeting.py~");
    assert_true(term_press(term, "G"));
    assert_shows(term, "│ hello");
    assert_hides(term, "(edited)");
    assert_int_not_equal(access(desk.copy, F_OK), 0);
    command(term, "reset");
    assert_shows(term, "This is the original");
    leave(term);
}

// `learn` opens the original; `e` comes back to the copy.
static void a_copy_from_another_day_is_still_there(void **state) {
    (void)state;
    Desk desk = desk_of("returned", "grep -q changed \"$1\" || sed -i s/hello/changed/ \"$1\"");
    Term *term = open_desk(&desk, "learn", "1.1");
    assert_true(term_press(term, "e"));
    assert_shows(term, "(edited)");
    leave(term);
    term = open_desk(&desk, "learn", "1.1");
    assert_true(term_press(term, "G"));
    assert_hides(term, "(edited)");
    assert_shows(term, "│ hello");
    assert_true(term_press(term, "e"));
    assert_shows(term, "(edited)");
    assert_shows(term, "│ changed");
    assert_true(term_press(term, "e"));
    assert_shows(term, "Nothing was changed");
    leave(term);
}

// What can no longer be a lesson does not take the viewer away.
static void a_file_that_cannot_be_read_leaves_the_viewer(void **state) {
    (void)state;
    Desk desk = desk_of("broken", "printf 'x = \"\\377\"\\n' >\"$1\"");
    Term *term = open_desk(&desk, "learn", "1.1");
    assert_true(term_press(term, "e"));
    assert_shows(term, "a lesson must be UTF-8");
    assert_true(term_press(term, "right"));
    leave(term);
}

// --- one line in the viewer ----------------------------------------------------------------------

static void one_line_is_edited_in_the_viewer(void **state) {
    (void)state;
    Desk desk = desk_of("line", "exit 1");
    Term *term = open_desk(&desk, "learn", "1.1");
    assert_shows(term, "'''A greeting …'''"); // folded, in the quotes that it has
    assert_true(term_press_all(term, "G E"));
    assert_shows(term, "line 10: asyncio.run(main())");
    assert_true(term_press(term, "up"));
    assert_shows(term, "line 9:     print('hello')");
    assert_hides(term, "line 9:     print('hello')  #:"); // the note stays out of the way
    assert_true(term_press_all(term, "up up"));
    assert_shows(term, "line 6: async def main():"); // past the note alone
    assert_true(term_press_all(term, "down down left left backspace"));
    term_key(term, "é");
    assert_true(term_press_all(term, "home delete delete"));
    term_type(term, "  ");
    assert_true(term_press(term, "up"));
    assert_shows(term, "enter runs this line");
    assert_true(term_press(term, "end"));
    assert_shows(term, "line 9:     print('hellé')");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "│ hellé"); // at the end again
    assert_shows(term, "1.1 (edited) A greeting");
    holds(desk.lesson, lesson);
    char *copy = read_whole(desk.copy);
    assert_non_null(strstr(copy, "    print('hellé')  #: Behind the code.\nasyncio.run(main())\n"));
    free(copy);
    assert_true(term_press(term, "E"));
    assert_shows(term, "line 9:     print('hellé')"); // whoever tries again
    assert_true(term_press_all(term, "backspace esc"));
    assert_hides(term, "line 9:");
    assert_true(term_press(term, "E"));
    assert_shows(term, "line 9:     print('hellé')");
    assert_true(term_press(term, "esc"));
    command(term, "edit 8");
    assert_shows(term, "line 8:     await asyncio.sleep(1)");
    assert_true(term_press_all(term, "left backspace 2 enter"));
    assert_shows(term, "2.000 s  iteration");
    // What the lesson says may no longer fit.
    assert_true(term_press(term, "g"));
    for (int i = 0; i < 10 && !has_text(term, "A note of its own."); i++)
        assert_true(term_press(term, "right"));
    assert_shows(term, "This note was written for the lesson before your edit.");
    leave(term);
}

// A line that is no Python any more is Python's to say so, and to be mended where it was written.
static void a_line_that_is_no_python_is_mended(void **state) {
    (void)state;
    Desk desk = desk_of("mended", "exit 1");
    Term *term = open_desk(&desk, "learn", "1.1");
    assert_true(term_press(term, "G"));
    command(term, "edit 9");
    assert_true(term_press_all(term, "backspace enter"));
    assert_shows(term, "SyntaxError");
    assert_true(term_press(term, "E"));
    assert_shows(term, "line 9:     print('hello'");
    term_type(term, ")");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "│ hello");
    leave(term);
}

// A script is its author's own: nothing is written before they have agreed, and it stays the file
// it was.
static void a_script_of_ones_own_is_changed_after_a_question(void **state) {
    (void)state;
    Desk desk = desk_of("own", "exit 1");
    char *script = place_write("own/script.py", "import asyncio\r\nprint('one')\r\nprint('two')",
                               PLACE_TEXT),
         *link = place_in_temp("own/link.py");
    chmod(script, 0640);
    assert_int_equal(symlink(script, link), 0);
    Term *term = open_desk(&desk, "run", link);
    assert_true(term_press(term, "G"));
    command(term, "edit 2");
    assert_shows(term, "This changes your own file link.py. Edit it?");
    assert_true(term_press(term, "n"));
    assert_hides(term, "line 2:");
    command(term, "edit 2");
    assert_true(term_press(term, "y"));
    assert_shows(term, "line 2: print('one')");
    assert_true(term_press_all(term, "left left backspace backspace backspace"));
    term_type(term, "won");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "│ won");
    holds(script, "import asyncio\r\nprint('won')\r\nprint('two')");
    struct stat st;
    assert_int_equal(lstat(link, &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat(script, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    command(term, "edit 3");
    assert_shows(term, "line 3: print('two')"); // asked once
    assert_true(term_press(term, "esc"));
    leave(term);
    free(script), free(link);
}

// Somebody else was quicker: their line is not overwritten.
static void a_line_that_has_changed_meanwhile_is_left_alone(void **state) {
    (void)state;
    Desk desk = desk_of("meanwhile", "exit 1");
    char *script = place_write("meanwhile/script.py", "print('one')\n", PLACE_TEXT);
    Term *term = open_desk(&desk, "run", script);
    assert_true(term_press_all(term, "G E y"));
    free(place_write("meanwhile/script.py", "print('theirs')\n", PLACE_TEXT));
    assert_true(term_press_all(term, "home x enter"));
    assert_shows(term, "has changed meanwhile");
    holds(script, "print('theirs')\n");
    leave(term);
    free(script);
}

static void a_recording_cannot_be_edited(void **state) {
    (void)state;
    Desk desk = desk_of("recorded", "exit 1");
    char *file = place_in_temp("recorded/one.aioscope");
    Proc proc;
    proc_viewer(&proc, "record", "-o", file, desk.lesson);
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    Term *term = open_desk(&desk, "replay", file);
    assert_true(term_press(term, "E"));
    assert_shows(term, "A recording has no program to edit");
    assert_true(term_press_all(term, "right e"));
    assert_shows(term, "A recording has no program to edit");
    leave(term);
    free(file);
}

// The cursor is there in every line that is typed.
static void a_typed_line_has_a_cursor(void **state) {
    (void)state;
    Desk desk = desk_of("typed", "exit 1");
    Term *term = open_desk(&desk, "learn", "1.1");
    term_key(term, ":");
    term_type(term, "lin12");
    assert_true(term_press_all(term, "left left e"));
    term_type(term, " ");
    assert_true(term_wait_settled(term));
    assert_shows(term, ":line 12");
    assert_true(term_press_all(term, "^a delete ^e backspace"));
    assert_shows(term, ":ine 1");
    assert_hides(term, ":ine 12");
    assert_true(term_press(term, "esc"));
    leave(term);
}

// --- saved elsewhere -----------------------------------------------------------------------------

static void save(const char *path, const char *from, const char *to, bool renames) {
    char *text = read_whole(path), *at = strstr(text, from);
    Str changed = {0}, beside = {0};
    assert_non_null(at);
    str_add_bytes(&changed, text, (size_t)(at - text));
    str_addf(&changed, "%s%s", to, at + strlen(from));
    str_addf(&beside, "%s%s", path, renames ? ".new" : "");
    FILE *out = fopen(beside.s, "w");
    assert_non_null(out);
    fputs(changed.s, out);
    fclose(out);
    if (renames) assert_int_equal(rename(beside.s, path), 0);
    str_free(&changed);
    str_free(&beside);
    free(text);
}

// An author writes a lesson in one terminal and looks at it in another.
static void a_lesson_saved_elsewhere_runs_again(void **state) {
    (void)state;
    Desk desk = desk_of("elsewhere", "exit 1");
    char *own = place_write("elsewhere/mine.py", lesson, PLACE_TEXT);
    Term *term = open_desk(&desk, "learn", own);
    assert_true(term_press(term, "G"));
    assert_shows(term, "│ hello");
    save(own, "hello", "in place", false);
    assert_true(term_wait_text(term, "│ in place"));
    assert_shows(term, "The lesson was saved: it runs again.");
    assert_hides(term, "(edited)"); // it is its author's own
    save(own, "in place", "renamed", true);
    assert_true(term_wait_text(term, "│ renamed"));
    assert_true(term_press(term, "right"));
    assert_hides(term, "was saved");
    leave(term);
    free(own);
}

// The copy of one of our lessons as well, from the moment it is there.
static void a_copy_saved_elsewhere_runs_again(void **state) {
    (void)state;
    Desk desk =
        desk_of("copy-elsewhere", "exit 0"); // one that leaves at once, as a window of its own does
    Term *term = open_desk(&desk, "learn", "1.1");
    assert_true(term_press_all(term, "G e"));
    assert_shows(term, "Nothing was changed");
    save(desk.copy, "hello", "elsewhere", true);
    assert_true(term_wait_text(term, "│ elsewhere"));
    assert_shows(term, "1.1 (edited) A greeting");
    lacks(desk.lesson, "elsewhere");
    leave(term);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupted_editor_comes_back_to_the_viewer),
        cmocka_unit_test(a_copy_is_edited_and_said_to_be_one),
        cmocka_unit_test(a_copy_from_another_day_is_still_there),
        cmocka_unit_test(a_file_that_cannot_be_read_leaves_the_viewer),
        cmocka_unit_test(one_line_is_edited_in_the_viewer),
        cmocka_unit_test(a_line_that_is_no_python_is_mended),
        cmocka_unit_test(a_script_of_ones_own_is_changed_after_a_question),
        cmocka_unit_test(a_line_that_has_changed_meanwhile_is_left_alone),
        cmocka_unit_test(a_recording_cannot_be_edited),
        cmocka_unit_test(a_typed_line_has_a_cursor),
        cmocka_unit_test(a_lesson_saved_elsewhere_runs_again),
        cmocka_unit_test(a_copy_saved_elsewhere_runs_again),
    };
    return cmocka_run_group_tests_name("editing", tests, NULL, NULL);
}
