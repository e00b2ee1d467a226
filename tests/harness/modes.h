// What stands between the program's bytes and libvterm. libvterm 0.1 looks only at the first number of `CSI ? 1006 ; 1000 h`, so
// such a sequence is split into one for each number; and it does not say whether bracketed paste is on, so every mode is noted here.
#ifndef HARNESS_MODES_H
#define HARNESS_MODES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define MODES_MAX 2050

typedef struct Modes {
    bool on[MODES_MAX];  // DEC private modes: 25 the cursor, 1000 and on the mouse, 1049 the other screen, 2004 paste
    char held[64];       // a sequence that is not complete yet
    size_t held_len;
} Modes;

// Pass `bytes` on to `out`, to which the same is appended with such sequences split. What may be the beginning of one is held back.
void modes_pass(Modes *modes, const char *bytes, size_t len, Str *out);

#endif
