// A flight recorder: `record --last` keeps only the newest events, and writes them when the script has ended, when it is asked to by a signal, and when
// there is trouble, each time into another file.
#ifndef APP_FLIGHT_H
#define APP_FLIGHT_H

#include "history/window.h"
#include "trace/recording.h"

#define FLIGHT_FILES 9 // besides the one at the end

typedef struct Flight {
    Window *window;
    uint64_t wanted_events, wanted_ns; // of --last, one of them 0
    const RecordingMeta *meta;  // borrowed, like path
    const char *path;           // of the recording at the end; the others have a number before its suffix
    uint64_t events, now;       // so many came; time of the last
    uint64_t saved_events, saved_now; // when it was last saved
    int files;
    Str told;                   // one line for each file, for the end
} Flight;

// `last` as it was typed: 30s, 5min, 2h, 500, 100k, 1M. Errors: anything else.
bool flight_parse(const char *last, uint64_t *events, uint64_t *ns, Err *err);

void flight_begin(Flight *flight, uint64_t events, uint64_t ns, const RecordingMeta *meta, const char *path);
void flight_end(Flight *flight);

// Take one more. Trouble is saved, once until a whole window has gone by.
void flight_keep(Flight *flight, const Record *record);

// What there is, into a file of its own with a number; `why` in a few words, for the line about it.
void flight_save(Flight *flight, const char *why);

// What there is, to `fd`.
bool flight_write(Flight *flight, int fd, Err *err);

#endif
