// Descriptors that a loop watches, jobs on threads, child processes.
#include "explain/say.h"

enum { READING = 1, WRITING = 2 };

void say_FD_WATCHED(const Saying *s) {
    unsigned fd = s->ev->arg[FD_WATCHED_fd], mode = s->ev->arg[FD_WATCHED_mode];
    if (mode == WRITING) say(s, "The loop now watches descriptor %u for writing.", fd);
    else if (mode == (READING | WRITING))
        say(s, "The loop now watches descriptor %u for reading and writing.", fd);
    else say(s, "The loop now watches descriptor %u for reading.", fd);
    if (s->ev->task) say(s, "It does so for %T.", s->ev->task);
}

void say_FD_UNWATCHED(const Saying *s) {
    unsigned fd = s->ev->arg[FD_UNWATCHED_fd], mode = s->ev->arg[FD_UNWATCHED_mode];
    if (mode == WRITING) say(s, "The loop no longer watches descriptor %u for writing.", fd);
    else if (mode == (READING | WRITING))
        say(s, "The loop no longer watches descriptor %u for reading and writing.", fd);
    else say(s, "The loop no longer watches descriptor %u for reading.", fd);
}

void say_FD_READY(const Saying *s) {
    unsigned fd = s->ev->arg[FD_READY_fd], mode = s->ev->arg[FD_READY_mode];
    if (mode == WRITING) say(s, "Descriptor %u is ready for writing.", fd);
    else if (mode == (READING | WRITING))
        say(s, "Descriptor %u is ready for reading and writing.", fd);
    else say(s, "Descriptor %u is ready for reading.", fd);
    if (!s->is_line) say(s, "The loop puts the callback that deals with it into the ready queue.");
    if (s->ev->task) say(s, "%T is waiting for it.", s->ev->task);
}

static const Job *job_of(const State *state, uint32_t id) {
    return id && id <= state->n_jobs ? &state->jobs[id - 1] : NULL;
}

void say_JOB_SUBMITTED(const Saying *s) {
    say(s, "%T hands `%S` to an executor.", s->ev->task, s->ev->arg[JOB_SUBMITTED_name]);
    if (!s->is_line) say(s, "It runs beside the loop, which can run other tasks meanwhile.");
}

void say_JOB_STARTED(const Saying *s) {
    const Job *job = job_of(s->after, s->ev->arg[JOB_STARTED_job]);
    uint32_t thread = s->ev->arg[JOB_STARTED_thread];
    bool has_thread = log_string(s->log, thread).len, has_job = job && job->name;
    if (has_thread && has_job) say(s, "The thread %S begins to run `%S`.", thread, job->name);
    else if (has_thread) say(s, "The thread %S begins to run a job.", thread);
    else if (has_job) say(s, "A thread begins to run `%S`.", job->name);
    else say(s, "A thread begins to run a job.");
}

// A job of a process pool is not seen to begin, and one that was cancelled never does.
void say_JOB_ENDED(const Saying *s) {
    const Job *before = job_of(s->before, s->ev->arg[JOB_ENDED_job]);
    bool has_run = before && before->state == JOB_RUNNING_ && s->ev->t >= before->since;
    if (!before) say(s, "A job of an executor is over.");
    else if (!has_run || s->is_line) say(s, "The executor's job `%S` is over.", before->name);
    else
        say(s,
            "`%S` has returned in its thread after %d. The loop is told with `call_soon_threadsafe`.",
            before->name, s->ev->t - before->since);
}

// --- child processes -----------------------------------------------------------------------------

void say_PROCESS_STARTED(const Saying *s) {
    say(s, "%T starts the child process `%S`.", s->ev->task, s->ev->arg[PROCESS_STARTED_name]);
    if (!s->is_line)
        say(s, "It runs beside the loop. Its process ID is %u.",
            (unsigned)s->ev->arg[PROCESS_STARTED_pid]);
}

void say_PROCESS_ENDED(const Saying *s) {
    const Process *before = state_process(s->before, s->ev->arg[PROCESS_ENDED_process]);
    int status = (int)s->ev->arg[PROCESS_ENDED_status];
    if (before && status < 0)
        say(s, "The child process `%S` was killed by signal %u.", before->name, (unsigned)-status);
    else if (before)
        say(s, "The child process `%S` ended with exit status %u.", before->name, (unsigned)status);
    else if (status < 0) say(s, "A child process was killed by signal %u.", (unsigned)-status);
    else say(s, "A child process ended with exit status %u.", (unsigned)status);
    if (!s->is_line && before && s->ev->t > before->since)
        say(s, "It ran for %d.", s->ev->t - before->since);
}
