// The catalogue of the lessons that belong to this binary, and its plain list.
#ifndef APP_LESSON_LIST_H
#define APP_LESSON_LIST_H

#include <stdio.h>

#include "base/err.h"
#include "app/learner.h"

// Errors: as paths_lessons and catalogue_load.
bool lesson_list_load(Catalogue *catalogue, Err *err);
// `+` before those that are done, and what is due; how many are done of each chapter and in all.
void lesson_list_print(const Catalogue *catalogue, Progress *progress, FILE *out);

// How many of the interview's questions are to be answered again by now.
unsigned lesson_list_cards_due(Progress *progress);

// cmd_progress.c: what `aioscope progress` says.
void progress_report(Progress *progress, const Catalogue *catalogue, FILE *out);

#endif
