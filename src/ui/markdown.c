#include "ui/markdown.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define LISTS 8

typedef struct Reader {
    Rich *rich;
    bool ascii, has_bar;
    int strong, emphasis, code; // how many of each are open: spans of one kind nest
    bool in_heading, in_code_block;
    bool is_open;               // a paragraph takes text
    int lists;                  // open ones
    unsigned number[LISTS];     // the next item's, 0: bullets
    bool item_begins;           // its marker is not yet drawn
    bool was_gap;               // the next block needs no empty line above
} Reader;

static int depth(const Reader *r) {
    return r->lists < LISTS ? r->lists : LISTS;
}

// Begin a line of text where none is open: tight list items come without paragraphs of their own.
static void open_paragraph(Reader *r) {
    if (r->is_open) return;
    RichParagraph *p = rich_paragraph(r->rich);
    int indent = (r->has_bar ? 2 : 0) + (depth(r) ? 2 * depth(r) - 2 : 0);
    *p = (RichParagraph){.start = p->start, .indent = indent, .is_fixed = r->in_code_block, .has_bar = r->has_bar};
    r->is_open = true;
    if (r->in_code_block) {
        p->indent += 2;
    } else if (r->item_begins) {
        unsigned *number = &r->number[depth(r) - 1];
        p->hang = *number ? 3 : 2;
        if (*number) rich_addf(r->rich, INK_DIM, "%u. ", (*number)++);
        else rich_addf(r->rich, INK_DIM, "%s ", theme_glyph(GLYPH_BULLET, r->ascii));
        r->item_begins = false;
    } else if (depth(r)) {
        p->indent += r->number[depth(r) - 1] ? 3 : 2;
    }
}

static void gap(Reader *r) {
    if (!r->was_gap) {
        rich_gap(r->rich);
        if (r->rich->n_paragraphs) r->rich->paragraphs[r->rich->n_paragraphs - 1].has_bar = r->has_bar;
    }
    r->was_gap = true;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *arg) {
    Reader *r = arg;
    r->is_open = false;
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
        if (!r->lists) gap(r);
        if (r->lists < LISTS) r->number[r->lists] = type == MD_BLOCK_OL ? ((MD_BLOCK_OL_DETAIL *)detail)->start : 0;
        r->lists++;
    } else if (type == MD_BLOCK_LI) {
        r->item_begins = true;
    } else if (type == MD_BLOCK_P || type == MD_BLOCK_H || type == MD_BLOCK_CODE) {
        if (!r->lists) gap(r);
        r->in_heading = type == MD_BLOCK_H;
        r->in_code_block = type == MD_BLOCK_CODE;
        r->was_gap = false;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *arg) {
    (void)detail;
    Reader *r = arg;
    r->is_open = false;
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) r->lists--, r->was_gap = false;
    if (type == MD_BLOCK_LI) r->item_begins = false;
    if (type == MD_BLOCK_H) r->in_heading = false;
    if (type == MD_BLOCK_CODE) r->in_code_block = false;
    return 0;
}

static int span(Reader *r, MD_SPANTYPE type, int by) {
    if (type == MD_SPAN_STRONG) r->strong += by;
    if (type == MD_SPAN_EM) r->emphasis += by;
    if (type == MD_SPAN_CODE) r->code += by;
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *arg) {
    (void)detail;
    return span(arg, type, 1);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *arg) {
    (void)detail;
    return span(arg, type, -1);
}

static Style style(const Reader *r) {
    Style s = r->code || r->in_code_block ? INK_CODE : r->in_heading ? INK_TITLE : INK_TEXT;
    if (r->strong) s |= MARK_BOLD;
    if (r->emphasis) s |= MARK_ITALIC;
    return s;
}

static void add(Reader *r, StrView text) {
    Str clean = {0};
    text_clean_line(&clean, text, 4, r->ascii);
    open_paragraph(r);
    rich_add(r->rich, style(r), (StrView){clean.s, clean.len});
    str_free(&clean);
}

static const char *entity(StrView name) {
    static const struct { const char *name, *text; } entities[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "},
    };
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
        if (view_is(name, entities[i].name)) return entities[i].text;
    }
    return NULL;
}

// Code blocks come in pieces, each line's end as one of its own.
static void add_code(Reader *r, StrView text) {
    while (text.len) {
        const char *end = memchr(text.s, '\n', text.len);
        size_t len = end ? (size_t)(end - text.s) : text.len;
        if (len) add(r, (StrView){text.s, len});
        if (!end) return;
        if (!r->is_open) open_paragraph(r);
        r->is_open = false;
        text.s += len + 1;
        text.len -= len + 1;
    }
}

static int text(MD_TEXTTYPE type, const MD_CHAR *s, MD_SIZE len, void *arg) {
    Reader *r = arg;
    StrView view = {s, len};
    if (type == MD_TEXT_SOFTBR) add(r, view_of(" "));
    else if (type == MD_TEXT_BR) r->is_open = false;
    else if (type == MD_TEXT_ENTITY && entity(view)) add(r, view_of(entity(view)));
    else if (type == MD_TEXT_NULLCHAR) add(r, view_of("\xEF\xBF\xBD"));
    else if (r->in_code_block) add_code(r, view);
    else add(r, view);
    return 0;
}

void markdown_render(Rich *rich, StrView source, bool ascii, bool has_bar) {
    Reader reader = {.rich = rich, .ascii = ascii, .has_bar = has_bar, .was_gap = true};
    MD_PARSER parser = {.flags = MD_FLAG_NOHTML, .enter_block = enter_block, .leave_block = leave_block, .enter_span = enter_span,
                        .leave_span = leave_span, .text = text};
    md_parse(source.s, (MD_SIZE)source.len, &parser, &reader);
}
