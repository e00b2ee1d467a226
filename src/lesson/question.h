// The questions of a lesson: asked when a line is about to run, and answered by the run itself.
#ifndef LESSON_QUESTION_H
#define LESSON_QUESTION_H

#include "history/history.h"
#include "lesson/lesson.h"

#define QUESTION_OPTIONS 8

// What there is to choose among, or "" where the answer is typed; the right one is among them.
typedef struct Choices {
    Str options[QUESTION_OPTIONS];
    size_t count;
} Choices;
void choices_free(Choices *choices);

// The question asked at position n (its line is about to run for the first time), from the `from`th on: its number in lesson->questions; n_questions: none is.
// Goals are not asked, see goal_judge.
size_t question_at(const Lesson *lesson, History *history, uint64_t n, size_t from);

// Where it is asked in a history; HISTORY_NONE: its line never ran.
uint64_t question_place(const Lesson *lesson, History *history, size_t number);

// In words, for a person: "Which task runs next?".
void question_words(Str *out, const Question *question);

// The right answer, and the position just after the event that decides it. False: the run has not come so far (or never will, if it has ended).
typedef struct Decision {
    Str answer;
    uint64_t position;
} Decision;
bool question_decide(const Question *question, History *history, uint64_t asked, bool is_virtual, Decision *decision);

// What can be chosen, from a run that knows the answer: asked at `asked` of it. Always in the same order for the same question.
void question_choices(const Question *question, History *history, uint64_t asked, bool is_virtual, Choices *choices);

// Is `given` the answer? Of times and orders other ways to write them are as good.
bool question_is_right(const Question *question, const char *given, const char *answer);

// A goal, at the end of a run: is every condition met? `why` gets the first that is not, with what it was instead.
bool goal_judge(const Question *goal, History *history, bool is_virtual, Str *why);

#endif
