// Drawing into cells: clipped, wide glyphs whole or not at all, frames that join.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>

#include "ui/canvas.h"

static void expect_row(const Grid *grid, int y, const char *text) {
    Str row = {0};
    grid_row(grid, y, &row);
    assert_string_equal(str_text(&row), text);
    str_free(&row);
}

static void text_is_clipped_on_every_side(void **state) {
    (void)state;
    Grid grid = {0};
    grid_reset(&grid, 8, 3, false);
    Canvas screen = canvas_of(&grid), pane = canvas_in(&screen, (Rect){2, 1, 4, 1});
    assert_int_equal(canvas_puts(&pane, -2, 0, INK_TEXT, "abcdefghij"), 8); // where the text ends, had it not been clipped
    canvas_puts(&pane, 0, -1, INK_TEXT, "above");
    canvas_puts(&pane, 0, 1, INK_TEXT, "below");
    expect_row(&grid, 0, "");
    expect_row(&grid, 1, "  cdef");
    expect_row(&grid, 2, "");
    grid_free(&grid);
}

static void a_window_never_leaves_the_one_around_it(void **state) {
    (void)state;
    Grid grid = {0};
    grid_reset(&grid, 10, 4, false);
    Canvas screen = canvas_of(&grid), pane = canvas_in(&screen, (Rect){1, 1, 4, 2}), inner = canvas_in(&pane, (Rect){2, 0, 50, 50});
    assert_int_equal(inner.at.w, 2);
    assert_int_equal(inner.at.h, 2);
    canvas_repeat(&inner, 0, 0, 50, INK_TEXT, "#");
    expect_row(&grid, 1, "   ##");
    Canvas outside = canvas_in(&pane, (Rect){20, 20, 5, 5});
    canvas_puts(&outside, 0, 0, INK_TEXT, "nowhere");
    assert_int_equal(outside.at.w * outside.at.h, 0);
    grid_free(&grid);
}

static void a_wide_glyph_is_whole_or_not_there(void **state) {
    (void)state;
    Grid grid = {0};
    grid_reset(&grid, 5, 1, false);
    Canvas screen = canvas_of(&grid);
    canvas_puts(&screen, 0, 0, INK_TEXT, "日本語"); // six cells
    expect_row(&grid, 0, "日本");
    assert_int_equal(grid_cell(&grid, 1, 0)->width, 0);
    canvas_puts(&screen, 1, 0, INK_TEXT, "x"); // onto the right half: the left one goes too
    expect_row(&grid, 0, " x本");
    canvas_puts(&screen, 2, 0, INK_TEXT, "y"); // onto the left half
    expect_row(&grid, 0, " xy");
    assert_int_equal(grid_cell(&grid, 3, 0)->width, 1);
    grid_free(&grid);
}

static void combining_marks_share_the_cell_of_their_base(void **state) {
    (void)state;
    Grid grid = {0};
    grid_reset(&grid, 4, 1, false);
    Canvas screen = canvas_of(&grid);
    assert_int_equal(canvas_puts(&screen, 0, 0, INK_TEXT, "e\xCC\x81z"), 2);
    assert_int_equal(grid_cell(&grid, 0, 0)->ch[1], 0x301);
    assert_int_equal(grid_cell(&grid, 1, 0)->ch[0], 'z');
    grid_free(&grid);
}

