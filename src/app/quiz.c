#include "app/quiz.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/words.h"

// A program that never ends is tried no longer than this, and asked about without choices.
#define TRIAL_NS (20 * (uint64_t)1000000000)

static bool is_asked(const Question *question) {
    return question->kind != QUESTION_GOAL && question->line;
}

static size_t items_of(const Quiz *quiz) {
    return quiz->items ? quiz->lesson->n_questions : 0;
}

void quiz_begin(Quiz *quiz, const Lesson *lesson, const Launch *launch, bool asks) {
    Err err; // without a rehearsal there is nothing to choose among, and answers are typed
    bool has_questions = false;
    *quiz = (Quiz){.lesson = lesson, .is_virtual = launch->is_virtual};
    if (!lesson->n_questions || !asks) return;
    quiz->items = mem_new(lesson->n_questions * sizeof *quiz->items);
    for (size_t i = 0; i < lesson->n_questions; i++) {
        quiz->items[i].decision.position = HISTORY_NONE;
        has_questions |= is_asked(&lesson->questions[i]);
    }
    if (has_questions && launch->lines) rehearsal_start(&quiz->rehearsal, launch, &err);
}

void quiz_end(Quiz *quiz) {
    for (size_t i = 0; i < items_of(quiz); i++) {
        str_free(&quiz->items[i].given);
        str_free(&quiz->items[i].decision.answer);
    }
    free(quiz->items);
    rehearsal_free(&quiz->rehearsal);
    choices_free(&quiz->choices);
    str_free(&quiz->goals);
    str_free(&quiz->failure);
    for (size_t i = 0; i <= UI_VERDICTS; i++) str_free(&quiz->verdict_text[i]);
    *quiz = (Quiz){0};
}

static const Question *question_of(const Quiz *quiz, const QuizItem *item) {
    return &quiz->lesson->questions[item - quiz->items];
}

static bool is_end(const History *history, uint64_t n) {
    return history_live(history)->script == 3 && n == history_count(history);
}

// --- asking ------------------------------------------------------------------------------------

static bool is_moment(const Quiz *quiz, History *history, size_t i, uint64_t n) {
    const Question *question = &quiz->lesson->questions[i];
    return is_asked(question) &&
           lesson_is_moment(quiz->lesson, history, question->line, question->last_line, n);
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
    for (size_t i = 0; i < items_of(quiz); i++)
        if (quiz->items[i].state == QUIZ_OPEN) return &quiz->items[i];
    return NULL;
}

static void open_question(Quiz *quiz, History *history, uint64_t n) {
    if (open_item(quiz) || n <= history_first(history)) return;
    if (log_event(history_log(history), n - 1)->kind != EV_LINE) return;
    for (size_t i = 0; i < items_of(quiz); i++) {
        if (quiz->items[i].state != QUIZ_WAITS || !is_moment(quiz, history, i, n)) continue;
        quiz->items[i].state = QUIZ_OPEN;
        quiz->items[i].asked = n;
        quiz->has_choices = false;
        return;
    }
}

// --- deciding ----------------------------------------------------------------------------------

static bool is_settled(const QuizItem *item) {
    return item->decision.position != HISTORY_NONE || item->decision.is_never;
}

static void decide(Quiz *quiz, History *history, QuizItem *item) {
    bool waits = item->state == QUIZ_ANSWERED || item->state == QUIZ_SKIPPED;
    uint64_t count = history_count(history);
    if (!waits || is_settled(item) || item->looked == count + 1) return;
    item->looked = count + 1;
    question_decide(question_of(quiz, item), history, item->asked, quiz->is_virtual,
                    &item->decision);
}

// Has the cursor, at n, come to the moment that decides it? To the end, where nothing does.
static bool is_reached(const QuizItem *item, const History *history, uint64_t n) {
    if (item->decision.is_never) return is_end(history, n);
    return item->decision.position != HISTORY_NONE && item->decision.position <= n;
}

// --- boxes -------------------------------------------------------------------------------------

static void open_verdict(Quiz *quiz, History *history, uint64_t n) {
    for (size_t i = 0; i < items_of(quiz) && !quiz->verdict; i++) {
        QuizItem *item = &quiz->items[i];
        decide(quiz, history, item);
        if (item->state != QUIZ_ANSWERED || item->is_shown || !is_reached(item, history, n))
            continue;
        item->is_shown = true;
        quiz->verdict = i + 1;
    }
}

