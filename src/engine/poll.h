// The selector of a loop: the script's descriptors in an epoll set of their own, which is one uv_poll_t of the libuv loop that waits.
// (A uv_poll_t for each of them would abort the process when the script closes a descriptor that is being watched.)
#ifndef ENGINE_POLL_H
#define ENGINE_POLL_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

enum { POLL_READ = 1, POLL_WRITE = 2 }; // selectors.EVENT_READ and EVENT_WRITE

typedef struct Watched { // of one descriptor
    PyObject *file;      // what the script gave: an int or an object with fileno(); NULL: not watched
    PyObject *handle[2]; // to put into the ready queue when it can be read, written; owned, NULL where there is none
    uint32_t task[2];    // the task that waits for it, 0: nobody knows
    int modes;
} Watched;

typedef struct Poll {
    uv_loop_t uv;
    uv_poll_t script, control; // the epoll set; the control descriptor
    int epoll_fd;              // -1: closed
    int control_fd;            // -1: not watched
    bool control_ready;
    Watched *watched;          // by descriptor
    size_t watched_cap;
    int count;                 // descriptors watched
} Poll;

typedef struct PollEvent {
    int fd, modes;
} PollEvent;

bool poll_open(Poll *poll, int control_fd); // false: a Python exception is set
void poll_close(Poll *poll);                // {0} with epoll_fd -1 and closed ones too

// Begin, change or end (modes 0) watching. 0, or errno as epoll_ctl gave it.
int poll_set(Poll *poll, int fd, int modes);

// Wait until `until_ns` of the machine's monotonic clock (0: not at all, UINT64_MAX: for ever) with the GIL released. How many events are
// in `events`, or -1: a signal came in between.
int poll_wait(Poll *poll, uint64_t until_ns, PollEvent *events, int room);

uint64_t poll_machine_ns(void);

#endif
