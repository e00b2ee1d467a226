#include "app/errand.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/words.h"

enum { ARGUMENTS_MAX = 8 };

// What the terminal sends to everybody in front of it: while the other one runs, it is not for us. A stop is for all of us, so that the shell sees it.
static const struct { int number; void (*meanwhile)(int); } terminal_signals[] = {{SIGINT, SIG_IGN}, {SIGQUIT, SIG_IGN}, {SIGTSTP, SIG_DFL}};
enum { SIGNALS = sizeof terminal_signals / sizeof *terminal_signals };

static void stand_back(struct sigaction *before) {
    for (int i = 0; i < SIGNALS; i++) {
        struct sigaction meanwhile = {.sa_handler = terminal_signals[i].meanwhile};
        sigaction(terminal_signals[i].number, &meanwhile, &before[i]);
    }
}

static void come_back(const struct sigaction *before) {
    for (int i = 0; i < SIGNALS; i++) sigaction(terminal_signals[i].number, &before[i], NULL);
}

static void as_at_first(void) {
    static const int numbers[] = {SIGINT, SIGQUIT, SIGTSTP, SIGPIPE, SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGCHLD};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) signal(numbers[i], SIG_DFL);
}

static pid_t start(const char *const *arguments) {
    const char *argv[ARGUMENTS_MAX + 2] = {"aioscope"};
    for (int i = 0; i < ARGUMENTS_MAX && arguments[i]; i++) argv[i + 1] = arguments[i];
    pid_t pid = fork();
    if (pid != 0) return pid;
    as_at_first();
    execv("/proc/self/exe", (char *const *)argv);
    _exit(127);
}

// What the other one said last stays in sight until it has been read.
static void wait_for_enter(void) {
    const char *text = words(N_("\nPress enter to go back to the lessons. "));
    char c = 0;
    ssize_t n = write(STDOUT_FILENO, text, strlen(text));
    while (n >= 0 && c != '\n' && (n = read(STDIN_FILENO, &c, 1)) != 0)
        if (n < 0 && errno == EINTR) n = 0;
}

bool errand_run(const char *const *arguments, Err *err) {
    struct sigaction before[SIGNALS];
    int status = 0;
    stand_back(before);
    pid_t pid = start(arguments);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    bool started = pid > 0 && !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
    if (started) wait_for_enter();
    else err_set(err, "aioscope %s could not be started", arguments[0]);
    come_back(before);
    return started;
}
