// For a room: rows stand apart where there is room for that, and close together where something
// would be cut otherwise.
#include "ui/ui_inside.h"

static bool is_blank_row(const Canvas *canvas, int y) {
    for (int x = 0; x < canvas->at.w; x++) {
        const Cell *cell = grid_cell(canvas->grid, canvas->at.x + x, canvas->at.y + y);
        if (cell->ch[0] && cell->ch[0] != ' ') return false;
    }
    return true;
}

// Rows up to the last one that has something in it, and how many of them have.
static int used_rows(const Canvas *canvas, int *filled) {
    int used = 0;
    *filled = 0;
    for (int y = 0; y < canvas->at.h; y++) {
        if (is_blank_row(canvas, y)) continue;
        used = y + 1;
        ++*filled;
    }
    return used;
}

// The loop's last row stands at the bottom of its pane, however few there are above it: it is drawn
// again in as many rows as it needs.
static int draw_loop_close(View *view, const Canvas *canvas, int filled, PaneDraw *draw,
                           size_t *anchors) {
    canvas_clear(canvas, (Rect){0, 0, canvas->at.w, canvas->at.h});
    Canvas close = canvas_in(canvas, (Rect){0, 0, canvas->at.w, filled});
    *anchors = motion_count(view->motion);
    draw(view, &close);
    return filled;
}

int ui_present_spread(View *view, const Canvas *canvas, Pane pane, Drawn drawn, PaneDraw *draw,
                      size_t anchors) {
    int filled, used = used_rows(canvas, &filled);
    // The timeline makes its rows higher by itself; a paragraph pulled apart is harder to read.
    if (pane == PANE_TIMELINE || pane == PANE_STORY) return 1;
    if (pane == PANE_LOOP && used == canvas->at.h && 2 * filled - 1 <= canvas->at.h)
        used = draw_loop_close(view, canvas, filled, draw, &anchors);
    else if (pane != PANE_LOOP && (drawn.top || drawn.rows > canvas->at.h)) return 1;
    if (used < 2 || 2 * used - 1 > canvas->at.h) return 1;
    canvas_spread(canvas, used);
    motion_spread(view->motion, anchors, canvas->at.y);
    return 2;
}
