// The timeline: a row for each task, or for many that do the same; a column for a stretch of time, or by event, for so many events, where what takes no
// time has its place too. What each did in it, and where the loop could not turn.
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { NAMES_MIN = 8, NAMED_ROWS = 256, LABELS_FROM = 90, END = 10, ZOOM_MAX = 30 };
#define WIDTH_MAX TIMELINE_WIDTH // cells for names on the left, and for the time at the right end of the axis

typedef struct Axis {
    int x, width;  // cells
    uint64_t begin, end; // of what is shown: ns, or events
    uint64_t now;
    bool by_event;
} Axis;

// A round number at or above, so that the picture stands still while time passes.
static uint64_t round_up(uint64_t n, uint64_t least) {
    static const unsigned steps[] = {1, 2, 3, 4, 5, 6, 8};
    for (uint64_t scale = least; scale < UINT64_MAX / 80; scale *= 10) {
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (n <= steps[i] * scale) return steps[i] * scale;
    }
    return n;
}

// A part of the whole, so long as the zoom says: where the user put it, else where the moment shown is in sight.
static void zoom_in(Axis *axis, const Ways *ways) {
    uint64_t whole = axis->end - axis->begin, length = whole >> (ways->zoom < ZOOM_MAX ? ways->zoom : ZOOM_MAX), quarter;
    if (length < (uint64_t)axis->width / 4 + 4) length = (uint64_t)axis->width / 4 + 4;
    if (length > whole) length = whole;
    quarter = length / 4 ? length / 4 : 1;
    uint64_t at = ways->pan;
    if (at == UINT64_MAX) at = axis->now - axis->begin > 3 * quarter ? axis->begin + ((axis->now - axis->begin) / quarter - 2) * quarter : axis->begin;
    if (at < axis->begin) at = axis->begin;
    if (at > axis->end - length) at = axis->end - length;
    axis->begin = at;
    axis->end = at + length;
}

// A row's name; where it is Task-7 and the pane is wide, what it runs too.
static void add_names(const View *view, const TaskRow *row, int width, Str *name, Str *label) {
    if (row->is_group) {
        str_addf(name, "%s%u ", theme_glyph(GLYPH_TIMES, view->is_ascii),
                 view->rows->groups[row->group].count);
        text_clean(name, task_function(view->log, state_task(view->state, row->task)),
                   view->is_ascii);
        return;
    }
    explain_task_name(name, view->log, view->state, row->task, view->is_ascii);
    if (width >= LABELS_FROM && strncmp(str_text(name), "Task-", 5) == 0)
        explain_task_label(label, view->log, view->state, row->task, view->is_ascii);
}

// Names take what they need, up to half of the pane. The first rows say how much that is, so that
// the picture stands still while it is scrolled.
static int names_width(const View *view, int width) {
    int widest = NAMES_MIN;
    for (size_t i = 0; i < view->rows->count && i < NAMED_ROWS; i++) {
        Str name = {0}, label = {0};
        add_names(view, &view->rows->rows[i], width, &name, &label);
        int cells = text_cells((StrView){str_text(&name), name.len}),
            both = cells + 1 + text_cells((StrView){str_text(&label), label.len});
        if (label.len && both <= width / 3) cells = both;
        if (cells > widest) widest = cells;
        str_free(&name);
        str_free(&label);
    }
    return widest < width / 2 ? widest : width / 2;
}

static void draw_name(const View *view, const Canvas *canvas, int y, const TaskRow *row, int names,
                      int width) {
    Str name = {0}, label = {0};
    add_names(view, row, width, &name, &label);
    Style style = row->is_group
                      ? INK_TITLE
                      : style_of_task(row->task) | (row->task == view->acting ? MARK_BOLD : 0);
    int cells = text_cells((StrView){str_text(&name), name.len});
    canvas_field(canvas, 1, y, names, style, (StrView){str_text(&name), name.len});
    StrView runs = {str_text(&label), label.len};
    if (cells + 1 + text_cells(runs) <= names) canvas_put(canvas, 1 + cells + 1, y, INK_DIM, runs);
    str_free(&name);
    str_free(&label);
}

