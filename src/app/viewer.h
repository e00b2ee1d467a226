// The frame loop: keys, frames, the engine's news and signals, on one libuv loop.
#ifndef APP_VIEWER_H
#define APP_VIEWER_H

#include "app/options.h"
#include "base/err.h"
#include "lesson/catalogue.h"

typedef enum ViewerWhat { VIEWER_MENU, VIEWER_LESSON, VIEWER_SCRIPT, VIEWER_RECORDING, VIEWER_PAIR } ViewerWhat;

// What to open first.
typedef struct ViewerStart {
    ViewerWhat what;
    const Options *options;
    const Catalogue *catalogue; // borrowed; of VIEWER_LESSON the list to go back to, NULL: none
    const char *path;           // of the lesson or recording
    const char *number;         // of the lesson, "2.3"; "" if it has none
} ViewerStart;

// Show it until the user leaves. Returns the exit status; errors before the screen is up, and those that end it, are printed here.
int viewer_run(const ViewerStart *start);

#endif
