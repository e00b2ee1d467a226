// Every lesson, gone through as a learner does: by one key after the other or playing, at the sizes
// of real terminals, each question answered when it comes up. What is right is known from a run
// that is over before the learner begins.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <locale.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "harness/place.h"
#include "harness/proc.h"
#include "harness/recorded.h"
#include "harness/suite.h"
#include "harness/term.h"
#include "lesson/catalogue.h"
#include "lesson/question.h"

enum { AT_ONCE = 16, KEYS_MAX = 8000, PATIENCE_S = 900, ANSWERS_MAX = 64 };

// --- what is right -----------------------------------------------------------------------------

typedef struct Answer {
    size_t number; // of the question in its lesson
    uint64_t place;
    Decision decision;
    Choices choices;
} Answer;

typedef struct Course {
    Catalogue catalogue;
    Lesson *lessons;  // one for each of the catalogue's
    Answer **answers; // … in the order in which they are asked
    size_t *n_answers;
} Course;

static Course course;

// A run of the lesson by itself, which is kept as every session is.
static History *run_lesson(const char *path, size_t index) {
    Str state = {0}, folder = {0}, file = {0};
    str_addf(&state, "XDG_STATE_HOME=%s/oracle-%zu", place_temp(), index);
    str_addf(&folder, "%s/oracle-%zu/aioscope/sessions", place_temp(), index);
    Proc proc;
    proc_run(&proc, &(ProcSpec){.argv = (const char *const[]){place_viewer(), "learn", path,
                                                              "--plain", NULL},
                                .env = (const char *const[]){state.s, NULL}});
    assert_int_equal(proc.status, 0);
    proc_free(&proc);
    DIR *sessions = opendir(folder.s);
    assert_non_null(sessions);
    for (struct dirent *entry; (entry = readdir(sessions));)
        if (strstr(entry->d_name, ".aioscope")) {
            str_clear(&file);
            str_addf(&file, "%s/%s", folder.s, entry->d_name);
        }
    closedir(sessions);
    History *history = recorded_history(str_text(&file), NULL);
    str_free(&state);
    str_free(&folder);
    str_free(&file);
    return history;
}

static int by_place(const void *a, const void *b) {
    const Answer *one = a, *other = b;
    if (one->place != other->place) return one->place < other->place ? -1 : 1;
    return one->number < other->number ? -1 : 1;
}

static void find_answers(size_t index) {
    const char *path = str_text(&course.catalogue.entries[index].path);
    Lesson *lesson = &course.lessons[index];
    Err err;
    assert_true(lesson_load(lesson, path, &err));
    History *history = run_lesson(path, index);
    course.answers[index] = mem_new((lesson->n_questions + 1) * sizeof(Answer));
    for (size_t i = 0; i < lesson->n_questions; i++) {
        const Question *question = &lesson->questions[i];
        if (question->kind == QUESTION_GOAL) continue;
        Answer *answer = &course.answers[index][course.n_answers[index]++];
        *answer = (Answer){.number = i, .place = question_place(lesson, history, i)};
        bool is_virtual = !lesson->is_real;
        if (!question_decide(question, history, answer->place, is_virtual, &answer->decision))
            fail_msg("%s:%u: no answer", path, question->at);
        question_choices(question, history, answer->place, is_virtual, &answer->choices);
    }
    qsort(course.answers[index], course.n_answers[index], sizeof(Answer), by_place);
    history_free(history);
}

// By whichever test comes first.
static void load_course(void) {
    if (course.lessons) return;
    assert_true(catalogue_load(&course.catalogue, "lessons", NULL));
    size_t count = course.catalogue.count;
    course.lessons = mem_new(count * sizeof(Lesson));
    course.answers = mem_new(count * sizeof(Answer *));
    course.n_answers = mem_new(count * sizeof(size_t));
    for (size_t i = 0; i < count; i++) find_answers(i);
}

