// The command line: what is an option of ours, what belongs to the script, and the answers to wrong usage.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/options.h"

static int never_run(const Options *options) {
    (void)options;
    fail();
    return 0;
}

static const Command run = {"run", "SCRIPT [ARG…]", "", OPTIONS_SCREEN | OPTIONS_ENGINE | OPTION_MODULE, 1, -1, true, never_run};
static const Command record = {"record", "SCRIPT [ARG…]", "", OPTIONS_ENGINE | OPTION_OUTPUT | OPTION_MODULE, 1, -1, true, never_run};
static const Command learn = {"learn", "[LESSON]", "", OPTIONS_SCREEN | OPTIONS_ENGINE, 0, 1, false, never_run};

typedef struct Row {
    const char *why;
    const Command *command;
    char *args[8];
    const char *error; // part of the message; NULL: it is right
    const char *operands[6];
} Row;

static const Row rows[] = {
    {"a script alone", &run, {"s.py"}, NULL, {"s.py"}},
    {"what follows the script is the script's",
     &run,
     {"--plain", "s.py", "--plain", "-m", "x"},
     NULL,
     {"s.py", "--plain", "-m", "x"}},
    {"a module ends our options", &run, {"-m", "pkg.mod", "--help"}, NULL, {"pkg.mod", "--help"}},
    {"a module may be glued to its letter", &run, {"-mpkg.mod", "a"}, NULL, {"pkg.mod", "a"}},
    {"-- ends our options", &run, {"--", "--plain"}, NULL, {"--plain"}},
    {"-- after the script is the script's", &run, {"s.py", "--", "-x"}, NULL, {"s.py", "--", "-x"}},
    {"a single dash is an operand", &run, {"-"}, NULL, {"-"}},
    {"a value may stand behind =", &record, {"--clock=virtual", "-o", "f", "s.py"}, NULL, {"s.py"}},
    {"learn takes options anywhere", &learn, {"2.3", "--plain"}, NULL, {"2.3"}},
    {"an option nobody knows", &run, {"--nonsense", "s.py"}, "unknown option", {0}},
    {"an option that is misspelt",
     &run,
     {"--claer=virtual", "--plian", "s.py"},
     "--claer: unknown option",
     {0}},
    {"an option that is nearly one",
     &run,
     {"--plian", "s.py"},
     "--plian: unknown option; did you mean --plain?",
     {0}},
    {"a letter nobody knows", &run, {"-x", "s.py"}, "unknown option", {0}},
    {"an option of another command",
     &record,
     {"--plain", "s.py"},
     "not an option of aioscope record (see aioscope record --help)",
     {0}},
    {"a choice that is none",
     &run,
     {"--clock", "lunar", "s.py"},
     "choose one of virtual|real",
     {0}},
    {"a value that is missing", &record, {"-o"}, "-o: missing value (FILE)", {0}},
    {"a value where none belongs", &run, {"--plain=yes", "s.py"}, "takes no value", {0}},
    {"a speed that is no number", &run, {"--speed", "fast", "s.py"}, "0.1 to 100", {0}},
    {"a speed out of range", &run, {"--speed", "0", "s.py"}, "0.1 to 100", {0}},
    {"a speed that is not finite", &run, {"--speed", "nan", "s.py"}, "0.1 to 100", {0}},
    {"no script",
     &run,
     {"--plain"},
     "run: missing SCRIPT (usage: aioscope run SCRIPT [ARG…])",
     {0}},
    {"too many operands", &learn, {"1", "2"}, "2: unexpected argument", {0}},
    {"help wants nothing else", &run, {"--help"}, NULL, {0}},
};

static void each_row(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Row *row = &rows[i];
        char *args[9] = {0};
        memcpy(args, row->args, sizeof row->args);
        Options options;
        Err err = {""};
        bool right = options_parse(&options, row->command, args, &err);
        print_message("  %s\n", row->why);
        assert_int_equal(right, row->error == NULL);
        if (row->error) assert_non_null(strstr(err.msg, row->error));
        for (int k = 0; !row->error && k < options.n_operands; k++) assert_string_equal(options.operands[k], row->operands[k]);
        if (!row->error) assert_null(row->operands[options.n_operands]);
    }
}

static void values_arrive(void **state) {
    (void)state;
    char *args[] = {"--clock", "real", "--detail=lines", "--speed", "2.5", "--python", "3.12", "--color", "never", "--theme", "dark",
                    "--ascii", "--no-mouse", "s.py", NULL};
    Options options;
    Err err = {""};
    assert_true(options_parse(&options, &run, args, &err));
    assert_int_equal(options.clock, TOGGLE_SECOND);
    assert_int_equal(options.detail, TOGGLE_SECOND);
    assert_int_equal(options.color, TOGGLE_THIRD);
    assert_int_equal(options.theme, TOGGLE_SECOND);
    assert_true(options.speed == 2.5);
    assert_string_equal(options.python, "3.12");
    assert_true(options.ascii && options.no_mouse && !options.plain);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_row), cmocka_unit_test(values_arrive)};
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
