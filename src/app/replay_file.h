// A recording opened for looking at it: read whole into a history.
#ifndef APP_REPLAY_FILE_H
#define APP_REPLAY_FILE_H

#include "history/history.h"
#include "trace/recording.h"

typedef struct ReplayFile {
    Str title;       // what the screen's header says
    bool is_virtual; // the clock
    Str damage;      // one line for the user, "" if the file was whole
} ReplayFile;

// Errors: not there, not readable, not a recording, of a newer version. A damaged file opens as far as it is whole.
bool replay_open(ReplayFile *file, const char *path, History *history, Err *err);
void replay_free(ReplayFile *file);

#endif
