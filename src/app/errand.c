#include "app/errand.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/foreground.h"
#include "base/words.h"

enum { ARGUMENTS_MAX = 8 };

static pid_t start(const char *const *arguments) {
    const char *argv[ARGUMENTS_MAX + 2] = {"aioscope"};
    for (int i = 0; i < ARGUMENTS_MAX && arguments[i]; i++) argv[i + 1] = arguments[i];
    pid_t pid = fork();
    if (pid != 0) return pid;
    foreground_child();
    setenv(ERRAND_VARIABLE, "1", 1);
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
    Foreground foreground = foreground_begin();
    int status = foreground_wait(start(arguments));
    bool started = status != -1 && !(WIFEXITED(status) && WEXITSTATUS(status) == 127);
    if (started && status != 0) wait_for_enter();
    if (!started) err_set(err, "aioscope %s could not be started", arguments[0]);
    foreground_end(&foreground);
    return started;
}
