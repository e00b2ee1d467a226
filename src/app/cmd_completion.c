// `aioscope completion SHELL`: what bash, zsh or fish needs to complete our command line, made from
// the tables of commands and options, so that it offers what the program takes.
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "base/str.h"
#include "base/words.h"

// What the operands of a command may be, as its usage line names them.
typedef enum Operands { OPERANDS_NONE, OPERANDS_WORDS, OPERANDS_FILES, OPERANDS_LESSONS } Operands;

static Operands operands_of(const Command *command) {
    if (strstr(command->operands, "LESSON")) return OPERANDS_LESSONS;
    if (strchr(command->operands, '|') && !strstr(command->operands, "FILE")) return OPERANDS_WORDS;
    return *command->operands ? OPERANDS_FILES : OPERANDS_NONE;
}

// The numbers of the lessons there are, one a line.
#define LESSON_NUMBERS "aioscope lessons 2>/dev/null | awk '$1 ~ /^[0-9]+[.][0-9]+$/ {print $1}'"

// "a|b|c" with blanks between.
static void add_choices(Str *out, const char *choices) {
    for (const char *at = choices; *at; at++) str_add_bytes(out, *at == '|' ? " " : at, 1);
}

// What stands between apostrophes for a shell: each of `special` behind a backslash.
static void put_quoted(FILE *out, const char *text, const char *special) {
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", out);
            continue;
        }
        if (strchr(special, *text)) fputc('\\', out);
        fputc(*text, out);
    }
}

typedef void EachCommand(FILE *out, const Command *command);

static void for_each(FILE *out, EachCommand *each) {
    int count;
    const Command *commands = commands_all(&count);
    for (int i = 1; i < count; i++) each(out, &commands[i]); // the first is the bare program
}

// --- bash ------------------------------------------------------------------------------------

static void put_bash_name(FILE *out, const Command *command) {
    fprintf(out, " %s", command->name);
}

static void add_bash_options(Str *out, unsigned bits) {
    OptionShape shape;
    for (size_t at = 0; options_next(&at, bits, &shape);) {
        if (shape.name) str_addf(out, " --%s", shape.name);
        else str_addf(out, " -%c", shape.letter);
    }
}

static void put_bash_command(FILE *out, const Command *command) {
    static const char *const operands[] = {[OPERANDS_NONE] = "",
                                           [OPERANDS_WORDS] = "",
                                           [OPERANDS_FILES] = "files",
                                           [OPERANDS_LESSONS] = "lessons"};
    Str options = {0}, choices = {0};
    Operands kind = operands_of(command);
    add_bash_options(&options, command->options);
    if (kind == OPERANDS_WORDS) add_choices(&choices, command->operands);
    fprintf(out, "    %s) options='%s' operands='%s' ;;\n", command->name, str_text(&options),
            kind == OPERANDS_WORDS ? choices.s : operands[kind]);
    str_free(&options);
    str_free(&choices);
}

// The values of the options that take one.
static void put_bash_values(FILE *out) {
    OptionShape shape;
    for (size_t at = 0; options_next(&at, ~0u, &shape);) {
        if (!shape.value) continue;
        Str choices = {0};
        if (shape.choices) add_choices(&choices, shape.choices);
        else if (strcmp(shape.value, "FILE") == 0) str_add(&choices, "files");
        if (shape.name) fprintf(out, "    --%s) values='%s' ;;\n", shape.name, str_text(&choices));
        else fprintf(out, "    -%c) values='%s' ;;\n", shape.letter, str_text(&choices));
        str_free(&choices);
    }
}

static void put_bash(FILE *out) {
    fputs("# Completion of aioscope for bash; `aioscope completion bash` writes it.\n"
          "_aioscope() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
          "    local command= options= operands= values=none\n"
          "    COMPREPLY=()\n"
          "    if [ \"$word\" = = ]; then word=\n" // --clock=: bash takes the = for a word
          "    elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD - 2]}\n"
          "    fi\n"
          "    [ \"$COMP_CWORD\" -gt 1 ] && command=${COMP_WORDS[1]}\n"
          "    case $command in\n",
          out);
    for_each(out, put_bash_command);
    Str bare = {0};
    int count;
    add_bash_options(&bare, commands_all(&count)->options);
    fprintf(out, "    *) options='%s' operands='", str_text(&bare));
    str_free(&bare);
    fputs("commands' ;;\n    esac\n    case $before in\n", out);
    put_bash_values(out);
    fputs("    esac\n"
          "    [ \"$values\" != none ] && operands=$values\n"
          "    case $word in\n"
          "    -*) [ \"$values\" = none ] && operands=$options ;;\n"
          "    esac\n"
          "    case $operands in\n"
          "    commands) operands='",
          out);
    for_each(out, put_bash_name);
    fputs("' ;;\n"
          "    lessons) operands=\"$(" LESSON_NUMBERS ")\" && compopt -o default ;;\n"
          "    files) operands= && compopt -o default ;;\n"
          "    esac\n"
          "    COMPREPLY=($(compgen -W \"$operands\" -- \"$word\"))\n"
          "}\n"
          "complete -F _aioscope aioscope\n",
          out);
}

// --- zsh -------------------------------------------------------------------------------------

static void put_zsh_name(FILE *out, const Command *command) {
    fprintf(out, "        '%s:", command->name);
    put_quoted(out, words(command->summary), ":\\");
    fputs("'\n", out);
}

