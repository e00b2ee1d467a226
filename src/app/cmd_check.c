// `aioscope check`: lessons run without a screen, and what is wrong with each is said, with file, line and remedy.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/commands.h"
#include "app/lesson_list.h"
#include "app/rehearsal.h"
#include "app/stock.h"
#include "lesson/question.h"

#define LESSON_MS 20000u // when a run that does not end is ended
#define STOCK_DEADLOCK_MS 2000u
#define REAL_SECONDS 3.0

typedef struct Check {
    const char *path;
    Lesson lesson;
    unsigned faults;
} Check;

static void complain(Check *check, unsigned line, const char *what) {
    check->faults++;
    if (line) printf("%s:%u: %s\n", check->path, line, what);
    else printf("%s: %s\n", check->path, what);
}

// --- the text -----------------------------------------------------------------------------------------------------------------------------

static void check_text(Check *check) {
    const Lesson *lesson = &check->lesson;
    Str text = {0};
    if (!lesson->has_title) complain(check, 1, "there is no title: begin the file with a docstring whose first line is one");
    for (size_t i = 0; i < lesson->n_faults; i++) complain(check, lesson->faults[i].line, lesson->faults[i].what.s);
    for (size_t i = 0; i < lesson->n_questions; i++) {
        const Question *question = &lesson->questions[i];
        size_t right = 0;
        for (size_t k = 0; k < question->n_options; k++) right += question->options[k].is_right;
        str_clear(&text);
        if (question->kind == QUESTION_CHOICE && (question->n_options < 2 || right != 1))
            complain(check, question->at, "a choice has at least two options, `#?  - wrong`, and just one `#?  * right`");
        if (question->kind == QUESTION_CHOICE && !question->because.len) complain(check, question->at, "a choice says why: `#?  because …`");
        if (question->kind == QUESTION_GOAL && !question->conditions.len)
            complain(check, question->at, "a goal has conditions on lines of their own: `#?  time <= 2`");
        if (!question->line) complain(check, question->at, "no statement follows this question");
    }
    str_free(&text);
}

// --- a run --------------------------------------------------------------------------------------------------------------------------------

static bool is_deadlock(const Event *ev) {
    return ev->kind == EV_DEADLOCK || ev->kind == EV_LOOP_STUCK;
}

static bool has_event(History *history, RehearsalStop *test) {
    for (uint64_t seq = 0; seq < history_count(history); seq++)
        if (test(log_event(history_log(history), seq))) return true;
    return false;
}

static void describe_end(Str *out, History *history) {
    const State *end = history_live(history);
    const Log *log = history_log(history);
    for (uint64_t seq = 0; seq < history_count(history); seq++) {
        const Event *ev = log_event(log, seq);
        if (ev->kind != EV_SCRIPT_RAISED) continue;
        StrView type = log_string(log, ev->arg[SCRIPT_RAISED_type]);
        str_addf(out, "raises %.*s", STR_ARG(type));
        return;
    }
    if (end->ended_how) str_add(out, "killed");
    else if (end->ended_status) str_addf(out, "exit %u", end->ended_status);
    else str_add(out, "ok");
}

static void check_end(Check *check, History *history, const char *clock) {
    const char *wanted = check->lesson.ends.len ? check->lesson.ends.s : "ok";
    Str end = {0}, text = {0};
    if (strcmp(wanted, "deadlock") == 0) {
        if (!has_event(history, is_deadlock)) complain(check, 0, "no deadlock came, though `#! ends: deadlock` announces one");
        return;
    }
    describe_end(&end, history);
    if (strcmp(end.s, wanted) != 0) {
        str_addf(&text, "on the %s clock it ends with: %s; announced is: %s (`#! ends: %s` before the docstring says otherwise)", clock, end.s, wanted, end.s);
        complain(check, 0, text.s);
    }
    str_free(&end);
    str_free(&text);
}

static void check_notes(Check *check, History *history) {
    const Lesson *lesson = &check->lesson;
    for (size_t i = 0; i < lesson->n_notes; i++) {
        const Note *note = &lesson->notes[i];
        if (!note->line) complain(check, 0, "a note at the end belongs to no statement: put it above one");
        else if (lesson_first_moment(lesson, history, note->line, note->last_line) == HISTORY_NONE)
            complain(check, note->line, "the note here is never told, for this line never runs; `else:`, `finally:` and the like are no lines that run: put it on the first line of the body");
    }
}

static void check_questions(Check *check, History *history, bool is_virtual) {
    const Lesson *lesson = &check->lesson;
    Decision decision = {0};
    for (size_t i = 0; i < lesson->n_questions; i++) {
        const Question *question = &lesson->questions[i];
        if (question->kind == QUESTION_GOAL || !question->line) continue;
        uint64_t asked = question_place(lesson, history, i);
        if (asked == HISTORY_NONE) complain(check, question->at, "this question is never asked, for its line never runs");
        else if (!question_decide(question, history, asked, is_virtual, &decision)) complain(check, question->at, "the answer to this question never comes");
    }
    str_free(&decision.answer);
}

