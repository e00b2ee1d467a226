// Values of the script in a few words, without ever calling the script's code: no __repr__, __str__ or property of the user's.
#ifndef ENGINE_DESCRIBE_H
#define ENGINE_DESCRIBE_H

#include <Python.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

// Append a bounded picture of a value: None, bool, int, float, str, bytes and the built-in
// containers (exact types) by our own printer, with at most `limit` characters and four levels;
// tasks, futures and primitives that have a number by it (<Task #3>), coroutines by what they run
// (<coroutine fetch>), others as <Type at 0x…>, dataclasses with their fields. Never fails, leaves
// no exception set.
void describe_value(Str *out, PyObject *value, size_t limit);

// The number under which a task, a future or a primitive is recorded, and its type's name in *type;
// 0: it is none, or has none yet.
uint32_t describe_number(PyObject *value, const char **type);

// What it is bounded by: items of a container, levels.
enum { DESCRIBE_ITEMS = 6, DESCRIBE_DEPTH = 4 };

// The fields of a dataclass's instance, in their order, at most DESCRIBE_ITEMS and one more; those that could only be had by calling the script's
// code (a property, a descriptor of its own) come as NULL. False: it is no dataclass.
bool describe_fields(PyObject *value, void (*each)(PyObject *name, PyObject *field, void *arg), void *arg);

// What a task runs, the same in every run of the script: values without a number stand as <Type>
// alone.
// fetch('A', 2): the coroutine's qualname (without `<locals>.` prefixes) and its first arguments, as long as it has not begun; else the name alone with ().
void describe_coroutine(Str *out, PyObject *coroutine, size_t limit);

// The message of an exception from its args, as str(exc) would give it for a plain one: no call of the script's __str__.
void describe_message(Str *out, PyObject *exception, size_t limit);

// All characters of a Python str as UTF-8; what a lone surrogate stands for becomes the byte that it stood for.
void describe_text(Str *out, PyObject *str);

// A qualname without what leads up to its last `<locals>.`
void describe_name(Str *out, PyObject *qualname);

// The callback of a handle: its qualname; functools.partial is looked through.
void describe_callback(Str *out, PyObject *callback);

#endif
