// The interview on a terminal and as text: every card on one screen, keys that are no answers, what
// is dealt, what is said at the end, and what `progress` makes of it.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "harness/place.h"
#include "harness/proc.h"
#include "harness/suite.h"
#include "harness/term.h"
#include "lesson/question.h"

enum { ROWS = 24, COLS = 80 };

// --- a learner, whose progress begins with the test ----------------------------------------------

static char home[4096];

static int new_learner(void **state) {
    static int number;
    (void)state;
    snprintf(home, sizeof home, "XDG_STATE_HOME=%s/learner-%d", place_temp(), ++number);
    return mkdir(strchr(home, '=') + 1, 0700);
}

static Term *interview_of(int rows, int cols, const char *const *argv) {
    Term *term = term_start(rows, cols, (const char *const[]){home, NULL}, argv);
    assert_true(term_wait_settled(term));
    return term;
}

#define interview(rows, cols, ...)                                                                 \
    interview_of(rows, cols, (const char *const[]){place_viewer(), "interview", __VA_ARGS__, NULL})

// Nobody sits at a terminal.
#define run_viewer(proc, ...)                                                                      \
    proc_run(proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), __VA_ARGS__, NULL},   \
                               .env = (const char *const[]){home, NULL},                           \
                               .timeout_ms = 300000})

// Words with one blank between them, without the marks of Markdown: however a text was broken into
// lines.
static void add_words(Str *out, const char *text) {
    for (; *text; text++) {
        if (*text == '`' || *text == '*') continue;
        bool is_gap = *text == ' ' || *text == '\n';
        if (is_gap && out->len && out->s[out->len - 1] != ' ') str_add(out, " ");
        else if (!is_gap) str_add_bytes(out, text, 1);
    }
}

static bool has_words(const Str *screen, const char *text) {
    Str all = {0}, wanted = {0};
    add_words(&all, str_text(screen));
    add_words(&wanted, text);
    while (wanted.len && wanted.s[wanted.len - 1] == ' ') wanted.s[--wanted.len] = '\0';
    bool has = strstr(str_text(&all), str_text(&wanted)) != NULL;
    str_free(&all);
    str_free(&wanted);
    return has;
}

static void assert_shows(Term *term, const char *text) {
    Str screen = {0};
    term_text(term, &screen);
    if (!has_words(&screen, text)) {
        term_show(term);
        fail_msg("not shown: %s", text);
    }
    str_free(&screen);
}

static void assert_hides(Term *term, const char *text) {
    Str screen = {0};
    term_text(term, &screen);
    if (has_words(&screen, text)) {
        term_show(term);
        fail_msg("shown: %s", text);
    }
    str_free(&screen);
}

static void assert_ends(Term *term) {
    int status;
    assert_true(term_wait_exit(term, &status));
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_true(term_is_restored(term));
}

// --- every card ----------------------------------------------------------------------------------

typedef struct Cards {
    Lesson lessons[100];
    size_t count;
} Cards;

static void add_cards(Cards *cards, const char *folder) {
    char **files = place_list(folder, ".py", 0);
    for (size_t i = 0; files[i]; i++) {
        Err err = {""};
        if (!lesson_load(&cards->lessons[cards->count++], files[i], &err))
            fail_msg("%s: %s", files[i], err.msg);
        free(files[i]);
    }
    free(files);
}

static Cards *all_cards(void) {
    static Cards cards;
    if (cards.count) return &cards;
    add_cards(&cards, "lessons/interview");
    add_cards(&cards, "lessons/myths");
    assert_true(cards.count >= 55);
    return &cards;
}

static const Lesson *card_on(Term *term) {
    Cards *cards = all_cards();
    Str screen = {0};
    const Lesson *found = NULL;
    term_text(term, &screen);
    for (size_t i = 0; i < cards->count; i++)
        if (has_words(&screen, str_text(&cards->lessons[i].title))) found = &cards->lessons[i];
    str_free(&screen);
    if (found) return found;
    term_show(term);
    fail_msg("no card is on the screen");
    return NULL;
}

