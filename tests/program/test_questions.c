// Questions on the screen and as text, answered rightly and wrongly; what is kept of it; and
// `check`, which finds what is wrong with a lesson.
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

static void type_answer(Term *term, const char *text) {
    term_type(term, text);
    assert_true(term_press(term, "enter"));
}

// Of the learner who sits at the terminal.
static void progress(Proc *proc, const char *option) {
    Str home = {0};
    str_addf(&home, "XDG_STATE_HOME=%s", place_temp());
    proc_run(proc,
             &(ProcSpec){.argv = (const char *const[]){place_viewer(), "progress", option, NULL},
                         .env = (const char *const[]){home.s, NULL}});
    str_free(&home);
}

// So that the next test begins as a new learner.
static void forget_progress(void) {
    Proc proc;
    progress(&proc, "--clear");
    proc_free(&proc);
}

// An answer is given with enter, and what became of it is read and closed with enter.
static void answers_are_judged_where_the_run_decides(void **state) {
    (void)state;
    char *path = place_write("quiz.py", quiz, PLACE_TEXT);
    Term *term = term_viewer(ROWS, COLS, "learn", path);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "enter G"));
    assert_shows(term, "How many seconds does the whole program take?");
    assert_hides(term, "#? state"); // what is asked in the source is not to be read there
    type_answer(term, "soon");
    assert_shows(term, "Type a number of seconds, such as 1.5.");
    assert_true(term_press_all(term, "backspace backspace backspace backspace"));
    assert_hides(term, "Type a number");
    type_answer(term, "0.7");
    assert_shows(term, "Noted.");
    assert_true(term_press(term, "G"));
    assert_shows(term, "What state is A in once line 12 has completed?");
    assert_true(term_press_all(term, "1 enter G")); // created
    assert_shows(term, "Right. A was \"created\".");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "What does the loop run next?");
    assert_shows(term, "nothing, the loop waits");
    assert_shows(term, "covered while you are asked");             // the ready queue says it
    assert_true(term_press_all(term, "1 enter"));                  // Task-1 itself: wrong
    assert_shows(term, "In which order do these tasks end: A B?"); // at the same place
    type_answer(term, "b, c");
    assert_shows(term, "Type each of these names once, the first to end first: A B.");
    assert_true(term_press_all(term, "backspace a enter G"));
    assert_shows(term, "Not quite. You said \"Task-1\". \"A\" ran next.");
    assert_true(term_press(term, "enter")); // the one that was decided after it
    assert_shows(term, "Right. They ended in the order \"B A\".");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "What is printed next?");
    assert_true(term_press_all(term, "esc G"));
    assert_shows(term, "Is it over?");
    assert_true(term_press_all(term, "2 enter"));
    assert_shows(term, "Right. \"yes\" is the right answer.");
    assert_shows(term, "Because nothing comes after this.");
    assert_true(term_press_all(term, "enter G"));
    assert_shows(term, "Not quite. You said \"0.7\". The program took \"0.50\" seconds.");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "Your turn: Be quicker.");
    assert_shows(term, "Not yet: It took 0.5 s; the goal is 0.3 s or less.");
    assert_hides(term, "sleeps longest"); // not before it is asked for
    assert_true(term_press(term, "u"));
    assert_shows(term, "Hint: A sleeps longest.");
    assert_hides(term, "Let it sleep");
    assert_true(term_press(term, "u"));
    assert_shows(term, "Hint: A sleeps longest."); // they add up
    assert_shows(term, "Hint: Let it sleep for less.");
    assert_true(term_press(term, "u"));
    assert_shows(term, "There are no more hints.");
    assert_true(term_press_all(term, "esc g A")); // to the moment that decided the last answer
    assert_shows(term, "Right. \"yes\" is the right answer.");
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

// What each kind of question is decided by, in programs that make it hard to say. The story gives
// the answers.
#define MAIN "async def main():\n"
#define TASK(NAME, SECONDS)                                                                        \
    "    " NAME " = asyncio.create_task(nap(" SECONDS "), name='" NAME "')\n"
