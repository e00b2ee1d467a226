// Futures that matter to the script: those that its own code makes, awaits or completes.
#ifndef ENGINE_FUTURE_H
#define ENGINE_FUTURE_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

// Watch asyncio's Future type. False: a Python exception is set.
bool future_learn(PyTypeObject *future_type);

// loop.create_future() has just made it.
void future_made(PyObject *future);
// The number of a future that the script's own code awaits, given on first sight.
uint32_t future_awaited(PyObject *future);
uint32_t future_number(PyObject *future); // 0: it has none

#endif
