// Names as lessons and learners write them: with blanks between, one that has a blank in it in
// quotes. For the files of questions alone.
#ifndef LESSON_QUESTION_NAMES_H
#define LESSON_QUESTION_NAMES_H

#include "base/str.h"

// Take the first name off `rest`. False: there is none left.
bool names_next(StrView *rest, StrView *name);

// Append a name, in quotes where it could not be told apart from others without them.
void names_add_quoted(Str *out, StrView name);

// How many there are.
size_t names_count(StrView names);

#endif
