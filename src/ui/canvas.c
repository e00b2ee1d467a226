#include "ui/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"

// --- the grid ------------------------------------------------------------------------------------

void grid_reset(Grid *grid, int w, int h, bool ascii) {
    grid->w = w > 0 ? w : 0;
    grid->h = h > 0 ? h : 0;
    grid->ascii = ascii;
    size_t n = (size_t)grid->w * (size_t)grid->h;
    grid->cells = mem_grow(grid->cells, &grid->cap, n, sizeof *grid->cells);
    if (n) memset(grid->cells, 0, n * sizeof *grid->cells);
    for (size_t i = 0; i < n; i++) grid->cells[i].width = 1;
}

void grid_free(Grid *grid) {
    free(grid->cells);
    *grid = (Grid){0};
}

static Cell *cell_at(const Grid *grid, int x, int y) {
    return &grid->cells[(size_t)y * (size_t)grid->w + (size_t)x];
}

const Cell *grid_cell(const Grid *grid, int x, int y) {
    return x >= 0 && y >= 0 && x < grid->w && y < grid->h ? cell_at(grid, x, y) : NULL;
}

static void add_utf8(Str *out, unsigned c) {
    char b[4];
    size_t n = 1;
    if (c < 0x80) {
        b[0] = (char)c;
    } else if (c < 0x800) {
        b[0] = (char)(0xC0 | c >> 6), b[1] = (char)(0x80 | (c & 63)), n = 2;
    } else if (c < 0x10000) {
        b[0] = (char)(0xE0 | c >> 12), b[1] = (char)(0x80 | (c >> 6 & 63)), b[2] = (char)(0x80 | (c & 63)), n = 3;
    } else {
        b[0] = (char)(0xF0 | c >> 18), b[1] = (char)(0x80 | (c >> 12 & 63)), b[2] = (char)(0x80 | (c >> 6 & 63)),
        b[3] = (char)(0x80 | (c & 63)), n = 4;
    }
    str_add_bytes(out, b, n);
}

void grid_row(const Grid *grid, int y, Str *out) {
    grid_row_part(grid, 0, y, grid->w, out);
}

void grid_row_part(const Grid *grid, int from, int y, int w, Str *out) {
    size_t start = out->len, end = out->len;
    for (int x = from; x < from + w; x++) {
        const Cell *cell = cell_at(grid, x, y);
        if (cell->width == 0) continue;
        if (cell->ch[0]) {
            for (int i = 0; i < CELL_CHARS && cell->ch[i]; i++) add_utf8(out, cell->ch[i]);
        } else {
            str_add(out, cell->arms ? theme_line(cell->arms, grid->ascii) : " ");
        }
        if (!(cell->ch[0] == 0 && cell->arms == 0) && cell->ch[0] != ' ') end = out->len;
    }
    if (out->s) out->s[end] = '\0';
    out->len = end > start ? end : start;
}

// --- windows on it -------------------------------------------------------------------------------

static Rect rect_and(Rect a, Rect b) {
    int x0 = a.x > b.x ? a.x : b.x, y0 = a.y > b.y ? a.y : b.y;
    int x1 = a.x + a.w < b.x + b.w ? a.x + a.w : b.x + b.w;
    int y1 = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return (Rect){x0, y0, x1 > x0 ? x1 - x0 : 0, y1 > y0 ? y1 - y0 : 0};
}

bool rect_has(Rect rect, int x, int y) {
    return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}

Canvas canvas_of(Grid *grid) {
    return (Canvas){grid, {0, 0, grid->w, grid->h}};
}

Canvas canvas_in(const Canvas *canvas, Rect rect) {
    rect.x += canvas->at.x;
    rect.y += canvas->at.y;
    return (Canvas){canvas->grid, rect_and(rect, canvas->at)};
}

// Blank what a glyph about to go to (x, y) would cut in half: never leave one half of a wide glyph.
static void unpair(const Grid *grid, int x, int y) {
    Cell *cell = cell_at(grid, x, y);
    if (cell->width == 0 && x > 0) *cell_at(grid, x - 1, y) = (Cell){.style = cell->style, .width = 1};
    if (cell->width == 2 && x + 1 < grid->w) *cell_at(grid, x + 1, y) = (Cell){.style = cell->style, .width = 1};
}

static Cell *put_one(const Canvas *canvas, int x, int y, Style style, unsigned character, int width) {
    if (x < 0 || y < 0 || y >= canvas->at.h || x + width > canvas->at.w) return NULL;
    int gx = canvas->at.x + x, gy = canvas->at.y + y;
    unpair(canvas->grid, gx, gy);
    if (width == 2) unpair(canvas->grid, gx + 1, gy);
    Cell *cell = cell_at(canvas->grid, gx, gy);
    *cell = (Cell){.ch = {character}, .style = style, .width = (uint8_t)width};
    if (width == 2) cell[1] = (Cell){.style = style, .width = 0};
    return cell;
}

static void combine(Cell *cell, unsigned mark) {
    if (!cell) return;
    for (int i = 1; i < CELL_CHARS; i++) {
        if (cell->ch[i]) continue;
        cell->ch[i] = mark;
        return;
    }
}

