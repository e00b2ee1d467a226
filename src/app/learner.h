// The learner's progress, where it is and what lessons are called in it.
#ifndef APP_LEARNER_H
#define APP_LEARNER_H

#include "lesson/catalogue.h"
#include "lesson/progress.h"

// Open it in the user's state folder. NULL: nothing is kept, and *notice says why; *notice may say something of an open one too.
Progress *learner_open(Str *notice);

// What a lesson is called there: its folder and file for one of ours, else its whole path.
void learner_key(Str *out, const char *path);

int64_t learner_now(void); // seconds since 1970

#endif
