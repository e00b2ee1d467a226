// Values of a script in words, hostile ones above all: none of their code may run, and no size may cost more than a moment.
#include <Python.h>

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "engine/describe.h"
#include "engine/engine.h"
#include "engine/mark.h"

EngineOptions engine_options = {.channel_fd = -1, .control_fd = -1};

// Everything that the values below are made from. `ran` collects each method of theirs that was called.
static const char world[] =
    "from dataclasses import dataclass, field\n"
    "import sys\n"
    "ran = []\n"
    "def trap(name):\n"
    "    def method(self, *args):\n"
    "        ran.append(name)\n"
    "        raise SystemExit(name)\n"
    "    return method\n"
    "names = ['__repr__', '__str__', '__len__', '__iter__', '__getattribute__', '__getattr__', '__format__', '__bool__', '__dir__', '__index__']\n"
    "traps = {name: trap(name) for name in names}\n"
    "Hostile = type('Hostile', (), traps)\n"
    "class Comparing:\n"
    "    __eq__ = trap('__eq__')\n"
    "    __hash__ = lambda self: 1\n"
    "class Meta(type):\n"
    "    __getattribute__ = trap('meta')\n"
    "    __repr__ = trap('meta repr')\n"
    "class OfMeta(metaclass=Meta): pass\n"
    "HostileInt = type('HostileInt', (int,), traps)\n"
    "HostileStr = type('HostileStr', (str,), traps)\n"
    "HostileList = type('HostileList', (list,), traps)\n"
    "HostileDict = type('HostileDict', (dict,), traps)\n"
    "HostileError = type('HostileError', (Exception,), {'__repr__': trap('e'), '__str__': trap('e'), 'args': property(trap('args'))})\n"
    "@dataclass\n"
    "class Point:\n"
    "    x: int\n"
    "    y: object = None\n"
    "    __repr__ = trap('Point')\n"
    "@dataclass(slots=True)\n"
    "class Slots:\n"
    "    x: int\n"
    "    y: object = None\n"
    "class Derived(Slots): pass\n"
    "@dataclass\n"
    "class Many:\n"
    "    a: int = 1\n    b: int = 2\n    c: int = 3\n    d: int = 4\n    e: int = 5\n    f: int = 6\n    g: int = 7\n    h: int = 8\n"
    "@dataclass\n"
    "class Empty:\n"
    "    x: int = field(init=False)\n"
    "@dataclass\n"
    "class Raising:\n"
    "    x: int = 0\n"
    "Raising.x = property(trap('property'))\n"
    "class Descriptor:\n"
    "    __get__ = trap('__get__')\n"
    "@dataclass\n"
    "class Described:\n"
    "    x: int = 0\n"
    "described = Described()\n"
    "Described.x = Descriptor()\n"
    "@dataclass\n"
    "class Watched:\n"
    "    x: int = 0\n"
    "    __getattribute__ = trap('getattribute')\n"
    "    __getattr__ = trap('getattr')\n"
    "class Lying:\n"
    "    __dataclass_fields__ = 7\n"
    "loop = []; loop.append(loop)\n"
    "mapping = {}; mapping['me'] = mapping\n"
    "deep = []\n"
    "for _ in range(1000): deep = [deep]\n"
    "wide = [[i] * 1000 for i in range(1000)]\n"
    "recursive = Point(1); recursive.y = recursive\n"
    "million = set(range(1000000))\n"
    "holes = {i: i for i in range(1000000)}\n"
    "for i in range(999990): del holes[i]\n"
    "long = 'x' * 10_000_000\n"
    "def function(): pass\n"
    "async def fetch(n): pass\n"
    "waiting = fetch(1)\n"
    "def count():\n    yield 1\n";

static PyObject *names;

static int begin(void **state) {
    (void)state;
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    char path[4096];
    snprintf(path, sizeof path, "%s/bin/python%d.%d", PYTHON_PREFIX, PY_MAJOR_VERSION, PY_MINOR_VERSION);
    PyConfig_SetBytesString(&config, &config.program_name, path);
    if (PyStatus_Exception(Py_InitializeFromConfig(&config))) return -1;
    PyConfig_Clear(&config);
    names = PyDict_New();
    PyDict_SetItemString(names, "__builtins__", PyImport_AddModule("builtins"));
    PyDict_SetItemString(names, "__name__", PyUnicode_FromString("world"));
    if (!PyImport_AddModule("world")) return -1; // where dataclasses looks for the module of a class
    PyObject *done = PyRun_String(world, Py_file_input, names, names);
    if (!done) PyErr_Print();
    return done ? 0 : -1;
}

