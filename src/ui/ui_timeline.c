// The timeline: a row for each task, a column for a stretch of time; what it did in it, and where the loop could not turn.
#include <stdio.h>

#include "base/text.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { NAMES = 14, END = 10 }; // cells for names on the left, and for the time at the right end of the axis

typedef struct Axis {
    int x, width;  // cells
    uint64_t begin, end; // ns: times of both ends
} Axis;

// A round number at or above, so that the picture stands still while time passes.
static uint64_t round_up(uint64_t ns) {
    static const unsigned steps[] = {1, 2, 3, 4, 5, 6, 8};
    for (uint64_t scale = 1000000; scale < UINT64_MAX / 80; scale *= 10) {
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (ns <= steps[i] * scale) return steps[i] * scale;
    }
    return ns;
}

static Axis axis_of(const View *view, int width) {
    int names = width < 50 ? 9 : NAMES;
    // A recording that begins in the middle.
    uint64_t first = log_first(view->log), begin = first ? log_event(view->log, first)->t : 0;
    if (begin > view->now) begin = view->now;
    return (Axis){names + 1, width - names - 1 - END, begin, begin + round_up(view->now - begin)};
}

static int column(const Axis *axis, uint64_t t) {
    if (t < axis->begin) return 0;
    int at = (int)((double)(t - axis->begin) * axis->width / (double)(axis->end - axis->begin));
    return at >= axis->width ? axis->width - 1 : at;
}

static int rank(TaskState state) {
    switch (state) {
    case TASK_RUNNING: return 4;
    case TASK_READY:
    case TASK_CREATED_: return 3;
    case TASK_WAITING: return 2;
    case TASK_NONE: case TASK_FINISHED_: case TASK_FAILED_: case TASK_CANCELLED_: case TASK_DESTROYED_: break;
    }
    return 0;
}

static void draw_cell(const View *view, const Canvas *canvas, int x, int y, uint32_t task, int what) {
    static const Glyph glyphs[] = {[2] = GLYPH_SLEPT, [3] = GLYPH_QUEUED, [4] = GLYPH_RAN};
    (void)view;
    if (what) canvas_glyph(canvas, x, y, what == 2 ? INK_DIM : style_of_task(task), glyphs[what]);
}

// The first span from `i` on that ends in another column than `x`: what happens within one running column changes nothing in it.
static size_t behind_column(const History *history, uint32_t task, size_t i, size_t count, const Axis *axis, int x) {
    size_t low = i, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (column(axis, history_span(history, task, middle).t) <= x) low = middle + 1;
        else high = middle;
    }
    return low > i + 1 ? low - 1 : i;
}

static size_t spans_before(const History *history, uint32_t task, uint64_t cursor) {
    size_t low = 0, count = history_span_count(history, task);
    while (low < count) {
        size_t middle = (low + count) / 2;
        if (history_span(history, task, middle).seq < cursor) low = middle + 1;
        else count = middle;
    }
    return low;
}

// What is the most of itself in each column: running before ready before waiting.
static void draw_row(const View *view, const Canvas *canvas, int y, uint32_t task, const Axis *axis) {
    size_t count = spans_before(view->history, task, view->scene->cursor);
    uint8_t cells[512] = {0};
    int width = axis->width < 512 ? axis->width : 512;
    for (size_t i = 0; i < count; i++) {
        Span span = history_span(view->history, task, i);
        int from = column(axis, span.t);
        if (from < width && cells[from] == 4) {
            i = behind_column(view->history, task, i, count, axis, from);
            span = history_span(view->history, task, i);
        }
        int to = column(axis, i + 1 == count ? view->now : history_span(view->history, task, i + 1).t);
        for (int x = from; x <= to && x < width; x++)
            if (rank(span.state) > cells[x]) cells[x] = (uint8_t)rank(span.state);
    }
    for (int x = 0; x < width; x++) draw_cell(view, canvas, axis->x + x, y, task, cells[x]);
}

// The stretches in which the loop could not turn, over the rows of those who kept it.
static void draw_blocks(const View *view, const Canvas *canvas, int top, int rows, const Axis *axis) {
    const Block *blocks;
    size_t count = history_blocks(view->history, &blocks);
    for (size_t i = 0; i < count && blocks[i].seq < view->scene->cursor; i++) {
        int y = (int)blocks[i].task - 1 - top;
        if (!blocks[i].task || y < 0 || y >= rows) continue;
        int from = column(axis, blocks[i].from), to = column(axis, blocks[i].to);
        canvas_repeat(canvas, axis->x + from, y, to - from + 1, INK_BAD, theme_glyph(GLYPH_BLOCKED, view->is_ascii));
    }
}

static void draw_axis(const View *view, const Canvas *canvas, int y, const Axis *axis) {
    Str begin = {0}, end = {0};
    explain_seconds(&end, axis->end, 3);
    canvas_repeat(canvas, axis->x, y, axis->width, INK_FAINT, theme_line(ARM_LEFT | ARM_RIGHT, view->is_ascii));
    str_add(&end, " s");
    canvas_put(canvas, axis->x + axis->width + 1, y, INK_DIM, (StrView){end.s, end.len});
    if (axis->begin) explain_seconds(&begin, axis->begin, 3);
    else str_add(&begin, "0");
    canvas_put(canvas, axis->x - 1 - text_cells((StrView){begin.s, begin.len}), y, INK_DIM, (StrView){begin.s, begin.len});
    str_free(&begin);
    canvas_glyph(canvas, axis->x + column(axis, view->now), y, INK_ACCENT, GLYPH_TICK);
    str_free(&end);
}

Drawn ui_timeline_draw(const View *view, const Canvas *canvas) {
    Axis axis = axis_of(view, canvas->at.w);
    int rows = (int)view->state->n_tasks, h = canvas->at.h - 1;
    if (axis.width < 4 || h < 1) return (Drawn){0, 0};
    uint32_t eye = view->selected ? view->selected : view->acting;
    int top = view->is_held ? view->top : follow(0, h, rows, eye ? (int)eye - 1 : 0);
    if (top > rows - h) top = rows > h ? rows - h : 0;
    for (int y = 0; y < h && top + y < rows; y++) {
        uint32_t task = (uint32_t)(top + y + 1);
        draw_task_name(view, canvas, 1, y, axis.x - 2, task, task == view->acting ? MARK_BOLD : 0);
        draw_row(view, canvas, y, task, &axis);
    }
    draw_blocks(view, canvas, top, h, &axis);
    draw_axis(view, canvas, h, &axis);
    return (Drawn){rows + 1, top};
}

bool ui_timeline_time_at(const View *view, int width, int x, uint64_t *t) {
    Axis axis = axis_of(view, width);
    if (axis.width < 1 || x < axis.x || x >= axis.x + axis.width) return false;
    *t = axis.begin + (uint64_t)((double)(x - axis.x) * (double)(axis.end - axis.begin) / axis.width);
    return true;
}

void ui_timeline_title(const View *view, Str *left, Str *right) {
    bool ascii = view->is_ascii;
    str_add(left, "timeline");
    str_addf(right, "%s runs %s ready %s waits", theme_glyph(GLYPH_RAN, ascii), theme_glyph(GLYPH_QUEUED, ascii), theme_glyph(GLYPH_SLEPT, ascii));
    if (view->state->blocked_count) str_addf(right, " %s blocked", theme_glyph(GLYPH_BLOCKED, ascii));
}
