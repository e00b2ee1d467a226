#include "model/state.h"

#include <string.h>

void state_reset(State *state) {
    memset(state, 0, offsetof(State, tasks));
}