// Each line of the program that `learn` would show is there, whole, and the one that is asked about
// is marked.
static void assert_has_program(Term *term, const Lesson *lesson) {
    FILE *file = fopen(str_text(&lesson->path), "r");
    char line[256], marked[300];
    bool has_begun = false;
    assert_non_null(file);
    for (unsigned number = 1; fgets(line, sizeof line, file); number++) {
        const Directive *directive = lesson_directive(lesson, number);
        has_begun |= strncmp(line, "import ", 7) == 0;
        if (!has_begun || (directive && directive->is_alone)) continue;
        line[strcspn(line, "\n")] = '\0';
        if (directive) line[directive->column] = '\0';
        if (!line[0]) continue;
        bool is_asked = number == lesson->questions[0].line;
        snprintf(marked, sizeof marked, "%s%u %s", is_asked ? "▶ " : "", number, line);
        assert_shows(term, marked);
    }
    fclose(file);
}

static void assert_has_question(Term *term, const Lesson *lesson) {
    const Question *question = &lesson->questions[0];
    Str text = {0};
    bool is_myth = question_is_myth(question);
    if (is_myth)
        str_addf(&text, "%s ", str_text(&lesson->title)); // again, where it is to be judged
    question_words(&text, question);
    for (size_t i = 0; i < question->n_options; i++)
        str_addf(&text, is_myth ? " %zu It's a %s." : " %zu %s", i + 1,
                 str_text(&question->options[i].text));
    assert_shows(term, str_text(&text));
    assert_shows(term, question->kind == QUESTION_TIME
                           ? "seconds: _"
                           : "answer enter I don't know v watch it run q quit");
    str_free(&text);
}

// The page is no longer than the screen: all parts of it are there at once.
static void assert_has_verdict(Term *term, const Lesson *lesson, const char *outcome) {
    const Question *question = &lesson->questions[0];
    Str because = {0};
    assert_shows(term, str_text(&lesson->title));
    assert_shows(term, outcome);
    str_addf(&because, "Because %s", str_text(&question->because));
    if (question->because.len) assert_shows(term, because.s);
    assert_shows(term, "What the program printed:");
    assert_shows(term, str_text(&lesson->intro));
    assert_shows(term, "▶ "); // the line that was asked about
    str_free(&because);
    if (strncmp(str_text(&lesson->ends), "raises ", 7) != 0) return;
    Str raised = {0};
    str_addf(&raised, "▶ %s:", lesson->ends.s + 7);
    assert_shows(term, raised.s);
    str_free(&raised);
}

static void every_card_is_one_screen(void **state) {
    (void)state;
    Cards *cards = all_cards();
    Term *term = interview(ROWS, COLS, "--count", "1000");
    char place[32];
    bool seen[100] = {0};
    for (size_t i = 0; i < cards->count; i++) {
        const Lesson *lesson = card_on(term);
        size_t number = (size_t)(lesson - cards->lessons);
        assert_false(seen[number]);
        seen[number] = true;
        snprintf(place, sizeof place, "%zu of %zu", i + 1, cards->count);
        assert_shows(term, place);
        assert_has_program(term, lesson);
        assert_has_question(term, lesson);
        assert_true(term_press(term, "enter")); // I don't know
        assert_has_verdict(term, lesson, "Not answered.");
        assert_shows(term, place);
        assert_true(term_press(term, "enter"));
    }
    assert_shows(term, "0 of 55 right.");
    term_stop(term);
}

// A deck of one card.
static char *deck_of(const char *program) {
    char path[4096];
    snprintf(path, sizeof path, "%s/deck", place_temp());
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/deck/interview", place_temp());
    mkdir(path, 0700);
    free(place_write("deck/interview/01_card.py", program, PLACE_TEXT));
    snprintf(path, sizeof path, "AIOSCOPE_LESSONS=%s/deck", place_temp());
    return strdup(path);
}

#define CARD                                                                                       \
    "\"\"\"A card of one's own\n\nAbout it.\n\"\"\"\nimport asyncio\nasync def main():\n"          \
    "    print('begins')\n    #? choice Does it fail?\n    #?  * yes\n    #?  - no\n"              \
    "    #?  because it raises.\n"

