// What a learner has done: lessons seen to their end, answers given, questions that come again. An
// SQLite database in the user's state folder, for that user alone; two sessions may have it open at
// once. What was missed comes back at growing intervals: progress_boxes.h.
#ifndef LESSON_PROGRESS_H
#define LESSON_PROGRESS_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "lesson/lesson.h"

typedef struct Progress Progress;

// Where the questions are that answers belong to: the answers themselves name a lesson and a
// number. NULL: that lesson, or a question of that number in it, is not there any more. What it
// returns lives until the next call.
typedef struct ProgressLessons {
    const Question *(*question)(const char *key, unsigned number, void *arg);
    void *arg;
} ProgressLessons;

// Open it, or make it. An older one is brought up to date, once: *notice then says what has changed
// in it, and answers to questions that `lessons` (NULL: none) does not know stay as they are. Where
// that cannot be done now, *notice says why, and it is tried again the next time. A damaged file is
// put aside, under its name with `.damaged` behind it, and a new one begun: *notice then says so.
// NULL + err: it cannot be written at all, and nothing is kept.
Progress *progress_open(const char *path, const ProgressLessons *lessons, Str *notice, Err *err);
void progress_close(Progress *progress); // NULL is fine, here and below: nothing is kept

// `key`: what a lesson is called in it, "2-tasks/03_two_sleeps.py"; `now` in seconds since 1970. False + err: it could not be written.
bool progress_done(Progress *progress, const char *key, int64_t now, Err *err);
bool progress_answer(Progress *progress, const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t now, Err *err);

typedef struct LessonProgress {
    bool is_done;
    unsigned right, wrong;  // answers ever given
    unsigned known, missed; // questions, by the last answer to each
    unsigned due;           // questions to be asked again by now
} LessonProgress;
LessonProgress progress_of(Progress *progress, const char *key, int64_t now);

// Is this question due again? A question that was never answered is not.
bool progress_is_due(Progress *progress, const char *key, unsigned question, int64_t now);

// The same of all lessons.
typedef struct ProgressTotals {
    unsigned done, right, wrong, known, missed, due;
} ProgressTotals;
ProgressTotals progress_totals(Progress *progress, int64_t now);

// Each answer ever given, oldest first.
typedef void ProgressAnswer(const char *key, unsigned question, const char *given, const char *answer, bool is_right, int64_t at, void *arg);
void progress_answers(Progress *progress, ProgressAnswer *each, void *arg);
typedef void ProgressLesson(const char *key, int64_t at, void *arg);
void progress_lessons(Progress *progress, ProgressLesson *each, void *arg); // those done

bool progress_clear(Progress *progress, Err *err);

#endif
