// Descriptors that a loop watches, jobs on threads, child processes.
#include "explain/say.h"

static const char *ability(uint32_t mode) {
    return mode == 2 ? "writing" : mode == 3 ? "reading and writing" : "reading";
}

void say_FD_WATCHED(const Saying *s) {
    say(s, "The loop watches descriptor %u for %s from now on", s->ev->arg[FD_WATCHED_fd], ability(s->ev->arg[FD_WATCHED_mode]));
    if (s->ev->task) say(s, ", for %T", s->ev->task);
    say(s, ".");
}

void say_FD_UNWATCHED(const Saying *s) {
    say(s, "The loop watches descriptor %u for %s no longer.", s->ev->arg[FD_UNWATCHED_fd], ability(s->ev->arg[FD_UNWATCHED_mode]));
}

void say_FD_READY(const Saying *s) {
    say(s, "Descriptor %u is ready for %s, so the loop puts the callback that deals with it into the ready queue.",
        s->ev->arg[FD_READY_fd], ability(s->ev->arg[FD_READY_mode]));
    if (s->ev->task) say(s, " %T waits for it.", s->ev->task);
}

void line_FD_READY(const Saying *s) {
    say(s, "%t  descriptor %u is ready for %s", s->ev->t, s->ev->arg[FD_READY_fd], ability(s->ev->arg[FD_READY_mode]));
    if (s->ev->task) say(s, ": %N waits for it", s->ev->task);
}

static const Job *job_of(const State *state, uint32_t id) {
    return id && id <= state->n_jobs ? &state->jobs[id - 1] : NULL;
}

void say_JOB_SUBMITTED(const Saying *s) {
    if (s->ev->task) say(s, "%T", s->ev->task);
    else say(s, "The program");
    say(s, " handed `%S` to an executor, which runs it beside the loop: the loop can turn meanwhile.", s->ev->arg[JOB_SUBMITTED_name]);
}

void line_JOB_SUBMITTED(const Saying *s) {
    say(s, "%t  %N hands %S to an executor", s->ev->t, s->ev->task, s->ev->arg[JOB_SUBMITTED_name]);
}

void say_JOB_STARTED(const Saying *s) {
    const Job *job = job_of(s->after, s->ev->arg[JOB_STARTED_job]);
    if (log_string(s->log, s->ev->arg[JOB_STARTED_thread]).len) say(s, "The thread %S", s->ev->arg[JOB_STARTED_thread]);
    else say(s, "A thread");
    if (job && job->name) say(s, " begins to run `%S`.", job->name);
    else say(s, " begins to run a job.");
}

// A job of a process pool is not seen to begin, and one that was cancelled never does.
void say_JOB_ENDED(const Saying *s) {
    const Job *before = job_of(s->before, s->ev->arg[JOB_ENDED_job]);
    if (before && before->state == JOB_RUNNING_ && s->ev->t >= before->since)
        say(s, "`%S` has returned on its thread, after %d. The loop hears of it by `call_soon_threadsafe`.", before->name, s->ev->t - before->since);
    else if (before) say(s, "The executor's job `%S` is over.", before->name);
    else say(s, "A job of an executor is over.");
}

void line_JOB_ENDED(const Saying *s) {
    const Job *before = job_of(s->before, s->ev->arg[JOB_ENDED_job]);
    if (before) say(s, "%t  the job %S is over", s->ev->t, before->name);
    else say(s, "%t  a job of an executor is over", s->ev->t);
}

// --- child processes ------------------------------------------------------------------------------------------------------

void say_PROCESS_STARTED(const Saying *s) {
    say_actor(s);
    say(s, " started the child process `%S`, which runs beside the loop. Its pid is %u.", s->ev->arg[PROCESS_STARTED_name],
        (unsigned)s->ev->arg[PROCESS_STARTED_pid]);
}

void line_PROCESS_STARTED(const Saying *s) {
    say(s, "%t  %N starts the child process %S", s->ev->t, s->ev->task, s->ev->arg[PROCESS_STARTED_name]);
}

static void say_how(const Saying *s) {
    int status = (int)s->ev->arg[PROCESS_ENDED_status];
    if (status < 0) say(s, "killed by signal %u", (unsigned)-status);
    else say(s, "with exit status %u", (unsigned)status);
}

void say_PROCESS_ENDED(const Saying *s) {
    const Process *before = state_process(s->before, s->ev->arg[PROCESS_ENDED_process]);
    if (before) say(s, "The child process `%S` has ended after %d, ", before->name, s->ev->t > before->since ? s->ev->t - before->since : (uint64_t)0);
    else say(s, "A child process has ended, ");
    say_how(s);
    say(s, ".");
}

void line_PROCESS_ENDED(const Saying *s) {
    const Process *before = state_process(s->before, s->ev->arg[PROCESS_ENDED_process]);
    if (before) say(s, "%t  the child process %S ends, ", s->ev->t, before->name);
    else say(s, "%t  a child process ends, ", s->ev->t);
    say_how(s);
}
