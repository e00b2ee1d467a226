// The help: every key of the table, searchable; the chosen row can be run.
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "ui/panes.h"

enum { KEYS = 15 };

// Rows that can be chosen: those of the modes in which the program is looked at.
static bool is_listed(const KeyRow *row, const Help *help) {
    if (!(row->modes & (WATCHING | MODE_MENU)) || !*row->help) return false;
    return !help->search.len || strcasestr(words(row->help), help->search.s) || strcasestr(words(row->hint), help->search.s);
}

// The groups in their order: what can be done here comes first.
static int group_at(const Help *help, int place) {
    if (!help->is_menu) return place;
    return place ? place - 1 : GROUP_LESSONS;
}
_Static_assert(GROUP_LESSONS == KEY_GROUPS - 1, "the others keep their order behind it");

int ui_help_count(const Help *help) {
    int count = 0;
    for (Action action = ACT_NONE + 1; action < ACTIONS; action++) count += is_listed(keymap_row(action), help);
    return count;
}

Action ui_help_action(const Help *help) {
    int at = 0;
    for (int place = 0; place < KEY_GROUPS; place++) {
        int group = group_at(help, place);
        for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
            const KeyRow *row = keymap_row(action);
            if ((int)row->group == group && is_listed(row, help) && at++ == help->chosen) return action;
        }
    }
    return ACT_NONE;
}

static void draw_row(const Canvas *canvas, int y, const KeyRow *row, bool is_chosen, bool ascii) {
    Str keys = {0};
    keymap_show(&keys, row, ascii);
    canvas_field(canvas, 3, y, KEYS, INK_ACCENT, (StrView){keys.s, keys.len});
    canvas_field(canvas, 3 + KEYS + 1, y, canvas->at.w - KEYS - 5, INK_TEXT, view_of(words(row->help)));
    if (is_chosen) canvas_mark(canvas, 2, y, canvas->at.w - 3, MARK_REVERSE);
    str_free(&keys);
}

// Draw what falls between `top` and the bottom; returns the row of the chosen entry.
static int draw_rows(const Canvas *canvas, const Help *help, int top, bool ascii) {
    int row = 0, at = 0, chosen = 0;
    for (int place = 0; place < KEY_GROUPS; place++) {
        int group = group_at(help, place);
        bool has_title = false;
        for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
            const KeyRow *entry = keymap_row(action);
            if ((int)entry->group != group || !is_listed(entry, help)) continue;
            if (!has_title) {
                row += row > 0;
                canvas_puts(canvas, 2, row++ - top, INK_TITLE, key_group_title((KeyGroup)group));
                has_title = true;
            }
            if (at == help->chosen) chosen = row;
            draw_row(canvas, row++ - top, entry, at++ == help->chosen, ascii);
        }
    }
    return chosen;
}

void ui_help_draw(const Canvas *canvas, Help *help, bool is_ascii) {
    canvas_clear(canvas, (Rect){0, 0, canvas->at.w, canvas->at.h});
    int x = canvas_puts(canvas, 2, 0, INK_DIM, help->search.len ? "search: " : "type to search");
    if (help->search.len) canvas_put(canvas, x, 0, INK_TEXT, (StrView){help->search.s, help->search.len});
    if (!ui_help_count(help)) canvas_puts(canvas, 2, 2, INK_DIM, "No key has that in its description.");
    Canvas list = canvas_in(canvas, (Rect){0, 2, canvas->at.w, canvas->at.h - 2});
    int chosen = draw_rows(&list, help, help->top, is_ascii), top = help->top;
    if (chosen < top + 1) top = chosen > 1 ? chosen - 1 : 0;
    if (chosen >= top + list.at.h) top = chosen - list.at.h + 1;
    if (top == help->top) return;
    help->top = top;
    canvas_clear(&list, (Rect){0, 0, list.at.w, list.at.h});
    draw_rows(&list, help, help->top, is_ascii);
}
