// The source: the line where it happens, and beside each line the tasks that stand there.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "ui/panes.h"
#include "ui/python.h"

enum { TAB = 4, BADGES_MAX = 20, BADGES_LEAST = 3, NAME_MAX = 24, LINE_CELLS = 1000, STEP_IN = 4 };

static Source shown_source(const View *view) {
    if (view->file && view->file <= log_source_count(view->log)) return log_source(view->log, view->file - 1);
    if (view->place.file) return log_source_of(view->log, view->place.file);
    if (view->near.file) return log_source_of(view->log, view->near.file);
    return log_source_count(view->log) ? log_source(view->log, 0) : (Source){0};
}

// --- badges: who stands at which line ------------------------------------------------------------

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
    int cells = task_name_cells(view, task);
    return 1 + (cells < NAME_MAX ? cells : NAME_MAX) + 1;
}

static int draw_badge(const View *view, const Canvas *canvas, int x, int y, uint32_t id) {
    const Task *task = state_task(view->state, id);
    x = canvas_glyph(canvas, x, y, style_of_task(id), glyph_of_state(task->state));
    return draw_task_name(view, canvas, x, y, NAME_MAX, id,
                          task->state == TASK_WAITING ? 0 : MARK_BOLD) +
           1;
}

// Of those that stand at one line: how many have room by name, and the cells that they take, with
// the number of the others.
static size_t badges_in(const View *view, int room, const Badge *badges, size_t count, int *cells) {
    size_t named = 0;
    int taken = 0;
    for (; named < count && named < BADGES_MAX; named++) {
        int others = -1; // no blank behind the last
        if (named + 1 < count) others = snprintf(NULL, 0, "+%zu", count - named - 1);
        if (taken + badge_cells(view, badges[named].task) + others > room) break;
        taken += badge_cells(view, badges[named].task);
    }
    *cells = taken + (named < count ? snprintf(NULL, 0, "+%zu", count - named) : -1);
    return named;
}

static void draw_badges(const View *view, const Canvas *canvas, int y, int room,
                        const Badge *badges, size_t count) {
    int cells;
    size_t named = badges_in(view, room, badges, count, &cells);
    int x = canvas->at.w - cells;
    for (size_t i = 0; i < named; i++) x = draw_badge(view, canvas, x, y, badges[i].task);
    if (named < count) canvas_putf(canvas, x, y, INK_DIM, "+%zu", count - named);
}

// --- lines ---------------------------------------------------------------------------------------

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

// The gutter: where the task is, the number, a breakpoint. Where lines above it are not shown, a
// small sign says so.
static void draw_gutter(const View *view, const Canvas *canvas, int y, int digits, uint32_t file,
                        uint32_t number, bool is_live, bool has_hole) {
    bool breaks = has_break(view, file, number);
    if (is_live) canvas_glyph(canvas, 0, y, INK_ACCENT, GLYPH_LIVE);
    else if (has_hole) canvas_glyph(canvas, 0, y, INK_FAINT, GLYPH_HOLE);
    if (breaks) canvas_glyph(canvas, 1 + digits, y, INK_BAD, GLYPH_BREAK);
    canvas_putf(canvas, 1, y, breaks ? INK_BAD : is_live ? INK_ACCENT : INK_FAINT, "%*u", digits, number);
}

// --- rows: lines of their own that hold nothing but a lesson's notes are not shown, where the lesson is learned --------------------------------

static const Lesson *lesson_of(const View *view, const Source *source) {
    const Lesson *lesson = view->scene->noted;
    return lesson && lesson_is_file(lesson, log_string(view->log, source->file)) ? lesson : NULL;
}

static bool is_hidden(const Lesson *lesson, uint32_t line) {
    const Directive *directive = lesson ? lesson_directive(lesson, line) : NULL;
    return directive && directive->is_alone;
}

static StrView without_note(const Lesson *lesson, StrView text, uint32_t line) {
    const Directive *directive = lesson ? lesson_directive(lesson, line) : NULL;
    if (directive && directive->column < text.len) text.len = directive->column;
    while (directive && text.len && text.s[text.len - 1] == ' ') text.len--;
    return text;
}

// A line of the source on the screen: more rows than one where a task is there, and its code or its
// names would have to be cut.
typedef struct Tall {
    uint32_t line;
    int rows;     // in all
    int of_names; // of them: 1 where the names have one of their own
} Tall;

typedef struct Sheet {
    Source source;
    const Lesson *lesson;
    uint32_t doc, doc_end; // first and last line of a docstring that is shown as one row, 0: none
    uint32_t live;         // line, 0: none
    int digits, left, w;   // left: cells before the code
    Badge *badges;
    size_t n_badges;
    Tall *tall; // by line
    size_t n_tall, cap;
} Sheet;