// Of a program that fails the exception is what proves it: it is shown in the least of screens, and
// the frames above it are not.
static void the_exception_that_proves_it_is_shown(void **state) {
    static const struct {
        const char *program, *proof, *not_shown;
    } cards[] = {
        {CARD "    raise ValueError('the proof')\nasyncio.run(main())\n", "▶ ValueError: the proof",
         "runners.py"},
        {CARD "    try:\n        1 / 0\n    except ZeroDivisionError:\n"
              "        raise KeyError('the second')\nasyncio.run(main())\n",
         "▶ KeyError: 'the second'", "▶ ZeroDivisionError"},
        {CARD "    raise ExceptionGroup('several', [OSError('one'), OSError('the last')])\n"
              "asyncio.run(main())\n",
         "▶   | ExceptionGroup: several (2 sub-exceptions)", "runners.py"},
        {CARD "    for i in range(30): print('row', i)\nasyncio.run(main())\n", "row 29", "row 3 "},
    };
    static const struct { int rows, cols; } sizes[] = {{24, 80}, {40, 120}, {16, 60}};
    (void)state;
    for (size_t i = 0; i < sizeof cards / sizeof *cards; i++) {
        char *deck = deck_of(cards[i].program);
        const char *const env[] = {home, deck, NULL};
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            Term *term = term_start(sizes[k].rows, sizes[k].cols, env,
                                    (const char *const[]){place_viewer(), "interview", NULL});
            assert_true(term_wait_settled(term));
            assert_true(term_press(term, "1"));
            assert_shows(term, cards[i].proof);
            assert_hides(term, cards[i].not_shown);
            term_stop(term);
        }
        free(deck);
    }
}

// The same at other sizes: at 40 x 10 there is no room for both, and the question is what is in
// sight.
static void a_card_fits_other_sizes(void **state) {
    static const struct {
        int rows, cols;
    } sizes[] = {{40, 120}, {24, 100}, {10, 40}, {12, 50}, {50, 200}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(new_learner(state), 0);
        Term *term = interview(sizes[i].rows, sizes[i].cols, "--topic", "threads");
        assert_shows(term, "All tasks of a loop run in one thread");
        assert_shows(term, "Myth or fact? 1 It's a myth. 2 It's a fact.");
        assert_true(term_press(term, "1"));
        assert_shows(term, "✗ Not quite. You said it's a myth. It's a fact. Because");
        assert_true(term_press(term, "end"));
        assert_shows(term, "executor"); // the last words
        assert_true(term_press(term, "home"));
        assert_shows(term, "import asyncio");
        term_stop(term);
    }
    assert_int_equal(new_learner(state), 0);
    Term *term = interview(9, 39, "--topic", "threads");
    assert_shows(term, "More room, please:");
    term_resize(term, ROWS, COLS);
    assert_true(term_wait_settled(term));
    assert_shows(term, "Myth or fact?");
    term_stop(term);
}

// --- keys ----------------------------------------------------------------------------------------

static void what_is_no_answer_is_refused(void **state) {
    (void)state;
    Proc proc;
    Term *term = interview(ROWS, COLS, "--topic", "threads");
    static const char *const wrong[] = {"9", "3", "0", "x", "Q", "space", "tab", "esc"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_true(term_press(term, strcmp(wrong[i], "space") == 0 ? " " : wrong[i]));
        assert_shows(term, "Choose a number from 1 to 2.");
        assert_shows(term, "1 of 3");
    }
    assert_true(term_press(term, "2"));
    assert_hides(term, "Choose");
    assert_shows(term, "✓ Right. It's a fact.");
    assert_true(term_press(term, "1"));
    assert_shows(term, "Press enter, v or q.");
    term_stop(term);
    run_viewer(&proc, "progress", "--json");
    assert_non_null(strstr(str_text(&proc.out), "\"right\":1,\"wrong\":0"));
    proc_free(&proc);
}

static void seconds_are_typed(void **state) {
    (void)state;
    Term *term = interview(ROWS, COLS, "--topic", "cancellation", "--level", "1");
    assert_shows(term, "seconds: _");
    assert_true(term_press(term, "a"));
    assert_shows(term, "Type a number of seconds, such as 1.5.");
    assert_shows(term, "seconds: _");
    term_type(term, "..");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "Type a number of seconds, such as 1.5.");
    assert_true(term_press_all(term, "backspace backspace"));
    term_type(term, "7");
    assert_true(term_press(term, "enter"));
    assert_shows(term, "✗ Not quite. You said \"7\". The program took \"0.50\" seconds.");
    term_stop(term);
}

