// The first row: what is looked at, and where in its run it stands.
#include <string.h>

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

static const char GAP[] = "  "; // between one part and the next

static uint64_t live_now(const View *view) {
    return history_live(view->history)->now;
}

static void add_behind(const View *view, Str *out) {
    bool runs_on = view->scene->run == UI_RUN_GOING || view->scene->run == UI_RUN_HELD || view->scene->run == UI_RUN_READING;
    if (view->scene->lesson || !runs_on || live_now(view) < view->now + BEHIND_NS) return;
    Str time = {0};
    explain_duration(&time, live_now(view) - view->now, view->is_ascii);
    str_addf(out, words(N_("%s behind")), str_text(&time));
    str_add(out, GAP);
    str_free(&time);
}

// A lesson's run, and not the recording of one.
static bool is_made_here(const View *view) {
    return view->scene->lesson && view->scene->run != UI_RUN_REPLAY;
}

// In a lesson behind its end it is also said how long all that has run took.
static void add_clock(const View *view, Str *out, bool is_long) {
    Str now = {0}, whole = {0};
    explain_seconds(&now, view->now, 3);
    explain_seconds(&whole, live_now(view), 3);
    bool is_back = is_made_here(view) && strcmp(str_text(&now), str_text(&whole)) != 0 &&
                   live_now(view) > view->now;
    if (is_back) str_addf(out, words(N_("at %s s of %s s")), str_text(&now), str_text(&whole));
    else str_addf(out, words(is_long ? N_("clock %s s") : N_("%s s")), str_text(&now));
    str_add(out, GAP);
    str_free(&now);
    str_free(&whole);
}

// How far the learner is. What an event's number is counted from says nothing in a lesson, whose
// run is made as one goes along.
static void add_questions(const View *view, Str *out) {
    const UiScene *scene = view->scene;
    if (!scene->n_asked) return;
    str_addf(out, words(N_("question %u of %u")), scene->n_asked, scene->n_questions);
    str_add(out, GAP);
}

static void add_event(const View *view, Str *out, bool is_long) {
    unsigned long long cursor = view->scene->cursor, count = history_count(view->history);
    if (is_made_here(view) || !is_long) str_addf(out, words(N_("event %llu")), cursor);
    else str_addf(out, words(N_("event %llu of %llu")), cursor, count);
    str_add(out, GAP);
}

static void add_state(const View *view, Str *out, bool is_long) {
    Glyph glyph;
    const char *word = run_word(view, &glyph);
    str_addf(out, "%s%s%s  ", theme_glyph(glyph, view->is_ascii), is_long ? " " : "",
             is_long ? words(word) : "");
}

// What is given up when there is no room, one after the other.
enum {
    NO_SPEED = 1,
    NO_BRAND,
    NO_CLOCK_WORD,
    NO_BEHIND,
    NO_COUNT,
    NO_EVENT,
    NO_QUESTIONS,
    NO_STATE_WORD,
    NO_ITERATION,
    NO_STATE,
    GIVEN_UP
};

static void right_parts(const View *view, Str *out, int given_up) {
    const Loop *loop = state_loop(view->state, view->loop);
    // A lesson has its questions to go by, everything else its events.
    bool has_event = given_up < NO_EVENT || (!is_made_here(view) && given_up < GIVEN_UP - 1) ||
                     (!view->scene->n_asked && given_up < NO_STATE_WORD);
    str_clear(out);
    if (given_up < NO_BEHIND) add_behind(view, out);
    add_clock(view, out, given_up < NO_CLOCK_WORD);
    if (given_up < NO_ITERATION && loop) {
        str_addf(out, words(N_("iteration %llu")), (unsigned long long)loop->iterations);
        str_add(out, GAP);
    }
    if (given_up < NO_STATE) add_state(view, out, given_up < NO_STATE_WORD);
    if (given_up < NO_SPEED)
        str_addf(out, "%g%s  ", view->scene->speed, theme_glyph(GLYPH_TIMES, view->is_ascii));
    if (given_up < NO_QUESTIONS) add_questions(view, out);
    if (has_event) add_event(view, out, given_up < NO_COUNT);
    while (out->len && out->s[out->len - 1] == ' ') out->s[--out->len] = '\0';
}

void ui_header_draw(const View *view, const Canvas *canvas) {
    Str right = {0}, title = {0};
    text_clean(&title, view_of(view->scene->title ? view->scene->title : ""), view->is_ascii);
    int w = canvas->at.w, name = text_cells((StrView){str_text(&title), title.len}), given_up = 0;
    // The title of a lesson is read whole where that is possible at all.
    int least = name < w / 2 ? name : w / 2, brand = text_cells(view_of("aioscope")) + 2;
    if (w < 60) least = 0;
    for (; given_up < GIVEN_UP; given_up++) {
        right_parts(view, &right, given_up);
        int needed = 1 + (given_up < NO_BRAND ? brand : 0) + least + 2 +
                     text_cells((StrView){right.s, right.len}) + 1;
        if (needed <= w) break;
    }
    int from = w - text_cells((StrView){right.s, right.len}) - 1;
    int x = given_up < NO_BRAND ? canvas_puts(canvas, 1, 0, INK_ACCENT, "aioscope") + 2 : 1;
    if (from - x - 2 > 0)
        canvas_field(canvas, x, 0, from - x - 2, INK_TITLE, (StrView){str_text(&title), title.len});
    canvas_put(canvas, from > 0 ? from : 0, 0, INK_TEXT, (StrView){right.s, right.len});
    str_free(&right);
    str_free(&title);
}
