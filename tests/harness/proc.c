#include "harness/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

enum { NOBODY = 65534 };

static long long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void set_environment(const char *const *env) {
    for (; env && *env; env++) {
        if (strchr(*env, '=')) putenv((char *)*env);
        else unsetenv(*env);
    }
}

static _Noreturn void become(const ProcSpec *spec, int in, int out, int err) {
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    dup2(in, 0), dup2(out, 1), dup2(err, 2);
    set_environment(spec->env);
    if (spec->cwd && chdir(spec->cwd) != 0) _exit(126);
    if (spec->as_nobody && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0)) _exit(126);
    execvp(spec->argv[0], (char *const *)spec->argv);
    _exit(127);
}

// Takes what is there; false at the end.
static bool take(int fd, Str *into) {
    char bytes[65536];
    ssize_t got = read(fd, bytes, sizeof bytes);
    if (got > 0) str_add_bytes(into, bytes, (size_t)got);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static bool give(int fd, StrView *rest) {
    ssize_t put = write(fd, rest->s, rest->len);
    if (put < 0) return errno == EAGAIN || errno == EINTR;
    rest->s += put, rest->len -= (size_t)put;
    return rest->len > 0;
}

static void end_of(int *fd) {
    close(*fd);
    *fd = -1;
}

// Feed stdin and collect both outputs until the command has closed them, or until `deadline`.
static bool converse(Proc *proc, const ProcSpec *spec, pid_t pid, int fds[3], long long deadline) {
    StrView rest = spec->input;
    int to_send = spec->signal;
    if (!rest.len) end_of(&fds[0]);
    while (fds[1] >= 0 || fds[2] >= 0) {
        long long left = deadline - now_ms();
        if (left <= 0) return false;
        struct pollfd polls[3] = {{fds[0], POLLOUT, 0}, {fds[1], POLLIN, 0}, {fds[2], POLLIN, 0}};
        if (poll(polls, 3, (int)left) < 0 && errno != EINTR) bug("poll: %s", strerror(errno));
        if (polls[0].revents && !give(fds[0], &rest)) end_of(&fds[0]);
        if (polls[1].revents && !take(fds[1], &proc->out)) end_of(&fds[1]);
        if (polls[2].revents && !take(fds[2], &proc->err)) end_of(&fds[2]);
        if (to_send && strstr(str_text(&proc->out), spec->signal_after)) {
            kill(pid, to_send);
            to_send = 0;
        }
    }
    return true;
}

// Wait for the end of the command itself; its outputs may have been closed before, or be held open by a grandchild.
static bool reap(Proc *proc, pid_t pid, long long deadline) {
    int status = 0, ended = (int)syscall(SYS_pidfd_open, pid, 0);
    long long left = deadline - now_ms();
    bool in_time = poll(&(struct pollfd){ended, POLLIN, 0}, 1, left > 0 ? (int)left : 0) == 1;
    close(ended);
    if (!in_time || waitpid(pid, &status, 0) != pid) return false;
    proc->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    proc->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return true;
}

void proc_run(Proc *proc, const ProcSpec *spec) {
    *proc = (Proc){.status = -1};
    int in[2], out[2], err[2];
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC)) bug("pipe: %s", strerror(errno));
    long long deadline = now_ms() + (spec->timeout_ms ? spec->timeout_ms : PROC_PATIENCE_MS);
    signal(SIGPIPE, SIG_IGN);
    pid_t pid = fork();
    if (pid < 0) bug("fork: %s", strerror(errno));
    if (pid == 0) become(spec, in[0], out[1], err[1]);
    setpgid(pid, pid);
    close(in[0]), close(out[1]), close(err[1]);
    int fds[3] = {in[1], out[0], err[0]};
    for (int i = 0; i < 3; i++) fcntl(fds[i], F_SETFL, O_NONBLOCK);
    if (!converse(proc, spec, pid, fds, deadline) || !reap(proc, pid, deadline)) {
        proc->timed_out = true;
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    kill(-pid, SIGKILL);
    for (int i = 0; i < 3; i++) {
        if (fds[i] >= 0) close(fds[i]);
    }
}

void proc_free(Proc *proc) {
    str_free(&proc->out);
    str_free(&proc->err);
}

void proc_show(const Proc *proc) {
    fprintf(stderr, "  status %d, signal %d%s\n  --- stdout\n%s\n  --- stderr\n%s\n  ---\n", proc->status, proc->signal,
            proc->timed_out ? ", timed out" : "", str_text(&proc->out), str_text(&proc->err));
}

StrView last_line(const Str *text) {
    StrView line = {str_text(text), text->len};
    while (line.len && line.s[line.len - 1] == '\n') line.len--;
    for (size_t i = line.len; i > 0; i--) {
        if (line.s[i - 1] == '\n') return (StrView){line.s + i, line.len - i};
    }
    return line;
}
