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

static Choices choices_of(const char *one, const char *other) {
    Choices choices = {.count = 2};
    str_add(&choices.options[0], one);
    str_add(&choices.options[1], other);
    return choices;
}

static void only_an_answer_is_taken(void **state) {
    (void)state;
    static const struct {
        QuestionKind kind;
        const char *typed, *given;
    } rows[] = {
        {QUESTION_TIME, "2", "2"},
        {QUESTION_TIME, " 1.5 s ", "1.5 s"},
        {QUESTION_TIME, "0,5", "0,5"},
        {QUESTION_TIME, "abc", NULL},
        {QUESTION_TIME, "", NULL},
        {QUESTION_TIME, "1 2", NULL},
        {QUESTION_TIME, "-1", NULL},
        {QUESTION_TIME, "inf", NULL},
        {QUESTION_TIME, "nan", NULL},
        {QUESTION_ORDER, "b,a c, D", "B 'a c' D"},
        {QUESTION_ORDER, "D 'a c' B", "D 'a c' B"},
        {QUESTION_ORDER, "B D", NULL},
        {QUESTION_ORDER, "B D D", NULL},
        {QUESTION_ORDER, "x", NULL},
        {QUESTION_ORDER, "B D 'a c' B", NULL},
        {QUESTION_ORDER, "", NULL},
        {QUESTION_NEXT, "1", "A"},
        {QUESTION_NEXT, "2", "2 or more"},
        {QUESTION_NEXT, "A", "A"},
        {QUESTION_NEXT, "2 or more", "2 or more"},
        {QUESTION_NEXT, "0", NULL},
        {QUESTION_NEXT, "3", NULL},
        {QUESTION_NEXT, "q", NULL},
        {QUESTION_NEXT, "", NULL},
        {QUESTION_NEXT, "12", NULL},
    };
    Choices choices = choices_of("A", "2 or more"), none = {0};
    Str given = {0}, why = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Question question = {.kind = rows[i].kind};
        str_add(&question.text, "B 'a c' D");
        bool is_choice = rows[i].kind == QUESTION_NEXT;
        bool taken = question_take(&question, is_choice ? &choices : &none, view_of(rows[i].typed),
                                   &given, &why);
        if (taken != (rows[i].given != NULL)) fail_msg("%s: %d", rows[i].typed, taken);
        if (taken && strcmp(given.s, rows[i].given) != 0)
            fail_msg("%s: taken as %s", rows[i].typed, given.s);
        if (!taken && !why.len) fail_msg("%s: not said why", rows[i].typed);
        str_free(&question.text);
    }
    str_free(&given);
    str_free(&why);
    choices_free(&choices);
}

static void a_verdict_says_both_answers(void **state) {
    (void)state;
    static const struct {
        QuestionKind kind;
        const char *given, *answer, *verdict;
    } rows[] = {
        {QUESTION_NEXT, "A", "A", "\"A\" ran next."},
        {QUESTION_NEXT, "B", "A", "You said \"B\". \"A\" ran next."},
        {QUESTION_NEXT, "A", QUESTION_LOOP_WAITS, "You said \"A\". No task ran: the loop waited."},
        {QUESTION_NEXT, "", QUESTION_ENDS, "No task ran: the program ended."},
        {QUESTION_OUTPUT, "x", "y", "You said \"x\". It printed \"y\"."},
        {QUESTION_OUTPUT, "x", QUESTION_NOTHING_MORE, "You said \"x\". It printed nothing more."},
        {QUESTION_STATE, "ready", "waiting", "You said \"ready\". B was \"waiting\"."},
        {QUESTION_TIME, "2", "1.50", "You said \"2\". The program took \"1.50\" seconds."},
        {QUESTION_TIME, "1.5", "1.50", "The program took \"1.50\" seconds."},
        {QUESTION_ORDER, "A B", "B A", "You said \"A B\". They ended in the order \"B A\"."},
        {QUESTION_CHOICE, "no", "yes", "You said \"no\". The right answer is \"yes\"."},
        {QUESTION_CHOICE, "yes", "yes", "\"yes\" is the right answer."},
        {QUESTION_STATE, "ready", NULL,
         "You said \"ready\". Line 7 never completed in this run, so nothing is judged."},
        {QUESTION_ORDER, "", NULL,
         "Not all of these tasks ended in this run, so nothing is judged."},
    };
    Str text = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Question question = {.kind = rows[i].kind, .line = 5, .last_line = 7};
        Decision decision = {.is_never = !rows[i].answer};
        str_add(&question.text, "B");
        if (rows[i].answer) str_add(&decision.answer, rows[i].answer);
        str_clear(&text);
        question_verdict(&text, &question, rows[i].given, &decision);
        assert_string_equal(text.s, rows[i].verdict);
        str_free(&question.text);
        str_free(&decision.answer);
    }
    str_free(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(what_is_no_question_or_option_is_a_fault),
        cmocka_unit_test(options_are_read),
        cmocka_unit_test(other_ways_to_write_an_answer_are_as_good),
        cmocka_unit_test(only_an_answer_is_taken),
        cmocka_unit_test(a_verdict_says_both_answers),
    };
    return cmocka_run_group_tests_name("question", tests, NULL, NULL);
}
