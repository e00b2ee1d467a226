// Breakpoints, as far as the engine knows them: kinds of events after which the next gate holds. Whether it was one the viewer finds out, and grants on
// if not.
#ifndef ENGINE_BREAKPOINTS_H
#define ENGINE_BREAKPOINTS_H

#include <stdbool.h>

#include "trace/event.h"

extern bool breakpoints_are_set; // tested inline before breakpoints_event is called

void breakpoints_clear(void);

// `line`: of LINE the one line, 0: any.
void breakpoints_add(EventKind kind, uint32_t line);

// This event was written.
void breakpoints_event(const Event *ev);

#endif
