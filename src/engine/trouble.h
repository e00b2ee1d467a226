// Trouble that CPython or asyncio itself finds, recorded where they say so: coroutines never awaited, exceptions nobody asked for, tasks
// collected too early, asyncio.run inside a running loop. And deadlocks, which nobody else finds.
#ifndef ENGINE_TROUBLE_H
#define ENGINE_TROUBLE_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

// `warnings`, `events` and `runners` are the modules. False: a Python exception is set.
bool trouble_learn(PyObject *warnings, PyObject *events, PyObject *runners);

// What a loop's call_exception_handler is given. Source: asyncio.base_events.BaseEventLoop.call_exception_handler
void trouble_handled(uint32_t loop, PyObject *context);

// A task has just begun to wait: does that close a circle?
void trouble_look_for_circle(PyObject *task, uint32_t number, uint32_t loop);

#endif
