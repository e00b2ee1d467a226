// What is typed into the last row: commands, words to look for, a line for the script.
#include <string.h>

#include "explain/explain.h"
#include "ui/ui_inside.h"

void ui_begin_line(Ui *ui, Typing typing, const char *text) {
    ui->typing = typing;
    ui->error = NULL;
    str_clear(&ui->line);
    str_add(&ui->line, text);
}

void ui_erase_last(Str *text) {
    while (text->len && ((unsigned char)text->s[text->len - 1] & 0xc0) == 0x80) text->len--;
    if (text->len) text->len--;
    if (text->s) text->s[text->len] = '\0';
}

void ui_add_character(Str *text, Key key) {
    char bytes[4];
    size_t n = 0;
    if (key < 0x80) bytes[n++] = (char)key;
    else if (key < 0x800) bytes[n++] = (char)(0xc0 | key >> 6);
    else if (key < 0x10000) bytes[n++] = (char)(0xe0 | key >> 12), bytes[n++] = (char)(0x80 | (key >> 6 & 63));
    else bytes[n++] = (char)(0xf0 | key >> 18), bytes[n++] = (char)(0x80 | (key >> 12 & 63)), bytes[n++] = (char)(0x80 | (key >> 6 & 63));
    if (key >= 0x80) bytes[n++] = (char)(0x80 | (key & 63));
    str_add_bytes(text, bytes, n);
}

// Bookmarks are named by one letter, which ends the line at once.
void ui_take_mark(Ui *ui, Key key, UiWish *wish) {
    bool is_small = key >= 'a' && key <= 'z', is_letter = is_small || (key >= 'A' && key <= 'Z');
    UiWishKind kind = ui->typing == TYPING_MARK ? WISH_MARK : WISH_GOTO_MARK;
    if (is_letter) *wish = (UiWish){.kind = kind, .seq = is_small ? key - 'a' : key - 'A' + 26};
    ui->typing = TYPING_NOTHING;
}

// The list of tasks narrows while its filter is typed.
void ui_line_changed(Ui *ui, const UiScene *scene) {
    ui->error = NULL;
    if (ui->typing == TYPING_LESSON || ui->typing == TYPING_FIND_LESSON) ui_pick_typed(ui, scene);
    if (ui->typing != TYPING_FILTER) return;
    str_clear(&ui->filter);
    str_add_bytes(&ui->filter, str_text(&ui->line), ui->line.len);
    ui->is_held[PANE_TASKS] = false;
}

void ui_enter_line(Ui *ui, const UiScene *scene, UiWish *wish) {
    str_clear(&ui->given);
    str_add_bytes(&ui->given, str_text(&ui->line), ui->line.len);
    switch (ui->typing) {
    case TYPING_STDIN:
        str_add(&ui->given, "\n");
        *wish = (UiWish){.kind = WISH_INPUT, .text = ui->given.s};
        break;
    case TYPING_FIND: case TYPING_BREAK: case TYPING_EXPORT:
        if (ui->given.len) *wish = (UiWish){.kind = ui->typing == TYPING_FIND ? WISH_FIND : ui->typing == TYPING_BREAK ? WISH_BREAK : WISH_EXPORT, .text = ui->given.s};
        break;
    case TYPING_COMMAND:
        if (ui->given.len && !ui_command_run(ui, scene, wish)) return;
        break;
    case TYPING_NOTHING: case TYPING_FILTER: case TYPING_MARK: case TYPING_GOTO_MARK: case TYPING_LESSON: case TYPING_FIND_LESSON: break;
    }
    str_clear(&ui->line);
    ui->error = NULL;
    ui->typing = TYPING_NOTHING;
}

void ui_leave_line(Ui *ui) {
    if (ui->typing == TYPING_STDIN) ui->stdin_left = true;
    if (ui->typing == TYPING_FILTER) str_clear(&ui->filter);
    ui->typing = TYPING_NOTHING;
    ui->error = NULL;
    str_clear(&ui->line);
}
