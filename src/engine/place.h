// Places in the code, as site ids: looked up by (outer site, code, instruction), so that a line is worked out once.
#ifndef ENGINE_PLACE_H
#define ENGINE_PLACE_H

#include <Python.h>
#include <stdint.h>

uint32_t place_of(uint32_t parent, PyCodeObject *code, int instruction);
// Where the script's own code runs now on this thread: its innermost own frame, else the innermost at all; 0: no Python code runs.
uint32_t place_running(void);
// Is the code that runs innermost the script's own: did it make the present call itself?
int place_is_own(void);
// Where an exception was raised: the innermost own frame of its traceback, else the innermost.
uint32_t place_raised(PyObject *exception);

#endif
