#include "app/plain.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/follow.h"
#include "app/intake.h"
#include "app/rehearsal.h"
#include "app/replay_file.h"
#include "base/text.h"
#include "base/words.h"
#include "export/export_text.h"

#define REHEARSAL_MS 20000u // a lesson that takes longer is asked about without its options
#define READ_AT_ONCE 65536u // records: the story begins while the rest is still to be read

bool plain_is_wanted(const Options *options) {
    return options->plain || !isatty(STDOUT_FILENO);
}

bool plain_is_ascii(const Options *options) {
    return options->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
}

// Words are not broken at the edge of a terminal; into a pipe each event is one line.
static int width_of_stdout(void) {
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

typedef struct Telling {
    Intake intake;
    Teller teller;
    bool ends_stuck; // a lesson: it is over when nothing can wake its loop any more
    uint64_t looked;
} Telling;

static bool is_stuck(Telling *telling) {
    const Log *log = history_log(telling->intake.history);
    for (; telling->looked < log_count(log); telling->looked++)
        if (log_event(log, telling->looked)->kind == EV_LOOP_STUCK) return true;
    return false;
}

static bool take(EngineProcess *process, void *arg) {
    Telling *telling = arg;
    bool any = intake_channel(&telling->intake, process, 65536);
    any |= intake_output(&telling->intake, process);
    telling->teller.width = width_of_stdout();
    teller_catch_up(&telling->teller);
    if (telling->ends_stuck && is_stuck(telling)) kill(process->pid, SIGKILL);
    intake_flush(&telling->intake, false);
    return any;
}

// Was the story written whole? A closed pipe has ended us by SIGPIPE before.
static int finish_output(int status) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return status;
    Err err;
    err_set(&err, "cannot write the story: %s", strerror(errno));
    return command_fail(&err, EXIT_FAILED);
}

typedef struct Listener {
    Rehearsal rehearsal;
    bool is_virtual;
} Listener;

// A line of the listener's. False: there is none, or it is empty, which leaves the question out.
static bool ask_once(char **line, size_t *cap) {
    printf("       %s ", words(N_("Your answer (enter skips it):")));
    fflush(stdout);
    ssize_t len = getline(line, cap, stdin);
    while (len > 0 && ((*line)[len - 1] == '\n' || (*line)[len - 1] == ' ')) (*line)[--len] = '\0';
    return len > 0;
}

// The options with their numbers, then the answer: a number, or the answer itself. What is neither
// is refused, and asked for again.
static void ask(const Lesson *lesson, size_t number, Str *given, void *arg) {
    const Listener *listener = arg;
    const Rehearsal *rehearsal = &listener->rehearsal;
    Str why = {0};
    const Question *question = &lesson->questions[number];
    uint64_t asked = question_place(lesson, rehearsal->history, number);
    Choices choices = {0};
    char *line = NULL;
    size_t cap = 0;
    if (asked != HISTORY_NONE)
        question_choices(question, rehearsal->history, asked, listener->is_virtual, &choices);
    for (size_t i = 0; i < choices.count; i++) {
        printf("         %zu  ", i + 1);
        text_put(stdout, choices.options[i].s);
        putchar('\n');
    }
    while (ask_once(&line, &cap)) {
        if (question_take(question, &choices, view_of(line), given, &why)) break;
        fputs("       ", stdout);
        text_put(stdout, str_text(&why));
        putchar('\n');
    }
    free(line);
    str_free(&why);
    choices_free(&choices);
}

int plain_run(const Launch *launch, const Lesson *lesson, const Options *options) {
    Err err = {""};
    EngineProcess process;
    EngineSpec spec = launch_spec(launch, ENGINE_TOLD);
    follow_prepare(&spec);
    if (!engine_start(&process, &spec, &err)) return command_fail(&err, EXIT_USAGE);
    History *history = history_new();
    if (lesson) lesson_keep_lines(lesson, history);
    Listener listener = {.is_virtual = launch->is_virtual};
    Telling telling = {.teller = {.history = history,
                                  .lesson = lesson,
                                  .out = stdout,
                                  .width = width_of_stdout(),
                                  .ascii = plain_is_ascii(options),
                                  .is_virtual = launch->is_virtual}};
    telling.ends_stuck = lesson != NULL;
    if (lesson && lesson->n_questions && isatty(STDIN_FILENO) &&
        rehearsal_start(&listener.rehearsal, launch, &err)) {
        rehearsal_finish(&listener.rehearsal, REHEARSAL_MS, NULL);
        telling.teller.ask = ask;
        telling.teller.ask_arg = &listener;
    }
    intake_init(&telling.intake, history, options->no_history ? NULL : &launch->meta);
    teller_begin(&telling.teller);
    follow_engine(&process, take, NULL, &telling);
    intake_end(&telling.intake, &process);
    teller_catch_up(&telling.teller);
    teller_end(&telling.teller);
    rehearsal_free(&listener.rehearsal);
    int status = finish_output(0), wait_status = process.wait_status;
    intake_deinit(&telling.intake);
    history_free(history);
    engine_free(&process);
    return status || lesson ? status : follow_status(wait_status);
}

int plain_replay(const char *path, const Options *options) {
    Err err = {""};
    History *history = history_new();
    ReplayFile file = {0};
    int status = 0;
    if (!replay_open(&file, path, history, &err)) status = command_fail(&err, EXIT_USAGE);
    else {
        Teller teller = {.history = history,
                         .out = stdout,
                         .width = width_of_stdout(),
                         .ascii = plain_is_ascii(options)};
        teller_begin(&teller);
        for (bool more = true; more;) {
            more = replay_read(&file, READ_AT_ONCE);
            teller_catch_up(&teller);
        }
        teller_end(&teller);
        status = finish_output(0);
        if (!status && file.damage.len) {
            err_set(&err, "%s: %s", path, file.damage.s);
            status = command_fail(&err, EXIT_FAILED);
        }
    }
    replay_free(&file);
    history_free(history);
    return status;
}
