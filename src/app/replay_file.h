// A recording opened for looking at it: read into a history piece by piece, so that the first of it is there at once however long it is.
#ifndef APP_REPLAY_FILE_H
#define APP_REPLAY_FILE_H

#include "history/history.h"
#include "trace/recording.h"

typedef struct ReplayFile { // {0}: none
    Str title;       // what the screen's header says
    bool is_virtual; // the clock
    bool is_lesson;  // it was recorded as one
    Str damage;      // one line for the user once all is read, "" if the file was whole
    History *history; // borrowed
    RecordingReader *reader; // NULL: all is read
    int fd;
    uint64_t size;   // of the file, bytes; 0: not known
    uint64_t block;  // where the block begins whose events come now
    bool is_stored;  // the history reads them again from the file
} ReplayFile;

// Errors: not there, not readable, not a recording, of a newer version. Nothing but the beginning is read yet.
bool replay_open(ReplayFile *file, const char *path, History *history, Err *err);

// Read some `records` more; false: there are no more. A damaged file is read as far as it is whole.
bool replay_read(ReplayFile *file, size_t records);

bool replay_is_reading(const ReplayFile *file);
int replay_percent(const ReplayFile *file); // read so far; -1: not known
void replay_free(ReplayFile *file);

#endif
