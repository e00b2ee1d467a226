// Tasks as the loop sees them: which task a handle belongs to, their numbers, and what is recorded of their steps. asyncio's Task type stays
// CPython's own; it is read through the C getters of its attributes, and only after a type check: a task may be of another make.
#ifndef ENGINE_TASK_H
#define ENGINE_TASK_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

// `step` and `wakeup` are callbacks that a task of CPython's once gave to call_soon: from them we know the others. Also puts our cancel and set_name
// into the Task type, which record and then do what they did. False: a Python exception is set.
bool task_types_learn(PyObject *task_class, PyObject *future_class, PyObject *step, PyObject *wakeup);

// The task that a callback of call_soon steps or wakes, borrowed; NULL: none. *is_step: its first step or one after a bare yield.
PyObject *task_of_callback(PyObject *callback, bool *is_step);

// The number of a task; 0: never seen.
uint32_t task_number(PyObject *task);
// A task that is new: TASK_CREATED is recorded, its number returned.
uint32_t task_created(PyObject *task, uint32_t loop);

// What the task that just ran a step does now: one of the events that end a step, and what belongs to it.
void task_step_ended(PyObject *task, uint32_t number, uint32_t loop);

// A task object goes away: the number of one that had failed, 0: it had not; and one that was not done, which is recorded.
uint32_t task_failed_number(PyObject *task);
void task_destroyed(PyObject *task);

// String ids: a value, and an exception's type and message, in a few words (describe.h).
uint32_t task_picture(PyObject *value);
uint32_t task_exception_type(PyObject *exception);
uint32_t task_exception_message(PyObject *exception);

// Read through the getters; new references or NULL without an exception.
PyObject *task_waits_on(PyObject *task);
PyObject *task_coroutine(PyObject *task);
bool task_is_pending(PyObject *task);
bool task_is_task(PyObject *object);     // of CPython's Task type
bool task_is_future(PyObject *object);   // of CPython's Future or Task type
PyObject *task_callbacks(PyObject *future);

#endif
