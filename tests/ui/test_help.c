// The help's signs and words: all that the screen shows is explained, in ASCII too, and can be
// found.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

#include "base/text.h"
#include "ui/panes.h"
#include "ui/ui_help_words.h"

static bool is_explained(Glyph glyph) {
    const HelpSign *sign;
    for (size_t i = 0; (sign = help_sign(i)) != NULL; i++)
        for (int j = 0; j < sign->count; j++)
            if (sign->glyphs[j] == glyph) return true;
    return false;
}

static void every_state_and_every_mark_of_the_timeline_is_explained(void **state) {
    (void)state;
    for (unsigned task = TASK_CREATED_; task < TASK_STATES; task++)
        if (!is_explained(glyph_of_state(task))) fail_msg("state %u", task);
    for (uint8_t cell = 2; cell <= 4; cell++)
        if (!is_explained(ui_timeline_glyph(cell))) fail_msg("cell %u", cell);
    static const Glyph others[] = {GLYPH_BLOCKED, GLYPH_TICK,     GLYPH_BREAK,  GLYPH_TURN,
                                   GLYPH_BAR,     GLYPH_BAR_REST, GLYPH_PAUSED, GLYPH_PLAYING,
                                   GLYPH_ENDED,   GLYPH_NOTE,     GLYPH_OPEN,   GLYPH_CLOSED,
                                   GLYPH_MORE,    GLYPH_ABOVE,    GLYPH_BELOW,  GLYPH_TIMES,
                                   GLYPH_FREE,    GLYPH_TAKEN,    GLYPH_CIRCLE};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!is_explained(others[i])) fail_msg("%s", theme_glyph(others[i], false));
}

static void signs_are_shown_as_the_screen_shows_them(void **state) {
    (void)state;
    Str shown = {0};
    bool has_counts = false;
    const HelpSign *sign;
    for (size_t i = 0; (sign = help_sign(i)) != NULL; i++) {
        str_clear(&shown);
        help_sign_show(&shown, sign, false);
        assert_true(shown.len > 0);
        assert_null(strstr(shown.s, "%s"));
        has_counts |= strcmp(shown.s, "4: 1▶ 1● 2◌") == 0;
        str_clear(&shown);
        help_sign_show(&shown, sign, true);
        for (const char *c = shown.s; *c; c++) assert_in_range((unsigned char)*c, 0x20, 0x7e);
        assert_true(strlen(sign->meaning) > 3);
    }
    assert_true(has_counts);
    str_free(&shown);
}

static void words_stand_in_their_order_and_fit(void **state) {
    (void)state;
    static const char *const wanted[] = {
        "await chain", "callback", "coroutine",   "descriptor", "executor", "future", "handle",
        "iteration",   "poll",     "ready queue", "selector",   "step",     "task",   "timer"};
    size_t found = 0;
    const HelpWord *word, *before = NULL;
    for (size_t i = 0; (word = help_word(i)) != NULL; i++, before = word) {
        if (before) assert_true(strcmp(before->word, word->word) < 0);
        assert_true(strlen(word->word) <= 15 && strlen(word->meaning) > 20);
        for (size_t j = 0; j < sizeof wanted / sizeof *wanted; j++)
            found += strcmp(wanted[j], word->word) == 0;
    }
    assert_int_equal(found, sizeof wanted / sizeof *wanted);
}

// One entry or none, and what enter would do with it.
static void what_is_searched_is_found(void **state) {
    (void)state;
    static const struct {
        const char *search;
        int least, most;
        Action action;
    } rows[] = {
        {"bookmark: m and", 1, 1, ACT_MARK},
        {"iteration of the loop", 1, 1, ACT_ITERATION},
        {"BOOKMARK: M AND", 1, 1, ACT_MARK},
        {"in the timeline pane", 6, 6, ACT_VIEW_TIMELINE},
        {"in the trouble pane", 1, 1, ACT_GO_TROUBLE},
        {"box for a result", 1, 1, ACT_NONE},
        {"1 runs, 1 is ready", 1, 1, ACT_NONE},
        {"xyzzy", 0, 0, ACT_NONE},
        {"previous", 6, 20, ACT_BACK},
        {"descriptor", 1, 4, ACT_NONE},
    };
    Help help = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ui_help_open(&help, MODE_WATCH);
        str_add(&help.search, rows[i].search);
        int count = ui_help_count(&help);
        if (count < rows[i].least || count > rows[i].most)
            fail_msg("%s: %d", rows[i].search, count);
        assert_int_equal(ui_help_action(&help), rows[i].action);
    }
    str_free(&help.search);
}

// The keys of the pane that has the focus come first; the list of lessons has its own alone.
static void where_it_is_opened_counts(void **state) {
    (void)state;
    static const struct {
        Mode mode;
        Action first;
    } rows[] = {{MODE_WATCH, ACT_PLAY},
                {MODE_TASKS, ACT_VIEW},
                {MODE_TIMELINE, ACT_VIEW_TIMELINE},
                {MODE_TROUBLE, ACT_GO_TROUBLE},
                {MODE_SOURCE, ACT_VIEW_SOURCE},
                {MODE_MENU, ACT_OPEN_LESSON}};
    Help help = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ui_help_open(&help, rows[i].mode);
        assert_int_equal(ui_help_action(&help), rows[i].first);
    }
    str_add(&help.search, "the next thing that happens");
    assert_int_equal(ui_help_count(&help), 0); // still of the list of lessons
    str_free(&help.search);
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_every_mark_of_the_timeline_is_explained),
        cmocka_unit_test(signs_are_shown_as_the_screen_shows_them),
        cmocka_unit_test(words_stand_in_their_order_and_fit),
        cmocka_unit_test(what_is_searched_is_found),
        cmocka_unit_test(where_it_is_opened_counts),
    };
    return cmocka_run_group_tests_name("help", tests, NULL, NULL);
}
