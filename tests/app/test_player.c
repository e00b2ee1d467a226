// Pacing: events that take no time get a beat each, waits pass at the speed chosen.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/player.h"

enum { SECOND = 1000000000 };

static History *three_iterations(void) {
    static const uint64_t times[] = {0, 0, 5ull * SECOND};
    History *history = history_new();
    for (int i = 0; i < 3; i++) history_add(history, &(Record){.ev = {.t = times[i], .kind = EV_LOOP_STOPPED, .loop = 1}});
    return history;
}

static void an_event_without_time_gets_a_beat(void **state) {
    (void)state;
    History *history = three_iterations();
    Player player = {.speed = 1};
    player_begin(&player, 100);
    uint64_t due = player_due(&player, history, 1, 2, 100);
    assert_true(due > SECOND / 10 && due < SECOND);
    assert_int_equal(player_due(&player, history, 1, 2, 100 + due), 0);
    player.speed = 2;
    assert_int_equal(player_due(&player, history, 1, 2, 100), due / 2);
    history_free(history);
}

static void a_wait_takes_its_time(void **state) {
    (void)state;
    History *history = three_iterations();
    Player player = {.speed = 1};
    player_begin(&player, 0);
    assert_int_equal(player_due(&player, history, 2, 3, 0), 5ull * SECOND);
    assert_int_equal(player_clock(&player, history, 2, 3, 2ull * SECOND), 2ull * SECOND);
    player.speed = 4;
    assert_int_equal(player_clock(&player, history, 2, 3, SECOND), 4ull * SECOND);
    assert_int_equal(player_clock(&player, history, 2, 3, 9ull * SECOND), 5ull * SECOND);
    history_free(history);
}

static void the_notches_stay_in_range(void **state) {
    (void)state;
    double speed = 1;
    for (int i = 0; i < 20; i++) speed = player_faster(speed);
    assert_true(speed == 100);
    for (int i = 0; i < 20; i++) speed = player_slower(speed);
    assert_true(speed == 0.1);
    assert_true(player_faster(1) == 2 && player_slower(1) == 0.5 && player_faster(3) == 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_event_without_time_gets_a_beat), cmocka_unit_test(a_wait_takes_its_time),
                                       cmocka_unit_test(the_notches_stay_in_range)};
    return cmocka_run_group_tests_name("player", tests, NULL, NULL);
}
