// The screen as text, as a golden file, as SVG: everything that is made from cells.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/place.h"
#include "harness/term.h"

static void add_char(Str *out, unsigned c) {
    char bytes[4];
    size_t len = 0;
    if (c < 0x80) {
        bytes[len++] = (char)c;
    } else if (c < 0x800) {
        bytes[len++] = (char)(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        bytes[len++] = (char)(0xE0 | c >> 12);
        bytes[len++] = (char)(0x80 | (c >> 6 & 0x3F));
    } else {
        bytes[len++] = (char)(0xF0 | c >> 18);
        bytes[len++] = (char)(0x80 | (c >> 12 & 0x3F));
        bytes[len++] = (char)(0x80 | (c >> 6 & 0x3F));
    }
    if (c >= 0x80) bytes[len++] = (char)(0x80 | (c & 0x3F));
    str_add_bytes(out, bytes, len);
}

static void add_cell(Str *out, const TermCell *cell) {
    for (int i = 0; i < 6 && cell->chars[i]; i++) add_char(out, cell->chars[i]);
}

// --- text ----------------------------------------------------------------------------------------

void term_row(Term *term, int row, Str *out) {
    size_t start = out->len;
    for (int col = 0; col < term_cols(term); col++) {
        TermCell cell = term_cell(term, row, col);
        add_cell(out, &cell);
    }
    while (out->len > start && out->s[out->len - 1] == ' ') out->s[--out->len] = '\0';
}

void term_text(Term *term, Str *out) {
    for (int row = 0; row < term_rows(term); row++) {
        term_row(term, row, out);
        str_add(out, "\n");
    }
}

void term_show(Term *term) {
    Str text = {0};
    term_text(term, &text);
    fprintf(stderr, "%s%.*s\n", str_text(&text), term_cols(term), "----------------------------------------");
    str_free(&text);
}

// --- styles and golden files ---------------------------------------------------------------------

static bool same_style(const TermCell *a, const TermCell *b) {
    return a->bold == b->bold && a->underline == b->underline && a->reverse == b->reverse && a->fg == b->fg && a->bg == b->bg;
}

static bool is_plain(const TermCell *cell) {
    static const TermCell plain = {.fg = -1, .bg = -1};
    return same_style(cell, &plain);
}

// The first column behind `col` whose style is another.
static int end_of_run(Term *term, int row, int col) {
    TermCell first = term_cell(term, row, col);
    while (++col < term_cols(term)) {
        TermCell next = term_cell(term, row, col);
        if (!same_style(&first, &next)) break;
    }
    return col;
}

static void add_color(Str *out, const char *what, int color) {
    if (color >= 0x1000000) str_addf(out, " %s=#%06x", what, (unsigned)color & 0xFFFFFFu);
    else if (color >= 0) str_addf(out, " %s=%d", what, color);
}

static void add_style(Str *out, const TermCell *cell) {
    if (cell->bold) str_add(out, " bold");
    if (cell->underline) str_add(out, " underline");
    if (cell->reverse) str_add(out, " reverse");
    add_color(out, "fg", cell->fg);
    add_color(out, "bg", cell->bg);
}

void term_snapshot(Term *term, Str *out) {
    for (int row = 0; row < term_rows(term); row++) {
        str_addf(out, "%02d|", row);
        term_row(term, row, out);
        str_add(out, "\n");
    }
    str_add(out, "styles\n");
    for (int row = 0; row < term_rows(term); row++) {
        for (int col = 0, end; col < term_cols(term); col = end) {
            end = end_of_run(term, row, col);
            TermCell cell = term_cell(term, row, col);
            if (is_plain(&cell)) continue;
            str_addf(out, "%02d %d-%d", row, col, end - 1);
            add_style(out, &cell);
            str_add(out, "\n");
        }
    }
}

static void write_file(const char *path, const Str *text) {
    FILE *file = fopen(path, "w");
    if (!file || fwrite(str_text(text), 1, text->len, file) != text->len || fclose(file) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
    }
}

static void read_file(const char *path, Str *text) {
    FILE *file = fopen(path, "r");
    char bytes[4096];
    if (!file) return;
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file));) str_add_bytes(text, bytes, got);
    fclose(file);
}

