// What is typed after `:`, from one table: a number is an event, a number with an s a time, and words are commands. tab completes.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/near.h"
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/ui_inside.h"

typedef bool Run(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish); // false: the argument is wrong
// The i-th word that could stand there; false: there are no more.
typedef bool Words(Ui *ui, const UiScene *scene, size_t i, Str *word);

typedef struct Command {
    const char *name,
        *wanted; // what to add where that is missing or wrong, in English; NULL: it stands alone
    Run *run;
    Words *words;
} Command;

// --- what may stand behind a command -------------------------------------------------------------

static bool task_words(Ui *ui, const UiScene *scene, size_t i, Str *word) {
    const State *state = history_at(scene->history, scene->cursor);
    (void)ui;
    if (i >= state->n_tasks) return false;
    explain_task_name(word, history_log(scene->history), state, (uint32_t)i + 1, false);
    return true;
}

static bool view_words(Ui *ui, const UiScene *scene, size_t i, Str *word) {
    (void)ui, (void)scene;
    if (i < TASK_VIEWS) str_add(word, task_view_name((TaskView)i));
    return i < TASK_VIEWS;
}

static bool sort_words(Ui *ui, const UiScene *scene, size_t i, Str *word) {
    (void)ui, (void)scene;
    if (i < TASK_SORTS) str_add(word, task_sort_name((TaskSort)i));
    return i < TASK_SORTS;
}

static bool condition_words(Ui *ui, const UiScene *scene, size_t i, Str *word) {
    static const char *const words[] = {"line ", "task ", "output ~ ", "exception", "blocked", "deadlock", "trouble"};
    (void)ui, (void)scene;
    if (i < sizeof words / sizeof *words) str_add(word, words[i]);
    return i < sizeof words / sizeof *words;
}

// Which of the words an argument is; -1: none.
static int which(Words *all, Ui *ui, const UiScene *scene, const char *argument) {
    Str word = {0};
    int found = -1;
    for (size_t i = 0; found < 0 && all(ui, scene, i, &word); i++) {
        if (view_is(view_of(argument), str_text(&word))) found = (int)i;
        str_clear(&word);
    }
    str_free(&word);
    return found;
}

// --- the commands --------------------------------------------------------------------------------

static void wish_text(Ui *ui, UiWish *wish, UiWishKind kind, const char *text) {
    Str copy = {0};
    str_add(&copy, text);
    str_clear(&ui->given);
    str_add(&ui->given, str_text(&copy));
    str_free(&copy);
    *wish = (UiWish){.kind = kind, .text = ui->given.s};
}

static bool run_line(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)scene;
    if (!isdigit((unsigned char)*argument)) return false;
    Str text = {0};
    str_addf(&text, "line %s", argument);
    wish_text(ui, wish, WISH_FIND, text.s);
    str_free(&text);
    return true;
}

static bool run_find(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)scene;
    if (*argument) wish_text(ui, wish, WISH_FIND, argument);
    return *argument;
}

static bool run_break(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)scene;
    if (*argument) wish_text(ui, wish, WISH_BREAK, argument);
    return *argument;
}

static bool run_export(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)scene;
    if (*argument) wish_text(ui, wish, WISH_EXPORT, argument);
    return *argument;
}

static bool run_task(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    int task = which(task_words, ui, scene, argument);
    (void)wish;
    if (task < 0) return false;
    ui->selected = (uint32_t)task + 1;
    ui->selected_group = 0;
    ui_release_panes(ui);
    return true;
}

// To the beginning of a step of the task that the eye is on.
static bool run_step(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    View view = ui_view(ui, scene);
    unsigned long wanted = strtoul(argument, NULL, 10), step = 0;
    for (size_t i = 0; wanted && i < history_span_count(scene->history, view.eye); i++) {
        Span span = history_span(scene->history, view.eye, i);
        if (span.state != TASK_RUNNING || ++step < wanted) continue;
        *wish = (UiWish){.kind = WISH_GOTO, .seq = span.seq + 1};
        return true;
    }
    return false;
}

