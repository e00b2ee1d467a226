// How the screen is to look: from the options, the environment and the locale.
#ifndef APP_LOOK_H
#define APP_LOOK_H

#include "app/options.h"
#include "ui/ui.h"

UiOptions look_of(const Options *options);

#endif
