// One file watched for being saved, by whatever means: written in place, or replaced by another of
// its name, as many editors do.
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include <uv.h>

#include "base/str.h"

// Called a moment after something was done to the file, once for what an editor does in several
// steps. It may be gone, or the same as before.
typedef void WatchSaved(void *arg);

typedef struct Watch {
    uv_fs_event_t event;
    uv_timer_t quiet; // runs until nothing has come for a moment
    Str path;         // "" while nothing is watched
    WatchSaved *saved;
    void *arg;
} Watch;

void watch_init(Watch *watch, uv_loop_t *loop, WatchSaved *saved, void *arg);

// This file from now on, and no other; NULL: none. Where its folder is not there or cannot be
// watched, nothing is called.
void watch_file(Watch *watch, const char *path);

// Frees what is not the loop's; its handles are closed with the loop's others.
void watch_free(Watch *watch);

#endif
