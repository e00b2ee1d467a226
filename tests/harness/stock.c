#include "harness/stock.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "harness/place.h"
#include "history/history.h"
#include "trace/recording.h"

const char *stock_python(void) {
    static char found[PATH_MAX];
    const char *python = getenv("PYTHON_STOCK");
    if (!found[0] && !realpath(python && *python ? python : "/usr/bin/python3", found)) bug("PYTHON_STOCK: there is no %s", python);
    return found;
}

bool stock_is_debians(void) {
    return strncmp(stock_python(), "/usr/bin/", strlen("/usr/bin/")) == 0;
}

int stock_minor(void) {
    int minor;
    const char *name = strrchr(stock_python(), '/') + 1;
    if (sscanf(name, "python3.%d", &minor) != 1) bug("PYTHON_STOCK: %s names no version", name);
    return minor;
}

Str stock_file_text(const char *path) {
    Str text = {0};
    char bytes[4096];
    FILE *file = fopen(path, "rb");
    if (!file) return text;
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file));) str_add_bytes(&text, bytes, got);
    fclose(file);
    return text;
}

// --- the two runs --------------------------------------------------------------------------------

static void run_as(Proc *proc, const StockRun *run, const char *const *before) {
    const char *argv[64] = {0};
    size_t n = 0;
    while (*before) argv[n++] = *before++;
    argv[n++] = run->what;
    for (char *const *arg = run->args; arg && *arg && n < 63; arg++) argv[n++] = *arg;
    proc_run(proc, &(ProcSpec){.argv = argv, .env = run->env, .cwd = run->cwd, .input = run->input});
}

static bool same_text(const char *what, StrView want, StrView got) {
    if (want.len == got.len && memcmp(want.s, got.s, want.len) == 0) return true;
    fprintf(stderr, "%s differs under record\n", what);
    return false;
}

static bool same_end(const Proc *want, const Proc *got) {
    if (want->status == got->status && want->signal == got->signal && !got->timed_out) return true;
    fprintf(stderr, "the end differs under record\n");
    return false;
}

static bool same(const Proc *want, const Proc *got, bool whole_stderr) {
    StrView want_err = whole_stderr ? (StrView){str_text(&want->err), want->err.len} : last_line(&want->err);
    StrView got_err = whole_stderr ? (StrView){str_text(&got->err), got->err.len} : last_line(&got->err);
    bool ok = same_text("stdout", (StrView){str_text(&want->out), want->out.len}, (StrView){str_text(&got->out), got->out.len});
    ok &= same_text(whole_stderr ? "stderr" : "the last line of stderr", want_err, got_err);
    return ok & same_end(want, got);
}

void stock_compare(const StockRun *run) {
    char *recording = place_in_temp("run.aioscope");
    Proc want, got;
    run_as(&want, run, (const char *const[]){run->python ? run->python : stock_python(), NULL});
    run_as(&got, run, (const char *const[]){place_viewer(), "record", "--clock", run->clock ? run->clock : "real", "-o", recording, NULL});
    bool is_same = same(&want, &got, run->whole_stderr), has_failed = run->ends_well && want.status != 0;
    if (!is_same || has_failed) {
        proc_show(&want);
        proc_show(&got);
        fail_msg("%s %s", run->what, is_same ? "fails" : "is not the same under record");
    }
    stock_check_recording(recording);
    proc_free(&want);
    proc_free(&got);
    unlink(recording);
    free(recording);
}

// --- the recording -------------------------------------------------------------------------------

static bool wait_is_known(uint32_t wait) {
    switch ((WaitKind)wait) {
#define WAIT(ID, code, name, words) case WAIT_FOR_##ID:
#include "trace/wait_kinds.def"
        return wait != WAIT_FOR_NONE;
    }
    return false;
}

static void check_event(const History *history, uint64_t unknown_before, uint64_t seq) {
    const Event *ev = log_event(history_log(history), seq);
    if (history_live(history)->unknown != unknown_before) {
        const EventSchema *row = event_schema(ev->kind);
        fail_msg("event %llu, %s, of task %u contradicts those before it", (unsigned long long)seq, row ? row->id : "of no known kind", ev->task);
    }
    if (ev->kind == EV_TASK_SUSPENDED && !wait_is_known(ev->arg[TASK_SUSPENDED_wait]))
        fail_msg("event %llu: task %u waits for something unknown", (unsigned long long)seq, ev->task);
}

static void check_events(RecordingReader *reader) {
    History *history = history_new();
    Record record;
    while (recording_read(reader, &record) > 0) {
        uint64_t count = history_count(history), unknown = history_live(history)->unknown;
        history_add(history, &record);
        if (history_count(history) > count) check_event(history, unknown, count);
    }
    assert_true(history_count(history) > 0);
    assert_int_equal(history_odd(history), 0);
    assert_string_equal(recording_damage(reader), "");
    history_free(history);
}

void stock_check_recording(const char *path) {
    int fd = open(path, O_RDONLY);
    if (fd < 0) fail_msg("%s was not written", path);
    RecordingReader *reader = recording_open(fd, NULL);
    if (!reader) fail_msg("%s does not open", path);
    check_events(reader);
    recording_reader_free(reader);
    close(fd);
    Proc proc;
    proc_viewer(&proc, "replay", path, "--plain");
    if (proc.status != 0 || proc.err.len || !proc.out.len) {
        proc_show(&proc);
        fail_msg("the recording does not replay");
    }
    proc_free(&proc);
}
