// `aioscope check`: lessons run without a screen, and what is wrong with each is said, with file,
// line and remedy.
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/lesson_list.h"
#include "app/rehearsal.h"
#include "app/stock.h"
#include "base/mem.h"
#include "base/text.h"
#include "lesson/faults.h"

#define LESSON_MS         20000u // when a run that does not end is ended
#define STOCK_DEADLOCK_MS 2000u
#define LONGEST_NS        3000000000u // of a run on the real clock

typedef struct Complaint {
    unsigned line; // 0: the lesson as a whole
    Str text;
    unsigned runs; // the bits of the runs that showed it; 0: none, it stands in the text
} Complaint;

typedef struct Check {
    const char *path;
    Lesson lesson;
    Complaint *complaints;
    size_t count, cap;
    size_t differs;     // the complaint about its output, from 1; 0: none
    unsigned runs, run; // those there are, and the one that is looked at; 0: none
    uint64_t length;    // ns: waits and work of the run on the virtual clock; 0: there was none
} Check;

enum { RUN_VIRTUAL = 1, RUN_REAL = 2 };

// What both runs show is said once.
static void complain(unsigned line, const char *text, void *arg) {
    Check *check = arg;
    for (size_t i = 0; i < check->count; i++) {
        Complaint *known = &check->complaints[i];
        if (known->line != line || strcmp(known->text.s, text) != 0) continue;
        known->runs |= check->run;
        return;
    }
    check->complaints =
        mem_grow(check->complaints, &check->cap, check->count + 1, sizeof *check->complaints);
    check->complaints[check->count] = (Complaint){.line = line, .runs = check->run};
    str_add(&check->complaints[check->count++].text, text);
}

// By line, what is about the whole first; else in the order in which it was found.
static void sort_complaints(Check *check) {
    for (size_t i = 1; i < check->count; i++) {
        Complaint moved = check->complaints[i];
        size_t at = i;
        for (; at && check->complaints[at - 1].line > moved.line; at--)
            check->complaints[at] = check->complaints[at - 1];
        check->complaints[at] = moved;
    }
}

static void print_complaints(Check *check) {
    sort_complaints(check);
    for (size_t i = 0; i < check->count; i++) {
        const Complaint *complaint = &check->complaints[i];
        const char *where = !complaint->runs || complaint->runs == check->runs ? ""
                            : complaint->runs == RUN_VIRTUAL ? " (on the virtual clock only)"
                                                             : " (on the real clock only)";
        text_put(stdout, check->path);
        if (complaint->line) printf(":%u", complaint->line);
        fputs(": ", stdout);
        text_put(stdout, complaint->text.s);
        puts(where);
    }
    if (!check->count) {
        text_put(stdout, check->path);
        puts(": ok");
    }
    fflush(stdout);
}

static void free_complaints(Check *check) {
    for (size_t i = 0; i < check->count; i++) str_free(&check->complaints[i].text);
    free(check->complaints);
}

// --- a run ---------------------------------------------------------------------------------------

static bool is_deadlock(const Event *ev) {
    return ev->kind == EV_DEADLOCK || ev->kind == EV_LOOP_STUCK;
}

static bool has_event(History *history, RehearsalStop *test) {
    for (uint64_t seq = 0; seq < history_count(history); seq++)
        if (test(log_event(history_log(history), seq))) return true;
    return false;
}

static void describe_end(Str *out, History *history) {
    const State *end = history_live(history);
    const Log *log = history_log(history);
    for (uint64_t seq = 0; seq < history_count(history); seq++) {
        const Event *ev = log_event(log, seq);
        if (ev->kind != EV_SCRIPT_RAISED) continue;
        StrView type = log_string(log, ev->arg[SCRIPT_RAISED_type]);
        str_addf(out, "raises %.*s", STR_ARG(type));
        return;
    }
    if (end->ended_how) str_add(out, "killed");
    else if (end->ended_status) str_addf(out, "exit %u", end->ended_status);
    else str_add(out, "ok");
}

