// Our methods and attributes in place of some of asyncio's: they record what happens and then do what was done before. The classes stay
// asyncio's own, so subclasses, isinstance and tracebacks are as they were.
#ifndef ENGINE_HOOK_H
#define ENGINE_HOOK_H

#include <Python.h>
#include <stdbool.h>

// Put `ours` (its function, flags and, for one written in Python, its text signature are given) in place of a method of `class`; *before gets the one
// it replaces, a new reference. `ours` must live for ever. False: a Python exception is set.
bool hook_method(PyTypeObject *class, const char *name, PyMethodDef *ours, PyObject **before);

// Is it a method in C of exactly one argument (METH_O)?
bool hook_takes_one(PyTypeObject *class, const char *name);

// Call the method that was there before with at most three arguments.
PyObject *hook_call(PyObject *before, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *hook_call_one(PyObject *before, PyObject *self, PyObject *arg);

// An attribute of instances that is watched: `changed` is told after each change, with what was there before (NULL: nothing) and what
// is there now (NULL: nothing). The value stays in the instance's own dictionary.
typedef struct HookedField {
    const char *name;
    void (*changed)(PyObject *self, PyObject *before, PyObject *after);
    PyObject *key; // set by hook_field
} HookedField;

// `field` must live for ever. False: a Python exception is set.
bool hook_field(PyTypeObject *class, HookedField *field);

// An attribute of the instance alone, a new reference, or NULL without an exception: a property of a class of the script's is not called.
PyObject *hook_own_attribute(PyObject *object, PyObject *name);

#endif
