// Just enough of Python's grammar to draw its source: words, strings, numbers, comments.
#ifndef UI_PYTHON_H
#define UI_PYTHON_H

#include "base/str.h"
#include "ui/theme.h"

typedef struct PythonLexer {
    char quote;     // the quotation mark of a string that goes on from the line before, '\0': none
} PythonLexer;

// Give each byte of a line its style, and remember what goes on in the next line. `styles` may be NULL.
void python_line(PythonLexer *lexer, StrView line, Style *styles);

#endif
