// One turn of the loop: compute the timeout, poll, move due timers to the ready queue, run exactly the handles that are ready then.
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "engine/loop.h"

// Source: asyncio.base_events.BaseEventLoop._run_once, 3.11. False: a Python exception is set.
bool run_once(Loop *loop);

// Helpers in Python: failed(handle, exception) tells the loop's exception handler; slow(handle, seconds) logs in debug mode.
void run_set_helpers(PyObject *failed, PyObject *slow);

// The script blocks this thread here (time.sleep): the place of LOOP_BLOCKED, if it comes to that.
void run_note_blocking(void);

#endif
