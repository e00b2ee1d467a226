#include "engine/breakpoints.h"

#include "engine/gate.h"

#define MOST 256 // as many as the viewer's breakpoints can come to

bool breakpoints_are_set;

static struct {
    EventKind kind;
    uint32_t line;
} points[MOST];
static unsigned count;

void breakpoints_clear(void) {
    count = 0;
    breakpoints_are_set = false;
}

void breakpoints_add(EventKind kind, uint32_t line) {
    if (count == MOST) return;
    points[count].kind = kind;
    points[count++].line = line;
    breakpoints_are_set = true;
}

void breakpoints_event(const Event *ev) {
    for (unsigned i = 0; i < count; i++) {
        if (points[i].kind != ev->kind || (points[i].line && points[i].line != ev->arg[LINE_line])) continue;
        gate_hold_next();
        return;
    }
}