static void open_end(Quiz *quiz, const History *history, uint64_t n) {
    if (!is_end(history, n)) quiz->is_end_open = quiz->is_end_closed = false;
    else if (!quiz->is_end_closed) quiz->is_end_open = true;
}

void quiz_arrive(Quiz *quiz, History *history, uint64_t n) {
    if (!quiz->lesson) return;
    open_question(quiz, history, n);
    open_verdict(quiz, history, n);
    open_end(quiz, history, n);
}

QuizBox quiz_box(const Quiz *quiz) {
    if (quiz->verdict) return QUIZ_VERDICT;
    if (open_item(quiz)) return QUIZ_QUESTION;
    return quiz->is_end_open ? QUIZ_END : QUIZ_NOTHING;
}

void quiz_close(Quiz *quiz, History *history, uint64_t n) {
    if (quiz_box(quiz) == QUIZ_END) {
        quiz->is_end_open = false;
        quiz->is_end_closed = true;
        return;
    }
    quiz->verdict = 0;
    open_verdict(quiz, history, n);
}

void quiz_leave(Quiz *quiz) {
    quiz->verdict = 0;
    quiz->is_end_closed |= quiz->is_end_open;
    quiz->is_end_open = false;
}

void quiz_reopen_end(Quiz *quiz) {
    quiz->is_end_closed = false;
}

// --- answering ---------------------------------------------------------------------------------

// Events on the way to a decision that are looked at for notes.
#define WAY_MOST 200u

// Does the run come to the decision of this item without passing a note? As the rehearsal went.
static bool is_near(const Quiz *quiz, const QuizItem *item) {
    const Question *question = question_of(quiz, item);
    History *rehearsed = quiz->rehearsal.history;
    if (!rehearsed || (question->kind != QUESTION_NEXT && question->kind != QUESTION_OUTPUT))
        return false;
    uint64_t n = question_place(quiz->lesson, rehearsed, (size_t)(item - quiz->items));
    Decision decision = {0};
    bool is_decided = n != HISTORY_NONE &&
                      question_decide(question, rehearsed, n, quiz->is_virtual, &decision);
    Str note = {0};
    bool is_silent = is_decided && decision.position - n <= WAY_MOST;
    while (is_silent && ++n < decision.position) {
        lesson_notes_at(quiz->lesson, rehearsed, n, &note);
        is_silent = !note.len;
    }
    str_free(&note);
    str_free(&decision.answer);
    return is_silent;
}

bool quiz_answer(Quiz *quiz, History *history, const char *given) {
    QuizItem *item = open_item(quiz);
    if (!item) return false;
    item->state = given ? QUIZ_ANSWERED : QUIZ_SKIPPED;
    if (given) str_add(&item->given, given);
    open_question(quiz, history, item->asked); // there may be another at the same place
    return given && is_near(quiz, item) && !open_item(quiz);
}

static QuizItem *last_answered(const Quiz *quiz) {
    QuizItem *last = NULL;
    for (size_t i = 0; i < items_of(quiz); i++) {
        QuizItem *item = &quiz->items[i];
        if (item->state == QUIZ_ANSWERED && (!last || item->asked >= last->asked)) last = item;
    }
    return last;
}

bool quiz_is_answered(const Quiz *quiz) {
    return last_answered(quiz) != NULL;
}

// Where a verdict is shown it is that one's moment.
uint64_t quiz_decided(Quiz *quiz, History *history) {
    QuizItem *item = quiz->verdict ? &quiz->items[quiz->verdict - 1] : last_answered(quiz);
    if (!item) return HISTORY_NONE;
    decide(quiz, history, item);
    return item->decision.position;
}

static bool is_typed(const Question *question) {
    return question->kind == QUESTION_TIME || question->kind == QUESTION_ORDER;
}

bool quiz_work(Quiz *quiz, uint64_t now) {
    if (!quiz->began) quiz->began = now;
    if (now - quiz->began > TRIAL_NS) rehearsal_stop(&quiz->rehearsal);
    bool is_over = rehearsal_take(&quiz->rehearsal);
    QuizItem *item = open_item(quiz);
    if (!item || quiz->has_choices) return false;
    if (!is_over && !is_typed(question_of(quiz, item))) return true;
    History *rehearsed = quiz->rehearsal.history;
    if (rehearsed && is_over) {
        uint64_t place = question_place(quiz->lesson, rehearsed, (size_t)(item - quiz->items));
        choices_free(&quiz->choices);
        if (place != HISTORY_NONE)
            question_choices(question_of(quiz, item), rehearsed, place, quiz->is_virtual,
                             &quiz->choices);
    }
    quiz->has_choices = true;
    return false;
}

