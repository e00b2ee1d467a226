// Two programs side by side on one clock: the same panes of each, to be looked at together.
#include "base/text.h"
#include "explain/explain.h"
#include "ui/ui_inside.h"

enum { NARROW = 50 }; // cells of a half in which the clock does without its word

// The scene as the second program has it.
static UiScene other_scene(const UiScene *scene) {
    UiScene other = *scene;
    other.history = scene->pair->history;
    other.cursor = scene->pair->cursor;
    other.run_number = scene->pair->run_number;
    other.title = scene->pair->title;
    other.lesson = NULL;
    other.noted = scene->pair->noted;
    return other;
}

// Its name and where it stands, which gives way to the name; how long it took, once it is over.
// `taken`: cells at the right end that are not ours.
static void draw_head(const View *view, const Canvas *canvas, int taken) {
    Str title = {0}, where = {0};
    uint64_t count = history_count(view->history);
    text_clean(&title, view_of(view->scene->title), view->is_ascii);
    if (view->scene->cursor == count) {
        str_add(&where, "ended at ");
        explain_seconds(&where, view->state->now, 3);
        str_add(&where, " s");
    } else {
        str_addf(&where, "event %llu of %llu", (unsigned long long)view->scene->cursor, (unsigned long long)count);
    }
    int name = text_cells((StrView){str_text(&title), title.len}),
        room = canvas->at.w - taken - text_cells((StrView){str_text(&where), where.len}) - 4;
    if (name > room && view->scene->cursor < count) {
        str_clear(&where);
        room = canvas->at.w - taken - 3;
    }
    if (name > room) name = room > 6 ? room : 6;
    int x = canvas_field(canvas, 1, 0, name, INK_TITLE, (StrView){str_text(&title), title.len}) + 2;
    canvas_put(canvas, x, 0, INK_DIM, (StrView){str_text(&where), where.len});
    str_free(&title);
    str_free(&where);
}

static void draw_half(Ui *ui, const UiScene *scene, const Canvas *screen, int side, int taken) {
    Layout layout = ui_compare_layout(ui, side);
    View view = ui_view(ui, scene);
    Canvas head = canvas_in(screen, layout.header);
    view.now = scene->pair->now;
    view.motion = NULL;
    draw_head(&view, &head, taken);
    ui_panes_draw(ui, &view, screen, &layout);
}

static void swap_rows(Ui *ui) {
    TaskRows rows = ui->rows;
    ui->rows = ui->pair_rows;
    ui->pair_rows = rows;
}

// At the right end of the first row: the clock of both.
static void add_clock(Str *out, const UiScene *scene, const Canvas *screen, bool is_ascii) {
    str_add(out, screen->at.w < 2 * NARROW ? " " : " clock ");
    explain_seconds(out, scene->pair->now, 3);
    str_addf(out, " s  %s ",
             theme_glyph(scene->is_playing ? GLYPH_PLAYING : GLYPH_PAUSED, is_ascii));
}

void ui_compare_draw(Ui *ui, const UiScene *scene, const Canvas *screen) {
    UiScene other = other_scene(scene);
    bool shows_other = scene->pair->has_moved;
    Str clock = {0};
    add_clock(&clock, scene, screen, ui->is_ascii);
    int cells = text_cells((StrView){clock.s, clock.len});
    draw_half(ui, scene, screen, 0, 0);
    swap_rows(ui);
    draw_half(ui, &other, screen, 1, cells);
    // What lies over the panes is about the program in which something has just happened.
    View view = ui_view(ui, &other);
    if (shows_other) ui_popups_draw(ui, &view, screen);
    swap_rows(ui);
    view = ui_view(ui, scene);
    if (!shows_other) ui_popups_draw(ui, &view, screen);
    canvas_put(screen, screen->at.w - cells, 0, INK_ACCENT, (StrView){clock.s, clock.len});
    str_free(&clock);
}
