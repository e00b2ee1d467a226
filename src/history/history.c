#include "history/history.h"

#include <stdlib.h>

#include "base/mem.h"
#include "history/checkpoint.h"
#include "history/index.h"
#include "history/log_build.h"
#include "history/snapshot.h"

#define BUDGET ((size_t)128 << 20) // bytes of checkpoints
#define BYTES_PER_REDUCTION 256    // of a copy: so many take as long as reducing one event

struct History {
    Log *log;
    Snapshot live;
    Checkpoints checkpoints;
    uint64_t stride;
    Snapshot slots[2]; // the last two states that were asked for
    int newer;         // which of them was the last
    Index index;
    uint64_t odd;
};

History *history_new_sized(uint64_t stride, size_t budget) {
    History *history = mem_new(sizeof *history);
    history->log = log_new();
    history->stride = stride;
    history->checkpoints.budget = budget;
    history->checkpoints.spacing = stride;
    return history;
}

History *history_new(void) {
    return history_new_sized(HISTORY_STRIDE, BUDGET);
}

void history_free(History *history) {
    if (!history) return;
    log_free(history->log);
    snapshot_free(&history->live);
    snapshot_free(&history->slots[0]);
    snapshot_free(&history->slots[1]);
    checkpoints_free(&history->checkpoints);
    index_free(&history->index);
    free(history);
}

// --- growing --------------------------------------------------------------------------------------------------------------------------------

void history_add(History *history, const Record *record) {
    const Event *ev = &record->ev;
    if (event_is_definition(ev)) {
        if (!log_add_definition(history->log, record)) history->odd++;
        return;
    }
    log_add_event(history->log, ev);
    snapshot_apply(&history->live, ev);
    index_add(&history->index, ev, &history->live.state);
    if (history->live.state.events % history->stride == 0) checkpoints_add(&history->checkpoints, &history->live);
}

uint64_t history_odd(const History *history) {
    return history->odd;
}

const Log *history_log(const History *history) {
    return history->log;
}

uint64_t history_count(const History *history) {
    return log_count(history->log);
}

const State *history_live(const History *history) {
    return &history->live.state;
}

// --- the state at any position ----------------------------------------------------------------------------------------------------------------

// Of those at or before n, the one nearest to it.
static const Snapshot *nearer(const Snapshot *a, const Snapshot *b, uint64_t n) {
    if (!b || b->state.events > n) return a;
    return !a || b->state.events > a->state.events ? b : a;
}

// From a copy of the nearest known state before n, unless going on from what the slot itself holds is as cheap.
static void move_to(History *history, Snapshot *slot, uint64_t n) {
    const Snapshot *from = checkpoints_find(&history->checkpoints, n);
    from = nearer(from, &history->slots[0], n);
    from = nearer(from, &history->slots[1], n);
    from = nearer(from, &history->live, n);
    uint64_t gained = from && slot->state.events <= n ? from->state.events - slot->state.events : UINT64_MAX;
    if (!from) state_reset(&slot->state);
    else if (from != slot && gained > snapshot_bytes(from) / BYTES_PER_REDUCTION) snapshot_copy(slot, from);
    while (slot->state.events < n) snapshot_apply(slot, log_event(history->log, slot->state.events));
}

const State *history_at(History *history, uint64_t n) {
    if (history->slots[history->newer].state.events == n) return &history->slots[history->newer].state;
    history->newer = !history->newer; // the one not asked for last is used again, unless it has the answer
    Snapshot *slot = &history->slots[history->newer];
    if (slot->state.events != n) move_to(history, slot, n);
    return &slot->state;
}

// --- finding ------------------------------------------------------------------------------------------------------------------------------------

uint64_t history_find(History *history, uint64_t n, int dir, HistoryTest *test, void *arg, bool to_start) {
    const Log *log = history->log;
    if (dir > 0) {
        for (uint64_t seq = n, count = log_count(log); seq < count; seq++)
            if (test(history, log_event(log, seq), seq, arg)) return seq + 1;
        return HISTORY_NONE;
    }
    for (uint64_t at = n; at-- > 1;)
        if (test(history, log_event(log, at - 1), at - 1, arg)) return at;
    return to_start && n > 0 ? 0 : HISTORY_NONE;
}

static bool is_told(const History *history, const Event *ev, uint64_t seq, void *arg) {
    (void)history, (void)seq, (void)arg;
    return event_is_told(ev);
}

uint64_t history_next_told(History *history, uint64_t n, int dir) {
    return history_find(history, n, dir, is_told, NULL, true);
}

uint64_t history_at_time(const History *history, uint64_t t) {
    uint64_t low = 0, high = log_count(history->log); // all events below `low` came by then, all from `high` on came later
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (log_event(history->log, middle)->t <= t) low = middle + 1;
        else high = middle;
    }
    return low;
}

// --- indexes --------------------------------------------------------------------------------------------------------------------------------------

size_t history_spans(const History *history, uint32_t task, const Span **spans) {
    bool is_there = task && task <= history->live.state.n_tasks;
    *spans = is_there ? history->index.tasks[task - 1].items : NULL;
    return is_there ? history->index.tasks[task - 1].count : 0;
}

size_t history_outputs(const History *history, const uint64_t **seqs) {
    *seqs = history->index.outputs;
    return history->index.output_count;
}

size_t history_outputs_before(const History *history, uint64_t n) {
    size_t low = 0, high = history->index.output_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (history->index.outputs[middle] < n) low = middle + 1;
        else high = middle;
    }
    return low;
}

size_t history_blocks(const History *history, const Block **blocks) {
    *blocks = history->index.blocks;
    return history->index.block_count;
}