static void add_output(Str *out, History *history) {
    const Log *log = history_log(history);
    for (uint64_t seq = 0; seq < history_count(history); seq++) {
        const Event *ev = log_event(log, seq);
        if (ev->kind != EV_OUTPUT || ev->arg[OUTPUT_stream] != 1) continue;
        StrView text = log_string(log, ev->arg[OUTPUT_text]);
        str_add_bytes(out, text.s, text.len);
    }
}

static void say_difference(Check *check, const char *ours, const char *theirs, const char *clock) {
    while (*ours && *ours == *theirs) ours++, theirs++;
    Str text = {0};
    str_addf(&text, "on the %s clock it prints something else than stock Python: \"%.*s\" where stock prints \"%.*s\" (`#! order: any` compares lines in any order)",
             clock, (int)strcspn(ours, "\n"), ours, (int)strcspn(theirs, "\n"), theirs);
    complain(check, 0, text.s);
    str_free(&text);
}

static void check_output(Check *check, History *history, const char *engine, const char *clock) {
    Err err;
    Str ours = {0}, theirs = {0}, a = {0}, b = {0};
    bool deadlocks = strcmp(str_text(&check->lesson.ends), "deadlock") == 0;
    add_output(&ours, history);
    if (!stock_run(&theirs, engine, check->path, deadlocks ? STOCK_DEADLOCK_MS : LESSON_MS, &err)) {
        fprintf(stderr, "aioscope: %s\n", err.msg);
    } else {
        stock_normalise(&a, (StrView){str_text(&ours), ours.len}, check->lesson.is_any_order);
        stock_normalise(&b, (StrView){str_text(&theirs), theirs.len}, check->lesson.is_any_order);
        if (strcmp(str_text(&a), str_text(&b)) != 0) say_difference(check, str_text(&a), str_text(&b), clock);
    }
    str_free(&ours);
    str_free(&theirs);
    str_free(&a);
    str_free(&b);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool check_run(Check *check, bool is_virtual, Err *err) {
    Options options = {.clock = is_virtual ? TOGGLE_FIRST : TOGGLE_SECOND};
    const char *clock = is_virtual ? "virtual" : "real";
    Launch launch = {0};
    Rehearsal rehearsal = {0};
    bool deadlocks = strcmp(str_text(&check->lesson.ends), "deadlock") == 0;
    double begin = seconds();
    bool started = launch_lesson(&launch, &check->lesson, check->path, &options, err) && rehearsal_start(&rehearsal, &launch, err);
    if (started) {
        bool ended = rehearsal_finish(&rehearsal, LESSON_MS, deadlocks ? is_deadlock : NULL);
        if (!ended && !deadlocks) complain(check, 0, "it did not come to an end in 20 seconds");
        if (!is_virtual && !deadlocks && seconds() - begin > REAL_SECONDS) complain(check, 0, "it takes more than 3 seconds on the real clock");
        check_end(check, rehearsal.history, clock);
        check_output(check, rehearsal.history, str_text(&launch.engine), clock);
        check_notes(check, rehearsal.history);
        check_questions(check, rehearsal.history, is_virtual);
    }
    rehearsal_free(&rehearsal);
    launch_free(&launch);
    return started;
}

static int check_path(const char *path) {
    Err err = {""};
    Check check = {.path = path};
    if (!lesson_load(&check.lesson, path, &err)) return command_fail(&err, EXIT_USAGE);
    check_text(&check);
    bool fine = check.lesson.is_real || check_run(&check, true, &err);
    if (fine) fine = check_run(&check, false, &err);
    if (fine && !check.faults) printf("%s: ok\n", path);
    fflush(stdout);
    lesson_free(&check.lesson);
    return !fine ? command_fail(&err, EXIT_USAGE) : check.faults ? EXIT_FAILED : 0;
}

static int check_wanted(const char *wanted) {
    size_t len = strlen(wanted);
    if (strchr(wanted, '/') || (len > 3 && strcmp(wanted + len - 3, ".py") == 0)) return check_path(wanted);
    Err err = {""};
    Catalogue catalogue = {0};
    const LessonEntry *entry;
    Str list = {0};
    if (!lesson_list_load(&catalogue, &err)) return command_fail(&err, EXIT_FAILED);
    int status = EXIT_USAGE;
    if (catalogue_find(&catalogue, wanted, &entry, &list) == 1) status = check_path(str_text(&entry->path));
    else {
        err_set(&err, "%s: not one lesson has that number or name (see aioscope lessons)", wanted);
        command_fail(&err, EXIT_USAGE);
    }
    str_free(&list);
    catalogue_free(&catalogue);
    return status;
}

int command_check(const Options *options) {
    int worst = 0;
    for (int i = 0; i < options->n_operands; i++) {
        int status = check_wanted(options->operands[i]);
        if (status > worst) worst = status;
    }
    return worst;
}
