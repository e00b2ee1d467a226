// Has a value changed, as far as describe_value would show it? Told by a number made from what it shows, at a fraction of the cost of its text.
#ifndef ENGINE_MARK_H
#define ENGINE_MARK_H

#include <Python.h>
#include <stdint.h>

// Never 0. Two values with the same mark look the same (but for a chance of one in 2^64), whichever objects they are. Runs no code of the script's.
// Of a dict with more than a thousand items only their number counts, as finding its first items may mean passing over all that were removed.
uint64_t mark_of(PyObject *value);

#endif