static bool run_speed(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    double speed = strtod(argument, NULL);
    (void)ui, (void)scene;
    *wish = (UiWish){.kind = WISH_SPEED, .speed = speed};
    return speed >= 0.1 && speed <= 100;
}

static bool run_view(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    int view = which(view_words, ui, scene, argument);
    (void)wish;
    if (view >= 0) ui->ways.task_view = (TaskView)view;
    return view >= 0;
}

static bool run_sort(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    int sort = which(sort_words, ui, scene, argument);
    (void)wish;
    if (sort >= 0) ui->ways.task_sort = (TaskSort)sort;
    return sort >= 0;
}

static bool run_filter(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)scene, (void)wish;
    str_clear(&ui->filter);
    str_add(&ui->filter, argument);
    return true;
}

static bool run_panes(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)scene, (void)argument, (void)wish;
    ui_forget_ways(ui);
    return true;
}

static bool run_reset(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)ui, (void)scene, (void)argument;
    wish->kind = WISH_RESET;
    return true;
}

static bool run_edit(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    char *end;
    unsigned long line = strtoul(argument, &end, 10);
    ui_act(ui, scene, ACT_EDIT_LINE, K_NONE, wish);
    if (*argument) wish->seq = line;
    return !*argument || (line && !*end);
}

// The one that is there already changes nothing.
static bool run_fold(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)ui, (void)argument;
    if (scene->is_unfolded) wish->kind = WISH_FOLD;
    return true;
}

static bool run_unfold(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)ui, (void)argument;
    if (!scene->is_unfolded) wish->kind = WISH_FOLD;
    return true;
}

static bool run_present(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)argument;
    ui_act(ui, scene, ACT_PRESENT, K_NONE, wish);
    return true;
}

static bool run_intro(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)argument;
    ui_act(ui, scene, ACT_INTRO, K_NONE, wish);
    return true;
}

static bool run_help(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)argument;
    ui_act(ui, scene, ACT_HELP, K_NONE, wish);
    return true;
}

static bool run_quit(Ui *ui, const UiScene *scene, const char *argument, UiWish *wish) {
    (void)argument;
    ui_act(ui, scene, ACT_QUIT, K_NONE, wish);
    return true;
}

static const Command commands[] = {
    {"line", N_("line: add a number, as in line 12"), run_line, NULL},
    {"find", N_("find: add what to find, as in find line 12"), run_find, condition_words},
    {"break", N_("break: add where, as in break line 12 or break exception"), run_break,
     condition_words},
    {"task", N_("task: add the name of a task"), run_task, task_words},
    {"step", N_("step: add the number of a step that the task has begun"), run_step, NULL},
    {"filter", "", run_filter, NULL},
    {"view", N_("view: choose list, tree or functions"), run_view, view_words},
    {"sort", N_("sort: choose made, name, state, waited, ran or steps"), run_sort, sort_words},
    {"speed", N_("speed: choose a number from 0.1 to 100"), run_speed, NULL},
    {"export", N_("export: add a file's name, as in export run.svg"), run_export, NULL},
    {"fold", NULL, run_fold, NULL},
    {"unfold", NULL, run_unfold, NULL},
    {"present", NULL, run_present, NULL},
    {"intro", NULL, run_intro, NULL},
    {"panes", NULL, run_panes, NULL},
    {"edit", "edit: add the number of a line, as in edit 12", run_edit, NULL},
    {"reset", NULL, run_reset, NULL},
    {"help", NULL, run_help, NULL},
    {"quit", NULL, run_quit, NULL},
};
#define COMMANDS (sizeof commands / sizeof *commands)

// --- understanding a line ------------------------------------------------------------------------

static const Command *command_of(StrView name) {
    for (size_t i = 0; i < COMMANDS; i++)
        if (view_is(name, commands[i].name)) return &commands[i];
    return NULL;
}

