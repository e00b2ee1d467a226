#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explain/story.h"
#include "export/export_text.h"

static const char source[] = "\"\"\"The title\n\n**Look** *here* at `x**y`, 2 * 3.\n\n- é\n\"\"\"\n" // 1-6
                             "#: One **idea**\n"                                           // 7
                             "#: in `two` lines.\n"                                        // 8
                             "#: [after] It is over.\n"                                    // 9
                             "print('é')\n"                                                // 10
                             "pass\n";                                                     // 11

typedef struct Telling {
    Lesson lesson;
    Story story;
    Teller teller;
    char *text;
    size_t size;
    uint32_t code;
} Telling;

static void begin(Telling *telling, bool with_lesson, bool ascii) {
    *telling = (Telling){.story = story_new()};
    assert_true(lesson_parse(&telling->lesson, "lesson.py", view_of(source), NULL));
    telling->code = story_code(&telling->story, "<module>", story_source(&telling->story, "lesson.py", source), 1);
    FILE *out = open_memstream(&telling->text, &telling->size);
    telling->teller = (Teller){.history = telling->story.history, .lesson = with_lesson ? &telling->lesson : NULL, .out = out, .ascii = ascii};
    teller_begin(&telling->teller);
}

static void run(Telling *telling) {
    Story *story = &telling->story;
    story_event(story, EV_LINE, 0, telling->code, 10, 0, 0);
    teller_catch_up(&telling->teller);
    teller_catch_up(&telling->teller); // nothing new: nothing is told twice
    story_event(story, EV_OUTPUT, 0, 1, story_string(story, "é\x1b[0m\n"), 0, 0);
    story_loop(story); // a detail: not told
    story->t = 1500000000;
    story_event(story, EV_LINE, 0, telling->code, 11, 0, 0);
    teller_catch_up(&telling->teller);
}

static void end(Telling *telling, const char *expected) {
    fclose(telling->teller.out);
    assert_string_equal(telling->text, expected);
    free(telling->text);
    lesson_free(&telling->lesson);
    history_free(telling->story.history);
}

static void a_lesson_is_told_with_its_introduction_and_notes(void **unused) {
    (void)unused;
    Telling telling;
    begin(&telling, true, false);
    run(&telling);
    end(&telling, "The title\n\nLook here at x**y, 2 * 3.\n\n- é\n\n"
                  "0.000  The program runs line 10: print('é')\n"
                  "       Note: One idea in two lines.\n"
                  "0.000  The program prints: é\\x1b[0m\n"
                  "1.500  The program runs line 11: pass\n"
                  "       Note: It is over.\n");
}

static void a_program_is_told_without_them(void **unused) {
    (void)unused;
    Telling telling;
    begin(&telling, false, false);
    run(&telling);
    end(&telling,
        "0.000  The program runs line 10: print('é')\n0.000  The program prints: é\\x1b[0m\n1.500  The program runs line 11: pass\n");
}

static void ascii_is_ascii(void **unused) {
    (void)unused;
    Telling telling;
    begin(&telling, true, true);
    run(&telling);
    end(&telling, "The title\n\nLook here at x**y, 2 * 3.\n\n- \\xe9\n\n"
                  "0.000  The program runs line 10: print('\\xe9')\n"
                  "       Note: One idea in two lines.\n"
                  "0.000  The program prints: \\xe9\\x1b[0m\n"
                  "1.500  The program runs line 11: pass\n"
                  "       Note: It is over.\n");
}

// As a terminal 40 cells wide has it: words are whole, and what goes on stands below where the text
// began. Shorter lines are as ever.
static void words_are_not_broken_on_a_terminal(void **unused) {
    (void)unused;
    Telling telling;
    begin(&telling, true, false);
    telling.teller.width = 40;
    story_event(&telling.story, EV_LINE, 0, telling.code, 10, 0, 0);
    story_event(
        &telling.story, EV_OUTPUT, 0, 1,
        story_string(&telling.story, "one two three four five six seven eight nine\nand ten\n"), 0,
        0);
    teller_catch_up(&telling.teller);
    end(&telling, "The title\n\nLook here at x**y, 2 * 3.\n\n- é\n\n"
                  "0.000  The program runs line 10:\n"
                  "       print('é')\n"
                  "       Note: One idea in two lines.\n"
                  "0.000  The program prints: one two three\n"
                  "       four five six seven eight nine\n"
                  "0.000  The program prints: and ten\n");
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8")) return fputs("no C.UTF-8 locale\n", stderr), 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lesson_is_told_with_its_introduction_and_notes),
        cmocka_unit_test(a_program_is_told_without_them),
        cmocka_unit_test(ascii_is_ascii),
        cmocka_unit_test(words_are_not_broken_on_a_terminal),
    };
    return cmocka_run_group_tests_name("export_text", tests, NULL, NULL);
}
