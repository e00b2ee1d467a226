#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

typedef struct Row {
    const char *why, *text;
    size_t len; // 0: to the NUL
    const char *clean, *ascii;
} Row;

static const Row rows[] = {
    {"plain text stays", "print(1)", 0, "print(1)", "print(1)"},
    {"an escape sequence is spelled out", "\x1b[31mred\x1b[0m", 0, "\\x1b[31mred\\x1b[0m", "\\x1b[31mred\\x1b[0m"},
    {"line ends and tabs have their short names", "a\tb\r\n", 0, "a\\tb\\r\\n", "a\\tb\\r\\n"},
    {"NUL does not end the text", "a\0b", 3, "a\\x00b", "a\\x00b"},
    {"delete and bell", "\x7f\a", 0, "\\x7f\\x07", "\\x7f\\x07"},
    {"the one-byte CSI of C1", "\xc2\x9b" "31m", 0, "\\x9b31m", "\\x9b31m"},
    {"a backslash stays", "C:\\new", 0, "C:\\new", "C:\\new"},
    {"accents and wide glyphs stay", "é 漢", 0, "é 漢", "\\xe9 \\u6f22"},
    {"a character beyond 16 bits", "🙂", 0, "🙂", "\\U0001f642"},
    {"a lone continuation byte", "a\x80z", 0, "a\xEF\xBF\xBDz", "a\\ufffdz"},
    {"a cut character", "a\xe6\xbc", 0, "a\xEF\xBF\xBD\xEF\xBF\xBD", "a\\ufffd\\ufffd"},
    {"an overlong slash", "\xc0\xaf", 0, "\xEF\xBF\xBD\xEF\xBF\xBD", "\\ufffd\\ufffd"},
    {"a surrogate", "\xed\xa0\x80", 0, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\\ufffd\\ufffd\\ufffd"},
    {"a zero-width joiner", "👩\u200d💻", 0, "👩\\u200d💻", "\\U0001f469\\u200d\\U0001f4bb"},
    {"a variation selector", "❤\ufe0f", 0, "❤\\ufe0f", "\\u2764\\ufe0f"},
    {"bidi controls", "a\u202eb\u2066c", 0, "a\\u202eb\\u2066c", "a\\u202eb\\u2066c"},
    {"a tag", "\U000e0041", 0, "\\U000e0041", "\\U000e0041"},
    {"a line separator", "a\u2028b", 0, "a\\u2028b", "a\\u2028b"},
    {"a byte order mark", "\ufeffa", 0, "\\ufeffa", "\\ufeffa"},
    {"a character nobody has assigned", "\U000e1000x", 0, "\\U000e1000x", "\\U000e1000x"},
    {"a combining mark stays on its base", "e\u0301!", 0, "e\u0301!", "e\\u0301!"},
    {"a combining mark without a base", "\u0301a", 0, "\\u0301a", "\\u0301a"},
    {"a mark after a control has no base", "\n\u0301", 0, "\\n\\u0301", "\\n\\u0301"},
    {"a fifth mark on one base", "a\u0301\u0301\u0301\u0301\u0301b", 0, "a\u0301\u0301\u0301\u0301\\u0301b",
     "a\\u0301\\u0301\\u0301\\u0301\\u0301b"},
    {"nothing", "", 0, "", ""},
};

static void cleaning_leaves_nothing_a_terminal_could_act_on(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Row *row = &rows[i];
        StrView text = {row->text, row->len ? row->len : strlen(row->text)};
        for (int ascii = 0; ascii < 2; ascii++) {
            Str out = {0};
            text_clean(&out, text, ascii);
            const char *expected = ascii ? row->ascii : row->clean;
            if (strcmp(str_text(&out), expected) != 0) fail_msg("%s: «%s», expected «%s»", row->why, str_text(&out), expected);
            str_free(&out);
        }
    }
}

// What we say ourselves stays as it is, whatever the locale knows.
static void what_is_said_is_clean_in_any_locale(void **unused) {
    (void)unused;
    static const char *const locales[] = {"C.UTF-8", "C"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        Str out = {0};
        assert_non_null(setlocale(LC_ALL, locales[i]));
        text_clean_said(&out, view_of("LESSON… \x1b[31m\xc2\x9b\xe2\x80\xae\n\t\xff é 漢"));
        assert_string_equal(out.s, "LESSON… \\x1b[31m\\x9b\\u202e\\n\\t\xef\xbf\xbd é 漢");
        str_free(&out);
    }
    setlocale(LC_ALL, "C.UTF-8");
}

static void cleaning_appends(void **unused) {
    (void)unused;
    Str out = {0};
    str_add(&out, "A prints: ");
    text_clean(&out, view_of("x\n"), false);
    assert_string_equal(out.s, "A prints: x\\n");
    str_free(&out);
}

