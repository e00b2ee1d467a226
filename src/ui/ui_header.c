// The first row: what is looked at, and where in its run it stands.
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

#define BEHIND_NS 100000000u // from here on it is worth a word that the program runs ahead

static const char *run_word(const View *view, Glyph *glyph) {
    const UiScene *scene = view->scene;
    bool at_end = scene->cursor == history_count(view->history);
    *glyph = GLYPH_PLAYING;
    if (scene->run == UI_RUN_READING) return N_("waits for input");
    if (scene->is_playing) return N_("playing");
    if (scene->run == UI_RUN_GOING) return N_("running");
    *glyph = GLYPH_ENDED;
    if (at_end && (scene->run == UI_RUN_ENDED || scene->run == UI_RUN_REPLAY)) return N_("the end");
    *glyph = GLYPH_PAUSED;
    return N_("paused");
}

static void add_behind(const View *view, Str *out) {
    uint64_t live = history_live(view->history)->now;
    bool runs_on = view->scene->run == UI_RUN_GOING || view->scene->run == UI_RUN_HELD || view->scene->run == UI_RUN_READING;
    if (!runs_on || live < view->now + BEHIND_NS) return;
    explain_duration(out, live - view->now, view->is_ascii);
    str_add(out, " behind  ");
}

// The parts at the right end, in the order in which they are given up when there is no room: 0 all, 4 only the event.
static void right_parts(const View *view, Str *out, int given_up) {
    const Loop *loop = state_loop(view->state, view->loop);
    Glyph glyph;
    const char *word = run_word(view, &glyph);
    if (given_up < 2) add_behind(view, out);
    str_add(out, given_up < 1 ? words(N_("clock ")) : "");
    explain_seconds(out, view->now, 3);
    str_add(out, " s  ");
    if (given_up < 3 && loop) str_addf(out, words(N_("iteration %llu  ")), (unsigned long long)loop->iterations);
    if (given_up < 4) str_addf(out, "%s%s%s  ", theme_glyph(glyph, view->is_ascii), given_up < 1 ? " " : "", given_up < 1 ? words(word) : "");
    if (given_up < 2) str_addf(out, "%g%s  ", view->scene->speed, theme_glyph(GLYPH_TIMES, view->is_ascii));
    str_addf(out, words(N_("event %llu of %llu")), (unsigned long long)view->scene->cursor, (unsigned long long)history_count(view->history));
}

void ui_header_draw(const View *view, const Canvas *canvas) {
    Str right = {0}, title = {0};
    int least_title = canvas->at.w < 60 ? 0 : 22;
    for (int given_up = 0; given_up < 5; given_up++) {
        str_clear(&right);
        right_parts(view, &right, given_up);
        if (text_cells((StrView){right.s, right.len}) + 12 + least_title <= canvas->at.w) break;
    }
    int cells = text_cells((StrView){right.s, right.len}), from = canvas->at.w - cells - 1;
    int x = from > 14 ? canvas_puts(canvas, 1, 0, INK_ACCENT, "aioscope") + 2 : 1;
    text_clean(&title, view_of(view->scene->title ? view->scene->title : ""), view->is_ascii);
    if (from - x - 2 > 0) canvas_field(canvas, x, 0, from - x - 2, INK_TITLE, (StrView){title.s ? title.s : "", title.len});
    canvas_put(canvas, from > 0 ? from : 0, 0, INK_TEXT, (StrView){right.s, right.len});
    str_free(&right);
    str_free(&title);
}
