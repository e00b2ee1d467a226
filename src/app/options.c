#include "app/options.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"

#define ALWAYS ~0u // --help and --version fit every command

typedef struct Option {
    char letter;        // '\0': none
    const char *name;   // without the dashes; NULL: none
    const char *value;  // its name in help, NULL: a flag; "a|b|c" is checked and becomes a Toggle
    unsigned bit;
    size_t field;       // in Options: bool for a flag, Toggle for choices, else const char * (double for --speed)
    const char *help;
} Option;

static const Option options_table[] = {
    {'\0', "clock", "virtual|real", OPTION_CLOCK, offsetof(Options, clock), N_("idle waits take no time, or the machine's own clock")},
    {'\0', "detail", "tasks|lines", OPTION_DETAIL, offsetof(Options, detail), N_("record what tasks do, or every line of the script as well")},
    {'\0', "python", "VERSION", OPTION_PYTHON, offsetof(Options, python), N_("the CPython to run the script with, such as 3.11")},
    {'\0', "format", "FORMAT", OPTION_FORMAT, offsetof(Options, format), N_("text, jsonl, chrome (for Perfetto) or svg")},
    {'o', NULL, "FILE", OPTION_OUTPUT, offsetof(Options, output), N_("write there")},
    {'\0', "last", "30s|100k", OPTION_LAST, offsetof(Options, last), N_("keep only so much, and write it at the end, on trouble, and on SIGRTMIN")},
    {'m', NULL, "MODULE", OPTION_MODULE, 0, N_("run a module, as python3 -m does; the rest is its arguments")},
    {'\0', "speed", "X", OPTION_SPEED, offsetof(Options, speed), N_("play X times as fast as life (0.1 to 100)")},
    {'\0', "plain", NULL, OPTION_PLAIN, offsetof(Options, plain), N_("tell the story on stdout, one line an event, without a screen")},
    {'\0', "ascii", NULL, OPTION_ASCII, offsetof(Options, ascii), N_("draw and write with ASCII alone")},
    {'\0', "color", "auto|always|never", OPTION_COLOR, offsetof(Options, color), N_("use colours; NO_COLOR=1 switches them off too")},
    {'\0', "theme", "light|dark", OPTION_THEME, offsetof(Options, theme), N_("colours for a light or a dark terminal; without it, for both")},
    {'\0', "no-mouse", NULL, OPTION_MOUSE, offsetof(Options, no_mouse), N_("leave the mouse to the terminal")},
    {'\0', "present", NULL, OPTION_PRESENT, offsetof(Options, present), N_("begin in the mode for a room: large, one idea at a time")},
    {'\0', "no-history", NULL, OPTION_HISTORY, offsetof(Options, no_history), N_("keep no recording of this session in the state folder")},
    {'\0', "json", NULL, OPTION_JSON, offsetof(Options, json), N_("as JSON")},
    {'\0', "missed", NULL, OPTION_DECK, offsetof(Options, missed), N_("only questions that you missed, now, whenever they are due")},
    {'\0', "topic", "TOPIC", OPTION_DECK, offsetof(Options, topic), N_("only questions about loop, tasks, futures, errors, cancellation, sharing, io, threads or practice")},
    {'\0', "level", "LEVEL", OPTION_DECK, offsetof(Options, level), N_("only easy (1), medium (2) or hard (3) ones")},
    {'\0', "count", "N", OPTION_DECK, offsetof(Options, count), N_("so many questions (10)")},
    {'\0', "time", "SECONDS", OPTION_DECK, offsetof(Options, seconds), N_("so much time for each")},
    {'\0', "clear", NULL, OPTION_CLEAR, offsetof(Options, clear), N_("forget all of it")},
    {'h', "help", NULL, ALWAYS, offsetof(Options, help), N_("this help")},
    {'V', "version", NULL, ALWAYS, offsetof(Options, version), N_("the version")},
};
#define OPTION_COUNT (sizeof options_table / sizeof *options_table)

// The option that `arg` begins; *value points behind its '=' if there is one. NULL: no such option.
static const Option *find_option(const char *arg, const char **value) {
    *value = NULL;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const Option *option = &options_table[i];
        if (arg[1] != '-') {
            if (option->letter != arg[1]) continue;
            if (arg[2]) *value = arg + 2;
            return option;
        }
        size_t len = option->name ? strlen(option->name) : 0;
        if (!len || strncmp(arg + 2, option->name, len) != 0 || (arg[2 + len] && arg[2 + len] != '=')) continue;
        if (arg[2 + len]) *value = arg + 3 + len;
        return option;
    }
    return NULL;
}

// The place of `value` among "a|b|c", from 1; 0: not there.
static int choice(const char *choices, const char *value) {
    int place = 1;
    for (const char *at = choices; *at; place++) {
        size_t len = strcspn(at, "|");
        if (strlen(value) == len && memcmp(value, at, len) == 0) return place;
        at += len + (at[len] == '|');
    }
    return 0;
}

static bool set_speed(Options *options, const char *value, Err *err) {
    char *end;
    double speed = strtod(value, &end);
    if (!*value || *end || !isfinite(speed) || speed < 0.1 || speed > 100)
        return err_set(err, "--speed %s: a number from 0.1 to 100 is wanted", value);
    options->speed = speed;
    return true;
}

