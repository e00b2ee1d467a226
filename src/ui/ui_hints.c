// The last row: the keys that do something now, from the key table.
#include "base/text.h"
#include "ui/panes.h"

// Walk over the hints; draws them, or finds the one at column `x`.
static Action walk(const Canvas *canvas, Mode mode, unsigned now, bool draw, int wanted) {
    Action actions[ACTIONS];
    bool ascii = canvas->grid->ascii;
    size_t count = keymap_hints(mode, now, canvas->at.w - 2, ascii, actions);
    int x = 1;
    for (size_t i = 0; i < count; i++) {
        Str key = {0};
        const char *word;
        int from = x;
        keymap_hint(actions[i], mode, now, ascii, &key, &word);
        int behind = x + text_cells((StrView){key.s, key.len}) + 1 + text_cells(view_of(word));
        if (draw) {
            canvas_put(canvas, x, 0, INK_ACCENT, (StrView){key.s, key.len});
            canvas_puts(canvas, behind - text_cells(view_of(word)), 0, INK_DIM, word);
        }
        str_free(&key);
        if (wanted >= from && wanted < behind) return actions[i];
        x = behind + 2;
    }
    return ACT_NONE;
}

void ui_hints_draw(const Canvas *canvas, Mode mode, unsigned now) {
    walk(canvas, mode, now, true, -1);
}

Action ui_hints_at(const Canvas *canvas, Mode mode, unsigned now, int x) {
    return walk(canvas, mode, now, false, x);
}
