// The files that the script's code comes from: which are its own, and what stands in them.
#ifndef ENGINE_SOURCE_H
#define ENGINE_SOURCE_H

#include <Python.h>
#include <stdbool.h>

// The folder of the script's own files; relative names of code are taken from the current directory of this moment.
void source_set_script_folder(const char *folder);

// Is a code object's co_filename one of them? Not if it is in site-packages, dist-packages or a standard library, or no file at all (<string>).
bool source_is_own(PyObject *filename);

// Read a file and hand it out as UTF-8, decoded as Python does it (PEP 263, a BOM, any line ends), in pieces of at most DEF_STRING_MAX bytes
// that end between characters. A file that cannot be read has no pieces; what cannot be decoded becomes U+FFFD.
void source_read(PyObject *filename, void (*piece)(void *arg, const char *bytes, size_t len), void *arg);

#endif
