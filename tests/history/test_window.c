// A recording that begins in the middle: the same states from there on as the whole, and nothing that a damaged one says is believed.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/generate.h"
#include "history/history.h"
#include "history/window.h"

static History *sized(void) {
    return history_new_sized((HistorySize){.stride = 100, .event_bytes = (size_t)1 << 30, .checkpoint_bytes = (size_t)1 << 30});
}

static bool take(const Record *record, void *history) {
    history_add(history, record);
    return true;
}

static History *read_window(Window *window, uint64_t *first) {
    History *history = sized();
    *first = window_begin(window);
    window_read(window, take, history);
    assert_int_equal(history_odd(history), 0);
    return history;
}

// A random history, and the window on it.
static History *fill(Window *window, uint64_t seed, uint64_t count) {
    History *whole = sized();
    Random random = {seed};
    while (history_count(whole) < count) {
        Record record = {.ev = generate(&random, history_live(whole))};
        history_add(whole, &record);
        window_add(window, &record);
    }
    return whole;
}

static void assert_same_from(History *whole, History *part, uint64_t first) {
    assert_int_equal(history_first(part), first);
    assert_int_equal(history_count(part), history_count(whole));
    Random random = {5};
    uint64_t count = history_count(whole);
    assert_true(state_equal(history_at(part, first), history_at(whole, first)));
    for (int i = 0; i < 200; i++) {
        uint64_t n = first + below(&random, (uint32_t)(count - first + 1));
        if (!state_equal(history_at(part, n), history_at(whole, n))) fail_msg("event %llu", (unsigned long long)n);
    }
    assert_true(state_equal(history_live(part), history_live(whole)));
    assert_true(state_equal(history_at(part, 0), history_at(whole, first))); // there is nothing before it
    assert_int_equal(history_next_told(part, first, -1), HISTORY_NONE);
}

static void states_are_the_same_from_there_on(void **unused) {
    (void)unused;
    static const uint64_t counts[] = {500, 20000, 70000};
    for (uint64_t seed = 1; seed <= 6; seed++) {
        uint64_t count = counts[seed % 3], first;
        Window *window = window_new(1000, 0);
        History *whole = fill(window, seed, count), *part = read_window(window, &first);
        assert_int_equal(first, count > 1000 ? count - 1000 : 0);
        assert_same_from(whole, part, first);
        history_free(part);
        history_free(whole);
        window_free(window);
    }
}

static void a_window_of_time_has_what_came_in_it(void **unused) {
    (void)unused;
    Window *window = window_new(0, 1000000);
    uint64_t first;
    History *whole = fill(window, 3, 60000), *part = read_window(window, &first);
    assert_true(first > 0 && first < 60000);
    uint64_t end = history_live(whole)->now;
    assert_true(log_event(history_log(whole), first)->t >= end - 1000000);
    assert_true(log_event(history_log(whole), first - 1)->t < end - 1000000);
    assert_same_from(whole, part, first);
    history_free(part);
    // It goes on afterwards as if nobody had looked.
    Random random = {9};
    for (int i = 0; i < 30000; i++) {
        Record record = {.ev = generate(&random, history_live(whole))};
        history_add(whole, &record);
        window_add(window, &record);
    }
    part = read_window(window, &first);
    assert_same_from(whole, part, first);
    history_free(part);
    history_free(whole);
    window_free(window);
}

// --- damaged states ------------------------------------------------------------------------------

typedef struct Records {
    Record *items;
    size_t count, cap;
} Records;

static bool collect(const Record *record, void *arg) {
    Records *records = arg;
    records->items = mem_grow(records->items, &records->cap, records->count + 1, sizeof *records->items);
    Record *copy = &records->items[records->count++];
    *copy = *record;
    copy->bytes = mem_copy(record->bytes ? record->bytes : "", record->len);
    return true;
}

// Everything that walks over a state: reducing, questions, comparing.
static void use(History *history, Random *random) {
    uint32_t out[64], edge;
    for (int i = 0; i < 300; i++) history_add(history, &(Record){.ev = generate(random, history_live(history))});
    const State *state = history_at(history, history_first(history) + below(random, 200));
    for (uint32_t loop = 0; loop <= state->n_loops; loop++) state_ready(state, loop, out, 64), state_timers(state, loop, out, 64);
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        edge = 0;
        while (state_next_target(state, id, &edge)) continue;
        edge = 0;
        while (state_next_waiter(state, id, &edge)) continue;
        state_circle(state, id, out, 64);
    }
}

static void a_damaged_state_is_refused_or_harmless(void **unused) {
    (void)unused;
    size_t refused = 0, taken = 0;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        Window *window = window_new(50, 0);
        History *whole = fill(window, seed, 3000);
        Records records = {0};
        window_begin(window);
        window_read(window, collect, &records);
        Random random = {seed * 77};
        for (int turn = 0; turn < 400; turn++) {
            History *history = sized();
            size_t at = below(&random, (uint32_t)records.count);
            for (size_t i = 0; i < records.count; i++) {
                Record record = records.items[i];
                char *bytes = mem_copy(record.bytes, record.len);
                if (i == at && record.len) bytes[below(&random, (uint32_t)record.len)] ^= (char)(1 << below(&random, 8));
                record.bytes = bytes;
                history_add(history, &record);
                free(bytes);
            }
            if (history_first(history)) taken++;
            else refused++;
            use(history, &random);
            history_free(history);
        }
        for (size_t i = 0; i < records.count; i++) free((char *)records.items[i].bytes);
        free(records.items);
        history_free(whole);
        window_free(window);
    }
    print_message("  %zu refused, %zu taken\n", refused, taken);
    assert_true(refused > 100 && taken > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_are_the_same_from_there_on),
        cmocka_unit_test(a_window_of_time_has_what_came_in_it),
        cmocka_unit_test(a_damaged_state_is_refused_or_harmless),
    };
    return cmocka_run_group_tests_name("window", tests, NULL, NULL);
}
