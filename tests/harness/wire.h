// What stands between the program's bytes and libvterm 0.1, which has gaps: of `CSI ? 1006 ; 1000 h` it sees only the first number, it does not
// say whether bracketed paste is on, and an OSC that comes in two pieces may be lost. So such a sequence is split into one for each
// number and every mode is noted, and the viewer's mark at the end of a frame is taken out.
#ifndef HARNESS_WIRE_H
#define HARNESS_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define MODES_MAX 2050

// What the viewer says after each frame (AIOSCOPE_TEST_SYNC=1): OSC 5522 ; frames ; keys ; settled ; rows ; cols BEL.
typedef struct Mark {
    unsigned long frames, keys;
    int settled, rows, cols;
} Mark;

typedef struct Wire {
    bool on[MODES_MAX];  // DEC private modes: 25 the cursor, 1000 and on the mouse, 1049 the other screen, 2004 paste
    Mark mark;           // the last one, zero before the first
    bool is_at_mark;     // nothing came behind it: a whole frame is on the screen, not half of one
    char held[64];       // a sequence that is not complete yet
    size_t held_len;
} Wire;

// Append to `out` what libvterm shall see of `bytes`. What may be the beginning of a sequence of ours is held back.
void wire_pass(Wire *wire, const char *bytes, size_t len, Str *out);

#endif
