#include "app/follow.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const int passed_on[] = {SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

static sigset_t answered(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, FOLLOW_ASK);
    for (unsigned i = 0; i < sizeof passed_on / sizeof *passed_on; i++) sigaddset(&set, passed_on[i]);
    return set;
}

static sigset_t mask_before;

void follow_prepare(EngineSpec *spec) {
    sigset_t set = answered();
    sigprocmask(SIG_BLOCK, &set, &mask_before);
    spec->mask = &mask_before;
}

// The script was stopped: stop as well, as a shell's job does, and when we go on, so does it.
static void stop_along(pid_t pid) {
    raise(SIGSTOP);
    kill(pid, SIGCONT);
}

// Wait a moment for a signal; longer the longer nothing has come.
static int rest(unsigned idle) {
    sigset_t set = answered();
    struct timespec moment = {0, idle < 8 ? 1000000 : 16000000};
    return sigtimedwait(&set, NULL, &moment);
}

void follow_engine(EngineProcess *process, FollowTake *take, FollowAsked *asked, void *arg) {
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    unsigned idle = 0;
    for (;;) {
        bool stopped, ended = engine_check_end(process, &stopped);
        if (stopped) stop_along(process->pid);
        // What it sent before its end is there by now, so one empty look after the end is enough.
        int signal = 0;
        if (take(process, arg)) idle = 0;
        else if (ended) break;
        else signal = rest(idle++);
        if (signal == FOLLOW_ASK && asked) asked(arg);
        else if (signal > 0 && signal != SIGCHLD && !process->has_ended) kill(process->pid, signal);
    }
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
}

int follow_status(int wait_status) {
    if (!WIFSIGNALED(wait_status)) return WEXITSTATUS(wait_status);
    int number = WTERMSIG(wait_status);
    // The script has left its core already.
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    signal(number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    return 128 + number;
}
