// The terminal, taken and given back: the only place that draws with curses. A frame is a Grid; curses works out what changed, and all of it
// goes out in one write. The terminal comes back as it was after terminal_free, after a crash, and while stopped.
#ifndef UI_TERMINAL_H
#define UI_TERMINAL_H

#include "base/err.h"
#include "ui/canvas.h"

typedef struct Terminal Terminal;

// Errors: stdout is no terminal, TERM is unknown or cannot move its cursor; the terminal is then as it was. There can be one at a time.
Terminal *terminal_new(const UiOptions *options, Err *err);
void terminal_free(Terminal *terminal);

// Where keys come from: a descriptor of our own, so that making it non-blocking leaks to nobody.
int terminal_fd(const Terminal *terminal);
// The curses window that reads keys, for keys.c.
struct _win_st *terminal_pad(const Terminal *terminal);

int terminal_width(const Terminal *terminal);
int terminal_height(const Terminal *terminal);

// Show the grid; the terminal's cursor stands at (x, y), hidden where x < 0. `tail` are bytes sent behind the frame, as they are.
// A terminal that takes no bytes (^S, a dead line) makes frames be left out, never the program wait. False: this one has not gone
// out whole, so another should be shown soon.
bool terminal_show(Terminal *terminal, const Grid *grid, int x, int y, const char *tail);

// Whether the terminal reports the mouse. While it does, it selects no text by itself.
void terminal_mouse(Terminal *terminal, bool on);

void terminal_resize(Terminal *terminal);
void terminal_suspend(Terminal *terminal);
void terminal_resume(Terminal *terminal);

#endif
