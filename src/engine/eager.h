// Eager tasks (3.12 and later): the first step runs inside the Task's constructor, in the midst of the step that makes the task, without a handle.
#ifndef ENGINE_EAGER_H
#define ENGINE_EAGER_H

#include <Python.h>
#include <stdint.h>

// Puts our constructor before that of CPython's Task type, for it and all its subclasses.
void eager_install(PyTypeObject *task_type);

// A Task asks its loop whether it runs, and if so begins an eager step at once (_asyncio.Task.__init__): our loop's is_running() says so here
// when it answers yes.
void eager_loop_asked(uint32_t loop);

#endif
