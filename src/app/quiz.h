// The questions of the lesson on the stage: which is open, what was answered, what became of it. The answers are the run's own; a rehearsal of it tells
// beforehand what can be chosen.
#ifndef APP_QUIZ_H
#define APP_QUIZ_H

#include "app/learner.h"
#include "app/rehearsal.h"
#include "lesson/question.h"
#include "ui/ui.h"

typedef enum QuizState { QUIZ_WAITS, QUIZ_OPEN, QUIZ_ANSWERED, QUIZ_SKIPPED } QuizState;

typedef struct QuizItem {
    QuizState state;
    uint64_t asked;    // position, once it is open
    Str given;
    Decision decision; // position HISTORY_NONE: not yet
    bool is_kept;      // in the learner's progress
    uint64_t told_at;  // position at which its verdict was shown first, 0: nowhere. Whoever jumps past the moment hears of it where he lands
} QuizItem;

typedef struct Quiz { // {0}: a lesson without questions
    const Lesson *lesson; // borrowed
    bool is_virtual;
    QuizItem *items;      // lesson->n_questions
    Rehearsal rehearsal;
    Choices choices;      // of the open one
    bool has_choices;
    bool is_done;         // the lesson was kept as done
    Str goals;            // what is said of them
    unsigned hints;       // of each goal, asked for so far
    Str hint;
    UiQuestion shown;
    UiVerdict verdicts[UI_VERDICTS];
} Quiz;

void quiz_begin(Quiz *quiz, const Lesson *lesson, const Launch *launch);
void quiz_end(Quiz *quiz);

// The first position > from and ≤ to at which a question is to be asked that was not yet; HISTORY_NONE.
uint64_t quiz_next(const Quiz *quiz, History *history, uint64_t from, uint64_t to);

// The cursor is there: open its question if one is to be asked there.
void quiz_open(Quiz *quiz, History *history, uint64_t n);
bool quiz_is_open(const Quiz *quiz);

// Give the answer, NULL: skip it. True: the run goes on to the moment that decides it, which is near.
bool quiz_answer(Quiz *quiz, History *history, const char *given);

// The position that decides what was answered last; HISTORY_NONE: the run has not come so far. quiz_is_answered: was anything?
uint64_t quiz_decided(Quiz *quiz, History *history);
bool quiz_is_answered(const Quiz *quiz);

// One hint more for each goal, at the end of the run. False: there are no more.
bool quiz_hint(Quiz *quiz);

// A piece of the rehearsal; true: a question waits for it.
bool quiz_work(Quiz *quiz);

// Write what was decided up to position n into the learner's progress, under `key`: answers, and at the end of a run that the lesson is done. False + err:
// it could not be.
bool quiz_keep(Quiz *quiz, History *history, uint64_t n, Progress *progress, const char *key, Err *err);

// What there is to show at position n.
void quiz_scene(Quiz *quiz, History *history, uint64_t n, UiScene *scene);

#endif