static bool set_option(Options *options, const Option *option, const char *value, Err *err) {
    void *field = (char *)options + option->field;
    if (option->bit == OPTION_SPEED) return set_speed(options, value, err);
    if (option->bit == OPTION_MODULE) options->is_module = true;
    else if (!option->value) *(bool *)field = true;
    else if (!strchr(option->value, '|') || option->bit == OPTION_LAST) *(const char **)field = value;
    else {
        int place = choice(option->value, value);
        if (!place) return err_set(err, "--%s %s: one of %s is wanted", option->name, value, option->value);
        *(Toggle *)field = (Toggle)place;
    }
    return true;
}

static const char *command_name(const Command *command) {
    return command->name ? command->name : "aioscope";
}

// One option at args[*i]; moves *i past a value of its own.
static bool parse_option(Options *options, const Command *command, char **args, int *i, Err *err) {
    const char *value, *arg = args[*i];
    const Option *option = find_option(arg, &value);
    if (!option || (arg[1] != '-' && value && !option->value))
        return err_set(err, "%s: there is no such option (see %s%s --help)", arg, command->name ? "aioscope " : "", command_name(command));
    if (!(option->bit & command->options) && option->bit != ALWAYS)
        return err_set(err, "%.*s: %s does not use it (see aioscope %s --help)", (int)strcspn(arg, "="), arg, command_name(command),
                       command->name ? command->name : "");
    if (value && !option->value) return err_set(err, "%s: takes no value", arg);
    if (option->value && !value) value = args[*i + 1] ? args[++*i] : NULL;
    if (option->value && !value) return err_set(err, "%s: a value is wanted: %s", arg, option->value);
    if (!set_option(options, option, value, err)) return false;
    // The module's name is the first operand: everything after it belongs to the module.
    if (option->bit == OPTION_MODULE) options->operands[options->n_operands++] = (char *)value;
    return true;
}

static bool check_operands(const Options *options, const Command *command, Err *err) {
    if (options->help || options->version) return true;
    if (options->n_operands < command->min)
        return err_set(err, "%s: %s is wanted (see aioscope %s --help)", command_name(command), command->operands, command_name(command));
    if (command->max >= 0 && options->n_operands > command->max)
        return err_set(err, "%s: one too many (see aioscope %s --help)", options->operands[command->max],
                       command->name ? command->name : "");
    return true;
}

bool options_parse(Options *options, const Command *command, char **args, Err *err) {
    int i = 0;
    bool ours = true;
    *options = (Options){.operands = args};
    // Operands are moved to the front of `args`: there are never more of them than arguments read.
    for (; args[i]; i++) {
        char *arg = args[i];
        if (ours && strcmp(arg, "--") == 0) {
            ours = false;
            continue;
        }
        if (ours && arg[0] == '-' && arg[1]) {
            if (!parse_option(options, command, args, &i, err)) return false;
            if (options->help || options->version) return true;
            if (options->is_module) ours = false;
            continue;
        }
        options->operands[options->n_operands++] = arg;
        if (command->runs_script) ours = false;
    }
    options->operands[options->n_operands] = NULL;
    return check_operands(options, command, err);
}

// Two columns, the left one padded by cells: "…" is one, and three bytes.
static void help_row(FILE *out, const char *before, const char *left, int cells, const char *right) {
    int pad = cells - text_cells(view_of(left));
    fprintf(out, "%s%s%*s %s\n", before, left, pad > 0 ? pad : 0, "", right);
}

bool options_next(size_t *at, unsigned wanted, char *left, size_t size, const char **help) {
    for (; *at < OPTION_COUNT; ++*at) {
        const Option *option = &options_table[*at];
        if (!(option->bit & wanted) && option->bit != ALWAYS) continue;
        snprintf(left, size, "%s%s%s%s%s", option->letter ? (char[]){'-', option->letter, '\0'} : "   ",
                 option->letter && option->name ? ", --" : option->name ? " --" : "", option->name ? option->name : "",
                 option->value ? " " : "", option->value ? option->value : "");
        *help = option->help;
        ++*at;
        return true;
    }
    return false;
}

static void help_options(FILE *out, unsigned wanted) {
    char left[64];
    const char *help;
    for (size_t at = 0; options_next(&at, wanted, left, sizeof left, &help);) help_row(out, "  ", left, 30, words(help));
}

void options_help(FILE *out, const Command *command) {
    fprintf(out, "aioscope %s: %s\n\nusage: aioscope %s%s%s%s\n\n", command->name, command->summary, command->name,
            command->options ? " [OPTION…]" : "", *command->operands ? " " : "", command->operands);
    help_options(out, command->options);
}

void options_help_all(FILE *out, const Command *commands, int count) {
    fputs("aioscope: see what asyncio does, step by step, forward and back\n\n", out);
    help_row(out, "usage: aioscope ", "", 24, "the lesson menu");
    for (int i = 0; i < count; i++) {
        if (!commands[i].name) continue;
        char left[80];
        snprintf(left, sizeof left, "%s %s", commands[i].name, commands[i].operands);
        help_row(out, "       aioscope ", left, 24, words(commands[i].summary));
    }
    fputs("\naioscope COMMAND --help tells a command's options.\n", out);
}