// --- keeping -----------------------------------------------------------------------------------

static bool is_right(const Quiz *quiz, const QuizItem *item) {
    return item->given.len && !item->decision.is_never &&
           question_is_right(question_of(quiz, item), item->given.s,
                             str_text(&item->decision.answer));
}

// What never came to a decision is neither right nor wrong, and is not kept.
static bool keep_item(Quiz *quiz, History *history, QuizItem *item, uint64_t n, Progress *progress,
                      const char *key, Err *err) {
    decide(quiz, history, item);
    if (item->is_kept || item->state != QUIZ_ANSWERED || item->decision.position == HISTORY_NONE ||
        item->decision.position > n)
        return true;
    item->is_kept = true;
    return progress_answer(progress, key, (unsigned)(item - quiz->items), item->given.s,
                           str_text(&item->decision.answer), is_right(quiz, item), learner_now(),
                           err);
}

bool quiz_keep(Quiz *quiz, History *history, uint64_t n, Progress *progress, const char *key,
               Err *err) {
    bool fine = true;
    if (!quiz->lesson) return true;
    for (size_t i = 0; i < items_of(quiz); i++)
        fine &= keep_item(quiz, history, &quiz->items[i], n, progress, key, err);
    if (quiz->is_done || !is_end(history, n)) return fine;
    quiz->is_done = true;
    return progress_done(progress, key, learner_now(), err) && fine;
}

// --- goals -------------------------------------------------------------------------------------

static unsigned hints_of(const Question *goal) {
    unsigned count = goal->hints.len > 0;
    for (const char *at = str_text(&goal->hints); (at = strchr(at, '\n')); at++) count++;
    return count;
}

static unsigned hints_there_are(const Quiz *quiz) {
    unsigned most = 0;
    for (size_t i = 0; i < quiz->lesson->n_questions; i++) {
        const Question *goal = &quiz->lesson->questions[i];
        if (goal->kind == QUESTION_GOAL && hints_of(goal) > most) most = hints_of(goal);
    }
    return most;
}

bool quiz_has_hints(const Quiz *quiz) {
    return hints_there_are(quiz) > 0;
}

bool quiz_hint(Quiz *quiz) {
    unsigned most = hints_there_are(quiz);
    if (quiz->hints == most) return false;
    quiz->hints++;
    return true;
}

// All that were asked for, each a paragraph.
static void add_hints(Str *out, const Question *goal, unsigned count) {
    const char *line = str_text(&goal->hints);
    for (unsigned i = 0; i < count && *line; i++) {
        int len = (int)strcspn(line, "\n");
        str_addf(out, words("\n\n**Hint:** %.*s"), len, line);
        line += len;
        line += *line == '\n';
    }
}

// The goals that are met first, then what is left to do.
static void judge_goals(Quiz *quiz, History *history) {
    Str why = {0}, open = {0};
    str_clear(&quiz->goals);
    quiz->is_solved = true;
    for (size_t i = 0; i < quiz->lesson->n_questions; i++) {
        const Question *goal = &quiz->lesson->questions[i];
        if (goal->kind != QUESTION_GOAL) continue;
        bool is_met = goal_judge(goal, history, quiz->is_virtual, &why);
        Str *out = is_met ? &quiz->goals : &open;
        if (out->len) str_add(out, "\n\n");
        str_addf(out, is_met ? words("**Solved!** %s") : words("**Your turn:** %s"),
                 str_text(&goal->text));
        if (is_met) continue;
        quiz->is_solved = false;
        str_addf(out, words("\n\nNot yet: %s"), str_text(&why));
        add_hints(out, goal, quiz->hints);
    }
    if (quiz->goals.len && open.len) str_add(&quiz->goals, "\n\n");
    str_add(&quiz->goals, str_text(&open));
    str_free(&why);
    str_free(&open);
}

// --- showing -----------------------------------------------------------------------------------

