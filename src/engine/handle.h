// Handles of the ready queue and of the timers: subclasses of asyncio.Handle and asyncio.TimerHandle that know their place in the loop.
// Instances have the base class's slots, so its repr, comparisons and debug traces work on them unchanged.
#ifndef ENGINE_HANDLE_H
#define ENGINE_HANDLE_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#define NO_HANDLE UINT32_MAX

typedef enum HandleWhat {
    HANDLE_OTHER,    // asyncio's own callback
    HANDLE_CALLBACK, // the script's
    HANDLE_STEP,     // a task's step: the first, or after a bare yield
    HANDLE_WAKEUP,   // a task's step: what it waited for is done
} HandleWhat;

typedef struct HandleTail { // behind the slots of the base class
    double when;     // timers: the deadline on loop.time()
    uint32_t id;     // in events; NO_HANDLE while it is not scheduled, or nothing is recorded
    uint32_t task;   // the task it steps, wakes, or is the timer of; 0: none
    uint32_t loop;   // of that number it is scheduled in
    uint8_t what;    // HandleWhat
    bool in_ready;   // in the ready queue, not among the timers
} HandleTail;

// Make the types. `threadsafe_class`: since 3.14, else None; `rlock`: makes its lock. False: a
// Python exception is set.
bool handle_types_make(PyObject *handle_class, PyObject *timer_class, PyObject *threadsafe_class,
                       PyObject *rlock);

bool handle_is_ours(PyObject *handle);
HandleTail *handle_tail(PyObject *handle); // only of ours

// A new handle. `args` is taken; callback and context are borrowed (context NULL: a copy of the
// present one). `frames`: so many of those that run now are kept in debug mode, else 0.
typedef PyObject *HandleNew(PyObject *loop, PyObject *callback, PyObject *args, PyObject *context,
                            int frames);
HandleNew handle_new;
HandleNew handle_threadsafe_new; // of call_soon_threadsafe; before 3.14 as any other
PyObject *handle_timer_new(PyObject *loop, double when, PyObject *when_object, PyObject *callback,
                           PyObject *args, PyObject *context, int frames);

// The slots: borrowed references.
PyObject *handle_callback(PyObject *handle);
PyObject *handle_args(PyObject *handle);
PyObject *handle_context(PyObject *handle);
bool handle_is_cancelled(PyObject *handle); // of any handle; an attribute that is missing counts as not cancelled
// Where the last reference to a handle goes, what it held may have something to say: a coroutine
// that was never awaited, an exception that was never retrieved, a __del__. True also where that is
// not known.
bool handle_may_speak(PyObject *handle);
void handle_set_scheduled(PyObject *timer, bool is_scheduled);

// Ids in events: dense, and used again (event_kinds.def).
uint32_t handle_id_take(void);
void handle_id_give(uint32_t id);

#endif
