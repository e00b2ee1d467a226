// What is wrong with a lesson, each with its line (0: the lesson as a whole) and the remedy: "WHAT:
// REMEDY". For `check`.
#ifndef LESSON_FAULTS_H
#define LESSON_FAULTS_H

#include "history/history.h"
#include "lesson/lesson.h"

typedef void FaultFound(unsigned line, const char *what, void *arg);

// What the text alone shows, the parser's own faults among it.
void lesson_text_faults(const Lesson *lesson, FaultFound *found, void *arg);

// What a whole run of it shows: names of tasks that are none, notes that are never told, questions
// that are never asked or have no answer, goals that need no change.
void lesson_run_faults(const Lesson *lesson, History *history, bool is_virtual, FaultFound *found,
                       void *arg);

#endif