#define END "asyncio.run(main())\n"
static const struct {
    const char *source, *answer;
} decided[] = {
    // a line that awaits has completed when its task goes on
    {MAIN TASK("b", "1") "    #? state b\n    await b\n    print(1)\n" END, "b was \"finished\"."},
    {MAIN TASK("b", "1") "    #? state b\n    await asyncio.sleep(0)\n    await b\n" END,
     "b was \"waiting\"."},
    // several lines are one statement
    {MAIN TASK("b", "1") "    #? state b\n    await asyncio.gather(\n        b,\n        nap(.5))\n"
                         "    print(1)\n" END,
     "b was \"finished\"."},
    // an exception counts
    {MAIN TASK("b", "1, ValueError()") "    try:\n        #? state b\n        await b\n"
                                       "    except ValueError:\n        pass\n" END,
     "b was \"failed\"."},
    // the last statement of a function that another one awaits
    {"async def wait(b):\n    #? state b\n    await b\n" MAIN TASK(
         "b", "1") "    await wait(b)\n    await nap(1)\n" END,
     "b was \"finished\"."},
    // what it calls is no other statement
    {"def look(b):\n    x = 1\n    b.cancel()\n" MAIN TASK(
         "b", "1") "    await asyncio.sleep(0)\n"
                   "    #? state b\n    look(b); await asyncio.sleep(0)\n    print(1)\n" END,
     "b was \"cancelled\"."},
    // outside every task
    {MAIN TASK("b", "0") "    await b\n#? state b\n" END "print(1)\n", "b was \"finished\"."},
    {MAIN TASK("b", "0") "    await b\n#? state b\n" END, "b was \"finished\"."},
    // it never completes
    {"async def stay():\n    #? state stay\n    await asyncio.Event().wait()\n" MAIN
     "    await stay()\n" END,
     "Line 8 never completed in this run, so nothing is judged."},
    {MAIN "    x = 1\n    #? state nobody\n    x = 2\n    x = 3\n" END,
     "nobody was \"not created yet\"."},
    // lines, not writes; of stdout alone
    {"sys.stdout.write('a')\n#? output\nsys.stdout.write('b')\nprint('c')\n",
     "It printed \"abc\"."},
    {"sys.stdout.write('a')\n#? output\nprint('e', file=sys.stderr)\nprint('b')\n",
     "It printed \"ab\"."},
    {"#? output\nprint('a\\nb')\n", "It printed \"a\"."},
    {"#? output\nprint()\nprint('b')\n", "It printed \"an empty line\"."},
    {"print('b')\n#? output\nx = 1\n", "It printed nothing more."},
    {"#? output\nprint('tail', end='')\n", "It printed \"tail\"."},
    // whatever the end of a task is; a name with a blank; a name twice; one that never ends
    {MAIN "    #? order 'a b' c\n" TASK(
         "c", ".2") "    a = asyncio.create_task(nap(.1, ValueError()), name='a b')\n"
                    "    await asyncio.wait([a, c])\n" END,
     "They ended in the order \"'a b' c\"."},
    {MAIN "    #? order a b\n" TASK("a", ".1") "    await a\n" TASK("a", ".1") "    await a\n" TASK(
         "b", ".1") "    await b\n" END,
     "They ended in the order \"a b\"."},
    // what ended before does not count; a name in quotes is its name
    {MAIN TASK("a", ".1") "    await a\n" TASK("a", ".2")
         TASK("b", ".1") "    #? order a b\n    await asyncio.wait([a, b])\n" END,
     "They ended in the order \"b a\"."},
    {MAIN "    b = asyncio.create_task(nap(1), name='b c')\n    #? state 'b c'\n    await b\n" END,
     "'b c' was \"finished\"."},
    {MAIN "    x = 1\n    #? next\n    x = 2\n" END, "No task ran: the program ended."},
    {MAIN "    #? order a b\n" TASK("a", ".1") "    await a\n" END,
     "Not all of these tasks ended in this run, so nothing is judged."},
    {MAIN "    #? next\n    await asyncio.sleep(1)\n" END, "No task ran: the loop waited."},
    {"#? next\nx = 1\n", "No task ran: the program ended."},
    {MAIN TASK("b", "0") TASK("c", "0") "    #? next\n    await c\n" END, "\"b\" ran next."},
    {"#? time\nasyncio.run(nap(1.25))\n", "The program took \"1.25\" seconds."},
};

static void each_kind_is_decided_by_what_it_asks(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof decided / sizeof *decided; i++) {
        Str source = {0}, wanted = {0};
        str_addf(&source,
                 "'''T'''\nimport asyncio, sys\nasync def nap(s, then=None):\n"
                 "    await asyncio.sleep(s)\n    if then: raise then\n%s",
                 decided[i].source);
        str_addf(&wanted, "Answer: %s", decided[i].answer);
        char *path = place_write("one.py", source.s, PLACE_TEXT);
        Proc proc;
        proc_viewer(&proc, "learn", path, "--plain");
        if (!strstr(str_text(&proc.out), wanted.s)) {
            proc_show(&proc);
            fail_msg("%s: not told: %s", decided[i].source, wanted.s);
        }
        proc_free(&proc);
        str_free(&wanted);
        str_free(&source);
        free(path);
    }
}

