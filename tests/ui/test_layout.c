// Where panes stand: at every size inside the screen, none over another.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ui/layout.h"

static bool overlap(Rect a, Rect b) {
    return a.w && b.w && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

// The inside of a pane has a frame of one cell around it, and the header and the hints their rows.
static void check(const Layout *layout, int w, int h) {
    for (Pane pane = 0; pane < PANES; pane++) {
        Rect r = layout->pane[pane];
        if (!r.w) continue;
        if (r.w < 1 || r.h < 1 || r.x < 1 || r.y < 2 || r.x + r.w > w - 1 || r.y + r.h > h - 2)
            fail_msg("%dx%d: pane %d at %d,%d %dx%d", w, h, (int)pane, r.x, r.y, r.w, r.h);
        for (Pane other = pane + 1; other < PANES; other++)
            if (overlap(r, layout->pane[other])) fail_msg("%dx%d: panes %d and %d overlap", w, h, (int)pane, (int)other);
        assert_int_equal(layout_pane_at(layout, r.x, r.y), pane);
        assert_int_equal(layout_pane_at(layout, r.x + r.w - 1, r.y + r.h - 1), pane);
    }
}

static void panes_stay_apart_at_every_size(void **state) {
    (void)state;
    for (int h = 1; h <= 80; h++) {
        for (int w = 1; w <= 260; w++) {
            for (int variant = 0; variant < NUMBERED_PANES * 8; variant++) {
                LayoutWish wish = {.focus = (Pane)(variant / 8),
                                   .is_zoomed = variant & 1,
                                   .is_intro = variant & 2,
                                   .is_presenting = variant & 4,
                                   .story_rows = variant & 4 ? h : 0};
                Layout layout = layout_make(w, h, &wish);
                if (layout.kind != LAYOUT_TOO_SMALL) check(&layout, w, h);
            }
        }
    }
}

static void small_screens_show_one_pane_and_smaller_ones_none(void **state) {
    (void)state;
    LayoutWish wish = {.focus = PANE_TASKS};
    assert_int_equal(layout_make(LAYOUT_MIN_W, LAYOUT_MIN_H, &wish).kind, LAYOUT_ONE);
    assert_int_equal(layout_make(LAYOUT_MIN_W - 1, LAYOUT_MIN_H, &wish).kind, LAYOUT_TOO_SMALL);
    assert_int_equal(layout_make(LAYOUT_MIN_W, LAYOUT_MIN_H - 1, &wish).kind, LAYOUT_TOO_SMALL);
    assert_int_equal(layout_make(79, 24, &wish).kind, LAYOUT_ONE);
    assert_int_equal(layout_make(80, 24, &wish).kind, LAYOUT_TABS);
    assert_int_equal(layout_make(120, 40, &wish).kind, LAYOUT_WIDE);
    assert_int_equal(layout_make(200, 60, &wish).kind, LAYOUT_FULL);
}

// Each numbered pane can be seen at every size: in a place of its own, or by its number.
static void the_focus_is_always_in_sight(void **state) {
    (void)state;
    static const int sizes[][2] = {{40, 10}, {79, 24}, {80, 24}, {120, 40}, {159, 60}, {160, 45}, {250, 70}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (Pane pane = 0; pane < NUMBERED_PANES; pane++) {
            LayoutWish wish = {.focus = pane};
            Layout layout = layout_make(sizes[i][0], sizes[i][1], &wish);
            if (!layout.pane[pane].w) fail_msg("%dx%d: pane %d is not there", sizes[i][0], sizes[i][1], (int)pane);
        }
    }
}

static void what_was_looked_at_last_stays_on_top(void **state) {
    (void)state;
    LayoutWish wish = {.focus = PANE_SOURCE, .used[PANE_TROUBLE] = 1, .used[PANE_SYNC] = 2};
    assert_true(layout_make(80, 24, &wish).pane[PANE_SYNC].w);
    Layout layout = layout_make(120, 40, &wish);
    assert_true(layout.pane[PANE_SYNC].w && layout.pane[PANE_TROUBLE].w && layout.pane[PANE_TASKS].w);
    assert_int_equal(layout.tabs[PANE_SYNC], 1u << PANE_LOOP | 1u << PANE_SYNC);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(panes_stay_apart_at_every_size),
                                       cmocka_unit_test(small_screens_show_one_pane_and_smaller_ones_none),
                                       cmocka_unit_test(the_focus_is_always_in_sight),
                                       cmocka_unit_test(what_was_looked_at_last_stays_on_top)};
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
