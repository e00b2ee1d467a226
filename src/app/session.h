// The live session is a recording too: written as it goes into the user's state folder, so that a crash of either process loses next to nothing.
// At most SESSIONS_MAX of them are kept, and SESSIONS_BYTES in all; the oldest go.
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "base/err.h"
#include "base/str.h"
#include "trace/recording.h"

#define SESSIONS_MAX 10
#define SESSIONS_BYTES (1024u * 1024 * 1024)

typedef struct Session { // {0}: none is written
    RecordingWriter *writer;
    int fd;
    uint64_t flushed_ms, size; // of the machine's clock; bytes in the file at the last flush
    bool is_dirty;
    Err err;           // why no more is written, for the user; "" while all is well
} Session;

// Begin a file. It may fail for want of room or rights: then session->err says why, and the session is not kept, which harms nothing else.
void session_begin(Session *session, const RecordingMeta *meta);
void session_keep(Session *session, const Record *record);
// What was kept is in the file afterwards, but at most once a second unless `now`.
void session_flush(Session *session, bool now);
void session_end(Session *session);

// The newest session; errors: there is none.
bool session_newest(Str *path, Err *err);

#endif
