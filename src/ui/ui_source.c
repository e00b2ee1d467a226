// The source: the line where it happens, and beside each line the tasks that stand there.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/panes.h"
#include "ui/python.h"

enum { TAB = 4, BADGES_MAX = 3 };

static Source shown_source(const View *view) {
    if (view->file && view->file <= log_source_count(view->log)) return log_source(view->log, view->file - 1);
    if (view->place.file) return log_source_of(view->log, view->place.file);
    if (view->near.file) return log_source_of(view->log, view->near.file);
    return log_source_count(view->log) ? log_source(view->log, 0) : (Source){0};
}

// --- badges: who stands at which line --------------------------------------------------------------------------------------------------

typedef struct Badge {
    uint32_t line, task;
} Badge;

static int compare_badges(const void *a, const void *b) {
    const Badge *one = a, *two = b;
    if (one->line != two->line) return one->line < two->line ? -1 : 1;
    return one->task < two->task ? -1 : one->task > two->task;
}

// The live tasks that stand in this file, by line.
static Badge *find_badges(const View *view, uint32_t file, size_t *count) {
    Badge *badges = NULL;
    size_t cap = 0;
    *count = 0;
    StrView name = log_string(view->log, file);
    for (uint32_t id = 1; id <= view->state->n_tasks; id++) {
        const Task *task = state_task(view->state, id);
        if (!task || task_is_done(task)) continue;
        Place place = place_of_task(view, id);
        if (!place.file || (place.file != file && log_string(view->log, place.file).s != name.s)) continue;
        badges = mem_grow(badges, &cap, *count + 1, sizeof *badges);
        badges[(*count)++] = (Badge){place.line, id};
    }
    if (badges) qsort(badges, *count, sizeof *badges, compare_badges);
    return badges;
}

static int badge_cells(const View *view, uint32_t task) {
    return 1 + task_name_cells(view, task) + 1;
}

static int draw_badge(const View *view, const Canvas *canvas, int x, int y, uint32_t id) {
    const Task *task = state_task(view->state, id);
    x = canvas_glyph(canvas, x, y, style_of_task(id), glyph_of_state(task->state));
    return draw_task_name(view, canvas, x, y, 24, id, task->state == TASK_WAITING ? 0 : MARK_BOLD) + 1;
}

// From the right end; more than fit become a number.
static void draw_badges(const View *view, const Canvas *canvas, int y, int text_end, const Badge *badges, size_t count) {
    size_t named = count < BADGES_MAX ? count : BADGES_MAX;
    int cells = 0;
    for (size_t i = 0; i < named; i++) cells += badge_cells(view, badges[i].task);
    while (named > 1 && cells + 4 > canvas->at.w - text_end) cells -= badge_cells(view, badges[--named].task);
    int x = canvas->at.w - cells - (named < count ? 5 : 0);
    canvas_clear(canvas, (Rect){x - 1, y, canvas->at.w - x + 1, 1});
    for (size_t i = 0; i < named; i++) x = draw_badge(view, canvas, x, y, badges[i].task);
    if (named < count) canvas_putf(canvas, x, y, INK_DIM, "+%zu", count - named);
}

// --- lines ------------------------------------------------------------------------------------------------------------------------------

static int draw_piece(const View *view, const Canvas *canvas, int x, int y, StrView text, Style style) {
    Str clean = {0};
    text_clean_line(&clean, text, TAB, view->is_ascii);
    x = canvas_put(canvas, x, y, style, (StrView){str_text(&clean), clean.len});
    str_free(&clean);
    return x;
}

// Bytes of so many characters.
static size_t bytes_of(StrView line, unsigned characters) {
    size_t at = 0;
    for (unsigned character; characters-- && at < line.len;) at += text_decode((StrView){line.s + at, line.len - at}, &character);
    return at;
}

