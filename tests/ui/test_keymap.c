// The key table: no key means two things at once, and what is shown is what works.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/text.h"
#include "ui/keymap.h"

static const Mode modes[] = {
    MODE_WATCH,       MODE_TASKS,  MODE_INTRO,  MODE_INSPECT,  MODE_MENU,     MODE_HELP,
    MODE_LINE,        MODE_STDIN,  MODE_SURE,   MODE_QUESTION, MODE_TIMELINE, MODE_TROUBLE,
    MODE_WHY,         MODE_SOURCE, MODE_OUTPUT, MODE_WAITS,    MODE_VERDICT,  MODE_END,
    MODE_FIND_LESSON, MODE_REPORT, MODE_CODE};
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
            unsigned now = (unsigned)width * 37u % (NOW_LAST_LESSON * 2u);
            Action actions[ACTIONS];
            size_t count = keymap_hints(modes[m], now, width, true, actions);
            int cells = 0;
            for (size_t i = 0; i < count; i++) {
                Str key = {0};
                const char *word;
                keymap_hint(actions[i], modes[m], now, true, &key, &word);
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

// The hint line as it reads: keys and words, two blanks between.
static void line_of(Str *out, Mode mode, unsigned now, int width) {
    Action actions[ACTIONS];
    size_t count = keymap_hints(mode, now, width, true, actions);
    str_clear(out);
    for (size_t i = 0; i < count; i++) {
        const char *word;
        if (i) str_add(out, "  ");
        keymap_hint(actions[i], mode, now, true, out, &word);
        str_addf(out, " %s", word);
    }
}

// What is of use now comes with the mode and with what is known; what is of none goes.
static void the_hint_line_says_what_can_be_done_now(void **state) {
    (void)state;
    enum { LESSON_END = NOW_AT_END | NOW_PROGRAM | NOW_EDITABLE | NOW_LIST };
    static const struct {
        Mode mode;
        unsigned now;
        const char *begins, *has, *lacks;
    } rows[] = {
        {MODE_SOURCE, 0, "space play  right step  left back", "down scroll", "choose"},
        {MODE_SOURCE, NOW_PLAYING, "space pause", NULL, "play"},
        {MODE_SOURCE, NOW_AT_START, "space play  right step", NULL, "left back"},
        {MODE_SOURCE, LESSON_END | NOW_HINT_LEFT,
         "e edit  E edit a line  u hint  r again  backspace list", "left back", "right step"},
        {MODE_SOURCE, LESSON_END | NOW_LESSON,
         "right next  e edit  E edit a line  r again  backspace list", "q quit", "u hint"},
        {MODE_END, LESSON_END | NOW_LESSON | NOW_HINT_LEFT, "enter next lesson",
         "e edit  u hint  r again  backspace list", "right next"},
        {MODE_END, LESSON_END | NOW_LESSON | NOW_LAST_LESSON,
         "enter list of lessons  esc stay  e edit", "q quit", "next"},
        {MODE_VERDICT, NOW_LESSON, "enter go on  A the moment", "? help", "space play"},
        {MODE_SOURCE, NOW_AT_END, "left back", "q quit", "e edit"}, // of a recording
        {MODE_SOURCE, NOW_ZOOMED, "z unzoom", NULL, NULL},
        {MODE_SOURCE, NOW_BREAKS, "space play", "c continue", NULL},
        {MODE_TASKS, 0, "down choose  enter inspect", "w why", "scroll"},
        {MODE_TASKS, LESSON_END, "down choose", "e edit", "space play"},
        {MODE_TIMELINE, 0, "] zoom in  [ out  < earlier  > later", "right step", NULL},
        {MODE_OUTPUT, 0, "v one task", "down scroll", NULL},
        {MODE_WAITS, 0, "v one task", "down scroll", NULL},
        {MODE_TROUBLE, NOW_TROUBLE, "down choose  enter go there", NULL, NULL},
        {MODE_TROUBLE, 0, "space play", NULL, "go there"},
        {MODE_INTRO, NOW_AT_START, "enter begin", "down scroll", NULL},
        {MODE_INSPECT, 0, "enter close", "down scroll", NULL},
        {MODE_MENU, 0, "enter open  down choose", "/ find", NULL},
    };
    Str line = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        line_of(&line, rows[i].mode, rows[i].now, 88); // 80 columns, where arrows are one cell each
        bool begins = strncmp(str_text(&line), rows[i].begins, strlen(rows[i].begins)) == 0;
        if (!begins || (rows[i].has && !strstr(line.s, rows[i].has)) ||
            (rows[i].lacks && strstr(line.s, rows[i].lacks)))
            fail_msg("row %zu: %s", i, str_text(&line));
    }
    str_free(&line);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_stands_twice_in_a_mode),
        cmocka_unit_test(every_name_in_the_table_is_a_key),
        cmocka_unit_test(every_key_does_what_its_row_says),
        cmocka_unit_test(hints_fit_whatever_the_width),
        cmocka_unit_test(every_help_is_read_whole),
        cmocka_unit_test(the_hint_line_says_what_can_be_done_now),
    };
    return cmocka_run_group_tests_name("keymap", tests, NULL, NULL);
}