static void as_text_the_question_and_its_answer_are_told(void **state) {
    (void)state;
    static const char *const told[] = {
        "Question: What state is A in once line 12 has completed?",
        "Answer: A was \"created\".",
        "Answer: \"A\" ran next.",
        "Answer: They ended in the order \"B A\".",
        "Answer: It printed \"both are done\".",
        "Answer: The right answer is \"yes\". Because nothing comes after this.",
        "Answer: The program took \"0.50\" seconds.",
        "Goal: Be quicker. Not yet: It took 0.5 s"};
    char *path = place_write("quiz.py", quiz, PLACE_TEXT);
    Proc proc;
    proc_viewer(&proc, "learn", path, "--plain");
    assert_int_equal(proc.status, 0);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (!strstr(str_text(&proc.out), told[i])) fail_msg("not told: %s", told[i]);
    proc_free(&proc);
    free(path);
}

// A listener at a terminal: a number or the answer itself, enter to skip; what is neither is
// refused.
static void as_text_questions_are_answered_too(void **state) {
    (void)state;
    static const struct {
        const char *asked, *typed, *told;
    } rows[] = {
        {"How many seconds does the whole program take?", "half",
         "Type a number of seconds, such as 1.5."},
        {"Your answer", "0,5", "What state is A"},
        {"1  created", "9", "Choose a number from 1 to 4."},
        {"Your answer", "waiting", "Not quite. You said \"waiting\". A was \"created\"."},
        {"What does the loop run next?", "A", "In which order do these tasks end: A B?"},
        {"Your answer", "b a", "Right. \"A\" ran next."},
        {"What is printed next?", "", "Answer: It printed \"both are done\"."},
        {"Is it over?", "2",
         "Right. \"yes\" is the right answer. Because nothing comes after this."},
        {"", "", "Right. The program took \"0.50\" seconds."},
    };
    char *path = place_write("quiz.py", quiz, PLACE_TEXT);
    Term *term = term_viewer(60, 150, "learn", path, "--plain");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(term_wait_text(term, rows[i].asked));
        if (rows[i].asked[0]) {
            term_type(term, rows[i].typed);
            term_key(term, "enter");
        }
        assert_true(term_wait_text(term, rows[i].told));
    }
    term_stop(term);
    free(path);
}

// Goes on until nothing is to be closed any more, and the end is reached.
static void play_to_the_end(Term *term) {
    assert_true(term_press(term, "G"));
    for (int boxes = 0; boxes < 8; boxes++) {
        Str screen = {0};
        term_text(term, &screen);
        bool is_end = strstr(str_text(&screen), " the end of the lesson ") != NULL;
        bool is_question = strstr(str_text(&screen), " what do you think? ") != NULL;
        str_free(&screen);
        if (is_end) return;
        assert_true(term_press_all(term, is_question ? "esc G" : "enter G"));
    }
    term_show(term);
    fail_msg("the end does not come");
}

static Term *open_lesson(int rows, int cols, const char *editor, const char *lesson) {
    const char *env[] = {editor, NULL};
    Term *term =
        term_start(rows, cols, env, (const char *const[]){place_viewer(), "learn", lesson, NULL});
    assert_true(term_wait_settled(term));
    assert_true(term_press(term, "enter"));
    return term;
}

// An editor that makes the change by itself.
static char *editor_that(const char *command) {
    Str script = {0}, env = {0};
    str_addf(&script, "#!/bin/sh\n%s\n", command);
    char *path = place_write("editor.sh", script.s, PLACE_TEXT);
    str_addf(&env, "VISUAL=sh %s", path);
    free(path);
    str_free(&script);
    return env.s;
}

static void a_solved_goal_leads_to_the_next_lesson(void **state) {
    (void)state;
    char *editor = editor_that("sed -i 's/slee*p([0-9.]*)*/sleep(0.1)/' \"$1\"");
    Term *term = open_lesson(24, 80, editor, "1.2");
    play_to_the_end(term);
    assert_shows(term, "Your turn:");
    assert_shows(term, "enter: next lesson, 1.3");
    assert_true(term_press(term, "esc"));
    assert_hides(term, "Your turn:");
    assert_true(term_press(term, "right")); // nothing comes after this: here is the goal again
    assert_shows(term, "Your turn:");
    assert_true(term_press(term, "e")); // at the end the new run goes to its end, too
    assert_shows(term, "Solved!");      // in an edited run nothing is asked again
    assert_true(term_press(term, "enter"));
    assert_shows(term, "1.3 Nothing runs yet");
    assert_shows(term, " introduction "); // which begins as every lesson does
    term_stop(term);
    free(editor);
}

