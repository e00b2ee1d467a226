// The virtual environment that is active, if it is one of our version.
#ifndef ENGINE_VENV_H
#define ENGINE_VENV_H

#include <stdbool.h>

#include "base/str.h"

// The python3 that the script would have run under: the environment's, so that its packages are found and children of the script are in it
// too; else the one we were built with.
void venv_executable(Str *path);

// Was the environment made by another CPython than the one we are linked with? The rest of that one's library, parts in C above all, is not ours
// to use: sys.prefix and packages are the environment's, the standard library stays our own.
bool venv_is_of_another_python(void);

#endif
