// A whole history for the commands that look at it once: from a recording, or from a script that is run for it without a screen.
#ifndef APP_GATHER_H
#define APP_GATHER_H

#include "app/options.h"
#include "base/str.h"
#include "history/history.h"

// The operand is a recording (known by its first bytes), a script with its arguments, or a lesson,
// which runs as it is learnt. What the script prints is in the history alone, and it has no stdin
// of ours. `title`: what it is called. `damage`: one line if a recording was not whole. Errors: not
// to be read or run; arguments after a recording.
bool gather(History *history, const Options *options, Str *title, Str *damage, Err *err);

// Is this a recording, by its first bytes?
bool gather_is_recording(const char *path);

#endif
