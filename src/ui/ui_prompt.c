// The last row while something is typed: a command, or a line for the script's stdin.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/panes.h"

int ui_prompt_draw(const Canvas *canvas, const Prompt *prompt) {
    int x = canvas_puts(canvas, 1, 0, INK_ACCENT, prompt->label);
    // The end of a long line is what is being typed.
    StrView text = prompt->text;
    while (text_cells(text) > canvas->at.w - x - 2 && text.len) {
        size_t first = text_fit(text, 1);
        if (!first) first = text_fit(text, 2);
        text.s += first ? first : 1;
        text.len -= first ? first : 1;
    }
    x = canvas_put(canvas, x, 0, INK_TEXT, text);
    if (prompt->error) canvas_puts(canvas, x + 2, 0, INK_WARN, prompt->error);
    else if (prompt->names) canvas_field(canvas, x + 3, 0, canvas->at.w - x - 4, INK_DIM, view_of(prompt->names));
    return x;
}

// ":84" an event, ":1.5s" or ":1.5" a time.
bool ui_prompt_parse(StrView text, UiWish *wish, const char **error) {
    char line[64], *end;
    *error = "an event (84), a time (1.5s), or a command such as line 12 is wanted";
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
