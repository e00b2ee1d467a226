#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "explain/story.h"
#include "lesson/lesson.h"

// Notes as `line-last[task]*>text`: * each, > after; one a line.
static void picture(Str *out, const Lesson *lesson) {
    for (size_t i = 0; i < lesson->n_notes; i++) {
        const Note *note = &lesson->notes[i];
        str_addf(out, "%u", note->line);
        if (note->last_line != note->line) str_addf(out, "-%u", note->last_line);
        if (note->task.len) str_addf(out, "[%s]", note->task.s);
        str_addf(out, "%s%s %s;", note->each ? "*" : "", note->after ? ">" : "", str_text(&note->text));
    }
}

static void notes_belong_to_their_statements(void **unused) {
    (void)unused;
    static const struct { const char *why, *source, *expected; } rows[] = {
        {"at the end of a line", "x = 1  #: one\n", "1 one;"},
        {"above a statement", "#: one\nx = 1\n", "2 one;"},
        {"above, over blank lines and other comments", "#: one\n\n# other\n\nx = 1\n", "5 one;"},
        {"consecutive lines are one note", "#: one\n#: two\nx\n", "3 one\ntwo;"},
        {"an empty line in a note", "#: one\n#:\n#: two\nx\n", "4 one\n\ntwo;"},
        {"a bracket begins a new one", "#: one\n#: [each] two\n#: three\nx\n", "4 one;4* two\nthree;"},
        {"a blank line parts notes", "#: one\n\n#: two\nx\n", "4 one;4 two;"},
        {"a question parts notes, and is none", "#: one\n#? next\n#: two\nx\n", "4 one;4 two;"},
        {"a question with options", "#? choice Which?\n#?  - #: no\n#?  * yes\n#?  because so\nx\n", ""},
        {"above and beside", "#: one\nx  #: two\n", "2 one;2 two;"},
        {"beside, then above the next", "x  #: one\n#: two\ny\n", "1 one;3 two;"},
        {"inside a statement of several lines", "f(  #: one\n    1,  #: two\n    #: three\n)\n", "1-4 one;1-4 two;1-4 three;"},
        {"a header, not its body", "for x in y:  #: one\n    pass  #: two\n", "1 one;2 two;"},
        {"the tags", "#: [each] [after] [Task-2] one\nx\n", "2[Task-2]*> one;"},
        {"a name with blanks", "#: [\"my task\"] one\n#: ['b c'] two\nx\n", "3[my task] one;3[b c] two;"},
        {"no tag: blanks without quotes", "#: [see below] one\nx\n", "2 [see below] one;"},
        {"no tag: not closed", "#: [each one\nx\n", "2 [each one;"},
        {"no blank after the sign", "#:one\nx\n", ""},
        {"in a string", "'''\n#: no\n'''\nx = '#: no'\n", ""},
        {"in an f-string, after one", "f'{x}#: no'  #: one\n", "1 one;"},
        {"after a docstring with a hash", "\"\"\"T\n\n#: no\n\"\"\"\nx  #: one\n", "5 one;"},
        {"behind the last statement", "x\n#: one\n", "0 one;"},
        {"other line ends", "#: one\r\n#: two\r\nx\r\n", "3 one\ntwo;"},
        {"several statements on a line", "x; y  #: one\n", "1 one;"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Lesson lesson;
        Str out = {0};
        assert_true(lesson_parse(&lesson, "x.py", view_of(rows[i].source), NULL));
        picture(&out, &lesson);
        if (strcmp(str_text(&out), rows[i].expected) != 0) fail_msg("%s: «%s», expected «%s»", rows[i].why, str_text(&out), rows[i].expected);
        str_free(&out);
        lesson_free(&lesson);
    }
}

static void the_docstring_is_title_and_introduction(void **unused) {
    (void)unused;
    static const struct { const char *why, *source, *title, *intro; } rows[] = {
        {"one line", "\"\"\"Title\"\"\"\n", "Title", ""},
        {"an introduction", "\"\"\"Title\n\nOne.\nTwo.\n\nThree.\n\"\"\"\n", "Title", "One.\nTwo.\n\nThree."},
        {"indented", "'''Title\n\n    One.\n      - two\n    '''\n", "Title", "One.\n  - two"},
        {"the title on the second line", "'''\n  Title\n\n  One.\n'''\n", "Title", "One."},
        {"single quotes", "'Title'\n", "Title", ""},
        {"raw", "r'''Title \\n\n\nOne'''\n", "Title \\n", "One"},
        {"escapes", "'''A \\'title\\'\\n\\none \\\\ two\\\n three'''\n", "A 'title'", "one \\ two three"},
        {"comments and a shebang before it", "#!/usr/bin/env python3\n# c\n'''Title'''\n", "Title", ""},
        {"none", "x = 1\n'''no'''\n", "x.py", ""},
        {"bytes are none", "b'no'\n", "x.py", ""},
        {"an f-string is none", "f'no'\n", "x.py", ""},
        {"a byte order mark", "\xEF\xBB\xBF'''Title'''\n", "Title", ""},
        {"other line ends", "'''Title\r\n\r\nOne\r\n'''\r\n", "Title", "One"},
        {"not closed", "'''Title\n", "x.py", ""},
        {"empty", "''\n", "x.py", ""},
        {"an empty file", "", "x.py", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Lesson lesson;
        assert_true(lesson_parse(&lesson, "/tmp/x.py", view_of(rows[i].source), NULL));
        if (strcmp(str_text(&lesson.title), rows[i].title) != 0) fail_msg("%s: title «%s»", rows[i].why, str_text(&lesson.title));
        if (strcmp(str_text(&lesson.intro), rows[i].intro) != 0) fail_msg("%s: introduction «%s»", rows[i].why, str_text(&lesson.intro));
        lesson_free(&lesson);
    }
}

static void options_stand_before_the_first_statement(void **unused) {
    (void)unused;
    static const struct { const char *source; bool is_real; } rows[] = {
        {"# c\n#! clock: real\nx\n", true}, {"# c\n#! clock: virtual\nx\n", false}, {"#! clock: real\nx\n", false}, // a shebang
        {"x\n#! clock: real\n", false}, {"# c\n#!clock: real\nx\n", false}, {"# c\n#! other: real\nx\n", false},
        {"#!/usr/bin/python3\n#! clock : real\nx\n", true}, {"x\n", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Lesson lesson;
        assert_true(lesson_parse(&lesson, "x.py", view_of(rows[i].source), NULL));
        if (lesson.is_real != rows[i].is_real) fail_msg("%s", rows[i].source);
        lesson_free(&lesson);
    }
}

// Others write `#:` too, and a `#?` of no kind of ours is a remark.
static void a_lesson_is_known_by_its_questions(void **unused) {
    (void)unused;
    static const struct {
        const char *source;
        bool is_meant;
    } rows[] = {
        {"'One'\n#: A note.\n#? next\nprint(1)\n", true},
        {"#: the port that it listens on\nport = 80\n", false},
        {"print(1) #? why is that\n", false},
        {"#? next\nprint(1)\n#? what about this\nprint(2)\n", false},
        {"", false},
        {"text = '#? next'\n", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Lesson lesson;
        Err err;
        assert_true(lesson_parse(&lesson, "/x/one.py", view_of(rows[i].source), &err));
        if (lesson_is_meant(&lesson) != rows[i].is_meant) fail_msg("%s", rows[i].source);
        lesson_free(&lesson);
    }
}

static void what_is_not_utf8_is_refused(void **unused) {
    (void)unused;
    Lesson lesson;
    Err err = {""};
    assert_false(lesson_parse(&lesson, "x.py", view_of("# \xE9\n"), &err));
    assert_string_equal(err.msg, "x.py: a lesson must be UTF-8");
    lesson_free(&lesson);
    assert_false(lesson_load(&lesson, "/nowhere/x.py", &err));
    assert_string_equal(err.msg, "/nowhere/x.py: No such file or directory");
    lesson_free(&lesson);
}

// --- when notes are told -------------------------------------------------------------------------

static const char source[] = "def f():\n"                       // 1
                             "    a()  #: a\n"                  // 2
                             "    #: [each] b\n"                // 3
                             "    b(  #: [after] b is over\n"   // 4
                             "        1)\n"                     // 5
                             "    c()  #: [\"my task\"] c\n"    // 6
                             "    try:\n"                       // 7
                             "        d()  #: [after] d is over\n" // 8
                             "    except E:\n"                  // 9
                             "        e()  #: [after] [each] e is over\n"; // 10

typedef struct Told {
    Lesson lesson;
    Story story;
    uint32_t code, other;
} Told;

static void told_begin(Told *told) {
    assert_true(lesson_parse(&told->lesson, "lessons/f.py", view_of(source), NULL));
    told->story = story_new();
    uint32_t file = story_source(&told->story, "/somewhere/lessons/f.py", source);
    told->code = story_code(&told->story, "f", file, 1);
    told->other = story_code(&told->story, "g", story_source(&told->story, "/somewhere/of.py", source), 1);
    story_loop(&told->story);
    story_task(&told->story, "A", "f()", 0, 0, 0);
    story_task(&told->story, "my task", "f()", 0, 0, 1);
}

static void told_end(Told *told) {
    lesson_free(&told->lesson);
    history_free(told->story.history);
}

static void line(Told *told, uint32_t task, uint32_t code, uint32_t number, const char *expected) {
    Str out = {0};
    uint64_t seq = story_event(&told->story, EV_LINE, task, code, number, 0, 0);
    lesson_notes_at(&told->lesson, told->story.history, seq + 1, &out);
    if (strcmp(str_text(&out), expected) != 0) fail_msg("line %u of task %u: «%s», expected «%s»", number, task, str_text(&out), expected);
    str_free(&out);
}

static void a_note_is_told_when_its_line_is_about_to_run(void **unused) {
    (void)unused;
    Told told;
    told_begin(&told);
    line(&told, 1, told.other, 2, ""); // the same line of another file
    line(&told, 1, told.code, 2, "a");
    line(&told, 1, told.code, 2, ""); // once, unless [each]
    line(&told, 2, told.code, 2, "");
    line(&told, 1, told.code, 4, "b");
    line(&told, 1, told.code, 5, ""); // still the same statement
    line(&told, 1, told.code, 4, "");
    line(&told, 2, told.code, 4, "b"); // [each], and another task's is not over by that
    line(&told, 1, told.code, 6, "b is over");
    line(&told, 1, told.code, 4, "b");
    line(&told, 1, told.code, 6, "");
    line(&told, 2, told.code, 6, "c");
    line(&told, 2, told.code, 6, "");
    told_end(&told);
}

// Every other kind has numbers in its fields that could be those of a line.
static void only_lines_are_lines(void **unused) {
    (void)unused;
    Told told;
    told_begin(&told);
    Str out = {0};
    for (size_t i = 0; i < event_schema_count(); i++) {
        EventKind kind = event_schema_row(i)->kind;
        if (kind == EV_LINE) continue;
        uint64_t seq = story_event(&told.story, kind, 1, told.code, 2, 0, 0);
        lesson_notes_at(&told.lesson, told.story.history, seq + 1, &out);
        if (out.len) fail_msg("%s: «%s»", event_schema_row(i)->id, out.s);
    }
    str_free(&out);
    told_end(&told);
}

static void after_means_that_the_statement_has_completed(void **unused) {
    (void)unused;
    Told told;
    told_begin(&told);
    line(&told, 1, told.code, 8, "");
    line(&told, 1, told.other, 3, ""); // inside what it calls
    line(&told, 1, told.code, 9, ""); // it raised
    line(&told, 1, told.code, 10, "");
    line(&told, 1, told.code, 2, "e is over\n\na"); // a note of its own at the same moment
    line(&told, 1, told.code, 8, "");
    line(&told, 1, told.code, 2, "d is over");
    line(&told, 2, told.code, 10, "");
    Str out = {0};
    lesson_notes_at(&told.lesson, told.story.history, story_event(&told.story, EV_TASK_FAILED, 2, 0, 0, 0, 0) + 1, &out);
    assert_string_equal(str_text(&out), "");
    lesson_notes_at(&told.lesson, told.story.history, story_event(&told.story, EV_TASK_FINISHED, 2, 0, 0, 0, 0) + 1, &out);
    assert_string_equal(str_text(&out), "e is over");
    str_clear(&out);
    lesson_notes_at(&told.lesson, told.story.history, 0, &out);
    lesson_notes_at(&told.lesson, told.story.history, 10000, &out);
    assert_string_equal(str_text(&out), "");
    str_free(&out);
    told_end(&told);
}

static void any_bytes_can_be_read(void **unused) {
    (void)unused;
    static const char *pieces[] = {"#: ", "#:", "#? next\n", "#! clock: real\n", "[", "]", "[each] ", "'", "\"\"\"", "\\", "\n", "\r", "(", ")", "x", " ", "é", "\xff"};
    srand(5);
    for (int round = 0; round < 20000; round++) {
        Str text = {0};
        for (int i = rand() % 20; i > 0; i--) str_add(&text, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
        Lesson lesson;
        if (lesson_parse(&lesson, "x.py", (StrView){str_text(&text), text.len}, NULL))
            for (size_t i = 0; i < lesson.n_notes; i++) assert_true(lesson.notes[i].last_line >= lesson.notes[i].line);
        lesson_free(&lesson);
        str_free(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_belong_to_their_statements),
        cmocka_unit_test(the_docstring_is_title_and_introduction),
        cmocka_unit_test(options_stand_before_the_first_statement),
        cmocka_unit_test(a_lesson_is_known_by_its_questions),
        cmocka_unit_test(what_is_not_utf8_is_refused),
        cmocka_unit_test(a_note_is_told_when_its_line_is_about_to_run),
        cmocka_unit_test(only_lines_are_lines),
        cmocka_unit_test(after_means_that_the_statement_has_completed),
        cmocka_unit_test(any_bytes_can_be_read),
    };
    return cmocka_run_group_tests_name("lesson", tests, NULL, NULL);
}