static Axis axis_of(const View *view, int width) {
    int names = names_width(view, width) + 1;
    // A recording that begins in the middle.
    uint64_t first = log_first(view->log), begin = first ? log_event(view->log, first)->t : 0;
    if (begin > view->now) begin = view->now;
    Axis axis = {.x = names + 1, .width = width - names - 1 - END, .by_event = view->ways->by_event};
    axis.begin = axis.by_event ? first : begin;
    axis.now = axis.by_event ? view->scene->cursor : view->now;
    axis.end = axis.begin + round_up(axis.now - axis.begin, axis.by_event ? 20 : 1000000);
    if (view->ways->zoom && axis.width > 0) zoom_in(&axis, view->ways);
    return axis;
}

// Where something is: -1 left of what is shown, the width right of it.
static int column(const Axis *axis, uint64_t t) {
    if (t < axis->begin) return -1;
    if (t > axis->end) return axis->width;
    int at = (int)((double)(t - axis->begin) * axis->width / (double)(axis->end - axis->begin));
    return at >= axis->width ? axis->width - 1 : at;
}

static uint64_t span_at(const Axis *axis, const Span *span) {
    return axis->by_event ? span->seq : span->t;
}

// What a cell shows is the most of what happened in it.
enum { CELL_NOTHING, CELL_WAITS = 2, CELL_HELD_UP, CELL_READY, CELL_RUNS };

static int rank(TaskState state, bool is_held_up) {
    switch (state) {
    case TASK_RUNNING: return CELL_RUNS;
    case TASK_READY:
    case TASK_CREATED_: return CELL_READY;
    case TASK_WAITING: return is_held_up ? CELL_HELD_UP : CELL_WAITS;
    case TASK_NONE: case TASK_FINISHED_: case TASK_FAILED_: case TASK_CANCELLED_: case TASK_DESTROYED_: break;
    }
    return CELL_NOTHING;
}

static int rank_of(const Span *span) {
    return rank(span->state, span->is_held_up);
}

// The most that any of these tasks does.
static int rank_of_most(const uint32_t *n_in, uint32_t n_held_up) {
    int most = CELL_NOTHING;
    for (unsigned state = 0; state < TASK_STATES; state++) {
        int its = n_in[state] ? rank((TaskState)state, n_held_up > 0) : CELL_NOTHING;
        if (its > most) most = its;
    }
    return most;
}

// The first span from `low` on that ends right of column x.
static size_t behind_column(const History *history, uint32_t task, size_t low, size_t count, const Axis *axis, int x) {
    size_t first = low, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        Span span = history_span(history, task, middle);
        if (column(axis, span_at(axis, &span)) <= x) low = middle + 1;
        else high = middle;
    }
    return low > first + 1 ? low - 1 : first;
}

size_t ui_spans_before(const History *history, uint32_t task, uint64_t cursor) {
    size_t low = 0, count = history_span_count(history, task);
    while (low < count) {
        size_t middle = (low + count) / 2;
        if (history_span(history, task, middle).seq < cursor) low = middle + 1;
        else count = middle;
    }
    return low;
}

