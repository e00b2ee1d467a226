// Leitner's boxes (Sebastian Leitner, So lernt man lernen, 1972), in the database of the learner's
// progress: each right answer moves a question one box on, a wrong one back into the first; a
// question in box n is due again after 1, 2, 4, 8 or 16 days. For the files of progress alone.
#ifndef LESSON_PROGRESS_BOXES_H
#define LESSON_PROGRESS_BOXES_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

// Move a question on or back, for an answer given at `now`. False: the database says why.
bool boxes_put(sqlite3 *db, const char *key, unsigned question, bool is_right, int64_t now);

// Forget where a question was, and put it where the answers that are in the database lead.
bool boxes_replay(sqlite3 *db, const char *key, unsigned question);

#endif