// A program that fails has solved nothing, however soon it is over.
static void a_broken_program_solves_no_goal(void **state) {
    (void)state;
    char *editor = editor_that("sed -i 's/sleep([0-9.]*)/slep(1)/' \"$1\"");
    Term *term = open_lesson(24, 80, editor, "1.2");
    play_to_the_end(term);
    assert_true(term_press_all(term, "e G"));
    assert_hides(term, "Solved!");
    assert_shows(term, "The program failed: AttributeError: module 'asyncio' has no");
    term_stop(term);
    free(editor);
    editor = editor_that("sed -i 's/slee*p([0-9.]*)/sleep(1/' \"$1\"");
    term = open_lesson(24, 80, editor, "1.2");
    play_to_the_end(term);
    assert_true(term_press_all(term, "e G"));
    assert_hides(term, "Solved!");
    assert_shows(term, "The program failed: SyntaxError:");
    term_stop(term);
    free(editor);
}

// The row that is chosen is the answer, whatever its text looks like.
static void options_may_be_numbers(void **state) {
    (void)state;
    char *path = place_write(
        "digits.py",
        "'''Digits'''\n#? choice How many?\n#?  - 3\n#?  - 2\n#?  * 1\n#?  because one.\nx = 1\n",
        PLACE_TEXT);
    Term *term = term_viewer(24, 80, "learn", path);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "G 3 enter"));
    assert_shows(term, "Right. \"1\" is the right answer.");
    term_stop(term);
    free(path);
    forget_progress();
}

// On a terminal too small for all of it, a verdict can be scrolled to its end, and nothing lies
// over it.
static void a_verdict_that_is_too_long_scrolls(void **state) {
    (void)state;
    char *path = place_write(
        "long.py",
        "'''Long'''\n#? choice Why so?\n#?  - no\n#?  * yes\n"
        "#?  because the reason takes more lines than there are, one, two, three, four, five, "
        "six, seven, eight, nine, ten, and this is its end.\nx = 1\n",
        PLACE_TEXT);
    Term *term = term_viewer(12, 40, "learn", path);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "enter G 2 enter"));
    assert_shows(term, "Right.");
    assert_hides(term, "and this is");
    assert_true(term_press_all(term, "down down down down"));
    assert_shows(term, "and this is");
    assert_true(term_press_all(term, "pgup pgup enter"));
    assert_hides(term, "Right.");
    term_stop(term);
    free(path);
    forget_progress();
}

// What a question is about may lie above the edge.
static void the_source_can_be_read_while_a_question_is_open(void **state) {
    (void)state;
    Term *term = open_lesson(24, 80, NULL, "1.1");
    assert_true(term_press(term, "G"));
    assert_shows(term, "what do you think?");
    assert_hides(term, "async def make_coffees");
    assert_true(term_press_all(term, "pgup pgup"));
    assert_shows(term, "async def make_coffees");
    assert_true(term_press_all(term, "pgdn pgdn esc right"));
    assert_shows(term, "42      await barista"); // and then follows what happens
    term_stop(term);
}

static void a_deadlock_ends_by_itself(void **state) {
    (void)state;
    Term *term = open_lesson(24, 80, NULL, "4.10");
    play_to_the_end(term);
    assert_shows(term, "Your turn:");
    assert_true(term_press(term, "esc"));
    assert_shows(term, "■"); // the program is over
    term_stop(term);
}

// A loop that nothing can wake, in a lesson that does not announce it.
static void a_lesson_that_gets_stuck_ends_by_itself(void **state) {
    (void)state;
    char *path =
        place_write("stuck.py",
                    "'''Stuck'''\nimport asyncio\nasync def main():\n    #? output\n    x = 1\n"
                    "    #? state main\n    await asyncio.Event().wait()\nasyncio.run(main())\n",
                    PLACE_TEXT);
    Term *term = term_viewer(24, 80, "learn", path);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "G 1 enter")); // nothing more
    assert_shows(term,
                 "What state is main in once line 7 has completed?"); // on the way to the answer
    assert_true(term_press_all(term, "1 enter G"));                   // which is never
    assert_shows(term, "Right. It printed nothing more.");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "Not judged.");
    assert_shows(term, "Line 7 never completed in this run, so");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "You have reached the end.");
    term_stop(term);
    free(path);
    Proc proc;
    progress(&proc, "--json");
    // Neither right nor wrong, and not kept.
    assert_non_null(strstr(str_text(&proc.out), "\"right\":1,\"wrong\":0"));
    proc_free(&proc);
    progress(&proc, "--clear");
    proc_free(&proc);
}