// As CPython's tokenizer cuts it: the runs of this line, and what stands between them.
static int draw_runs(const View *view, const Canvas *canvas, int x, int y, StrView line, const SourceRun *runs, size_t count, uint16_t marks) {
    static const Ink inks[] = {[SOURCE_KEYWORD] = INK_KEYWORD, [SOURCE_AWAIT] = INK_AWAIT, [SOURCE_STRING] = INK_STRING, [SOURCE_NUMBER] = INK_NUMBER,
                               [SOURCE_COMMENT] = INK_COMMENT};
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        size_t from = bytes_of(line, runs[i].from), to = bytes_of(line, runs[i].to);
        if (from < at || to < from) continue;
        x = draw_piece(view, canvas, x, y, (StrView){line.s + at, from - at}, INK_TEXT | marks);
        x = draw_piece(view, canvas, x, y, (StrView){line.s + from, to - from}, inks[runs[i].kind] | marks);
        at = to;
    }
    return draw_piece(view, canvas, x, y, (StrView){line.s + at, line.len - at}, INK_TEXT | marks);
}

// Until the tokenizer has answered, and where there is no engine to ask: by what we know of Python ourselves. Put what was cleaned with the styles of what
// it was made from: cleaning keeps Python's words as they are, so they are styled again.
static int draw_code(const View *view, const Canvas *canvas, int x, int y, StrView line, PythonLexer *lexer, uint16_t marks) {
    Str clean = {0};
    text_clean_line(&clean, line, TAB, view->is_ascii);
    Style *styles = mem_new((clean.len + 1) * sizeof *styles);
    python_line(lexer, (StrView){str_text(&clean), clean.len}, styles);
    for (size_t i = 0, n; i < clean.len; i += n) {
        for (n = 1; i + n < clean.len && styles[i + n] == styles[i]; n++) continue;
        x = canvas_put(canvas, x, y, styles[i] | marks, (StrView){clean.s + i, n});
    }
    free(styles);
    str_free(&clean);
    return x;
}

// What the tokenizer said of this source; NULL: nothing yet.
static const UiHighlight *highlight_of(const View *view, const Source *source) {
    for (size_t i = 0; i < view->scene->n_highlights && i < log_source_count(view->log); i++) {
        if (log_source(view->log, i).text.s != source->text.s) continue;
        const UiHighlight *of = &view->scene->highlights[view->scene->highlights[i].same];
        return of->runs ? of : NULL;
    }
    return NULL;
}

// The first run of a line or behind it.
static size_t first_run(const UiHighlight *of, uint32_t line) {
    size_t low = 0, high = of->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (of->runs[middle].line < line) low = middle + 1;
        else high = middle;
    }
    return low;
}

static int draw_line(const View *view, const Canvas *canvas, int x, int y, StrView text, uint32_t number, const UiHighlight *of, PythonLexer *lexer, uint16_t marks) {
    if (!of) return draw_code(view, canvas, x, y, text, lexer, marks);
    size_t first = first_run(of, number), behind = first_run(of, number + 1);
    return draw_runs(view, canvas, x, y, text, of->runs + first, behind - first, marks);
}

// Lines one after the other: to look each up by its number would read the file once for every line.
static StrView next_line(StrView *rest) {
    const char *newline = memchr(rest->s, '\n', rest->len);
    StrView line = {rest->s, newline ? (size_t)(newline - rest->s) : rest->len};
    rest->s += line.len + (newline != NULL);
    rest->len -= line.len + (newline != NULL);
    return line;
}

static bool has_break(const View *view, uint32_t file, uint32_t line) {
    for (size_t i = 0; i < view->scene->n_breaks; i++)
        if (condition_is_line(&view->scene->breaks[i], log_string(view->log, file), line)) return true;
    return false;
}

// The gutter: where the task is, the number, a breakpoint.
static void draw_gutter(const View *view, const Canvas *canvas, int y, int digits, uint32_t file, uint32_t number, bool is_live) {
    bool breaks = has_break(view, file, number);
    if (is_live) canvas_glyph(canvas, 0, y, INK_ACCENT, GLYPH_LIVE);
    if (breaks) canvas_glyph(canvas, 1 + digits, y, INK_BAD, GLYPH_BREAK);
    canvas_putf(canvas, 1, y, breaks ? INK_BAD : is_live ? INK_ACCENT : INK_FAINT, "%*u", digits, number);
}

// --- rows: lines of their own that hold nothing but a lesson's notes are not shown, where the lesson is learned --------------------------------

