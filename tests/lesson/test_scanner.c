#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/scanner.h"

// Tokens as letters: c comment alone on its line, C after code, s string, n end of a statement, w anything else.
static void picture(Str *out, StrView source) {
    Scanner scanner = scanner_of(source);
    for (Token token = scanner_next(&scanner); token.kind != TOKEN_END; token = scanner_next(&scanner)) {
        char letter = token.kind == TOKEN_COMMENT ? (token.is_alone ? 'c' : 'C') : token.kind == TOKEN_STRING ? 's' : token.kind == TOKEN_NEWLINE ? 'n' : 'w';
        str_add_bytes(out, &letter, 1);
    }
}

static void a_hash_in_a_string_is_no_comment(void **unused) {
    (void)unused;
    static const struct { const char *why, *source, *expected; } rows[] = {
        {"a comment", "# one\n", "c"},
        {"a comment after code", "x # one\n", "wCn"},
        {"no newline at the end", "x", "wn"},
        {"single quotes", "'# no'\n", "sn"},
        {"double quotes", "\"# no\" # yes\n", "sCn"},
        {"the other quote inside", "'\"# no' # yes\n", "sCn"},
        {"an escaped quote", "'\\'# no' # yes\n", "sCn"},
        {"an escaped backslash", "'\\\\' # yes\n", "sCn"},
        {"raw: a backslash still keeps the quote", "r'\\'# no'\n", "sn"},
        {"an empty string", "'' # yes\n", "sCn"},
        {"triple quotes over lines", "'''a\n# no\n''' # yes\n", "sCn"},
        {"two quotes inside triple ones", "'''a''# no'''\n", "sn"},
        {"an escaped quote inside triple ones", "'''a\\'''# no'''\n", "sn"},
        {"four quotes at the beginning", "\"\"\"\"# no\"\"\"\n", "sn"},
        {"prefixes", "rb'#' Rb'#' f'#' BR'#' u'#'\n", "sssssn"},
        {"a name before a quote is no prefix", "xr'#'\n", "wsn"},
        {"an f-string with braces", "f'{a:#x} # no'\n", "sn"},
        {"a string that is not closed ends with its line", "'# no\nx # yes\n", "snwCn"},
        {"a backslash carries a string over the line", "'a\\\n# no'\n", "sn"},
        {"triple quotes that are not closed take the rest", "'''# no\n# no\n", "sn"},
        {"brackets carry a statement over lines", "f(\n# in\n1\n)\n", "wwcwwn"},
        {"a backslash does too", "x = \\\n1\n", "wwwn"},
        {"a closing bracket too many", ")\nx\n", "wnwn"},
        {"blank lines are nothing", "\n\n  \n\tx\n\n", "wn"},
        {"other line ends", "x\r\ny\rz\n", "wnwnwn"},
        {"adjacent strings", "'a' '#'\n'b'\n", "ssnsn"},
        {"nothing", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str out = {0};
        picture(&out, view_of(rows[i].source));
        if (strcmp(str_text(&out), rows[i].expected) != 0) fail_msg("%s: %s, expected %s", rows[i].why, str_text(&out), rows[i].expected);
        str_free(&out);
    }
}

static void tokens_know_their_line(void **unused) {
    (void)unused;
    Scanner scanner = scanner_of(view_of("'''a\nb''' # one\n\nx = (\n1) # two\r\n# three"));
    static const struct { TokenKind kind; unsigned line; } expected[] = {
        {TOKEN_STRING, 1}, {TOKEN_COMMENT, 2}, {TOKEN_NEWLINE, 2}, {TOKEN_CODE, 4}, {TOKEN_CODE, 4}, {TOKEN_CODE, 4}, {TOKEN_CODE, 5},
        {TOKEN_CODE, 5}, {TOKEN_COMMENT, 5}, {TOKEN_NEWLINE, 5}, {TOKEN_COMMENT, 6}, {TOKEN_END, 6},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        Token token = scanner_next(&scanner);
        assert_int_equal(token.kind, expected[i].kind);
        assert_int_equal(token.line, expected[i].line);
    }
}

static void any_bytes_come_to_an_end(void **unused) {
    (void)unused;
    static const char pieces[] = "'\"\\\n\r#([{)]}xrbf \t\0\xff";
    srand(3);
    for (int round = 0; round < 20000; round++) {
        char source[64];
        size_t len = (size_t)rand() % sizeof source, tokens = 0;
        for (size_t i = 0; i < len; i++) source[i] = pieces[(size_t)rand() % sizeof pieces];
        Scanner scanner = scanner_of((StrView){source, len});
        while (scanner_next(&scanner).kind != TOKEN_END) assert_true(++tokens <= 2 * len + 1);
        assert_int_equal(scanner.rest.len, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_in_a_string_is_no_comment),
        cmocka_unit_test(tokens_know_their_line),
        cmocka_unit_test(any_bytes_come_to_an_end),
    };
    return cmocka_run_group_tests_name("scanner", tests, NULL, NULL);
}
