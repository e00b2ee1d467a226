// The event loop: the C core under asyncio.SelectorEventLoop, whose hot parts these are: call_soon, call_at, _run_once, handles, reader and
// writer watching. The rest of asyncio stays CPython's own; bootstrap.py joins the two in one class.
#ifndef ENGINE_LOOP_H
#define ENGINE_LOOP_H

#include <Python.h>
#include <stdbool.h>

#include "engine/poll.h"
#include "engine/ready.h"
#include "engine/timers.h"
#include "engine/turn.h"

typedef struct Loop {
    PyObject_HEAD
    Ready ready;
    Turn turn;
    size_t ready_cancelled;    // of those recorded: in the queue, but not to be run
    Timers timers;
    Poll poll;
    uint32_t number;
    bool stopping, closed, debug;
    bool is_own_selector;      // else the script gave one, which is asked instead of `poll`
    bool has_own_time;         // a subclass with a time() of its own
    bool turns_itself;         // by a _run_once of another make, which finds asyncio's own queues in these two and in `selector`
    bool is_flowing;           // it turns itself and runs: the virtual clock cannot jump for it, and flows
    PyObject *ready_queue, *timer_heap; // a deque, a list
    bool is_idle;              // waits in the selector
    bool is_woken;             // call_soon_threadsafe was called since this turn began
    uint64_t idle_until_ns;    // its next deadline then
    unsigned long thread;      // runs it, 0: none
    double slow_callback_duration, clock_resolution;
    Py_ssize_t timer_cancelled_count;
    int self_pipe;             // the descriptor, -1: none
    unsigned polls_skipped;
    uint64_t polled_at_ns;     // of the machine's coarse clock
    PyObject *thread_id, *task_factory, *current_handle, *selector;
    PyObject *signal_handlers; // of add_signal_handler: asyncio's dict, NULL before it is made
    struct Loop *next;         // all loops that live
} Loop;

extern Loop *loop_all; // the first of them

// A recorded handle in the ready queue of `loop` was cancelled: it stays there, but is not one of those that will run.
void loop_note_cancelled(PyObject *loop);

Loop *loop_arg(PyObject *object); // NULL, with a Python exception set: it is no loop of ours
// A subclass, or a library that patches the class, has put a _run_once of its own in the place of
// ours.
bool loop_has_own_turn(const Loop *loop);
PyObject *loop_turn_by_asyncio(Loop *loop); // one that turns itself

// Make the module that bootstrap.py runs with. NULL: a Python exception is set.
PyObject *loop_module_new(void);

#endif