static const Lesson *lesson_of(const View *view, const Source *source) {
    const Lesson *lesson = view->scene->lesson;
    return lesson && lesson_is_file(lesson, log_string(view->log, source->file)) ? lesson : NULL;
}

static bool is_hidden(const Lesson *lesson, uint32_t line) {
    const Directive *directive = lesson ? lesson_directive(lesson, line) : NULL;
    return directive && directive->is_alone;
}

static int rows_before(const Lesson *lesson, uint32_t line) {
    int rows = (int)line - 1;
    for (size_t i = 0; lesson && i < lesson->n_directives && lesson->directives[i].line < line; i++) rows -= lesson->directives[i].is_alone;
    return rows;
}

static uint32_t line_of_row(const Lesson *lesson, int row) {
    uint32_t line = (uint32_t)row + 1;
    for (size_t i = 0; lesson && i < lesson->n_directives && lesson->directives[i].line <= line; i++) line += lesson->directives[i].is_alone;
    return line;
}

static StrView without_note(const Lesson *lesson, StrView text, uint32_t line) {
    const Directive *directive = lesson ? lesson_directive(lesson, line) : NULL;
    if (directive && directive->column < text.len) text.len = directive->column;
    while (directive && text.len && text.s[text.len - 1] == ' ') text.len--;
    return text;
}

Drawn ui_source_draw(const View *view, const Canvas *canvas) {
    Source source = shown_source(view);
    const Lesson *lesson = lesson_of(view, &source);
    int h = canvas->at.h, rows = rows_before(lesson, (uint32_t)source.lines + 1);
    if (!source.lines) {
        canvas_puts(canvas, 1, 0, INK_DIM, "No source yet.");
        return (Drawn){1, 0};
    }
    bool is_there = !view->file || log_string(view->log, view->place.file).s == log_string(view->log, source.file).s;
    uint32_t live = view->place.file && is_there ? view->place.line : 0, near = live ? live : view->file ? 0 : view->near.line;
    int top = view->is_held ? view->top : near ? rows_before(lesson, near) - h / 2 : 0;
    if (top < 0) top = 0;
    if (top > rows - h) top = rows > h ? rows - h : 0;
    size_t n_badges, at = 0;
    Badge *badges = find_badges(view, source.file, &n_badges);
    int digits = source.lines >= 1000 ? 4 : 3, y = 0;
    PythonLexer lexer = {0};
    StrView rest = source.text;
    uint32_t first = line_of_row(lesson, top);
    const UiHighlight *of = highlight_of(view, &source);
    for (uint32_t number = 1; number < first; number++) python_line(&lexer, next_line(&rest), NULL);
    for (uint32_t number = first; y < h && number <= source.lines; number++) {
        StrView text = next_line(&rest);
        bool is_live = number == live;
        if (is_hidden(lesson, number)) continue;
        draw_gutter(view, canvas, y, digits, source.file, number, is_live);
        int end = draw_line(view, canvas, digits + 3, y, without_note(lesson, text, number), number, of, &lexer, is_live ? MARK_BOLD : 0);
        while (at < n_badges && badges[at].line < number) at++;
        size_t here = 0;
        while (at + here < n_badges && badges[at + here].line == number) here++;
        if (here) draw_badges(view, canvas, y, end, badges + at, here);
        if (is_live && view->is_presenting) canvas_mark(canvas, 0, y, canvas->at.w, MARK_REVERSE);
        y++;
    }
    free(badges);
    return (Drawn){rows, top};
}

void ui_source_line_at(const View *view, int row, Str *out) {
    Source source = shown_source(view);
    uint32_t line = row >= 0 ? line_of_row(lesson_of(view, &source), row) : view->place.file ? view->place.line : view->near.line;
    if (!source.lines || !line || line > source.lines) return;
    str_addf(out, "line %u", line);
    if (log_source_count(view->log) < 2) return;
    str_add(out, " ");
    add_file_name(view, out, source.file);
}

void ui_source_title(const View *view, Str *left, Str *right) {
    Source source = shown_source(view);
    (void)right;
    if (source.lines) add_file_name(view, left, source.file);
    else str_add(left, "source");
}
