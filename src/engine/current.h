// What runs on the present thread: kept by the loop, read by whoever records something.
#ifndef ENGINE_CURRENT_H
#define ENGINE_CURRENT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Current {
    uint32_t loop; // 0: this thread is not inside a loop's run phase
    uint32_t task; // 0: no task's step runs
    bool is_cancelling; // inside Task.cancel, which cancels the future that the task waits for
} Current;

extern _Thread_local Current current;

// The name of the present thread as `threading` has it, as a string id; 0 if it has none.
uint32_t current_thread_name(void);

#endif
