// What is typed into the last row: commands, words to look for, a line for the script.
#include <string.h>

#include "base/words.h"
#include "explain/explain.h"
#include "ui/ui_inside.h"

void ui_begin_line(Ui *ui, Typing typing, const char *text) {
    ui->typing = typing;
    ui->error = NULL;
    ui->behind = 0;
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

// --- the cursor in the line ----------------------------------------------------------------------

static size_t cursor_of(Ui *ui) {
    if (ui->behind > ui->line.len) ui->behind = ui->line.len;
    return ui->line.len - ui->behind;
}

// Bytes of the letter that ends before place `at`, or begins there.
static size_t letter_before(const Str *line, size_t at) {
    size_t from = at;
    while (from && ((unsigned char)line->s[--from] & 0xc0) == 0x80) continue;
    return at - from;
}

static size_t letter_at(const Str *line, size_t at) {
    size_t to = at;
    if (to < line->len) to++;
    while (to < line->len && ((unsigned char)line->s[to] & 0xc0) == 0x80) to++;
    return to - at;
}

void ui_type_character(Ui *ui, Key key) {
    Str rest = {0};
    size_t at = cursor_of(ui);
    str_add_bytes(&rest, str_text(&ui->line) + at, ui->behind);
    if (ui->line.s) ui->line.len = at, ui->line.s[at] = '\0';
    ui_add_character(&ui->line, key);
    str_add_bytes(&ui->line, str_text(&rest), rest.len);
    str_free(&rest);
}

void ui_move_in_line(Ui *ui, Action action) {
    size_t at = cursor_of(ui);
    if (action == ACT_LINE_LEFT) ui->behind += letter_before(&ui->line, at);
    else if (action == ACT_LINE_RIGHT) ui->behind -= letter_at(&ui->line, at);
    else ui->behind = action == ACT_LINE_HOME ? ui->line.len : 0;
}

void ui_erase_in_line(Ui *ui, bool is_behind) {
    size_t at = cursor_of(ui), from = is_behind ? at : at - letter_before(&ui->line, at),
           to = is_behind ? at + letter_at(&ui->line, at) : at;
    if (from == to) return;
    memmove(ui->line.s + from, ui->line.s + to, ui->line.len - to + 1);
    ui->line.len -= to - from;
    ui->behind = ui->line.len - from;
}

// --- a line of the program -----------------------------------------------------------------------

void ui_edit_line(Ui *ui, const UiEditedLine *line) {
    bool is_same = view_is((StrView){str_text(&ui->code_file), ui->code_file.len}, line->file);
    ui_begin_line(ui, TYPING_CODE, "");
    str_add_bytes(&ui->line, line->text.s, line->text.len);
    str_clear(&ui->code);
    str_add_bytes(&ui->code, line->text.s, line->text.len);
    str_clear(&ui->code_file);
    str_add(&ui->code_file, line->file);
    ui->code_line = line->number;
    ui->is_code_agreed = !line->is_own || (is_same && ui->is_code_agreed);
    if (!ui->is_code_agreed) ui->sure = SURE_EDIT;
}

static bool is_code_changed(const Ui *ui) {
    return !view_same((StrView){str_text(&ui->line), ui->line.len},
                      (StrView){str_text(&ui->code), ui->code.len});
}

void ui_enter_code(Ui *ui, UiWish *wish) {
    str_clear(&ui->given);
    str_add_bytes(&ui->given, str_text(&ui->line), ui->line.len);
    if (is_code_changed(ui))
        *wish =
            (UiWish){.kind = WISH_WRITE_LINE, .seq = ui->code_line, .text = str_text(&ui->given)};
    ui_leave_line(ui);
}

void ui_other_code(Ui *ui, int by, unsigned line, UiWish *wish) {
    if (is_code_changed(ui)) ui->error = N_("enter runs this line, esc leaves it as it was");
    else
        *wish = (UiWish){.kind = WISH_EDIT_LINE,
                         .seq = by ? ui->code_line : line,
                         .file = ui->code_source,
                         .by = by};
}

// --- the whole line ------------------------------------------------------------------------------

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
    case TYPING_NOTHING:
    case TYPING_FILTER:
    case TYPING_MARK:
    case TYPING_GOTO_MARK:
    case TYPING_CODE:
    case TYPING_LESSON:
    case TYPING_FIND_LESSON: break;
    }
    str_clear(&ui->line);
    ui->behind = 0;
    ui->error = NULL;
    ui->typing = TYPING_NOTHING;
}

void ui_leave_line(Ui *ui) {
    if (ui->typing == TYPING_STDIN) ui->stdin_left = true;
    if (ui->typing == TYPING_FILTER) str_clear(&ui->filter);
    ui->typing = TYPING_NOTHING;
    ui->error = NULL;
    ui->behind = 0;
    str_clear(&ui->line);
}
