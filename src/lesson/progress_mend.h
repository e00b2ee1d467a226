// Step 2 of the progress database. Before it, answers to `output` and `order` were judged before
// the run had decided them, and kept as wrong, with an empty or an unfinished answer beside them.
// Those are taken out. For progress.c alone.
#ifndef LESSON_PROGRESS_MEND_H
#define LESSON_PROGRESS_MEND_H

#include "lesson/progress.h"

#include <sqlite3.h>

// In an open transaction, with the database at `path`. A copy of it as it was is made first, if
// there is anything to take out: `path` with `.before-2` behind it, for this user alone. *count:
// how many answers went. False + err: nothing may be committed.
bool progress_mend(sqlite3 *db, const char *path, const ProgressLessons *lessons, unsigned *count,
                   Err *err);

// The name of that copy.
void progress_mend_copy(Str *out, const char *path);

#endif
