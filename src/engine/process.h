// Child processes that asyncio starts.
#ifndef ENGINE_PROCESS_H
#define ENGINE_PROCESS_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

// Watch asyncio.base_subprocess.BaseSubprocessTransport. False: a Python exception is set.
bool process_learn(PyTypeObject *transport_type);

uint32_t process_number(PyObject *transport); // 0: none

#endif
