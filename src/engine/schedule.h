// Putting handles into the ready queue and among the timers, and recording what they will do.
#ifndef ENGINE_SCHEDULE_H
#define ENGINE_SCHEDULE_H

#include "engine/loop.h"

// How a callback came to the loop.
typedef enum Via { VIA_CALL_SOON, VIA_THREADSAFE, VIA_FUTURE, VIA_DESCRIPTOR } Via;

// Put a handle at the end of the ready queue; takes the reference.
void schedule_ready(Loop *loop, PyObject *handle, Via via);
// Put a timer handle among the timers; takes no reference.
void schedule_timer(Loop *loop, PyObject *timer, bool may_be_script);
// A timer's deadline has come: the same handle goes to the ready queue. Takes the reference.
void schedule_fired(Loop *loop, PyObject *timer);
// The handle will never run, though nobody cancelled it. Takes the reference.
void schedule_forget(Loop *loop, ReadyItem item);

// The task whose step runs on this thread; not owned. The one that gives its own next step to call_soon is no new task.
extern _Thread_local PyObject *schedule_stepping;

// To know timers by: the function that asyncio.sleep gives to call_later, and the code objects (a tuple) of those that end timeouts.
void schedule_know(PyObject *sleep, PyObject *timeouts);

#endif
