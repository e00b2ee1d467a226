// The output: what the script has written, and beside each line the task that wrote it.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "explain/explain.h"
#include "ui/panes.h"

// So much of the newest output can be scrolled through; cells for names.
enum { EVENTS_MAX = 2000, BYTES_MAX = 1 << 20, NAMES = 10, NAMES_NARROW = 7 };

// Lines in a piece of output: one that does not end its line counts too.
static int count_lines(StrView text) {
    int lines = 0;
    for (size_t i = 0; i < text.len; i++) lines += text.s[i] == '\n';
    return lines + (text.len && text.s[text.len - 1] != '\n');
}

static StrView next_line(StrView *rest) {
    const char *newline = memchr(rest->s, '\n', rest->len);
    size_t len = newline ? (size_t)(newline - rest->s) : rest->len;
    StrView line = {rest->s, len};
    rest->s += len + (newline != NULL);
    rest->len -= len + (newline != NULL);
    return line;
}

// The task whose output alone is shown; 0: everybody's.
static uint32_t only_of(const View *view) {
    return view->ways->output_of_task ? view->eye : 0;
}

// A line of output on the screen.
typedef struct Line {
    const Event *ev;
    Str text; // cleaned
    int rows; // more than one where it is long and rows are left blank below
} Line;

static StrView text_of(const Line *line) {
    return (StrView){str_text(&line->text), line->text.len};
}

// Names take what they need, up to half of the pane.
static int names_width(const View *view, const Line *lines, int count, int w) {
    int widest = w < 40 ? NAMES_NARROW : NAMES;
    for (int i = 0; i < count; i++) {
        int cells = lines[i].ev->task ? task_name_cells(view, lines[i].ev->task) + 1 : 0;
        if (cells > widest) widest = cells;
    }
    return widest < w / 2 ? widest : w / 2;
}

static void wrap_lines(Line *lines, int count, int width, int spare) {
    for (int i = 0; i < count && spare > 0 && width > 0; i++) {
        StrView rest = text_of(&lines[i]);
        while (spare > 0 && text_cells(rest) > width) {
            size_t len = text_fit(rest, width);
            rest.s += len;
            rest.len -= len;
            lines[i].rows++;
            spare--;
        }
    }
}

// One that is cut stands close to its author.
static void draw_line(const View *view, const Canvas *canvas, int y, int names, const Line *line) {
    int x = names + 1, w = canvas->at.w;
    bool is_error = line->ev->arg[OUTPUT_stream] == 2;
    Style style = is_error ? INK_BAD : INK_TEXT;
    StrView rest = text_of(line);
    int author = line->ev->task ? task_name_cells(view, line->ev->task) + 1 : 1;
    if (line->rows == 1 && text_cells(rest) > w - x - 2 && author < x) x = author;
    if (line->ev->task) draw_task_name(view, canvas, 1, y, x - 1, line->ev->task, 0);
    for (int row = 0; row < line->rows; row++) {
        // What went to stderr has a mark of its own, for colour alone says nothing to some.
        if (is_error) canvas_puts(canvas, x, y + row, INK_BAD, "!");
        else canvas_glyph(canvas, x, y + row, INK_FAINT, GLYPH_MARGIN);
        size_t len = row + 1 < line->rows ? text_fit(rest, w - x - 2) : rest.len;
        canvas_field(canvas, x + 2, y + row, w - x - 2, style, (StrView){rest.s, len});
        rest.s += len;
        rest.len -= len;
    }
}

// The output events shown: the newest ones before the cursor.
static size_t first_event(const View *view, const uint64_t **seqs, size_t *end) {
    history_outputs(view->history, seqs);
    *end = history_outputs_before(view->history, view->scene->cursor);
    size_t first = *end, bytes = 0;
    while (first && *end - first < EVENTS_MAX && bytes < BYTES_MAX)
        bytes += log_string(view->log, log_event(view->log, (*seqs)[--first])->arg[OUTPUT_text]).len;
    return first;
}

Drawn ui_output_draw(const View *view, const Canvas *canvas) {
    const uint64_t *seqs;
    size_t end, first = first_event(view, &seqs, &end);
    int rows = 0, h = canvas->at.h;
    for (size_t i = first; i < end; i++) {
        const Event *ev = log_event(view->log, seqs[i]);
        if (!only_of(view) || ev->task == only_of(view)) rows += count_lines(log_string(view->log, ev->arg[OUTPUT_text]));
    }
    int bottom = rows > h ? rows - h : 0, top = view->is_held && view->top < bottom ? view->top : bottom;
    if (!rows) draw_empty(canvas, "Nothing was printed yet.");
    Line *lines = mem_new((size_t)(h + 1) * sizeof *lines);
    int row = 0, count = 0, y = 0;
    for (size_t i = first; i < end && row < top + h; i++) {
        const Event *ev = log_event(view->log, seqs[i]);
        if (only_of(view) && ev->task != only_of(view)) continue;
        for (StrView rest = log_string(view->log, ev->arg[OUTPUT_text]); rest.len && row < top + h; row++) {
            StrView line = next_line(&rest);
            if (row < top) continue;
            // Cut before it is cleaned: a line may be megabytes long.
            size_t most = (size_t)canvas->at.w * (size_t)(h + 1) * 4;
            lines[count] = (Line){.ev = ev, .rows = 1};
            if (line.len > most) line.len = most;
            text_clean_line(&lines[count++].text, line, 8, view->is_ascii);
        }
    }
    int names = names_width(view, lines, count, canvas->at.w);
    wrap_lines(lines, count, canvas->at.w - names - 3, h - count);
    for (int i = 0; i < count; i++) {
        draw_line(view, canvas, y, names, &lines[i]);
        y += lines[i].rows;
        str_free(&lines[i].text);
    }
    free(lines);
    return (Drawn){rows, top};
}

void ui_output_title(const View *view, Str *left, Str *right) {
    (void)right;
    str_add(left, "output");
    if (!only_of(view)) return;
    str_add(left, " of ");
    explain_task_name(left, view->log, view->state, only_of(view), view->is_ascii);
}
