#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <setjmp.h>
#include <cmocka.h>

#include "export/json.h"

static void becomes(const char *bytes, size_t len, const char *expected) {
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    json_string(out, (StrView){bytes, len});
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static void text_stays_text(void **unused) {
    (void)unused;
    becomes("", 0, "\"\"");
    becomes("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
    becomes("é漢🙂", 9, "\"é漢🙂\"");
    becomes("\n\t\x1b\x7f\0x", 6, "\"\\u000a\\u0009\\u001b\\u007f\\u0000x\"");
}

// RFC 3629: overlong forms, surrogates, what is beyond U+10FFFF, and what is cut short.
static void what_is_no_utf_8_is_replaced(void **unused) {
    (void)unused;
    becomes("\xff" "a\x80", 3, "\"\\ufffda\\ufffd\"");
    becomes("\xc0\x80", 2, "\"\\ufffd\\ufffd\"");
    becomes("\xed\xa0\x80", 3, "\"\\ufffd\\ufffd\\ufffd\"");
    becomes("\xf4\x90\x80\x80", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");
    becomes("\xe6\xbc", 2, "\"\\ufffd\\ufffd\"");
}

static void seconds_are_exact(void **unused) {
    (void)unused;
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    json_seconds(out, 18000000000000000001u);
    fclose(out);
    assert_string_equal(text, "18000000000.000000001");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stays_text),
        cmocka_unit_test(what_is_no_utf_8_is_replaced),
        cmocka_unit_test(seconds_are_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
