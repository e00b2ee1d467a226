#include "app/engine_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "trace/control.h"

// What the child inherits: every end that is not its own is close-on-exec.
typedef struct ChildEnds {
    int channel, control, input, output[2];
    int failed; // errno of an exec that failed is written here
} ChildEnds;

static void close_end(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

static bool make_pipe(int *read_end, int *write_end, Err *err) {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return err_set(err, "cannot make a pipe for the script: %s", strerror(errno));
    *read_end = fds[0];
    *write_end = fds[1];
    return true;
}

static bool make_ends(EngineProcess *process, ChildEnds *child, const EngineSpec *spec, Err *err) {
    process->channel = channel_new(&child->channel, err);
    if (!process->channel) return false;
    if (spec->stdio == ENGINE_UNTOUCHED) return true;
    for (int i = 0; i < 2; i++) {
        if (!make_pipe(&process->output[i], &child->output[i], err)) return false;
        fcntl(process->output[i], F_SETFL, O_NONBLOCK);
    }
    if (spec->stdio == ENGINE_TOLD) return true;
    int pair[2];
    if (control_pair(pair) == false)
        return err_set(err, "cannot make a socket to the engine: %s", strerror(errno));
    process->control = pair[0];
    child->control = pair[1];
    if (spec->stdin_fd >= 0) return true;
    return make_pipe(&child->input, &process->input, err);
}

static char **engine_argv(const EngineSpec *spec, const ChildEnds *child) {
    static char channel[16], control[16];
    snprintf(channel, sizeof channel, "%d", child->channel);
    snprintf(control, sizeof control, "%d", child->control);
    size_t n = 0, script = 0;
    while (spec->argv[script]) script++;
    char **argv = mem_new((script + 16) * sizeof *argv);
    argv[n++] = (char *)spec->engine;
    argv[n++] = "--channel";
    argv[n++] = channel;
    if (child->control >= 0) {
        argv[n++] = "--control";
        argv[n++] = control;
    }
    if (spec->is_virtual) argv[n++] = "--virtual";
    if (spec->lines) argv[n++] = "--lines";
    if (spec->hold) argv[n++] = "--hold";
    if (spec->stdio != ENGINE_UNTOUCHED) argv[n++] = "--watch";
    if (spec->is_lesson) argv[n++] = "--lesson";
    // `-m MODULE` is an option of the engine, a script's name might look like one.
    if (strcmp(spec->argv[0], "-m") != 0) argv[n++] = "--";
    memcpy(argv + n, spec->argv, script * sizeof *argv);
    return argv;
}

static void inherit(int fd) {
    if (fd >= 0) fcntl(fd, F_SETFD, 0);
}

static void become_engine(const EngineSpec *spec, const ChildEnds *child, char **argv, const sigset_t *mask) {
    if (spec->stdio == ENGINE_WATCHED) {
        setsid();
        // Ignored in the viewer, or in whatever started us: here ^C is a key of ours and is meant for the script.
        signal(SIGPIPE, SIG_DFL);
        signal(SIGINT, SIG_DFL);
        setenv("TERM", "dumb", 1);
        dup2(spec->stdin_fd >= 0 ? spec->stdin_fd : child->input, 0);
    }
    for (int i = 0; i < 2; i++)
        if (child->output[i] >= 0) dup2(child->output[i], i + 1);
    inherit(child->channel);
    inherit(child->control);
    if (spec->is_lesson) {
        setenv("PYTHONHASHSEED", "0", 1);
        personality(ADDR_NO_RANDOMIZE);
    }
    sigprocmask(SIG_SETMASK, mask, NULL);
    execv(spec->engine, argv);
    int why = errno;
    if (write(child->failed, &why, sizeof why) < 0) _exit(126);
    _exit(127);
}

bool engine_start(EngineProcess *process, const EngineSpec *spec, Err *err) {
    *process = (EngineProcess){.control = -1, .input = -1, .output = {-1, -1}};
    ChildEnds child = {-1, -1, -1, {-1, -1}, -1};
    int failed = -1, why = 0;
    bool started = false;
    if (!make_ends(process, &child, spec, err) || !make_pipe(&failed, &child.failed, err)) goto out;
    char **argv = engine_argv(spec, &child);
    sigset_t mask, all;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &mask);
    pid_t pid = fork();
    if (pid == 0) become_engine(spec, &child, argv, spec->mask ? spec->mask : &mask);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    free(argv);
    if (pid < 0) {
        err_set(err, "cannot start the engine: %s", strerror(errno));
        goto out;
    }
    close_end(&child.failed);
    started = read(failed, &why, sizeof why) == 0;
    if (started) process->pid = pid;
    else {
        waitpid(pid, NULL, 0);
        err_set(err, "%s: %s", spec->engine, strerror(why));
    }
out:
    close_end(&failed);
    close_end(&child.failed);
    close_end(&child.channel);
    close_end(&child.control);
    close_end(&child.input);
    close_end(&child.output[0]);
    close_end(&child.output[1]);
    if (!started) engine_free(process);
    return started;
}

bool engine_read(EngineProcess *process, Record *record) {
    while (channel_read(process->channel, record)) {
        if (record->ev.kind != EV_SCRIPT_ENDED) return true;
        process->ended_at = record->ev.t;
    }
    return false;
}

bool engine_check_end(EngineProcess *process, bool *stopped) {
    if (stopped) *stopped = false;
    if (!process->pid || process->has_ended) return process->has_ended;
    int status;
    pid_t pid = waitpid(process->pid, &status, WNOHANG | (stopped ? WUNTRACED : 0));
    if (pid != process->pid) return false;
    if (WIFSTOPPED(status)) {
        *stopped = true;
        return false;
    }
    process->has_ended = true;
    process->wait_status = status;
    return true;
}

void engine_free(EngineProcess *process) {
    if (process->pid && !process->has_ended) {
        kill(process->pid, SIGKILL);
        while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR) continue;
    }
    // A zeroed process owns no descriptors: 0 would be our own stdin.
    if (process->channel || process->pid) {
        close_end(&process->control);
        close_end(&process->input);
        close_end(&process->output[0]);
        close_end(&process->output[1]);
    }
    channel_free(process->channel);
    *process = (EngineProcess){.control = -1, .input = -1, .output = {-1, -1}};
}
