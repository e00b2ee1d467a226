#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "history/checkpoint.h"

enum { STRIDE = 10, COUNT = 2000 };

static Checkpoints many(size_t budget) {
    Checkpoints checkpoints = {.budget = budget, .spacing = STRIDE};
    Snapshot snapshot = {0};
    for (int i = 1; i <= COUNT; i++) {
        snapshot.state.events = (uint64_t)i * STRIDE;
        checkpoints_add(&checkpoints, &snapshot);
    }
    return checkpoints;
}

static void with_memory_enough_each_is_found(void **unused) {
    (void)unused;
    Checkpoints checkpoints = many((size_t)1 << 30);
    assert_null(checkpoints_find(&checkpoints, STRIDE - 1));
    for (uint64_t n = STRIDE; n < COUNT * STRIDE; n++) assert_int_equal(checkpoints_find(&checkpoints, n)->head.events, n - n % STRIDE);
    checkpoints_free(&checkpoints);
}

// Whatever the budget: no stretch of history is much farther from a checkpoint than any other.
static void a_budget_is_kept_and_shared_out_evenly(void **unused) {
    (void)unused;
    for (size_t room = 40; room <= 640; room *= 2) {
        Checkpoints checkpoints = many(room * sizeof(PackedState));
        assert_true(checkpoints.bytes <= checkpoints.budget);
        assert_true(checkpoints.count >= room / 4);
        uint64_t before = 0;
        for (size_t i = 0; i < checkpoints.count; i++) {
            assert_true(checkpoints.items[i].head.events - before <= checkpoints.spacing);
            before = checkpoints.items[i].head.events;
        }
        assert_int_equal(before, COUNT * STRIDE);
        assert_true(checkpoints.spacing <= (uint64_t)STRIDE * 4 * COUNT / room);
        checkpoints_free(&checkpoints);
    }
}

static void the_newest_stay_close_even_beyond_the_budget(void **unused) {
    (void)unused;
    Checkpoints checkpoints = many(1);
    for (uint64_t back = 0; back < 16; back++) {
        uint64_t n = (COUNT - back) * STRIDE;
        assert_int_equal(checkpoints_find(&checkpoints, n)->head.events, n);
    }
    checkpoints_free(&checkpoints);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_memory_enough_each_is_found),
        cmocka_unit_test(a_budget_is_kept_and_shared_out_evenly),
        cmocka_unit_test(the_newest_stay_close_even_beyond_the_budget),
    };
    return cmocka_run_group_tests_name("checkpoint", tests, NULL, NULL);
}
