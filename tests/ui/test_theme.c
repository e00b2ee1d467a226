// Looks: legible on every background, told apart without colour, one cell a state, the same colour for a task everywhere.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "ui/theme.h"

// Luminance of a colour of the 256 palette, as WCAG has it.
static double luminance(int color) {
    static const int levels[] = {0, 95, 135, 175, 215, 255};
    int rgb[3];
    for (int i = 0; i < 3; i++) {
        static const int divide[] = {36, 6, 1};
        rgb[i] = color >= 232 ? 8 + 10 * (color - 232) : levels[(color - 16) / divide[i] % 6];
    }
    double linear[3];
    for (int i = 0; i < 3; i++) {
        double c = rgb[i] / 255.0;
        linear[i] = c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

static double contrast(int color, bool on_white) {
    double l = luminance(color);
    return on_white ? 1.05 / (l + 0.05) : (l + 0.05) / 0.05;
}

static void words_can_be_read_on_the_backgrounds_they_are_for(void **state) {
    (void)state;
    for (int ink = 0; ink < INKS; ink++) {
        if (ink == INK_FAINT) continue; // lines of frames, which say nothing
        static const struct { UiTheme theme; bool on_white, on_black; double least; } cases[] = {
            {UI_THEME_NEUTRAL, true, true, 3.5}, {UI_THEME_LIGHT, true, false, 4.5}, {UI_THEME_DARK, false, true, 4.5}};
        for (size_t i = 0; i < 3; i++) {
            Look look = theme_look(cases[i].theme, 256, (Style)ink);
            if (look.color < 0) continue;
            if (cases[i].on_white && contrast(look.color, true) < cases[i].least)
                fail_msg("ink %d of theme %zu: colour %d has %.1f on white", ink, i, look.color, contrast(look.color, true));
            if (cases[i].on_black && contrast(look.color, false) < cases[i].least)
                fail_msg("ink %d of theme %zu: colour %d has %.1f on black", ink, i, look.color, contrast(look.color, false));
        }
    }
}

static void no_colours_means_none(void **state) {
    (void)state;
    for (int ink = 0; ink < INKS; ink++) assert_int_equal(theme_look(UI_THEME_DARK, 0, (Style)ink).color, -1);
    assert_int_not_equal(theme_look(UI_THEME_DARK, 0, INK_BAD).marks, theme_look(UI_THEME_DARK, 0, INK_TEXT).marks);
    assert_int_not_equal(theme_look(UI_THEME_DARK, 0, INK_ACCENT).marks, theme_look(UI_THEME_DARK, 0, INK_TEXT).marks);
}

static void eight_colours_are_enough(void **state) {
    (void)state;
    for (int ink = 0; ink < INKS; ink++) assert_in_range(theme_look(UI_THEME_NEUTRAL, 8, (Style)ink).color + 1, 0, 8);
}

static void marks_come_on_top_of_an_ink(void **state) {
    (void)state;
    assert_true(theme_look(UI_THEME_NEUTRAL, 256, INK_DIM | MARK_REVERSE).marks & MARK_REVERSE);
    assert_true(theme_look(UI_THEME_NEUTRAL, 0, INK_DIM | MARK_REVERSE).marks & MARK_REVERSE);
}

static void every_glyph_has_an_ascii_form(void **state) {
    (void)state;
    for (Glyph glyph = 0; glyph < GLYPHS; glyph++) {
        assert_non_null(theme_glyph(glyph, false));
        const char *ascii = theme_glyph(glyph, true);
        assert_non_null(ascii);
        for (const char *c = ascii; *c; c++) assert_in_range((unsigned char)*c, 0x20, 0x7e);
    }
}

static void states_are_told_apart_by_one_cell_without_colour(void **state) {
    (void)state;
    for (int ascii = 0; ascii < 2; ascii++) {
        for (unsigned a = TASK_CREATED_; a < TASK_STATES; a++) {
            const char *one = theme_glyph(glyph_of_state(a), ascii);
            assert_int_equal(text_cells(view_of(one)), 1);
            for (unsigned b = a + 1; b < TASK_STATES; b++) assert_string_not_equal(one, theme_glyph(glyph_of_state(b), ascii));
        }
    }
}

static void a_task_keeps_its_colour_and_neighbours_differ(void **state) {
    (void)state;
    for (uint32_t task = 1; task < 40; task++) {
        assert_int_equal(style_of_task(task), style_of_task(task + TASK_INKS));
        assert_int_not_equal(style_of_task(task), style_of_task(task + 1));
    }
}

// Every glyph that a frame over other frames can need: its heavy arms are a straight line or a
// corner, whatever else meets there.
static void every_heavy_line_has_a_glyph(void **state) {
    (void)state;
    for (unsigned heavy = 1; heavy < 16; heavy++) {
        if (__builtin_popcount(heavy) != 2) continue;
        for (unsigned arms = 0; arms < 16; arms++) {
            if ((arms & heavy) != heavy) continue;
            const char *line = theme_line(arms | ARM_HEAVY(heavy), false);
            assert_string_not_equal(line, theme_line(arms, false));
            assert_int_equal(text_cells(view_of(line)), 1);
        }
        assert_string_not_equal(theme_line(heavy | ARM_HEAVY(heavy), true),
                                theme_line(heavy, true));
    }
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_can_be_read_on_the_backgrounds_they_are_for),
        cmocka_unit_test(no_colours_means_none),
        cmocka_unit_test(eight_colours_are_enough),
        cmocka_unit_test(marks_come_on_top_of_an_ink),
        cmocka_unit_test(every_glyph_has_an_ascii_form),
        cmocka_unit_test(states_are_told_apart_by_one_cell_without_colour),
        cmocka_unit_test(a_task_keeps_its_colour_and_neighbours_differ),
        cmocka_unit_test(every_heavy_line_has_a_glyph),
    };
    return cmocka_run_group_tests_name("theme", tests, NULL, NULL);
}
