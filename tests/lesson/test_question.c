// How questions are read; what decides them is tested with real runs (tests/program/test_questions.c).
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "lesson/question.h"

static Lesson parsed(const char *source) {
    Lesson lesson;
    Err err;
    assert_true(lesson_parse(&lesson, "a.py", view_of(source), &err));
    return lesson;
}

static void every_kind_is_read(void **state) {
    (void)state;
    Lesson lesson = parsed("'''T'''\n"
                           "#? next\n"                               // 2
                           "#? output\n"
                           "#? state my-task\n"
                           "#? time\n"
                           "#? order A 'b c' D\n"
                           "#? choice Is it?\n"                      // 7
                           "#?  - no, it is\n"
                           "#?    not\n"
                           "#?  * yes\n"
                           "#?  because so,\n"
                           "#?  and so.\n"
                           "first(1,\n"                              // 13
                           "      2)\n"
                           "second()  #? output\n"                   // 15
                           "#? goal Make it quick.\n"                // 16
                           "#?  time <= 1\n"
                           "#?  no trouble\n"
                           "third()\n");
    static const QuestionKind kinds[] = {QUESTION_NEXT, QUESTION_OUTPUT, QUESTION_STATE, QUESTION_TIME, QUESTION_ORDER, QUESTION_CHOICE, QUESTION_OUTPUT,
                                         QUESTION_GOAL};
    assert_int_equal(lesson.n_faults, 0);
    assert_int_equal(lesson.n_questions, 8);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(lesson.questions[i].kind, kinds[i]);
        assert_int_equal(lesson.questions[i].line, i < 6 ? 13 : i == 6 ? 15 : 19);
        assert_int_equal(lesson.questions[i].last_line, i < 6 ? 14 : i == 6 ? 15 : 19);
    }
    const Question *choice = &lesson.questions[5];
    assert_string_equal(choice->text.s, "Is it?");
    assert_int_equal(choice->n_options, 2);
    assert_string_equal(choice->options[0].text.s, "no, it is not");
    assert_true(!choice->options[0].is_right && choice->options[1].is_right);
    assert_string_equal(choice->because.s, "so, and so.");
    assert_string_equal(lesson.questions[7].conditions.s, "time <= 1\nno trouble");
    lesson_free(&lesson);
}

static void what_is_no_question_or_option_is_a_fault(void **state) {
    (void)state;
    static const struct { const char *source; unsigned line; } rows[] = {
        {"#? nxt\nf()\n", 1}, {"#? state\nf()\n", 1}, {"#? next A\nf()\n", 1}, {"#? next\n#?  more\nf()\n", 2}, {"f()\n#?  - lost\ng()\n", 2},
        {"'''t'''\n#! clock: real\n", 2}, {"\n#! clock: sideways\n'''t'''\n", 2}, {"\n#! speed: 3\n'''t'''\n", 2}, {"\n#! ends: never\n'''t'''\n", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Lesson lesson = parsed(rows[i].source);
        if (lesson.n_faults != 1) fail_msg("%s: %zu faults", rows[i].source, lesson.n_faults);
        assert_int_equal(lesson.faults[0].line, rows[i].line);
        lesson_free(&lesson);
    }
}

static void options_are_read(void **state) {
    (void)state;
    Lesson lesson = parsed("#!/usr/bin/env python3\n#! clock: real\n#! order: any\n#! ends: raises ValueError\n#! topic: tasks\n#! level: 2\n'''T'''\n");
    assert_int_equal(lesson.n_faults, 0);
    assert_true(lesson.is_real && lesson.is_any_order && lesson.has_title);
    assert_string_equal(lesson.ends.s, "raises ValueError");
    assert_string_equal(lesson.topic.s, "tasks");
    assert_int_equal(lesson.level, 2);
    lesson_free(&lesson);
}

static void other_ways_to_write_an_answer_are_as_good(void **state) {
    (void)state;
    static const struct { QuestionKind kind; const char *given, *answer; bool is_right; } rows[] = {
        {QUESTION_TIME, "2", "2.00", true}, {QUESTION_TIME, "2.0 s", "2.00", true}, {QUESTION_TIME, "2.01", "2.00", false}, {QUESTION_TIME, "two", "2.00", false},
        {QUESTION_TIME, "", "0.00", false}, {QUESTION_ORDER, "B A C", "B A C", true}, {QUESTION_ORDER, "b, a,c", "B A C", true}, {QUESTION_ORDER, "B A", "B A C", false},
        {QUESTION_ORDER, "A B C", "B A C", false}, {QUESTION_NEXT, "A", "A", true}, {QUESTION_NEXT, "a", "A", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (question_is_right(&(Question){.kind = rows[i].kind}, rows[i].given, rows[i].answer) != rows[i].is_right) fail_msg("%s for %s", rows[i].given, rows[i].answer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(what_is_no_question_or_option_is_a_fault),
        cmocka_unit_test(options_are_read),
        cmocka_unit_test(other_ways_to_write_an_answer_are_as_good),
    };
    return cmocka_run_group_tests_name("question", tests, NULL, NULL);
}
