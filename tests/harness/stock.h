// A script under the stock python3 and recorded: it must not be able to tell.
#ifndef HARNESS_STOCK_H
#define HARNESS_STOCK_H

#include <stdbool.h>

#include "base/str.h"
#include "harness/proc.h"

// The python3 that the engine's CPython belongs to: PYTHON_STOCK from the environment, else Debian's; by its real name, which has the version in it.
const char *stock_python(void);
bool stock_is_debians(void);
int stock_minor(void); // 11 of Python 3.11

typedef struct StockRun {
    const char *what;           // a script's path, or -m
    char *const *args;          // NULL at the end; NULL: none
    const char *const *env;     // as in ProcSpec
    const char *cwd;            // NULL: as we are
    const char *python;         // instead of the stock python3; NULL: that
    const char *clock;          // of the recorded run; NULL: the real one
    StrView input;
    bool whole_stderr;          // else its last line is compared
    bool ends_well;             // it must end with status 0, under stock too
} StockRun;

// Stock and recorded runs have the same stdout, stderr and end, and the recording holds (stock_check_recording). Fails the test if not.
void stock_compare(const StockRun *run);

// The recording is whole, tells its story, no event in it contradicts those before, and every wait in it is of a kind that is known. Fails
// the test if not.
void stock_check_recording(const char *path);

Str stock_file_text(const char *path); // empty if there is no such file

#endif
