// What lies over the panes: the inspector, why a task waits, a question, the help.
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/ui_inside.h"

static Canvas popup(const Canvas *screen, int w, int h, const char *title) {
    if (w > screen->at.w - 2) w = screen->at.w - 2;
    if (h > screen->at.h - 6) h = screen->at.h - 6;
    Rect inner = {(screen->at.w - w) / 2, (screen->at.h - h) / 2, w, h};
    canvas_clear(screen, (Rect){inner.x - 1, inner.y - 1, w + 2, h + 2});
    canvas_focus_frame(screen, inner, INK_ACCENT);
    canvas_putf(screen, inner.x + 1, inner.y - 1, INK_TITLE, " %s ", title);
    return canvas_in(screen, inner);
}

uint32_t ui_inspected(const View *view) {
    if (view->selected) return view->selected;
    return view->acting ? view->acting : view->state->n_tasks ? 1 : 0;
}

static void draw_inspector(Ui *ui, const View *view, const Canvas *screen) {
    int w = screen->at.w > 104 ? 96 : screen->at.w - 6;
    rich_clear(&ui->inspector);
    ui_inspect_fill(&ui->inspector, view, ui_inspected(view));
    int rows = rich_layout(&ui->inspector, w - 4);
    Canvas box = popup(screen, w, rows + 2, "task");
    Canvas inner = canvas_in(&box, (Rect){2, 1, w - 4, box.at.h - 2});
    if (ui->inspect_top > rows - inner.at.h) ui->inspect_top = rows > inner.at.h ? rows - inner.at.h : 0;
    rich_draw(&ui->inspector, &inner, ui->inspect_top);
}

// A paragraph for each task that the wait depends on.
static void draw_why(Ui *ui, const View *view, const Canvas *screen) {
    int w = screen->at.w > 104 ? 90 : screen->at.w - 6;
    Rich rich = {0};
    Str text = {0};
    explain_why(&text, view->log, view->state, ui_inspected(view), view->is_ascii);
    if (!text.len) str_add(&text, "There is no task at this moment.");
    for (StrView rest = {text.s, text.len}; rest.len;) {
        const char *newline = memchr(rest.s, '\n', rest.len);
        size_t len = newline ? (size_t)(newline - rest.s) : rest.len, all = len + (newline != NULL);
        rich_gap(&rich);
        rich_paragraph(&rich);
        rich_add(&rich, INK_TEXT, (StrView){rest.s, len});
        rest = (StrView){rest.s + all, rest.len - all};
    }
    int rows = rich_layout(&rich, w - 4);
    Canvas box = popup(screen, w, rows + 2, "why, and who can wake it");
    Canvas inner = canvas_in(&box, (Rect){2, 1, w - 4, box.at.h - 2});
    if (ui->explain_top > rows - inner.at.h) ui->explain_top = rows > inner.at.h ? rows - inner.at.h : 0;
    rich_draw(&rich, &inner, ui->explain_top);
    rich_free(&rich);
    str_free(&text);
}

void ui_popup_report(Ui *ui, const UiScene *scene, const Canvas *screen) {
    int w = screen->at.w > 104 ? 96 : screen->at.w - 6;
    Rich rich = {0};
    ui_report_fill(&rich, scene->report, ui->is_ascii);
    int rows = rich_layout(&rich, w - 4);
    Canvas box = popup(screen, w, rows + 2, words(N_("progress")));
    Canvas inner = canvas_in(&box, (Rect){2, 1, w - 4, box.at.h - 2});
    if (ui->report_top > rows - inner.at.h)
        ui->report_top = rows > inner.at.h ? rows - inner.at.h : 0;
    rich_draw(&rich, &inner, ui->report_top);
    rich_free(&rich);
}

void ui_popup_help(Ui *ui, const Canvas *screen) {
    Canvas box = popup(screen, 76, screen->at.h, "help");
    ui_help_draw(&box, &ui->help, ui->is_ascii);
}

void ui_popups_draw(Ui *ui, View *view, const Canvas *screen) {
    if (ui->is_inspecting) draw_inspector(ui, view, screen);
    if (ui->is_explaining) draw_why(ui, view, screen);
    if (ui->is_helping) ui_popup_help(ui, screen);
}