// Lines that are not shown: of notes, and of the docstring all but its first.
static bool is_left_out(const Sheet *sheet, uint32_t line) {
    return is_hidden(sheet->lesson, line) || (line > sheet->doc && line <= sheet->doc_end);
}

static bool is_any_of(unsigned character, const char *set) {
    return !character || (character < 128 && strchr(set, (int)character));
}

// Before a bracket or an attribute's dot; not inside 2.0 or between a name and its ().
static bool may_begin_row(const Grid *code, int at) {
    char first = grid_cell(code, at, 0)->ch[0];
    char next = at + 1 < code->w ? grid_cell(code, at + 1, 0)->ch[0] : '\0';
    if (first == '.') return !isdigit((unsigned char)next);
    return first && strchr("([{", first) && next != ')';
}

// Where a row of code ends whose cells begin at `at`: behind a blank, a comma or an opening
// bracket, or before a bracket or a dot.
static int row_end(const Grid *code, int at, int room) {
    if (code->w - at <= room) return code->w;
    for (int end = at + room; end > at + room / 2; end--) {
        if (is_any_of(grid_cell(code, end - 1, 0)->ch[0], " ,([{") || may_begin_row(code, end))
            return end;
    }
    int end = at + room;
    return grid_cell(code, end, 0)->width ? end : end - 1;
}

static int indent_of(const Grid *code) {
    int at = 0;
    while (at < code->w && (!grid_cell(code, at, 0)->ch[0] || grid_cell(code, at, 0)->ch[0] == ' '))
        at++;
    return at < code->w ? at : 0;
}

// The code of a line, broken into rows of the sheet; drawn where there is a canvas. The last row
// ends at *end.
static int break_code(const Sheet *sheet, const Grid *code, const Canvas *canvas, int y, int *end) {
    int at = 0, rows = 0, width = sheet->w - sheet->left, in = 0;
    int most = indent_of(code) + STEP_IN < width / 2 ? indent_of(code) + STEP_IN : STEP_IN;
    do {
        int behind = row_end(code, at, width - in > 1 ? width - in : 1);
        if (behind <= at) behind = at + 1;
        if (canvas) canvas_copy(canvas, sheet->left + in, y + rows, code, at, behind - at);
        *end = sheet->left + in + behind - at;
        at = behind;
        while (at < code->w && grid_cell(code, at, 0)->ch[0] == ' ') at++;
        in = most;
        rows++;
    } while (at < code->w);
    return rows;
}

static StrView code_of(const Sheet *sheet, StrView text, uint32_t number) {
    text = without_note(sheet->lesson, text, number);
    while (text.len && (text.s[text.len - 1] == ' ' || text.s[text.len - 1] == '\r')) text.len--;
    return text;
}

static int code_cells(const View *view, StrView text) {
    Str clean = {0};
    text_clean_line(&clean, text, TAB, view->is_ascii);
    int cells = text_cells((StrView){str_text(&clean), clean.len});
    str_free(&clean);
    return cells;
}

// The badges of one line.
static const Badge *badges_at(const Sheet *sheet, uint32_t line, size_t *count) {
    size_t low = 0, high = sheet->n_badges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sheet->badges[middle].line < line) low = middle + 1;
        else high = middle;
    }
    *count = 0;
    while (low + *count < sheet->n_badges && sheet->badges[low + *count].line == line) ++*count;
    return sheet->badges + low;
}

// Names stand behind the code, if all of them do, or more than a few; else in a row below.
static bool names_need_row(const View *view, const Sheet *sheet, uint32_t line, int end) {
    size_t count;
    int cells;
    const Badge *badges = badges_at(sheet, line, &count);
    size_t named = badges_in(view, sheet->w - end - 1, badges, count, &cells);
    return named < count && named < BADGES_LEAST;
}

static void measure(const View *view, Sheet *sheet, uint32_t line) {
    if (!line || line > sheet->source.lines || is_left_out(sheet, line)) return;
    StrView text = code_of(sheet, source_line(&sheet->source, line), line);
    int cells = code_cells(view, text), end = sheet->left + cells;
    Tall tall = {.line = line, .rows = 1};
    if (line == sheet->live && cells < LINE_CELLS && end > sheet->w) {
        Grid code = {0};
        Canvas canvas;
        PythonLexer lexer = {0};
        grid_reset(&code, cells, 1, view->is_ascii);
        canvas = canvas_of(&code);
        draw_code(view, &canvas, 0, 0, text, &lexer, 0);
        tall.rows = break_code(sheet, &code, NULL, 0, &end);
        grid_free(&code);
    } else if (end > sheet->w) end = sheet->w;
    tall.of_names = names_need_row(view, sheet, line, end);
    tall.rows += tall.of_names;
    if (tall.rows == 1) return;
    sheet->tall = mem_grow(sheet->tall, &sheet->cap, sheet->n_tall + 1, sizeof *sheet->tall);
    sheet->tall[sheet->n_tall++] = tall;
}

