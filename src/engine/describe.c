#include "engine/describe.h"

#include <stdbool.h>
#include <string.h>

#include "engine/future.h"
#include "engine/sync.h"
#include "engine/task.h"
#include "engine/version.h"
#include "trace/event.h"

enum { ITEMS_MAX = DESCRIBE_ITEMS, DEPTH_MAX = DESCRIBE_DEPTH, ARGUMENTS_MAX = 3, ARGUMENT_MAX = 24, DIGITS_BITS = 212 };

// A value in the making: no longer than `end` bytes in all, an ellipsis where it was cut.
typedef struct Picture {
    Str *out;
    size_t end;
    bool is_cut;
    bool is_label; // no addresses: the same in every run
} Picture;

static void put(Picture *picture, const char *text, size_t len) {
    if (picture->is_cut) return;
    if (picture->out->len + len <= picture->end) {
        str_add_bytes(picture->out, text, len);
        return;
    }
    size_t room = picture->end > picture->out->len ? picture->end - picture->out->len : 0;
    while (room && ((unsigned char)text[room] & 0xc0) == 0x80) room--;
    str_add_bytes(picture->out, text, room);
    str_add(picture->out, "…");
    picture->is_cut = true;
}

static void say(Picture *picture, const char *text) {
    put(picture, text, strlen(text));
}

static const char *type_name(PyObject *value) {
    const char *name = Py_TYPE(value)->tp_name, *dot = strrchr(name, '.');
    return dot ? dot + 1 : name;
}

// --- text ----------------------------------------------------------------------------------------

void describe_text(Str *out, PyObject *str) {
    Py_ssize_t len;
    const char *plain = PyUnicode_AsUTF8AndSize(str, &len);
    if (plain) {
        str_add_bytes(out, plain, (size_t)len);
        return;
    }
    PyErr_Clear();
    PyObject *bytes = PyUnicode_AsEncodedString(str, "utf-8", "surrogateescape");
    if (!bytes) {
        PyErr_Clear();
        bytes = PyUnicode_AsEncodedString(str, "utf-8", "backslashreplace");
    }
    if (bytes) str_add_bytes(out, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
    Py_XDECREF(bytes);
    PyErr_Clear();
}

void describe_name(Str *out, PyObject *qualname) {
    static const char inside[] = "<locals>.";
    static Str whole; // its room is used again: under the GIL, and nothing of the script's runs meanwhile
    str_clear(&whole);
    if (qualname && PyUnicode_Check(qualname)) describe_text(&whole, qualname);
    const char *name = str_text(&whole);
    for (const char *next; (next = strstr(name, inside));) name = next + strlen(inside);
    str_add(out, name);
}

// --- values --------------------------------------------------------------------------------------

static void say_value(Picture *picture, PyObject *value, int depth);

// What a built-in type's own repr or str says of an exact instance: none of the script's code runs in it.
static void say_object(Picture *picture, PyObject *text) {
    if (text) {
        Str plain = {0};
        describe_text(&plain, text);
        put(picture, str_text(&plain), plain.len);
        str_free(&plain);
    }
    Py_XDECREF(text);
    PyErr_Clear();
}

static void say_small(Picture *picture, long value) {
    char text[24], *at = text + sizeof text;
    unsigned long rest = value < 0 ? 0 - (unsigned long)value : (unsigned long)value;
    do *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0) *--at = '-';
    put(picture, at, (size_t)(text + sizeof text - at));
}

static void say_int(Picture *picture, PyObject *value) {
    int is_large;
    long small = PyLong_AsLongAndOverflow(value, &is_large);
    if (!is_large) {
        say_small(picture, small);
        return;
    }
    size_t bits = _PyLong_NumBits(value);
    if (bits <= DIGITS_BITS) {
        say_object(picture, PyLong_Type.tp_repr(value));
        return;
    }
    char text[64];
    snprintf(text, sizeof text, "<int of %zu bits>", bits);
    say(picture, text);
}

// The beginning alone: a text of megabytes is not quoted as a whole to be cut then.
static void say_quoted(Picture *picture, PyObject *value) {
    Py_ssize_t most = (Py_ssize_t)(picture->end + 1);
    PyObject *beginning = PyUnicode_Check(value) ? PyUnicode_Substring(value, 0, most)
                                                 : PyBytes_FromStringAndSize(PyBytes_AS_STRING(value),
                                                                             PyBytes_GET_SIZE(value) < most ? PyBytes_GET_SIZE(value) : most);
    say_object(picture, beginning ? PyObject_Repr(beginning) : NULL);
    Py_XDECREF(beginning);
}

