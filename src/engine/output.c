#include "engine/output.h"

#include <poll.h>
#include <string.h>

#include "base/str.h"
#include "engine/current.h"
#include "engine/describe.h"
#include "engine/engine.h"
#include "engine/gate.h"
#include "engine/sink.h"

bool output_is_pending;

// What a task has written of a line that is not complete yet, by stream.
typedef struct Piece {
    Str text;
    uint32_t loop, task;
} Piece;

static Piece pieces[2];
static PyObject *streams[2];                          // our sys.stdout and sys.stderr
static PyObject *base_write, *base_readinto, *base_readall; // of the classes under ours

// --- events --------------------------------------------------------------------------------------

// The longest beginning of at most `max` bytes that does not end within a character.
static size_t whole_characters(const char *bytes, size_t len, size_t max) {
    if (len <= max) return len;
    size_t end = max;
    while (end > max - 4 && ((unsigned char)bytes[end] & 0xc0) == 0x80) end--;
    return end;
}

static void emit(int stream, const char *bytes, size_t len, uint32_t loop, uint32_t task) {
    while (len) {
        size_t n = whole_characters(bytes, len, DEF_STRING_MAX);
        uint32_t text = sink_text(bytes, n);
        sink_event(EV_OUTPUT, loop, task, (uint32_t)stream + 1, text, 0, 0);
        bytes += n;
        len -= n;
    }
}

static void note_pending(void) {
    output_is_pending = pieces[0].text.len || pieces[1].text.len;
}

// Taken out before it is written: the sink flushes what is pending before any event.
static void flush_stream(int stream) {
    Piece piece = pieces[stream];
    pieces[stream] = (Piece){0};
    note_pending();
    emit(stream, str_text(&piece.text), piece.text.len, piece.loop, piece.task);
    str_free(&piece.text);
}

void output_flush(void) {
    for (int i = 0; i < 2; i++)
        if (pieces[i].text.len) flush_stream(i);
}

// Complete lines become events at once; the rest waits for its end. True: there was an event.
static bool record(int stream, PyObject *text) {
    Piece *piece = &pieces[stream];
    if (piece->text.len && (piece->task != current.task || piece->loop != current.loop)) flush_stream(stream);
    describe_text(&piece->text, text);
    piece->loop = current.loop;
    piece->task = current.task;
    const char *newline = piece->text.len ? memrchr(piece->text.s, '\n', piece->text.len) : NULL;
    if (!newline) {
        note_pending();
        return false;
    }
    Piece whole = *piece;
    *piece = (Piece){.loop = whole.loop, .task = whole.task};
    size_t lines = (size_t)(newline + 1 - whole.text.s);
    str_add_bytes(&piece->text, whole.text.s + lines, whole.text.len - lines);
    Piece rest = *piece;
    *piece = (Piece){0}; // not to be flushed by the event that comes before it
    note_pending();
    emit(stream, whole.text.s, lines, whole.loop, whole.task);
    *piece = rest;
    note_pending();
    str_free(&whole.text);
    return true;
}

// --- the text streams ----------------------------------------------------------------------------

static bool is_closed(PyObject *stream) {
    PyObject *closed = PyObject_GetAttrString(stream, "closed");
    bool is = !closed || closed == Py_True;
    Py_XDECREF(closed);
    PyErr_Clear();
    return is;
}

static PyObject *stream_write(PyObject *self, PyObject *text) {
    int stream = self == streams[0] ? 0 : self == streams[1] ? 1 : -1;
    bool is_ours = stream >= 0 && PyUnicode_Check(text) && !(engine_options.watch && is_closed(self));
    if (is_ours && sink_is_on && PyUnicode_GET_LENGTH(text) && record(stream, text) && gate_is_armed &&
        gate_pass(GATE_OUTPUT, current.task, 0, 0))
        return NULL;
    // In the viewer the events are the output; without a channel any more it would be lost.
    if (is_ours && engine_options.watch && sink_is_on) return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
    return PyObject_CallFunctionObjArgs(base_write, self, text, NULL);
}

static PyObject *make_class(const char *name, PyObject *base, PyMethodDef *methods) {
    PyType_Slot slots[] = {{Py_tp_methods, methods}, {0, NULL}};
    PyType_Spec spec = {.name = name, .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, .slots = slots};
    return PyType_FromSpecWithBases(&spec, base);
}

