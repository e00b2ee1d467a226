#include "lesson/lesson.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "lesson/scanner.h"

// --- lines of text ------------------------------------------------------------------------------------------------------

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f' || c == '\r';
}

static StrView trim(StrView text) {
    while (text.len && is_blank(text.s[0])) text.s++, text.len--;
    while (text.len && is_blank(text.s[text.len - 1])) text.len--;
    return text;
}

// Take the first line off `text`, without its line end. False: there is none left.
static bool next_line(StrView *text, StrView *line) {
    if (!text->len) return false;
    const char *end = memchr(text->s, '\n', text->len);
    *line = (StrView){text->s, end ? (size_t)(end - text->s) : text->len};
    size_t used = line->len + (end != NULL);
    *text = (StrView){text->s + used, text->len - used};
    return true;
}

// --- the docstring ------------------------------------------------------------------------------------------------------

// What stands between the quotes; false if it is no docstring for Python (bytes, f-strings).
static bool unquote(StrView token, StrView *text, bool *is_raw) {
    *is_raw = false;
    while (token.len && token.s[0] != '"' && token.s[0] != '\'') {
        if (strchr("bBfF", token.s[0])) return false;
        *is_raw |= token.s[0] == 'r' || token.s[0] == 'R';
        token.s++, token.len--;
    }
    size_t quotes = token.len >= 6 && token.s[1] == token.s[0] && token.s[2] == token.s[0] ? 3 : 1;
    if (token.len < 2 * quotes || memcmp(token.s + token.len - quotes, token.s, quotes) != 0) return false;
    *text = (StrView){token.s + quotes, token.len - 2 * quotes};
    return true;
}

// The escapes that people write in docstrings; any other stays as it is, as in Python.
static void add_unescaped(Str *out, StrView text, bool is_raw) {
    static const char names[] = "\\'\"nt", values[] = "\\'\"\n\t";
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] == '\r') {
            if (i + 1 == text.len || text.s[i + 1] != '\n') str_add(out, "\n");
            continue;
        }
        bool is_escape = text.s[i] == '\\' && !is_raw && i + 1 < text.len;
        const char *name = is_escape && text.s[i + 1] ? strchr(names, text.s[i + 1]) : NULL;
        if (name) str_add_bytes(out, &values[name - names], 1), i++;
        else if (is_escape && text.s[i + 1] == '\n') i++;
        else str_add_bytes(out, &text.s[i], 1);
    }
}

// How far all lines are indented, as inspect.cleandoc sees it.
static size_t common_indent(StrView text) {
    size_t indent = SIZE_MAX;
    for (StrView line; next_line(&text, &line);) {
        size_t blanks = 0;
        while (blanks < line.len && line.s[blanks] == ' ') blanks++;
        if (trim(line).len && blanks < indent) indent = blanks;
    }
    return indent;
}

static void read_docstring(Lesson *lesson, StrView token) {
    StrView inside, line;
    bool is_raw;
    if (!unquote(token, &inside, &is_raw)) return;
    Str doc = {0};
    add_unescaped(&doc, inside, is_raw);
    StrView text = {str_text(&doc), doc.len};
    while (!lesson->title.len && next_line(&text, &line)) str_add_bytes(&lesson->title, trim(line).s, trim(line).len);
    size_t indent = common_indent(text);
    while (next_line(&text, &line)) {
        bool is_empty = trim(line).len == 0;
        if (is_empty && !lesson->intro.len) continue;
        if (!is_empty) str_add_bytes(&lesson->intro, line.s + indent, line.len - indent);
        str_add(&lesson->intro, "\n");
    }
    while (lesson->intro.len && lesson->intro.s[lesson->intro.len - 1] == '\n') lesson->intro.s[--lesson->intro.len] = '\0';
    str_free(&doc);
}

// --- directives ---------------------------------------------------------------------------------------------------------