// By which event the task that is asked about came into its state.
static uint64_t event_of_state(const Question *question, History *history, uint64_t decided) {
    uint32_t task = question_task_named(history, decided, question);
    uint64_t found = decided - 1;
    size_t count = task ? history_span_count(history, task) : 0;
    for (size_t i = 0; i < count; i++) {
        Span span = history_span(history, task, i);
        if (span.seq < decided) found = span.seq;
    }
    return found;
}

// The line that has printed it: what is printed next to it is known already.
static uint64_t event_of_output(History *history, uint64_t decided) {
    enum { NEAR = 64 };
    const Log *log = history_log(history);
    uint64_t output = decided - 1, least = output > NEAR ? output - NEAR : 0;
    uint32_t task = log_event(log, output)->task;
    if (least < history_first(history)) least = history_first(history);
    for (uint64_t seq = output; seq-- > least;) {
        const Event *ev = log_event(log, seq);
        if (ev->kind == EV_LINE && ev->task == task) return seq;
    }
    return output;
}

static uint64_t reason_of(const Question *question, History *history, uint64_t decided) {
    if (decided == HISTORY_NONE || decided <= history_first(history)) return HISTORY_NONE;
    if (question->kind == QUESTION_STATE) return event_of_state(question, history, decided);
    if (question->kind == QUESTION_OUTPUT) return event_of_output(history, decided);
    return decided - 1;
}

static UiVerdict verdict_of(Quiz *quiz, History *history, const QuizItem *item, Str *text) {
    const Question *question = question_of(quiz, item);
    uint64_t decided = item->decision.position;
    UiVerdict verdict = {.question = question,
                         .how = UI_VERDICT_WRONG,
                         .decided = decided,
                         .reason = reason_of(question, history, decided)};
    str_clear(text);
    question_verdict(text, verdict.question, str_text(&item->given), &item->decision);
    verdict.text = str_text(text);
    if (item->state == QUIZ_SKIPPED) verdict.how = UI_VERDICT_SKIPPED;
    else if (item->decision.is_never) verdict.how = UI_VERDICT_NEVER;
    else if (is_right(quiz, item)) verdict.how = UI_VERDICT_RIGHT;
    return verdict;
}

// What the story says of questions that are decided just here.
static void add_verdicts(Quiz *quiz, History *history, uint64_t n, UiScene *scene) {
    for (size_t i = 0; i < items_of(quiz) && scene->n_verdicts < UI_VERDICTS; i++) {
        QuizItem *item = &quiz->items[i];
        decide(quiz, history, item);
        if (item->decision.position != n) continue;
        size_t at = scene->n_verdicts++;
        quiz->verdicts[at] = verdict_of(quiz, history, item, &quiz->verdict_text[at]);
    }
    scene->verdicts = quiz->verdicts;
}

void quiz_scene(Quiz *quiz, History *history, uint64_t n, const char *next, UiScene *scene) {
    const QuizItem *open = open_item(quiz);
    if (!quiz->lesson) return;
    if (open) {
        quiz->shown = (UiQuestion){question_of(quiz, open), &quiz->choices, !quiz->has_choices};
        scene->question = &quiz->shown;
    }
    add_verdicts(quiz, history, n, scene);
    if (quiz->verdict) {
        QuizItem *item = &quiz->items[quiz->verdict - 1];
        quiz->shown_verdict = verdict_of(quiz, history, item, &quiz->verdict_text[UI_VERDICTS]);
        scene->verdict = &quiz->shown_verdict;
    }
    if (!is_end(history, n)) return;
    judge_goals(quiz, history);
    goal_failure(history, &quiz->failure);
    quiz->shown_end = (UiLessonEnd){.failure = str_text(&quiz->failure),
                                    .goals = str_text(&quiz->goals),
                                    .is_solved = quiz->is_solved,
                                    .hints = quiz->hints,
                                    .all_hints = hints_there_are(quiz),
                                    .next = next,
                                    .is_open = quiz_box(quiz) == QUIZ_END};
    scene->lesson_end = &quiz->shown_end;
}

void quiz_count(const Quiz *quiz, uint64_t n, UiScene *scene) {
    for (size_t i = 0; i < items_of(quiz); i++) {
        const QuizItem *item = &quiz->items[i];
        if (!is_asked(&quiz->lesson->questions[i])) continue;
        scene->n_questions++;
        scene->n_asked += item->state != QUIZ_WAITS && item->asked <= n;
        scene->is_answered |= item->state == QUIZ_ANSWERED && item->is_shown;
    }
}
