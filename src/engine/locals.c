#include "engine/locals.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "engine/current.h"
#include "engine/describe.h"
#include "engine/lines.h"
#include "engine/mark.h"
#include "engine/sink.h"
#include "engine/task.h"

enum { VARIABLES_MAX = 32, VALUE_MAX = 80, FRAMES_HELD_MAX = 32, KNOWN_TEXTS = 4096 };

// What was last told of a frame.
typedef struct Told {
    const VersionFrame *frame;
    PyCodeObject *code; // kept alive by the sink's table
    uint32_t number;    // 0: nothing was told yet
    int count;
    uint64_t mark[];    // of each variable's value, 0: it had none
} Told;

// --- by the frame's address: open addressing without gravestones ---------------------------------

static Told **table;
static size_t size, used;

static size_t home(const VersionFrame *frame) {
    return (size_t)(((uintptr_t)frame >> 3) * 0x9E3779B97F4A7C15u >> 20) & (size - 1);
}

static Told **find(const VersionFrame *frame) {
    size_t i = home(frame);
    while (table[i] && table[i]->frame != frame) i = (i + 1) & (size - 1);
    return &table[i];
}

static void grow(void) {
    Told **old = table;
    size_t old_size = size;
    size = size ? size * 2 : 256;
    table = mem_new(size * sizeof(Told *));
    for (size_t i = 0; i < old_size; i++)
        if (old[i]) *find(old[i]->frame) = old[i];
    free(old);
}

static void take_out(Told **place) {
    size_t hole = (size_t)(place - table), mask = size - 1;
    for (size_t i = (hole + 1) & mask; table[i]; i = (i + 1) & mask) {
        if (((i - home(table[i]->frame)) & mask) < ((i - hole) & mask)) continue;
        table[hole] = table[i];
        hole = i;
    }
    table[hole] = NULL;
    used--;
}

// --- numbers of frames ---------------------------------------------------------------------------

static uint32_t *free_numbers, last_number;
static size_t n_free, cap_free;

static uint32_t take_number(void) {
    return n_free ? free_numbers[--n_free] : ++last_number;
}

static void give_number(uint32_t number) {
    free_numbers = mem_grow(free_numbers, &cap_free, n_free + 1, sizeof *free_numbers);
    free_numbers[n_free++] = number;
}

// --- text of values ------------------------------------------------------------------------------

static size_t put_digits(char *end, long long number) { // backwards from `end`
    unsigned long long left = number < 0 ? 0 - (unsigned long long)number : (unsigned long long)number;
    char *at = end;
    do *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0) *--at = '-';
    return (size_t)(end - at);
}

static uint32_t text_of_int(long long number) {
    char text[24];
    size_t len = put_digits(text + sizeof text, number);
    return sink_text(text + sizeof text - len, len);
}

static uint32_t describe(PyObject *value) {
    Str text = {0};
    describe_value(&text, value, VALUE_MAX);
    uint32_t id = sink_text(str_text(&text), text.len);
    str_free(&text);
    return id;
}

// A text that was sent for a mark lately is not made again. Numbers are: most come once.
static uint32_t text_of(PyObject *value, uint64_t mark) {
    static struct { uint64_t mark; uint32_t id; } known[KNOWN_TEXTS];
    int overflow = 1;
    long long number = PyLong_CheckExact(value) ? PyLong_AsLongLongAndOverflow(value, &overflow) : 0;
    if (!overflow && (number > 999 || number < -999)) return text_of_int(number);
    size_t place = mark & (KNOWN_TEXTS - 1);
    if (known[place].mark == mark) return known[place].id;
    uint32_t id = overflow ? describe(value) : text_of_int(number);
    known[place].mark = mark;
    known[place].id = id;
    return id;
}

// --- telling -------------------------------------------------------------------------------------

// While a change is being written the channel may be full: another thread runs then, and may want to forget everything.
static int writers;
static bool must_forget;

static uint32_t name_of(PyCodeObject *code, OwnCode *own, int index) {
    if (!own->names) own->names = mem_new((size_t)code->co_nlocalsplus * sizeof *own->names);
    if (!own->names[index]) own->names[index] = sink_intern_object(version_variable_name(code, index));
    return own->names[index];
}

