// The questions of the lesson on the stage: which is open, what was answered, what became of it.
// The answers are the run's own; a rehearsal of it gives beforehand what can be chosen.
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
    Decision decision;
    uint64_t looked;   // events there were when its decision was looked for
    bool is_kept;      // in the learner's progress
    bool is_shown;     // its verdict was: once, at the first place at or behind its decision
} QuizItem;

// What the lesson has to say that stands over the panes, one at a time.
typedef enum QuizBox {
    QUIZ_NOTHING,
    QUIZ_VERDICT, // of an answer
    QUIZ_QUESTION,
    QUIZ_END, // of the lesson: its goals, and what comes next
} QuizBox;

typedef struct Quiz {     // {0}: no lesson
    const Lesson *lesson; // borrowed
    bool is_virtual;
    QuizItem *items; // lesson->n_questions; NULL: nothing is asked
    Rehearsal rehearsal;
    Choices choices;      // of the open one
    bool has_choices;
    bool is_done;         // the lesson was kept as done
    bool is_end_open, is_end_closed; // the box at the end, since the cursor came there
    size_t verdict;                  // the item whose verdict is shown + 1; 0: none
    Str goals;            // what is said of them
    Str failure;          // why the program has failed, "" if it has not
    uint64_t began;       // the rehearsal, in real ns
    bool is_solved;       // all of them are
    unsigned hints;       // of each goal, asked for so far
    UiQuestion shown;
    UiVerdict shown_verdict, verdicts[UI_VERDICTS];
    Str verdict_text[UI_VERDICTS + 1];
    UiLessonEnd shown_end;
} Quiz;

// `asks` false: an edited run, of which goals alone are judged.
void quiz_begin(Quiz *quiz, const Lesson *lesson, const Launch *launch, bool asks);
void quiz_end(Quiz *quiz);

// The first position > from and ≤ to at which a question is to be asked that was not yet;
// HISTORY_NONE.
uint64_t quiz_next(const Quiz *quiz, History *history, uint64_t from, uint64_t to);

// The cursor is at n: open what there is to ask or to say there.
void quiz_arrive(Quiz *quiz, History *history, uint64_t n);
QuizBox quiz_box(const Quiz *quiz);

// Close the verdict or the box at the end; close all of them, for the cursor moves on.
void quiz_close(Quiz *quiz, History *history, uint64_t n);
void quiz_leave(Quiz *quiz);
// The box at the end may be opened again.
void quiz_reopen_end(Quiz *quiz);

// Give the answer, NULL: skip it. True: the moment that decides it is near, with no note of the
// lesson on the way, and the run can go there.
bool quiz_answer(Quiz *quiz, History *history, const char *given);

// The position that decides what was answered last; HISTORY_NONE: the run has not come so far, or
// it is over and never will. quiz_is_answered: was anything?
uint64_t quiz_decided(Quiz *quiz, History *history);
bool quiz_is_answered(const Quiz *quiz);

// One hint more for each goal. False: there are no more. quiz_has_hints: were there any?
bool quiz_has_hints(const Quiz *quiz);
bool quiz_hint(Quiz *quiz);

// A piece of the rehearsal; true: a question waits for it. `now` in real ns.
bool quiz_work(Quiz *quiz, uint64_t now);

// Write what was decided up to position n into the learner's progress, under `key`: answers, and at
// the end of a run that the lesson is done. False + err: it could not be.
bool quiz_keep(Quiz *quiz, History *history, uint64_t n, Progress *progress, const char *key,
               Err *err);

// What there is to show at position n. `next`: the lesson after this one, "" for none.
void quiz_scene(Quiz *quiz, History *history, uint64_t n, const char *next, UiScene *scene);
// How many questions there are, and how many of them were asked up to position n.
void quiz_count(const Quiz *quiz, uint64_t n, UiScene *scene);

#endif