// The same stream again as an instance of `class`: same buffer (or `buffer`), encoding, errors and buffering. New reference.
static PyObject *remake(PyObject *class, PyObject *stream, PyObject *buffer, const char *mode) {
    static const char *const kept[] = {"encoding", "errors", "line_buffering", "write_through"};
    PyObject *keywords = Py_BuildValue("{ss}", "newline", "\n"), *made = NULL;
    for (size_t i = 0; keywords && i < sizeof kept / sizeof *kept; i++) {
        PyObject *value = PyObject_GetAttrString(stream, kept[i]);
        if (!value || PyDict_SetItemString(keywords, kept[i], value)) Py_CLEAR(keywords);
        Py_XDECREF(value);
    }
    PyObject *detached = keywords ? PyObject_CallMethod(stream, "detach", NULL) : NULL;
    PyObject *arguments = detached ? PyTuple_Pack(1, buffer ? buffer : detached) : NULL;
    if (arguments) made = PyObject_Call(class, arguments, keywords);
    PyObject *word = made ? PyUnicode_FromString(mode) : NULL;
    if (!word || PyObject_SetAttrString(made, "mode", word)) Py_CLEAR(made);
    Py_XDECREF(word);
    Py_XDECREF(arguments);
    Py_XDECREF(detached);
    Py_XDECREF(keywords);
    return made;
}

// Not there (the descriptor is closed), or of another make already: then it stays as it is.
static PyObject *text_stream(const char *name, PyObject *text_class) {
    PyObject *stream = PySys_GetObject(name);
    return stream && Py_IS_TYPE(stream, (PyTypeObject *)text_class) ? stream : NULL;
}

static bool put(const char *name, const char *twin, PyObject *stream) {
    return PySys_SetObject(name, stream) == 0 && PySys_SetObject(twin, stream) == 0;
}

static bool install_writers(PyObject *text_class) {
    static PyMethodDef methods[] = {{"write", stream_write, METH_O, NULL}, {NULL, NULL, 0, NULL}};
    static const char *const names[2][2] = {{"stdout", "__stdout__"}, {"stderr", "__stderr__"}};
    base_write = PyObject_GetAttrString(text_class, "write");
    PyObject *class = base_write ? make_class("_io.TextIOWrapper", text_class, methods) : NULL;
    bool fine = class != NULL;
    for (int i = 0; fine && i < 2; i++) {
        PyObject *stream = text_stream(names[i][0], text_class);
        if (!stream) continue;
        streams[i] = remake(class, stream, NULL, "w");
        fine = streams[i] && put(names[i][0], names[i][1], streams[i]);
    }
    Py_XDECREF(class);
    return fine;
}

// --- stdin: a read that has to wait is told to the viewer ----------------------------------------

static bool would_wait(void) {
    struct pollfd stdin_now = {.fd = 0, .events = POLLIN};
    return poll(&stdin_now, 1, 0) == 0;
}

static PyObject *told_read(PyObject *method, PyObject *self, PyObject *arg) {
    bool waits = would_wait();
    if (waits) gate_tell_reading(current.task, 1);
    PyObject *result = PyObject_CallFunctionObjArgs(method, self, arg, NULL);
    if (waits) gate_tell_reading(current.task, 0);
    return result;
}

static PyObject *stdin_readinto(PyObject *self, PyObject *buffer) {
    return told_read(base_readinto, self, buffer);
}

static PyObject *stdin_readall(PyObject *self, PyObject *none) {
    (void)none;
    return told_read(base_readall, self, NULL);
}

static bool install_reader(PyObject *io, PyObject *text_class) {
    static PyMethodDef methods[] = {
        {"readinto", stdin_readinto, METH_O, NULL}, {"readall", stdin_readall, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
    PyObject *stream = text_stream("stdin", text_class);
    if (!stream) return true;
    PyObject *file_class = PyObject_GetAttrString(io, "FileIO");
    base_readinto = file_class ? PyObject_GetAttrString(file_class, "readinto") : NULL;
    base_readall = file_class ? PyObject_GetAttrString(file_class, "readall") : NULL;
    PyObject *class = base_readall ? make_class("_io.FileIO", file_class, methods) : NULL;
    PyObject *raw = class ? PyObject_CallFunction(class, "isO", 0, "rb", Py_False) : NULL;
    PyObject *name = PyUnicode_FromString("<stdin>");
    if (raw && name) PyObject_SetAttrString(raw, "name", name);
    PyObject *buffer = raw ? PyObject_CallMethod(io, "BufferedReader", "O", raw) : NULL;
    PyObject *made = buffer ? remake(text_class, stream, buffer, "r") : NULL;
    bool fine = made && put("stdin", "__stdin__", made);
    Py_XDECREF(made);
    Py_XDECREF(buffer);
    Py_XDECREF(name);
    Py_XDECREF(raw);
    Py_XDECREF(class);
    Py_XDECREF(file_class);
    return fine;
}

int output_install(void) {
    PyObject *io = PyImport_ImportModule("io");
    PyObject *text_class = io ? PyObject_GetAttrString(io, "TextIOWrapper") : NULL;
    bool fine = text_class && install_writers(text_class);
    if (fine && engine_options.watch && engine_options.control_fd >= 0) fine = install_reader(io, text_class);
    Py_XDECREF(text_class);
    Py_XDECREF(io);
    return fine ? 0 : -1;
}
