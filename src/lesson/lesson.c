#include "lesson/lesson.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/text.h"
#include "lesson/scanner.h"

// --- lines of text -------------------------------------------------------------------------------

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

// --- the docstring -------------------------------------------------------------------------------

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

static void read_docstring(Lesson *lesson, const Token *at) {
    StrView token = at->text;
    StrView inside, line;
    bool is_raw;
    if (!unquote(token, &inside, &is_raw)) return;
    lesson->doc_line = lesson->doc_last_line = at->line;
    for (size_t i = 0; i < token.len; i++) lesson->doc_last_line += token.s[i] == '\n';
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

// --- directives ----------------------------------------------------------------------------------

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

// --- the file ------------------------------------------------------------------------------------

typedef struct Parser {
    Lesson *lesson;
    size_t cap;           // room in lesson->notes
    size_t directives_cap, questions_cap, faults_cap;
    Question *question;   // the one whose lines come; NULL: none
    Str *going_on;        // where its next line is added to
    const char *begin;    // of the source
    size_t owned, owned_questions; // so many notes and questions belong to statements that have ended
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

// --- options and questions -----------------------------------------------------------------------

// WHAT: REMEDY.
__attribute__((format(printf, 3, 4))) static void fault(Parser *parser, unsigned line,
                                                        const char *format, ...) {
    Lesson *lesson = parser->lesson;
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    lesson->faults = mem_grow(lesson->faults, &parser->faults_cap, lesson->n_faults + 1, sizeof *lesson->faults);
    lesson->faults[lesson->n_faults] = (Fault){.line = line};
    str_add(&lesson->faults[lesson->n_faults++].what, text);
}

static void set(Str *out, StrView value) {
    str_clear(out);
    str_add_bytes(out, value.s, value.len);
}

static bool is_end(StrView value) {
    static const char *const words[] = {"ok", "deadlock", "killed"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_is(value, words[i])) return true;
    return (value.len > 7 && memcmp(value.s, "raises ", 7) == 0) || (value.len > 5 && memcmp(value.s, "exit ", 5) == 0);
}

static const char *const option_names[] = {"clock", "order", "ends", "topic", "level"};
static const char *const option_values[] = {"`real` or `virtual`", "`any`",
                                            "`ok`, `deadlock`, `killed`, `raises NAME` or `exit N`",
                                            "a word", "1, 2 or 3"};
enum { OPTIONS = sizeof option_names / sizeof *option_names };

static size_t which_word(StrView word, const char *const *words, size_t count) {
    size_t i = 0;
    while (i < count && !view_is(word, words[i])) i++;
    return i;
}

// A name and its value, of `name: value`. False: there is no colon.
static bool split_option(StrView text, StrView *name, StrView *value) {
    const char *colon = memchr(text.s, ':', text.len);
    size_t len = colon ? (size_t)(colon - text.s) : text.len;
    *name = trim((StrView){text.s, len});
    *value = colon ? trim((StrView){colon + 1, text.len - len - 1}) : (StrView){"", 0};
    return colon != NULL;
}

static bool set_option(Lesson *lesson, StrView name, StrView value) {
    if (view_is(name, "clock"))
        return (lesson->is_real = view_is(value, "real")) || view_is(value, "virtual");
    if (view_is(name, "order")) return lesson->is_any_order = view_is(value, "any");
    if (view_is(name, "ends") && is_end(value))
        set(&lesson->ends, view_is(value, "ok") ? (StrView){"", 0} : value);
    else if (view_is(name, "topic") && value.len) set(&lesson->topic, value);
    else if (view_is(name, "level") && value.len == 1 && value.s[0] >= '1' && value.s[0] <= '3')
        lesson->level = (unsigned)(value.s[0] - '0');
    else return false;
    return true;
}

static void read_option(Parser *parser, const Token *comment, StrView text) {
    StrView name, value;
    split_option(text, &name, &value);
    size_t known = which_word(name, option_names, OPTIONS);
    const char *meant = near_word(name, option_names, OPTIONS);
    if (known < OPTIONS && parser->had_statement) {
        fault(parser, comment->line,
              "the option `%.*s` has no effect here: move it above the docstring", STR_ARG(name));
    } else if (known < OPTIONS) {
        if (set_option(parser->lesson, name, value)) return;
        fault(parser, comment->line, "`%.*s` is no value of the option `%s`: use %s",
              STR_ARG(value), option_names[known], option_values[known]);
    } else if (meant) {
        fault(parser, comment->line, "unknown option `%.*s`: did you mean `%s`?%s", STR_ARG(name),
              meant, parser->had_statement ? " Move it above the docstring." : "");
    } else {
        fault(
            parser, comment->line,
            "unknown option `%.*s`: it is one of clock, order, ends, topic and level; a comment begins with `# `",
            STR_ARG(name));
    }
}

static StrView first_word(StrView *rest) {
    size_t len = 0;
    while (len < rest->len && !is_blank(rest->s[len])) len++;
    StrView word = {rest->s, len};
    *rest = trim((StrView){rest->s + len, rest->len - len});
    return word;
}

static const char *const question_kinds[] = {"next",  "output", "state", "time",
                                             "order", "choice", "goal"}; // as QuestionKind
static const char *const question_forms[] = {"next",
                                             "output",
                                             "state NAME",
                                             "time",
                                             "order A B",
                                             "choice WHICH ONE?",
                                             "goal WHAT TO CHANGE"};
enum { KINDS = sizeof question_kinds / sizeof *question_kinds };

static void say_no_question(Parser *parser, unsigned line, StrView word) {
    static const char *const parts[] = {"-", "*", "because", "hint"};
    const char *meant = near_word(word, question_kinds, KINDS);
    if (which_word(word, parts, 4) < 4)
        fault(parser, line,
              "`%.*s` goes on with a question: write two spaces before it, `#?  %.*s …`",
              STR_ARG(word), STR_ARG(word));
    else if (!word.len) fault(parser, line, "empty question: a comment begins with `# `");
    else if (meant)
        fault(parser, line, "unknown question `%.*s`: did you mean `%s`?", STR_ARG(word), meant);
    else
        fault(
            parser, line,
            "unknown question `%.*s`: it is one of next, output, state, time, order, choice and goal; a comment begins with `# `",
            STR_ARG(word));
}

static void begin_question(Parser *parser, const Token *comment, StrView text) {
    Lesson *lesson = parser->lesson;
    StrView rest = text, word = first_word(&rest);
    size_t kind = which_word(word, question_kinds, KINDS);
    parser->question = NULL;
    bool needs_more = kind == QUESTION_STATE || kind == QUESTION_ORDER || kind == QUESTION_CHOICE ||
                      kind == QUESTION_GOAL;
    if (kind == KINDS) {
        say_no_question(parser, comment->line, word);
        return;
    }
    if (needs_more != (rest.len > 0)) {
        fault(parser, comment->line, "the question `%s` %s: write `#? %s`", question_kinds[kind],
              needs_more ? "is not complete" : "has nothing behind it", question_forms[kind]);
        return;
    }
    lesson->questions = mem_grow(lesson->questions, &parser->questions_cap, lesson->n_questions + 1, sizeof *lesson->questions);
    Question *question = &lesson->questions[lesson->n_questions++];
    *question = (Question){.kind = (QuestionKind)kind, .at = comment->line, .line = parser->statement};
    set(&question->text, rest);
    parser->question = question;
    parser->going_on = kind == QUESTION_CHOICE || kind == QUESTION_GOAL ? &question->text : NULL;
}

static void add_line(Str *out, StrView text, const char *between) {
    if (out->len) str_add(out, between);
    str_add_bytes(out, text.s, text.len);
}

static bool begins_with(StrView text, const char *word) {
    return text.len >= strlen(word) && memcmp(text.s, word, strlen(word)) == 0;
}

static void add_choice(Parser *parser, StrView text) {
    Question *question = parser->question;
    question->options = mem_resize(question->options, (question->n_options + 1) * sizeof *question->options);
    QuestionOption *option = &question->options[question->n_options++];
    *option = (QuestionOption){.is_right = text.s[0] == '*'};
    set(&option->text, trim((StrView){text.s + 1, text.len - 1}));
    parser->going_on = &option->text;
}

// A line of a question that goes on: an option, the reason, a goal's condition, or more of what came last.
static void continue_question(Parser *parser, const Token *comment, StrView text) {
    Question *question = parser->question;
    if (!question || !text.len) {
        fault(
            parser, comment->line,
            "no question stands above this line: a question begins with one space, `#? choice …`");
    } else if (question->kind == QUESTION_CHOICE && text.len > 2 && (text.s[0] == '-' || text.s[0] == '*') && is_blank(text.s[1])) {
        add_choice(parser, text);
    } else if (question->kind == QUESTION_CHOICE && begins_with(text, "because ")) {
        add_line(&question->because, trim((StrView){text.s + 8, text.len - 8}), "\n");
        parser->going_on = &question->because;
    } else if (question->kind == QUESTION_GOAL && begins_with(text, "hint ")) {
        add_line(&question->hints, trim((StrView){text.s + 5, text.len - 5}), "\n");
    } else if (question->kind == QUESTION_GOAL) {
        add_line(&question->conditions, text, "\n");
    } else if (parser->going_on) {
        add_line(parser->going_on, text, " ");
    } else {
        fault(parser, comment->line,
              "`%.*s` cannot stand here: a question of this kind has one line", STR_ARG(text));
    }
}

// `#? word` begins a question; with more than one blank it goes on.
static void read_question(Parser *parser, const Token *comment, StrView text) {
    bool goes_on = comment->text.len > 3 && is_blank(comment->text.s[2]) && is_blank(comment->text.s[3]);
    if (goes_on) continue_question(parser, comment, text);
    else begin_question(parser, comment, text);
}

static void add_directive(Parser *parser, const Token *comment) {
    Lesson *lesson = parser->lesson;
    const char *line = comment->text.s;
    while (line > parser->begin && line[-1] != '\n') line--;
    lesson->directives = mem_grow(lesson->directives, &parser->directives_cap, lesson->n_directives + 1, sizeof *lesson->directives);
    lesson->directives[lesson->n_directives++] = (Directive){comment->line, (unsigned)(comment->text.s - line), comment->is_alone};
}

// --- comments that look as if they were meant ----------------------------------------------------

static bool begins_word(StrView text, StrView *word) {
    size_t len = 0;
    while (len < text.len && (isalnum((unsigned char)text.s[len]) || text.s[len] == '_')) len++;
    *word = (StrView){text.s, len};
    return len > 0;
}

// Is this an option's name with its colon? Other words with a colon are not ours to complain of.
static bool looks_like_option(StrView text) {
    StrView name, value;
    return split_option(trim(text), &name, &value) &&
           (which_word(name, option_names, OPTIONS) < OPTIONS ||
            near_word(name, option_names, OPTIONS));
}

static bool looks_like_question(StrView text) {
    StrView word;
    if (text.len > 1 && (text.s[0] == '-' || text.s[0] == '*') && is_blank(text.s[1])) return true;
    return begins_word(text, &word) && (which_word(word, question_kinds, KINDS) < KINDS ||
                                        near_word(word, question_kinds, KINDS) ||
                                        view_is(word, "because") || view_is(word, "hint"));
}

static bool looks_like_note(StrView text) {
    return text.len && (isalnum((unsigned char)text.s[0]) || strchr("[`*\"'(", text.s[0]) ||
                        (unsigned char)text.s[0] >= 0x80);
}

// `#?next`, `#:text`, `#!clock: real`, `# ? next`: what differs from a directive by a space. Rows
// of signs, shebangs and prose are left alone.
static void check_comment(Parser *parser, const Token *comment) {
    StrView text = comment->text;
    bool is_apart = text.len > 3 && text.s[1] == ' ' && (text.s[2] == '?' || text.s[2] == '!');
    size_t at = is_apart ? 2 : 1;
    if (text.len <= at + 1) return;
    char sign = text.s[at];
    StrView rest = {text.s + at + 1, text.len - at - 1};
    if (is_apart && !is_blank(rest.s[0])) return;
    if (is_apart) rest = trim(rest);
    bool is_meant = sign == '?'   ? looks_like_question(rest)
                    : sign == '!' ? looks_like_option(rest)
                                  : sign == ':' && looks_like_note(rest);
    if (!is_meant) return;
    StrView word;
    if (!begins_word(rest, &word)) word = (StrView){rest.s, 1};
    if (is_apart)
        fault(parser, comment->line,
              "`# %c %.*s` is an ordinary comment: leave out the space after `#`", sign,
              STR_ARG(word));
    else
        fault(parser, comment->line, "`#%c%.*s` is an ordinary comment: put a space after `#%c`",
              sign, STR_ARG(word), sign);
}

static void read_comment(Parser *parser, const Token *comment) {
    StrView text;
    bool is_first = comment->line == 1;
    bool is_note = directive(comment->text, ':', &text),
         is_question = !is_note && directive(comment->text, '?', &text);
    bool is_option = !is_note && !is_question && directive(comment->text, '!', &text);
    if (is_option && is_first) {
        if (looks_like_option(text))
            fault(
                parser, 1,
                "the first line is a shebang and no option: leave it empty and put this on line 2");
        return;
    }
    if (is_note || is_question || is_option) add_directive(parser, comment);
    if (is_note) add_note(parser, comment, text);
    else if (is_question) read_question(parser, comment, text);
    else if (is_option) read_option(parser, comment, text);
    else check_comment(parser, comment);
}

// Code: unless a statement is open, one begins here, and the notes above it are its own.
static void read_code(Parser *parser, const Token *token) {
    parser->last_alone = 0;
    if (parser->statement) return;
    parser->statement = token->line;
    for (size_t i = parser->owned; i < parser->lesson->n_notes; i++) parser->lesson->notes[i].line = token->line;
    for (size_t i = parser->owned_questions; i < parser->lesson->n_questions; i++) parser->lesson->questions[i].line = token->line;
    if (!parser->had_statement && token->kind == TOKEN_STRING)
        read_docstring(parser->lesson, token);
    parser->had_statement = true;
}

static void end_statement(Parser *parser, unsigned line) {
    for (size_t i = parser->owned; i < parser->lesson->n_notes; i++) parser->lesson->notes[i].last_line = line;
    for (size_t i = parser->owned_questions; i < parser->lesson->n_questions; i++) parser->lesson->questions[i].last_line = line;
    parser->owned = parser->lesson->n_notes;
    parser->owned_questions = parser->lesson->n_questions;
    parser->question = NULL;
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
    lesson->has_title = lesson->title.len > 0;
    if (!lesson->title.len) str_add(&lesson->title, slash ? slash + 1 : path);
    return true;
}

bool lesson_is_meant(const Lesson *lesson) {
    return lesson->n_questions > 0 && !lesson->n_faults;
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
    for (size_t i = 0; i < lesson->n_questions; i++) {
        Question *question = &lesson->questions[i];
        for (size_t k = 0; k < question->n_options; k++) str_free(&question->options[k].text);
        free(question->options);
        str_free(&question->text);
        str_free(&question->because);
        str_free(&question->conditions);
        str_free(&question->hints);
    }
    for (size_t i = 0; i < lesson->n_faults; i++) str_free(&lesson->faults[i].what);
    free(lesson->questions);
    free(lesson->faults);
    free(lesson->notes);
    free(lesson->directives);
    str_free(&lesson->ends);
    str_free(&lesson->topic);
    str_free(&lesson->path);
    str_free(&lesson->title);
    str_free(&lesson->intro);
    *lesson = (Lesson){0};
}