static void check_end(Check *check, History *history) {
    const char *wanted = check->lesson.ends.len ? check->lesson.ends.s : "ok";
    Str end = {0}, text = {0};
    if (strcmp(wanted, "deadlock") == 0) {
        if (!has_event(history, is_deadlock))
            complain(
                0,
                "no deadlock came: take the option `ends: deadlock` away, or let the program have one",
                check);
        return;
    }
    describe_end(&end, history);
    if (strcmp(end.s, wanted) != 0) {
        str_addf(
            &text,
            "it ends with `%s` and not with `%s`: if that is meant, write `#! ends: %s` above the docstring",
            end.s, wanted, end.s);
        complain(0, text.s, check);
    }
    str_free(&end);
    str_free(&text);
}

static void add_output(Str *out, History *history) {
    const Log *log = history_log(history);
    for (uint64_t seq = 0; seq < history_count(history); seq++) {
        const Event *ev = log_event(log, seq);
        if (ev->kind != EV_OUTPUT || ev->arg[OUTPUT_stream] != 1) continue;
        StrView text = log_string(log, ev->arg[OUTPUT_text]);
        str_add_bytes(out, text.s, text.len);
    }
}

// What differs from run to run differs in each of them in another way: the first is enough.
static void say_difference(Check *check, const char *ours, const char *theirs) {
    if (check->differs) {
        complain(0, check->complaints[check->differs - 1].text.s, check);
        return;
    }
    while (*ours && *ours == *theirs) ours++, theirs++;
    Str text = {0};
    str_addf(
        &text,
        "it prints \"%.*s\" where stock Python prints \"%.*s\": print nothing that differs from run to run (`#! order: any` compares lines in any order)",
        (int)strcspn(ours, "\n"), ours, (int)strcspn(theirs, "\n"), theirs);
    complain(0, text.s, check);
    check->differs = check->count;
    str_free(&text);
}

static void check_output(Check *check, History *history, const char *engine) {
    Err err;
    Str ours = {0}, theirs = {0}, a = {0}, b = {0};
    bool deadlocks = strcmp(str_text(&check->lesson.ends), "deadlock") == 0;
    add_output(&ours, history);
    if (!stock_run(&theirs, engine, check->path, deadlocks ? STOCK_DEADLOCK_MS : LESSON_MS, &err)) {
        command_say(err.msg);
    } else {
        stock_normalise(&a, (StrView){str_text(&ours), ours.len}, check->lesson.is_any_order);
        stock_normalise(&b, (StrView){str_text(&theirs), theirs.len}, check->lesson.is_any_order);
        if (strcmp(str_text(&a), str_text(&b)) != 0)
            say_difference(check, str_text(&a), str_text(&b));
    }
    str_free(&ours);
    str_free(&theirs);
    str_free(&a);
    str_free(&b);
}

