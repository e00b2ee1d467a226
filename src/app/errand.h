// Another run of this program on the terminal that the screen has given back, as an editor is run.
#ifndef APP_ERRAND_H
#define APP_ERRAND_H

#include "base/err.h"

// Run `aioscope ARGUMENT…` (NULL at the end) and wait until it has ended and whoever sits there has
// pressed enter. A ^C or ^Z is for the one that runs. Errors: it could not be started.
bool errand_run(const char *const *arguments, Err *err);

#endif
