// The tasks: every one there is, with its state and what it waits for; where many do the same, one row says how many of them are in which state.
#include <stdio.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

static void add_name_and_label(const View *view, Str *name, Str *label, uint32_t id) {
    explain_task_name(name, view->log, view->state, id, view->is_ascii);
    explain_task_label(label, view->log, view->state, id, view->is_ascii);
}

// What there is to say behind the state: what it waits for, its result, why it failed.
static void add_matter(const View *view, Str *out, uint32_t id, const Task *task) {
    explain_wait(out, view->log, view->state, id, view->is_ascii);
    if (task->state == TASK_FINISHED_ && task->result) add_clean(view, out, task->result);
    if (task->state == TASK_FAILED_) {
        add_clean(view, out, task->result);
        if (task->message && log_string(view->log, task->message).len) str_add(out, ": ");
        if (task->message) add_clean(view, out, task->message);
    }
    if (task->cancel_requested) str_addf(out, "%sasked to cancel", out->len ? ", " : "");
}

enum { NAME_MAX_CELLS = 24, STATE = 9, MATTER = 20, LINE_CELLS = 6, DEPTH_MAX = 8 };

static int indent_of(const TaskRow *row) {
    return 2 * (int)(row->depth < DEPTH_MAX ? row->depth : DEPTH_MAX);
}

// The columns, the same in every row on the screen: names take what they need, then what a task waits for, then what it runs.
typedef struct Columns {
    int name, label, state, matter, line; // x of each; label == state and line == the width where there is no room
} Columns;

static Columns columns_of(const View *view, int w, int top, int h) {
    int widest = 6;
    for (size_t i = (size_t)top; i < view->rows->count && i < (size_t)(top + h); i++) {
        const TaskRow *row = &view->rows->rows[i];
        int cells = (row->is_group ? 6 : task_name_cells(view, row->task)) + indent_of(row);
        if (cells > widest) widest = cells;
    }
    if (widest > NAME_MAX_CELLS) widest = NAME_MAX_CELLS;
    if (widest > w / 3) widest = w / 3;
    int line = w >= 50 ? LINE_CELLS : 0, label = w - 3 - widest - 1 - STATE - MATTER - line;
    if (label < 8) label = 0;
    if (label > 28) label = 28;
    Columns at = {.name = 3, .label = 3 + widest + 1};
    at.state = at.label + label;
    at.matter = at.state + STATE;
    at.line = w - line;
    return at;
}

// So many of its tasks in each state, in the order of their lives.
static void add_counts(const View *view, Str *out, const uint32_t *n_in) {
    static const TaskState order[] = {TASK_RUNNING, TASK_CREATED_, TASK_READY, TASK_WAITING, TASK_FINISHED_, TASK_FAILED_, TASK_CANCELLED_, TASK_DESTROYED_};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!n_in[order[i]]) continue;
        str_addf(out, " %u%s", n_in[order[i]], theme_glyph(glyph_of_state(order[i]), view->is_ascii));
    }
}

static void draw_group(const View *view, const Canvas *canvas, int y, const TaskRow *row, const Columns *at) {
    const TaskGroup *group = &view->rows->groups[row->group];
    Str name = {0}, counts = {0};
    text_clean(&name, task_function(view->log, state_task(view->state, row->task)), view->is_ascii);
    add_counts(view, &counts, group->n_in);
    int x = at->name + indent_of(row);
    canvas_glyph(canvas, 1 + indent_of(row), y, INK_TITLE, group->is_open ? GLYPH_OPEN : GLYPH_CLOSED);
    x = canvas_putf(canvas, x, y, INK_TITLE, "%s%u ", theme_glyph(GLYPH_TIMES, view->is_ascii), group->count);
    int end = canvas->at.w - text_cells((StrView){counts.s, counts.len}) - 1, from = at->state < end ? at->state - 1 : end;
    if (from < x + 6) from = x + 6;
    canvas_field(canvas, x, y, from - x, INK_TITLE, (StrView){str_text(&name), name.len});
    canvas_field(canvas, from, y, canvas->at.w - from, INK_TEXT, (StrView){str_text(&counts), counts.len});
    str_free(&name);
    str_free(&counts);
}

