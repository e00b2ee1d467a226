// Prose with styles, broken into lines: what the story, the introduction, the inspector and the help are made of. Text is cleaned
// before it comes here. First paragraphs of styled text, then rich_layout for a width, then rich_draw.
#ifndef UI_RICH_H
#define UI_RICH_H

#include "base/str.h"
#include "ui/canvas.h"

typedef struct RichParagraph {
    size_t start;    // in text
    int indent;      // cells left of every line
    int hang;        // cells more left of every line but the first
    bool is_fixed;   // code: cut, not wrapped
    bool has_bar;    // the lesson speaks: a bar stands left of it
} RichParagraph;

typedef struct RichLine {
    size_t start, len; // in text
    uint32_t paragraph;
    bool is_first;     // of its paragraph
} RichLine;

typedef struct Rich {
    Str text;
    Style *styles;   // one for each byte of text
    size_t styles_cap;
    RichParagraph *paragraphs;
    size_t n_paragraphs, paragraphs_cap;
    RichLine *lines; // made by rich_layout
    size_t n_lines, lines_cap;
} Rich;

// {0} is an empty Rich.
void rich_clear(Rich *rich);
void rich_free(Rich *rich);

// Begin a paragraph. rich_gap: an empty line, unless nothing stands above.
RichParagraph *rich_paragraph(Rich *rich);
void rich_gap(Rich *rich);

// Go on with the last paragraph (begun if there is none).
void rich_add(Rich *rich, Style style, StrView text);
void rich_addf(Rich *rich, Style style, const char *format, ...) __attribute__((format(printf, 3, 4)));

// Break into lines; returns how many. No line is wider than `width`.
int rich_layout(Rich *rich, int width);
void rich_draw(const Rich *rich, const Canvas *canvas, int top);

#endif
