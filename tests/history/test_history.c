#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "history/generate.h"
#include "history/history.h"
#include "history/snapshot.h"

static void add(History *history, Event ev) {
    history_add(history, &(Record){.ev = ev});
}

static void add_string(History *history, uint32_t id, const char *text) {
    history_add(history, &(Record){.ev = {.kind = DEF_STRING, .arg = {id, (uint32_t)strlen(text)}}, .bytes = text, .len = strlen(text)});
}

static History *sized(uint64_t stride, size_t checkpoint_bytes) {
    return history_new_sized((HistorySize){.stride = stride, .event_bytes = (size_t)1 << 30, .checkpoint_bytes = checkpoint_bytes});
}

static void fill(History *history, Random *random, uint64_t count) {
    while (history_count(history) < count) add(history, generate(random, history_live(history)));
}

// The state after n events as nobody could get it wrong: from the beginning, without a checkpoint.
static void replay_to(Snapshot *plain, const Log *log, uint64_t n) {
    if (plain->state.events > n) snapshot_free(plain);
    while (plain->state.events < n) snapshot_apply(plain, log_event(log, plain->state.events));
}

// --- the property that everything rests on -------------------------------------------------------

static void the_generator_reaches_every_kind(void **unused) {
    (void)unused;
    History *history = history_new();
    Random random = {2};
    size_t applied[256] = {0}, refused = 0;
    for (int i = 0; i < 200000; i++) {
        Event ev = generate(&random, history_live(history));
        uint64_t before = history_live(history)->unknown;
        add(history, ev);
        bool is_applied = history_live(history)->unknown == before;
        if (is_applied) applied[ev.kind]++;
        else refused++;
    }
    assert_true(refused > 1000);
    for (size_t i = 0; i < event_schema_count(); i++)
        if (!applied[event_schema_row(i)->kind]) fail_msg("no %s was ever possible", event_schema_row(i)->id);
    history_free(history);
}

static void any_seek_gives_the_state_of_a_replay_from_the_start(void **unused) {
    (void)unused;
    enum { EVENTS = 6000, SEEKS = 600 };
    for (uint64_t seed = 1; seed <= 12; seed++) {
        History *history = sized(1 + seed * 37 % 300, seed % 3 ? (size_t)1 << 30 : 100000);
        Random random = {seed};
        fill(history, &random, EVENTS);
        Snapshot plain = {0};
        uint64_t n = 0;
        for (int i = 0; i < SEEKS; i++) {
            switch (below(&random, 4)) {
            case 0: n = below(&random, EVENTS + 1); break;
            case 1: n += n > 0 ? (uint64_t)-1 : 0; break;
            default: n += n < EVENTS; break;
            }
            replay_to(&plain, history_log(history), n);
            const State *state = history_at(history, n);
            if (!state_equal(state, &plain.state)) fail_msg("seed %d, event %d", (int)seed, (int)n);
        }
        replay_to(&plain, history_log(history), EVENTS);
        assert_true(state_equal(history_live(history), &plain.state));
        snapshot_free(&plain);
        history_free(history);
    }
}

static void every_position_walking_back_is_the_same_as_walking_forward(void **unused) {
    (void)unused;
    History *history = sized(64, (size_t)1 << 30);
    Random random = {99};
    fill(history, &random, 3000);
    Snapshot plain = {0};
    for (uint64_t n = 3000; n-- > 0;) {
        if (n % 7 == 0) replay_to(&plain, history_log(history), n);
        if (n % 7 == 0) assert_true(state_equal(history_at(history, n), &plain.state));
        else history_at(history, n);
    }
    snapshot_free(&plain);
    history_free(history);
}

static void the_last_two_states_stay_as_they_were_while_events_arrive(void **unused) {
    (void)unused;
    History *history = sized(50, (size_t)1 << 30);
    Random random = {5};
    fill(history, &random, 500);
    for (uint64_t n = 1; n <= 500; n += 3) {
        const State *before = history_at(history, n - 1), *after = history_at(history, n);
        fill(history, &random, history_count(history) + 2);
        Snapshot plain = {0};
        replay_to(&plain, history_log(history), n - 1);
        assert_true(state_equal(before, &plain.state));
        replay_to(&plain, history_log(history), n);
        assert_true(state_equal(after, &plain.state));
        assert_ptr_equal(history_at(history, n - 1), before);
        assert_ptr_equal(history_at(history, n), after);
        snapshot_free(&plain);
    }
    history_free(history);
}

static void a_state_that_differs_is_not_equal(void **unused) {
    (void)unused;
    History *history = history_new();
    Random random = {7};
    fill(history, &random, 2000);
    uint64_t changed = 0;
    for (uint64_t n = 1; n <= 2000; n++) changed += !state_equal(history_at(history, n - 1), history_at(history, n));
    assert_int_equal(changed, 2000);
    history_free(history);
}

