// Prose: Markdown and Python as styled text, broken into lines that fit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/markdown.h"
#include "ui/python.h"

// The lines of a document at a width, as text.
static void render(const char *markdown, int width, Str *out) {
    Rich rich = {0};
    Grid grid = {0};
    markdown_render(&rich, view_of(markdown), false, false);
    int rows = rich_layout(&rich, width);
    grid_reset(&grid, width, rows ? rows : 1, false);
    Canvas canvas = canvas_of(&grid);
    rich_draw(&rich, &canvas, 0);
    for (int y = 0; y < rows; y++) {
        grid_row(&grid, y, out);
        str_add(out, "\n");
    }
    grid_free(&grid);
    rich_free(&rich);
}

static void markdown_becomes_lines(void **state) {
    (void)state;
    static const struct { const char *why, *markdown; int width; const char *lines; } rows[] = {
        {"words wrap", "one two three four", 9, "one two\nthree\nfour\n"},
        {"a newline in a paragraph is a blank", "one\ntwo", 20, "one two\n"},
        {"paragraphs keep a line between them", "one\n\ntwo", 20, "one\n\ntwo\n"},
        {"items hang", "- alpha beta\n- gamma", 9, "• alpha\n  beta\n• gamma\n"},
        {"numbers count", "1. alpha\n2. beta", 20, "1. alpha\n2. beta\n"},
        {"code is cut, not wrapped", "    a = 1  # long\n    b", 10, "  a = 1  #\n  b\n"},
        {"marks are not shown", "**bold** *it* `code`", 30, "bold it code\n"},
        {"entities are characters", "a &lt; b &amp; c", 20, "a < b & c\n"},
        {"HTML is text", "<b>x</b>", 20, "<b>x</b>\n"},
        {"a word longer than the line is cut", "abcdefghij", 4, "abcd\nefgh\nij\n"},
        {"escape codes are shown", "a\033[31mb", 20, "a\\x1b[31mb\n"},
        {"nothing is nothing", "", 20, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str out = {0};
        render(rows[i].markdown, rows[i].width, &out);
        if (strcmp(str_text(&out), rows[i].lines) != 0) fail_msg("%s:\n%s\ninstead of\n%s", rows[i].why, str_text(&out), rows[i].lines);
        str_free(&out);
    }
}

static void no_line_is_wider_than_its_pane(void **state) {
    (void)state;
    static const char *const pieces[] = {"word ", "\n", "\n\n", "- ", "1. ", "**", "`", "```\n", "日本語", "e\xCC\x81", "# ", "    ", "> ", "\t",
                                         "&lt;", "<", "[x](y)", "longlonglonglonglonglong", "\xff", "\033", "  \n"};
    srand(1);
    for (int round = 0; round < 3000; round++) {
        Str document = {0};
        for (int n = rand() % 24; n > 0; n--) str_add(&document, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
        Rich rich = {0};
        markdown_render(&rich, (StrView){str_text(&document), document.len}, rand() & 1, rand() & 1);
        int width = 12 + rand() % 50, rows = rich_layout(&rich, width);
        for (int i = 0; i < rows; i++) {
            const RichLine *line = &rich.lines[i];
            const RichParagraph *paragraph = &rich.paragraphs[line->paragraph];
            int cells = paragraph->indent + (line->is_first ? 0 : paragraph->hang) + text_cells((StrView){rich.text.s + line->start, line->len});
            // A list nested deeper than the pane is wide has lines of one glyph.
            if (cells > width && cells > paragraph->indent + paragraph->hang + 2) fail_msg("%d cells of %d:\n%s", cells, width, document.s);
        }
        rich_free(&rich);
        str_free(&document);
    }
}

// One letter for each byte's style.
static void styles_of(PythonLexer *lexer, const char *line, char *out) {
    static const char letters[INKS] = {[INK_TEXT] = ' ', [INK_KEYWORD] = 'k', [INK_AWAIT] = 'a', [INK_STRING] = 's', [INK_NUMBER] = 'n',
                                       [INK_COMMENT] = 'c'};
    Style styles[128];
    python_line(lexer, view_of(line), styles);
    for (size_t i = 0; i < strlen(line); i++) out[i] = letters[STYLE_INK(styles[i])];
    out[strlen(line)] = '\0';
}

static void python_is_painted_by_its_words(void **state) {
    (void)state;
    static const struct { const char *line, *styles; } rows[] = {
        {"async def f(x):", "aaaaa kkk      "},
        {"await g('a#b')", "aaaaa   sssss "},
        {"x = 1.5 # 'no'", "    nnn cccccc"},
        {"f\"{x}\" in_for", "ssssss       "},
        {"'it\\'s' or y", "sssssss kk  "},
        {"\"\"\"open", "sssssss"},
        {"still # text", "ssssssssssss"},
        {"end\"\"\" if z", "ssssss kk  "},
    };
    PythonLexer lexer = {0}; // the last three rows are one string
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char styles[128];
        styles_of(&lexer, rows[i].line, styles);
        if (strcmp(styles, rows[i].styles) != 0) fail_msg("%s\n%s instead of\n%s", rows[i].line, styles, rows[i].styles);
    }
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {cmocka_unit_test(markdown_becomes_lines), cmocka_unit_test(no_line_is_wider_than_its_pane),
                                       cmocka_unit_test(python_is_painted_by_its_words)};
    return cmocka_run_group_tests_name("prose", tests, NULL, NULL);
}