// Of the children that have ended, in ns.
static uint64_t processor_time(void) {
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    return (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000u +
           (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000u;
}

// A busy machine stretches the real clock, but neither the virtual one nor the time that the
// processor takes: a lesson is too long if its real run is, and waiting and work by themselves too.
static void check_length(Check *check, History *history, uint64_t worked) {
    uint64_t length = history_live(history)->now;
    if (check->run == RUN_VIRTUAL) check->length = length + worked;
    bool is_long = length > LONGEST_NS && (!check->length || check->length > LONGEST_NS);
    if (check->run == RUN_REAL && is_long)
        complain(0, "it takes more than 3 seconds: make its sleeps shorter", check);
}

static bool check_run(Check *check, bool is_virtual, Err *err) {
    Options options = {.clock = is_virtual ? TOGGLE_FIRST : TOGGLE_SECOND};
    Launch launch = {0};
    Rehearsal rehearsal = {0};
    bool deadlocks = strcmp(str_text(&check->lesson.ends), "deadlock") == 0;
    uint64_t before = processor_time();
    bool started = launch_lesson(&launch, &check->lesson, check->path, &options, err);
    started = started && rehearsal_start(&rehearsal, &launch, err);
    if (started) {
        bool ended = rehearsal_finish(&rehearsal, LESSON_MS, deadlocks ? is_deadlock : NULL);
        check->run = is_virtual ? RUN_VIRTUAL : RUN_REAL;
        check->runs |= check->run;
        if (!ended && !deadlocks)
            complain(0, "it did not come to an end in 20 seconds: let it end by itself", check);
        if (!deadlocks) check_length(check, rehearsal.history, processor_time() - before);
        check_end(check, rehearsal.history);
        check_output(check, rehearsal.history, str_text(&launch.engine));
        lesson_run_faults(&check->lesson, rehearsal.history, is_virtual, complain, check);
    }
    rehearsal_free(&rehearsal);
    launch_free(&launch);
    return started;
}

// A lesson that cannot be read as one is not right; a file that cannot be opened was not meant.
static int check_path(const char *path) {
    Err err = {""};
    Check check = {.path = path};
    if (access(path, R_OK) != 0) {
        err_set(&err, "%s: %s", path, strerror(errno));
        return command_fail(&err, EXIT_USAGE);
    }
    bool runs = true;
    if (!lesson_load(&check.lesson, path, &err)) {
        complain(0, "it cannot be read as a lesson: save it as UTF-8", &check);
    } else {
        lesson_text_faults(&check.lesson, complain, &check);
        runs = check.lesson.is_real || check_run(&check, true, &err);
        if (runs) runs = check_run(&check, false, &err);
    }
    int status = !runs ? command_fail(&err, EXIT_USAGE) : check.count ? EXIT_FAILED : 0;
    if (runs) print_complaints(&check);
    lesson_free(&check.lesson);
    free_complaints(&check);
    return status;
}

static int worse(int a, int b) {
    return a > b ? a : b;
}

// --- which ones ----------------------------------------------------------------------------------

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// Names in a folder, in their order; hidden ones and Python's own caches are left out. The caller
// frees them.
static char **names_in(const char *folder, size_t *count) {
    char **names = NULL;
    size_t cap = 0;
    DIR *dir = opendir(folder);
    *count = 0;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "__pycache__") == 0) continue;
        names = mem_grow(names, &cap, *count + 1, sizeof *names);
        if (!(names[(*count)++] = strdup(entry->d_name))) abort();
    }
    if (dir) closedir(dir);
    if (names) qsort(names, *count, sizeof *names, by_name);
    return names;
}

// `03_name.py`, as the catalogue has it: other files in the folder help the lessons, or are none of
// ours.
static bool is_lesson_name(const char *name) {
    size_t digits = strspn(name, "0123456789"), len = strlen(name);
    return digits && name[digits] == '_' && len > 3 && strcmp(name + len - 3, ".py") == 0;
}

// All lessons below a folder; *count so many there were.
static int check_folder(const char *folder, size_t *found) {
    size_t count;
    int worst = 0;
    char **names = names_in(folder, &count);
    for (size_t i = 0; i < count; i++) {
        struct stat st;
        Str path = {0};
        size_t len = strlen(folder);
        str_addf(&path, "%s%s%s", folder, len && folder[len - 1] == '/' ? "" : "/", names[i]);
        // A link to a folder may lead in a circle; one to a file is a lesson like any other.
        bool is_there = lstat(path.s, &st) == 0, is_link = is_there && S_ISLNK(st.st_mode);
        if (is_link) is_there = stat(path.s, &st) == 0 && !S_ISDIR(st.st_mode);
        if (is_there && S_ISDIR(st.st_mode)) worst = worse(worst, check_folder(path.s, found));
        else if (is_there && is_lesson_name(names[i]))
            worst = worse(worst, check_path(path.s)), ++*found;
        str_free(&path);
        free(names[i]);
    }
    free(names);
    return worst;
}

static int check_wanted(const char *wanted) {
    Err err = {""};
    struct stat st;
    Str path = {0}, number = {0};
    int status = EXIT_USAGE;
    size_t found = 0;
    if (stat(wanted, &st) == 0 && S_ISDIR(st.st_mode)) {
        status = check_folder(wanted, &found);
        if (!found)
            err_set(&err,
                    "%s: there is no lesson in it: a lesson's file has a name like 01_name.py",
                    wanted);
    } else if (!lesson_list_is_name(wanted)) {
        return check_path(wanted);
    } else if (lesson_list_find(wanted, &path, &number, &err)) {
        status = check_path(path.s);
    }
    if (err.msg[0]) status = command_fail(&err, EXIT_USAGE);
    str_free(&path);
    str_free(&number);
    return status;
}

int command_check(const Options *options) {
    int worst = 0;
    for (int i = 0; i < options->n_operands; i++)
        worst = worse(worst, check_wanted(options->operands[i]));
    return worst;
}