static void free_course(void) {
    for (size_t i = 0; i < course.catalogue.count; i++) {
        for (size_t k = 0; k < course.n_answers[i]; k++) {
            str_free(&course.answers[i][k].decision.answer);
            choices_free(&course.answers[i][k].choices);
        }
        free(course.answers[i]);
        lesson_free(&course.lessons[i]);
    }
    free(course.lessons);
    free(course.answers);
    free(course.n_answers);
    catalogue_free(&course.catalogue);
}

// --- a learner ---------------------------------------------------------------------------------

typedef struct Way {
    const char *name;
    const char
        *key; // pressed whenever nothing is to be read or answered; a blank once, and it plays on
    const char *also; // after it, each time; NULL: nothing
    unsigned faster;  // so many times `+` before
    int rows, cols;
    bool is_wrong; // every answer is
} Way;

typedef struct Learner {
    const Way *way;
    size_t lesson;
    Term *term;
    size_t asked, told;        // so many questions were asked, so many verdicts read
    bool is_told[ANSWERS_MAX]; // of each answer
    Str given[ANSWERS_MAX];
    Str home, before; // the screen before the last key
    unsigned keys;
    bool plays, is_also;
    time_t since; // the last key
} Learner;

// The others go on: one run shows all that is wrong.
static jmp_buf others;

static _Noreturn void give_up(Learner *learner, const char *what) {
    term_show(learner->term);
    fprintf(stderr, "%s, %s: %s\n", learner->way->name,
            str_text(&course.lessons[learner->lesson].path), what);
    longjmp(others, 1);
}

static void press(Learner *learner, const char *key) {
    term_key(learner->term, key);
    learner->since = time(NULL);
    if (++learner->keys > KEYS_MAX) give_up(learner, "too many keys");
}

static void press_text(Learner *learner, const char *text) {
    for (; *text; text++) press(learner, (char[]){*text, '\0'});
}

static void begin(Learner *learner, const Way *way, size_t lesson) {
    *learner = (Learner){.way = way, .lesson = lesson, .since = time(NULL)};
    str_addf(&learner->home, "%s/%s-%zu", place_temp(), way->name, lesson);
    Str state = {0};
    str_addf(&state, "XDG_STATE_HOME=%s", learner->home.s);
    learner->term = term_start(way->rows, way->cols, (const char *const[]){state.s, NULL},
                               (const char *const[]){place_viewer(), "learn",
                                                     str_text(&course.lessons[lesson].path), NULL});
    str_free(&state); // the child has a copy of its own
}

static void leave(Learner *learner) {
    term_stop(learner->term);
    learner->term = NULL;
    for (size_t i = 0; i < ANSWERS_MAX; i++) str_free(&learner->given[i]);
    str_free(&learner->home);
    str_free(&learner->before);
}

// --- what stands on the screen -----------------------------------------------------------------

// The row of the box's upper frame, where its title stands; -1: there is no such box.
static int box_row(Learner *learner, const char *title) {
    for (int row = 0; row < term_rows(learner->term); row++) {
        Str text = {0};
        term_row(learner->term, row, &text);
        bool is_it = strstr(str_text(&text), title) != NULL;
        str_free(&text);
        if (is_it) return row;
    }
    return -1;
}

// Words alone, so that it does not matter where a line was broken; marks of Markdown left out.
static void add_words(Str *out, const char *text) {
    static const char *const signs[] = {"│", "┃", "▶", "▌"};
    while (*text) {
        size_t skip = 0;
        for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
            if (strncmp(text, signs[i], strlen(signs[i])) == 0) skip = strlen(signs[i]);
        if (!skip && strchr(" \n*`", *text)) skip = 1;
        if (!skip) str_add_bytes(out, text, 1);
        text += skip ? skip : 1;
    }
}

static void box_words(Learner *learner, int row, Str *out) {
    for (int y = row + 1; y < term_rows(learner->term) - 2; y++) {
        Str text = {0};
        term_row(learner->term, y, &text);
        add_words(out, str_text(&text));
        str_free(&text);
    }
}

static void must_say(Learner *learner, int row, const char *text) {
    Str box = {0}, wanted = {0}, clean = {0};
    text_clean_line(&clean, view_of(text), 4, false);
    box_words(learner, row, &box);
    add_words(&wanted, str_text(&clean));
    if (!strstr(str_text(&box), str_text(&wanted))) {
        fprintf(stderr, "not in the box: %s\n", text);
        give_up(learner, "something is cut");
    }
    str_free(&box);
    str_free(&wanted);
    str_free(&clean);
}