// `#: text`, `#! text`: the text after the sign; false if the comment is no such directive.
static bool directive(StrView comment, char sign, StrView *text) {
    if (comment.len < 2 || comment.s[1] != sign) return false;
    if (comment.len > 2 && !is_blank(comment.s[2])) return false;
    *text = trim((StrView){comment.s + 2, comment.len - 2});
    return true;
}

// Take one tag, [name] or ["a name"], off the front of `text`. False: it does not begin with one.
static bool take_tag(StrView *text, StrView *tag) {
    if (!text->len || text->s[0] != '[') return false;
    char quote = text->len > 1 && (text->s[1] == '"' || text->s[1] == '\'') ? text->s[1] : '\0';
    size_t from = quote ? 2 : 1, to = from;
    while (to < text->len && text->s[to] != (quote ? quote : ']')) to++;
    size_t end = to + (quote != '\0');
    if (end >= text->len || text->s[end] != ']' || to == from) return false;
    *tag = (StrView){text->s + from, to - from};
    if (!quote && memchr(tag->s, ' ', tag->len)) return false;
    *text = trim((StrView){text->s + end + 1, text->len - end - 1});
    return true;
}

static void read_tags(Note *note, StrView *text) {
    for (StrView tag; take_tag(text, &tag);) {
        if (view_is(tag, "each")) note->each = true;
        else if (view_is(tag, "after")) note->after = true;
        else str_clear(&note->task), str_add_bytes(&note->task, tag.s, tag.len);
    }
}

static void read_option(Lesson *lesson, StrView text) {
    StrView name = text;
    const char *colon = memchr(text.s, ':', text.len);
    if (!colon) return;
    name.len = (size_t)(colon - text.s);
    StrView value = trim((StrView){colon + 1, text.len - name.len - 1});
    if (view_is(trim(name), "clock")) lesson->is_real = view_is(value, "real");
}

// --- the file -----------------------------------------------------------------------------------------------------------

typedef struct Parser {
    Lesson *lesson;
    size_t cap;           // room in lesson->notes
    size_t directives_cap;
    const char *begin;    // of the source
    size_t owned;         // so many notes belong to statements that have ended
    unsigned statement;   // its first line, 0: between two statements
    unsigned last_alone;  // the line of the last `#:` that stood alone; 0: something else came since
    bool had_statement;
} Parser;

static void add_note(Parser *parser, const Token *comment, StrView text) {
    Lesson *lesson = parser->lesson;
    bool goes_on = comment->is_alone && parser->last_alone && parser->last_alone + 1 == comment->line && !(text.len && text.s[0] == '[');
    parser->last_alone = comment->is_alone ? comment->line : 0;
    if (!goes_on) {
        lesson->notes = mem_grow(lesson->notes, &parser->cap, lesson->n_notes + 1, sizeof *lesson->notes);
        lesson->notes[lesson->n_notes++] = (Note){.line = parser->statement};
        read_tags(&lesson->notes[lesson->n_notes - 1], &text);
    }
    Note *note = &lesson->notes[lesson->n_notes - 1];
    if (goes_on) str_add(&note->text, "\n");
    str_add_bytes(&note->text, text.s, text.len);
}

static void add_directive(Parser *parser, const Token *comment) {
    Lesson *lesson = parser->lesson;
    const char *line = comment->text.s;
    while (line > parser->begin && line[-1] != '\n') line--;
    lesson->directives = mem_grow(lesson->directives, &parser->directives_cap, lesson->n_directives + 1, sizeof *lesson->directives);
    lesson->directives[lesson->n_directives++] = (Directive){comment->line, (unsigned)(comment->text.s - line), comment->is_alone};
}

static void read_comment(Parser *parser, const Token *comment) {
    StrView text;
    bool is_shebang = comment->line == 1;
    if (directive(comment->text, ':', &text) || directive(comment->text, '?', &text) || (!is_shebang && directive(comment->text, '!', &text)))
        add_directive(parser, comment);
    if (directive(comment->text, ':', &text)) add_note(parser, comment, text);
    else if (!parser->had_statement && !is_shebang && directive(comment->text, '!', &text)) read_option(parser->lesson, text);
}

