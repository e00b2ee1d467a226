// Jobs of executors: what run_in_executor (and asyncio.to_thread) hands to other threads.
#ifndef ENGINE_JOBS_H
#define ENGINE_JOBS_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

bool jobs_types_make(void);

// A callable to submit in place of `function`, which runs on a worker thread and says when it begins and ends.
PyObject *job_new(PyObject *function, uint32_t loop, uint32_t task);
// For executors that need the function itself: a callback for the concurrent future, which only says that the job has ended.
PyObject *job_end_new(PyObject *function, uint32_t loop, uint32_t task);
uint32_t job_id(PyObject *job);

// How many jobs were submitted and have not ended.
int jobs_outstanding(void);

#endif