// space, and then nothing but answers.
static void playing_goes_on_after_an_answer(void **state) {
    (void)state;
    char *path = place_write("quiz.py", quiz, PLACE_TEXT);
    Term *term = term_viewer(24, 80, "learn", path);
    assert_true(term_wait_settled(term));
    assert_true(term_press_all(term, "enter"));
    term_type(term, "++++ ");
    assert_true(term_wait_text(term, "How many seconds"));
    assert_true(term_wait_settled(term));
    term_type(term, "0.5");
    term_key(term, "enter");
    assert_true(term_wait_text(term, "What state is A"));
    assert_true(term_wait_settled(term));
    term_type(term, "1");
    term_key(term, "enter");
    assert_true(term_wait_text(term, "Right. A was \"created\"."));
    term_key(term, "enter");
    assert_true(term_wait_text(term, "What does the loop run next?"));
    assert_true(term_wait_settled(term));
    term_key(term, "esc"); // a question that is skipped does not stop it either
    assert_true(term_wait_text(term, "In which order"));
    assert_true(term_wait_settled(term));
    term_key(term, "esc");
    assert_true(term_wait_text(term, "What is printed next?"));
    term_stop(term);
    free(path);
}

// Each with its line and its remedy, and once, though the lesson runs on two clocks. %s is the
// program below.
static void check_finds_what_is_wrong(void **state) {
    (void)state;
    static const char run[] =
        "import asyncio\nasync def nap(): await asyncio.sleep(0)\nasync def main():\n    a = asyncio.create_task(nap(), name='A')\n    await a\n";
    static const struct {
        const char *source, *found;
    } rows[] = {
        {"print('x')\n", ":1: no title: "},
        {"'''t'''\n#? nxt\nprint(1)\n", ":2: unknown question `nxt`: did you mean `next`?"},
        {"'''t'''\n#? why so\nprint(1)\n",
         ":2: unknown question `why`: it is one of next, output, "},
        {"'''t'''\n#? state\nprint(1)\n",
         ":2: the question `state` is not complete: write `#? state NAME`"},
        {"'''t'''\n#? next A\nprint(1)\n",
         ":2: the question `next` has nothing behind it: write `#? next`"},
        {"'''t'''\n#? choice Which?\n#? - a\nprint(1)\n",
         ":3: `-` goes on with a question: write two spaces before it"},
        {"'''t'''\n#?  time <= 2\nprint(1)\n", ":2: no question stands above this line: "},
        {"'''t'''\n#?next\nprint(1)\n",
         ":2: `#?next` is an ordinary comment: put a space after `#?`"},
        {"'''t'''\n# ? next\nprint(1)\n",
         ":2: `# ? next` is an ordinary comment: leave out the space after `#`"},
        {"'''t'''\n#:text\nprint(1)\n",
         ":2: `#:text` is an ordinary comment: put a space after `#:`"},
        {"\n#!clock: real\n'''t'''\nprint(1)\n",
         ":2: `#!clock` is an ordinary comment: put a space after `#!`"},
        {"\n#! clok: real\n'''t'''\nprint(1)\n",
         ":2: unknown option `clok`: did you mean `clock`?"},
        {"\n#! colour: red\n'''t'''\nprint(1)\n",
         ":2: unknown option `colour`: it is one of clock, order, "},
        {"\n#! clock: slow\n'''t'''\nprint(1)\n",
         ":2: `slow` is no value of the option `clock`: use `real` or `virtual`"},
        {"'''t'''\n#! clock: real\nprint(1)\n",
         ":2: the option `clock` has no effect here: move it above the docstring"},
        {"#! clock: real\n'''t'''\nprint(1)\n", ":1: the first line is a shebang and no option: "},
        {"'''t'''\nif 0:\n    #: never\n    print(1)\n",
         ":4: this line never runs in the loop's thread, so its note is never told: "},
        {"'''t'''\nif 0:\n    #? output\n    print(1)\n",
         ":3: line 4 never runs in the loop's thread, so this question is never asked: "},
        {"'''t'''\nimport asyncio\ndef work():\n    #? output\n    print(1)\nasyncio.run(asyncio.to_thread(work))\n",
         ":4: line 5 never runs in the loop's thread, so this question is never asked: put it above a line that does (lines that other threads run are not seen)"},
        {"'''t'''\nimport threading\ndef work():\n    #: a note\n    print(1)\nthreading.Thread(target=work).start()\n",
         ":5: this line never runs in the loop's thread, so its note is never told: "},
        {"'''t'''\nprint(1)\n#? output\n", ":3: no statement follows this question: "},
        {"'''t'''\nraise ValueError\n",
         ": it ends with `raises ValueError` and not with `ok`: if that is meant, write `#! ends: raises ValueError`"},
        {"\n#! ends: exit 3\n'''t'''\nprint(1)\n", ": it ends with `ok` and not with `exit 3`"},
        {"'''t'''\n#? choice Which?\n#?  - a\n#?  - b\n#?  because c\nprint(1)\n",
         ":2: a choice without a right option: "},
        {"'''t'''\n#? choice Which?\n#?  * a\n#?  * b\n#?  because c\nprint(1)\n",
         ":2: a choice with 2 right options: "},
        {"'''t'''\n#? choice Which?\n#?  * a\n#?  because c\nprint(1)\n",
         ":2: a choice of one option: "},
        {"'''t'''\n#? choice Which?\n#?  * a\n#?  - a\n#?  because c\nprint(1)\n",
         ":2: the option `a` is there twice: "},
        {"'''t'''\n#? choice Which?\n#?  * a\n#?  - b\nprint(1)\n",
         ":2: a choice without a reason: "},
        {"'''t'''\n#? choice Which?\n#?  * a\n#?  - b\n#?  - c\n#?  - d\n#?  - e\n#?  - f\n#?  - g\n#?  - h\n#?  - i\n#?  because c\nprint(1)\n",
         ":2: a choice of 9 options: there is room for 8"},
        {"'''t'''\n#? goal Be quick.\nprint(1)\n", ":2: a goal without conditions: "},
        {"'''t'''\n#? goal Be quick.\n#?  time < soon\nprint(1)\n",
         ":2: the condition `time < soon` cannot be judged: "},
        {"'''t'''\n#? goal Be quick.\n#?  as quick as you can\nprint(1)\n",
         ":2: `as quick as you can` is no condition: "},
        {"'''t'''\n#? goal Be quick.\n#?  finished A\nprint(1)\n",
         ":2: the condition `finished A` cannot be judged: write `finished A before B`"},
        {"'''t'''\n#? goal Print one.\n#?  output == 1\nprint(1)\n",
         ":2: the program meets this goal as it is"},
        {"'''t'''\n%s#? state nobody\nasyncio.run(main())\n",
         ":7: no task is ever called `nobody`: use a name that a task has (Task-1, A"},
        {"'''t'''\n%s#? order A nobody\nasyncio.run(main())\n",
         ":7: no task is ever called `nobody`"},
        {"'''t'''\n%s#? order A\nasyncio.run(main())\n", ":7: an order of one task: "},
        {"'''t'''\n%sasync def both():\n    a = asyncio.create_task(nap(), name='A')\n    b = asyncio.create_task(nap(), name='A')\n    #? state A\n    await a\n    await b\nasyncio.run(both())\n",
         ":10: 2 tasks are called `A`, so the name does not say which of them is meant: give each a name of its own"},
        {"'''t'''\n%sasync def many():\n    tasks = [asyncio.create_task(nap(), name='one two') for _ in range(3)]\n    #? state \"one two\"\n    await asyncio.gather(*tasks)\nasyncio.run(many())\n",
         ":9: 3 tasks are called `one two`, so "},
        {"'''t'''\n%sasync def twice():\n    await main()\n    await main()\n#? order A Task-1\nasyncio.run(twice())\n",
         ":10: 2 tasks are called `A`, so "},
        {"'''t'''\n%sasync def twice():\n    await main()\n    await main()\n#? goal Be first.\n#?  finished Task-1 before A\nasyncio.run(twice())\n",
         ":10: 2 tasks are called `A`, so "},
        {"'''t'''\n%s#? goal Be first.\n#?  finished nobody before A\nasyncio.run(main())\n",
         ":7: no task is ever called `nobody`"},
        {"'''t'''\n%s#: [nobody] a note\nasyncio.run(main())\n",
         ":8: no task is ever called `nobody`"},
        {"'''t'''\n%s#: [eahc] a note\nasyncio.run(main())\n",
         ":8: no task is ever called `eahc`, so the note is never told: did you mean [each]?"},
        {"'''t'''\n%sasyncio.run(main())\n#? next\nprint(1)\n",
         ":8: no task runs after this line, so `next` has no answer: "},
        {"\n#! ends: deadlock\n'''t'''\nimport asyncio\nasync def main():\n    await asyncio.get_running_loop().create_future()\n#? time\nasyncio.run(main())\n",
         ":7: the program never ends, so `time` has no answer: "},
        {"\n#! order: any\n'''t'''\nimport os\nprint(os.getpid())\n", ": it prints \""},
        {"'''t'''\nimport asyncio\nasyncio.run(asyncio.sleep(3.2))\n",
         ": it takes more than 3 seconds: "},
        {"\n#! clock: real\n'''t'''\nimport asyncio\nasyncio.run(asyncio.sleep(3.2))\n",
         ": it takes more than 3 seconds: "},
        {"\n#! clock: real\n'''t'''\nimport time\ntime.sleep(3.2)\n",
         ": it takes more than 3 seconds: "},
        {"\n#! clock: real\n'''t'''\nimport asyncio, time\nasyncio.run(asyncio.sleep(0))\ntime.sleep(3.2)\n",
         ": it takes more than 3 seconds: "},
        {"'''t'''\nimport atexit, time\natexit.register(time.sleep, 3.2)\n",
         ": it takes more than 3 seconds: "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str source = {0};
        const char *at = strstr(rows[i].source, "%s");
        str_add_bytes(&source, rows[i].source,
                      at ? (size_t)(at - rows[i].source) : strlen(rows[i].source));
        if (at) str_addf(&source, "%s%s", run, at + 2);
        char *path = place_write("wrong.py", source.s, PLACE_TEXT);
        Proc proc;
        proc_viewer(&proc, "check", path);
        const char *found = strstr(str_text(&proc.out), rows[i].found);
        if (proc.status != 1 || !found || strstr(found + 1, rows[i].found)) {
            proc_show(&proc);
            fail_msg("not found, or not just once: %s", rows[i].found);
        }
        proc_free(&proc);
        str_free(&source);
        free(path);
    }
}

// Whatever a lesson and its file are called, nothing of it acts on the terminal.
static void check_puts_nothing_raw_on_the_terminal(void **state) {
    (void)state;
    static const char source[] =
        "'''A \302\23331m title'''\nimport asyncio\n#? nxt\x1b]0;a\x07 \xe2\x80\xae\n#? state N\x1b[31mo\xe2\x80\x8e\n"
        "x = 1\nprint('\x1b[32mgreen \302\2331m', id(x))\nraise type('E\\x1b[33m', (Exception,), {})\n";
    char *path = place_write("evil \x1b[31m \xe2\x80\xae.py", source, PLACE_TEXT);
    Proc proc;
    proc_viewer(&proc, "check", path);
    assert_int_equal(proc.status, 1);
    static const char *const spelled[] = {"evil \\x1b[31m \\u202e.py:3: ", "nxt\\x1b]0;a\\x07",
                                          "`N\\x1b[31mo\\u200e`", "raises E\\x1b[33m"};
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++)
        if (!strstr(str_text(&proc.out), spelled[i])) {
            proc_show(&proc);
            fail_msg("not found: %s", spelled[i]);
        }
    for (size_t i = 0; i < proc.out.len; i++) {
        unsigned char c = (unsigned char)proc.out.s[i];
        if ((c < 0x20 && c != '\n') || c == 0x7f) fail_msg("raw byte 0x%02x", c);
    }
    assert_null(strstr(proc.out.s, "\xc2\x9b"));
    assert_null(strstr(proc.out.s, "\xe2\x80\xae"));
    proc_free(&proc);
    free(path);
}

