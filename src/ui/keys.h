// Keys as the rest of the ui knows them: one number each, whatever bytes a terminal sends for it.
#ifndef UI_KEYS_H
#define UI_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

// A character is its code point, control keys included (^C is 3); the rest follow behind the last code point.
typedef unsigned Key;
enum {
    K_NONE = 0, // bytes that mean nothing to us: taken and forgotten
    K_CTRL_C = 3,
    K_CTRL_D = 4,
    K_TAB = 9,
    K_ENTER = 13,
    K_CTRL_U = 21,
    K_ESC = 27,
    K_SPACE = ' ',
    K_LEFT = 0x110000,
    K_RIGHT,
    K_UP,
    K_DOWN,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_HOME,
    K_END,
    K_BACKTAB,
    K_BACKSPACE,
    K_DELETE,
    K_CLICK,
    K_DRAG, // moved while the button is down
    K_WHEEL_UP,
    K_WHEEL_DOWN,
};

typedef struct Press {
    Key key;
    bool is_pasted; // part of a paste: text for an input line, never a command
    int x, y;       // of the mouse
} Press;

struct Terminal;

typedef struct Keys {
    const struct Terminal *terminal;
    bool is_pasting;
} Keys;

// Teach curses the sequences that terminfo does not describe. The terminal must outlive the Keys.
void keys_init(Keys *keys, const struct Terminal *terminal);

// Take one key that is there; false: none is.
bool keys_take(Keys *keys, Press *press);

// The key that a name of the key table means ("right", "^C", "x"): K_NONE if none does.
Key key_of_name(StrView name);

// How a key is shown: an arrow, "space", "enter", its own letter.
void key_show(Str *out, Key key, bool ascii);

#endif