static PyObject *value_of(const char *expression) {
    PyObject *value = PyRun_String(expression, Py_eval_input, names, names);
    if (!value) PyErr_Print();
    assert_non_null(value);
    return value;
}

static void nothing_ran(const char *expression) {
    PyObject *ran = PyDict_GetItemString(names, "ran");
    if (PyList_GET_SIZE(ran)) fail_msg("%s: its %s was called", expression, PyUnicode_AsUTF8(PyList_GET_ITEM(ran, 0)));
    if (PyErr_Occurred()) fail_msg("%s: an exception is set", expression);
}

static void describe(const char *expression, size_t limit, Str *text) {
    PyObject *value = value_of(expression);
    describe_value(text, value, limit);
    nothing_ran(expression);
    Py_DECREF(value);
}

static void check(const char *expression, const char *expected) {
    Str text = {0};
    describe(expression, 80, &text);
    if (strcmp(str_text(&text), expected)) fail_msg("%s:\n  %s, not\n  %s", expression, str_text(&text), expected);
    str_free(&text);
}

typedef struct Row {
    const char *expression, *text;
} Row;

static void built_in_values_are_told_as_python_tells_them(void **state) {
    (void)state;
    static const Row rows[] = {
        {"None", "None"},
        {"True", "True"},
        {"-7", "-7"},
        {"2 ** 200", "1606938044258990275541962092341162602522202993782792835301376"},
        {"1.5", "1.5"},
        {"float('nan')", "nan"},
        {"'it'", "'it'"},
        {"\"it's\"", "\"it's\""},
        {"b'\\0x'", "b'\\x00x'"},
        {"[]", "[]"},
        {"[1, 'a']", "[1, 'a']"},
        {"()", "()"},
        {"(1,)", "(1,)"},
        {"{}", "{}"},
        {"{'a': [1]}", "{'a': [1]}"},
        {"set()", "set()"},
        {"{1}", "{1}"},
        {"frozenset()", "frozenset()"},
        {"frozenset({1})", "frozenset({1})"},
        {"function", "<function function>"},
        {"waiting", "<coroutine fetch>"},
        {"count()", "<generator count>"},
        {"ValueError('no')", "ValueError('no')"},
        {"KeyError()", "KeyError()"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(rows[i].expression, rows[i].text);
}

static void sizes_are_bounded(void **state) {
    (void)state;
    static const Row rows[] = {
        {"list(range(9))", "[0, 1, 2, 3, 4, 5, …]"}, {"loop", "[[[[…]]]]"}, {"mapping", "{'me': {'me': {'me': {'me': …}}}}"}, {"deep", "[[[[…]]]]"},
        {"2 ** 10_000_000", "<int of 10000001 bits>"}, {"-(2 ** 300)", "<int of 301 bits>"},
        {"million", "{0, 1, 2, 3, 4, 5, …}"}, {"recursive", "Point(x=1, y=Point(x=1, y=Point(x=1, y=Point(x=1, y=…))))"},
        {"[1] * 10_000_000", "[1, 1, 1, 1, 1, 1, …]"}, {"dict.fromkeys(range(9))", "{0: None, 1: None, 2: None, 3: None, 4: None, 5: None, …}"},
        {"Many()", "Many(a=1, b=2, c=3, d=4, e=5, f=6, …)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(rows[i].expression, rows[i].text);
    static const char *const long_ones[] = {"long", "wide", "[long] * 3", "{long: long}", "long.encode()", "'é' * 100000", "ValueError(long)", "Point(long)", "holes"};
    for (size_t i = 0; i < sizeof long_ones / sizeof *long_ones; i++) {
        Str text = {0};
        describe(long_ones[i], 40, &text);
        if (text.len > 40 + strlen("…")) fail_msg("%s: %zu bytes", long_ones[i], text.len);
        assert_int_equal(((unsigned char)str_text(&text)[0] & 0xC0) == 0x80, 0);
        str_free(&text);
    }
}

static void what_is_the_scripts_own_stands_by_its_type(void **state) {
    (void)state;
    static const char *const rows[] = {"Hostile()", "HostileInt(7)", "HostileStr('x')", "HostileList([1])", "HostileDict(a=1)", "OfMeta()", "Lying()", "Comparing()"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str text = {0};
        char start[64];
        describe(rows[i], 60, &text);
        snprintf(start, sizeof start, "<%.*s at 0x", (int)strcspn(rows[i], "("), rows[i]);
        if (strncmp(str_text(&text), start, strlen(start))) fail_msg("%s: %s", rows[i], str_text(&text));
        str_free(&text);
    }
    check("HostileError(1, 'a')", "HostileError(1, 'a')");
    check("[HostileError()]", "[HostileError()]");
}

static void dataclasses_are_told_by_their_fields(void **state) {
    (void)state;
    static const Row rows[] = {
        {"Point(1, 'a')", "Point(x=1, y='a')"}, {"Slots(1, [2])", "Slots(x=1, y=[2])"}, {"Derived(3)", "Derived(x=3, y=None)"},
        {"Empty()", "Empty(x=…)"}, {"object.__new__(Raising)", "Raising(x=…)"}, {"described", "Described(x=…)"},
        {"object.__new__(Slots)", "Slots(x=…, y=…)"}, {"Watched()", "Watched(x=0)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) check(rows[i].expression, rows[i].text);
    Str text = {0};
    describe("Point", 60, &text); // the class itself has no fields
    if (strncmp(str_text(&text), "<type at 0x", 11)) fail_msg("%s", str_text(&text));
    str_free(&text);
}

static void what_utf8_cannot_hold_is_shown_escaped(void **state) {
    (void)state;
    check("'\\ud800'", "'\\ud800'");
    check("{'\\udc80': 1}", "{'\\udc80': 1}");
    check("'\\x1b[2J'", "'\\x1b[2J'");
}

// --- marks ---------------------------------------------------------------------------------------

static uint64_t mark(const char *expression) {
    PyObject *value = value_of(expression);
    uint64_t it = mark_of(value);
    nothing_ran(expression);
    Py_DECREF(value);
    assert_true(it != 0);
    return it;
}

static void a_mark_is_the_same_as_long_as_the_text_is(void **state) {
    (void)state;
    static const char *const same[] = {"int('1234567')", "2 ** 200", "'ab' * 3", "[1, {'a': 2.5}]", "{1, 2}", "Point(1, 'a')", "Slots(1)", "KeyError('x')",
                                       "million", "long", "deep", "None"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) assert_true(mark(same[i]) == mark(same[i]));
    assert_true(mark("list(range(7))") == mark("list(range(7))"));
    assert_true(mark("described") == mark("described"));
    assert_true(mark("Hostile") == mark("Hostile"));
}

static void a_mark_changes_with_the_text(void **state) {
    (void)state;
    static const struct { const char *a, *b; } rows[] = {
        {"1", "2"}, {"1", "True"}, {"1", "1.0"}, {"0.0", "-0.0"}, {"2 ** 200", "2 ** 200 + 1"}, {"2 ** 300", "2 ** 301"}, {"'a'", "b'a'"}, {"'a'", "'b'"}, {"[]", "()"},
        {"[1]", "[2]"}, {"[1]", "[1, 1]"}, {"[[1]]", "[[2]]"}, {"{'a': 1}", "{'a': 2}"}, {"{'a': 1}", "{'b': 1}"}, {"{1}", "{2}"}, {"{1}", "frozenset({1})"},
        {"Point(1)", "Point(2)"}, {"Point(1, [1])", "Point(1, [2])"}, {"Slots(1)", "Slots(2)"}, {"Point(1)", "Slots(1)"}, {"KeyError(1)", "KeyError(2)"},
        {"'é'", "'e'"}, {"list(range(7))", "list(range(8))"}, {"2 ** 63", "-(2 ** 63)"}, {"2 ** 63", "2 ** 63 + 1"}, {"-(2 ** 70)", "2 ** 70"},
        {"Hostile()", "Point"}, {"loop", "mapping"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (mark(rows[i].a) == mark(rows[i].b)) fail_msg("%s and %s", rows[i].a, rows[i].b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_values_are_told_as_python_tells_them),
        cmocka_unit_test(sizes_are_bounded),
        cmocka_unit_test(what_is_the_scripts_own_stands_by_its_type),
        cmocka_unit_test(dataclasses_are_told_by_their_fields),
        cmocka_unit_test(what_utf8_cannot_hold_is_shown_escaped),
        cmocka_unit_test(a_mark_is_the_same_as_long_as_the_text_is),
        cmocka_unit_test(a_mark_changes_with_the_text),
    };
    cmocka_set_test_filter(getenv("TEST_ONLY"));
    return cmocka_run_group_tests(tests, begin, NULL);
}
