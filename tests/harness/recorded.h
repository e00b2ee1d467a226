// A recording as a history.
#ifndef HARNESS_RECORDED_H
#define HARNESS_RECORDED_H

#include "history/history.h"
#include "lesson/lesson.h"

// Read the file to its end; a test fails if it cannot be read or is damaged. `lesson`: whose lines
// are steps of their own, NULL: none. The caller frees it.
History *recorded_history(const char *path, const Lesson *lesson);

#endif