// A generator expression's argument is `.0`.
static bool is_named(PyCodeObject *code, int index) {
    PyObject *name = version_variable_name(code, index);
    return PyUnicode_GET_LENGTH(name) && PyUnicode_READ_CHAR(name, 0) != '.';
}

static void tell(Told *told, OwnCode *own, uint32_t task, int index, PyObject *value) {
    if (!is_named(told->code, index)) return;
    if (!told->number) told->number = take_number();
    uint32_t name = name_of(told->code, own, index), text = value ? text_of(value, told->mark[index]) : 0;
    sink_event(EV_LOCAL_CHANGED, current.loop, task, name, text, own->id, told->number);
}

static void tell_end(Told *told) {
    if (told->number) {
        sink_event(EV_LOCAL_CHANGED, current.loop, 0, 0, 0, sink_code(told->code), told->number);
        give_number(told->number);
    }
    free(told);
}

static Told *told_of(const VersionFrame *frame) {
    PyCodeObject *code = version_frame_code(frame);
    int count = version_frame_variables(frame);
    if (!count) return NULL;
    if (used * 2 >= size) grow();
    Told **place = find(frame);
    if (*place && (*place)->code == code) return *place;
    if (*place) { // another one was there, whose end nobody saw
        Told *old = *place;
        take_out(place);
        tell_end(old);
        return told_of(frame);
    }
    if (count > VARIABLES_MAX) count = VARIABLES_MAX;
    *place = mem_new(sizeof(Told) + (size_t)count * sizeof(uint64_t));
    **place = (Told){.frame = frame, .code = code, .count = count};
    used++;
    return *place;
}

void locals_forget(void) {
    must_forget = writers > 0;
    if (must_forget) return;
    Told **old = table;
    size_t old_size = size;
    table = NULL;
    size = used = 0;
    for (size_t i = 0; i < old_size; i++)
        if (old[i]) tell_end(old[i]);
    free(old);
}

void locals_look(const VersionFrame *frame, OwnCode *own, uint32_t task) {
    int collects = PyGC_Disable(); // a finalizer of the script's could take away what is being looked at
    writers++;
    Told *told = told_of(frame);
    for (int i = 0; told && i < told->count; i++) {
        PyObject *value = version_frame_variable(frame, i);
        uint64_t mark = value ? mark_of(value) : 0;
        if (mark == told->mark[i]) continue;
        told->mark[i] = mark;
        tell(told, own, task, i, value);
    }
    writers--;
    if (collects) PyGC_Enable();
    if (must_forget) locals_forget();
}

void locals_frame_ended(const VersionFrame *frame) {
    if (!size) return;
    Told **place = find(frame), *told = *place;
    if (!told) return;
    take_out(place);
    tell_end(told);
}

// --- held ----------------------------------------------------------------------------------------

static _Thread_local PyObject *about_to_step;

void locals_about_to_step(PyObject *task) {
    about_to_step = task;
}

// Where lines are on they tell of it in their time, held or not: all but what began before they were.
static bool is_told_elsewhere(const VersionFrame *frame) {
    return lines_are_on() && (!version_frame_has_begun(frame) || (size && *find(frame)));
}

static void look_at(const VersionFrame *frame, uint32_t task) {
    PyCodeObject *code = frame ? version_frame_code(frame) : NULL;
    OwnCode *own = code ? lines_own_code(code) : NULL;
    if (own && !is_told_elsewhere(frame)) locals_look(frame, own, task);
}

static void look_at_chain(PyObject *task) {
    PyObject *at = task_coroutine(task);
    for (int i = 0; at && i < FRAMES_HELD_MAX; i++) {
        look_at(version_frame_of_coroutine(at), task_number(task));
        Py_SETREF(at, version_awaited(at));
    }
    Py_XDECREF(at);
}

static void look_at_stack(const VersionFrame *frame, int left) {
    if (!frame || !left) return;
    look_at_stack(version_frame_outer(frame), left - 1);
    look_at(frame, current.task);
}

void locals_hold(void) {
    if (!sink_is_on) return;
    if (about_to_step) look_at_chain(about_to_step);
    else if (current.task) look_at_stack(version_frame_running(), FRAMES_HELD_MAX);
}

void locals_go_on(void) {
    if (!lines_are_on()) locals_forget();
}