// Comments that only look like ours.
static void check_leaves_other_comments_alone(void **state) {
    (void)state;
    static const char source[] =
        "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n#!/bin/sh: not here either\n'''t'''\n"
        "#----------\n#:::\n#!!! careful: hot\n#?? why\n#\n# ! important\n# : a colon\n# what is next? #? next\n#TODO: later\n#?unclear whether\n"
        "print('#?next #:text', \"#!clock: real\")  # noqa: E501\n'''\n#?next\n#:text\n#! clok: real\n'''\n";
    char *path = place_write("fine.py", source, PLACE_TEXT);
    Proc proc;
    proc_viewer(&proc, "check", path);
    if (proc.status) proc_show(&proc);
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    free(path);
}

// A machine that is busy with other things stretches the run on the real clock, and so does a wait
// that the virtual clock does not know.
static void check_does_not_measure_the_machine(void **state) {
    (void)state;
    char *path = place_write("slow.py", "'''t'''\nimport select\nselect.select([], [], [], 3.2)\n",
                             PLACE_TEXT);
    Proc proc;
    proc_viewer(&proc, "check", path);
    if (proc.status) proc_show(&proc);
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    free(path);
}

static void make_folder(const char *name) {
    char *path = place_in_temp(name);
    mkdir(path, 0700);
    free(path);
}

