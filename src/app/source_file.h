// A Python file as somebody changes it: read whole, and one line of it written.
#ifndef APP_SOURCE_FILE_H
#define APP_SOURCE_FILE_H

#include "base/err.h"
#include "base/str.h"

// Read it whole, behind what `out` holds. Errors: it cannot be read.
bool source_file_read(Str *out, const char *path, Err *err);

// Line `number` of a text, counted from 1, without its line end; false: there is no such line.
bool source_file_line(StrView text, unsigned number, StrView *line);

// Replace that line, whose bytes are `before`, and leave everything else as it is: line ends, mode,
// what a symbolic link leads to. The file is written beside and then put in its place, so it is
// never half written. Errors: the line is another one by now; the file cannot be written.
bool source_file_replace(const char *path, unsigned number, StrView before, StrView after,
                         Err *err);

#endif
