// Line events and line gates of the script's own code on loop threads: PyEval_SetTrace on 3.11, sys.monitoring where CPython has it.
#ifndef ENGINE_LINES_H
#define ENGINE_LINES_H

#include <Python.h>
#include <stdbool.h>

// Turn them on or off; takes effect at once, for suspended coroutines too. A trace function of the script's own wins: then they stay off.
void lines_set(bool on);
bool lines_are_on(void);
// The present thread runs a loop from now on: its lines count too. (The main thread's always do.)
void lines_loop_starts(void);
// The code that runs the script begins here: nothing before this call is a line.
void lines_script_begins(void);
// Called by the tracer and by pauses: the innermost own frame of the present thread. False: there is none.
bool lines_where(PyCodeObject **code, int *line); // *code is borrowed

#endif
