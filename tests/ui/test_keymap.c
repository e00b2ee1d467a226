// The key table: no key means two things at once, and what is shown is what works.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/text.h"
#include "ui/keymap.h"

static const Mode modes[] = {MODE_WATCH, MODE_TASKS, MODE_INTRO, MODE_INSPECT, MODE_MENU, MODE_HELP, MODE_LINE, MODE_STDIN, MODE_SURE, MODE_FIND_LESSON, MODE_REPORT, MODE_CODE};
#define MODE_COUNT (sizeof modes / sizeof *modes)

static bool row_has(const KeyRow *row, Key wanted) {
    const char *keys = row->keys;
    for (Key key; (key = keymap_next_key(&keys)) != K_NONE;)
        if (key == wanted) return true;
    return false;
}

static void no_key_stands_twice_in_a_mode(void **state) {
    (void)state;
    for (size_t m = 0; m < MODE_COUNT; m++) {
        for (Action a = ACT_NONE + 1; a < ACTIONS; a++) {
            const KeyRow *row = keymap_row(a);
            const char *keys = row->keys;
            if (!(row->modes & modes[m])) continue;
            for (Key key; (key = keymap_next_key(&keys)) != K_NONE;) {
                for (Action b = a + 1; b < ACTIONS; b++) {
                    if (!(keymap_row(b)->modes & modes[m]) || !row_has(keymap_row(b), key)) continue;
                    fail_msg("key %u of \"%s\" is also one of \"%s\"", key, row->help, keymap_row(b)->help);
                }
            }
        }
    }
}

static void every_name_in_the_table_is_a_key(void **state) {
    (void)state;
    for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
        const KeyRow *row = keymap_row(action);
        const char *keys = row->keys;
        size_t names = 1, known = 0;
        for (const char *at = keys; *at; at++) names += *at == ' ';
        while (keymap_next_key(&keys) != K_NONE) known++;
        if (known != names) fail_msg("\"%s\" has a name that is no key", row->keys);
    }
}

static void every_key_does_what_its_row_says(void **state) {
    (void)state;
    for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
        const KeyRow *row = keymap_row(action);
        for (size_t m = 0; m < MODE_COUNT; m++) {
            const char *keys = row->keys;
            for (Key key; row->modes & modes[m] && (key = keymap_next_key(&keys)) != K_NONE;)
                assert_int_equal(keymap_find(modes[m], key), action);
        }
    }
    assert_int_equal(keymap_find(MODE_WATCH, 'Q'), ACT_NONE);
}

static void hints_fit_whatever_the_width(void **state) {
    (void)state;
    for (size_t m = 0; m < MODE_COUNT; m++) {
        for (int width = 0; width < 160; width++) {
            Action actions[ACTIONS];
            size_t count = keymap_hints(modes[m], width, true, actions);
            int cells = 0;
            for (size_t i = 0; i < count; i++) {
                Str key = {0};
                const char *word;
                keymap_hint(keymap_row(actions[i]), true, &key, &word);
                cells += text_cells((StrView){key.s, key.len}) + 1 + text_cells(view_of(word)) + 2;
                str_free(&key);
            }
            assert_true(count == 0 || cells - 2 <= width);
        }
    }
}

// In the help of a screen of 80 columns, behind the keys.
static void every_help_is_read_whole(void **state) {
    (void)state;
    for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
        const KeyRow *row = keymap_row(action);
        if (strlen(row->help) > 57) fail_msg("%s: %zu characters", row->help, strlen(row->help));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_stands_twice_in_a_mode),
        cmocka_unit_test(every_name_in_the_table_is_a_key),
        cmocka_unit_test(every_key_does_what_its_row_says),
        cmocka_unit_test(hints_fit_whatever_the_width), cmocka_unit_test(every_help_is_read_whole),
    };
    return cmocka_run_group_tests_name("keymap", tests, NULL, NULL);
}