// What is the most of itself in each column: running before ready before waiting.
// `since`: what began in the first so many events stands in the cells already, but for the end of the last.
static void fill(const View *view, uint32_t task, const Axis *axis, uint64_t since, uint8_t *cells) {
    size_t count = ui_spans_before(view->history, task, view->scene->cursor), known = since ? ui_spans_before(view->history, task, since) : 0;
    int width = axis->width < WIDTH_MAX ? axis->width : WIDTH_MAX;
    // What lies left of the picture is passed over, and what happens within a column that runs anyway changes nothing in it.
    for (size_t i = known ? known - 1 : behind_column(view->history, task, 0, count, axis, -1); i < count; i++) {
        Span span = history_span(view->history, task, i), next = {.t = view->now, .seq = view->scene->cursor};
        int from = column(axis, span_at(axis, &span));
        if (from >= width) return;
        if (from >= 0 && cells[from] == CELL_RUNS) {
            i = behind_column(view->history, task, i, count, axis, from);
            span = history_span(view->history, task, i);
        }
        if (i + 1 < count) next = history_span(view->history, task, i + 1);
        int to = column(axis, span_at(axis, &next));
        for (int x = from < 0 ? 0 : from; x <= to && x < width; x++)
            if (rank_of(&span) > cells[x]) cells[x] = (uint8_t)rank_of(&span);
    }
}

// The line kept for a group, emptied if it is of another picture.
static GroupLine *group_line(const View *view, uint32_t group, const Axis *axis, GroupLine *own) {
    GroupLine *line = view->group_lines ? &view->group_lines[(group * 2 + axis->by_event) % GROUP_LINES] : own;
    bool is_same = line->run == view->scene->run_number && line->begin == axis->begin && line->end == axis->end && line->group == group &&
                   line->width == axis->width && line->by_event == axis->by_event && line->cursor <= view->scene->cursor && line != own;
    if (!is_same) *line = (GroupLine){.run = view->scene->run_number, .begin = axis->begin, .end = axis->end, .group = group, .width = axis->width, .by_event = axis->by_event};
    return line;
}

static void raise_cells(const Axis *axis, uint8_t *cells, uint64_t from, uint64_t to, int to_rank) {
    int x = column(axis, from), end = column(axis, to), width = axis->width < WIDTH_MAX ? axis->width : WIDTH_MAX;
    for (x = x < 0 ? 0 : x; x <= end && x < width; x++)
        if (to_rank > cells[x]) cells[x] = (uint8_t)to_rank;
}

// Has it been in one state since then? Most have, from one frame to the next.
static int quiet_rank(const View *view, uint32_t task, uint64_t since) {
    size_t count = since ? history_span_count(view->history, task) : 0;
    if (!count) return 0;
    Span last = history_span(view->history, task, count - 1);
    return last.seq < since ? rank_of(&last) + 1 : 0;
}

// The columns of the past in which none ran so far.
static int columns_missing(const Axis *axis, const uint8_t *cells, int *missing) {
    int now = column(axis, axis->now), count = 0;
    for (int x = 0; x <= now && x < axis->width && x < WIDTH_MAX; x++)
        if (cells[x] < CELL_RUNS) missing[count++] = x;
    return count;
}

// What a task did in one column.
static void look_into(const View *view, uint32_t task, const Axis *axis, int x, size_t count, uint8_t *cells) {
    for (size_t i = behind_column(view->history, task, 0, count, axis, x - 1);
         i < count && cells[x] < CELL_RUNS; i++) {
        Span span = history_span(view->history, task, i);
        if (column(axis, span_at(axis, &span)) > x) return;
        if (rank_of(&span) > cells[x]) cells[x] = (uint8_t)rank_of(&span);
    }
}

// Of many tasks soon one ran in nearly every column, and of the others only the columns that are left are looked at. False: those are too many for that.
enum { LEFT_MAX = 12, LOOK_AGAIN = 64 };

static bool fill_left(const View *view, uint32_t task, const Axis *axis, const int *missing, int left, uint8_t *cells) {
    int wanted[LEFT_MAX], count = 0;
    // Its first step is its second span: before that it can have been no more than ready.
    Span first = history_span(view->history, task, history_span_count(view->history, task) > 1 ? 1 : 0);
    int ran_from = first.seq < view->scene->cursor ? column(axis, span_at(axis, &first)) : axis->width;
    for (int i = 0; i < left; i++) {
        if (missing[i] < ran_from && cells[missing[i]] >= CELL_READY) continue;
        if (count == LEFT_MAX) return false;
        wanted[count++] = missing[i];
    }
    size_t spans = count ? ui_spans_before(view->history, task, view->scene->cursor) : 0;
    for (int i = 0; i < count; i++) look_into(view, task, axis, wanted[i], spans, cells);
    return true;
}