static void q_ends_with_what_was_missed(void **state) {
    static const char *const keys[] = {"q", "^c"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_int_equal(new_learner(state), 0);
        Term *term = interview(ROWS, COLS, "--topic", "threads");
        assert_true(term_press_all(term, "1 enter"));
        assert_shows(term, "2 of 3");
        assert_true(term_press(term, keys[i]));
        assert_shows(term, "0 of 1 right.");
        assert_shows(term, "All tasks of a loop run in one thread aioscope learn");
        assert_shows(term, "aioscope interview --missed asks you again what you missed.");
        term_key(term, keys[i]);
        assert_ends(term);
        assert_shows(term, "0 of 1 right."); // it stays where one came from
        assert_shows(term, "aioscope interview --missed asks you again what you missed.");
        term_stop(term);
    }
    Term *term = interview(ROWS, COLS, "--topic", "threads");
    term_key(term, "q"); // before anything was answered
    assert_ends(term);
    assert_hides(term, "right.");
    term_stop(term);
}

static void v_shows_the_program_and_comes_back(void **state) {
    (void)state;
    Term *term = interview(ROWS, COLS, "--topic", "threads");
    for (int answered = 0; answered < 2; answered++) {
        term_key(term, "v");
        assert_true(term_wait_text(term, "introduction"));
        assert_true(term_wait_text(term, "07_one_thread.py"));
        term_key(term, "q");
        assert_true(term_wait_text(term, "1 of 3"));
        assert_shows(term, answered ? "✓ Right." : "Myth or fact?");
        if (answered) break;
        term_key(term, "2");
        assert_true(term_wait_text(term, "Right."));
    }
    term_key(term, "q");
    assert_true(term_wait_text(term, "1 of 1 right."));
    term_key(term, "enter");
    assert_ends(term);
    term_stop(term);
}

// In whatever state the screen is: the one that draws the frames has ended.
static bool has_left(Term *term, void *text) {
    return !term_shows(term, text);
}

// Keys that come while the program of a card is run, or while the viewer has the screen, are no
// answers.
static void keys_meant_for_something_else_are_no_answers(void **state) {
    (void)state;
    Term *term =
        term_start(ROWS, COLS, (const char *const[]){home, NULL},
                   (const char *const[]){place_viewer(), "interview", "--topic", "threads", NULL});
    term_key(term, "1"); // there is no question yet
    assert_true(term_wait_settled(term));
    assert_shows(term, "1 or 2 answer");
    assert_hides(term, "Not quite.");
    term_key(term, "v");
    assert_true(term_wait_text(term, "introduction"));
    // The viewer has ended, and we have not taken the screen back: then somebody types.
    kill(term_pid(term), SIGSTOP);
    term_key(term, "q");
    assert_true(term_wait(term, has_left, "introduction"));
    term_key(term, "1");
    term_key(term, "enter");
    kill(term_pid(term), SIGCONT);
    assert_true(term_wait_text(term, "Myth or fact?"));
    assert_true(term_wait_text(term, "I don't know"));
    assert_hides(term, "Not quite.");
    term_key(term, "2");
    assert_true(term_wait_text(term, "✓ Right."));
    term_stop(term);
}

static void it_stops_and_goes_on(void **state) {
    (void)state;
    Term *term = interview(ROWS, COLS, "--topic", "threads");
    kill(term_pid(term), SIGTSTP);
    assert_true(term_wait_stopped(term));
    assert_true(term_is_restored(term));
    kill(term_pid(term), SIGCONT);
    assert_true(term_wait_settled(term));
    assert_shows(term, "Myth or fact?");
    kill(term_pid(term), SIGTERM);
    int status;
    assert_true(term_wait_exit(term, &status));
    assert_int_equal(WEXITSTATUS(status), 128 + SIGTERM);
    assert_true(term_is_restored(term));
    term_stop(term);
}

// --- what is dealt -------------------------------------------------------------------------------