static void say_sequence(Picture *picture, PyObject *value, const char *open, const char *close, int depth) {
    Py_ssize_t count = PySequence_Fast_GET_SIZE(value);
    say(picture, open);
    for (Py_ssize_t i = 0; i < count && i < ITEMS_MAX && i < PySequence_Fast_GET_SIZE(value); i++) {
        if (i) say(picture, ", ");
        say_value(picture, PySequence_Fast_GET_ITEM(value, i), depth);
    }
    if (count > ITEMS_MAX) say(picture, ", …");
    if (count == 1 && PyTuple_CheckExact(value)) say(picture, ",");
    say(picture, close);
}

static void say_dict(Picture *picture, PyObject *value, int depth) {
    Py_ssize_t at = 0;
    PyObject *key, *item;
    say(picture, "{");
    for (int i = 0; PyDict_Next(value, &at, &key, &item); i++) {
        if (i) say(picture, ", ");
        if (i == ITEMS_MAX) {
            say(picture, "…");
            break;
        }
        say_value(picture, key, depth);
        say(picture, ": ");
        say_value(picture, item, depth);
    }
    say(picture, "}");
}

static void say_set(Picture *picture, PyObject *value, int depth) {
    Py_ssize_t at = 0;
    PyObject *item;
    if (PySet_GET_SIZE(value) == 0) {
        say(picture, PyFrozenSet_CheckExact(value) ? "frozenset()" : "set()");
        return;
    }
    say(picture, PyFrozenSet_CheckExact(value) ? "frozenset({" : "{");
    for (int i = 0; version_set_next(value, &at, &item); i++) {
        if (i) say(picture, ", ");
        if (i == ITEMS_MAX) {
            say(picture, "…");
            break;
        }
        say_value(picture, item, depth);
    }
    say(picture, PyFrozenSet_CheckExact(value) ? "})" : "}");
}

// The fields of a dataclass by the names that the decorator has noted in the class. NULL: it is none.
static PyObject *fields_of(PyObject *value) {
    static PyObject *name;
    if (!(Py_TYPE(value)->tp_flags & Py_TPFLAGS_HEAPTYPE)) return NULL;
    if (!name && !(name = PyUnicode_InternFromString("__dataclass_fields__"))) return NULL;
    PyObject *fields = _PyType_Lookup(Py_TYPE(value), name);
    return fields && PyDict_CheckExact(fields) ? fields : NULL;
}

// A slot of the class or an entry of the instance's dictionary: what an attribute is when no descriptor of the script's stands before it.
static PyObject *read_field(PyObject *value, PyObject *name) {
    PyObject *of_class = _PyType_Lookup(Py_TYPE(value), name);
    bool is_slot = of_class && Py_IS_TYPE(of_class, &PyMemberDescr_Type);
    if (of_class && !is_slot && Py_TYPE(of_class)->tp_descr_get) return NULL;
    PyObject *field = PyObject_GenericGetAttr(value, name);
    if (!field) PyErr_Clear();
    return field;
}

bool describe_fields(PyObject *value, void (*each)(PyObject *name, PyObject *field, void *arg), void *arg) {
    PyObject *fields = fields_of(value), *name, *unused;
    Py_ssize_t at = 0;
    for (int i = 0; fields && i <= ITEMS_MAX && PyDict_Next(fields, &at, &name, &unused); i++) {
        if (!PyUnicode_CheckExact(name)) continue;
        PyObject *field = read_field(value, name);
        each(name, field, arg);
        Py_XDECREF(field);
    }
    return fields != NULL;
}

typedef struct Fields {
    Picture *picture;
    int depth, said;
} Fields;

static void say_field(PyObject *name, PyObject *field, void *arg) {
    Fields *fields = arg;
    if (fields->said) say(fields->picture, ", ");
    if (fields->said++ == ITEMS_MAX) {
        say(fields->picture, "…");
        return;
    }
    say_object(fields->picture, Py_NewRef(name));
    say(fields->picture, "=");
    if (field) say_value(fields->picture, field, fields->depth);
    else say(fields->picture, "…");
}

// Type(field=value, …)
static void say_dataclass(Picture *picture, PyObject *value, int depth) {
    say(picture, type_name(value));
    say(picture, "(");
    describe_fields(value, say_field, &(Fields){picture, depth, 0});
    say(picture, ")");
}

static bool is_dataclass(PyObject *value) {
    return fields_of(value) != NULL;
}

