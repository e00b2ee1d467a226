// CPython in this process: started as the python3 command would be, with our loop under asyncio, and run to its end.
#ifndef ENGINE_PYTHON_H
#define ENGINE_PYTHON_H

#include "base/err.h"

// argv: SCRIPT ARG… or -m MODULE ARG…, ends with NULL. The loop is in place afterwards and no line of the script has run.
bool python_start(char *const *argv, Err *err);

// Run the script; the process's exit status. (It may also end by the signal of an uncaught KeyboardInterrupt, as python3 does.)
int python_run(char *const *argv);

#endif