int canvas_put(const Canvas *canvas, int x, int y, Style style, StrView text) {
    Cell *last = NULL;
    while (text.len) {
        unsigned character;
        size_t n = text_decode(text, &character);
        if (n == 0) break;
        int width = text_cells((StrView){text.s, n});
        if (width == 0) {
            combine(last, character);
        } else {
            last = put_one(canvas, x, y, style, character, width);
            x += width;
        }
        text.s += n;
        text.len -= n;
    }
    return x;
}

int canvas_puts(const Canvas *canvas, int x, int y, Style style, const char *text) {
    return canvas_put(canvas, x, y, style, view_of(words(text)));
}

int canvas_putf(const Canvas *canvas, int x, int y, Style style, const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, words(format), args);
    va_end(args);
    return canvas_put(canvas, x, y, style, view_of(text));
}

int canvas_glyph(const Canvas *canvas, int x, int y, Style style, Glyph glyph) {
    return canvas_puts(canvas, x, y, style, theme_glyph(glyph, canvas->grid->ascii));
}

int canvas_field(const Canvas *canvas, int x, int y, int width, Style style, StrView text) {
    if (width <= 0) return x;
    if (text_cells(text) <= width) {
        canvas_put(canvas, x, y, style, text);
    } else {
        text.len = text_fit(text, width - 1);
        int end = canvas_put(canvas, x, y, style, text);
        canvas_glyph(canvas, end, y, style, GLYPH_MORE);
    }
    return x + width;
}

void canvas_copy(const Canvas *canvas, int x, int y, const Grid *grid, int from, int n) {
    for (int i = 0; i < n; i++) {
        const Cell *cell = grid_cell(grid, from + i, 0);
        if (!cell || cell->width == 0)
            continue; // the right half of a wide glyph comes with its left one
        Cell *to = put_one(canvas, x + i, y, cell->style, cell->ch[0], cell->width);
        if (to) memcpy(to->ch, cell->ch, sizeof to->ch);
    }
}

void canvas_repeat(const Canvas *canvas, int x, int y, int n, Style style, const char *glyph) {
    for (int i = 0; i < n; i++) canvas_puts(canvas, x + i, y, style, glyph);
}

void canvas_clear(const Canvas *canvas, Rect rect) {
    Canvas inner = canvas_in(canvas, rect);
    for (int y = 0; y < inner.at.h; y++) {
        for (int x = 0; x < inner.at.w; x++) {
            unpair(inner.grid, inner.at.x + x, inner.at.y + y);
            *cell_at(inner.grid, inner.at.x + x, inner.at.y + y) = (Cell){.width = 1};
        }
    }
}

void canvas_spread(const Canvas *canvas, int rows) {
    const Rect at = canvas->at;
    for (int y = rows - 1; y > 0; y--) {
        if (2 * y >= at.h) continue;
        memcpy(cell_at(canvas->grid, at.x, at.y + 2 * y), cell_at(canvas->grid, at.x, at.y + y),
               (size_t)at.w * sizeof(Cell));
        canvas_clear(canvas, (Rect){0, y, at.w, 1});
    }
}

void canvas_mark(const Canvas *canvas, int x, int y, int n, uint16_t marks) {
    Canvas row = canvas_in(canvas, (Rect){x, y, n, 1});
    for (int i = 0; i < row.at.w && row.at.h; i++) {
        Style *style = &cell_at(row.grid, row.at.x + i, row.at.y)->style;
        *style = marks & MARK_REVERSE ? INK_TEXT | marks : *style | marks;
    }
}

static void add_arms(const Canvas *canvas, int x, int y, Style style, unsigned arms) {
    if (!rect_has((Rect){0, 0, canvas->at.w, canvas->at.h}, x, y)) return;
    Cell *cell = cell_at(canvas->grid, canvas->at.x + x, canvas->at.y + y);
    cell->arms |= (uint8_t)arms;
    cell->ch[0] = 0;
    cell->style = style;
}

static void add_frame(const Canvas *canvas, Rect inner, Style style, bool is_heavy) {
    int left = inner.x - 1, right = inner.x + inner.w, top = inner.y - 1, bottom = inner.y + inner.h;
    for (int x = left; x <= right; x++) {
        unsigned arms = (x > left ? ARM_LEFT : 0) | (x < right ? ARM_RIGHT : 0);
        if (is_heavy) arms |= ARM_HEAVY(arms);
        add_arms(canvas, x, top, style, arms);
        add_arms(canvas, x, bottom, style, arms);
    }
    for (int y = top; y <= bottom; y++) {
        unsigned arms = (y > top ? ARM_UP : 0) | (y < bottom ? ARM_DOWN : 0);
        if (is_heavy) arms |= ARM_HEAVY(arms);
        add_arms(canvas, left, y, style, arms);
        add_arms(canvas, right, y, style, arms);
    }
}

void canvas_frame(const Canvas *canvas, Rect inner, Style style) {
    add_frame(canvas, inner, style, false);
}

void canvas_focus_frame(const Canvas *canvas, Rect inner, Style style) {
    add_frame(canvas, inner, style, true);
}