static void show_difference(const Str *want, const Str *got) {
    const char *a = str_text(want), *b = str_text(got);
    int shown = 0;
    while ((*a || *b) && shown < 6) {
        size_t la = strcspn(a, "\n"), lb = strcspn(b, "\n");
        if (la != lb || memcmp(a, b, la) != 0) {
            fprintf(stderr, "  - %.*s\n  + %.*s\n", (int)la, a, (int)lb, b);
            shown++;
        }
        a += la + (a[la] == '\n');
        b += lb + (b[lb] == '\n');
    }
}

static void keep_actual(Term *term, const char *name, const Str *snapshot) {
    Str path = {0}, svg = {0};
    str_addf(&path, "%s/%s.actual.txt", place_build(), name);
    write_file(path.s, snapshot);
    fprintf(stderr, "  the screen as it was: %s\n", path.s);
    str_clear(&path);
    str_addf(&path, "%s/%s.svg", place_build(), name);
    term_svg(term, &svg);
    write_file(path.s, &svg);
    str_free(&path);
    str_free(&svg);
}

bool term_is_golden(Term *term, const char *name) {
    Str path = {0}, want = {0}, got = {0};
    str_addf(&path, "%s/tests/screens/%s.txt", place_top(), name);
    term_snapshot(term, &got);
    const char *update = getenv("UPDATE");
    if (update && *update == '1') write_file(path.s, &got);
    read_file(path.s, &want);
    bool same = strcmp(str_text(&want), str_text(&got)) == 0;
    if (!same) {
        fprintf(stderr, "the screen is not tests/screens/%s.txt (UPDATE=1 rewrites it):\n", name);
        show_difference(&want, &got);
        keep_actual(term, name, &got);
    }
    str_free(&path);
    str_free(&want);
    str_free(&got);
    return same;
}

// --- SVG: integer cells, so that neighbouring backgrounds and block glyphs meet without a seam ---
enum { CELL_W = 9, CELL_H = 18, BASELINE = 14, MARGIN = 9 };
static const char page_fg[] = "#d8dee9", page_bg[] = "#1c2028";

// libvterm would render the upper palette on a linear ramp; terminals do not.
static void add_rgb(Str *out, int color, const char *otherwise, bool bright) {
    static const unsigned basic[16] = {0x2e3440, 0xe06c75, 0x98c379, 0xe5c07b, 0x61afef, 0xc678dd, 0x56b6c2, 0xd8dee9,
                                       0x6b7484, 0xef7f88, 0xa9d68a, 0xf3d08d, 0x7dc0ff, 0xd78aee, 0x6bcad6, 0xffffff};
    static const unsigned step[6] = {0, 95, 135, 175, 215, 255};
    unsigned rgb;
    if (color < 0) {
        str_add(out, otherwise);
        return;
    }
    if (color >= 0x1000000) rgb = (unsigned)color & 0xFFFFFFu;
    else if (color < 16) rgb = basic[bright && color < 8 ? color + 8 : color];
    else if (color < 232) rgb = step[(color - 16) / 36] << 16 | step[(color - 16) / 6 % 6] << 8 | step[(color - 16) % 6];
    else rgb = 0x010101u * (unsigned)(8 + 10 * (color - 232));
    str_addf(out, "#%06x", rgb);
}

static void add_fill(Str *out, const TermCell *cell, bool is_background) {
    bool swapped = cell->reverse != is_background;
    if (swapped) add_rgb(out, cell->bg, page_bg, false);
    else add_rgb(out, cell->fg, page_fg, cell->bold && !is_background);
}

static void add_shade(Str *out, int row, int col, const TermCell *cell, int quarters) {
    str_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill-opacity=\"%d%%\" fill=\"", MARGIN + col * CELL_W, MARGIN + row * CELL_H,
             CELL_W, CELL_H, quarters * 25);
    add_fill(out, cell, false);
    str_add(out, "\"/>\n");
}

