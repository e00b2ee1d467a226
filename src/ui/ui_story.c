// What happened: the event the cursor stands behind, in words; what the lesson says to it; what comes next.
#include "explain/explain.h"
#include "ui/markdown.h"
#include "ui/panes.h"

static void add_explained(const View *view, Rich *rich) {
    Str text = {0};
    if (!view->scene->cursor) {
        str_add(&text, "Nothing has happened yet: the program stands before its first line. ");
        str_addf(&text, "Press space to play, or %s to go step by step.", theme_glyph(GLYPH_RIGHT, view->is_ascii));
    } else {
        explain_event(&text, view->history, view->scene->cursor - 1, view->is_ascii);
    }
    rich_paragraph(rich);
    rich_add(rich, INK_TEXT, (StrView){str_text(&text), text.len});
    str_free(&text);
}

static void add_next(const View *view, Rich *rich) {
    Str text = {0};
    explain_next(&text, view->log, view->state, view->is_ascii);
    if (view->scene->cursor && text.len) rich_add(rich, INK_DIM, (StrView){" ", 1});
    if (view->scene->cursor && text.len) rich_add(rich, INK_DIM, (StrView){text.s, text.len});
    str_free(&text);
}

static void add_notes(const View *view, Rich *rich) {
    Str notes = {0};
    if (view->scene->lesson) lesson_notes_at(view->scene->lesson, view->history, view->scene->cursor, &notes);
    if (notes.len) markdown_render(rich, (StrView){notes.s, notes.len}, view->is_ascii, true);
    str_free(&notes);
}

Drawn ui_story_draw(const View *view, const Canvas *canvas) {
    Rich rich = {0};
    add_explained(view, &rich);
    add_next(view, &rich);
    add_notes(view, &rich);
    Canvas inner = canvas_in(canvas, (Rect){1, 0, canvas->at.w - 2, canvas->at.h});
    int rows = rich_layout(&rich, inner.at.w), top = view->is_held ? view->top : 0;
    if (top > rows - inner.at.h) top = rows > inner.at.h ? rows - inner.at.h : 0;
    rich_draw(&rich, &inner, top);
    rich_free(&rich);
    return (Drawn){rows, top};
}
