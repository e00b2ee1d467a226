// The script as a whole, its lines and its output.
#include "model/reducers.h"

enum { SCRIPT_NOT_STARTED, SCRIPT_RUNS, SCRIPT_RAISED_, SCRIPT_ENDED_ };

bool reduce_SCRIPT_STARTED(State *state, const Event *ev) {
    (void)ev;
    if (state->script != SCRIPT_NOT_STARTED) return false;
    state->script = SCRIPT_RUNS;
    return true;
}

bool reduce_SCRIPT_RAISED(State *state, const Event *ev) {
    (void)ev;
    if (state->script != SCRIPT_RUNS) return false;
    state->script = SCRIPT_RAISED_;
    return true;
}

// It may end before it started: a syntax error, an engine that was killed.
bool reduce_SCRIPT_ENDED(State *state, const Event *ev) {
    if (state->script == SCRIPT_ENDED_) return false;
    state->script = SCRIPT_ENDED_;
    state->ended_how = (uint8_t)ev->arg[SCRIPT_ENDED_how];
    state->ended_status = ev->arg[SCRIPT_ENDED_status];
    return true;
}

bool reduce_LINE(State *state, const Event *ev) {
    Task *task = find_task(state, ev->task);
    if (task && task->state != TASK_RUNNING) return false;
    *(task ? &task->code : &state->line_code) = ev->arg[LINE_code];
    *(task ? &task->line : &state->line) = ev->arg[LINE_line];
    return true;
}

bool reduce_AWAIT_AT_ONCE(State *state, const Event *ev) {
    const Task *task = find_task(state, ev->task);
    return task && task->state == TASK_RUNNING;
}

// Of the recording, not of the program: nothing changes in its state.
bool reduce_LINES_STOPPED(State *state, const Event *ev) {
    (void)state, (void)ev;
    return true;
}

bool reduce_LINES_BEGAN(State *state, const Event *ev) {
    (void)state, (void)ev;
    return true;
}

bool reduce_OUTPUT(State *state, const Event *ev) {
    uint32_t stream = ev->arg[OUTPUT_stream];
    if (stream != 1 && stream != 2) return false;
    state->outputs++;
    return true;
}

bool reduce_BREAKPOINT(State *state, const Event *ev) {
    const Task *task = find_task(state, ev->task);
    return !task || task->state == TASK_RUNNING;
}
