// The tokens of a Python file, as far as lessons need them: which comments there are, where statements begin and end, and the strings,
// so that nothing inside a string is taken for a comment. Strings end where CPython 3.11's do, f-strings included.
#ifndef LESSON_SCANNER_H
#define LESSON_SCANNER_H

#include <stdbool.h>

#include "base/str.h"

typedef enum TokenKind {
    TOKEN_END,     // of the file
    TOKEN_NEWLINE, // of a statement (its header, if it has a body)
    TOKEN_COMMENT, // from its # to the end of the line
    TOKEN_STRING,  // with prefix and quotes
    TOKEN_CODE,    // a name, a number or one character of an operator
} TokenKind;

typedef struct Token {
    TokenKind kind;
    StrView text;
    unsigned line;   // where it begins, from 1
    bool is_alone;   // comments: no code stands before it on its line
} Token;

typedef struct Scanner {
    StrView rest;      // what was not looked at yet
    unsigned line;     // from 1
    unsigned depth;    // brackets open
    bool in_statement; // code came since the last TOKEN_NEWLINE
    bool has_code;     // code came on this line
} Scanner;

Scanner scanner_of(StrView source);
Token scanner_next(Scanner *scanner);

#endif
