#include "ui/python.h"

#include <ctype.h>
#include <string.h>

static void paint(Style *styles, size_t from, size_t to, Style style) {
    for (size_t i = from; styles && i < to; i++) styles[i] = style;
}

static bool is_word_byte(char c) {
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static Style style_of_word(StrView word) {
    static const char *const keywords[] = {
        "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from",
        "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with",
        "yield", "None", "True", "False",
    };
    if (view_is(word, "async") || view_is(word, "await")) return INK_AWAIT;
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (view_is(word, keywords[i])) return INK_KEYWORD;
    }
    return isdigit((unsigned char)word.s[0]) ? INK_NUMBER : INK_TEXT;
}

static bool is_triple(StrView line, size_t at) {
    return at + 2 < line.len && line.s[at + 1] == line.s[at] && line.s[at + 2] == line.s[at];
}

// From inside a string to behind its end, or to the end of the line.
static size_t string_end(StrView line, size_t at, char quote, bool triple, bool *is_closed) {
    *is_closed = false;
    for (; at < line.len; at++) {
        if (line.s[at] == '\\') {
            at++;
        } else if (line.s[at] == quote && (!triple || is_triple(line, at))) {
            *is_closed = true;
            return at + (triple ? 3 : 1);
        }
    }
    return line.len;
}

static size_t lex_string(PythonLexer *lexer, StrView line, size_t at, Style *styles) {
    bool triple = is_triple(line, at), is_closed;
    char quote = line.s[at];
    size_t end = string_end(line, at + (triple ? 3 : 1), quote, triple, &is_closed);
    if (triple && !is_closed) lexer->quote = quote;
    paint(styles, at, end, INK_STRING);
    return end;
}

static size_t lex_word(StrView line, size_t at, Style *styles) {
    size_t end = at;
    while (end < line.len && (is_word_byte(line.s[end]) || (isdigit((unsigned char)line.s[at]) && line.s[end] == '.'))) end++;
    bool is_prefix = end < line.len && end - at <= 2 && strchr("\"'", line.s[end]) && strchr("rRbBfFuU", line.s[at]);
    paint(styles, at, end, is_prefix ? INK_STRING : style_of_word((StrView){line.s + at, end - at}));
    return end;
}

void python_line(PythonLexer *lexer, StrView line, Style *styles) {
    size_t at = 0;
    if (lexer->quote) {
        bool is_closed;
        at = string_end(line, 0, lexer->quote, true, &is_closed);
        if (is_closed) lexer->quote = '\0';
        paint(styles, 0, at, INK_STRING);
    }
    while (at < line.len) {
        char c = line.s[at];
        if (c == '#') {
            paint(styles, at, line.len, INK_COMMENT);
            return;
        } else if (c == '"' || c == '\'') {
            at = lex_string(lexer, line, at, styles);
        } else if (is_word_byte(c)) {
            at = lex_word(line, at, styles);
        } else {
            paint(styles, at, at + 1, INK_TEXT);
            at++;
        }
    }
}
