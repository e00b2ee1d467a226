#include "app/foreground.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/wait.h>

// The terminal sends these to everybody in its foreground.
static const int terminal_signals[] = {SIGINT, SIGQUIT, SIGTSTP};
#define TERMINAL_SIGNALS (sizeof terminal_signals / sizeof *terminal_signals)

Foreground foreground_begin(void) {
    Foreground foreground;
    for (size_t i = 0; i < TERMINAL_SIGNALS; i++) {
        bool stops = terminal_signals[i] == SIGTSTP;
        struct sigaction action = {.sa_handler = stops ? SIG_DFL : SIG_IGN};
        sigemptyset(&action.sa_mask);
        sigaction(terminal_signals[i], &action, &foreground.ours[i]);
    }
    return foreground;
}

void foreground_end(const Foreground *foreground) {
    for (size_t i = 0; i < TERMINAL_SIGNALS; i++)
        sigaction(terminal_signals[i], &foreground->ours[i], NULL);
}

void foreground_child(void) {
    for (size_t i = 0; i < TERMINAL_SIGNALS; i++) signal(terminal_signals[i], SIG_DFL);
    signal(SIGPIPE, SIG_DFL); // ignored in the viewer; exec resets those that are caught
}

int foreground_wait(int pid) {
    int status = -1;
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    return status;
}
