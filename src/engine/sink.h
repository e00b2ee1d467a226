// Where the engine's facts go: definitions are made once, events are stamped and written to the channel. All under the GIL, except
// where it says otherwise.
#ifndef ENGINE_SINK_H
#define ENGINE_SINK_H

#include <Python.h>

#include "trace/channel.h"
#include "trace/event.h"

// Two threads never write at once: whoever finds the channel full waits with the GIL released, and every other writer waits behind it.

// Recording is on: a channel is there, this is not a forked child, and the parent lives. Test it before making anything costly.
extern bool sink_is_on;

bool sink_open(int channel_fd, Err *err);
void sink_close(void);

// Stamp `kind` with the program's clock (clock_now_ns, clock.h) and write it. Pending output of a task is written first.
void sink_event(EventKind kind, uint32_t loop, uint32_t task, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
void sink_event_ns(EventKind kind, uint32_t loop, uint32_t task, uint32_t a, uint32_t b, uint64_t ns); // ns at field 2

// Ids of definitions, made on first use. sink_text makes a new string each time (output, messages); sink_intern one per content.
uint32_t sink_text(const char *bytes, size_t len);
uint32_t sink_intern(const char *bytes, size_t len);
uint32_t sink_intern_object(PyObject *str); // a Python str: 0 if it is none
uint32_t sink_code(PyCodeObject *code);     // keeps a reference to the code object, so that its address stays its own
uint32_t sink_site(uint32_t parent, PyCodeObject *code, int line);

// Is this code the script's own: under the script's folder, but not in site-packages or the standard library? Sends the source of its file
// on first sight. Cached in the code table.
bool sink_code_is_own(PyCodeObject *code);
void sink_set_script_folder(const char *folder);

// The file that `code` was compiled from, as a string id.
uint32_t sink_file(PyCodeObject *code);

// Send the source of the script's own file before any of its code is met: it can be shown while nothing runs yet.
void sink_source(PyObject *filename);

// How many slots of the channel were written so far (for HELD, and for pacing checks).
uint64_t sink_written(void);
// The viewer has raised the flag in shared memory: hold at the next gate.
bool sink_pause_asked(void);
// Room for a whole step? At gates the engine waits here, GIL released, until the viewer has caught up.
void sink_wait_for_room(void);
void sink_set_parked(bool parked);

#endif
