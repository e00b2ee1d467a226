// Questions on the screen and as text, answered rightly and wrongly; what is kept of it; and `check`, which finds what is wrong with a lesson.
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
#include "harness/suite.h"
#include "harness/term.h"
#include "lesson/catalogue.h"

enum { ROWS = 40, COLS = 120 };

static const char quiz[] = "'''A quiz\n\nAll kinds of questions.\n'''\n"
                           "import asyncio\n"
                           "async def nap(s):\n"
                           "    await asyncio.sleep(s)\n"
                           "    print('slept', s)\n"
                           "async def main():\n"
                           "    a = asyncio.create_task(nap(0.5), name='A')\n"
                           "    #? state A\n"
                           "    b = asyncio.create_task(nap(0.2), name='B')\n"
                           "    #? next\n"
                           "    #? order A B\n"
                           "    await asyncio.wait([a, b])\n"
                           "    #? output\n"
                           "    print('both', 'are', 'done')\n"
                           "    #? choice Is it over?\n"
                           "    #?  - no\n"
                           "    #?  * yes\n"
                           "    #?  because nothing comes after this.\n"
                           "    c = 1\n"
                           "#? time\n"
                           "#? goal Be quicker.\n"
                           "#?  time <= 0.3\n"
                           "#?  hint A sleeps longest.\n"
                           "#?  hint Let it sleep for less.\n"
                           "asyncio.run(main())\n";

static void assert_shows(Term *term, const char *text) {
    Str screen = {0};
    term_text(term, &screen);
    if (!strstr(str_text(&screen), text)) {
        term_show(term);
        fail_msg("not shown: %s", text);
    }
    str_free(&screen);
}

static void assert_hides(Term *term, const char *text) {
    Str screen = {0};
    term_text(term, &screen);
    if (strstr(str_text(&screen), text)) {
        term_show(term);
        fail_msg("shown: %s", text);
    }
    str_free(&screen);
}

static void type_answer(Term *term, const char *text) {
    term_type(term, text);
    assert_true(term_press(term, "enter"));
}

// Of the learner who sits at the terminal.
static void progress(Proc *proc, const char *option) {
    Str home = {0};
    str_addf(&home, "XDG_STATE_HOME=%s", place_temp());
    proc_run(proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "progress", option, NULL}, .env = (const char *const[]){home.s, NULL}});
    str_free(&home);
}

static void answers_are_judged_where_the_run_decides(void **state) {
    (void)state;
    char *path = place_write("quiz.py", quiz, PLACE_TEXT);
    Term *term = term_viewer(ROWS, COLS, "learn", path);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "enter G"));
    assert_shows(term, "How many seconds will have passed at the end?");
    assert_hides(term, "#? state"); // what is asked in the source is not to be read there
    type_answer(term, "0.7");
    assert_true(term_press(term, "G"));
    assert_shows(term, "What state is A in after this line?");
    assert_true(term_press_all(term, "1 enter")); // created
    assert_shows(term, "Right: created");
    assert_true(term_press(term, "G"));
    assert_shows(term, "Which task runs next?");
    assert_shows(term, "nothing, the loop waits");
    assert_shows(term, "covered while you are asked"); // the ready queue says it
    assert_true(term_press_all(term, "1 enter")); // Task-1 itself: wrong
    assert_shows(term, "In which order do these finish: A B?");
    type_answer(term, "b, a");
    assert_true(term_press(term, "G")); // past what decided the first of the two
    assert_shows(term, "What is printed next?");
    assert_shows(term, "You said Task-1; it is A");
    assert_shows(term, "Right: B A");
    assert_true(term_press(term, "esc"));
    assert_true(term_press(term, "G"));
    assert_shows(term, "Is it over?");
    assert_shows(term, "It is both are done"); // what was skipped is told as well
    assert_true(term_press_all(term, "2 enter"));
    assert_shows(term, "Right: yes");
    assert_shows(term, "Because nothing comes after this.");
    assert_true(term_press(term, "G"));
    assert_shows(term, "You said 0.7; it is 0.50");
    assert_shows(term, "Now you: Be quicker.");
    assert_shows(term, "Not yet: the time is 0.5, and <= 0.3 is wanted");
    assert_hides(term, "sleeps longest"); // not before it is asked for
    assert_true(term_press(term, "u"));
    assert_shows(term, "Hint: A sleeps longest.");
    assert_hides(term, "Let it sleep");
    assert_true(term_press(term, "u"));
    assert_shows(term, "Hint: Let it sleep for less.");
    assert_true(term_press_all(term, "g A")); // to the moment that decided the last answer
    assert_shows(term, "Right: yes");
    assert_shows(term, "‖ paused");
    term_stop(term);
    Proc proc;
    progress(&proc, "--json");
    assert_non_null(strstr(str_text(&proc.out), "\"done\":1,\"right\":3,\"wrong\":2"));
    proc_free(&proc);
    progress(&proc, "--clear");
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    progress(&proc, "--json");
    assert_non_null(strstr(str_text(&proc.out), "\"done\":0,\"right\":0,\"wrong\":0"));
    proc_free(&proc);
    free(path);
}