// Code: unless a statement is open, one begins here, and the notes above it are its own.
static void read_code(Parser *parser, const Token *token) {
    parser->last_alone = 0;
    if (parser->statement) return;
    parser->statement = token->line;
    for (size_t i = parser->owned; i < parser->lesson->n_notes; i++) parser->lesson->notes[i].line = token->line;
    if (!parser->had_statement && token->kind == TOKEN_STRING) read_docstring(parser->lesson, token->text);
    parser->had_statement = true;
}

static void end_statement(Parser *parser, unsigned line) {
    for (size_t i = parser->owned; i < parser->lesson->n_notes; i++) parser->lesson->notes[i].last_line = line;
    parser->owned = parser->lesson->n_notes;
    parser->statement = 0;
}

// The comment at the end of a line comes before the token of the line's end, and so belongs to the statement.
static void parse_tokens(Lesson *lesson, StrView source) {
    Parser parser = {.lesson = lesson, .begin = source.s};
    Scanner scanner = scanner_of(source);
    for (Token token = scanner_next(&scanner); token.kind != TOKEN_END; token = scanner_next(&scanner)) {
        if (token.kind == TOKEN_COMMENT) read_comment(&parser, &token);
        else if (token.kind == TOKEN_NEWLINE) end_statement(&parser, token.line);
        else read_code(&parser, &token);
    }
}

static bool is_utf8(StrView text) {
    size_t bytes;
    unsigned character;
    for (; (bytes = text_decode(text, &character)) > 0; text.s += bytes, text.len -= bytes)
        if (bytes == 1 && character == 0xFFFD) return false;
    return true;
}

bool lesson_parse(Lesson *lesson, const char *path, StrView source, Err *err) {
    *lesson = (Lesson){0};
    if (!is_utf8(source)) return err_set(err, "%s: a lesson must be UTF-8", path);
    if (source.len >= 3 && memcmp(source.s, "\xEF\xBB\xBF", 3) == 0) source.s += 3, source.len -= 3;
    str_add(&lesson->path, path);
    parse_tokens(lesson, source);
    const char *slash = strrchr(path, '/');
    if (!lesson->title.len) str_add(&lesson->title, slash ? slash + 1 : path);
    return true;
}

const Directive *lesson_directive(const Lesson *lesson, unsigned line) {
    for (size_t i = 0; i < lesson->n_directives && lesson->directives[i].line <= line; i++)
        if (lesson->directives[i].line == line) return &lesson->directives[i];
    return NULL;
}

bool lesson_is_file(const Lesson *lesson, StrView path) {
    const char *own = str_text(&lesson->path), *slash = strrchr(own, '/'), *name = slash ? slash + 1 : own;
    size_t len = strlen(name);
    return path.len >= len && memcmp(path.s + path.len - len, name, len) == 0 && (path.len == len || path.s[path.len - len - 1] == '/');
}

static bool read_file(Str *out, const char *path, Err *err) {
    FILE *file = fopen(path, "rb");
    if (!file) return err_set(err, "%s: %s", path, strerror(errno));
    char piece[4096];
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) str_add_bytes(out, piece, n);
    int failed = ferror(file) ? errno : 0;
    fclose(file);
    return failed ? err_set(err, "%s: %s", path, strerror(failed)) : true;
}

bool lesson_load(Lesson *lesson, const char *path, Err *err) {
    *lesson = (Lesson){0};
    Str source = {0};
    bool fine = read_file(&source, path, err) && lesson_parse(lesson, path, (StrView){str_text(&source), source.len}, err);
    str_free(&source);
    return fine;
}

void lesson_free(Lesson *lesson) {
    for (size_t i = 0; i < lesson->n_notes; i++) {
        str_free(&lesson->notes[i].text);
        str_free(&lesson->notes[i].task);
    }
    free(lesson->notes);
    free(lesson->directives);
    str_free(&lesson->path);
    str_free(&lesson->title);
    str_free(&lesson->intro);
    *lesson = (Lesson){0};
}
