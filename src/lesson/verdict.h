// What is said of an answer, in whole sentences.
#ifndef LESSON_VERDICT_H
#define LESSON_VERDICT_H

#include "lesson/lesson.h"

// `You said "a". It printed "b".`; without the first sentence where it was right, or where nothing
// was said ("").
void verdict_words(Str *out, const Question *question, const char *given, const char *answer,
                   bool is_right);

// Is it one of the deck of myths: a sentence that is either a myth or a fact?
bool verdict_is_myth(const Question *question);

#endif
