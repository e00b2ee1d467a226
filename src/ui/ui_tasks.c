// The tasks: every one there is, in the order they were made, with its state and what it waits for.
#include <stdio.h>

#include "base/text.h"
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

enum { NAME_MAX_CELLS = 24, STATE = 9, MATTER = 20, LINE_CELLS = 6 };

// The columns, the same in every row on the screen: names take what they need, then what a task waits for, then what it runs.
typedef struct Columns {
    int name, label, state, matter, line; // x of each; label == state and line == the width where there is no room
} Columns;

static Columns columns_of(const View *view, int w, int top, int h) {
    int widest = 6;
    for (int row = top; row < top + h && row < (int)view->state->n_tasks; row++) {
        int cells = task_name_cells(view, (uint32_t)row + 1);
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

static void draw_row(const View *view, const Canvas *canvas, int y, uint32_t id, const Columns *at) {
    const Task *task = state_task(view->state, id);
    bool is_done = task_is_done(task);
    Str name = {0}, label = {0}, matter = {0};
    add_name_and_label(view, &name, &label, id);
    add_matter(view, &matter, id, task);
    canvas_glyph(canvas, 1, y, style_of_state(task->state), glyph_of_state(task->state));
    canvas_field(canvas, at->name, y, at->label - 1 - at->name, style_of_task(id) | (id == view->acting ? MARK_BOLD : 0),
                 (StrView){str_text(&name), name.len});
    if (at->state > at->label)
        canvas_field(canvas, at->label, y, at->state - 1 - at->label, INK_DIM, (StrView){str_text(&label), label.len});
    canvas_field(canvas, at->state, y, STATE, style_of_state(task->state), view_of(task_state_word(task->state)));
    canvas_field(canvas, at->matter, y, at->line - at->matter, is_done ? INK_DIM : INK_TEXT, (StrView){str_text(&matter), matter.len});
    Place place = place_of_task(view, id);
    if (!is_done && place.line && at->line < canvas->at.w) {
        char line[16];
        snprintf(line, sizeof line, ":%u", place.line);
        canvas_field_right(canvas, at->line, y, LINE_CELLS - 1, INK_DIM, view_of(line));
    }
    if (id == view->selected) canvas_mark(canvas, 0, y, canvas->at.w, MARK_REVERSE);
    str_free(&name);
    str_free(&label);
    str_free(&matter);
}

static int followed_row(const View *view) {
    uint32_t task = view->selected ? view->selected : view->acting;
    return task ? (int)task - 1 : 0;
}

static int top_row(const View *view, int h) {
    int rows = (int)view->state->n_tasks;
    if (!view->is_held) return follow(0, h, rows, followed_row(view));
    return view->top > rows - h ? (rows > h ? rows - h : 0) : view->top;
}

Drawn ui_tasks_draw(const View *view, const Canvas *canvas) {
    int rows = (int)view->state->n_tasks, h = canvas->at.h, top = top_row(view, h);
    if (!rows) canvas_puts(canvas, 1, 0, INK_DIM, "No task yet: asyncio.run makes the first one.");
    Columns at = columns_of(view, canvas->at.w, top, h);
    for (int y = 0; y < h && top + y < rows; y++) draw_row(view, canvas, y, (uint32_t)(top + y + 1), &at);
    return (Drawn){rows, top};
}

uint32_t ui_tasks_at(const View *view, int row) {
    return row >= 0 && (uint32_t)row < view->state->n_tasks ? (uint32_t)row + 1 : 0;
}

void ui_tasks_title(const View *view, Str *left, Str *right) {
    static const TaskState order[] = {TASK_RUNNING, TASK_CREATED_, TASK_READY, TASK_WAITING, TASK_FINISHED_, TASK_FAILED_, TASK_CANCELLED_, TASK_DESTROYED_};
    str_add(left, "tasks");
    if (!view->state->n_tasks) return;
    str_addf(right, "%u:", view->state->n_tasks);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!view->state->n_in[order[i]]) continue;
        str_addf(right, " %u%s", view->state->n_in[order[i]], theme_glyph(glyph_of_state(order[i]), view->is_ascii));
    }
}
