// What a suspended task waits for: told by the innermost function of asyncio's in its await chain, else by what the future is.
#ifndef ENGINE_WAIT_H
#define ENGINE_WAIT_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

// Learn asyncio's own functions: `rows` is a list of (function, name of a rule); and the types. False: a Python exception is set.
bool wait_learn(PyObject *rows, PyObject *types);

// Record TASK_SUSPENDED or TASK_YIELDED, and the TASK_AWAITS that belong to it.
void wait_record(PyObject *task, uint32_t number, uint32_t loop);

// The timer that will complete `future`, made by asyncio.sleep in the step that now runs.
void wait_note_sleep(PyObject *future, uint32_t handle);
// `future` is completed by a job of an executor.
void wait_note_job(PyObject *future, uint32_t job);
// The descriptor that a task waits for: told to the loop when one is known.
void wait_set_fd_hook(void (*told)(uint32_t loop, int fd, bool is_write, uint32_t task));

// Each task that a waiting one cannot go on without: the owner of its lock, the tasks it awaits (not one of several that is enough). Stops at the first for
// which `each` is true, and says whether there was one.
typedef bool WaitEach(PyObject *task, void *arg);
bool wait_each_target(PyObject *task, WaitEach *each, void *arg);

bool wait_is_python_task(PyObject *object); // asyncio's Task class as written in Python

#endif
