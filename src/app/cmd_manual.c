// `aioscope manual`: the manual page, made from the tables that the program itself reads: commands, options, keys.
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "base/str.h"
#include "ui/keymap.h"
#include "ui/ui_help_words.h"

// Text as roff takes it: no line begins with a command of its own, and a minus is a minus.
static void add(FILE *out, const char *text) {
    if (*text == '.' || *text == '\'') fputs("\\&", out);
    for (; *text; text++) {
        if (*text == '\\') fputs("\\e", out);
        else if (*text == '-') fputs("\\-", out);
        else fputc(*text, out);
    }
}

static void add_entry(FILE *out, const char *bold, const char *italic, const char *text) {
    fputs(".TP\n\\fB", out);
    add(out, bold);
    fputs("\\fR", out);
    if (*italic) fputs(" \\fI", out), add(out, italic), fputs("\\fR", out);
    fputs("\n", out);
    add(out, text);
    fputs(".\n", out);
}

static void add_commands(FILE *out) {
    int count;
    const Command *commands = commands_all(&count);
    fputs(".SH COMMANDS\n", out);
    for (int i = 0; i < count; i++) {
        char name[64];
        snprintf(name, sizeof name, "aioscope%s%s", commands[i].name ? " " : "", commands[i].name ? commands[i].name : "");
        add_entry(out, name, commands[i].operands, commands[i].summary);
    }
}

// Each option once, whichever commands take it; the others refuse it.
static void add_options(FILE *out) {
    fputs(".SH OPTIONS\nA command refuses the options that it cannot use; \\fBaioscope\\fR \\fICOMMAND\\fR \\fB\\-\\-help\\fR lists its own.\n", out);
    char left[64];
    OptionShape shape;
    for (size_t at = 0; options_next(&at, ~0u, &shape);) {
        option_show(left, sizeof left, &shape);
        add_entry(out, left + strspn(left, " "), "", shape.help);
    }
}

static void add_keys(FILE *out) {
    fputs(".SH KEYS\n", out);
    for (int group = 0; group < KEY_GROUPS; group++) {
        fputs(".SS ", out);
        add(out, key_group_title((KeyGroup)group));
        fputs("\n", out);
        for (Action action = ACT_NONE + 1; action < ACTIONS; action++) {
            const KeyRow *row = keymap_row(action);
            if ((int)row->group != group || !(row->modes & (WATCHING | MODE_MENU)) || !*row->help)
                continue;
            Str keys = {0};
            keymap_show(&keys, row, true);
            add_entry(out, keys.s, "", row->help);
            str_free(&keys);
        }
    }
}

static void add_words(FILE *out) {
    fputs(".SH WORDS\n", out);
    const HelpWord *word;
    for (size_t i = 0; (word = help_word(i)) != NULL; i++)
        add_entry(out, word->word, "", word->meaning);
}

int command_manual(const Options *options) {
    FILE *out = stdout;
    (void)options;
    fputs(
        ".TH AIOSCOPE 1\n.SH NAME\naioscope \\- see what asyncio does, step by step, forward and back\n"
        ".SH SYNOPSIS\n\\fBaioscope\\fR [\\fICOMMAND\\fR] [\\fIOPTION\\fR...] [\\fIOPERAND\\fR...]\n"
        ".SH DESCRIPTION\nIt runs a Python program on an instrumented asyncio event loop, records what happens, and shows it: tasks, the ready queue, timers, "
        "what each task waits for, and why the loop does what it does next.\n",
        out);
    add_commands(out);
    add_options(out);
    add_keys(out);
    add_words(out);
    fputs(
        ".SH FILES\n.TP\n\\fI~/.local/state/aioscope\\fR ($XDG_STATE_HOME/aioscope)\nYour progress, your newest sessions, the lessons that you edited and the layout of the panes.\n"
        ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nTurns colours off.\n.TP\n\\fBAIOSCOPE_PYTHON\\fR\nThe version of Python to run scripts with, unless \\-\\-python or a virtual environment says which.\n.TP\n\\fBAIOSCOPE_LESSONS\\fR\nThe folder to take lessons from, with a folder for each chapter.\n"
        ".TP\n\\fBVISUAL\\fR, \\fBEDITOR\\fR\nThe editor that \\fBe\\fR starts.\n"
        ".SH EXIT STATUS\n\\fBrecord\\fR and \\fBrun \\-\\-plain\\fR end as the script did. The other commands end with 0 if all is well, 1 if the work failed, and 2 on wrong usage.\n",
        out);
    return fflush(out) == 0 && !ferror(out) ? 0 : EXIT_FAILED;
}