// Behind the line's number in a row, whatever stands before it; NULL: it is not there.
static const char *behind_number(const char *row, unsigned line) {
    char number[16];
    int len = snprintf(number, sizeof number, "%u ", line);
    for (const char *at = row; (at = strstr(at, number)); at++)
        if (at == row || !strchr("0123456789", at[-1])) return at + len;
    return NULL;
}

// The line's number, and how its text begins, above the box.
static void must_show_line(Learner *learner, int box, const Question *question) {
    const char *path = str_text(&course.lessons[learner->lesson].path);
    FILE *file = fopen(path, "r");
    char line[512] = "", begins[12];
    for (unsigned i = 0; i < question->line && fgets(line, sizeof line, file); i++) continue;
    fclose(file);
    snprintf(begins, sizeof begins, "%s", line + strspn(line, " "));
    begins[strcspn(begins, "\n#")] = '\0';
    bool is_shown = false;
    for (int row = 0; row < box && !is_shown; row++) {
        Str text = {0};
        term_row(learner->term, row, &text);
        const char *at = behind_number(str_text(&text), question->line);
        is_shown = at && strstr(at, begins);
        str_free(&text);
    }
    if (!is_shown) {
        fprintf(stderr, "not shown: line %u\n", question->line);
        give_up(learner, "the line that is asked about is not in sight");
    }
}

// --- answering ---------------------------------------------------------------------------------

// Names the other way round.
static void reverse(Str *out, const char *names) {
    StrView rest = view_of(names);
    while (rest.len) {
        const char *blank = memrchr(rest.s, ' ', rest.len);
        size_t from = blank ? (size_t)(blank - rest.s) + 1 : 0;
        str_addf(out, "%s%.*s", out->len ? " " : "", (int)(rest.len - from), rest.s + from);
        rest.len = from ? from - 1 : 0;
    }
}

static void type_answer(Learner *learner, const Question *question, const Answer *answer,
                        Str *given) {
    const char *right = answer->decision.answer.s;
    if (!learner->way->is_wrong) str_add(given, right);
    else if (question->kind == QUESTION_TIME) str_add(given, "99");
    else reverse(given, right);
    press_text(learner, given->s);
    press(learner, "enter");
}

static void choose_answer(Learner *learner, const Answer *answer, Str *given) {
    const Choices *choices = &answer->choices;
    size_t chosen = 0;
    for (size_t i = 0; i < choices->count; i++) {
        bool is_right = strcmp(choices->options[i].s, answer->decision.answer.s) == 0;
        if (is_right != learner->way->is_wrong) chosen = i;
    }
    str_add(given, choices->options[chosen].s);
    press(learner, (char[]){(char)('1' + chosen), '\0'});
    press(learner, "enter");
}

static void answer_question(Learner *learner, int row) {
    const Lesson *lesson = &course.lessons[learner->lesson];
    if (learner->asked == course.n_answers[learner->lesson])
        give_up(learner, "a question too many");
    size_t at = learner->asked++;
    const Answer *answer = &course.answers[learner->lesson][at];
    const Question *question = &lesson->questions[answer->number];
    Str text = {0};
    question_words(&text, question);
    must_say(learner, row, text.s);
    str_free(&text);
    must_show_line(learner, row, question);
    for (size_t i = 0; i < answer->choices.count; i++) {
        Str option = {0};
        str_addf(&option, "%zu %s", i + 1, answer->choices.options[i].s);
        must_say(learner, row, option.s);
        str_free(&option);
    }
    if (answer->choices.count) choose_answer(learner, answer, &learner->given[at]);
    else type_answer(learner, question, answer, &learner->given[at]);
}

// --- verdicts ----------------------------------------------------------------------------------

