// The user's own editor, on the terminal that the screen has given back.
#ifndef APP_EDITOR_H
#define APP_EDITOR_H

#include <signal.h>

#include "base/err.h"

// While the terminal is not the screen's ^C and ^\ are the editor's alone, and ^Z stops us with it: from before the terminal is given back until it is taken
// again.
typedef struct EditorSignals {
    struct sigaction ours[3];
} EditorSignals;
EditorSignals editor_begin(void);
void editor_end(const EditorSignals *signals);

// $VISUAL, $EDITOR, else sensible-editor. Returns when it has ended. Errors: there is none, it failed, or it was interrupted.
bool editor_edit(const char *path, Err *err);

#endif
