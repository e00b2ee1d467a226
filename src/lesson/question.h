// The questions of a lesson: asked when a line is about to run, and answered by the run itself.
#ifndef LESSON_QUESTION_H
#define LESSON_QUESTION_H

#include "history/history.h"
#include "lesson/lesson.h"

#define QUESTION_OPTIONS 8

// Answers that are no name, no line and no state.
#define QUESTION_LOOP_WAITS   "nothing, the loop waits"
#define QUESTION_ENDS         "nothing, the program ends"
#define QUESTION_NOTHING_MORE "nothing more"
#define QUESTION_EMPTY_LINE   "an empty line"
#define QUESTION_NOT_CREATED  "not created yet"

// What there is to choose among, or nothing where the answer is typed; the right one is among them.
typedef struct Choices {
    Str options[QUESTION_OPTIONS];
    size_t count;
} Choices;
void choices_free(Choices *choices);

// The question asked at position n (its line is about to run for the first time), from the `from`th
// on: its number in lesson->questions; n_questions: none is. Goals are not asked, see goal_judge.
size_t question_at(const Lesson *lesson, History *history, uint64_t n, size_t from);

// Where it is asked in a history; HISTORY_NONE: its line never ran.
uint64_t question_place(const Lesson *lesson, History *history, size_t number);

// In words, for a person: "What does the loop run next?".
void question_words(Str *out, const Question *question);

// The right answer, and the position just after the event that decides it.
typedef struct Decision {
    Str answer;
    uint64_t position; // HISTORY_NONE: it is not decided
    bool is_never;     // the run is over and has not decided it, so no answer is right or wrong
} Decision;

// False: the run has not come so far, or is_never. `decision` is written anew either way.
// `asked`: the position at which the question was asked. What decides each kind:
//   next    the first task step to begin after that; none, where the loop waits or the run ends
//   output  the first line of stdout to be completed after that
//   state   the state of the task when the statement has completed: its own task has come to the
//           next statement, whether it went on from an await or an exception took it elsewhere
//   time    the end of the run
//   order   the end of the last of the tasks that the question names; ends before it do not count
//   choice  nothing but the lesson
bool question_decide(const Question *question, History *history, uint64_t asked, bool is_virtual,
                     Decision *decision);

// The task that a question about a state names, at a position; 0: it is not created yet.
uint32_t question_task_named(History *history, uint64_t position, const Question *question);

// What can be chosen, from a run that knows the answer: asked at `asked` of it. Always in the same
// order for the same question.
void question_choices(const Question *question, History *history, uint64_t asked, bool is_virtual,
                      Choices *choices);

// Take what a person typed as an answer: the number of an option or its text, seconds, or names.
// `given` gets the answer and loses what it held. False: `why` says what is expected instead.
bool question_take(const Question *question, const Choices *choices, StrView typed, Str *given,
                   Str *why);

// Is `given` the answer? Of times and orders other ways to write them are as good.
bool question_is_right(const Question *question, const char *given, const char *answer);

// Is it a sentence to judge, with the options myth and fact?
bool question_is_myth(const Question *question);

// What became of an answer, in words and with both answers quoted: `You said "A". "B" ran next.`
// `given` "": the question was skipped. A decision that is_never says why nothing is judged.
void question_verdict(Str *out, const Question *question, const char *given,
                      const Decision *decision);

// A goal, at the end of a run: is every condition met? `why` gets the first that is not, with what
// it was instead, as a sentence. A program that failed meets none.
bool goal_judge(const Question *goal, History *history, bool is_virtual, Str *why);

// Why the program of a run that is over has failed, as a sentence; nothing if it has not, or was
// ended from outside.
void goal_failure(History *history, Str *why);

#endif
