// Descriptors that the selector watches, jobs of the executor's threads, child processes.
#include <string.h>

#include "model/reduce.h"
#include "model/reducers.h"

enum { MODE_READ = 1, MODE_WRITE = 2 };

static Fd *watched(State *state, uint32_t fd, uint32_t mode) {
    bool is_mode = mode == MODE_READ || mode == MODE_WRITE;
    return is_mode && fd < state->n_fds && state->fds[fd].modes & mode ? &state->fds[fd] : NULL;
}

static void reach(State *state, uint32_t fd) {
    if (fd < state->n_fds) return;
    memset(&state->fds[state->n_fds], 0, (fd + 1 - state->n_fds) * sizeof(Fd));
    state->n_fds = fd + 1;
}

bool reduce_FD_WATCHED(State *state, const Event *ev) {
    uint32_t number = ev->arg[FD_WATCHED_fd], mode = ev->arg[FD_WATCHED_mode];
    if (!ev->loop || number >= FD_MAX || (mode != MODE_READ && mode != MODE_WRITE)) return false;
    reach(state, number);
    Fd *fd = &state->fds[number];
    if (fd->loop != ev->loop) memset(fd, 0, sizeof *fd); // closed without being unwatched, and the number now serves another loop
    fd->loop = ev->loop;
    fd->modes |= (uint8_t)mode;
    *(mode == MODE_READ ? &fd->reader : &fd->writer) = ev->task;
    return true;
}

bool reduce_FD_UNWATCHED(State *state, const Event *ev) {
    uint32_t mode = ev->arg[FD_UNWATCHED_mode];
    Fd *fd = watched(state, ev->arg[FD_UNWATCHED_fd], mode);
    if (!fd) return false;
    fd->modes &= (uint8_t)~mode;
    *(mode == MODE_READ ? &fd->reader : &fd->writer) = 0;
    if (!fd->modes) fd->loop = 0;
    return true;
}

// It says only that the wait is over; what goes on because of it has events of its own.
bool reduce_FD_READY(State *state, const Event *ev) {
    return watched(state, ev->arg[FD_READY_fd], ev->arg[FD_READY_mode]) != NULL;
}

bool reduce_JOB_SUBMITTED(State *state, const Event *ev) {
    if (ev->arg[JOB_SUBMITTED_job] != state->n_jobs + 1) return false;
    Job *job = &state->jobs[state->n_jobs++];
    memset(job, 0, sizeof *job);
    job->since = state->now;
    job->name = ev->arg[JOB_SUBMITTED_name];
    job->task = ev->task;
    job->state = JOB_WAITING;
    return true;
}

static Job *find_job(State *state, uint32_t id) {
    return id && id <= state->n_jobs ? &state->jobs[id - 1] : NULL;
}

bool reduce_JOB_STARTED(State *state, const Event *ev) {
    Job *job = find_job(state, ev->arg[JOB_STARTED_job]);
    if (!job || job->state != JOB_WAITING) return false;
    job->thread = ev->arg[JOB_STARTED_thread];
    job->state = JOB_RUNNING_;
    job->since = state->now;
    return true;
}

// One that never started ends, too: it was cancelled while it waited for a thread.
bool reduce_JOB_ENDED(State *state, const Event *ev) {
    Job *job = find_job(state, ev->arg[JOB_ENDED_job]);
    if (!job || job->state == JOB_DONE) return false;
    job->state = JOB_DONE;
    job->since = state->now;
    return true;
}

bool reduce_PROCESS_STARTED(State *state, const Event *ev) {
    if (ev->arg[PROCESS_STARTED_process] != state->n_processes + 1) return false;
    Process *process = &state->processes[state->n_processes++];
    memset(process, 0, sizeof *process);
    process->since = state->now;
    process->name = ev->arg[PROCESS_STARTED_name];
    process->pid = ev->arg[PROCESS_STARTED_pid];
    process->task = ev->task;
    process->state = PROCESS_RUNS;
    return true;
}

bool reduce_PROCESS_ENDED(State *state, const Event *ev) {
    uint32_t id = ev->arg[PROCESS_ENDED_process];
    Process *process = id && id <= state->n_processes ? &state->processes[id - 1] : NULL;
    if (!process || process->state != PROCESS_RUNS) return false;
    process->state = PROCESS_DONE;
    process->status = (int32_t)ev->arg[PROCESS_ENDED_status];
    process->since = state->now;
    return true;
}
