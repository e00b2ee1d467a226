// Inside lines*.c only: how this CPython tells of lines (lines_trace.c: 3.11, lines_monitor.c: 3.12 and later), and what is done with one.
#ifndef ENGINE_LINES_WAY_H
#define ENGINE_LINES_WAY_H

#include "engine/version.h"

// --- the way: lines_trace.c or lines_monitor.c ---------------------------------------------------
// Switch it for every thread that runs a loop, and for the main thread; frames that run or are suspended are reached too. NULL, or why lines
// cannot be had.
const char *lines_way_set(bool on);
// The present thread now counts, where lines are on.
void lines_way_thread_joins(void);

// --- what the ways tell: lines.c -----------------------------------------------------------------
// The script's own code, with what is looked up once; NULL: a library's.
typedef struct OwnCode {
    uint32_t id, file;
    bool is_watched; // by lines_monitor.c
    uint32_t *names; // of its variables, string ids; made by locals.c, 0 in front of the first that is not known yet
} OwnCode;
OwnCode *lines_own_code(PyCodeObject *code);

// A line of the script is about to run. -1: an exception is set (gate_pass).
int lines_reached(const VersionFrame *frame, OwnCode *own, uint32_t line);

// An await of the script's, in frame `awaiting`, went on at once: what it awaited ran `awaited` from its beginning to its end.
void lines_await_at_once(const VersionFrame *awaiting, PyCodeObject *awaited);

// Does the present thread run a loop, or is it the main thread?
bool lines_thread_counts(void);
unsigned long lines_main_thread(void);
// Why no more lines come on a thread although they are wanted; or they do again (NULL).
void lines_tell(const char *why_not);

#endif
