// Which lesson of the list is chosen: by moving, by typing its number, by words in it.
#include <stdlib.h>

#include "base/mem.h"
#include "base/words.h"
#include "ui/ui_inside.h"

StrView ui_menu_found(const Ui *ui) {
    return ui->typing == TYPING_FIND_LESSON ? (StrView){str_text(&ui->line), ui->line.len}
                                            : (StrView){"", 0};
}

void ui_choose_lesson(Ui *ui, size_t lesson) {
    ui->menu.chosen = lesson;
}

// The items in sight, in their order, into `items` (room for all of them); returns how many.
static size_t items_in_sight(const Ui *ui, const UiScene *scene, size_t *items) {
    size_t count = 0, lessons = ui_menu_lessons(scene);
    for (size_t i = 0; i < lessons; i++)
        if (ui_menu_rank(scene, i, ui_menu_found(ui)) < MENU_NOT_FOUND) items[count++] = i;
    for (size_t extra = 0; extra < MENU_EXTRAS; extra++) items[count++] = lessons + extra;
    return count;
}

void ui_pick_by(Ui *ui, const UiScene *scene, int by) {
    if (!ui_menu_lessons(scene)) return;
    size_t *items = mem_new((ui_menu_lessons(scene) + MENU_EXTRAS) * sizeof *items);
    int count = (int)items_in_sight(ui, scene, items), at = -1;
    for (int i = 0; i < count; i++)
        if (items[i] == ui->menu.chosen) at = i;
    at = at < 0 && by < 0 ? 0 : at + by;
    ui->menu.chosen = items[at < 0 ? 0 : at >= count ? count - 1 : at];
    free(items);
}

// The next lesson below, or from the top again, that has questions due.
void ui_choose_due(Ui *ui, const UiScene *scene) {
    size_t count = ui_menu_lessons(scene), from = ui->menu.chosen < count ? ui->menu.chosen : count;
    for (size_t i = 1; scene->marks && i <= count; i++) {
        size_t at = (from + i) % count;
        if (!scene->marks[at].due) continue;
        ui->menu.chosen = at;
        return;
    }
}

// The one that fits best, of equals the first.
static void choose_found(Ui *ui, const UiScene *scene) {
    int best = MENU_NOT_FOUND;
    if (!ui_menu_found(ui).len) return;
    ui->menu.chosen = SIZE_MAX;
    for (size_t i = 0; i < ui_menu_lessons(scene); i++) {
        int rank = ui_menu_rank(scene, i, ui_menu_found(ui));
        if (rank < best) best = rank, ui->menu.chosen = i;
    }
}

void ui_pick_typed(Ui *ui, const UiScene *scene) {
    ui->error = NULL;
    if (ui->typing == TYPING_FIND_LESSON) choose_found(ui, scene);
    if (ui->typing != TYPING_LESSON) return;
    size_t lesson = ui_menu_number(scene, (StrView){str_text(&ui->line), ui->line.len});
    if (lesson != SIZE_MAX) ui->menu.chosen = lesson;
    else ui->error = words(N_("No lesson has this number."));
    if (!ui->line.len) ui_leave_line(ui);
}

// Where no lesson was found, the one that was chosen before is chosen again.
void ui_pick_leave(Ui *ui) {
    if (ui->menu.chosen == SIZE_MAX) ui->menu.chosen = ui->menu_before;
    ui_leave_line(ui);
}

static bool is_of_number(Key key) {
    return (key >= '0' && key <= '9') || key == '.';
}

// Only what belongs to a number goes on with it: every other key is one of the list again.
void ui_pick_key(Ui *ui, Key key) {
    bool stays = is_of_number(key) || keymap_find(MODE_FIND_LESSON, key) == ACT_PICK ||
                 keymap_find(MODE_FIND_LESSON, key) == ACT_PICK_ERASE ||
                 keymap_find(MODE_FIND_LESSON, key) == ACT_PICK_LEAVE ||
                 keymap_find(MODE_FIND_LESSON, key) == ACT_PICK_CLEAR;
    if (ui->typing == TYPING_LESSON && !stays) ui_leave_line(ui);
}

void ui_pick_words(Ui *ui) {
    ui->menu_before = ui->menu.chosen;
    ui_begin_line(ui, TYPING_FIND_LESSON, "");
}

void ui_pick_number(Ui *ui, const UiScene *scene, Key key) {
    ui_begin_line(ui, TYPING_LESSON, "");
    if (is_of_number(key)) ui_add_character(&ui->line, key);
    else ui->typing = TYPING_NOTHING;
    ui_pick_typed(ui, scene);
}

void ui_pick(Ui *ui, const UiScene *scene, UiWish *wish) {
    size_t lessons = ui_menu_lessons(scene), chosen = ui->menu.chosen;
    if (ui->error || chosen == SIZE_MAX) return;
    if (ui->typing) ui_pick_leave(ui);
    if (chosen < lessons) *wish = (UiWish){.kind = WISH_LESSON, .seq = chosen};
    else if (chosen == lessons + MENU_INTERVIEW) wish->kind = WISH_INTERVIEW;
    else ui_show_report(ui);
}

void ui_show_report(Ui *ui) {
    ui->is_reporting = true;
    ui->report_top = 0;
}
