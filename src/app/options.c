#include "app/options.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/near.h"
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
    {'\0', "clock", "virtual|real", OPTION_CLOCK, offsetof(Options, clock),
     N_("virtual: idle waits take no time; real: the machine's clock")},
    {'\0', "detail", "tasks|lines", OPTION_DETAIL, offsetof(Options, detail),
     N_("record what tasks do, or also every line of the script")},
    {'\0', "python", "VERSION", OPTION_PYTHON, offsetof(Options, python),
     N_("run the script with this CPython, such as 3.11")},
    {'\0', "format", "FORMAT", OPTION_FORMAT, offsetof(Options, format),
     N_("text, jsonl, chrome (for Perfetto) or svg")},
    {'o', NULL, "FILE", OPTION_OUTPUT, offsetof(Options, output), N_("write to this file")},
    {'\0', "last", "30s|100k", OPTION_LAST, offsetof(Options, last),
     N_("keep only the newest events; write them on exit, on trouble and on SIGRTMIN")},
    {'m', NULL, "MODULE", OPTION_MODULE, 0,
     N_("run a module, as python3 -m does; the rest are its arguments")},
    {'\0', "speed", "X", OPTION_SPEED, offsetof(Options, speed),
     N_("play at X times normal speed (0.1 to 100)")},
    {'\0', "plain", NULL, OPTION_PLAIN, offsetof(Options, plain),
     N_("write plain text to stdout, without a screen")},
    {'\0', "ascii", NULL, OPTION_ASCII, offsetof(Options, ascii), N_("use only ASCII characters")},
    {'\0', "color", "auto|always|never", OPTION_COLOR, offsetof(Options, color),
     N_("when to use colours; NO_COLOR=1 also turns them off")},
    {'\0', "theme", "light|dark", OPTION_THEME, offsetof(Options, theme),
     N_("colours for a light or dark terminal; the default works on both")},
    {'\0', "no-mouse", NULL, OPTION_MOUSE, offsetof(Options, no_mouse),
     N_("leave the mouse to the terminal")},
    {'\0', "present", NULL, OPTION_PRESENT, offsetof(Options, present),
     N_("start in presentation mode")},
    {'\0', "no-history", NULL, OPTION_HISTORY, offsetof(Options, no_history),
     N_("do not keep a recording of this session")},
    {'\0', "json", NULL, OPTION_JSON, offsetof(Options, json), N_("write JSON")},
    {'\0', "missed", NULL, OPTION_DECK, offsetof(Options, missed),
     N_("only questions that you missed, due or not")},
    {'\0', "topic", "TOPIC", OPTION_DECK, offsetof(Options, topic),
     N_("only this topic: loop, tasks, futures, errors, cancellation, sharing, io, threads or practice")},
    {'\0', "level", "LEVEL", OPTION_DECK, offsetof(Options, level),
     N_("only easy (1), medium (2) or hard (3) questions")},
    {'\0', "count", "N", OPTION_DECK, offsetof(Options, count),
     N_("how many questions to ask (default 10)")},
    {'\0', "time", "SECONDS", OPTION_DECK, offsetof(Options, seconds),
     N_("time for each question")},
    {'\0', "clear", NULL, OPTION_CLEAR, offsetof(Options, clear), N_("delete your progress")},
    {'h', "help", NULL, ALWAYS, offsetof(Options, help), N_("show this help")},
    {'V', "version", NULL, ALWAYS, offsetof(Options, version), N_("show the version")},
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

// "a|b|c", which is checked; NULL: any value will do.
static const char *choices_of(const Option *option) {
    bool has = option->value && strchr(option->value, '|') && option->bit != OPTION_LAST;
    return has ? option->value : NULL;
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
        return err_set(err, "--speed %s: choose a number from 0.1 to 100", value);
    options->speed = speed;
    return true;
}

static bool set_option(Options *options, const Option *option, const char *value, Err *err) {
    void *field = (char *)options + option->field;
    if (option->bit == OPTION_SPEED) return set_speed(options, value, err);
    if (option->bit == OPTION_MODULE) options->is_module = true;
    else if (!option->value) *(bool *)field = true;
    else if (!choices_of(option)) *(const char **)field = value;
    else {
        int place = choice(option->value, value);
        if (!place)
            return err_set(err, "--%s %s: choose one of %s", option->name, value, option->value);
        *(Toggle *)field = (Toggle)place;
    }
    return true;
}

static const char *name_of(const Command *command) {
    return command->name ? command->name : "";
}

typedef struct Call {
    char text[64]; // "aioscope learn", as it is typed
} Call;

static Call call_of(const Command *command) {
    Call call;
    snprintf(call.text, sizeof call.text, "aioscope%s%s", command->name ? " " : "",
             name_of(command));
    return call;
}

