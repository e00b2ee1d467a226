#include "engine/mark.h"

#include <stdbool.h>
#include <string.h>

#include "engine/describe.h"
#include "engine/version.h"

enum { LEAVES_MAX = 32, TEXT_BYTES = 256, BIG_DICT = 1000, INT_BITS_MAX = 212 };

typedef struct Mark {
    uint64_t hash;
    int left; // so many values are still looked at: more than the text of one has room for
} Mark;

static void mix(Mark *mark, uint64_t more) {
    mark->hash = (mark->hash ^ more) * 0x9e3779b97f4a7c15u;
    mark->hash ^= mark->hash >> 32;
}

static void mix_bytes(Mark *mark, const void *bytes, size_t len) {
    size_t most = len < TEXT_BYTES ? len : TEXT_BYTES;
    mix(mark, len);
    for (size_t at = 0; at < most; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, (const char *)bytes + at, most - at < sizeof word ? most - at : sizeof word);
        mix(mark, word);
    }
}

static void add(Mark *mark, PyObject *value, int depth);

static void add_int(Mark *mark, PyObject *value) {
    int overflow;
    long long small = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (!overflow) {
        mix(mark, (uint64_t)small);
        return;
    }
    size_t bits = _PyLong_NumBits(value);
    PyObject *digits = bits <= INT_BITS_MAX ? PyLong_Type.tp_repr(value) : NULL; // as describe_value shows them
    mix(mark, bits);
    if (digits) mix_bytes(mark, PyUnicode_DATA(digits), (size_t)PyUnicode_GET_LENGTH(digits));
    Py_XDECREF(digits);
    PyErr_Clear();
}

static void add_text(Mark *mark, PyObject *text) {
    mix(mark, (uint64_t)PyUnicode_KIND(text));
    mix_bytes(mark, PyUnicode_DATA(text), (size_t)PyUnicode_GET_LENGTH(text) * (size_t)PyUnicode_KIND(text));
}

static void add_dict(Mark *mark, PyObject *dict, int depth) {
    Py_ssize_t at = 0;
    PyObject *key, *value;
    mix(mark, (uint64_t)PyDict_GET_SIZE(dict));
    if (PyDict_GET_SIZE(dict) > BIG_DICT) {
        mix(mark, (uintptr_t)dict);
        return;
    }
    for (int i = 0; i < DESCRIBE_ITEMS && PyDict_Next(dict, &at, &key, &value); i++) {
        add(mark, key, depth);
        add(mark, value, depth);
    }
}

static void add_set(Mark *mark, PyObject *set, int depth) {
    Py_ssize_t at = 0;
    PyObject *item;
    mix(mark, (uint64_t)PySet_GET_SIZE(set));
    for (int i = 0; i < DESCRIBE_ITEMS && version_set_next(set, &at, &item); i++) add(mark, item, depth);
}

static void add_sequence(Mark *mark, PyObject *sequence, int depth) {
    mix(mark, (uint64_t)PySequence_Fast_GET_SIZE(sequence));
    for (Py_ssize_t i = 0; i < DESCRIBE_ITEMS && i < PySequence_Fast_GET_SIZE(sequence); i++)
        add(mark, PySequence_Fast_GET_ITEM(sequence, i), depth);
}

typedef struct Fields {
    Mark *mark;
    int depth;
} Fields;

static void add_field(PyObject *name, PyObject *field, void *arg) {
    const Fields *fields = arg;
    mix(fields->mark, (uintptr_t)name);
    if (field) add(fields->mark, field, fields->depth);
}

static void add_float(Mark *mark, double number) {
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    mix(mark, bits);
}

static void add_other(Mark *mark, PyObject *value, int depth) {
    PyObject *args = PyExceptionInstance_Check(value) ? ((PyBaseExceptionObject *)value)->args : NULL;
    const char *type;
    mix(mark, (uintptr_t)Py_TYPE(value)->tp_name);
    mix(mark, describe_number(value, &type)); // another task may stand where one was
    if (args && PyTuple_CheckExact(args)) add_sequence(mark, args, depth);
    else if (args || !describe_fields(value, add_field, &(Fields){mark, depth})) mix(mark, (uintptr_t)value);
}

static void add(Mark *mark, PyObject *value, int depth) {
    if (mark->left-- <= 0) return;
    mix(mark, (uintptr_t)Py_TYPE(value));
    if (value == Py_None) return;
    if (PyLong_CheckExact(value) || PyBool_Check(value)) add_int(mark, value);
    else if (PyFloat_CheckExact(value)) add_float(mark, PyFloat_AS_DOUBLE(value));
    else if (PyUnicode_CheckExact(value)) add_text(mark, value);
    else if (PyBytes_CheckExact(value)) mix_bytes(mark, PyBytes_AS_STRING(value), (size_t)PyBytes_GET_SIZE(value));
    else if (depth == DESCRIBE_DEPTH) return;
    else if (PyList_CheckExact(value) || PyTuple_CheckExact(value)) add_sequence(mark, value, depth + 1);
    else if (PyDict_CheckExact(value)) add_dict(mark, value, depth + 1);
    else if (PyAnySet_CheckExact(value)) add_set(mark, value, depth + 1);
    else add_other(mark, value, depth + 1);
}

uint64_t mark_of(PyObject *value) {
    Mark mark = {.left = LEAVES_MAX};
    add(&mark, value, 0);
    return mark.hash ? mark.hash : 1;
}
