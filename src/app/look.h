// How the screen is to look: from the options, the environment and the locale.
#ifndef APP_LOOK_H
#define APP_LOOK_H

#include "app/options.h"
#include "ui/ui.h"

UiOptions look_of(const Options *options);

// The same look for another run of ours: its arguments. Returns how many.
enum { LOOK_ARGUMENTS = 3 };
size_t look_arguments(const char *args[LOOK_ARGUMENTS], const Options *options);

#endif
