#include "app/highlight.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/paths.h"
#include "base/mem.h"

#define PATIENCE_NS 5000000000u // an engine that says nothing for so long says nothing more

extern char **environ;

void highlight_begin(Highlighter *highlighter, const char *engine) {
    Err err;
    *highlighter = (Highlighter){.fd = -1};
    if (engine) str_add(&highlighter->engine, engine);
    else if (!paths_engine(&highlighter->engine, NULL, &err)) str_clear(&highlighter->engine);
}

static void stop(Highlighter *highlighter) {
    if (!highlighter->pid) return;
    kill(highlighter->pid, SIGKILL);
    waitpid(highlighter->pid, NULL, 0);
    close(highlighter->fd);
    highlighter->pid = 0;
    highlighter->fd = -1;
}

void highlight_end(Highlighter *highlighter) {
    stop(highlighter);
    for (size_t i = 0; i < highlighter->count; i++) free(highlighter->files[i].runs);
    free(highlighter->files);
    str_free(&highlighter->engine);
    str_free(&highlighter->runs);
    *highlighter = (Highlighter){.fd = -1};
}

// --- asking --------------------------------------------------------------------------------------

// In memory, so that nobody waits for a reader.
static int file_of(StrView text) {
    int fd = memfd_create("source", MFD_CLOEXEC);
    for (size_t at = 0; fd >= 0 && at < text.len;) {
        ssize_t n = write(fd, text.s + at, text.len - at);
        if (n <= 0 && errno != EINTR) break;
        if (n > 0) at += (size_t)n;
    }
    if (fd >= 0) lseek(fd, 0, SEEK_SET);
    return fd;
}

static void ask(Highlighter *highlighter, StrView text, uint64_t now) {
    int ends[2], source = file_of(text);
    posix_spawn_file_actions_t actions;
    if (source < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        if (source >= 0) close(source);
        return;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, source, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    char *argv[] = {highlighter->engine.s, "--tokens", NULL};
    if (posix_spawn(&highlighter->pid, argv[0], &actions, NULL, argv, environ) != 0) highlighter->pid = 0;
    posix_spawn_file_actions_destroy(&actions);
    close(source);
    close(ends[1]);
    if (highlighter->pid) highlighter->fd = ends[0];
    else close(ends[0]);
    if (highlighter->pid) fcntl(highlighter->fd, F_SETFL, O_NONBLOCK);
    highlighter->since = now;
    str_clear(&highlighter->runs);
}

// --- taking --------------------------------------------------------------------------------------

static bool parse_run(const char *line, SourceRun *run) {
    static const char kinds[] = "kasnc";
    char kind;
    const char *found;
    if (sscanf(line, "%u %u %u %c", &run->line, &run->from, &run->to, &kind) != 4 || !(found = strchr(kinds, kind))) return false;
    run->kind = (SourceKind)(found - kinds);
    return true;
}

static void finish(Highlighter *highlighter) {
    UiHighlight *file = &highlighter->files[highlighter->count - 1];
    SourceRun *runs = NULL;
    size_t cap = 0;
    for (const char *line = str_text(&highlighter->runs); *line; line += strcspn(line, "\n"), line += *line == '\n') {
        runs = mem_grow(runs, &cap, file->count + 1, sizeof *runs);
        file->count += parse_run(line, &runs[file->count]);
    }
    file->runs = runs;
    stop(highlighter);
}

// True: there is more to come.
static bool take(Highlighter *highlighter, uint64_t now) {
    char bytes[4096];
    ssize_t n;
    while ((n = read(highlighter->fd, bytes, sizeof bytes)) > 0) str_add_bytes(&highlighter->runs, bytes, (size_t)n);
    if (n < 0 && (errno == EAGAIN || errno == EINTR) && now - highlighter->since < PATIENCE_NS) return true;
    finish(highlighter);
    return false;
}

bool highlight_work(Highlighter *highlighter, const Log *log, uint64_t now) {
    if (highlighter->pid && take(highlighter, now)) return true;
    while (highlighter->engine.len && highlighter->count < log_source_count(log)) {
        size_t index = highlighter->count, same = log_source_same(log, index);
        highlighter->files = mem_grow(highlighter->files, &highlighter->cap, index + 1, sizeof *highlighter->files);
        highlighter->files[index] = (UiHighlight){.same = same};
        highlighter->count++;
        if (same != index) continue;
        ask(highlighter, log_source(log, index).text, now);
        if (highlighter->pid) return true;
    }
    return false;
}
