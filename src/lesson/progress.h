// What a learner has done: lessons seen to their end, answers given, questions that come again. An SQLite database in the user's state folder, for that user
// alone; two sessions may have it open at once.
//
// What was missed comes back by Leitner's boxes (Sebastian Leitner, So lernt man lernen, 1972): each right answer moves a question one box on, a wrong one
// back into the first; a question of box n is due again after 1, 2, 4, 8 and 16 days.
#ifndef LESSON_PROGRESS_H
#define LESSON_PROGRESS_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

typedef struct Progress Progress;

// Open it, or make it. A damaged file is put aside, under its name with `.damaged` behind it, and a new one begun: *notice then says so. NULL + err: it
// cannot be written at all, and nothing is kept.
Progress *progress_open(const char *path, Str *notice, Err *err);
void progress_close(Progress *progress); // NULL is fine, here and below: nothing is kept

// `key`: what a lesson is called in it, "2-tasks/03_two_sleeps.py"; `now` in seconds since 1970. False + err: it could not be written.
bool progress_done(Progress *progress, const char *key, int64_t now, Err *err);
bool progress_answer(Progress *progress, const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t now, Err *err);

typedef struct LessonProgress {
    bool is_done;
    unsigned right, wrong; // answers ever given
    unsigned due;          // questions to be asked again by now
} LessonProgress;
LessonProgress progress_of(Progress *progress, const char *key, int64_t now);

// Is this question due again? A question that was never answered is not.
bool progress_is_due(Progress *progress, const char *key, unsigned question, int64_t now);

// Lessons done, answers right and wrong, questions due: of all of them.
typedef struct ProgressTotals {
    unsigned done, right, wrong, due;
} ProgressTotals;
ProgressTotals progress_totals(Progress *progress, int64_t now);

// Each answer ever given, oldest first.
typedef void ProgressAnswer(const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t at, void *arg);
void progress_answers(Progress *progress, ProgressAnswer *each, void *arg);
typedef void ProgressLesson(const char *key, int64_t at, void *arg);
void progress_lessons(Progress *progress, ProgressLesson *each, void *arg); // those done

bool progress_clear(Progress *progress, Err *err);

#endif