static void a_tab_in_a_line_goes_to_the_next_stop(void **unused) {
    (void)unused;
    static const struct { const char *line; int tab; const char *expected; } lines[] = {
        {"\tx", 4, "    x"}, {"a\tx", 4, "a   x"}, {"abcd\tx", 4, "abcd    x"}, {"漢\tx", 4, "漢  x"}, {"a\t\tx", 8, "a               x"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        Str out = {0};
        str_add(&out, "12 ");
        text_clean_line(&out, view_of(lines[i].line), lines[i].tab, false);
        assert_string_equal(out.s + 3, lines[i].expected);
        str_free(&out);
    }
}

static void cells_count_what_is_seen(void **unused) {
    (void)unused;
    assert_int_equal(text_cells(view_of("")), 0);
    assert_int_equal(text_cells(view_of("abc")), 3);
    assert_int_equal(text_cells(view_of("漢字")), 4);
    assert_int_equal(text_cells(view_of("e\u0301e")), 2);
}

static void fitting_never_splits_a_glyph(void **unused) {
    (void)unused;
    static const struct { const char *text; int cells; size_t bytes; } fits[] = {
        {"abc", 2, 2}, {"abc", 3, 3}, {"abc", 9, 3}, {"abc", 0, 0}, {"abc", -1, 0}, {"漢字", 1, 0}, {"漢字", 2, 3}, {"漢字", 3, 3},
        {"e\u0301x", 1, 3}, {"xe\u0301", 1, 1}, {"é", 1, 2},
    };
    for (size_t i = 0; i < sizeof fits / sizeof *fits; i++)
        assert_int_equal(text_fit(view_of(fits[i].text), fits[i].cells), fits[i].bytes);
}

// The lines of a text, joined by |.
static void wrap(Str *out, const char *text, int cells) {
    StrView rest = view_of(text);
    while (rest.len) {
        size_t skip, len = text_wrap(rest, cells, &skip);
        if (out->len) str_add(out, "|");
        str_add_bytes(out, rest.s, len);
        rest = (StrView){rest.s + len + skip, rest.len - len - skip};
    }
}

static void words_are_kept_whole(void **unused) {
    (void)unused;
    static const struct { const char *text; int cells; const char *expected; } wraps[] = {
        {"one two three", 20, "one two three"}, {"one two three", 7, "one two|three"}, {"one two three", 8, "one two|three"},
        {"one two three", 6, "one|two|three"}, {"one  two", 3, "one|two"}, {"abcdefg", 3, "abc|def|g"}, {"a bcdefg", 3, "a|bcd|efg"},
        {"漢字漢字", 3, "漢|字|漢|字"}, {"漢字", 1, "漢|字"}, {"ab", 0, "a|b"}, {"e\u0301e", 0, "e\u0301|e"}, {"  in", 4, "  in"},
        {"  long", 4, "  lo|ng"}, {"end   ", 3, "end"}, {"      x", 3, "   |x"},
    };
    for (size_t i = 0; i < sizeof wraps / sizeof *wraps; i++) {
        Str out = {0};
        wrap(&out, wraps[i].text, wraps[i].cells);
        assert_string_equal(str_text(&out), wraps[i].expected);
        str_free(&out);
    }
}

static bool is_safe(StrView text) {
    size_t bytes;
    unsigned character;
    for (; (bytes = text_decode(text, &character)) > 0; text = (StrView){text.s + bytes, text.len - bytes}) {
        if (character < 0x20 || (character >= 0x7F && character < 0xA0)) return false;
        if (bytes == 1 && character == 0xFFFD) return false;
    }
    return true;
}

// Any bytes at all: the result is UTF-8 without controls, is clean already, is never wider than it was asked to be, and wraps to its end.
static void random_bytes_keep_every_promise(void **unused) {
    (void)unused;
    srand(7);
    for (int round = 0; round < 20000; round++) {
        char bytes[40];
        size_t len = (size_t)rand() % sizeof bytes;
        static const char *pieces[] = {"é", "漢", "\u0301", "\u200d", " ", "\x1b", "🙂", "\t"};
        size_t n = 0;
        while (n < len) {
            const char *piece = pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)];
            if (rand() % 2 && n + strlen(piece) <= sizeof bytes) memcpy(bytes + n, piece, strlen(piece)), n += strlen(piece);
            else bytes[n++] = (char)rand();
        }
        bool ascii = rand() % 2;
        Str out = {0}, again = {0};
        if (rand() % 2) text_clean(&out, (StrView){bytes, n}, ascii);
        else text_clean_line(&out, (StrView){bytes, n}, 4, ascii);
        StrView clean = {out.s, out.len};
        assert_true(is_safe(clean));
        text_clean(&again, clean, ascii);
        assert_string_equal(str_text(&again), str_text(&out));

        int cells = rand() % 12;
        size_t fit = text_fit(clean, cells);
        assert_true(text_cells((StrView){clean.s, fit}) <= cells);
        for (StrView rest = clean; rest.len;) {
            size_t skip, line = text_wrap(rest, cells + 2, &skip);
            assert_true(line > 0 && line + skip <= rest.len);
            assert_true(text_cells((StrView){rest.s, line}) <= cells + 2);
            rest = (StrView){rest.s + line + skip, rest.len - line - skip};
        }
        str_free(&out);
        str_free(&again);
    }
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) return fputs("no C.UTF-8 locale\n", stderr), 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleaning_leaves_nothing_a_terminal_could_act_on),
        cmocka_unit_test(cleaning_appends),
        cmocka_unit_test(what_is_said_is_clean_in_any_locale),
        cmocka_unit_test(a_tab_in_a_line_goes_to_the_next_stop),
        cmocka_unit_test(cells_count_what_is_seen),
        cmocka_unit_test(fitting_never_splits_a_glyph),
        cmocka_unit_test(words_are_kept_whole),
        cmocka_unit_test(random_bytes_keep_every_promise),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
