// Where the eye is: focus, selection, scrolling.
#include <string.h>

#include "ui/ui_inside.h"

void ui_set_focus(Ui *ui, Pane pane) {
    ui->focus = pane;
    ui->used[pane] = ui->uses += FRONT_USES;
}

void ui_scroll(Ui *ui, Pane pane, int by) {
    int top = ui->top[pane] + by;
    ui->top[pane] = top > 0 ? top : 0;
    ui->is_held[pane] = true;
}

void ui_select_row(Ui *ui, const TaskRow *row) {
    ui->selected = row->is_group ? 0 : row->task;
    ui->selected_group = row->is_group ? row->group + 1 : 0;
    ui->is_held[PANE_TASKS] = ui->is_held[PANE_SOURCE] = ui->is_held[PANE_TIMELINE] = ui->is_held[PANE_WAITS] = false;
}

// From the selected row, else to the row of whoever acts.
static void select_by(Ui *ui, const UiScene *scene, int by) {
    View view = ui_view(ui, scene);
    int count = (int)view.rows->count, row;
    if (!count) return;
    if (view.selected_group) row = (int)task_rows_find_group(view.rows, view.selected_group - 1) + by;
    else if (view.selected) row = (int)task_rows_find(view.rows, view.selected) + by;
    else row = by == 1 || by == -1 ? (int)task_rows_find(view.rows, view.acting) : by;
    ui_select_row(ui, &view.rows->rows[row < 0 ? 0 : row >= count ? count - 1 : row]);
}

static void choose_trouble(Ui *ui, const UiScene *scene, int by) {
    const uint64_t *seqs;
    int64_t count = (int64_t)history_troubles_before(scene->history, scene->cursor, &seqs);
    int64_t at = (ui->trouble < (size_t)count ? (int64_t)ui->trouble : count - 1) + by;
    ui->trouble = at >= count - 1 ? SIZE_MAX : at < 0 ? 0 : (size_t)at;
}

static int at_least_0(int n) {
    return n > 0 ? n : 0;
}

void ui_move_eye(Ui *ui, const UiScene *scene, int by) {
    if (ui->is_reporting) ui->report_top = at_least_0(ui->report_top + by);
    else if (ui_mode(ui, scene) & BOXED) ui->box_top = at_least_0(ui->box_top + by);
    else if (!scene->history) ui_pick_by(ui, scene, by);
    else if (ui->is_explaining) ui->explain_top = at_least_0(ui->explain_top + by);
    else if (ui->is_inspecting) ui->inspect_top = at_least_0(ui->inspect_top + by);
    else if (ui->is_intro) ui_scroll(ui, PANE_INTRO, by);
    else if (ui->focus == PANE_TASKS) select_by(ui, scene, by);
    else if (ui->focus == PANE_TROUBLE) choose_trouble(ui, scene, by);
    else ui_scroll(ui, ui->focus, by);
}

void ui_release_panes(Ui *ui) {
    memset(ui->is_held, 0, sizeof ui->is_held);
    ui->ways.pan = UINT64_MAX;
    ui->file = 0;
}
