// What a lesson says over the panes: a question, what became of an answer, its end. It stands low
// on the screen, and the panes make room: the line it is about stays in sight.
#include "base/words.h"
#include "ui/ui_inside.h"

enum { SOURCE_ROWS = 3 }; // of a pane, at least, that stay above the box

// So much of the screen is not for the box: header, hints, its own frame, and what stays above it.
static int most_rows(int h) {
    int most = h - 4 - 1 - SOURCE_ROWS;
    return most < 3 ? 3 : most;
}

// The rows of a paragraph.
static void rows_of(const Rich *rich, size_t paragraph, int *first, int *last) {
    *first = *last = -1;
    for (size_t i = 0; i < rich->n_lines; i++) {
        if (rich->lines[i].paragraph != paragraph) continue;
        if (*first < 0) *first = (int)i;
        *last = (int)i;
    }
}

static void show_paragraph(Box *box, size_t paragraph, int h) {
    int first, last;
    rows_of(&box->rich, paragraph, &first, &last);
    if (last >= box->top + h) box->top = last - h + 1;
    if (first >= 0 && first < box->top) box->top = first;
}

Box ui_box_make(Ui *ui, const UiScene *scene, int w, int h) {
    Box box = {.style = INK_ACCENT};
    int inner = w - 6;
    size_t chosen = SIZE_MAX;
    if (scene->verdict) {
        ui_verdict_box_fill(&box.rich, scene->verdict, scene->history, ui->is_ascii);
        box.style = scene->verdict->how == UI_VERDICT_RIGHT ? INK_GOOD : INK_WARN;
        box.title = words("your answer");
    } else if (scene->question) {
        StrView typed = {str_text(&ui->line), ui->line.len};
        chosen = ui_question_fill(&box.rich, scene->question, ui->chosen, typed,
                                  str_text(&ui->refusal), inner, ui->is_ascii);
        box.title = words("what do you think?");
    } else if (scene->lesson_end && scene->lesson_end->is_open) {
        bool is_solved = scene->lesson_end->is_solved;
        ui_lesson_end_fill(&box.rich, scene->lesson_end, ui->is_ascii);
        box.style = is_solved ? INK_GOOD : INK_ACCENT;
        box.title = words("the end of the lesson");
    } else {
        return box;
    }
    int rows = rich_layout(&box.rich, inner), most = most_rows(h);
    int shown = rows < most ? rows : most;
    box.inner = (Rect){1, h - 2 - shown, w - 2, shown};
    box.top = ui->box_top > rows - shown ? rows - shown : ui->box_top;
    if (chosen != SIZE_MAX) show_paragraph(&box, chosen, shown);
    ui->box_top = box.top;
    return box;
}

void ui_box_make_room(const Box *box, Layout *layout) {
    if (!box->inner.w) return;
    int end = box->inner.y - 1; // the row of its frame, which is a pane's lower frame as well
    for (Pane pane = 0; pane < PANES; pane++) {
        Rect *r = &layout->pane[pane];
        if (r->y + r->h > end) r->h = end - r->y;
        if (r->h < 1) *r = (Rect){0};
    }
}

void ui_box_draw(Box *box, const Canvas *screen) {
    Rect r = box->inner;
    if (!r.w) return;
    canvas_clear(screen, (Rect){r.x - 1, r.y - 1, r.w + 2, r.h + 2});
    canvas_focus_frame(screen, r, box->style);
    canvas_putf(screen, r.x + 1, r.y - 1, box->style, " %s ", box->title);
    Canvas text = canvas_in(screen, (Rect){r.x + 2, r.y, r.w - 4, r.h});
    rich_draw(&box->rich, &text, box->top);
    int left = (int)box->rich.n_lines - box->top - r.h;
    if (box->top > 0) canvas_glyph(screen, r.x + r.w - 1, r.y, INK_DIM, GLYPH_ABOVE);
    if (left > 0) canvas_glyph(screen, r.x + r.w - 1, r.y + r.h - 1, INK_DIM, GLYPH_BELOW);
    rich_free(&box->rich);
}
