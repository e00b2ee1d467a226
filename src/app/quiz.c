#include "app/quiz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool is_asked(const Question *question) {
    return question->kind != QUESTION_GOAL && question->line;
}

void quiz_begin(Quiz *quiz, const Lesson *lesson, const Launch *launch) {
    Err err; // without a rehearsal there is nothing to choose among, and answers are typed
    bool asks = false;
    *quiz = (Quiz){.lesson = lesson, .is_virtual = launch->is_virtual};
    if (!lesson->n_questions) return;
    quiz->items = mem_new(lesson->n_questions * sizeof *quiz->items);
    for (size_t i = 0; i < lesson->n_questions; i++) {
        quiz->items[i].decision.position = HISTORY_NONE;
        asks |= is_asked(&lesson->questions[i]);
    }
    if (asks && launch->lines) rehearsal_start(&quiz->rehearsal, launch, &err);
}

void quiz_end(Quiz *quiz) {
    for (size_t i = 0; quiz->items && i < quiz->lesson->n_questions; i++) {
        str_free(&quiz->items[i].given);
        str_free(&quiz->items[i].decision.answer);
    }
    free(quiz->items);
    rehearsal_free(&quiz->rehearsal);
    choices_free(&quiz->choices);
    str_free(&quiz->goals);
    str_free(&quiz->hint);
    *quiz = (Quiz){0};
}

// --- asking ---------------------------------------------------------------------------------------------------------------------------------

static bool is_moment(const Quiz *quiz, History *history, size_t i, uint64_t n) {
    const Question *question = &quiz->lesson->questions[i];
    return is_asked(question) && lesson_is_moment(quiz->lesson, history, question->line, question->last_line, n);
}

uint64_t quiz_next(const Quiz *quiz, History *history, uint64_t from, uint64_t to) {
    if (!quiz->items) return HISTORY_NONE;
    for (uint64_t n = from + 1; n <= to; n++) {
        if (log_event(history_log(history), n - 1)->kind != EV_LINE) continue;
        for (size_t i = 0; i < quiz->lesson->n_questions; i++)
            if (quiz->items[i].state == QUIZ_WAITS && is_moment(quiz, history, i, n)) return n;
    }
    return HISTORY_NONE;
}

static QuizItem *open_item(const Quiz *quiz) {
    for (size_t i = 0; quiz->items && i < quiz->lesson->n_questions; i++)
        if (quiz->items[i].state == QUIZ_OPEN) return &quiz->items[i];
    return NULL;
}

bool quiz_is_open(const Quiz *quiz) {
    return open_item(quiz) != NULL;
}

void quiz_open(Quiz *quiz, History *history, uint64_t n) {
    if (!quiz->items || quiz_is_open(quiz) || n <= history_first(history)) return;
    if (log_event(history_log(history), n - 1)->kind != EV_LINE) return;
    for (size_t i = 0; i < quiz->lesson->n_questions; i++) {
        if (quiz->items[i].state != QUIZ_WAITS || !is_moment(quiz, history, i, n)) continue;
        quiz->items[i].state = QUIZ_OPEN;
        quiz->items[i].asked = n;
        quiz->has_choices = false;
        return;
    }
}

// --- answering ------------------------------------------------------------------------------------------------------------------------------

static const Question *question_of(const Quiz *quiz, const QuizItem *item) {
    return &quiz->lesson->questions[item - quiz->items];
}

static void decide(Quiz *quiz, History *history, QuizItem *item) {
    bool waits = item->state == QUIZ_ANSWERED || item->state == QUIZ_SKIPPED;
    if (!waits || item->decision.position != HISTORY_NONE) return;
    question_decide(question_of(quiz, item), history, item->asked, quiz->is_virtual, &item->decision);
}

bool quiz_answer(Quiz *quiz, History *history, const char *given) {
    QuizItem *item = open_item(quiz);
    if (!item) return false;
    QuestionKind kind = question_of(quiz, item)->kind;
    item->state = given ? QUIZ_ANSWERED : QUIZ_SKIPPED;
    if (given) str_add(&item->given, given);
    quiz_open(quiz, history, item->asked); // there may be another at the same place
    return given && (kind == QUESTION_NEXT || kind == QUESTION_OUTPUT || kind == QUESTION_STATE) && !quiz_is_open(quiz);
}

static QuizItem *last_answered(const Quiz *quiz) {
    QuizItem *last = NULL;
    for (size_t i = 0; quiz->items && i < quiz->lesson->n_questions; i++) {
        QuizItem *item = &quiz->items[i];
        if (item->state == QUIZ_ANSWERED && (!last || item->asked >= last->asked)) last = item;
    }
    return last;
}

bool quiz_is_answered(const Quiz *quiz) {
    return last_answered(quiz) != NULL;
}

uint64_t quiz_decided(Quiz *quiz, History *history) {
    QuizItem *last = last_answered(quiz);
    if (!last) return HISTORY_NONE;
    decide(quiz, history, last);
    return last->decision.position;
}

