// Where panes draw: a grid of cells in our own memory, and windows on it that clip. The terminal takes the whole grid once a frame; tests
// read it. Text handed in here has been cleaned (base/text.h) or is our own.
#ifndef UI_CANVAS_H
#define UI_CANVAS_H

#include "base/str.h"
#include "ui/theme.h"

#define CELL_CHARS 5 // a base and at most four combining marks

typedef struct Cell {
    unsigned ch[CELL_CHARS]; // ch[0] == 0: blank
    Style style;
    uint8_t width; // 1 or 2; 0: the right half of a wide glyph
    uint8_t arms;  // frame lines that meet here (theme_line); the glyph follows from them unless
                   // text stands in the cell
} Cell;

typedef struct Rect {
    int x, y, w, h;
} Rect;

typedef struct Grid {
    int w, h;
    bool ascii;
    Cell *cells; // row by row
    size_t cap;
} Grid;

// Make the grid w by h and blank.
void grid_reset(Grid *grid, int w, int h, bool ascii);
void grid_free(Grid *grid); // {0} is fine
const Cell *grid_cell(const Grid *grid, int x, int y);
// One row as UTF-8, trailing blanks cut: for tests and pictures.
void grid_row(const Grid *grid, int y, Str *out);
// The same of `w` cells from column `from` on.
void grid_row_part(const Grid *grid, int from, int y, int w, Str *out);

// A window on a grid. Coordinates count from its corner; nothing is drawn outside it.
typedef struct Canvas {
    Grid *grid;
    Rect at;
} Canvas;

Canvas canvas_of(Grid *grid);
// A window within a window: clipped to it.
Canvas canvas_in(const Canvas *canvas, Rect rect);

// Text from (x, y) rightwards, clipped; a wide glyph that does not fit whole is left out. Returns the x behind the text, as if nothing
// had been clipped, so that callers can go on from there.
int canvas_put(const Canvas *canvas, int x, int y, Style style, StrView text);
int canvas_puts(const Canvas *canvas, int x, int y, Style style, const char *text);
int canvas_putf(const Canvas *canvas, int x, int y, Style style, const char *format, ...) __attribute__((format(printf, 5, 6)));
int canvas_glyph(const Canvas *canvas, int x, int y, Style style, Glyph glyph);

// Text in a field `width` cells wide: cut with a … where it is longer. Returns the x behind the field.
int canvas_field(const Canvas *canvas, int x, int y, int width, Style style, StrView text);

// Cells `from` … `from + n - 1` of a grid's first row, as they are.
void canvas_copy(const Canvas *canvas, int x, int y, const Grid *grid, int from, int n);

// `n` times the same glyph.
void canvas_repeat(const Canvas *canvas, int x, int y, int n, Style style, const char *glyph);
void canvas_clear(const Canvas *canvas, Rect rect);
// Add marks (MARK_REVERSE, …) to what stands in a row already. A row in reverse is of one colour,
// whatever stood in it: it is selected.
void canvas_mark(const Canvas *canvas, int x, int y, int n, uint16_t marks);

// The first `rows` rows stand apart: each moves to twice its row, and the rows between are blank.
void canvas_spread(const Canvas *canvas, int rows);

// A frame around `inner`, one cell outside it on all sides. Frames that share cells join: ┬ ├ ┼.
void canvas_frame(const Canvas *canvas, Rect inner, Style style);
// The same with heavy lines, over the frames that are there: the pane that has the focus.
void canvas_focus_frame(const Canvas *canvas, Rect inner, Style style);

bool rect_has(Rect rect, int x, int y);

#endif