// A step or two further on: only the tasks that the events since then are about can have changed their state. False: that is too many to say.
enum { STEP_MAX = 256 };

static bool fill_step(const View *view, const TaskRow *row, const Axis *axis, GroupLine *line, uint64_t state_now) {
    uint64_t cursor = view->scene->cursor;
    uint32_t seen[STEP_MAX], n_in[TASK_STATES],
        n_held_up = view->rows->groups[row->group].n_held_up, count = 0;
    if (!line->cursor || cursor - line->cursor > STEP_MAX) return false;
    memcpy(n_in, view->rows->groups[row->group].n_in, sizeof n_in);
    for (uint64_t seq = line->cursor; seq < cursor; seq++) {
        uint32_t task = log_event(view->log, seq)->task, i = 0;
        if (!task || task > view->state->n_tasks || view->rows->group_of[task - 1] != row->group) continue;
        while (i < count && seen[i] != task) i++;
        if (i < count) continue;
        seen[count++] = task;
        const Task *of = state_task(view->state, task);
        n_in[of->state]--;
        n_held_up -= of->state == TASK_WAITING && wait_is_for_sync(of->wait);
        fill(view, task, axis, line->cursor, line->cells);
    }
    raise_cells(axis, line->cells, line->now, state_now, rank_of_most(n_in, n_held_up));
    return true;
}

// What any of them did.
static void fill_group(const View *view, const TaskRow *row, const Axis *axis, uint8_t *cells) {
    GroupLine own = {0}, *line = group_line(view, row->group, axis, &own);
    uint64_t state_now = axis->by_event ? axis->now : view->state->now;
    int quiet = 0, missing[WIDTH_MAX], left = -1, looked = 0;
    bool is_step = fill_step(view, row, axis, line, state_now);
    for (uint32_t id = row->task; !is_step && line->cursor < view->scene->cursor && id <= view->state->n_tasks; id++) {
        if (view->rows->group_of[id - 1] != row->group) continue;
        int its = quiet_rank(view, id, line->cursor);
        if (looked++ % LOOK_AGAIN == LOOK_AGAIN - 1) left = columns_missing(axis, line->cells, missing);
        bool is_looked_at = !its && left >= 0 && fill_left(view, id, axis, missing, left, line->cells);
        if (!its && !is_looked_at) fill(view, id, axis, line->cursor, line->cells);
        if (its - 1 > quiet) quiet = its - 1;
    }
    if (!is_step && line->cursor < view->scene->cursor) raise_cells(axis, line->cells, line->now, state_now, quiet);
    line->cursor = view->scene->cursor;
    line->now = state_now;
    memcpy(cells, line->cells, sizeof line->cells);
    // From the last event to the moment shown nothing changes its state.
    const TaskGroup *group = &view->rows->groups[row->group];
    raise_cells(axis, cells, state_now, axis->now, rank_of_most(group->n_in, group->n_held_up));
}

Glyph ui_timeline_glyph(uint8_t cell) {
    static const Glyph glyphs[] = {[CELL_WAITS] = GLYPH_SLEPT,
                                   [CELL_HELD_UP] = GLYPH_HELD_UP,
                                   [CELL_READY] = GLYPH_QUEUED,
                                   [CELL_RUNS] = GLYPH_RAN};
    return glyphs[cell];
}

Style ui_timeline_style(uint8_t cell, Style own) {
    if (cell == CELL_WAITS) return INK_DIM;
    return cell == CELL_HELD_UP ? INK_WARN : own;
}