static void put_zsh_option(FILE *out, const OptionShape *shape) {
    Str choices = {0};
    fputs(" \\\n            '", out);
    if (shape->name) fprintf(out, "--%s%s", shape->name, shape->value ? "=" : "");
    else fprintf(out, "-%c", shape->letter);
    fputc('[', out);
    put_quoted(out, words(shape->help), "[]:\\");
    fputc(']', out);
    if (shape->value) {
        fputc(':', out);
        put_quoted(out, shape->value, ":\\");
        fputc(':', out);
        if (shape->choices) add_choices(&choices, shape->choices);
        if (shape->choices) fprintf(out, "(%s)", choices.s);
        else if (strcmp(shape->value, "FILE") == 0) fputs("_files", out);
    }
    fputc('\'', out);
    str_free(&choices);
}

static void put_zsh_options(FILE *out, unsigned bits) {
    OptionShape shape;
    for (size_t at = 0; options_next(&at, bits, &shape);) put_zsh_option(out, &shape);
}

static void put_zsh_command(FILE *out, const Command *command) {
    Operands kind = operands_of(command);
    Str choices = {0};
    fprintf(out, "    %s)\n        _arguments -s", command->name);
    put_zsh_options(out, command->options);
    if (kind == OPERANDS_LESSONS)
        fputs(" \\\n            '*:lesson or file:_aioscope_lessons'", out);
    if (kind == OPERANDS_FILES) fputs(" \\\n            '*:file:_files'", out);
    if (kind == OPERANDS_WORDS) {
        add_choices(&choices, command->operands);
        fprintf(out, " \\\n            '1:name:(%s)'", choices.s);
    }
    fputs("\n        ;;\n", out);
    str_free(&choices);
}

static void put_zsh(FILE *out) {
    int count;
    fputs("#compdef aioscope\n"
          "# Completion of aioscope for zsh; `aioscope completion zsh` writes it.\n"
          "_aioscope_lessons() {\n"
          "    local -a numbers\n"
          "    numbers=(${(f)\"$(" LESSON_NUMBERS ")\"})\n"
          "    compadd -a numbers\n"
          "    _files\n"
          "}\n"
          "_aioscope() {\n"
          "    local -a commands\n"
          "    commands=(\n",
          out);
    for_each(out, put_zsh_name);
    fputs("    )\n"
          "    if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
          "        _describe command commands\n"
          "        return\n"
          "    fi\n"
          "    if [[ $words[2] == -* ]]; then\n"
          "        _arguments -s",
          out);
    put_zsh_options(out, commands_all(&count)->options);
    fputs("\n        return\n"
          "    fi\n"
          "    shift words\n"
          "    (( CURRENT-- ))\n"
          "    case $words[1] in\n",
          out);
    for_each(out, put_zsh_command);
    fputs(
        "    esac\n"
        "}\n"
        "if [ \"$funcstack[1]\" = _aioscope ]; then _aioscope \"$@\"; else compdef _aioscope aioscope; fi\n",
        out);
}

// --- fish ------------------------------------------------------------------------------------

static void put_fish_option(FILE *out, const char *when, const OptionShape *shape) {
    Str choices = {0};
    fprintf(out, "complete -c aioscope -n '%s'", when);
    if (shape->letter) fprintf(out, " -s %c", shape->letter);
    if (shape->name) fprintf(out, " -l %s", shape->name);
    if (shape->value) fputs(strcmp(shape->value, "FILE") == 0 ? " -r" : " -x", out);
    if (shape->choices) add_choices(&choices, shape->choices);
    if (shape->choices) fprintf(out, " -a '%s'", choices.s);
    fputs(" -d '", out);
    put_quoted(out, words(shape->help), "\\");
    fputs("'\n", out);
    str_free(&choices);
}

static void put_fish_options(FILE *out, const char *when, unsigned bits) {
    OptionShape shape;
    for (size_t at = 0; options_next(&at, bits, &shape);) put_fish_option(out, when, &shape);
}

static void put_fish_command(FILE *out, const Command *command) {
    Operands kind = operands_of(command);
    Str when = {0}, choices = {0};
    fprintf(out, "complete -c aioscope -n __fish_use_subcommand -a %s -d '", command->name);
    put_quoted(out, words(command->summary), "\\");
    fputs("'\n", out);
    str_addf(&when, "__fish_seen_subcommand_from %s", command->name);
    put_fish_options(out, when.s, command->options);
    if (kind == OPERANDS_LESSONS)
        fprintf(out, "complete -c aioscope -n '%s' -F -a '(__aioscope_lessons)'\n", when.s);
    if (kind == OPERANDS_FILES) fprintf(out, "complete -c aioscope -n '%s' -F\n", when.s);
    if (kind == OPERANDS_WORDS) {
        add_choices(&choices, command->operands);
        fprintf(out, "complete -c aioscope -n '%s' -a '%s'\n", when.s, choices.s);
    }
    str_free(&when);
    str_free(&choices);
}

static void put_fish(FILE *out) {
    int count;
    fputs("# Completion of aioscope for fish; `aioscope completion fish` writes it.\n"
          "function __aioscope_lessons\n"
          "    " LESSON_NUMBERS "\n"
          "end\n"
          "complete -c aioscope -f\n",
          out);
    put_fish_options(out, "__fish_use_subcommand", commands_all(&count)->options);
    for_each(out, put_fish_command);
}

// --- which -----------------------------------------------------------------------------------

int command_completion(const Options *options) {
    static const struct {
        const char *shell;
        void (*put)(FILE *out);
    } all[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (strcmp(all[i].shell, options->operands[0]) != 0) continue;
        all[i].put(stdout);
        return fflush(stdout) == 0 && !ferror(stdout) ? 0 : EXIT_FAILED;
    }
    Err err = {""};
    err_set(&err, words("completion %s: choose bash, zsh or fish"), options->operands[0]);
    return command_fail(&err, EXIT_USAGE);
}