// Lines of an interview as text that are the statement of a card, in their order.
static size_t cards_told(const Str *out, const Lesson **told, size_t most) {
    Cards *cards = all_cards();
    size_t count = 0;
    for (const char *at = str_text(out); *at && count < most;) {
        size_t len = strcspn(at, "\n"), number, of;
        char line[100];
        snprintf(line, sizeof line, "%.*s", (int)(len < 99 ? len : 99), at);
        at += len + (at[len] != '\0');
        if (sscanf(line, "%zu of %zu", &number, &of) != 2) continue;
        Str title = {0};
        str_add_bytes(&title, at, strlen(at) < 300 ? strlen(at) : 300);
        for (size_t i = 0; i < cards->count; i++)
            if (has_words(&title, str_text(&cards->lessons[i].title)))
                told[count] = &cards->lessons[i];
        if (told[count]) count++;
        str_free(&title);
    }
    return count;
}

static void the_first_ten_are_mixed(void **state) {
    (void)state;
    Proc proc;
    const Lesson *told[10] = {0};
    run_viewer(&proc, "interview");
    assert_int_equal(proc.status, 0);
    assert_int_equal(cards_told(&proc.out, told, 10), 10);
    size_t myths = 0, topics = 0;
    for (size_t i = 0; i < 10; i++) {
        bool is_new = true;
        myths += question_is_myth(&told[i]->questions[0]);
        for (size_t k = 0; k < i; k++)
            is_new &= strcmp(str_text(&told[k]->topic), str_text(&told[i]->topic)) != 0;
        topics += is_new;
    }
    assert_in_range(myths, 3, 7);
    assert_int_equal(topics, 9);
    Proc again;
    run_viewer(&again, "interview");
    assert_string_equal(str_text(&proc.out), str_text(&again.out));
    proc_free(&proc);
    proc_free(&again);
}

static void missed_deals_what_was_missed(void **state) {
    (void)state;
    Proc proc;
    run_viewer(&proc, "interview", "--missed");
    assert_int_equal(proc.status, 0);
    assert_string_equal(str_text(&proc.out),
                        "Nothing to go over: no card was answered wrong the last time.\n");
    proc_free(&proc);
    Term *term = interview(ROWS, COLS, "--topic", "threads");
    assert_true(term_press_all(term, "1 enter enter enter")); // wrong, then not known
    assert_shows(term, "3 of 3");
    term_key(term, "q");
    term_key(term, "q");
    assert_ends(term);
    term_stop(term);
    term = interview(ROWS, COLS, "--missed"); // today, though they are due tomorrow
    assert_shows(term, "1 of 2");
    assert_shows(term, "All tasks of a loop run in one thread");
    assert_true(term_press(term, "2"));
    assert_shows(term, "✓ Right.");
    term_key(term, "q");
    term_key(term, "q");
    assert_ends(term);
    term_stop(term);
    term = interview(ROWS, COLS, "--missed");
    assert_shows(term, "1 of 1");
    assert_hides(term, "All tasks of a loop run in one thread");
    term_stop(term);
    run_viewer(&proc, "progress");
    assert_non_null(strstr(str_text(&proc.out), "Interview: 2 of "));
    assert_non_null(strstr(str_text(&proc.out), "threads             1      1      1      0\n"));
    proc_free(&proc);
    run_viewer(&proc, "progress", "--json");
    assert_non_null(strstr(str_text(&proc.out), "\"right\":1,\"wrong\":2,\"due\":0,"));
    assert_non_null(strstr(str_text(&proc.out),
                           "\"questions\":{\"right\":1,\"wrong\":1},\"topics\":[{\"topic\":"
                           "\"threads\",\"cards\":3,\"right\":1,\"wrong\":1,\"due\":0},"));
    proc_free(&proc);
}

