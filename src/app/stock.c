#include "app/stock.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

#define ENGINE_MS 5000 // to say which Python it stands in for

extern char **environ;

static bool start(pid_t *pid, int *fd, const char *python, const char *script) {
    int ends[2];
    posix_spawn_file_actions_t actions;
    if (pipe2(ends, O_CLOEXEC)) return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    char *const argv[] = {(char *)python, (char *)script, NULL};
    bool started = posix_spawnp(pid, python, &actions, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (!started) close(ends[0]);
    *fd = ends[0];
    return started;
}

static uint64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void read_all(Str *out, int fd, uint64_t ms) {
    uint64_t end = now_ms() + ms;
    char piece[4096];
    for (uint64_t now; (now = now_ms()) < end;) {
        struct pollfd one = {.fd = fd, .events = POLLIN};
        if (poll(&one, 1, (int)(end - now)) <= 0) continue;
        ssize_t n = read(fd, piece, sizeof piece);
        if (n > 0) str_add_bytes(out, piece, (size_t)n);
        else if (n == 0 || errno != EINTR) break;
    }
}

static bool output_of(Str *out, const char *program, const char *argument, uint64_t ms) {
    pid_t pid;
    int fd;
    if (!start(&pid, &fd, program, argument)) return false;
    read_all(out, fd, ms);
    close(fd);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return true;
}

bool stock_run(Str *out, const char *engine, const char *script, uint64_t ms, Err *err) {
    Str python = {0};
    bool fine = output_of(&python, engine, "--python", ENGINE_MS) && python.len;
    if (fine) python.s[strcspn(python.s, "\n")] = '\0';
    fine = fine && access(python.s, X_OK) == 0 && output_of(out, python.s, script, ms);
    if (!fine)
        err_set(err, "%s: cannot run it, so the output cannot be compared with stock Python's",
                python.len ? python.s : engine);
    str_free(&python);
    return fine;
}

// --- alike ---------------------------------------------------------------------------------------

static int by_line(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_lines(Str *text) {
    char **lines = NULL;
    size_t count = 0, cap = 0;
    Str sorted = {0};
    for (char *line = strtok(text->s, "\n"); line; line = strtok(NULL, "\n")) {
        lines = mem_grow(lines, &cap, count + 1, sizeof *lines);
        lines[count++] = line;
    }
    if (lines) qsort(lines, count, sizeof *lines, by_line);
    for (size_t i = 0; i < count; i++) str_addf(&sorted, "%s\n", lines[i]);
    free(lines);
    str_free(text);
    *text = sorted;
}

void stock_normalise(Str *out, StrView text, bool is_any_order) {
    Str copy = {0}; // so that it ends in NUL
    str_add_bytes(&copy, text.s, text.len);
    for (const char *at = str_text(&copy); *at;) {
        if (at[0] == '0' && at[1] == 'x') {
            str_add(out, "0x…");
            for (at += 2; isxdigit((unsigned char)*at); at++) continue;
        } else if (isdigit((unsigned char)*at)) {
            char *end;
            double number = strtod(at, &end);
            bool is_decimal = memchr(at, '.', (size_t)(end - at)) != NULL;
            if (is_decimal) str_addf(out, "%.1f", number);
            else str_add_bytes(out, at, (size_t)(end - at));
            at = end;
        } else {
            str_add_bytes(out, at++, 1);
        }
    }
    str_free(&copy);
    if (is_any_order && out->len) sort_lines(out);
}
