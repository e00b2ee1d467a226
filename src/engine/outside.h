// The jump rule: can anything but the program itself wake a loop? Only if not may the virtual clock jump.
#ifndef ENGINE_OUTSIDE_H
#define ENGINE_OUTSIDE_H

#include <stdbool.h>

#include "engine/loop.h"

typedef enum Outside {
    OUTSIDE_NOTHING, // jump
    OUTSIDE_PEERS,   // descriptors both ends of which are ours: a moment of real time, then jump
    OUTSIDE_CAN,     // the clock flows with real time
} Outside;

// To be called once before the script starts: signals handled by now are not the script's.
void outside_start(PyObject *idle_worker_code);
// As seen from the present thread, whose loop is idle or asleep in time.sleep.
Outside outside_look(void);

#endif
