// Futures of the script's: made, completed.
#include <string.h>

#include "model/reducers.h"

bool reduce_FUTURE_CREATED(State *state, const Event *ev) {
    if (ev->arg[FUTURE_CREATED_future] != state->n_futures + 1) return false;
    Future *future = &state->futures[state->n_futures++];
    memset(future, 0, sizeof *future);
    future->site = ev->arg[FUTURE_CREATED_site];
    return true;
}

static bool complete(State *state, const Event *ev, FutureState how, uint32_t result, uint32_t message) {
    uint32_t id = ev->arg[0];
    Future *future = id && id <= state->n_futures ? &state->futures[id - 1] : NULL;
    if (!future || future->state != FUTURE_PENDING) return false;
    future->state = (uint8_t)how;
    future->result = result;
    future->message = message;
    future->done_by = ev->task;
    return true;
}

bool reduce_FUTURE_RESULT(State *state, const Event *ev) {
    return complete(state, ev, FUTURE_HAS_RESULT, ev->arg[FUTURE_RESULT_result], 0);
}

bool reduce_FUTURE_EXCEPTION(State *state, const Event *ev) {
    return complete(state, ev, FUTURE_HAS_EXCEPTION, ev->arg[FUTURE_EXCEPTION_type], ev->arg[FUTURE_EXCEPTION_message]);
}

bool reduce_FUTURE_CANCELLED(State *state, const Event *ev) {
    return complete(state, ev, FUTURE_CANCELLED_, 0, 0);
}
