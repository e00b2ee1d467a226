// The copy of one of our lessons that its learner changes: in the state folder, under the lesson's
// own chapter and name.
#ifndef APP_LESSON_COPY_H
#define APP_LESSON_COPY_H

#include "base/err.h"
#include "base/str.h"

// Where the copy of this lesson is, or would be. False: the lesson is none of ours, so its file is
// changed itself; or there is no state folder, and err says so.
bool lesson_copy_path(Str *out, const char *lesson, Err *err);

// Make it, unless it is there. Errors: it cannot be written.
bool lesson_copy_make(const char *lesson, const char *copy, Err *err);

// Put it aside, as NAME.py~ beside it: the lesson has no copy any more. `is_there`: it had one.
// Errors: it cannot be moved.
bool lesson_copy_put_aside(const char *copy, bool *is_there, Err *err);

#endif
