// Names in rows: whole, or counted.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "ui/flow.h"

static void draw(Flow *flow, int w, int h, Str *out) {
    Grid grid = {0};
    grid_reset(&grid, w, h, false);
    Canvas canvas = canvas_of(&grid);
    int rows = flow_layout(flow, w, h);
    assert_in_range(rows, 1, h);
    flow_draw(flow, &canvas, 0, 0);
    for (int y = 0; y < h; y++) {
        grid_row(&grid, y, out);
        str_add(out, "\n");
    }
    grid_free(&grid);
}

static void names_go_on_in_the_next_row_and_the_last_says_how_many_more(void **state) {
    (void)state;
    static const struct {
        const char *why;
        int w, h;
        uint32_t others;
        const char *text;
    } rows[] = {
        {"one row", 24, 1, 0, "anna, bert, cleo, dieter\n"},
        {"two rows", 12, 2, 0, "anna, bert,\ncleo, dieter\n"},
        {"a row too few: the last one makes room", 12, 1, 0, "anna, +3\n"},
        {"others that have no name here", 24, 2, 7, "anna, bert, cleo, +8\n\n"},
        {"a row narrower than a name", 5, 5, 0, "anna,\nbert,\ncleo,\ndiet…\n\n"},
        {"one that stands alone is cut", 6, 1, 0, "a…, +3\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static const char *const names[] = {"anna", "bert", "cleo", "dieter"};
        Flow flow = {.others = rows[i].others};
        Str out = {0};
        for (size_t j = 0; j < 4; j++) flow_add_to_list(&flow, INK_TEXT, view_of(names[j]));
        draw(&flow, rows[i].w, rows[i].h, &out);
        if (strcmp(out.s, rows[i].text))
            fail_msg("%s:\n%snot\n%s", rows[i].why, out.s, rows[i].text);
        str_free(&out);
        flow_free(&flow);
    }
}

static void a_label_stands_before_its_first_name(void **state) {
    (void)state;
    Flow flow = {0};
    Str out = {0};
    flow_add(&flow, INK_TEXT, view_of("put:"), 0)->is_label = true;
    flow_add(&flow, INK_TEXT, view_of("a"), 1);
    flow_add(&flow, INK_TEXT, view_of("get:"), 3)->is_label = true;
    flow_add(&flow, INK_TEXT, view_of("b"), 1);
    draw(&flow, 14, 2, &out); // "get:" alone would still have room
    assert_string_equal(out.s, "put: a\nget: b\n");
    str_free(&out);
    flow_free(&flow);
}

// Whatever the sizes: each name stands whole or is counted.
static void no_size_loses_a_name(void **state) {
    (void)state;
    for (int w = 1; w < 60; w++) {
        for (int h = 1; h < 6; h++) {
            Flow flow = {0};
            Str out = {0};
            for (int i = 0; i < 12; i++) {
                char name[40];
                snprintf(name, sizeof name, "%.*s%d", 1 + i * 5 % 9, "abcdefghij", i);
                FlowItem *item = flow_add_to_list(&flow, INK_TEXT, view_of(name));
                item->has_lead = i == 0;
            }
            draw(&flow, w, h, &out);
            unsigned more = 0;
            const char *plus = strrchr(out.s, '+');
            if (plus) sscanf(plus, "+%u", &more);
            if (w > 14 && flow.shown + more != 12)
                fail_msg("%d x %d: %zu names and %u more:\n%s", w, h, flow.shown, more, out.s);
            str_free(&out);
            flow_free(&flow);
        }
    }
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_go_on_in_the_next_row_and_the_last_says_how_many_more),
        cmocka_unit_test(a_label_stands_before_its_first_name),
        cmocka_unit_test(no_size_loses_a_name),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
