#include "engine/process.h"

#include "base/str.h"
#include "engine/current.h"
#include "engine/describe.h"
#include "engine/hook.h"
#include "engine/identity.h"
#include "engine/sink.h"
#include "engine/version.h"

#define TEXT_MAX 80

static Identities numbers;

uint32_t process_number(PyObject *transport) {
    return identity_find(&numbers, transport);
}

// A shell's command is a string, else it is a list of the program and its arguments.
static uint32_t command(PyObject *args) {
    Str text = {0};
    bool is_list = args && (PyList_CheckExact(args) || PyTuple_CheckExact(args));
    for (Py_ssize_t i = 0; is_list && i < PySequence_Fast_GET_SIZE(args) && text.len < TEXT_MAX; i++) {
        PyObject *word = PySequence_Fast_GET_ITEM(args, i);
        if (i) str_add(&text, " ");
        if (PyUnicode_CheckExact(word)) describe_text(&text, word);
        else describe_value(&text, word, TEXT_MAX);
    }
    if (args && PyUnicode_CheckExact(args)) describe_text(&text, args);
    else if (args && !is_list) describe_value(&text, args, TEXT_MAX);
    uint32_t id = sink_intern(str_text(&text), text.len < 4 * TEXT_MAX ? text.len : 4 * TEXT_MAX);
    str_free(&text);
    return id;
}

// BaseSubprocessTransport.__init__ sets it once the process runs.
static void pid_changed(PyObject *transport, PyObject *before, PyObject *after) {
    (void)before;
    if (!sink_is_on || !after || !PyLong_CheckExact(after)) return;
    uint32_t number = identity_of(&numbers, transport);
    if (number) sink_event(EV_PROCESS_STARTED, current.loop, current.task, number, (uint32_t)PyLong_AsLong(after), command(version_running_variable("args")), 0);
}

static void status_changed(PyObject *transport, PyObject *before, PyObject *after) {
    uint32_t number = sink_is_on && after && PyLong_CheckExact(after) && before == Py_None ? process_number(transport) : 0;
    if (number) sink_event(EV_PROCESS_ENDED, current.loop, current.task, number, (uint32_t)(int32_t)PyLong_AsLong(after), 0, 0);
}

bool process_learn(PyTypeObject *transport_type) {
    static HookedField pid = {"_pid", pid_changed, NULL}, status = {"_returncode", status_changed, NULL};
    return hook_field(transport_type, &pid) && hook_field(transport_type, &status);
}