// --- the log -------------------------------------------------------------------------------------

static void definitions_out_of_order_are_counted_and_skipped(void **unused) {
    (void)unused;
    History *history = history_new();
    const Log *log = history_log(history);
    add_string(history, 1, "fetch");
    add_string(history, 3, "skips 2");
    add_string(history, 1, "again");
    add(history, (Event){.kind = DEF_CODE, .arg = {1, 9, 1, 4}});  // a name that is not there
    add(history, (Event){.kind = DEF_SITE, .arg = {1, 1, 1, 4}});  // its own parent
    add(history, (Event){.kind = 0xF123, .arg = {1}});
    assert_int_equal(history_odd(history), 5);
    assert_int_equal(history_count(history), 0);
    assert_true(view_is(log_string(log, 1), "fetch"));
    assert_int_equal(log_string(log, 2).len, 0);
    assert_int_equal(log_string(log, 0).len, 0);
    assert_int_equal(log_code(log, 1).name, 0);
    assert_int_equal(log_site(log, 7).line, 0);
    history_free(history);
}

static void the_own_site_is_the_innermost_frame_of_the_script(void **unused) {
    (void)unused;
    History *history = history_new();
    add_string(history, 1, "f");
    add(history, (Event){.kind = DEF_CODE, .task = 1, .arg = {1, 1, 1, 1}});
    add(history, (Event){.kind = DEF_CODE, .task = 0, .arg = {2, 1, 1, 1}});
    add(history, (Event){.kind = DEF_SITE, .arg = {1, 0, 1, 14}});
    add(history, (Event){.kind = DEF_SITE, .arg = {2, 1, 1, 8}});
    add(history, (Event){.kind = DEF_SITE, .arg = {3, 2, 2, 640}});
    add(history, (Event){.kind = DEF_SITE, .arg = {4, 0, 2, 99}});
    assert_int_equal(log_own_site(history_log(history), 3).line, 8);
    assert_int_equal(log_own_site(history_log(history), 4).line, 99); // none is own: the innermost
    assert_int_equal(log_own_site(history_log(history), 0).line, 0);
    history_free(history);
}

static void a_source_comes_in_pieces_and_is_read_by_lines(void **unused) {
    (void)unused;
    History *history = history_new();
    const Log *log = history_log(history);
    add_string(history, 1, "a.py");
    add_string(history, 2, "one\ntw");
    add_string(history, 3, "o\n\nfour");
    add_string(history, 4, "a.py");
    add(history, (Event){.kind = DEF_SOURCE, .arg = {1, 2}});
    StrView early = log_source(log, 0).text;
    add(history, (Event){.kind = DEF_SOURCE, .arg = {1, 3}});
    Source source = log_source_of(log, 4); // another id, the same name
    assert_int_equal(log_source_count(log), 1);
    assert_int_equal(source.lines, 4);
    assert_true(view_is(source_line(&source, 1), "one"));
    assert_true(view_is(source_line(&source, 2), "two"));
    assert_true(view_is(source_line(&source, 3), ""));
    assert_true(view_is(source_line(&source, 4), "four"));
    assert_int_equal(source_line(&source, 5).len, 0);
    assert_int_equal(source_line(&source, 0).len, 0);
    assert_true(view_is(early, "one\ntw"));
    history_free(history);
}

// --- finding -------------------------------------------------------------------------------------

static void told_events_are_the_steps_both_ways(void **unused) {
    (void)unused;
    History *history = history_new();
    add(history, (Event){.kind = EV_LOOP_CREATED, .loop = 1, .t = 10});   // detail
    add(history, (Event){.kind = EV_LOOP_STARTED, .loop = 1, .t = 20});   // told: position 2
    add(history, (Event){.kind = EV_ITERATION_BEGAN, .loop = 1, .t = 20});
    add(history, (Event){.kind = EV_LOOP_STOPPED, .loop = 1, .t = 30});   // told: position 4
    assert_int_equal(history_next_told(history, 0, 1), 2);
    assert_int_equal(history_next_told(history, 2, 1), 4);
    assert_true(history_next_told(history, 4, 1) == HISTORY_NONE);
    assert_int_equal(history_next_told(history, 4, -1), 2);
    assert_int_equal(history_next_told(history, 3, -1), 2);
    assert_int_equal(history_next_told(history, 2, -1), 0);
    assert_true(history_next_told(history, 0, -1) == HISTORY_NONE);
    assert_int_equal(history_at_time(history, 9), 0);
    assert_int_equal(history_at_time(history, 20), 3);
    assert_int_equal(history_at_time(history, 1000), 4);
    history_free(history);
}

