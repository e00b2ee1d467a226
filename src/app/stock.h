// The same program under stock Python: what it prints, and how alike two outputs are.
#ifndef APP_STOCK_H
#define APP_STOCK_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

// Run `script` with the Python that this engine stands in for, with no stdin: its stdout into `out`. After `ms` it is ended; that is no error. Errors: there is
// no such Python.
bool stock_run(Str *out, const char *engine, const char *script, uint64_t ms, Err *err);

// Decimals rounded to 0.1, addresses masked; lines sorted where their order is any.
void stock_normalise(Str *out, StrView text, bool is_any_order);

#endif
