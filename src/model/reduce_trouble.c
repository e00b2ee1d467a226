// Trouble: most of it changes no state but the count. LOOP_BLOCKED is with the loop, TASK_DESTROYED with the tasks.
#include "model/reducers.h"

static bool count(State *state) {
    state->troubles++;
    return true;
}

bool reduce_DEADLOCK(State *state, const Event *ev) {
    return ev->task && count(state);
}

bool reduce_LOOP_STUCK(State *state, const Event *ev) {
    return ev->loop && count(state);
}

bool reduce_NEVER_AWAITED(State *state, const Event *ev) {
    (void)ev;
    return count(state);
}

bool reduce_NEVER_RETRIEVED(State *state, const Event *ev) {
    (void)ev;
    return count(state);
}

bool reduce_CANCEL_SWALLOWED(State *state, const Event *ev) {
    return ev->task && count(state);
}

bool reduce_RUN_IN_LOOP(State *state, const Event *ev) {
    (void)ev;
    return count(state);
}

bool reduce_EXCEPTION_HANDLED(State *state, const Event *ev) {
    (void)ev;
    return count(state);
}