void ui_timeline_cells(const View *view, uint32_t task, int width, uint8_t *cells, uint64_t *begin, uint64_t *end) {
    const Task *of = state_task(view->state, task);
    *begin = of->created;
    *end = task_is_done(of) ? of->since : view->now;
    Axis axis = {.width = width < WIDTH_MAX ? width : WIDTH_MAX, .begin = *begin, .end = *end > *begin ? *end : *begin + 1};
    fill(view, task, &axis, 0, cells);
}

// A bar of `height` rows; what waits is a line in the middle of it.
static void draw_row(const View *view, const Canvas *canvas, int at, int height, const TaskRow *row,
                     const Axis *axis) {
    uint8_t cells[WIDTH_MAX] = {0};
    int width = axis->width < WIDTH_MAX ? axis->width : WIDTH_MAX, middle = at + (height - 1) / 2;
    Style own = row->is_group ? INK_TEXT : style_of_task(row->task);
    if (row->is_group) fill_group(view, row, axis, cells);
    else fill(view, row->task, axis, 0, cells);
    for (int y = at; y < at + height; y++)
        for (int x = 0; x < width; x++)
            if (cells[x] > CELL_HELD_UP || (cells[x] && y == middle))
                canvas_glyph(canvas, axis->x + x, y, ui_timeline_style(cells[x], own),
                             ui_timeline_glyph(cells[x]));
}

static bool is_in_row(const View *view, const TaskRow *row, uint32_t task) {
    return row->is_group ? task && task <= view->state->n_tasks && view->rows->group_of[task - 1] == row->group : row->task == task;
}

// The event that began the step in which the loop was blocked.
static uint64_t began_before(const View *view, const Block *block) {
    size_t i = ui_spans_before(view->history, block->task, block->seq);
    return i ? history_span(view->history, block->task, i - 1).seq : block->seq;
}

// For a room: as many rows of the screen for each task as there is room for, and one between them.
enum { HIGH = 8 };

static int row_height(const View *view, int h) {
    int rows = (int)view->rows->count, height = view->is_presenting && rows ? h / rows : 1;
    if (height > HIGH) height = HIGH;
    return height > 1 ? height : 1;
}

// Of them the bar has all but the one between.
static int bar_height(int height) {
    return height > 1 ? height - 1 : 1;
}

// The stretches in which the loop could not turn, over the rows of those who kept it.
static void draw_blocks(const View *view, const Canvas *canvas, int top, int rows, int height,
                        const Axis *axis) {
    const Block *blocks;
    size_t count = history_blocks(view->history, &blocks);
    for (size_t i = 0; i < count && blocks[i].seq < view->scene->cursor; i++) {
        int from = column(axis, axis->by_event ? began_before(view, &blocks[i]) : blocks[i].from), to = column(axis, axis->by_event ? blocks[i].seq : blocks[i].to);
        if (to < 0 || from >= axis->width) continue;
        if (from < 0) from = 0;
        if (to >= axis->width) to = axis->width - 1;
        for (int y = 0; y < rows && (size_t)(top + y) < view->rows->count; y++)
            for (int line = 0; line < bar_height(height) &&
                               is_in_row(view, &view->rows->rows[top + y], blocks[i].task);
                 line++)
                canvas_repeat(canvas, axis->x + from, y * height + line, to - from + 1, INK_BAD,
                              theme_glyph(GLYPH_BLOCKED, view->is_ascii));
    }
}

// So near that milliseconds would be the same at both ends.
static bool is_fine(const Axis *axis) {
    return axis->end - axis->begin < 1000000;
}

static void add_end(Str *out, const Axis *axis, uint64_t at) {
    if (axis->by_event) str_addf(out, "%llu", (unsigned long long)at);
    else if (!at) str_add(out, "0");
    else explain_seconds(out, at, is_fine(axis) ? 6 : 3);
}

