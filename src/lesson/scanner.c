#include "lesson/scanner.h"

#include <string.h>
#include <strings.h>

Scanner scanner_of(StrView source) {
    return (Scanner){.rest = source, .line = 1};
}

static char peek(const Scanner *scanner, size_t at) {
    return at < scanner->rest.len ? scanner->rest.s[at] : '\0';
}

static StrView take(Scanner *scanner, size_t len) {
    StrView taken = {scanner->rest.s, len};
    scanner->rest = (StrView){scanner->rest.s + len, scanner->rest.len - len};
    return taken;
}

// The length of the line end at `at`: \n, \r\n or \r; 0: there is none.
static size_t line_end(const Scanner *scanner, size_t at) {
    if (peek(scanner, at) == '\r') return peek(scanner, at + 1) == '\n' ? 2 : 1;
    return peek(scanner, at) == '\n';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

static size_t word_len(const Scanner *scanner) {
    size_t len = 0;
    while (is_word(peek(scanner, len))) len++;
    return len;
}

static bool is_string_prefix(StrView word) {
    static const char *const prefixes[] = {"r", "b", "u", "f", "br", "rb", "fr", "rf"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strlen(prefixes[i]) == word.len && strncasecmp(prefixes[i], word.s, word.len) == 0) return true;
    return word.len == 0;
}

static bool is_quote(char c) {
    return c == '"' || c == '\'';
}

// A string whose opening quote stands at `at`. One that is not closed ends with its line, in triple quotes with the file.
static StrView take_string(Scanner *scanner, size_t at) {
    char quote = peek(scanner, at);
    size_t quotes = peek(scanner, at + 1) == quote && peek(scanner, at + 2) == quote ? 3 : 1, closing = 0;
    at += quotes;
    while (at < scanner->rest.len && closing < quotes) {
        size_t end = line_end(scanner, at);
        if (end && quotes == 1) break;
        if (peek(scanner, at) == '\\' && at + 1 < scanner->rest.len) at++, end = line_end(scanner, at), closing = 0;
        else closing = peek(scanner, at) == quote ? closing + 1 : 0;
        if (end) scanner->line++;
        at += end ? end : 1;
    }
    return take(scanner, at);
}

static Token take_comment(Scanner *scanner) {
    size_t len = 0;
    while (len < scanner->rest.len && !line_end(scanner, len)) len++;
    return (Token){.kind = TOKEN_COMMENT, .line = scanner->line, .is_alone = !scanner->has_code, .text = take(scanner, len)};
}

static Token take_code(Scanner *scanner) {
    Token token = {.kind = TOKEN_CODE, .line = scanner->line};
    size_t word = word_len(scanner);
    scanner->in_statement = scanner->has_code = true;
    if (is_quote(peek(scanner, word)) && is_string_prefix((StrView){scanner->rest.s, word})) {
        token.kind = TOKEN_STRING;
        token.text = take_string(scanner, word);
        return token;
    }
    token.text = take(scanner, word ? word : 1);
    char c = token.text.s[0];
    if (c == '(' || c == '[' || c == '{') scanner->depth++;
    else if ((c == ')' || c == ']' || c == '}') && scanner->depth) scanner->depth--;
    return token;
}

// A line ends. True if a statement ends with it.
static bool end_line(Scanner *scanner, size_t len, Token *token) {
    *token = (Token){.kind = TOKEN_NEWLINE, .line = scanner->line, .text = take(scanner, len)};
    bool ends = scanner->in_statement && scanner->depth == 0;
    scanner->line++;
    scanner->has_code = false;
    if (ends) scanner->in_statement = false;
    return ends;
}

Token scanner_next(Scanner *scanner) {
    Token token;
    while (scanner->rest.len) {
        char c = peek(scanner, 0);
        size_t end = line_end(scanner, c == '\\');
        if (end && c == '\\') take(scanner, 1 + end), scanner->line++;
        else if (end && end_line(scanner, end, &token)) return token;
        else if (end) continue;
        else if (c == ' ' || c == '\t' || c == '\f') take(scanner, 1);
        else if (c == '#') return take_comment(scanner);
        else return take_code(scanner);
    }
    if (!scanner->in_statement) return (Token){.kind = TOKEN_END, .line = scanner->line};
    scanner->in_statement = false;
    return (Token){.kind = TOKEN_NEWLINE, .line = scanner->line};
}
