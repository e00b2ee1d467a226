// Playing: the cursor goes by itself from one told event to the next, paced for eyes. Time passes at the speed chosen; events that take
// no time get a beat each.
#ifndef APP_PLAYER_H
#define APP_PLAYER_H

#include "history/history.h"

typedef struct Player {
    bool is_on;
    double speed;       // 1: as in life
    uint64_t since;     // real ns: when the cursor came to where it is
} Player;

void player_begin(Player *player, uint64_t now);

// With `next` the position of the next told event after cursor `n`: how many real ns from `now` until it is due; 0: now.
uint64_t player_due(const Player *player, const History *history, uint64_t n, uint64_t next, uint64_t now);

// How long it is in all from the cursor to the next event, real ns.
uint64_t player_stay(const Player *player, const History *history, uint64_t n, uint64_t next);

// The same from one moment of the program's clock to another, ns.
uint64_t player_stay_for(const Player *player, uint64_t from, uint64_t to);

// The program's clock to show meanwhile, ns: it runs from the cursor's time towards that of the next event.
uint64_t player_clock(const Player *player, const History *history, uint64_t n, uint64_t next, uint64_t now);

// One notch faster or slower, within the range of --speed.
double player_faster(double speed);
double player_slower(double speed);

#endif
