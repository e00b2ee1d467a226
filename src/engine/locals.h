// The variables of the script's functions: what has changed since it was last told, frame by frame, in LOCAL_CHANGED. Values in a few words (describe.h).
#ifndef ENGINE_LOCALS_H
#define ENGINE_LOCALS_H

#include "engine/lines_way.h"

// Tell what has changed in the variables of a frame of the script's, which belongs to `task`. At most 32 of them, each in at most 80 characters.
void locals_look(const VersionFrame *frame, OwnCode *own, uint32_t task);
void locals_frame_ended(const VersionFrame *frame);
// What is known of all frames is given up: their ends will not be seen.
void locals_forget(void);

// While the engine is held, tell of the script's frames on this thread's stack; of a task that is about to step, of its chain of awaits, outermost
// first, at most 32. When it goes on and lines are off, what was told is given up again.
void locals_hold(void);
void locals_go_on(void);
// The gate that comes is before a step of the task, borrowed; NULL: it has been passed.
void locals_about_to_step(PyObject *task);

#endif
