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

static void draw_row(const View *view, const Canvas *canvas, int y, uint32_t id) {
    const Task *task = state_task(view->state, id);
    int w = canvas->at.w, names = w >= 70 ? 30 : w >= 50 ? 22 : 14;
    bool is_done = task_is_done(task);
    Str name = {0}, label = {0}, matter = {0};
    add_name_and_label(view, &name, &label, id);
    add_matter(view, &matter, id, task);
    canvas_glyph(canvas, 1, y, style_of_state(task->state), glyph_of_state(task->state));
    int x = canvas_field(canvas, 3, y, names, style_of_task(id) | (id == view->acting ? MARK_BOLD : 0), (StrView){str_text(&name), name.len});
    int used = 3 + text_cells((StrView){str_text(&name), name.len}) + 1;
    if (used < 3 + names - 3) canvas_field(canvas, used, y, 3 + names - used, INK_DIM, (StrView){str_text(&label), label.len});
    x = canvas_field(canvas, x + 1, y, 9, style_of_state(task->state), view_of(task_state_word(task->state)));
    Place place = place_of_task(view, id);
    int line_cells = !is_done && place.line && w >= 44 ? 6 : 0;
    canvas_field(canvas, x + 1, y, w - x - 1 - line_cells, is_done ? INK_DIM : INK_TEXT, (StrView){str_text(&matter), matter.len});
    if (line_cells) {
        char line[16];
        snprintf(line, sizeof line, ":%u", place.line);
        canvas_field_right(canvas, w - line_cells, y, line_cells - 1, INK_DIM, view_of(line));
    }
    if (id == view->selected) canvas_mark(canvas, 0, y, w, MARK_REVERSE);
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
    for (int y = 0; y < h && top + y < rows; y++) draw_row(view, canvas, y, (uint32_t)(top + y + 1));
    return (Drawn){rows, top};
}

uint32_t ui_tasks_at(const View *view, int row) {
    return row >= 0 && (uint32_t)row < view->state->n_tasks ? (uint32_t)row + 1 : 0;
}

void ui_tasks_title(const View *view, Str *left, Str *right) {
    static const TaskState order[] = {TASK_RUNNING, TASK_CREATED_, TASK_READY, TASK_WAITING, TASK_FINISHED_, TASK_FAILED_, TASK_CANCELLED_};
    str_add(left, "tasks");
    if (!view->state->n_tasks) return;
    str_addf(right, "%u:", view->state->n_tasks);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (!view->state->n_in[order[i]]) continue;
        str_addf(right, " %u%s", view->state->n_in[order[i]], theme_glyph(glyph_of_state(order[i]), view->is_ascii));
    }
}