static void measure_all(const View *view, Sheet *sheet) {
    uint32_t done = 0;
    bool live_is_done = !sheet->live;
    for (size_t i = 0; i < sheet->n_badges; i++) {
        uint32_t line = sheet->badges[i].line;
        if (line == done) continue;
        if (!live_is_done && sheet->live <= line) {
            live_is_done = true;
            measure(view, sheet, sheet->live);
            if (sheet->live == line) {
                done = line;
                continue;
            }
        }
        measure(view, sheet, done = line);
    }
    if (!live_is_done) measure(view, sheet, sheet->live);
}

static const Tall *tall_at(const Sheet *sheet, uint32_t line) {
    for (size_t i = 0; i < sheet->n_tall; i++)
        if (sheet->tall[i].line == line) return &sheet->tall[i];
    return NULL;
}

static int rows_of_line(const Sheet *sheet, uint32_t line) {
    const Tall *tall = tall_at(sheet, line);
    if (is_left_out(sheet, line)) return 0;
    return tall ? tall->rows : 1;
}

static int rows_before(const Sheet *sheet, uint32_t line) {
    int rows = (int)line - 1;
    const Lesson *lesson = sheet->lesson;
    if (line > sheet->doc && sheet->doc)
        rows -= (int)((line > sheet->doc_end ? sheet->doc_end : line - 1) - sheet->doc);
    for (size_t i = 0; lesson && i < lesson->n_directives && lesson->directives[i].line < line; i++) rows -= lesson->directives[i].is_alone;
    for (size_t i = 0; i < sheet->n_tall && sheet->tall[i].line < line; i++)
        rows += sheet->tall[i].rows - 1;
    return rows;
}

// The line that a row shows, and which of its rows that is.
static uint32_t line_of_row(const Sheet *sheet, int row, int *within) {
    uint32_t low = 1, high = (uint32_t)sheet->source.lines;
    while (low < high) { // the last line that begins at the row or above it
        uint32_t middle = low + (high - low + 1) / 2;
        if (rows_before(sheet, middle) <= row) low = middle;
        else high = middle - 1;
    }
    while (low < (uint32_t)sheet->source.lines && !rows_of_line(sheet, low)) low++;
    *within = row - rows_before(sheet, low);
    return low;
}

static Sheet make_sheet(const View *view, int w) {
    Sheet sheet = {.source = shown_source(view), .w = w};
    bool is_there = !view->file || log_string(view->log, view->place.file).s ==
                                       log_string(view->log, sheet.source.file).s;
    sheet.lesson = lesson_of(view, &sheet.source);
    // The introduction is the same text, and stands beside it.
    if (sheet.lesson && view->scene->lesson && !view->scene->is_unfolded) {
        sheet.doc = sheet.lesson->doc_line;
        sheet.doc_end = sheet.lesson->doc_last_line;
    }
    sheet.live = view->place.file && is_there ? view->place.line : 0;
    sheet.digits = sheet.source.lines >= 1000 ? 4 : sheet.source.lines >= 100 ? 3 : 2;
    sheet.left = sheet.digits + 3;
    sheet.badges = find_badges(view, sheet.source.file, &sheet.n_badges);
    measure_all(view, &sheet);
    return sheet;
}

static void free_sheet(Sheet *sheet) {
    free(sheet->badges);
    free(sheet->tall);
}

// Of the line that begins a docstring.
static bool opens_with_apostrophes(StrView line) {
    size_t at = 0;
    while (at < line.len && line.s[at] != '"' && line.s[at] != '\'') at++;
    return at < line.len && line.s[at] == '\'';
}