// A folder stands for all lessons below it; what is not named like one is left alone. The worst of
// them is the status.
static void check_takes_a_folder(void **state) {
    (void)state;
    static const char *const folders[] = {"course", "course/1-one", "course/2-two",
                                          "course/2-two/__pycache__", "nothing"};
    static const char *const fine[] = {"course/1-one/01_a.py", "course/1-one/02_b.py",
                                       "course/2-two/01_c.py"};
    static const char *const others[] = {"course/helper.py", "course/1-one/03_notes.txt",
                                         "course/2-two/__pycache__/01_d.py"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) make_folder(folders[i]);
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        free(place_write(fine[i], "'''t'''\nprint(1)\n", PLACE_TEXT));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        free(place_write(others[i], "print(1)\n", PLACE_TEXT));
    char *course = place_in_temp("course"), *nothing = place_in_temp("nothing");
    Proc proc;
    proc_viewer(&proc, "check", course);
    assert_int_equal(proc.status, 0);
    size_t count = 0;
    for (const char *at = str_text(&proc.out); (at = strstr(at, ": ok\n")); at++) count++;
    assert_int_equal(count, 3);
    proc_free(&proc);
    free(place_write("course/2-two/01_c.py", "print(1)\n", PLACE_TEXT));
    free(place_write("course/1-one/01_a.py", "'''\xff'''\n", PLACE_TEXT));
    proc_viewer(&proc, "check", course);
    assert_int_equal(proc.status, 1);
    assert_non_null(strstr(str_text(&proc.out), "2-two/01_c.py:1: no title: "));
    assert_non_null(strstr(proc.out.s, "01_a.py: it cannot be read as a lesson: save it as UTF-8"));
    assert_non_null(strstr(proc.out.s, "02_b.py: ok"));
    proc_free(&proc);
    proc_viewer(&proc, "check", nothing);
    assert_int_equal(proc.status, 2);
    assert_non_null(strstr(str_text(&proc.err), "nothing: there is no lesson in it: "));
    proc_free(&proc);
    proc_viewer(&proc, "check", "nowhere.py");
    assert_int_equal(proc.status, 2);
    proc_free(&proc);
    free(course), free(nothing);
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
        cmocka_unit_test(each_kind_is_decided_by_what_it_asks),
        cmocka_unit_test(a_solved_goal_leads_to_the_next_lesson),
        cmocka_unit_test(a_broken_program_solves_no_goal),
        cmocka_unit_test(options_may_be_numbers),
        cmocka_unit_test(a_verdict_that_is_too_long_scrolls),
        cmocka_unit_test(the_source_can_be_read_while_a_question_is_open),
        cmocka_unit_test(a_deadlock_ends_by_itself),
        cmocka_unit_test(a_lesson_that_gets_stuck_ends_by_itself),
        cmocka_unit_test(playing_goes_on_after_an_answer),
        cmocka_unit_test(as_text_the_question_and_its_answer_are_told),
        cmocka_unit_test(as_text_questions_are_answered_too),
        cmocka_unit_test(check_finds_what_is_wrong),
        cmocka_unit_test(check_puts_nothing_raw_on_the_terminal),
        cmocka_unit_test(check_leaves_other_comments_alone),
        cmocka_unit_test(check_does_not_measure_the_machine),
        cmocka_unit_test(check_takes_a_folder),
    };
    Suite suite = {0};
    Catalogue catalogue = {0};
    SUITE_ADD_ALL(&suite, others);
    if (catalogue_load(&catalogue, "lessons", NULL))
        for (size_t i = 0; i < catalogue.count; i++)
            suite_add(&suite, str_text(&catalogue.entries[i].file), passes_its_check,
                      str_text(&catalogue.entries[i].path));
    static const char *const decks[] = {"lessons/interview", "lessons/myths"};
    for (size_t d = 0; d < sizeof decks / sizeof *decks; d++) {
        char **cards = place_list(decks[d], ".py", 0);
        for (size_t i = 0; cards[i]; i++)
            suite_add(&suite, cards[i] + strlen(place_top()) + 1, passes_its_check, cards[i]);
    }
    int status = suite_run(&suite, "questions");
    catalogue_free(&catalogue);
    return status;
}
