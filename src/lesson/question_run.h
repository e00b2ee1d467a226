// What a run says to a question: shared by what decides it and by what can be chosen. For these
// alone.
#ifndef LESSON_QUESTION_RUN_H
#define LESSON_QUESTION_RUN_H

#include "history/history.h"

// The name of a task at a position. Lives as long as the log.
StrView question_task_name(History *history, uint64_t position, uint32_t task);

// Each line that was written to stdout, in the order in which they were completed, with the
// position just after the event that completed it; `take` returns true where it has seen enough. At
// the end of a run also what was written of a line that has no end.
typedef bool LineTaker(StrView line, uint64_t position, void *arg);
void question_each_line(History *history, LineTaker *take, void *arg);

// A line as an answer, which is never empty.
void question_line_text(Str *out, StrView line);

#endif