// A database of version 1, and in it an answer to a lesson that is there: its own text says what
// was asked. The person hears of it once.
static void what_an_older_version_kept_is_put_right_once(void **state) {
    (void)state;
    char *lesson =
        place_write("asked.py", "'''t'''\nimport asyncio\n#? output\nprint(1)\n", PLACE_TEXT);
    char *fixture = place_in_top("tests/lesson/progress-1.sql"), piece[4096];
    Str path = {0}, sql = {0};
    str_addf(&path, "%s/aioscope", strchr(home, '=') + 1);
    assert_int_equal(mkdir(path.s, 0700), 0);
    str_add(&path, "/progress.sqlite");
    FILE *file = fopen(fixture, "r");
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) str_add_bytes(&sql, piece, n);
    fclose(file);
    str_addf(&sql, "INSERT INTO answers VALUES ('%s', 0, '1', '', 0, 9);", lesson);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path.s, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql.s, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    for (int turn = 0; turn < 2; turn++) {
        Proc proc;
        run_viewer(&proc, "progress", "--json");
        assert_int_equal(proc.status, 0);
        assert_null(strstr(str_text(&proc.out), lesson));
        assert_int_equal(strstr(str_text(&proc.err), "progress.sqlite.before-2") != NULL,
                         turn == 0);
        proc_free(&proc);
    }
    str_free(&path);
    str_free(&sql);
    free(lesson);
    free(fixture);
}

static void assert_fits(const char *text, int cells) {
    while (*text) {
        size_t len = strcspn(text, "\n");
        if (text_cells((StrView){text, len}) > cells)
            fail_msg("wider than %d: %.*s", cells, (int)len, text);
        text += len + (text[len] != '\0');
    }
}

static void weak_topics_come_first(void **state) {
    (void)state;
    Proc proc;
    run_viewer(&proc, "progress");
    assert_non_null(
        strstr(str_text(&proc.out), "0 of 44 lessons done; no question answered yet\n"));
    assert_non_null(strstr(str_text(&proc.out), "none of its 55 cards answered yet"));
    proc_free(&proc);
    Term *term = interview(ROWS, COLS, "--topic", "threads", "--count", "1");
    assert_true(term_press(term, "2")); // right
    term_stop(term);
    term = interview(ROWS, COLS, "--topic", "sharing", "--count", "2");
    assert_true(term_press_all(term, "enter enter enter")); // both not known
    term_stop(term);
    run_viewer(&proc, "progress");
    assert_fits(str_text(&proc.out), 80);
    assert_non_null(strstr(str_text(&proc.out), "1 of 3 questions right at the last answer"));
    const char *out = str_text(&proc.out), *sharing = strstr(out, "  sharing "),
               *threads = strstr(out, "  threads "), *unknown = strstr(out, "  cancellation ");
    assert_true(sharing && threads && unknown && sharing < threads && threads < unknown);
    proc_free(&proc);
}

// --- as text -------------------------------------------------------------------------------------

// Nobody can be asked: each card is told with its answer, found by its own run.
static void as_text_the_whole_deck_has_answers(void **state) {
    (void)state;
    Proc proc;
    Cards *cards = all_cards();
    const Lesson *told[100] = {0};
    run_viewer(&proc, "interview", "--count", "1000");
    assert_int_equal(proc.status, 0);
    assert_string_equal(str_text(&proc.err), "");
    assert_int_equal(cards_told(&proc.out, told, 100), cards->count);
    size_t printed = 0;
    for (const char *at = str_text(&proc.out); (at = strstr(at, "\nWhat the program printed:\n"));
         at++)
        printed++;
    assert_int_equal(printed, cards->count);
    assert_fits(str_text(&proc.out), 80);
    assert_null(strchr(str_text(&proc.out), '`'));
    assert_null(strstr(str_text(&proc.out), "Not answered"));
    for (size_t i = 0; i < cards->count; i++) {
        if (!has_words(&proc.out, str_text(&cards->lessons[i].intro)))
            fail_msg("not told: %s", str_text(&cards->lessons[i].intro));
    }
    proc_free(&proc);
    run_viewer(&proc, "interview", "--topic", "cooking");
    assert_int_equal(proc.status, 2);
    proc_free(&proc);
}

static void line(Term *term, const char *text) {
    term_type(term, text);
    term_key(term, "enter");
}

