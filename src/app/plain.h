// --plain: the told story on stdout, one line an event, without a screen.
#ifndef APP_PLAIN_H
#define APP_PLAIN_H

#include "app/launch.h"
#include "app/options.h"

// Run it and tell. Returns the script's exit status (or dies by its signal); for a lesson 0, however its program ended.
int plain_run(const Launch *launch, const Lesson *lesson, const Options *options);

// Tell a recording. Returns 1 if it was damaged, after telling what is whole; 2 if it cannot be opened.
int plain_replay(const char *path, const Options *options);

// --plain, or the default where stdout is no terminal.
bool plain_is_wanted(const Options *options);

// Does the locale say that only ASCII can be shown, or --ascii?
bool plain_is_ascii(const Options *options);

#endif
