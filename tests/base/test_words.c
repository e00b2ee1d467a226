#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/words.h"

static void a_list_is_read_as_a_person_reads_it(void **unused) {
    (void)unused;
    static const char *const expected[] = {"", "A", "A and B", "A, B and C", "A, B, C and D"};
    Str names[4] = {0};
    for (size_t i = 0; i < 4; i++) str_addf(&names[i], "%c", (int)('A' + i));
    for (size_t count = 0; count <= 4; count++) {
        Str out = {0};
        words_list(&out, names, count);
        assert_string_equal(str_text(&out), expected[count]);
        str_free(&out);
    }
    for (size_t i = 0; i < 4; i++) str_free(&names[i]);
}

static void english_has_one_and_many(void **unused) {
    (void)unused;
    assert_string_equal(words_n("one", "many", 0), "many");
    assert_string_equal(words_n("one", "many", 1), "one");
    assert_string_equal(words_n("one", "many", 2), "many");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_list_is_read_as_a_person_reads_it),
                                       cmocka_unit_test(english_has_one_and_many)};
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
