// The gates: points at which the engine can hold until it is granted to go on. Free when nothing is asked: one flag test.
#ifndef ENGINE_GATE_H
#define ENGINE_GATE_H

#include <Python.h>

#include "trace/control.h"

// True while the engine must look more closely at gates: a grant that ends somewhere, or a pause asked for. Tested inline by the callers.
extern bool gate_is_armed;
// Something in shared memory or the socket may have asked for a pause; cheap enough for every iteration.
bool gate_pause_asked(void);

// -1: no gates ever hold. On the main thread, after Python has started: installs a handler of SIGURG, through which a message reaches even a
// loop that is blocked, and says HELLO.
void gate_open(int control_fd);

// Pass a gate: holds here, GIL released, if the present grant ends at it. `task` and `line` tell the viewer where; `file` is a string id
// of the file of `line`. While it holds the program's clock stands still (clock_hold, clock_go_on). -1 with a Python exception set if a signal handler
// of the script raised while it was held (^C).
int gate_pass(Gate gate, uint32_t task, uint32_t file, uint32_t line);

// What a grant may end at has come where nothing can hold (inside a step, on a worker thread): then the next gate holds.
// And a task has ended: a grant that waits for it can no longer come true.
void gate_reached(Gate gate, uint32_t task);
void gate_task_ended(uint32_t task);

// The next gate holds, whatever was granted.
void gate_hold_next(void);

// The control descriptor, so that the loop's wait can watch it (-1: none); read what has come in, which may change gate_is_armed
// and turn lines on or off. Holds at GATE_PAUSE if a pause came. Same result as gate_pass.
int gate_control_fd(void);
int gate_read_control(void);

// Is the engine held just now, on any thread?
bool gate_is_held(void);

// Tell the viewer that a blocking read of stdin begins (1) or is over (0); that a long wait is over.
void gate_tell_reading(uint32_t task, int begins);
void gate_tell_awake(void);

#endif
