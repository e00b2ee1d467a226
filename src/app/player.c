#include "app/player.h"

static const uint64_t beat_ns = 350000000; // long enough to read where the eye must go
static const double speeds[] = {0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 100};
#define SPEED_COUNT (sizeof speeds / sizeof *speeds)

void player_begin(Player *player, uint64_t now) {
    player->is_on = true;
    player->since = now;
}

static uint64_t time_at(const History *history, uint64_t n) {
    return n ? log_event(history_log(history), n - 1)->t : 0;
}

uint64_t player_stay(const Player *player, const History *history, uint64_t n, uint64_t next) {
    return player_stay_for(player, time_at(history, n), time_at(history, next));
}

uint64_t player_stay_for(const Player *player, uint64_t from, uint64_t to) {
    uint64_t wait = to > from ? to - from : 0;
    return (uint64_t)((double)(wait > beat_ns ? wait : beat_ns) / player->speed);
}

uint64_t player_due(const Player *player, const History *history, uint64_t n, uint64_t next, uint64_t now) {
    uint64_t due = player->since + player_stay(player, history, n, next);
    return due > now ? due - now : 0;
}

uint64_t player_clock(const Player *player, const History *history, uint64_t n, uint64_t next, uint64_t now) {
    uint64_t from = time_at(history, n), to = time_at(history, next);
    uint64_t passed = (uint64_t)((double)(now - player->since) * player->speed);
    if (to <= from || passed >= to - from) return to > from ? to : from;
    return from + passed;
}

double player_faster(double speed) {
    for (size_t i = 0; i < SPEED_COUNT; i++)
        if (speeds[i] > speed) return speeds[i];
    return speeds[SPEED_COUNT - 1];
}

double player_slower(double speed) {
    for (size_t i = SPEED_COUNT; i-- > 0;)
        if (speeds[i] < speed) return speeds[i];
    return speeds[0];
}
