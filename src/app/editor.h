// The user's own editor, on the terminal that the screen has given back.
#ifndef APP_EDITOR_H
#define APP_EDITOR_H

#include "base/err.h"

// $VISUAL, $EDITOR, else sensible-editor, in the foreground. Returns when it has ended. Errors:
// there is none, it failed, or it was interrupted.
bool editor_edit(const char *path, Err *err);

#endif