// One line from row `y` on, whose first rows may be above the pane.
static void draw_source_line(const View *view, const Canvas *canvas, const Sheet *sheet, int y,
                             uint32_t number, StrView text, PythonLexer *lexer) {
    bool is_live = number == sheet->live;
    const Tall *tall = tall_at(sheet, number);
    size_t here;
    const Badge *badges = badges_at(sheet, number, &here);
    int of_code = tall ? tall->rows - tall->of_names : 1, cells = code_cells(view, text),
        end = sheet->left + cells;
    Grid code = {0};
    grid_reset(&code, cells < LINE_CELLS ? cells : LINE_CELLS, 1, view->is_ascii);
    Canvas line = canvas_of(&code);
    draw_line(view, &line, 0, 0, text, number, highlight_of(view, &sheet->source), lexer,
              is_live ? MARK_BOLD : 0);
    draw_gutter(view, canvas, y, sheet->digits, sheet->source.file, number, is_live,
                number > 1 && is_hidden(sheet->lesson, number - 1));
    if (of_code > 1) break_code(sheet, &code, canvas, y, &end);
    else if (number == sheet->doc && sheet->doc_end > sheet->doc) {
        canvas_copy(canvas, sheet->left, y, &code, 0, code.w);
        const char *quotes = opens_with_apostrophes(text) ? "'''" : "\"\"\"";
        const char *cut = view->is_ascii ? "..." : "…";
        end = canvas_putf(canvas, end, y, INK_STRING, " %s%s", cut, quotes);
    } else {
        canvas_copy(canvas, sheet->left, y, &code, 0, code.w);
        if (end > sheet->w) canvas_glyph(canvas, sheet->w - 1, y, INK_DIM, GLYPH_MORE);
        if (end > sheet->w) end = sheet->w;
    }
    int row = tall && tall->of_names ? y + of_code : y + of_code - 1;
    if (here)
        draw_badges(view, canvas, row,
                    sheet->w - (tall && tall->of_names ? sheet->left - 1 : end + 1), badges, here);
    bool is_marked = number == view->edited_line || (is_live && view->is_presenting);
    for (int i = 0; is_marked && i < of_code; i++)
        canvas_mark(canvas, 0, y + i, canvas->at.w, MARK_REVERSE);
    grid_free(&code);
}

Drawn ui_source_draw(const View *view, const Canvas *canvas) {
    Sheet sheet = make_sheet(view, canvas->at.w);
    uint32_t lines = (uint32_t)sheet.source.lines;
    int h = canvas->at.h, rows = rows_before(&sheet, lines + 1), within = 0;
    if (!lines) {
        draw_empty(canvas, "No source yet.");
        free_sheet(&sheet);
        return (Drawn){1, 0};
    }
    uint32_t near = view->edited_line ? view->edited_line
                    : sheet.live      ? sheet.live
                    : view->file      ? 0
                                      : view->near.line;
    int top = near ? rows_before(&sheet, near) - (h - rows_of_line(&sheet, near)) / 2 : 0;
    if (view->is_held) top = view->top;
    if (top < 0) top = 0;
    if (top > rows - h) top = rows > h ? rows - h : 0;
    PythonLexer lexer = {0};
    StrView rest = sheet.source.text;
    uint32_t first = line_of_row(&sheet, top, &within);
    int y = -within;
    for (uint32_t number = 1; number < first; number++) python_line(&lexer, next_line(&rest), NULL);
    for (uint32_t number = first; y < h && number <= lines; number++) {
        StrView text = next_line(&rest);
        if (number > sheet.doc && number <= sheet.doc_end) python_line(&lexer, text, NULL);
        if (is_left_out(&sheet, number)) continue;
        draw_source_line(view, canvas, &sheet, y, number, code_of(&sheet, text, number), &lexer);
        y += rows_of_line(&sheet, number);
    }
    free_sheet(&sheet);
    return (Drawn){rows, top};
}

void ui_source_line_at(const View *view, int w, int row, Str *out) {
    Sheet sheet = make_sheet(view, w);
    int within;
    uint32_t line = view->place.file ? view->place.line : view->near.line;
    if (row >= 0) line = line_of_row(&sheet, row, &within);
    uint32_t file = sheet.source.file, lines = (uint32_t)sheet.source.lines;
    free_sheet(&sheet);
    if (!lines || !line || line > lines) return;
    str_addf(out, "line %u", line);
    if (log_source_count(view->log) < 2) return;
    str_add(out, " ");
    add_file_name(view, out, file);
}

SourcePlace ui_source_place_at(const View *view, int w, int row) {
    Sheet sheet = make_sheet(view, w);
    int within;
    uint32_t line = view->place.file ? view->place.line : view->near.line;
    if (row >= 0) line = line_of_row(&sheet, row, &within);
    SourcePlace place = {.line = line <= sheet.source.lines ? line : 0};
    for (size_t i = 0; i < log_source_count(view->log) && !place.source; i++)
        if (log_source(view->log, i).text.s == sheet.source.text.s) place.source = i + 1;
    free_sheet(&sheet);
    return place;
}

void ui_source_title(const View *view, Str *left, Str *right) {
    Source source = shown_source(view);
    (void)right;
    if (source.lines) add_file_name(view, left, source.file);
    else str_add(left, "source");
}
