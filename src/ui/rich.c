#include "ui/rich.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"

void rich_clear(Rich *rich) {
    str_clear(&rich->text);
    rich->n_paragraphs = rich->n_lines = 0;
}

void rich_free(Rich *rich) {
    str_free(&rich->text);
    free(rich->styles);
    free(rich->paragraphs);
    free(rich->lines);
    *rich = (Rich){0};
}

RichParagraph *rich_paragraph(Rich *rich) {
    rich->paragraphs = mem_grow(rich->paragraphs, &rich->paragraphs_cap, rich->n_paragraphs + 1, sizeof *rich->paragraphs);
    RichParagraph *paragraph = &rich->paragraphs[rich->n_paragraphs++];
    *paragraph = (RichParagraph){.start = rich->text.len};
    return paragraph;
}

void rich_gap(Rich *rich) {
    if (rich->n_paragraphs) rich_paragraph(rich);
}

void rich_add(Rich *rich, Style style, StrView text) {
    if (!rich->n_paragraphs) rich_paragraph(rich);
    str_add_bytes(&rich->text, text.s, text.len);
    rich->styles = mem_grow(rich->styles, &rich->styles_cap, rich->text.len, sizeof *rich->styles);
    for (size_t i = rich->text.len - text.len; i < rich->text.len; i++) rich->styles[i] = style;
}

void rich_addf(Rich *rich, Style style, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, words(format), args);
    va_end(args);
    rich_add(rich, style, view_of(text));
}

static void add_line(Rich *rich, size_t start, size_t len, size_t paragraph, bool is_first) {
    rich->lines = mem_grow(rich->lines, &rich->lines_cap, rich->n_lines + 1, sizeof *rich->lines);
    rich->lines[rich->n_lines++] = (RichLine){start, len, (uint32_t)paragraph, is_first};
}

static void break_paragraph(Rich *rich, size_t index, int width) {
    const RichParagraph *p = &rich->paragraphs[index];
    size_t end = index + 1 < rich->n_paragraphs ? rich->paragraphs[index + 1].start : rich->text.len;
    StrView rest = {rich->text.s + p->start, end - p->start};
    bool is_first = true;
    do {
        int cells = width - p->indent - (is_first ? 0 : p->hang);
        size_t skip = 0, len = p->is_fixed ? text_fit(rest, cells) : rest.len ? text_wrap(rest, cells > 1 ? cells : 1, &skip) : 0;
        if (p->is_fixed) skip = rest.len - len;
        add_line(rich, (size_t)(rest.s - rich->text.s), len, index, is_first);
        rest.s += len + skip;
        rest.len -= len + skip;
        is_first = false;
    } while (rest.len);
}

int rich_layout(Rich *rich, int width) {
    rich->n_lines = 0;
    for (size_t i = 0; i < rich->n_paragraphs; i++) break_paragraph(rich, i, width);
    return (int)rich->n_lines;
}

static void draw_line(const Rich *rich, const RichLine *line, const Canvas *canvas, int y) {
    const RichParagraph *p = &rich->paragraphs[line->paragraph];
    if (p->has_bar) canvas_glyph(canvas, 0, y, INK_ACCENT, GLYPH_NOTE);
    int x = p->indent + (line->is_first ? 0 : p->hang);
    for (size_t i = line->start, end = line->start + line->len; i < end;) {
        size_t run = i + 1;
        while (run < end && rich->styles[run] == rich->styles[i]) run++;
        x = canvas_put(canvas, x, y, rich->styles[i], (StrView){rich->text.s + i, run - i});
        i = run;
    }
}

void rich_draw(const Rich *rich, const Canvas *canvas, int top) {
    for (int y = 0; y < canvas->at.h; y++) {
        if (top + y >= 0 && (size_t)(top + y) < rich->n_lines) draw_line(rich, &rich->lines[top + y], canvas, y);
    }
}
