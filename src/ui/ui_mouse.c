// The mouse: a click selects, the wheel scrolls, dragging on the timeline scrubs.
#include "ui/ui_inside.h"

enum { GUTTER = 4 }; // cells of the source pane in which a click sets a breakpoint

static void click_source(Ui *ui, const View *view, int w, int row, UiWish *wish) {
    str_clear(&ui->given);
    ui_source_line_at(view, w, row, &ui->given);
    if (ui->given.len) *wish = (UiWish){.kind = WISH_BREAK, .text = ui->given.s};
}

// A folded row opens under the second click.
static void click_row(Ui *ui, const View *view, size_t row) {
    if (row >= view->rows->count) return;
    const TaskRow *at = &view->rows->rows[row];
    if (at->is_group && ui->selected_group == at->group + 1) ui->rows.groups[at->group].is_open ^= true;
    else ui_select_row(ui, at);
}

static void click_pane(Ui *ui, const UiScene *scene, Pane pane, Rect r, const Press *press, UiWish *wish) {
    int x = press->x - r.x, y = press->y - r.y;
    if (pane < NUMBERED_PANES) ui_set_focus(ui, pane);
    View view = ui_view(ui, scene);
    int spread = ui->spread[pane] > 1 ? ui->spread[pane] : 1,
        row = ui->drawn[pane].top + y / spread;
    if (pane == PANE_SOURCE && ui->typing == TYPING_CODE)
        ui_other_code(ui, 0, ui_source_place_at(&view, r.w, row).line, wish);
    else if (pane == PANE_SOURCE && x < GUTTER) click_source(ui, &view, r.w, row, wish);
    view.top = ui->drawn[pane].top;
    view.is_held = ui->is_held[pane];
    if (pane == PANE_TASKS)
        click_row(ui, &view, ui_tasks_row_at(&view, r.w, r.h / spread, y / spread));
    if (pane == PANE_TIMELINE) ui_timeline_place_at(&view, r.w, x, wish);
}

// On the line above a pane stand its name and those of the panes that share its place.
static Pane tab_at(const Layout *layout, const View *view, Pane pane, int x) {
    TabName names[NUMBERED_PANES];
    size_t count = ui_tab_names(view, layout->tabs[pane], pane, layout->pane[pane].w, names);
    for (size_t i = 0; i < count; i++)
        if (x >= names[i].x && x < names[i].x + names[i].cells) return names[i].pane;
    return pane;
}

// The second click opens it.
static void click_menu(Ui *ui, const UiScene *scene, const Press *press, UiWish *wish) {
    size_t item = ui_menu_at(scene, &ui->menu, ui_menu_found(ui), terminal_width(ui->terminal),
                             terminal_height(ui->terminal), press->x, press->y);
    if (item == SIZE_MAX) return;
    bool is_chosen = item == ui->menu.chosen;
    ui->menu.chosen = item;
    if (is_chosen) ui_pick(ui, scene, wish);
}

static void click_hint(Ui *ui, const UiScene *scene, const Press *press, int h, UiWish *wish) {
    Canvas screen = canvas_of(&ui->grid), bottom = canvas_in(&screen, (Rect){0, h - 1, terminal_width(ui->terminal), 1});
    ui_act(ui, scene, ui_hints_at(&bottom, ui_mode(ui, scene), ui_now(ui, scene), press->x), K_NONE,
           wish);
}

static void use_panes(Ui *ui, const UiScene *scene, const Press *press, UiWish *wish) {
    int side = press->x >= terminal_width(ui->terminal) / 2;
    Layout layout = scene->pair ? ui_compare_layout(ui, side) : ui_layout(ui);
    Pane pane = layout_pane_at(&layout, press->x, press->y);
    if (pane == PANES) return;
    Rect r = layout.pane[pane];
    View view = ui_view(ui, scene);
    if (scene->pair) view.now = scene->pair->now; // one clock, so a column is the same time in both
    if (press->key == K_DRAG) {
        if (pane == PANE_TIMELINE && ui->focus == PANE_TIMELINE) ui_timeline_place_at(&view, r.w, press->x - r.x, wish);
    } else if (press->key != K_CLICK) {
        ui_scroll(ui, pane, press->key == K_WHEEL_UP ? -3 : 3);
    } else if (press->y < r.y) {
        ui_set_focus(ui, layout.tabs[pane] ? tab_at(&layout, &view, pane, press->x - r.x) : pane < NUMBERED_PANES ? pane : ui->focus);
    } else if (scene->pair) {
        ui_set_focus(ui, pane);
        if (pane == PANE_TIMELINE) ui_timeline_place_at(&view, r.w, press->x - r.x, wish);
    } else {
        click_pane(ui, scene, pane, r, press, wish);
    }
}

void ui_use_mouse(Ui *ui, const UiScene *scene, const Press *press, UiWish *wish) {
    int h = terminal_height(ui->terminal);
    bool is_click = press->key == K_CLICK, is_drag = press->key == K_DRAG;
    if (is_click && press->y == h - 1) {
        click_hint(ui, scene, press, h, wish);
        return;
    }
    if (ui->sure || ui->is_helping) return;
    if (!scene->history && is_click && !ui->is_reporting) click_menu(ui, scene, press, wish);
    else if (!scene->history || ui->is_inspecting || ui->is_explaining || ui->is_intro) ui_move_eye(ui, scene, is_click || is_drag ? 0 : press->key == K_WHEEL_UP ? -3 : 3);
    else use_panes(ui, scene, press, wish);
}
