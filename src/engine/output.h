// sys.stdout and sys.stderr: what the script writes becomes OUTPUT events of the task that writes, at the moment it writes.
#ifndef ENGINE_OUTPUT_H
#define ENGINE_OUTPUT_H

#include <Python.h>
#include <stdbool.h>

// Put our text streams in place of sys.stdout, sys.stderr and their __dunder__ twins: same buffer, encoding, errors, buffering, and class name.
// Under `watch` the text goes into events only, else it is written through as well. And sys.stdin: a read that may block is told to the viewer.
int output_install(void);

// Pieces of a line that wait for the rest (print arrives in pieces) become an event now; the sink calls it before every other event.
extern bool output_is_pending;
void output_flush(void);

#endif
