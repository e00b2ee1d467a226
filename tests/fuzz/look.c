#include "fuzz/look.h"

#include <stdlib.h>

#include "explain/explain.h"
#include "history/snapshot.h"

enum { EVENTS = 400, SEEKS = 12 };

History *look_new(void) {
    return history_new_sized((HistorySize){.stride = 32, .event_bytes = 1 << 16, .checkpoint_bytes = 1 << 16});
}

void look_free(History *history) {
    history_free(history);
}

static void hear(History *history, uint64_t seq) {
    Str text = {0};
    explain_event(&text, history, seq, seq % 2);
    str_clear(&text);
    if (event_is_told(log_event(history_log(history), seq))) explain_line(&text, history, seq, seq % 2);
    str_free(&text);
}

static void look_around(const State *state, const Log *log) {
    Str text = {0};
    uint32_t some[16];
    for (uint32_t id = 0; id <= state->n_tasks && id < 40; id++) {
        explain_task_name(&text, log, state, id, false);
        explain_task_label(&text, log, state, id, true);
        explain_wait(&text, log, state, id, false);
        state_circle(state, id, some, 16);
    }
    for (uint32_t loop = 0; loop <= state->n_loops && loop < 8; loop++) {
        size_t count = state_ready(state, loop, some, 16);
        while (count--) explain_handle(&text, log, state, some[count], false);
        count = state_timers(state, loop, some, 16);
        while (count--) explain_handle(&text, log, state, some[count], false);
    }
    explain_next(&text, log, state, false);
    explain_measures(&text, log, state, false, false);
    str_free(&text);
}

// From the beginning, one event after the other, without a checkpoint.
static void replay(Snapshot *plain, History *history, uint64_t n) {
    snapshot_copy(plain, &(Snapshot){.state = *history_at(history, history_first(history))});
    while (plain->state.events < n) snapshot_apply(plain, log_event(history_log(history), plain->state.events));
}

void look_at(History *history, uint32_t seed) {
    uint64_t first = history_first(history), count = history_count(history) - first;
    if (count > EVENTS) count = EVENTS;
    for (uint64_t seq = first; seq < first + count; seq++) hear(history, seq);
    Snapshot plain = {0};
    for (int i = 0; i < SEEKS; i++) {
        seed = seed * 1664525 + 1013904223;
        uint64_t n = first + (count ? (seed >> 8) % (count + 1) : 0);
        replay(&plain, history, n);
        const State *state = history_at(history, n);
        if (!state_equal(state, &plain.state)) abort();
        look_around(state, history_log(history));
    }
    snapshot_free(&plain);
    for (uint32_t task = 1; task <= history_live(history)->n_tasks && task < 20; task++)
        for (size_t i = 0; i < history_span_count(history, task); i++) history_span(history, task, i);
}