static void say_exception(Picture *picture, PyObject *value, int depth) {
    PyObject *args = ((PyBaseExceptionObject *)value)->args;
    say(picture, type_name(value));
    say(picture, "(");
    for (Py_ssize_t i = 0; args && PyTuple_CheckExact(args) && i < PyTuple_GET_SIZE(args) && i < ITEMS_MAX; i++) {
        if (i) say(picture, ", ");
        say_value(picture, PyTuple_GET_ITEM(args, i), depth);
    }
    say(picture, ")");
}

// By its number, for which the viewer puts its name: <Task #3>.
uint32_t describe_number(PyObject *value, const char **type) {
    if (task_is_future(value)) {
        bool is_task = task_is_task(value);
        *type = is_task ? "Task" : "Future";
        return is_task ? task_number(value) : future_number(value);
    }
    SyncKind kind;
    uint32_t number = sync_known_number(value, &kind);
    *type = sync_name(kind);
    return number;
}

static void say_named(Picture *picture, const char *type, PyObject *name) {
    Str text = {0};
    str_addf(&text, "<%s ", type);
    describe_name(&text, name);
    str_add(&text, ">");
    put(picture, text.s, text.len);
    str_free(&text);
}

static void say_other(Picture *picture, PyObject *value) {
    char text[160];
    const char *type;
    uint32_t number = describe_number(value, &type);
    PyCodeObject *code = number ? NULL : version_code(value);
    if (code) {
        say_named(picture, type_name(value), code->co_qualname);
        return;
    }
    if (number) {
        snprintf(text, sizeof text, "<%s #%u>", type, number);
        say(picture, text);
        return;
    }
    if (picture->is_label) snprintf(text, sizeof text, "<%.100s>", type_name(value));
    else snprintf(text, sizeof text, "<%.100s at %p>", type_name(value), (void *)value);
    say(picture, text);
}

static void say_value(Picture *picture, PyObject *value, int depth) {
    if (picture->is_cut) return;
    if (value == Py_None) say(picture, "None");
    else if (PyBool_Check(value)) say(picture, value == Py_True ? "True" : "False");
    else if (PyLong_CheckExact(value)) say_int(picture, value);
    else if (PyFloat_CheckExact(value)) say_object(picture, PyFloat_Type.tp_repr(value));
    else if (PyUnicode_CheckExact(value) || PyBytes_CheckExact(value)) say_quoted(picture, value);
    else if (PyFunction_Check(value)) {
        say(picture, "<function ");
        say_object(picture, Py_NewRef(((PyFunctionObject *)value)->func_qualname));
        say(picture, ">");
    } else if (depth == DEPTH_MAX) say(picture, "…");
    else if (PyList_CheckExact(value)) say_sequence(picture, value, "[", "]", depth + 1);
    else if (PyTuple_CheckExact(value)) say_sequence(picture, value, "(", ")", depth + 1);
    else if (PyDict_CheckExact(value)) say_dict(picture, value, depth + 1);
    else if (PyAnySet_CheckExact(value)) say_set(picture, value, depth + 1);
    else if (PyExceptionInstance_Check(value)) say_exception(picture, value, depth + 1);
    else if (is_dataclass(value)) say_dataclass(picture, value, depth + 1);
    else say_other(picture, value);
}

// No garbage is collected meanwhile: a finalizer of the script's could change the container that is being walked.
void describe_value(Str *out, PyObject *value, size_t limit) {
    int collects = PyGC_Disable();
    say_value(&(Picture){.out = out, .end = out->len + limit}, value, 0);
    if (collects) PyGC_Enable();
}

// --- coroutines ----------------------------------------------------------------------------------

static bool is_self(const PyCodeObject *code, int index) {
    return index == 0 && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(code->co_localsplusnames, 0), "self") == 0;
}

static void say_arguments(Picture *picture, PyObject *coroutine, const PyCodeObject *code) {
    int count = code->co_argcount + code->co_kwonlyargcount, said = 0;
    for (int i = 0; i < count; i++) {
        PyObject *argument = version_argument(coroutine, i);
        if (!argument) return;
        if (is_self(code, i)) continue;
        if (said) say(picture, ", ");
        if (said++ == ARGUMENTS_MAX) {
            say(picture, "…");
            return;
        }
        Str *out = picture->out;
        size_t end = out->len + ARGUMENT_MAX < picture->end ? out->len + ARGUMENT_MAX : picture->end;
        if (!picture->is_cut) say_value(&(Picture){.out = out, .end = end, .is_label = true}, argument, 0);
        picture->is_cut |= out->len >= picture->end;
    }
}