bool quiz_work(Quiz *quiz) {
    bool is_over = rehearsal_take(&quiz->rehearsal);
    QuizItem *item = open_item(quiz);
    if (!item || quiz->has_choices) return false;
    if (!is_over) return true;
    if (quiz->rehearsal.history) {
        size_t number = (size_t)(item - quiz->items);
        uint64_t place = question_place(quiz->lesson, quiz->rehearsal.history, number);
        choices_free(&quiz->choices);
        if (place != HISTORY_NONE) question_choices(question_of(quiz, item), quiz->rehearsal.history, place, quiz->is_virtual, &quiz->choices);
    }
    quiz->has_choices = true;
    return false;
}

// --- showing --------------------------------------------------------------------------------------------------------------------------------

static bool keep_item(Quiz *quiz, History *history, QuizItem *item, uint64_t n, Progress *progress, const char *key, Err *err) {
    decide(quiz, history, item);
    if (item->is_kept || item->state != QUIZ_ANSWERED || item->decision.position > n) return true;
    const Question *question = question_of(quiz, item);
    const char *answer = str_text(&item->decision.answer);
    item->is_kept = true;
    return progress_answer(progress, key, (unsigned)(item - quiz->items), item->given.s, answer, question_is_right(question, item->given.s, answer), learner_now(), err);
}

static bool is_end(const History *history, uint64_t n) {
    return history_live(history)->script == 3 && n == history_count(history);
}

bool quiz_keep(Quiz *quiz, History *history, uint64_t n, Progress *progress, const char *key, Err *err) {
    bool fine = true;
    for (size_t i = 0; quiz->items && i < quiz->lesson->n_questions; i++) fine &= keep_item(quiz, history, &quiz->items[i], n, progress, key, err);
    if (quiz->is_done || !is_end(history, n)) return fine;
    quiz->is_done = true;
    return progress_done(progress, key, learner_now(), err) && fine;
}

static unsigned hints_of(const Question *goal) {
    unsigned count = goal->hints.len > 0;
    for (const char *at = str_text(&goal->hints); (at = strchr(at, '\n')); at++) count++;
    return count;
}

// The one asked for last.
static void add_hint(Str *out, const Question *goal, unsigned number) {
    const char *line = str_text(&goal->hints);
    for (unsigned i = 1; i < number && *line; i++) line += strcspn(line, "\n"), line += *line == '\n';
    if (*line) str_addf(out, "%s**Hint:** %.*s", out->len ? "\n\n" : "", (int)strcspn(line, "\n"), line);
}

bool quiz_hint(Quiz *quiz) {
    unsigned most = 0;
    for (size_t i = 0; quiz->items && i < quiz->lesson->n_questions; i++)
        if (quiz->lesson->questions[i].kind == QUESTION_GOAL && hints_of(&quiz->lesson->questions[i]) > most) most = hints_of(&quiz->lesson->questions[i]);
    quiz->hints += quiz->hints < most;
    return most > 0;
}

static void judge_goals(Quiz *quiz, History *history) {
    Str why = {0};
    str_clear(&quiz->goals);
    str_clear(&quiz->hint);
    for (size_t i = 0; i < quiz->lesson->n_questions; i++) {
        const Question *goal = &quiz->lesson->questions[i];
        if (goal->kind != QUESTION_GOAL) continue;
        bool is_met = goal_judge(goal, history, quiz->is_virtual, &why);
        str_addf(&quiz->goals, "%s**%s** %s", quiz->goals.len ? "\n\n" : "", is_met ? "Done:" : "Now you:", str_text(&goal->text));
        if (is_met) continue;
        if (quiz->hints) add_hint(&quiz->hint, goal, quiz->hints);
        str_addf(&quiz->goals, " (`e` edits, and the run is the judge. Not yet: %s.", str_text(&why));
        str_add(&quiz->goals, quiz->hints < hints_of(goal) ? " `u` gives a hint.)" : ")");
    }
    str_free(&why);
}

void quiz_scene(Quiz *quiz, History *history, uint64_t n, UiScene *scene) {
    const QuizItem *open = open_item(quiz);
    if (!quiz->items) return;
    if (open) {
        quiz->shown = (UiQuestion){question_of(quiz, open), &quiz->choices, !quiz->has_choices};
        scene->question = &quiz->shown;
    }
    for (size_t i = 0; i < quiz->lesson->n_questions && scene->n_verdicts < UI_VERDICTS; i++) {
        QuizItem *item = &quiz->items[i];
        decide(quiz, history, item);
        if (!item->told_at && item->decision.position <= n) item->told_at = n;
        if (item->decision.position != n && item->told_at != n) continue;
        if (item->decision.position == HISTORY_NONE) continue;
        const Question *question = question_of(quiz, item);
        const char *answer = str_text(&item->decision.answer);
        quiz->verdicts[scene->n_verdicts++] = (UiVerdict){question, str_text(&item->given), answer,
                                                          item->given.len && question_is_right(question, item->given.s, answer)};
    }
    scene->verdicts = quiz->verdicts;
    if (!is_end(history, n)) return;
    judge_goals(quiz, history);
    if (quiz->goals.len) scene->goals = quiz->goals.s;
    scene->hint = quiz->hint.len && scene->goals ? quiz->hint.s : NULL;
}
