// The word that was probably meant.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/near.h"

static void only_what_is_near_is_suggested(void **state) {
    (void)state;
    static const char *const commands[] = {"run", "record", "stats", "panes", "interview"};
    static const struct {
        const char *typed, *meant;
    } rows[] = {
        {"rnu", "run"},      {"RUN", "run"},       {"interveiw", "interview"},
        {"statss", "stats"}, {"recrod", "record"}, {"q", NULL},
        {"xy", NULL},        {"nonsense", NULL},   {"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t count = sizeof commands / sizeof *commands;
        const char *meant = near_word(view_of(rows[i].typed), commands, count);
        bool is_right =
            meant && rows[i].meant ? strcmp(meant, rows[i].meant) == 0 : meant == rows[i].meant;
        if (!is_right) fail_msg("%s: %s", rows[i].typed, meant ? meant : "none");
    }
}

static void long_words_are_no_trouble(void **state) {
    (void)state;
    char typed[200];
    const char *words[] = {typed};
    memset(typed, 'a', sizeof typed);
    typed[sizeof typed - 1] = '\0';
    assert_null(near_word((StrView){typed, sizeof typed - 1}, words, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(only_what_is_near_is_suggested),
                                       cmocka_unit_test(long_words_are_no_trouble)};
    return cmocka_run_group_tests_name("near", tests, NULL, NULL);
}
