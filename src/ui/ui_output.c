// The output: what the script has written, and beside each line the task that wrote it.
#include <string.h>

#include "base/text.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { EVENTS_MAX = 2000, BYTES_MAX = 1 << 20, NAMES = 10 }; // so much of the newest output can be scrolled through

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

static int names_width(const Canvas *canvas) {
    return canvas->at.w < 40 ? 7 : NAMES;
}

// The task whose output alone is shown; 0: everybody's.
static uint32_t only_of(const View *view) {
    return view->ways->output_of_task ? view->eye : 0;
}

static void draw_line(const View *view, const Canvas *canvas, int y, const Event *ev, StrView line) {
    int names = names_width(canvas), x = names + 1;
    bool is_error = ev->arg[OUTPUT_stream] == 2;
    Str clean = {0};
    if (ev->task) draw_task_name(view, canvas, 1, y, names, ev->task, 0);
    // What went to stderr has a mark of its own, for colour alone says nothing to some.
    x = is_error ? canvas_puts(canvas, x, y, INK_BAD, "!") : canvas_glyph(canvas, x, y, INK_FAINT, GLYPH_MARGIN);
    x++;
    // Cut before it is cleaned: a line may be megabytes long.
    size_t most = (size_t)canvas->at.w * 16;
    text_clean_line(&clean, (StrView){line.s, line.len < most ? line.len : most}, 8, view->is_ascii);
    canvas_field(canvas, x, y, canvas->at.w - x, is_error ? INK_BAD : INK_TEXT, (StrView){str_text(&clean), clean.len});
    str_free(&clean);
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
    if (!rows) canvas_puts(canvas, 1, 0, INK_DIM, "Nothing was printed yet.");
    int row = 0;
    for (size_t i = first; i < end && row < top + h; i++) {
        const Event *ev = log_event(view->log, seqs[i]);
        if (only_of(view) && ev->task != only_of(view)) continue;
        for (StrView rest = log_string(view->log, ev->arg[OUTPUT_text]); rest.len && row < top + h; row++) {
            StrView line = next_line(&rest);
            if (row >= top) draw_line(view, canvas, row - top, ev, line);
        }
    }
    return (Drawn){rows, top};
}

void ui_output_title(const View *view, Str *left, Str *right) {
    (void)right;
    str_add(left, "output");
    if (!only_of(view)) return;
    str_add(left, " of ");
    explain_task_name(left, view->log, view->state, only_of(view), view->is_ascii);
}