static void as_text_the_question_and_its_answer_are_told(void **state) {
    (void)state;
    static const char *const told[] = {"Question: What state is A in after this line?", "Answer: created", "Answer: A", "Answer: B A", "Answer: both are done",
                                       "Answer: yes, because nothing comes after this.", "Answer: 0.50", "Goal: Be quicker. Not yet"};
    char *path = place_write("quiz.py", quiz, PLACE_TEXT);
    Proc proc;
    proc_viewer(&proc, "learn", path, "--plain");
    assert_int_equal(proc.status, 0);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (!strstr(str_text(&proc.out), told[i])) fail_msg("not told: %s", told[i]);
    proc_free(&proc);
    free(path);
}

static void check_finds_what_is_wrong(void **state) {
    (void)state;
    static const struct { const char *source, *found; } rows[] = {
        {"print('x')\n", ":1: there is no title"},
        {"'''t'''\n#? what\nprint(1)\n", ":2: this is no question"},
        {"'''t'''\nif 0:\n    #: never\n    print(1)\n", ":4: the note here is never told"},
        {"'''t'''\nif 0:\n    #? output\n    print(1)\n", ":3: this question is never asked"},
        {"'''t'''\nraise ValueError\n", "it ends with: raises ValueError; announced is: ok"},
        {"\n#! ends: exit 3\n'''t'''\nprint(1)\n", "it ends with: ok; announced is: exit 3"},
        {"'''t'''\n#? choice Which?\n#?  - a\n#?  - b\n#?  because c\nprint(1)\n", ":2: a choice has at least two options"},
        {"\n#! order: any\n'''t'''\nimport os\nprint(os.getpid())\n", "it prints something else than stock Python"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *path = place_write("wrong.py", rows[i].source, PLACE_TEXT);
        Proc proc;
        proc_viewer(&proc, "check", path);
        if (proc.status != 1 || !strstr(str_text(&proc.out), rows[i].found)) {
            proc_show(&proc);
            fail_msg("not found: %s", rows[i].found);
        }
        proc_free(&proc);
        free(path);
    }
}

static size_t count_files(const char *folder) {
    char **files = place_list(folder, ".py", 0);
    size_t count = 0;
    while (files[count]) free(files[count++]);
    free(files);
    return count;
}

// Nobody can be asked: each card is told with its answer, found by its own run.
static void the_whole_deck_has_answers(void **state) {
    (void)state;
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "interview", "--count", "1000", NULL}});
    assert_int_equal(proc.status, 0);
    assert_string_equal(str_text(&proc.err), "");
    size_t files = count_files("lessons/interview") + count_files("lessons/myths"), told = 0;
    for (const char *at = str_text(&proc.out); (at = strstr(at, "\nIt is ")); at++) told++;
    assert_int_equal(told, files);
    assert_true(files >= 55);
    proc_free(&proc);
    proc_viewer(&proc, "interview", "--topic", "cooking");
    assert_int_equal(proc.status, 2);
    proc_free(&proc);
}

// One test for each lesson, whose path is the state.
static void passes_its_check(void **state) {
    Proc proc;
    proc_viewer(&proc, "check", *state);
    if (proc.status != 0) {
        proc_show(&proc);
        fail_msg("%s", (const char *)*state);
    }
    proc_free(&proc);
}

int main(void) {
    const struct CMUnitTest others[] = {
        cmocka_unit_test(answers_are_judged_where_the_run_decides),
        cmocka_unit_test(as_text_the_question_and_its_answer_are_told),
        cmocka_unit_test(check_finds_what_is_wrong),
        cmocka_unit_test(the_whole_deck_has_answers),
    };
    Suite suite = {0};
    Catalogue catalogue = {0};
    SUITE_ADD_ALL(&suite, others);
    if (catalogue_load(&catalogue, "lessons", NULL))
        for (size_t i = 0; i < catalogue.count; i++) suite_add(&suite, str_text(&catalogue.entries[i].file), passes_its_check, str_text(&catalogue.entries[i].path));
    static const char *const decks[] = {"lessons/interview", "lessons/myths"};
    for (size_t d = 0; d < sizeof decks / sizeof *decks; d++) {
        char **cards = place_list(decks[d], ".py", 0);
        for (size_t i = 0; cards[i]; i++) suite_add(&suite, cards[i] + strlen(place_top()) + 1, passes_its_check, cards[i]);
    }
    int status = suite_run(&suite, "questions");
    catalogue_free(&catalogue);
    return status;
}
