// A lesson's introduction, beside its source, before anything runs.
#include "base/text.h"
#include "ui/markdown.h"
#include "ui/panes.h"

enum { MARGINS = 4 };

static void fill(Rich *out, const View *view) {
    const Lesson *lesson = view->scene->lesson;
    Rich rich = {0};
    Str title = {0};
    text_clean(&title, (StrView){str_text(&lesson->title), lesson->title.len}, view->is_ascii);
    rich_paragraph(&rich);
    rich_add(&rich, INK_TITLE, (StrView){str_text(&title), title.len});
    rich_gap(&rich);
    markdown_render(&rich, (StrView){str_text(&lesson->intro), lesson->intro.len}, view->is_ascii, false);
    rich_gap(&rich);
    rich_paragraph(&rich);
    rich_addf(
        &rich, INK_DIM,
        "Press enter to begin. Then space plays, and %s goes step by step. 0 shows this again.",
        theme_glyph(GLYPH_RIGHT, view->is_ascii));
    str_free(&title);
    *out = rich;
}

int ui_intro_width(const View *view, int h, int least, int most) {
    Rich rich = {0};
    int width = least;
    if (view->scene->lesson) fill(&rich, view);
    while (width < most && rich_layout(&rich, width - MARGINS) > h - 1) width++;
    rich_free(&rich);
    return width;
}

Drawn ui_intro_draw(const View *view, const Canvas *canvas) {
    Rich rich = {0};
    if (!view->scene->lesson) return (Drawn){0, 0};
    fill(&rich, view);
    Canvas inner = canvas_in(canvas, (Rect){2, 1, canvas->at.w - MARGINS, canvas->at.h - 1});
    int rows = rich_layout(&rich, inner.at.w), top = view->is_held ? view->top : 0;
    if (top > rows - inner.at.h) top = rows > inner.at.h ? rows - inner.at.h : 0;
    rich_draw(&rich, &inner, top);
    rich_free(&rich);
    return (Drawn){rows + 1, top};
}