static void a_field_cuts_with_a_mark_and_keeps_its_width(void **state) {
    (void)state;
    static const struct { const char *text; int width; const char *shown; } rows[] = {
        {"short", 8, "short"}, {"exactly8", 8, "exactly8"}, {"longer than", 8, "longer …"}, {"日本語", 5, "日本…"}, {"日本語", 4, "日…"},
        {"x", 0, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Grid grid = {0};
        grid_reset(&grid, 20, 1, false);
        Canvas screen = canvas_of(&grid);
        assert_int_equal(canvas_field(&screen, 0, 0, rows[i].width, INK_TEXT, view_of(rows[i].text)), rows[i].width);
        expect_row(&grid, 0, rows[i].shown);
        grid_free(&grid);
    }
}

static void frames_that_share_cells_join(void **state) {
    (void)state;
    static const char *const utf8[] = {"┌──┬──┐", "│  │  │", "│  ├──┤", "│  │  │", "└──┴──┘"};
    static const char *const ascii[] = {"+--+--+", "|  |  |", "|  +--+", "|  |  |", "+--+--+"};
    for (int is_ascii = 0; is_ascii < 2; is_ascii++) {
        Grid grid = {0};
        grid_reset(&grid, 7, 5, is_ascii);
        Canvas screen = canvas_of(&grid);
        canvas_frame(&screen, (Rect){1, 1, 2, 3}, INK_FAINT);
        canvas_frame(&screen, (Rect){4, 1, 2, 1}, INK_FAINT);
        canvas_frame(&screen, (Rect){4, 3, 2, 1}, INK_FAINT);
        for (int y = 0; y < 5; y++) expect_row(&grid, y, (is_ascii ? ascii : utf8)[y]);
        grid_free(&grid);
    }
}

// The frame with the focus is another one without colour too, and joins the others.
static void the_frame_with_the_focus_is_heavy(void **state) {
    (void)state;
    static const char *const utf8[] = {"┌──┲━━┓", "│  ┃  ┃", "│  ┡━━┩", "│  │  │", "└──┴──┘"};
    static const char *const ascii[] = {"+--#==#", "|  #  #", "|  #==#", "|  |  |", "+--+--+"};
    for (int is_ascii = 0; is_ascii < 2; is_ascii++) {
        Grid grid = {0};
        grid_reset(&grid, 7, 5, is_ascii);
        Canvas screen = canvas_of(&grid);
        canvas_frame(&screen, (Rect){1, 1, 2, 3}, INK_FAINT);
        canvas_frame(&screen, (Rect){4, 1, 2, 1}, INK_FAINT);
        canvas_frame(&screen, (Rect){4, 3, 2, 1}, INK_FAINT);
        canvas_focus_frame(&screen, (Rect){4, 1, 2, 1}, INK_ACCENT);
        for (int y = 0; y < 5; y++) expect_row(&grid, y, (is_ascii ? ascii : utf8)[y]);
        assert_int_equal(grid_cell(&grid, 3, 2)->style, INK_ACCENT);
        assert_int_equal(grid_cell(&grid, 3, 3)->style, INK_FAINT);
        grid_free(&grid);
    }
}

static void what_is_selected_is_of_one_colour(void **state) {
    (void)state;
    Grid grid = {0};
    grid_reset(&grid, 8, 1, false);
    Canvas screen = canvas_of(&grid);
    canvas_puts(&screen, 0, 0, INK_BAD, "bad");
    canvas_puts(&screen, 4, 0, INK_DIM, "dim");
    canvas_mark(&screen, 0, 0, 8, MARK_REVERSE);
    for (int x = 0; x < 8; x++)
        assert_int_equal(grid_cell(&grid, x, 0)->style, INK_TEXT | MARK_REVERSE);
    grid_free(&grid);
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_clipped_on_every_side),
        cmocka_unit_test(a_window_never_leaves_the_one_around_it),
        cmocka_unit_test(a_wide_glyph_is_whole_or_not_there),
        cmocka_unit_test(combining_marks_share_the_cell_of_their_base),
        cmocka_unit_test(a_field_cuts_with_a_mark_and_keeps_its_width),
        cmocka_unit_test(frames_that_share_cells_join),
        cmocka_unit_test(the_frame_with_the_focus_is_heavy),
        cmocka_unit_test(what_is_selected_is_of_one_colour),
    };
    return cmocka_run_group_tests_name("canvas", tests, NULL, NULL);
}
