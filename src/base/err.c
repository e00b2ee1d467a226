#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/words.h"

static void (*restore_terminal)(void);

bool err_set(Err *err, const char *format, ...) {
    if (err) {
        va_list args;
        va_start(args, format);
        vsnprintf(err->msg, sizeof err->msg, words(format), args);
        va_end(args);
    }
    return false;
}

void bug_hook(void (*restore)(void)) {
    restore_terminal = restore;
}

void bug(const char *format, ...) {
    if (restore_terminal) restore_terminal();
    va_list args;
    va_start(args, format);
    fputs("aioscope: this is a bug in aioscope: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}
