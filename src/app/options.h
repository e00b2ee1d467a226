// The command line: one table of options, one of commands; from them come parsing, the answers to wrong usage, and --help.
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

typedef enum Toggle { TOGGLE_DEFAULT, TOGGLE_FIRST, TOGGLE_SECOND, TOGGLE_THIRD } Toggle;

typedef struct Options {
    Toggle clock;  // FIRST virtual, SECOND real
    Toggle detail; // FIRST tasks, SECOND lines
    Toggle theme;  // FIRST light, SECOND dark
    Toggle color;  // FIRST auto, SECOND always, THIRD never
    double speed;  // 0: not given
    const char *python, *output, *format, *last, *topic, *level, *count, *seconds;
    bool plain, ascii, no_mouse, present, no_history, json, clear, missed, help, version;
    bool is_module;   // -m: operands[0] is the module
    char **operands;  // end with NULL; in argv
    int n_operands;
} Options;

typedef struct Command Command;
struct Command {
    const char *name;     // NULL: the bare program
    const char *operands; // for the usage line
    const char *summary;
    unsigned options;     // bits of Option, as options.c has them
    int min, max;         // operands; max -1: no limit
    bool runs_script;     // the first operand (or -m MODULE) ends our options, all that follows is the script's
    int (*run)(const Options *options); // returns the exit status
};

#define OPTION_CLOCK   (1u << 0)
#define OPTION_DETAIL  (1u << 1)
#define OPTION_SPEED   (1u << 2)
#define OPTION_PLAIN   (1u << 3)
#define OPTION_MOUSE   (1u << 4)
#define OPTION_THEME   (1u << 5)
#define OPTION_ASCII   (1u << 6)
#define OPTION_COLOR   (1u << 7)
#define OPTION_PYTHON  (1u << 8)
#define OPTION_OUTPUT  (1u << 9)
#define OPTION_MODULE  (1u << 10)
#define OPTION_JSON    (1u << 11)
#define OPTION_HISTORY (1u << 12)
#define OPTION_FORMAT  (1u << 13)
#define OPTION_LAST    (1u << 14)
#define OPTION_CLEAR   (1u << 15)
#define OPTION_DECK    (1u << 16)
#define OPTION_PRESENT (1u << 17)
#define OPTIONS_SCREEN (OPTION_PRESENT | OPTION_SPEED | OPTION_PLAIN | OPTION_MOUSE | OPTION_THEME | OPTION_ASCII | OPTION_COLOR)
#define OPTIONS_ENGINE (OPTION_CLOCK | OPTION_DETAIL | OPTION_PYTHON)

// Parse what follows the command's name. Errors: an unknown option, one that the command cannot use, a missing or wrong value, too
// few or too many operands. With --help or --version nothing else is checked.
bool options_parse(Options *options, const Command *command, char **args, Err *err);

// An option as a person types it, and as shells complete it.
typedef struct OptionShape {
    char letter;         // '\0': none
    const char *name;    // without the dashes; NULL: none
    const char *value;   // what the value is called, NULL: it takes none
    const char *choices; // "a|b|c": the values there are; NULL: any
    const char *help;    // not translated
} OptionShape;

// One option after the other, of those that a command with these bits can use. *at begins as 0;
// false: there are no more.
bool options_next(size_t *at, unsigned wanted, OptionShape *shape);

// "-o FILE" or "    --clock virtual|real", as help has it.
void option_show(char *out, size_t size, const OptionShape *shape);

// The help of one command, and of them all.
void options_help(FILE *out, const Command *command);
void options_help_all(FILE *out, const Command *commands, int count);

#endif
