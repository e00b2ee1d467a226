#include "engine/source.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "trace/event.h"

static char script_folder[PATH_MAX]; // absolute and real, with a slash at the end; "" until it is known
static char start_folder[PATH_MAX];

void source_set_script_folder(const char *folder) {
    if (!getcwd(start_folder, sizeof start_folder)) start_folder[0] = '\0';
    if (!realpath(*folder ? folder : ".", script_folder)) {
        script_folder[0] = '\0';
        return;
    }
    size_t len = strlen(script_folder);
    if (len && len + 1 < sizeof script_folder && script_folder[len - 1] != '/') strcpy(script_folder + len, "/");
}

// The file's name as the system takes it, absolute. False: it names no file.
static bool file_path(PyObject *filename, char path[PATH_MAX]) {
    PyObject *bytes = PyUnicode_EncodeFSDefault(filename);
    if (!bytes) {
        PyErr_Clear();
        return false;
    }
    const char *name = PyBytes_AS_STRING(bytes);
    int len = -1;
    if (*name == '/') len = snprintf(path, PATH_MAX, "%s", name);
    else if (*name && *name != '<') len = snprintf(path, PATH_MAX, "%s/%s", start_folder, name);
    Py_DECREF(bytes);
    return len >= 0 && len < PATH_MAX;
}

static bool is_library(const char *path) {
    char stdlib[32];
    snprintf(stdlib, sizeof stdlib, "/lib/python%d.%d/", PY_MAJOR_VERSION, PY_MINOR_VERSION);
    return strstr(path, stdlib) || strstr(path, "/site-packages/") || strstr(path, "/dist-packages/");
}

bool source_is_own(PyObject *filename) {
    char path[PATH_MAX], real[PATH_MAX];
    if (!script_folder[0] || !file_path(filename, path) || is_library(path)) return false;
    // A module in a zip is no file of its own; its path is good enough.
    const char *known = realpath(path, real) ? real : path;
    return !is_library(known) && strncmp(known, script_folder, strlen(script_folder)) == 0;
}

// --- reading -------------------------------------------------------------------------------------

static bool read_file(PyObject *filename, Str *bytes) {
    char path[PATH_MAX], piece[16384];
    FILE *file = file_path(filename, path) ? fopen(path, "rbe") : NULL;
    if (!file) return false;
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) str_add_bytes(bytes, piece, n);
    bool whole = !ferror(file);
    fclose(file);
    return whole;
}

static const char *line_end(const char *at, const char *end) {
    while (at < end && *at != '\n' && *at != '\r') at++;
    return at;
}

// The name behind `coding:` or `coding=` in a comment (PEP 263). False: there is none in this line.
static bool encoding_in(const char *line, const char *end, char *name, size_t size) {
    while (line < end && *line != '#') line++;
    for (; end - line > 7; line++) {
        if (memcmp(line, "coding", 6) != 0 || (line[6] != ':' && line[6] != '=')) continue;
        const char *at = line + 7;
        while (at < end && (*at == ' ' || *at == '\t')) at++;
        size_t len = 0;
        while (at + len < end && (isalnum((unsigned char)at[len]) || strchr("-_.", at[len]))) len++;
        if (len == 0 || len >= size) continue;
        memcpy(name, at, len);
        name[len] = '\0';
        return true;
    }
    return false;
}

static bool is_blank_or_comment(const char *line, const char *end) {
    while (line < end && strchr(" \t\f", *line)) line++;
    return line == end || *line == '#';
}

static void find_encoding(const Str *bytes, char *name, size_t size) {
    const char *line = bytes->s, *end = bytes->s + bytes->len;
    for (int i = 0; i < 2 && line < end; i++) {
        const char *stop = line_end(line, end);
        if (!is_blank_or_comment(line, stop)) break;
        if (encoding_in(line, stop, name, size)) return;
        line = stop + (stop + 1 < end && stop[0] == '\r' && stop[1] == '\n' ? 2 : 1);
    }
    snprintf(name, size, "utf-8");
}

static PyObject *decode(const Str *bytes) {
    if (bytes->len >= 3 && memcmp(bytes->s, "\xef\xbb\xbf", 3) == 0)
        return PyUnicode_DecodeUTF8(bytes->s + 3, (Py_ssize_t)bytes->len - 3, "replace");
    char encoding[64];
    find_encoding(bytes, encoding, sizeof encoding);
    return PyUnicode_Decode(bytes->s, (Py_ssize_t)bytes->len, encoding, "replace");
}

// Any of \r\n and \r becomes \n, in place.
static size_t make_newlines(char *text, size_t len) {
    size_t to = 0;
    for (size_t from = 0; from < len; from++) {
        if (text[from] == '\r' && from + 1 < len && text[from + 1] == '\n') continue;
        text[to++] = text[from] == '\r' ? '\n' : text[from];
    }
    return to;
}

static void hand_out(char *text, size_t len, void (*piece)(void *arg, const char *bytes, size_t len), void *arg) {
    len = make_newlines(text, len);
    while (len) {
        size_t n = len > DEF_STRING_MAX ? DEF_STRING_MAX : len;
        while (n < len && n > 1 && (text[n] & 0xC0) == 0x80) n--;
        piece(arg, text, n);
        text += n;
        len -= n;
    }
}

void source_read(PyObject *filename, void (*piece)(void *arg, const char *bytes, size_t len), void *arg) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback); // an exception may be on its way while its frames are recorded
    Str bytes = {0};
    PyObject *text = read_file(filename, &bytes) && bytes.len ? decode(&bytes) : NULL;
    PyObject *utf8 = text ? PyUnicode_AsEncodedString(text, "utf-8", "replace") : NULL;
    if (utf8) hand_out(PyBytes_AS_STRING(utf8), (size_t)PyBytes_GET_SIZE(utf8), piece, arg);
    Py_XDECREF(utf8);
    Py_XDECREF(text);
    str_free(&bytes);
    PyErr_Restore(type, value, traceback);
}