static bool unknown_option(const Command *command, const char *arg, Err *err) {
    int len = (int)strcspn(arg, "=");
    bool is_long = strncmp(arg, "--", 2) == 0;
    const char *names[OPTION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const Option *option = &options_table[i];
        bool fits = option->bit & command->options || option->bit == ALWAYS;
        if (option->name && fits) names[count++] = option->name;
    }
    StrView typed = {arg + 2, is_long ? (size_t)len - 2 : 0};
    const char *meant = near_word(typed, names, count);
    if (meant) return err_set(err, "%.*s: unknown option; did you mean --%s?", len, arg, meant);
    return err_set(err, "%.*s: unknown option (see %s --help)", len, arg, call_of(command).text);
}

// One option at args[*i]; moves *i past a value of its own.
static bool parse_option(Options *options, const Command *command, char **args, int *i, Err *err) {
    const char *value, *arg = args[*i];
    const Option *option = find_option(arg, &value);
    if (!option || (arg[1] != '-' && value && !option->value))
        return unknown_option(command, arg, err);
    if (!(option->bit & command->options) && option->bit != ALWAYS)
        return err_set(err, "%.*s: not an option of %s (see %s --help)", (int)strcspn(arg, "="),
                       arg, call_of(command).text, call_of(command).text);
    if (value && !option->value) return err_set(err, "%s: this option takes no value", arg);
    if (option->value && !value) value = args[*i + 1] ? args[++*i] : NULL;
    if (option->value && !value) return err_set(err, "%s: missing value (%s)", arg, option->value);
    if (!set_option(options, option, value, err)) return false;
    // The module's name is the first operand: everything after it belongs to the module.
    if (option->bit == OPTION_MODULE) options->operands[options->n_operands++] = (char *)value;
    return true;
}

// The first that is not there of "A B" or "SCRIPT [ARG…]".
static bool missing_operand(const Options *options, const Command *command, Err *err) {
    const char *at = command->operands;
    for (int i = 0; i < options->n_operands && *at; i++)
        at += strcspn(at, " "), at += strspn(at, " ");
    size_t len = strcspn(at, " "), dots = strlen("…");
    if (len > dots && memcmp(at + len - dots, "…", dots) == 0) len -= dots;
    return err_set(err, "%s: missing %.*s (usage: %s %s)", name_of(command), (int)len, at,
                   call_of(command).text, command->operands);
}

static bool check_operands(const Options *options, const Command *command, Err *err) {
    if (options->help || options->version) return true;
    if (options->n_operands < command->min) return missing_operand(options, command, err);
    if (command->max >= 0 && options->n_operands > command->max)
        return err_set(err, "%s: unexpected argument (see %s --help)",
                       options->operands[command->max], call_of(command).text);
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

bool options_next(size_t *at, unsigned wanted, OptionShape *shape) {
    for (; *at < OPTION_COUNT; ++*at) {
        const Option *option = &options_table[*at];
        if (!(option->bit & wanted) && option->bit != ALWAYS) continue;
        *shape = (OptionShape){option->letter, option->name, option->value, choices_of(option),
                               option->help};
        ++*at;
        return true;
    }
    return false;
}

void option_show(char *out, size_t size, const OptionShape *shape) {
    char letter[] = {'-', shape->letter, '\0'};
    const char *name = shape->name ? shape->name : "";
    const char *dashes = shape->name && shape->letter ? ", --" : "";
    if (shape->name && !shape->letter) dashes = " --";
    snprintf(out, size, "%s%s%s%s%s", shape->letter ? letter : "   ", dashes, name,
             shape->value ? " " : "", shape->value ? shape->value : "");
}

static void help_options(FILE *out, unsigned wanted) {
    char left[64];
    OptionShape shape;
    for (size_t at = 0; options_next(&at, wanted, &shape);) {
        option_show(left, sizeof left, &shape);
        help_row(out, "  ", left, 30, words(shape.help));
    }
}

void options_help(FILE *out, const Command *command) {
    fprintf(out, "aioscope %s: %s\n\n", command->name, words(command->summary));
    fprintf(out, words(N_("usage: %s")), call_of(command).text);
    fprintf(out, "%s%s%s\n\n", command->options ? " [OPTION…]" : "", *command->operands ? " " : "",
            command->operands);
    help_options(out, command->options);
}

static void add_call(Str *out, const Command *command) {
    str_clear(out);
    str_addf(out, "%s %s", command->name, command->operands);
}

void options_help_all(FILE *out, const Command *commands, int count) {
    Str call = {0};
    int widest = 0;
    for (int i = 0; i < count; i++) {
        if (!commands[i].name) continue;
        add_call(&call, &commands[i]);
        int cells = text_cells((StrView){call.s, call.len});
        if (cells > widest) widest = cells;
    }
    fputs(words(N_("aioscope: see what asyncio does, step by step, forward and back\n\n")), out);
    help_row(out, "usage: aioscope ", "", widest + 2, words(commands[0].summary));
    for (int i = 0; i < count; i++) {
        if (!commands[i].name) continue;
        add_call(&call, &commands[i]);
        help_row(out, "       aioscope ", call.s, widest + 2, words(commands[i].summary));
    }
    fputs(words(N_("\naioscope COMMAND --help shows a command's options.\n")), out);
    str_free(&call);
}