static void add_rect(Str *out, int row, int col, int x, int y, int w, int h, const TermCell *cell, bool is_background) {
    str_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"", MARGIN + col * CELL_W + x, MARGIN + row * CELL_H + y, w, h);
    add_fill(out, cell, is_background);
    str_add(out, "\"/>\n");
}

// U+2580 … U+2593 are parts and shades of a cell: as glyphs they would leave gaps.
static bool add_block(Str *out, int row, int col, const TermCell *cell) {
    unsigned c = cell->chars[0];
    if (c == 0x2580) add_rect(out, row, col, 0, 0, CELL_W, CELL_H / 2, cell, false);
    else if (c >= 0x2581 && c <= 0x2588) {
        int h = CELL_H * (int)(c - 0x2580) / 8;
        add_rect(out, row, col, 0, CELL_H - h, CELL_W, h, cell, false);
    } else if (c > 0x2588 && c <= 0x258F) {
        add_rect(out, row, col, 0, 0, (CELL_W * (int)(0x2590 - c) + 4) / 8, CELL_H, cell, false);
    } else if (c >= 0x2591 && c <= 0x2593) {
        add_shade(out, row, col, cell, (int)(c - 0x2590));
    } else {
        return false;
    }
    return true;
}

static void add_escaped(Str *out, const TermCell *cell) {
    if (cell->chars[0] == '<') str_add(out, "&lt;");
    else if (cell->chars[0] == '&') str_add(out, "&amp;");
    else add_cell(out, cell);
}

static bool is_drawn(const TermCell *cell) {
    unsigned c = cell->chars[0];
    return c && c != ' ';
}

static bool is_ascii(const TermCell *cell) {
    return cell->chars[0] < 0x80;
}

// One <text> for a run, in it a place of its own for each word, and for each glyph that is not ASCII, so that no font's idea of a width moves
// what follows. (A list of places in one attribute is understood by browsers alone.)
static void add_run(Term *term, Str *out, int row, int from, int to) {
    Str glyphs = {0};
    TermCell style = term_cell(term, row, from);
    bool in_word = false;
    for (int col = from; col < to; col++) {
        TermCell cell = term_cell(term, row, col);
        bool is_glyph = !add_block(out, row, col, &cell) && is_drawn(&cell);
        if (in_word && (!is_glyph || !is_ascii(&cell))) str_add(&glyphs, "</tspan>");
        in_word = in_word && is_glyph && is_ascii(&cell);
        if (!is_glyph) continue;
        if (!in_word) str_addf(&glyphs, "<tspan x=\"%d\">", MARGIN + col * CELL_W);
        add_escaped(&glyphs, &cell);
        in_word = is_ascii(&cell);
        if (!in_word) str_add(&glyphs, "</tspan>");
    }
    if (in_word) str_add(&glyphs, "</tspan>");
    if (glyphs.len) {
        str_addf(out, "<text y=\"%d\" fill=\"", MARGIN + row * CELL_H + BASELINE);
        add_fill(out, &style, false);
        str_addf(out, "\"%s%s>%s</text>\n", style.bold ? " font-weight=\"bold\"" : "",
                 style.underline ? " text-decoration=\"underline\"" : "", glyphs.s);
    }
    str_free(&glyphs);
}

void term_svg(Term *term, Str *out) {
    int width = term_cols(term) * CELL_W + 2 * MARGIN, height = term_rows(term) * CELL_H + 2 * MARGIN;
    str_addf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n", width, height, width, height);
    str_addf(out, "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"%s\"/>\n", width, height, page_bg);
    str_add(out, "<g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14.95\" xml:space=\"preserve\" "
                 "shape-rendering=\"crispEdges\">\n");
    for (int row = 0; row < term_rows(term); row++) {
        for (int col = 0, end; col < term_cols(term); col = end) {
            end = end_of_run(term, row, col);
            TermCell style = term_cell(term, row, col);
            if (style.reverse || style.bg >= 0) add_rect(out, row, col, 0, 0, (end - col) * CELL_W, CELL_H, &style, true);
            add_run(term, out, row, col, end);
        }
    }
    str_add(out, "</g>\n</svg>\n");
}
