// The newest events alone, for a flight recorder: what falls out of the window is reduced into the state that the window begins with. Definitions are
// kept all.
#ifndef HISTORY_WINDOW_H
#define HISTORY_WINDOW_H

#include "trace/event.h"

typedef struct Window Window;

// The last `events` (0: however many) of the last `ns` (0: however long).
Window *window_new(uint64_t events, uint64_t ns);
void window_free(Window *window);

void window_add(Window *window, const Record *record); // copied

// Move its beginning up to where it has to be now, and say what number the first event has.
uint64_t window_begin(Window *window);

// What a recording of the window has in it, in order, after window_begin; each record is borrowed while `sink` has it. sink false: it wants no more.
typedef bool WindowSink(const Record *record, void *arg);
void window_read(Window *window, WindowSink *sink, void *arg);

#endif
