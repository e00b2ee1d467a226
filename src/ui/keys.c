#include "ui/keys.h"

#include <curses.h>

#include "base/text.h"
#include "ui/terminal.h"

// Codes of our own for sequences that terminfo does not describe.
enum { CODE_PASTE_BEGINS = KEY_MAX + 1, CODE_PASTE_ENDS, CODE_FOCUS };

// Terminfo knows one form of each key; terminals send the other one too, depending on a mode that anybody may have left switched.
static const struct { const char *bytes; int code; } sequences[] = {
    {"\033[A", KEY_UP},    {"\033OA", KEY_UP},    {"\033[B", KEY_DOWN},  {"\033OB", KEY_DOWN},
    {"\033[C", KEY_RIGHT}, {"\033OC", KEY_RIGHT}, {"\033[D", KEY_LEFT},  {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME},  {"\033OH", KEY_HOME},  {"\033[F", KEY_END},   {"\033OF", KEY_END},
    {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME}, {"\033[4~", KEY_END},  {"\033[8~", KEY_END},
    {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE}, {"\033[3~", KEY_DC}, {"\033[Z", KEY_BTAB},
    {"\033OM", KEY_ENTER},
    {"\033[200~", CODE_PASTE_BEGINS}, {"\033[201~", CODE_PASTE_ENDS},
    {"\033[I", CODE_FOCUS}, {"\033[O", CODE_FOCUS},
};

static const struct { int code; Key key; } codes[] = {
    {KEY_LEFT, K_LEFT}, {KEY_RIGHT, K_RIGHT}, {KEY_UP, K_UP}, {KEY_DOWN, K_DOWN},
    {KEY_PPAGE, K_PAGE_UP}, {KEY_NPAGE, K_PAGE_DOWN}, {KEY_HOME, K_HOME}, {KEY_END, K_END},
    {KEY_BTAB, K_BACKTAB}, {KEY_BACKSPACE, K_BACKSPACE}, {KEY_DC, K_DELETE}, {KEY_ENTER, K_ENTER},
};

void keys_init(Keys *keys, const struct Terminal *terminal) {
    *keys = (Keys){.terminal = terminal};
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) define_key(sequences[i].bytes, sequences[i].code);
}

static Press mouse_press(void) {
    MEVENT event;
    Press press = {0};
    if (getmouse(&event) != OK) return press;
    press.x = event.x;
    press.y = event.y;
    if (event.bstate & REPORT_MOUSE_POSITION) press.key = K_DRAG;
    if (event.bstate & BUTTON1_PRESSED) press.key = K_CLICK;
    if (event.bstate & BUTTON4_PRESSED) press.key = K_WHEEL_UP;
    if (event.bstate & BUTTON5_PRESSED) press.key = K_WHEEL_DOWN;
    return press;
}

static Key key_of_code(Keys *keys, int code) {
    if (code == CODE_PASTE_BEGINS) keys->is_pasting = true;
    if (code == CODE_PASTE_ENDS) keys->is_pasting = false;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (codes[i].code == code) return codes[i].key;
    }
    return K_NONE;
}

// Behind an ESC that began no sequence known to curses: swallow a whole CSI or SS3 sequence, whose letters would else be taken for
// commands; ESC and a letter is that letter with Alt, which means nothing here.
static Key after_escape(WINDOW *pad) {
    wint_t c;
    if (wget_wch(pad, &c) != OK) return K_ESC;
    if (c == 'O') {
        wget_wch(pad, &c);
    } else if (c == '[') {
        while (wget_wch(pad, &c) == OK && !(c >= 0x40 && c <= 0x7E)) continue;
    }
    return K_NONE;
}

static Key key_of_character(wint_t c) {
    if (c == '\n' || c == '\r') return K_ENTER;
    if (c == 8 || c == 127) return K_BACKSPACE;
    return (Key)c;
}

bool keys_take(Keys *keys, Press *press) {
    WINDOW *pad = terminal_pad(keys->terminal);
    wint_t c;
    int got = wget_wch(pad, &c);
    if (got == ERR) return false;
    *press = (Press){0};
    if (got == KEY_CODE_YES && c == KEY_MOUSE) *press = mouse_press();
    else if (got == KEY_CODE_YES) press->key = key_of_code(keys, (int)c);
    else if (c == 27 && !keys->is_pasting) press->key = after_escape(pad);
    else press->key = key_of_character(c);
    press->is_pasted = keys->is_pasting;
    return true;
}

// --- names ---------------------------------------------------------------------------------------

static const struct { const char *name; Key key; const char *shown, *ascii; } names[] = {
    {"left", K_LEFT, "←", "left"}, {"right", K_RIGHT, "→", "right"}, {"up", K_UP, "↑", "up"}, {"down", K_DOWN, "↓", "down"},
    {"pgup", K_PAGE_UP, "PgUp", "PgUp"}, {"pgdn", K_PAGE_DOWN, "PgDn", "PgDn"}, {"home", K_HOME, "Home", "Home"},
    {"end", K_END, "End", "End"}, {"tab", K_TAB, "tab", "tab"}, {"backtab", K_BACKTAB, "shift-tab", "shift-tab"},
    {"enter", K_ENTER, "enter", "enter"}, {"esc", K_ESC, "esc", "esc"}, {"space", K_SPACE, "space", "space"},
    {"backspace", K_BACKSPACE, "backspace", "backspace"}, {"delete", K_DELETE, "delete", "delete"},
};

Key key_of_name(StrView name) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (view_is(name, names[i].name)) return names[i].key;
    }
    if (name.len == 2 && name.s[0] == '^') return (Key)(name.s[1] & 31);
    unsigned character = K_NONE;
    return name.len && text_decode(name, &character) == name.len ? character : K_NONE;
}

void key_show(Str *out, Key key, bool ascii) {
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].key != key) continue;
        str_add(out, ascii ? names[i].ascii : names[i].shown);
        return;
    }
    if (key < 32) str_addf(out, "^%c", (char)(key + 64));
    else if (key < 127) str_addf(out, "%c", (char)key);
}
