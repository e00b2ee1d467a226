// The commands' table, and the one place that starts them.
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/paths.h"
#include "base/near.h"
#include "base/text.h"
#include "base/words.h"

static const Command commands[] = {
    {NULL, "", N_("open the lesson menu"), (OPTIONS_SCREEN & ~OPTION_PLAIN) | OPTION_HISTORY, 0, 0,
     false, command_menu},
    {"learn", "[LESSON]", N_("open a lesson by number (2.3), part of its title, or path"),
     OPTIONS_SCREEN | OPTIONS_ENGINE | OPTION_HISTORY, 0, 1, false, command_learn},
    {"run", "SCRIPT|LESSON [ARG…]", N_("watch your own program"),
     OPTIONS_SCREEN | OPTIONS_ENGINE | OPTION_MODULE | OPTION_HISTORY, 1, -1, true, command_run},
    {"record", "SCRIPT|LESSON [ARG…]", N_("run a program untouched and write a recording"),
     OPTIONS_ENGINE | OPTION_OUTPUT | OPTION_LAST | OPTION_MODULE, 1, -1, true, command_record},
    {"replay", "[FILE]", N_("open a recording, or your newest session, without running it"),
     OPTIONS_SCREEN, 0, 1, false, command_replay},
    {"compare", "A B", N_("watch two programs, lessons or recordings side by side on one clock"),
     (OPTIONS_SCREEN & ~OPTION_PLAIN) | OPTIONS_ENGINE, 2, 2, false, command_compare},
    {"export", "FILE|SCRIPT|LESSON [ARG…]",
     N_("write a recording or run as text, jsonl, chrome or svg"),
     OPTIONS_ENGINE | OPTION_FORMAT | OPTION_OUTPUT | OPTION_MODULE, 1, -1, true, command_export},
    {"stats", "FILE|SCRIPT|LESSON [ARG…]", N_("show statistics of a recording or run"),
     OPTIONS_ENGINE | OPTION_JSON | OPTION_MODULE, 1, -1, true, command_stats},
    {"check", "LESSON|DIR…", N_("run lessons without a screen and report their mistakes"), 0, 1, -1,
     false, command_check},
    {"interview", "", N_("answer interview questions, each settled by running a program"),
     OPTION_DECK | OPTION_PLAIN | OPTION_THEME | OPTION_ASCII | OPTION_COLOR, 0, 0, false,
     command_interview},
    {"progress", "", N_("show what you have done and which questions are due"),
     OPTION_JSON | OPTION_CLEAR, 0, 0, false, command_progress},
    {"manual", "", N_("write the manual page, to be read with man -l -"), 0, 0, 0, false,
     command_manual},
    {"completion", "bash|zsh|fish",
     N_("write what the shell needs to complete our commands and options"), 0, 1, 1, false,
     command_completion},
    {"lessons", "", N_("list the lessons"), OPTION_JSON, 0, 0, false, command_lessons},
};
#define COMMAND_COUNT (int)(sizeof commands / sizeof *commands)

const Command *commands_all(int *count) {
    *count = COMMAND_COUNT;
    return commands;
}

// Further lines are ours alone and indented: a list of what could be meant. Any other end of a line
// came with a name.
void command_say(const char *message) {
    static const char list[] = "\n  ";
    Str line = {0};
    fputs("aioscope: ", stderr);
    for (const char *end; (end = strstr(message, list)); message = end + strlen(list)) {
        str_clear(&line);
        str_add_bytes(&line, message, (size_t)(end - message));
        text_put(stderr, str_text(&line));
        fputs(list, stderr);
    }
    text_put(stderr, message);
    fputc('\n', stderr);
    str_free(&line);
}

int command_fail(const Err *err, int status) {
    command_say(err->msg);
    return status;
}

static const Command *find_command(const char *name) {
    for (int i = 1; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

// A standard descriptor that we were started without stays free for nobody: a channel in its place would be written to as stdout. The
// engine finds it closed, as it was.
static void hold_standard_descriptors(void) {
    int fd;
    while ((fd = open("/dev/null", O_RDWR | O_CLOEXEC)) >= 0 && fd <= STDERR_FILENO) continue;
    if (fd >= 0) close(fd);
}

// Beside a build folder's program, else where an installation has them.
static void begin_words(void) {
    Str folder = {0};
    if (paths_catalogues(&folder)) words_begin(folder.s);
    str_free(&folder);
}

static void refuse_unknown(const char *name, Err *err) {
    const char *names[COMMAND_COUNT]; // the first command has none
    for (int i = 1; i < COMMAND_COUNT; i++) names[i - 1] = commands[i].name;
    const char *nearest = near_word(view_of(name), names, COMMAND_COUNT - 1);
    if (nearest) err_set(err, words("unknown command '%s'; did you mean '%s'?"), name, nearest);
    else err_set(err, words("unknown command '%s'; aioscope --help lists them"), name);
}

static int tell_version(void) {
    Str engines = {0};
    Err err;
    printf("aioscope %s\n", AIOSCOPE_VERSION);
    if (paths_engines(&engines, &err)) printf(words("Engines for Python %s\n"), engines.s);
    else printf("%s\n", err.msg);
    str_free(&engines);
    return fflush(stdout) != 0;
}

int main(int argc, char **argv) {
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); // 1.5 is one and a half to us, wherever we are
    begin_words();
    hold_standard_descriptors();
    Err err = {""};
    Options options;
    const Command *command = &commands[0];
    char **args = argv + (argc > 0);
    if (args[0] && args[0][0] != '-') {
        command = find_command(args[0]);
        if (!command) {
            refuse_unknown(args[0], &err);
            return command_fail(&err, EXIT_USAGE);
        }
        args++;
    }
    if (!options_parse(&options, command, args, &err)) return command_fail(&err, EXIT_USAGE);
    if (options.version) return tell_version();
    if (options.help && command->name) options_help(stdout, command);
    else if (options.help) options_help_all(stdout, commands, COMMAND_COUNT);
    else return command->run(&options);
    return 0;
}
