// Two histories on one clock: a step goes to whatever happens next in either, so that at each moment both have come equally far.
#ifndef APP_PAIR_H
#define APP_PAIR_H

#include "history/history.h"

typedef struct Pair { // {0}: there is none
    History *history[2]; // the pair's own
    uint64_t cursor[2];
    bool is_unfolded;    // every told event is a step
    int moved;           // which of them the last step was in
} Pair;

void pair_free(Pair *pair);

// Where the two stand: ns since each began, the later one's.
uint64_t pair_now(const Pair *pair);

// To the nearest moment, on (dir 1) or back (-1), at which something that passes the test happens in either; test NULL: something told. Of two at the same
// time the first history's comes first. False: there is none, and nothing has moved. Back, the beginning is found at last.
bool pair_step(Pair *pair, int dir, HistoryTest *test, void *arg);
// The time at which that would be, for playing; false: there is none.
bool pair_next_time(const Pair *pair, uint64_t *t);

void pair_go_to_time(Pair *pair, uint64_t t);
void pair_go_to_start(Pair *pair);
void pair_go_to_end(Pair *pair);

#endif
