// Where things are: the engines and the lessons, relative to the running binary; the user's state folder; scripts that can be run.
#ifndef APP_PATHS_H
#define APP_PATHS_H

#include "base/err.h"
#include "base/str.h"

// The folder of the lessons: AIOSCOPE_LESSONS, else ../share/aioscope/lessons of an installation,
// else what is linked into a build folder.
bool paths_lessons(Str *out, Err *err);

// The folder of the catalogues of messages: locale beside a build folder's program, else ../share/locale of an installation. False: there is none.
bool paths_catalogues(Str *out);

// The engine for a CPython version, "3.11" or "3.11.2": the newest that fits. NULL: for that of
// VIRTUAL_ENV, else that of AIOSCOPE_PYTHON, else the newest there is. Errors: none is built for
// it; the message names those that are.
bool paths_engine(Str *out, const char *version, Err *err);
// The versions there are engines for: "3.11.2, 3.14.10". Errors: none is built.
bool paths_engines(Str *out, Err *err);

// The folder for what outlives a session: $XDG_STATE_HOME/aioscope, else ~/.local/state/aioscope; made with mode 0700.
bool paths_state(Str *out, Err *err);

// Could Python run this file: readable, and if it is a folder or a zip file, with a __main__.py in it?
bool paths_check_script(const char *path, Err *err);

// The last part of a path; borrowed.
const char *paths_base(const char *path);

#endif
