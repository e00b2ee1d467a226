// One turn of the loop: compute the timeout, poll, move due timers to the ready queue, run exactly
// the handles that are ready then. Source: asyncio.base_events.BaseEventLoop._run_once, 3.11.
// Called by turn.c, in this order.
#ifndef ENGINE_RUN_H
#define ENGINE_RUN_H

#include "engine/loop.h"

// False: a Python exception is set.
bool run_begin(Loop *loop);                 // up to the timeout, which is in loop->turn
bool run_poll(Loop *loop);                  // the selector, and the timers that are due
void run_begin_handles(Loop *loop);         // so many as are ready now are to run in this turn
bool run_take(Loop *loop, ReadyItem *item); // the next of them, owned; its handle is NULL if there
                                            // is none, or it was cancelled
void run_start(Loop *loop, ReadyItem item); // it begins
bool run_handle(
    Loop *loop,
    PyObject *handle); // false: it has failed, and is not over until its failure has been told
void run_end_handle(Loop *loop); // if one has begun: it is over
void run_leave(Loop *loop);      // the loop runs no more

// asyncio's Handle._run; has the handle another one, by which it is to be run?
void run_know(PyObject *handle_run);
bool run_is_own(PyObject *handle);

// The script blocks this thread here (time.sleep): the place of LOOP_BLOCKED, if it comes to that.
void run_note_blocking(void);

#endif
