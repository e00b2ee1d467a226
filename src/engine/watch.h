// Which line blocks a loop? A thread of our own looks in when one handle has run for half of loop.slow_callback_duration, and again as long as it runs:
// it takes the GIL as any thread does and reads where the loop's thread stands. No signal is sent, so none of the script's calls is interrupted.
// Under the virtual clock nothing is watched: there a handle takes no time.
#ifndef ENGINE_WATCH_H
#define ENGINE_WATCH_H

#include <Python.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Turns {
    _Atomic uint64_t turn;    // odd: a handle runs
    _Atomic uint64_t slow_ns; // from when on it blocks
} Turns;
extern _Thread_local Turns *watch_mine; // of the thread's loop; NULL: not watched
extern _Atomic bool watch_dozes;          // nothing has run for a while

// The present thread runs a loop from now on, or no more.
void watch_join(void);
void watch_leave(void);
void watch_wake(void);

static inline void watch_handle_begins(double slow_seconds) {
    Turns *mine = watch_mine;
    if (!mine) return;
    atomic_store_explicit(&mine->slow_ns, (uint64_t)(slow_seconds * 1e9), memory_order_relaxed);
    atomic_store_explicit(&mine->turn, atomic_load_explicit(&mine->turn, memory_order_relaxed) + 1, memory_order_release);
    if (__builtin_expect(atomic_load_explicit(&watch_dozes, memory_order_relaxed), 0)) watch_wake();
}

static inline void watch_handle_ends(void) {
    Turns *mine = watch_mine;
    if (mine) atomic_store_explicit(&mine->turn, atomic_load_explicit(&mine->turn, memory_order_relaxed) + 1, memory_order_release);
}

// Where the handle that just ended was seen most often, as a site: the innermost frame, its parents up to the line of the script's. 0: it was
// not seen. *is_after: that place came just after what blocked, which let nobody look in.
uint32_t watch_place(bool *is_after);

// Is our thread there? It is one of the process's that is none of the script's.
bool watch_is_there(void);

// The process is about to fork: a thread beside the script's would be a reason for CPython 3.12 to warn. It comes back with the next handle.
void watch_stop(void);

#endif
