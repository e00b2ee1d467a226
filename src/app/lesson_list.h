// The catalogue of the lessons that belong to this binary, and its plain list.
#ifndef APP_LESSON_LIST_H
#define APP_LESSON_LIST_H

#include <stdio.h>

#include "base/err.h"
#include "app/learner.h"

// Errors: as paths_lessons and catalogue_load.
bool lesson_list_load(Catalogue *catalogue, Err *err);

// The one lesson that has this number or, in its file's name or its title, these words. `number`:
// "2.3". Errors: none has; several have, and are listed.
bool lesson_list_find(const char *wanted, Str *path, Str *number, Err *err);

// Could this name a lesson? Not where it is a path: there is such a file, it contains a `/`, or it
// ends in .py or .aioscope.
bool lesson_list_is_name(const char *wanted);

// The number of the lesson in this file, `number` NULL: only whether it is one; false: it is none
// of those that belong to this binary.
bool lesson_list_number(const char *path, Str *number);

// `+` before those that are done, and what is due; how many are done of each chapter and in all.
void lesson_list_print(const Catalogue *catalogue, Progress *progress, FILE *out);

// How many of the interview's questions are to be answered again by now.
unsigned lesson_list_cards_due(Progress *progress);

// cmd_progress.c: what `aioscope progress` says.
void progress_report(Progress *progress, const Catalogue *catalogue, FILE *out);

#endif