static void draw_task(const View *view, const Canvas *canvas, int y, const TaskRow *row, const Columns *at) {
    uint32_t id = row->task;
    int indent = indent_of(row);
    const Task *task = state_task(view->state, id);
    bool is_done = task_is_done(task);
    Str name = {0}, label = {0}, matter = {0};
    add_name_and_label(view, &name, &label, id);
    add_matter(view, &matter, id, task);
    canvas_glyph(canvas, 1 + indent, y, style_of_state(task->state), glyph_of_state(task->state));
    canvas_field(canvas, at->name + indent, y, at->label - 1 - at->name - indent, style_of_task(id) | (id == view->acting ? MARK_BOLD : 0),
                 (StrView){str_text(&name), name.len});
    if (at->state > at->label)
        canvas_field(canvas, at->label, y, at->state - 1 - at->label, INK_DIM, (StrView){str_text(&label), label.len});
    canvas_field(canvas, at->state, y, STATE, style_of_state(task->state), view_of(words(task_state_word(task->state))));
    canvas_field(canvas, at->matter, y, at->line - at->matter, is_done ? INK_DIM : INK_TEXT, (StrView){str_text(&matter), matter.len});
    Place place = place_of_task(view, id);
    if (!is_done && place.line && at->line < canvas->at.w) {
        char line[16];
        snprintf(line, sizeof line, ":%u", place.line);
        canvas_field_right(canvas, at->line, y, LINE_CELLS - 1, INK_DIM, view_of(line));
    }
    str_free(&name);
    str_free(&label);
    str_free(&matter);
}

// What the eye is on, in the list; that of the whole group where it is folded.
static size_t followed_row(const View *view) {
    if (view->selected_group) return task_rows_find_group(view->rows, view->selected_group - 1);
    return task_rows_find(view->rows, view->selected ? view->selected : view->acting);
}

int ui_tasks_top(const View *view, int h) {
    int rows = (int)view->rows->count;
    if (!view->is_held) return follow(0, h, rows, (int)followed_row(view));
    return view->top > rows - h ? (rows > h ? rows - h : 0) : view->top;
}

static bool is_selected(const View *view, const TaskRow *row) {
    return row->is_group ? view->selected_group == row->group + 1 : view->selected == row->task && !view->selected_group;
}

Drawn ui_tasks_draw(const View *view, const Canvas *canvas) {
    int rows = (int)view->rows->count, h = canvas->at.h, top = ui_tasks_top(view, h);
    if (!view->state->n_tasks) canvas_puts(canvas, 1, 0, INK_DIM, "No task yet: asyncio.run makes the first one.");
    else if (!rows) canvas_puts(canvas, 1, 0, INK_DIM, "No task fits. esc shows them all.");
    Columns at = columns_of(view, canvas->at.w, top, h);
    for (int y = 0; y < h && top + y < rows; y++) {
        const TaskRow *row = &view->rows->rows[top + y];
        if (row->is_group) draw_group(view, canvas, y, row, &at);
        else draw_task(view, canvas, y, row, &at);
        bool is_pointed_at = view->is_presenting && !row->is_group && row->task == view->acting && !view->selected;
        if (is_selected(view, row) || is_pointed_at) canvas_mark(canvas, 0, y, canvas->at.w, MARK_REVERSE);
    }
    return (Drawn){rows, top};
}

void ui_tasks_title(const View *view, Str *left, Str *right) {
    const Ways *ways = view->ways;
    str_add(left, "tasks");
    if (ways->task_view) str_addf(left, ": %s", task_view_name(ways->task_view));
    if (ways->task_sort && ways->task_view != TASK_VIEW_TREE) str_addf(left, ", by %s", task_sort_name(ways->task_sort));
    if (view->filter.len) {
        str_add(left, " /");
        text_clean(left, view->filter, view->is_ascii);
    }
    if (!view->state->n_tasks) return;
    str_addf(right, "%u:", view->state->n_tasks);
    add_counts(view, right, view->state->n_in);
}
