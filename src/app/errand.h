// Another run of this program on the terminal that the screen has given back, as an editor is run.
#ifndef APP_ERRAND_H
#define APP_ERRAND_H

#include "base/err.h"

#define ERRAND_VARIABLE "AIOSCOPE_FROM_MENU" // set for the other one: there is a list to go back to

// Run `aioscope ARGUMENT…` (NULL at the end) and wait until it has ended; where it failed, until
// what it said has been read. A ^C or ^Z is for the one that runs. Errors: it could not be started.
bool errand_run(const char *const *arguments, Err *err);

#endif