static void draw_axis(const View *view, const Canvas *canvas, int y, const Axis *axis) {
    Str begin = {0}, end = {0};
    int now = column(axis, axis->now);
    add_end(&begin, axis, axis->begin);
    add_end(&end, axis, axis->end);
    if (!axis->by_event) str_add(&end, is_fine(axis) ? "s" : " s"); // there is room for so much
    canvas_repeat(canvas, axis->x, y, axis->width, INK_FAINT, theme_line(ARM_LEFT | ARM_RIGHT, view->is_ascii));
    canvas_put(canvas, axis->x + axis->width + 1, y, INK_DIM, (StrView){end.s, end.len});
    canvas_put(canvas, axis->x - 1 - text_cells((StrView){begin.s, begin.len}), y, INK_DIM, (StrView){begin.s, begin.len});
    if (now >= 0 && now < axis->width) canvas_glyph(canvas, axis->x + now, y, INK_ACCENT, GLYPH_TICK);
    str_free(&begin);
    str_free(&end);
}

Drawn ui_timeline_draw(const View *view, const Canvas *canvas) {
    Axis axis = axis_of(view, canvas->at.w);
    int rows = (int)view->rows->count, h = canvas->at.h - 1;
    if (axis.width < 4 || h < 1) return (Drawn){0, 0};
    int height = row_height(view, h), shown = h / height, top = ui_tasks_top(view, shown);
    for (int y = 0; y < shown && top + y < rows; y++) {
        const TaskRow *row = &view->rows->rows[top + y];
        int at = y * height, middle = at + (bar_height(height) - 1) / 2;
        draw_name(view, canvas, middle, row, axis.x - 2, canvas->at.w);
        draw_row(view, canvas, at, bar_height(height), row, &axis);
        if (!row->is_group && row->task == view->selected)
            canvas_mark(canvas, 1, middle, axis.x - 2, MARK_REVERSE);
    }
    draw_blocks(view, canvas, top, shown, height, &axis);
    // Right below the last row while presenting: what lies together is seen together.
    draw_axis(view, canvas, view->is_presenting && height * rows < h ? height * rows : h, &axis);
    return (Drawn){rows + 1, top};
}

bool ui_timeline_place_at(const View *view, int width, int x, UiWish *wish) {
    Axis axis = axis_of(view, width);
    if (axis.width < 1 || x < axis.x || x >= axis.x + axis.width) return false;
    uint64_t at = axis.begin + (uint64_t)((double)(x - axis.x) * (double)(axis.end - axis.begin) / axis.width);
    *wish = (UiWish){.kind = axis.by_event ? WISH_GOTO : WISH_GOTO_TIME, .seq = at};
    return true;
}

void ui_timeline_pan(const View *view, int width, int by, Ways *ways) {
    Axis axis = axis_of(view, width);
    uint64_t quarter = (axis.end - axis.begin) / 4;
    if (!ways->zoom) return;
    ways->pan = by > 0 ? axis.begin + quarter : axis.begin > quarter ? axis.begin - quarter : 0;
}

void ui_timeline_title(const View *view, Str *left, Str *right) {
    bool ascii = view->is_ascii;
    str_add(left, words(view->ways->by_event ? N_("timeline by event") : N_("timeline")));
    if (view->ways->zoom) str_addf(left, " %s%u", theme_glyph(GLYPH_TIMES, ascii), 1u << (view->ways->zoom < ZOOM_MAX ? view->ways->zoom : ZOOM_MAX));
    str_addf(right, words(N_("%s runs %s ready %s waits")), theme_glyph(GLYPH_RAN, ascii),
             theme_glyph(GLYPH_QUEUED, ascii), theme_glyph(GLYPH_SLEPT, ascii));
    if (view->state->n_syncs) {
        str_add(right, " ");
        str_addf(right, words(N_("%s for a primitive")), theme_glyph(GLYPH_HELD_UP, ascii));
    }
    if (view->state->blocked_count) {
        str_add(right, " ");
        str_addf(right, words(N_("%s blocked")), theme_glyph(GLYPH_BLOCKED, ascii));
    }
}
