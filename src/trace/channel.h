// The way of events from the engine to its parent: a ring in shared memory (memfd), or a pipe where that cannot be had.
// One producer at a time (the engine under the GIL), one consumer (the parent). Both carry the same bytes: slots of 32 bytes,
// one for an event or definition, and after a DEF_STRING as many as its bytes need.
#ifndef TRACE_CHANNEL_H
#define TRACE_CHANNEL_H

#include "base/err.h"
#include "trace/event.h"

typedef struct Channel Channel;

// The parent's end. On success *fd is to be inherited by the engine (at any number) and closed by the caller afterwards.
// AIOSCOPE_NO_SHM set in the environment forces the pipe. AIOSCOPE_RING_SLOTS, a power of two from 4096 on, makes a ring of another size than
// 256 Ki slots: for tests.
Channel *channel_new(int *fd, Err *err);

// The engine's end of an inherited descriptor, which is the channel's from then on; it tells ring and pipe apart by itself. NULL + err if it is
// neither.
Channel *channel_open(int fd, Err *err);
void channel_free(Channel *channel);

// --- the engine's side: functions that neither allocate nor take locks ---------------------------

// Write one record. When the ring is full, `wait` is called until there is room (it sleeps a little, with the GIL released, and
// returns false if the parent has gone: then the record and all later ones are dropped). Visible to the reader at once.
// A DEF_STRING longer than DEF_STRING_MAX is cut there.
void channel_write(Channel *channel, const Record *record, bool (*wait)(void *), void *arg);
// The short way for an event, which most are: false if there is no room at once or the channel is a pipe; then channel_write is asked.
bool channel_put(Channel *channel, const Event *ev);

// Is there no room for `slots` more? The engine asks at its gates, so that it waits there rather than inside a step. A pipe can only tell
// whether it is full.
bool channel_is_full(Channel *channel, size_t slots);

// How many slots were written so far; goes with a ControlMessage, so that the parent knows when it has read all before it.
uint64_t channel_written(const Channel *channel);

// The parent has gone, or the child of a fork() must not write: drop everything from here on.
void channel_mute(Channel *channel);

// Told by the engine around a long wait in the selector: the parent need not look until it is woken by a control message.
void channel_set_parked(Channel *channel, bool parked);

// --- the parent's side ---------------------------------------------------------------------------

// The next record, or false: nothing there now. Never blocks. Its bytes live until the next call.
bool channel_read(Channel *channel, Record *record);
uint64_t channel_consumed(const Channel *channel); // slots read so far
bool channel_is_parked(const Channel *channel);

// For the pipe: the descriptor to poll before reading; -1 for a ring, which is looked at by a timer.
int channel_poll_fd(const Channel *channel);

// A flag in shared memory that asks the engine to hold at its next gate (see control.h); always false for a pipe, where the engine reads
// its control socket at every gate instead.
void channel_ask_pause(Channel *channel, bool pause);
bool channel_pause_asked(const Channel *channel);

#endif
