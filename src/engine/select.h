// The poll phase: wait until a descriptor is ready, a thread wakes the loop or the timeout is over, on the program's clock.
#ifndef ENGINE_SELECT_H
#define ENGINE_SELECT_H

#include "engine/loop.h"

// `timeout_ns` as it is on the program's clock, NS_FOREVER: no end. Callbacks of ready descriptors go to the ready queue.
// False: a Python exception is set.
bool select_phase(Loop *loop, uint64_t timeout_ns);

#endif
