#include "app/rehearsal.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { TAKE_MAX = 100000 };

bool rehearsal_start(Rehearsal *rehearsal, const Launch *launch, Err *err) {
    EngineSpec spec = launch_spec(launch, ENGINE_WATCHED);
    spec.hold = false;
    *rehearsal = (Rehearsal){0};
    if (!engine_start(&rehearsal->process, &spec, err)) return false;
    if (rehearsal->process.input >= 0) close(rehearsal->process.input);
    rehearsal->process.input = -1;
    rehearsal->history = history_new();
    intake_init(&rehearsal->intake, rehearsal->history, NULL);
    return true;
}

static bool is_stuck(Rehearsal *rehearsal) {
    const Log *log = history_log(rehearsal->history);
    for (; rehearsal->looked < log_count(log); rehearsal->looked++)
        if (log_event(log, rehearsal->looked)->kind == EV_LOOP_STUCK) return true;
    return false;
}

bool rehearsal_take(Rehearsal *rehearsal) {
    if (rehearsal->is_over || !rehearsal->history) return true;
    bool ended = engine_check_end(&rehearsal->process, NULL);
    bool came = intake_channel(&rehearsal->intake, &rehearsal->process, TAKE_MAX);
    came |= intake_output(&rehearsal->intake, &rehearsal->process);
    if (!ended && is_stuck(rehearsal)) kill(rehearsal->process.pid, SIGKILL);
    if (ended && !came) {
        intake_end(&rehearsal->intake, &rehearsal->process);
        rehearsal->is_over = true;
    }
    return rehearsal->is_over;
}

static uint64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

bool rehearsal_finish(Rehearsal *rehearsal, uint64_t ms, RehearsalStop *stop) {
    uint64_t begin = now_ms(), looked = 0;
    bool is_ended = false;
    while (!rehearsal_take(rehearsal)) {
        uint64_t count = history_count(rehearsal->history);
        bool stops = now_ms() - begin > ms;
        for (; stop && !stops && looked < count; looked++) stops = stop(log_event(history_log(rehearsal->history), looked));
        if (stops && !is_ended) {
            kill(rehearsal->process.pid, SIGKILL);
            is_ended = true;
        }
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return !is_ended;
}

void rehearsal_stop(Rehearsal *rehearsal) {
    if (rehearsal->history && !rehearsal->is_over) kill(rehearsal->process.pid, SIGKILL);
}

void rehearsal_free(Rehearsal *rehearsal) {
    if (!rehearsal->history) return;
    intake_deinit(&rehearsal->intake);
    engine_free(&rehearsal->process);
    history_free(rehearsal->history);
    *rehearsal = (Rehearsal){0};
}
