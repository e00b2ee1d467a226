// The list of lessons, by chapter.
#include "base/text.h"
#include "ui/panes.h"

enum { FIRST_ROW = 3 };

// The row of a lesson in the list: each chapter has a title above it and a gap before.
static int row_of(const Catalogue *catalogue, size_t index) {
    int row = 0;
    for (size_t i = 0; i <= index && i < catalogue->count; i++) {
        bool is_first = i == 0 || catalogue->entries[i].chapter != catalogue->entries[i - 1].chapter;
        if (is_first) row += i ? 2 : 1;
        if (i < index) row++;
    }
    return row;
}

static void draw_entry(const Canvas *canvas, int y, const LessonEntry *entry, const UiLessonMark *mark, bool is_first, bool is_chosen, bool ascii) {
    Str text = {0};
    if (is_first) {
        text_clean(&text, (StrView){str_text(&entry->chapter_title), entry->chapter_title.len}, ascii);
        canvas_putf(canvas, 3, y - 1, INK_TITLE, "%u  %s", entry->chapter, str_text(&text));
        str_clear(&text);
    }
    text_clean(&text, (StrView){str_text(&entry->title), entry->title.len}, ascii);
    int x = canvas_putf(canvas, 6, y, INK_DIM, "%u.%-3u ", entry->chapter, entry->number);
    x = canvas_put(canvas, x, y, INK_TEXT, (StrView){str_text(&text), text.len});
    if (mark && mark->is_done) canvas_glyph(canvas, 4, y, INK_GOOD, GLYPH_FINISHED);
    if (mark && mark->due) canvas_putf(canvas, x + 2, y, INK_WARN, "%u to answer again", mark->due);
    if (is_chosen) canvas_mark(canvas, 5, y, canvas->at.w > 70 ? 64 : canvas->at.w - 6, MARK_REVERSE);
    str_free(&text);
}

int ui_menu_draw(const Canvas *canvas, const UiScene *scene, size_t chosen, int top, bool is_ascii) {
    const Catalogue *catalogue = scene->catalogue;
    int x = canvas_puts(canvas, 1, 0, INK_ACCENT, "aioscope") + 2;
    canvas_puts(canvas, x, 0, INK_DIM, "see what asyncio does, step by step");
    if (scene->notice) canvas_puts(canvas, 1, 1, INK_WARN, scene->notice);
    if (!catalogue || !catalogue->count) {
        canvas_puts(canvas, 3, FIRST_ROW, INK_DIM, "There are no lessons.");
        return 0;
    }
    Canvas list = canvas_in(canvas, (Rect){0, FIRST_ROW, canvas->at.w, canvas->at.h - FIRST_ROW - 1});
    int row = row_of(catalogue, chosen);
    if (row - 1 < top) top = row - 1;
    if (row >= top + list.at.h) top = row - list.at.h + 1;
    for (size_t i = 0; i < catalogue->count; i++) {
        bool is_first = i == 0 || catalogue->entries[i].chapter != catalogue->entries[i - 1].chapter;
        draw_entry(&list, row_of(catalogue, i) - top, &catalogue->entries[i], scene->marks ? &scene->marks[i] : NULL, is_first, i == chosen, is_ascii);
    }
    return top;
}

bool ui_menu_at(const UiScene *scene, int height, int top, int y, size_t *index) {
    for (size_t i = 0; scene->catalogue && i < scene->catalogue->count; i++) {
        int row = row_of(scene->catalogue, i) - top + FIRST_ROW;
        if (row != y || row >= height - 1) continue;
        *index = i;
        return true;
    }
    return false;
}
