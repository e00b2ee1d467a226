// Trouble so far: a line each, and of the chosen one what it is, what it costs and what to try.
#include "base/text.h"
#include "explain/explain.h"
#include "ui/panes.h"

static size_t chosen_of(const View *view, size_t count) {
    return view->trouble < count ? view->trouble : count - 1;
}

static void tell(const View *view, uint64_t seq, bool is_line, Str *out) {
    Told *told = view->told ? &view->told[(seq * 2 + is_line) % TOLD_KEPT] : NULL;
    bool is_known = told && told->run == view->scene->run_number && told->position == seq + 1 && told->is_line == is_line;
    if (!is_known && is_line) explain_line(out, view->history, seq, view->is_ascii);
    else if (!is_known) explain_event(out, view->history, seq, view->is_ascii);
    else str_add_bytes(out, str_text(&told->text), told->text.len);
    if (!told || is_known) return;
    told->run = view->scene->run_number;
    told->position = seq + 1;
    told->is_line = is_line;
    str_clear(&told->text);
    str_add_bytes(&told->text, str_text(out), out->len);
}

static void draw_line(const View *view, const Canvas *canvas, int y, uint64_t seq, bool is_chosen) {
    Str line = {0};
    tell(view, seq, true, &line);
    canvas_glyph(canvas, 1, y, INK_WARN, is_chosen ? GLYPH_LIVE : GLYPH_NONE);
    canvas_field(canvas, 3, y, canvas->at.w - 3, is_chosen ? INK_TITLE : INK_TEXT, (StrView){str_text(&line), line.len});
    str_free(&line);
}

// The chosen one in whole sentences, below the list.
static void draw_whole(const View *view, const Canvas *canvas, uint64_t seq) {
    Rich rich = {0};
    Str text = {0};
    tell(view, seq, false, &text);
    rich_paragraph(&rich);
    rich_add(&rich, INK_TEXT, (StrView){str_text(&text), text.len});
    rich_layout(&rich, canvas->at.w);
    rich_draw(&rich, canvas, 0);
    rich_free(&rich);
    str_free(&text);
}

Drawn ui_trouble_draw(const View *view, const Canvas *canvas) {
    const uint64_t *seqs;
    size_t count = history_troubles_before(view->history, view->scene->cursor, &seqs);
    int h = canvas->at.h;
    if (!count) {
        canvas_puts(canvas, 1, 0, INK_DIM, view->state->troubles ? "Before this recording begins there was some." : "None so far.");
        return (Drawn){1, 0};
    }
    int list = h < 5 ? 1 : (int)count < h / 3 ? (int)count : h / 3;
    int chosen = (int)chosen_of(view, count), top = follow(0, list, (int)count, chosen);
    for (int y = 0; y < list && top + y < (int)count; y++) draw_line(view, canvas, y, seqs[top + y], top + y == chosen);
    Canvas below = canvas_in(canvas, (Rect){3, list, canvas->at.w - 4, h - list});
    draw_whole(view, &below, seqs[chosen]);
    return (Drawn){(int)count, top};
}

uint64_t ui_trouble_position(const View *view) {
    const uint64_t *seqs;
    size_t count = history_troubles_before(view->history, view->scene->cursor, &seqs);
    return count ? seqs[chosen_of(view, count)] + 1 : HISTORY_NONE;
}

void ui_trouble_title(const View *view, Str *left, Str *right) {
    str_add(left, "trouble");
    if (view->state->troubles) str_addf(right, "%llu", (unsigned long long)view->state->troubles);
}
