#include "app/pair.h"

void pair_free(Pair *pair) {
    for (int side = 0; side < 2; side++) history_free(pair->history[side]);
    *pair = (Pair){0};
}

static uint64_t begin_of(const History *history) {
    uint64_t first = history_first(history);
    return first < history_count(history) && first ? log_event(history_log(history), first)->t : 0;
}

// Of the event just before a position.
static uint64_t time_at(const History *history, uint64_t n) {
    uint64_t begin = begin_of(history), t = n > history_first(history) ? log_event(history_log(history), n - 1)->t : begin;
    return t > begin ? t - begin : 0;
}

uint64_t pair_now(const Pair *pair) {
    uint64_t a = time_at(pair->history[0], pair->cursor[0]), b = time_at(pair->history[1], pair->cursor[1]);
    return a > b ? a : b;
}

static uint64_t look_ahead(const Pair *pair, int side, HistoryTest *test, void *arg) {
    History *history = pair->history[side];
    uint64_t n = pair->cursor[side];
    return test ? history_find_within(history, n, history_count(history), test, arg)
                : history_next_step(history, n, 1, pair->is_unfolded);
}

static int earlier(const Pair *pair, const uint64_t *found) {
    if (found[0] == HISTORY_NONE) return found[1] == HISTORY_NONE ? -1 : 1;
    if (found[1] == HISTORY_NONE) return 0;
    return time_at(pair->history[1], found[1]) < time_at(pair->history[0], found[0]);
}

bool pair_next_time(const Pair *pair, uint64_t *t) {
    uint64_t found[2] = {look_ahead(pair, 0, NULL, NULL), look_ahead(pair, 1, NULL, NULL)};
    int side = earlier(pair, found);
    if (side >= 0) *t = time_at(pair->history[side], found[side]);
    return side >= 0;
}

// The other one comes to all that happened before the place that was found.
static void catch_up(Pair *pair, int side, uint64_t t) {
    for (;;) {
        uint64_t next =
            history_next_step(pair->history[side], pair->cursor[side], 1, pair->is_unfolded);
        if (next == HISTORY_NONE) return;
        uint64_t at = time_at(pair->history[side], next);
        if (at > t || (at == t && side == 1)) return;
        pair->cursor[side] = next;
    }
}

static bool step_on(Pair *pair, HistoryTest *test, void *arg) {
    uint64_t found[2] = {look_ahead(pair, 0, test, arg), look_ahead(pair, 1, test, arg)};
    int side = earlier(pair, found);
    if (side < 0) return false;
    pair->cursor[side] = found[side];
    catch_up(pair, !side, time_at(pair->history[side], found[side]));
    pair->moved = side;
    return true;
}

// The later of the two goes back; of two at the same time the second history's came later.
static bool step_back(Pair *pair) {
    uint64_t a = time_at(pair->history[0], pair->cursor[0]), b = time_at(pair->history[1], pair->cursor[1]);
    int side = b >= a;
    if (pair->cursor[side] <= history_first(pair->history[side])) side = !side;
    uint64_t found =
        history_next_step(pair->history[side], pair->cursor[side], -1, pair->is_unfolded);
    if (found == HISTORY_NONE) return false;
    pair->cursor[side] = found;
    pair->moved = side;
    return true;
}

static bool passes(const Pair *pair, int side, HistoryTest *test, void *arg) {
    uint64_t n = pair->cursor[side];
    History *history = pair->history[side];
    return n > history_first(history) && test(history, log_event(history_log(history), n - 1), n - 1, arg);
}

bool pair_step(Pair *pair, int dir, HistoryTest *test, void *arg) {
    if (dir > 0) return step_on(pair, test, arg);
    if (!test) return step_back(pair);
    bool moved = false;
    while (step_back(pair)) {
        moved = true;
        if (passes(pair, pair->moved, test, arg)) return true;
    }
    return moved;
}

void pair_go_to_time(Pair *pair, uint64_t t) {
    for (int side = 0; side < 2; side++) {
        uint64_t n = history_at_time(pair->history[side], t + begin_of(pair->history[side])), first = history_first(pair->history[side]);
        pair->cursor[side] = n < first ? first : n;
    }
}

void pair_go_to_start(Pair *pair) {
    for (int side = 0; side < 2; side++) pair->cursor[side] = history_first(pair->history[side]);
}

void pair_go_to_end(Pair *pair) {
    for (int side = 0; side < 2; side++) pair->cursor[side] = history_count(pair->history[side]);
}