static bool box_says(Learner *learner, int row, const char *text) {
    Str box = {0}, wanted = {0};
    box_words(learner, row, &box);
    add_words(&wanted, text);
    bool says = strstr(str_text(&box), str_text(&wanted)) != NULL;
    str_free(&box);
    str_free(&wanted);
    return says;
}

// What a clock that runs by itself shows is only nearly the same in two runs.
static bool is_sure(const Learner *learner, const Question *question) {
    return !course.lessons[learner->lesson].is_real || question->kind != QUESTION_TIME;
}

static void must_be_verdict(Learner *learner, int row, size_t at) {
    const Answer *answer = &course.answers[learner->lesson][at];
    const Question *question = &course.lessons[learner->lesson].questions[answer->number];
    Str text = {0};
    if (!is_sure(learner, question)) return;
    must_say(learner, row, learner->way->is_wrong ? "✗ Not quite." : "✓ Right.");
    question_verdict(&text, question, learner->given[at].s, &answer->decision);
    must_say(learner, row, text.s);
    must_say(learner, row, str_text(&question->because));
    str_free(&text);
}

// Of which question it is: one that was answered and not judged yet, and whose words stand there.
static void read_verdict(Learner *learner, int row) {
    size_t at = 0;
    for (; at < learner->asked; at++) {
        const Answer *answer = &course.answers[learner->lesson][at];
        Str text = {0};
        question_words(&text, &course.lessons[learner->lesson].questions[answer->number]);
        bool is_it = !learner->is_told[at] && box_says(learner, row, text.s);
        str_free(&text);
        if (is_it) break;
    }
    if (at == learner->asked) give_up(learner, "a verdict of no question that was asked");
    must_be_verdict(learner, row, at);
    learner->is_told[at] = true;
    learner->told++;
    press(learner, "enter");
}

// --- the end -----------------------------------------------------------------------------------

static void must_be_kept(Learner *learner) {
    Str path = {0};
    sqlite3 *db;
    sqlite3_stmt *rows;
    str_addf(&path, "%s/aioscope/progress.sqlite", learner->home.s);
    if (sqlite3_open_v2(path.s, &db, SQLITE_OPEN_READONLY, NULL))
        give_up(learner, "no progress is kept");
    sqlite3_prepare_v2(db, "SELECT question, given, is_right FROM answers", -1, &rows, NULL);
    size_t count = 0;
    for (; sqlite3_step(rows) == SQLITE_ROW; count++) {
        size_t number = (size_t)sqlite3_column_int(rows, 0);
        const Question *question = &course.lessons[learner->lesson].questions[number];
        bool is_right = sqlite3_column_int(rows, 2);
        if (is_sure(learner, question) && is_right == learner->way->is_wrong)
            give_up(learner, "an answer is kept as what it is not");
    }
    sqlite3_finalize(rows);
    sqlite3_close(db);
    if (count != course.n_answers[learner->lesson]) give_up(learner, "not every answer is kept");
    str_free(&path);
}

static void end(Learner *learner, int row) {
    const Lesson *lesson = &course.lessons[learner->lesson];
    size_t count = course.n_answers[learner->lesson];
    if (learner->asked != count) give_up(learner, "not every question was asked");
    if (learner->told != count) give_up(learner, "not every answer was judged");
    for (size_t i = 0; i < lesson->n_questions; i++)
        if (lesson->questions[i].kind == QUESTION_GOAL)
            must_say(learner, row, str_text(&lesson->questions[i].text));
    if (count) must_be_kept(learner);
    leave(learner);
}

// --- on and on ---------------------------------------------------------------------------------

// Ten thousand connections are not gone through one by one, and a hundred fetches or the lines of a
// scraper take many minutes at the default speed.
static bool is_too_long(const Learner *learner) {
    static const char *const long_ones[] = {"02_ten_thousand_connections.py",
                                            "04_a_hundred_fetches.py",
                                            "03_streams_and_back_pressure.py", "05_a_scraper.py"};
    bool is_slow = strcmp(learner->way->key, " ") == 0 && !learner->way->faster;
    const char *file = str_text(&course.catalogue.entries[learner->lesson].file);
    for (size_t i = 0; i < (is_slow ? sizeof long_ones / sizeof *long_ones : 1); i++)
        if (strcmp(file, long_ones[i]) == 0) return true;
    return false;
}