// On a terminal that shows plain text: the same answers, the same refusals; the end of the input
// ends it as q does.
static void as_text_on_a_terminal_it_asks(void **state) {
    static const char *const ends[] = {"^d", "q"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        assert_int_equal(new_learner(state), 0);
        Term *term = term_start(ROWS, COLS, (const char *const[]){home, NULL},
                                (const char *const[]){place_viewer(), "interview", "--plain",
                                                      "--topic", "threads", NULL});
        assert_true(term_wait_text(term, "(1 or 2; enter: I don't know; q: quit):"));
        line(term, "9");
        assert_true(term_wait_text(term, "Choose a number from 1 to 2."));
        line(term, "maybe");
        line(term, "1");
        assert_true(term_wait_text(term, "Not quite. You said it's a myth. It's a fact."));
        assert_true(term_wait_text(term, "2 of 3"));
        assert_true(term_wait_text(term, "asyncio.to_thread"));
        term_key(term, ends[i]);
        if (*ends[i] == 'q') term_key(term, "enter");
        assert_ends(term);
        assert_shows(term, "0 of 1 right. What you missed, and how to watch it run: All tasks of a "
                           "loop run in one thread aioscope learn");
        term_stop(term);
    }
}

// A line that was typed before there was a question is no answer to it.
static void as_text_nothing_is_answered_ahead(void **state) {
    (void)state;
    Term *term = term_start(
        ROWS, COLS, (const char *const[]){home, NULL},
        (const char *const[]){place_viewer(), "interview", "--plain", "--topic", "threads", NULL});
    line(term, "1");
    assert_true(term_wait_text(term, "(1 or 2; enter: I don't know; q: quit):"));
    line(term, "2");
    assert_true(term_wait_text(term, "Right. It's a fact."));
    assert_hides(term, "Not quite");
    term_stop(term);
}

// --- how it looks --------------------------------------------------------------------------------

static void what_a_card_looks_like(void **state) {
    (void)state;
    Term *term = interview(ROWS, COLS, "--topic", "errors", "--level", "1");
    assert_true(term_is_golden(term, "interview-question"));
    assert_true(term_press(term, "1"));
    assert_true(term_is_golden(term, "interview-verdict"));
    term_stop(term);
}

// Without colours and letters beyond ASCII everything is still said.
static void colours_and_glyphs_can_be_done_without(void **state) {
    (void)state;
    Term *term = interview(ROWS, COLS, "--color", "never", "--ascii", "--topic", "threads");
    assert_true(term_press(term, "1"));
    assert_shows(term, "Not quite. You said it's a myth.");
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) {
            TermCell cell = term_cell(term, row, col);
            assert_int_equal(cell.fg, -1);
            assert_true(cell.chars[0] < 128);
        }
    term_stop(term);
    term = interview(ROWS, COLS, "--theme", "dark", "--topic", "threads");
    size_t coloured = 0;
    for (int row = 0; row < ROWS; row++)
        for (int col = 0; col < COLS; col++) coloured += term_cell(term, row, col).fg >= 0;
    assert_true(coloured > 50);
    term_stop(term);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_card_is_one_screen, new_learner),
        cmocka_unit_test_setup(the_exception_that_proves_it_is_shown, new_learner),
        cmocka_unit_test_setup(a_card_fits_other_sizes, new_learner),
        cmocka_unit_test_setup(what_is_no_answer_is_refused, new_learner),
        cmocka_unit_test_setup(seconds_are_typed, new_learner),
        cmocka_unit_test_setup(q_ends_with_what_was_missed, new_learner),
        cmocka_unit_test_setup(v_shows_the_program_and_comes_back, new_learner),
        cmocka_unit_test_setup(keys_meant_for_something_else_are_no_answers, new_learner),
        cmocka_unit_test_setup(it_stops_and_goes_on, new_learner),
        cmocka_unit_test_setup(the_first_ten_are_mixed, new_learner),
        cmocka_unit_test_setup(missed_deals_what_was_missed, new_learner),
        cmocka_unit_test_setup(what_an_older_version_kept_is_put_right_once, new_learner),
        cmocka_unit_test_setup(weak_topics_come_first, new_learner),
        cmocka_unit_test_setup(as_text_the_whole_deck_has_answers, new_learner),
        cmocka_unit_test_setup(as_text_on_a_terminal_it_asks, new_learner),
        cmocka_unit_test_setup(as_text_nothing_is_answered_ahead, new_learner),
        cmocka_unit_test_setup(what_a_card_looks_like, new_learner),
        cmocka_unit_test_setup(colours_and_glyphs_can_be_done_without, new_learner),
    };
    return cmocka_run_group_tests_name("interview", tests, NULL, NULL);
}
