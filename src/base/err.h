// Errors are values: a function that can fail returns bool and fills an Err, whose message is a sentence for the user.
// It is printed once, at the top, as `aioscope: WHAT: WHY`.
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

typedef struct Err {
    char msg[1024]; // "" while nothing has gone wrong
} Err;

// Fill `err` (which may be NULL) and return false, so that a failing function can end in `return err_set(…)`.
// A message too long for Err is cut.
bool err_set(Err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

// A broken promise of our own: runs the hook set by bug_hook (it gives the terminal back), prints, aborts.
_Noreturn void bug(const char *format, ...) __attribute__((format(printf, 1, 2)));

// What must happen before the process ends in bug() or for want of memory. NULL: nothing.
void bug_hook(void (*restore)(void));

#endif
