// The last row while something is typed: a command, or a line for the script's stdin.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "ui/panes.h"

enum { TAB = 4, AHEAD = 8 }; // AHEAD: so much of what is behind the cursor stays in sight

static void drop_first(Str *text) {
    size_t first = text_fit((StrView){text->s, text->len}, 1);
    if (!first) first = text_fit((StrView){text->s, text->len}, 2);
    if (!first) first = 1;
    memmove(text->s, text->s + first, text->len - first + 1);
    text->len -= first;
}

static int cells_of(const Str *text) {
    return text_cells((StrView){str_text(text), text->len});
}

int ui_prompt_draw(const Canvas *canvas, const Prompt *prompt) {
    int x = canvas_puts(canvas, 1, 0, INK_ACCENT, prompt->label), room = canvas->at.w - x - 2;
    Str before = {0}, after = {0};
    size_t behind = prompt->behind < prompt->text.len ? prompt->behind : prompt->text.len,
           at = prompt->text.len - behind;
    text_clean_line(&before, (StrView){prompt->text.s, at}, TAB, prompt->is_ascii);
    text_clean_line(&after, (StrView){prompt->text.s + at, behind}, TAB, prompt->is_ascii);
    // Of a long line the part around the cursor is what is being typed.
    int ahead = cells_of(&after) < AHEAD ? cells_of(&after) : AHEAD;
    while (before.len && cells_of(&before) + ahead > room) drop_first(&before);
    int cursor = canvas_put(canvas, x, 0, INK_TEXT, (StrView){str_text(&before), before.len});
    int end = canvas_put(canvas, cursor, 0, INK_TEXT, (StrView){str_text(&after), after.len});
    if (prompt->error) {
        const char *error = words(prompt->error);
        int from = end + 2, last = canvas->at.w - text_cells(view_of(error)) - 1;
        if (from > last) from = last > 0 ? last : 0;
        canvas_clear(canvas, (Rect){from - 1, 0, canvas->at.w - from + 1, 1});
        canvas_puts(canvas, from, 0, INK_WARN, prompt->error);
    } else if (prompt->names) {
        canvas_field(canvas, end + 3, 0, canvas->at.w - end - 4, INK_DIM, view_of(prompt->names));
    }
    str_free(&before);
    str_free(&after);
    return cursor;
}

// ":84" an event, ":1.5s" or ":1.5" a time.
bool ui_prompt_parse(StrView text, UiWish *wish, const char **error) {
    char line[64], *end;
    *error = N_("type an event (84), a time (1.5s), or a command such as line 12");
    while (text.len && isspace((unsigned char)*text.s)) text.s++, text.len--;
    if (!text.len || text.len >= sizeof line || !isdigit((unsigned char)*text.s)) return false;
    memcpy(line, text.s, text.len);
    line[text.len] = '\0';
    *wish = (UiWish){.kind = WISH_GOTO, .seq = strtoull(line, &end, 10)};
    if (!*end) return true;
    double seconds = strtod(line, &end);
    if (*end == 's') end++;
    if (*end || !(seconds >= 0) || seconds > 1e9) return false;
    *wish = (UiWish){.kind = WISH_GOTO_TIME, .seq = (uint64_t)(seconds * 1e9 + 0.5)};
    return true;
}