void describe_coroutine(Str *out, PyObject *coroutine, size_t limit) {
    Picture picture = {.out = out, .end = out->len + limit};
    PyCodeObject *code = version_code(coroutine);
    if (code) describe_name(out, code->co_qualname);
    else say(&picture, type_name(coroutine));
    say(&picture, "(");
    if (code) say_arguments(&picture, coroutine, code);
    say(&picture, ")");
}

// --- exceptions ----------------------------------------------------------------------------------

// As OSError.__str__ has it, from its own fields.
static void say_os_error(Picture *picture, PyObject *exception) {
    const PyOSErrorObject *error = (PyOSErrorObject *)exception;
    say(picture, "[Errno ");
    say_value(picture, error->myerrno, 0);
    say(picture, "] ");
    if (PyUnicode_CheckExact(error->strerror)) say_object(picture, Py_NewRef(error->strerror));
    else say_value(picture, error->strerror, 0);
    if (!error->filename || error->filename == Py_None) return;
    say(picture, ": ");
    say_value(picture, error->filename, 0);
}

static void say_group(Picture *picture, PyObject *exception) {
    const PyBaseExceptionGroupObject *group = (PyBaseExceptionGroupObject *)exception;
    char count[64];
    Py_ssize_t n = group->excs && PyTuple_Check(group->excs) ? PyTuple_GET_SIZE(group->excs) : 0;
    if (group->msg && PyUnicode_Check(group->msg)) say_object(picture, Py_NewRef(group->msg));
    snprintf(count, sizeof count, " (%zd sub-exception%s)", n, n == 1 ? "" : "s");
    say(picture, count);
}

static bool is_kind(PyObject *exception, PyObject *kind) {
    return PyObject_TypeCheck(exception, (PyTypeObject *)kind);
}

static void say_args(Picture *picture, PyObject *exception) {
    PyObject *args = ((PyBaseExceptionObject *)exception)->args;
    if (!args || !PyTuple_CheckExact(args) || !PyTuple_GET_SIZE(args)) return;
    PyObject *first = PyTuple_GET_ITEM(args, 0);
    bool is_plain = PyTuple_GET_SIZE(args) == 1;
    if (is_plain && PyUnicode_CheckExact(first) && !is_kind(exception, PyExc_KeyError)) say_object(picture, Py_NewRef(first));
    else say_value(picture, is_plain ? first : args, 0);
}

void describe_message(Str *out, PyObject *exception, size_t limit) {
    Picture picture = {.out = out, .end = out->len + limit};
    if (is_kind(exception, PyExc_OSError) && ((PyOSErrorObject *)exception)->myerrno && ((PyOSErrorObject *)exception)->strerror)
        say_os_error(&picture, exception);
    else if (is_kind(exception, PyExc_BaseExceptionGroup)) say_group(&picture, exception);
    else if (is_kind(exception, PyExc_SyntaxError) && ((PySyntaxErrorObject *)exception)->msg &&
             PyUnicode_CheckExact(((PySyntaxErrorObject *)exception)->msg))
        say_object(&picture, Py_NewRef(((PySyntaxErrorObject *)exception)->msg));
    else say_args(&picture, exception);
}

// --- callbacks -----------------------------------------------------------------------------------

// functools.partial is a type in C whose func is a plain member: reading it runs nothing of the script's.
static PyObject *look_through(PyObject *callback) {
    PyObject *inner = Py_NewRef(callback);
    for (int i = 0; i < DEPTH_MAX && strcmp(Py_TYPE(inner)->tp_name, "functools.partial") == 0; i++) {
        PyObject *next = PyObject_GetAttrString(inner, "func");
        if (!next) break;
        Py_SETREF(inner, next);
    }
    PyErr_Clear();
    return inner;
}

void describe_callback(Str *out, PyObject *callback) {
    PyObject *inner = look_through(callback);
    PyObject *function = PyMethod_Check(inner) ? PyMethod_GET_FUNCTION(inner) : inner;
    if (PyFunction_Check(function)) describe_name(out, ((PyFunctionObject *)function)->func_qualname);
    else if (PyCFunction_Check(function)) {
        PyObject *self = PyCFunction_GET_SELF(function);
        if (self && !PyModule_Check(self)) str_addf(out, "%s.", type_name(self));
        str_add(out, ((PyCFunctionObject *)function)->m_ml->ml_name);
    } else {
        str_add(out, type_name(function));
    }
    Py_DECREF(inner);
}