static void move_on(Learner *learner) {
    const Way *way = learner->way;
    Str screen = {0};
    if (strcmp(way->key, " ") == 0 && !is_too_long(learner)) {
        if (learner->plays) give_up(learner, "it does not play on");
        for (unsigned i = 0; i < way->faster; i++) press(learner, "+");
        learner->plays = true;
        press(learner, " ");
        return;
    }
    // A key that leads nowhere any more, of the next timer, say: on to the end.
    term_text(learner->term, &screen);
    bool is_stuck = strcmp(str_text(&screen), str_text(&learner->before)) == 0;
    str_clear(&learner->before);
    str_add(&learner->before, str_text(&screen));
    str_free(&screen);
    learner->is_also = way->also && !learner->is_also && learner->keys % 3 == 0;
    press(learner, is_stuck || is_too_long(learner) ? "G"
                   : learner->is_also               ? way->also
                                                    : way->key);
}

// Everything is drawn and nothing moves: what is to be done?
static void go_on(Learner *learner) {
    int row;
    if ((row = box_row(learner, " your answer ")) >= 0) read_verdict(learner, row);
    else if ((row = box_row(learner, " what do you think? ")) >= 0) answer_question(learner, row);
    else if ((row = box_row(learner, " the end of the lesson ")) >= 0) end(learner, row);
    else if (box_row(learner, " introduction ") >= 0) press(learner, "enter");
    else move_on(learner);
}

// False: something was wrong.
static bool let_go_on(Learner *learner) {
    if (setjmp(others)) {
        leave(learner);
        return false;
    }
    if (term_is_settled(learner->term)) go_on(learner);
    else if (time(NULL) - learner->since > PATIENCE_S) give_up(learner, "nothing comes any more");
    return true;
}

static void go_through_the_course(void **state) {
    const Way *way = *state;
    Learner learners[AT_ONCE] = {{0}};
    Term *terms[AT_ONCE];
    size_t next = 0, failed = 0;
    load_course();
    for (;;) {
        size_t count = 0;
        for (size_t i = 0; i < AT_ONCE; i++) {
            Learner *learner = &learners[i];
            if (!learner->term && next < course.catalogue.count) begin(learner, way, next++);
            if (!learner->term) continue;
            failed += !let_go_on(learner);
            if (learner->term) terms[count++] = learner->term;
        }
        if (!count && next == course.catalogue.count) break;
        term_read_any(terms, count, 100);
    }
    if (failed) fail_msg("%zu of %zu lessons", failed, course.catalogue.count);
}

static const Way ways[] = {
    {"each_step", "right", NULL, 0, 24, 80, false},
    {"each_step_on_a_larger_screen", "right", NULL, 0, 40, 120, false},
    {"each_step_answered_wrongly", "right", NULL, 0, 24, 80, true},
    {"back_and_forth", "right", "left", 0, 24, 80, false},
    {"each_line", "n", NULL, 0, 24, 80, false},
    {"each_task_step", "s", NULL, 0, 24, 80, false},
    {"each_iteration", "i", NULL, 0, 24, 80, false},
    {"each_timer", "t", NULL, 0, 24, 80, false},
    {"at_once_to_the_end", "G", NULL, 0, 24, 80, false},
    {"playing", " ", NULL, 0, 24, 80, false},
    {"playing_on_a_larger_screen", " ", NULL, 0, 40, 120, false},
    {"playing_as_fast_as_can_be", " ", NULL, 7, 24, 80, false},
    {"playing_as_fast_as_can_be_on_a_larger_screen", " ", NULL, 7, 40, 120, true},
};

int main(void) {
    setlocale(LC_CTYPE, ""); // widths of characters are the locale's
    // Sixteen viewers at once are no load for the tests beside these, some of which look at the
    // real clock.
    if (nice(10) < 0) perror("nice");
    Suite suite = {0};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        suite_add(&suite, ways[i].name, go_through_the_course, &ways[i]);
    int status = suite_run(&suite, "learning");
    free_course();
    return status;
}