static const char *argument_of(const char *line) {
    line += strcspn(line, " ");
    return line + strspn(line, " ");
}

// The nearest of the real ones is offered where it was probably meant.
static void refuse_unknown(Ui *ui, StrView name) {
    const char *names[COMMANDS];
    for (size_t i = 0; i < COMMANDS; i++) names[i] = commands[i].name;
    const char *nearest = near_word(name, names, COMMANDS);
    Str clean = {0};
    text_clean_line(&clean, name, 4, ui->is_ascii);
    str_clear(&ui->unknown);
    if (nearest)
        str_addf(&ui->unknown, words(N_("unknown command '%.40s'; did you mean '%s'?")),
                 str_text(&clean), nearest);
    else
        str_addf(&ui->unknown, words(N_("unknown command '%.40s'; tab lists those there are")),
                 str_text(&clean));
    ui->error = ui->unknown.s;
    str_free(&clean);
}

bool ui_command_run(Ui *ui, const UiScene *scene, UiWish *wish) {
    Str line = {0};
    str_add(&line, str_text(&ui->line));
    const char *text = str_text(&line);
    text += strspn(text, " ");
    const Command *command = command_of((StrView){text, strcspn(text, " ")});
    bool fine;
    if (!command) {
        fine = ui_prompt_parse(view_of(text), wish, &ui->error);
        if (!fine && isalpha((unsigned char)*text))
            refuse_unknown(ui, (StrView){text, strcspn(text, " ")});
    } else {
        // What a command opens must not be closed again by the end of this line.
        ui->typing = TYPING_NOTHING;
        fine = command->run(ui, scene, argument_of(text), wish);
        if (!fine) ui->typing = TYPING_COMMAND, ui->error = command->wanted, *wish = (UiWish){.kind = WISH_NOTHING};
    }
    str_free(&line);
    return fine;
}

// --- completing it -------------------------------------------------------------------------------

static bool command_words(Ui *ui, const UiScene *scene, size_t i, Str *word) {
    (void)ui, (void)scene;
    if (i < COMMANDS) str_addf(word, "%s%s", commands[i].name, commands[i].wanted ? " " : "");
    return i < COMMANDS;
}

// Where the word begins that is being typed, and what it could be.
static Words *words_at(const char *line, size_t *from) {
    size_t name = strcspn(line, " ");
    *from = 0;
    if (!line[name]) return command_words;
    const Command *command = command_of((StrView){line, name});
    *from = (size_t)(argument_of(line) - line);
    return command ? command->words : NULL;
}

static size_t common(const char *a, const char *b) {
    size_t n = 0;
    while (a[n] && a[n] == b[n]) n++;
    return n;
}

size_t ui_command_candidates(Ui *ui, const UiScene *scene, Str *names, Str *same) {
    size_t from, count = 0;
    const char *line = str_text(&ui->line);
    Words *all = words_at(line, &from);
    Str word = {0};
    for (size_t i = 0; all && all(ui, scene, i, &word); i++, str_clear(&word)) {
        if (strncmp(str_text(&word), line + from, strlen(line + from)) != 0) continue;
        if (count++) same->len = common(same->s, word.s), same->s[same->len] = '\0';
        else str_add(same, str_text(&word));
        if (count <= 12) str_addf(names, "%s%s", names->len ? "  " : "", str_text(&word));
    }
    str_free(&word);
    return count;
}

void ui_complete_line(Ui *ui, const UiScene *scene) {
    Str names = {0}, same = {0};
    size_t from;
    if (ui->typing == TYPING_COMMAND && ui_command_candidates(ui, scene, &names, &same)) {
        words_at(str_text(&ui->line), &from);
        if (ui->line.s) ui->line.len = from, ui->line.s[from] = '\0';
        str_add(&ui->line, str_text(&same));
        ui->behind = 0;
    }
    str_free(&names);
    str_free(&same);
}