static void a_span_says_whether_a_primitive_is_waited_for(void **unused) {
    (void)unused;
    static const Event story[] = {
        {.kind = EV_LOOP_CREATED, .loop = 1},
        {.kind = EV_LOOP_STARTED, .loop = 1},
        {.kind = EV_TASK_CREATED, .loop = 1, .task = 1},
        {.kind = EV_STEP_SCHEDULED, .loop = 1, .task = 1},
        {.kind = EV_STEP_BEGAN, .loop = 1, .task = 1},
        {.kind = EV_SYNC_CREATED, .loop = 1, .task = 1, .arg = {1, SYNC_LOCK}},
        {.kind = EV_TASK_SUSPENDED, .loop = 1, .task = 1, .arg = {WAIT_FOR_LOCK, 0, 1}},
        {.kind = EV_TASK_WOKEN, .loop = 1, .task = 1, .arg = {1}},
        {.kind = EV_STEP_BEGAN, .loop = 1, .task = 1, .arg = {1}},
        {.kind = EV_TASK_SUSPENDED, .loop = 1, .task = 1, .arg = {WAIT_FOR_FUTURE}},
    };
    static const struct {
        TaskState state;
        bool is_held_up;
    } spans[] = {
        {TASK_CREATED_, false}, {TASK_RUNNING, false}, {TASK_WAITING, true},
        {TASK_READY, false},    {TASK_RUNNING, false}, {TASK_WAITING, false},
    };
    History *history = history_new();
    for (size_t i = 0; i < sizeof story / sizeof story[0]; i++) add(history, story[i]);
    assert_int_equal(history_live(history)->unknown, 0);
    assert_int_equal(history_span_count(history, 1), sizeof spans / sizeof spans[0]);
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        assert_int_equal(history_span(history, 1, i).state, spans[i].state);
        assert_int_equal(history_span(history, 1, i).is_held_up, spans[i].is_held_up);
    }
    history_free(history);
}

static void spans_outputs_and_blocks_are_indexed(void **unused) {
    (void)unused;
    static const Event story[] = {
        {.kind = EV_LOOP_CREATED, .loop = 1},
        {.kind = EV_LOOP_STARTED, .loop = 1},
        {.kind = EV_TASK_CREATED, .loop = 1, .task = 1, .t = 1},
        {.kind = EV_STEP_SCHEDULED, .loop = 1, .task = 1, .t = 1},
        {.kind = EV_STEP_BEGAN, .loop = 1, .task = 1, .t = 2},
        {.kind = EV_OUTPUT, .loop = 1, .task = 1, .t = 3, .arg = {1, 1}},
        {.kind = EV_OUTPUT, .loop = 1, .task = 1, .t = 3, .arg = {7, 1}}, // no such stream: no output
        {.kind = EV_TASK_FINISHED, .loop = 1, .task = 1, .t = 300},
        {.kind = EV_LOOP_BLOCKED, .loop = 1, .task = 1, .t = 300, .arg = {5, 0, 298}},
    };
    History *history = history_new();
    for (size_t i = 0; i < sizeof story / sizeof story[0]; i++) add(history, story[i]);
    const uint64_t *outputs;
    const Block *blocks;
    assert_int_equal(history_span_count(history, 1), 3);
    assert_int_equal(history_span(history, 1, 0).state, TASK_CREATED_);
    assert_int_equal(history_span(history, 1, 1).state, TASK_RUNNING);
    assert_int_equal(history_span(history, 1, 1).t, 2);
    assert_int_equal(history_span(history, 1, 2).state, TASK_FINISHED_);
    assert_int_equal(history_span(history, 1, 2).seq, 7);
    assert_int_equal(history_span_count(history, 2), 0);
    assert_int_equal(history_outputs(history, &outputs), 1);
    assert_int_equal(outputs[0], 5);
    assert_int_equal(history_outputs_before(history, 5), 0);
    assert_int_equal(history_outputs_before(history, 6), 1);
    assert_int_equal(history_blocks(history, &blocks), 1);
    assert_int_equal(blocks[0].from, 2);
    assert_int_equal(blocks[0].to, 300);
    assert_int_equal(blocks[0].site, 5);
    history_free(history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_reaches_every_kind),
        cmocka_unit_test(any_seek_gives_the_state_of_a_replay_from_the_start),
        cmocka_unit_test(every_position_walking_back_is_the_same_as_walking_forward),
        cmocka_unit_test(the_last_two_states_stay_as_they_were_while_events_arrive),
        cmocka_unit_test(a_state_that_differs_is_not_equal),
        cmocka_unit_test(definitions_out_of_order_are_counted_and_skipped),
        cmocka_unit_test(the_own_site_is_the_innermost_frame_of_the_script),
        cmocka_unit_test(a_source_comes_in_pieces_and_is_read_by_lines),
        cmocka_unit_test(told_events_are_the_steps_both_ways),
        cmocka_unit_test(a_span_says_whether_a_primitive_is_waited_for),
        cmocka_unit_test(spans_outputs_and_blocks_are_indexed),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
