// What happened: the event the cursor stands behind, in words; what the lesson says to it; what comes next.
#include <string.h>

#include "base/words.h"
#include "explain/explain.h"
#include "ui/markdown.h"
#include "ui/panes.h"

static void add_happened(const View *view, Str *text) {
    if (view->scene->cursor > log_first(view->log)) {
        explain_step(text, view->history, view->scene->cursor - 1, view->scene->is_unfolded,
                     view->is_ascii);
        return;
    }
    if (log_first(view->log)) {
        str_add(text, "The recording begins here, at ");
        explain_seconds(text, view->state->now, 3);
        str_add(text, " s: of what came before only this is known.");
        return;
    }
    str_add(text, "Nothing has happened yet: the first line of the program has not run. ");
    str_addf(text, "Press space to play, or %s to go step by step.", theme_glyph(GLYPH_RIGHT, view->is_ascii));
}

static const char nothing[] = "Nothing is ready";

// The event is that the loop has nothing to do.
static bool is_idle(const View *view) {
    return view->last && (view->last->kind == EV_LOOP_STUCK || view->last->kind == EV_POLL_BEGAN);
}

// What happened, and what comes next where the event's own sentences do not say it.
static void add_told(const View *view, Rich *rich) {
    Str happened = {0}, next = {0};
    bool is_asked = view->scene->question && view->scene->question->question->kind == QUESTION_NEXT;
    bool is_over = view->last && view->last->kind == EV_SCRIPT_ENDED;
    if (!is_asked && !is_over) explain_next(&next, view->log, view->state, view->is_ascii);
    add_happened(view, &happened);
    rich_paragraph(rich);
    rich_add(rich, INK_TEXT, (StrView){str_text(&happened), happened.len});
    // Neither what the event's own sentences say already, nor in other words that there is nothing to do.
    bool is_said = next.len && (strstr(str_text(&happened), next.s) || (strncmp(next.s, nothing, strlen(nothing)) == 0 && is_idle(view)));
    if (view->scene->cursor > log_first(view->log) && next.len && !is_said) rich_addf(rich, INK_DIM, " %s", next.s);
    str_free(&happened);
    str_free(&next);
}

// False: there is none.
static bool add_notes(const View *view, Rich *rich) {
    Str notes = {0};
    if (view->scene->lesson) lesson_notes_at(view->scene->lesson, view->history, view->scene->cursor, &notes);
    if (notes.len && view->scene->is_edited) {
        rich_gap(rich);
        rich_paragraph(rich)->has_bar = true;
        const char *whose = words("This note was written for the lesson before your edit.");
        rich_add(rich, INK_DIM, view_of(whose));
    }
    if (notes.len) markdown_render(rich, (StrView){notes.s, notes.len}, view->is_ascii, true);
    bool has_notes = notes.len;
    str_free(&notes);
    return has_notes;
}

// The box has said it all: here only the way back to it.
static void add_lesson_end(const View *view, Rich *rich) {
    const char *arrow = theme_glyph(GLYPH_RIGHT, view->is_ascii);
    rich_gap(rich);
    rich_paragraph(rich)->has_bar = true;
    bool has_goal = view->scene->lesson_end->goals[0];
    rich_addf(
        rich, INK_DIM,
        has_goal
            ? words("This is the end of the lesson: press %s for its goal and what comes next.")
            : words("This is the end of the lesson: press %s for what comes next."),
        arrow);
}

Drawn ui_story_draw(const View *view, const Canvas *canvas) {
    Rich rich = {0};
    add_told(view, &rich);
    for (size_t i = 0; i < view->scene->n_verdicts; i++) ui_verdict_fill(&rich, &view->scene->verdicts[i], view->is_ascii);
    Canvas inner = canvas_in(canvas, (Rect){1, 0, canvas->at.w - 2, canvas->at.h});
    int above = rich_layout(&rich, inner.at.w);
    bool has_notes = !view->scene->question && !view->ways->hides_notes && add_notes(view, &rich);
    if (view->scene->lesson_end) add_lesson_end(view, &rich);
    // A note is what the lesson is about: what is above it scrolls away where there is no room.
    int rows = rich_layout(&rich, inner.at.w), top = has_notes ? above : 0;
    if (view->is_held) top = view->top;
    if (top > rows - inner.at.h) top = rows > inner.at.h ? rows - inner.at.h : 0;
    rich_draw(&rich, &inner, top);
    rich_free(&rich);
    return (Drawn){rows, top};
}
