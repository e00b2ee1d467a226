#include "history/history.h"

#include <stdlib.h>

#include "base/mem.h"
#include "history/checkpoint.h"
#include "history/folds.h"
#include "history/index.h"
#include "history/log_build.h"
#include "history/snapshot.h"
#include "history/state_codec.h"

// Memory, in bytes: what is beyond it is read from the file again, packed, or replayed from farther away.
#define EVENTS_BUDGET ((size_t)32 << 20)
#define CHECKPOINTS_BUDGET ((size_t)256 << 20)
#define CHECKPOINTS_FLOOR ((size_t)16 << 20) // a short history is not to have the whole budget: so much, and
#define CHECKPOINTS_PER_EVENT 16             // so much for each event

#define BYTES_PER_REDUCTION 256 // of a copy, packed or not: so many take about as long as reducing one event

struct History {
    Log *log;
    Snapshot live;
    Checkpoints checkpoints;
    HistorySize size;
    Snapshot slots[2]; // the last two states that were asked for
    int newer;         // which of them was the last
    Index index;
    Folds folds;
    StateReader *beginning; // the state before the first event comes piece by piece; NULL: it does not
    uint64_t odd;
};

History *history_new_sized(HistorySize size) {
    History *history = mem_new(sizeof *history);
    history->log = log_new(size.event_bytes);
    history->size = size;
    history->checkpoints.spacing = size.stride;
    return history;
}

History *history_new(void) {
    return history_new_sized((HistorySize){.stride = HISTORY_STRIDE, .event_bytes = EVENTS_BUDGET, .checkpoint_bytes = CHECKPOINTS_BUDGET});
}

void history_free(History *history) {
    if (!history) return;
    log_free(history->log);
    snapshot_free(&history->live);
    snapshot_free(&history->slots[0]);
    snapshot_free(&history->slots[1]);
    checkpoints_free(&history->checkpoints);
    index_free(&history->index);
    folds_free(&history->folds);
    state_reader_free(history->beginning);
    free(history);
}

// --- growing -------------------------------------------------------------------------------------

// A large state is kept less often, so that keeping it never takes more time than making it.
static bool is_time_for_checkpoint(const History *history) {
    const Checkpoints *checkpoints = &history->checkpoints;
    uint64_t now = history->live.state.events;
    if (now % history->size.stride) return false;
    uint64_t last = checkpoints->count ? checkpoints->items[checkpoints->count - 1].head.events : 0;
    return now - last >= snapshot_bytes(&history->live) / BYTES_PER_REDUCTION;
}

static void add_checkpoint(History *history) {
    size_t fair = CHECKPOINTS_FLOOR + history->live.state.events * CHECKPOINTS_PER_EVENT;
    history->checkpoints.budget = fair < history->size.checkpoint_bytes ? fair : history->size.checkpoint_bytes;
    checkpoints_add(&history->checkpoints, &history->live);
}

// The recording begins in the middle. The state there is the first checkpoint, and never thrown away.
static void begin_at(History *history, Snapshot *state) {
    snapshot_free(&history->live);
    history->live = *state;
    *state = (Snapshot){0};
    blocks_begin_at(log_blocks(history->log), history->live.state.events);
    index_begin(&history->index, &history->live.state);
    history->checkpoints.keeps_first = true;
    add_checkpoint(history);
}

static bool add_state(History *history, const Record *record) {
    Snapshot state = {0};
    if (history_count(history)) return false;
    if (!history->beginning) history->beginning = state_reader_new();
    StateRead read = state_read(history->beginning, record, &state);
    if (read == STATE_WHOLE) begin_at(history, &state);
    return read != STATE_BAD;
}

static bool add_definition(History *history, const Record *record) {
    return record->ev.kind == DEF_STATE ? add_state(history, record) : log_add_definition(history->log, record);
}

void history_add(History *history, const Record *record) {
    const Event *ev = &record->ev;
    if (event_is_definition(ev)) {
        if (!add_definition(history, record)) history->odd++;
        return;
    }
    blocks_add(log_blocks(history->log), ev);
    snapshot_apply(&history->live, ev);
    index_add(&history->index, ev, &history->live.state);
    folds_add(&history->folds, history->log, ev, &history->live.state);
    if (is_time_for_checkpoint(history)) add_checkpoint(history);
}

bool history_use_file(History *history, int fd) {
    return blocks_use_file(log_blocks(history->log), fd);
}

void history_end_block(History *history, uint64_t offset) {
    blocks_end(log_blocks(history->log), offset);
}

bool history_is_lost(const History *history) {
    return blocks_are_lost(log_blocks(history->log));
}

uint64_t history_odd(const History *history) {
    return history->odd;
}

const Log *history_log(const History *history) {
    return history->log;
}

uint64_t history_first(const History *history) {
    return log_first(history->log);
}

uint64_t history_count(const History *history) {
    return log_count(history->log);
}

const State *history_live(const History *history) {
    return &history->live.state;
}

// --- the state at any position -------------------------------------------------------------------

static void replay(History *history, Snapshot *slot, uint64_t n) {
    while (slot->state.events < n) {
        uint64_t count;
        const Event *events = blocks_run(log_blocks(history->log), slot->state.events, &count);
        for (uint64_t i = 0; i < count && slot->state.events < n; i++) snapshot_apply(slot, &events[i]);
    }
}

// Of those at or before n, the one nearest to it.
static const Snapshot *nearer(const Snapshot *a, const Snapshot *b, uint64_t n) {
    if (!b || b->state.events > n) return a;
    return !a || b->state.events > a->state.events ? b : a;
}

// From a copy of the nearest known state before n, unless going on from what the slot itself holds is as cheap.
static void move_to(History *history, Snapshot *slot, uint64_t n) {
    const PackedState *kept = checkpoints_find(&history->checkpoints, n);
    const Snapshot *from = nearer(nearer(nearer(NULL, &history->slots[0], n), &history->slots[1], n), &history->live, n);
    bool is_kept_nearer = kept && (!from || kept->head.events > from->state.events);
    // Where the recording begins in the middle there is nothing before its first checkpoint.
    bool is_before_all = slot->state.events < history_first(history);
    uint64_t begin = is_kept_nearer ? kept->head.events : from ? from->state.events : 0;
    uint64_t gained = slot->state.events <= n ? begin - slot->state.events : UINT64_MAX;
    if (is_before_all || gained > snapshot_bytes(from ? from : &history->live) / BYTES_PER_REDUCTION) {
        if (is_kept_nearer) snapshot_unpack(slot, kept);
        else if (from) snapshot_copy(slot, from);
        else state_reset(&slot->state);
    }
    replay(history, slot, n);
}

const State *history_at(History *history, uint64_t n) {
    if (n < history_first(history)) n = history_first(history);
    if (history->slots[history->newer].state.events == n) return &history->slots[history->newer].state;
    history->newer = !history->newer; // the one not asked for last is used again, unless it has the answer
    Snapshot *slot = &history->slots[history->newer];
    if (slot->state.events != n) move_to(history, slot, n);
    return &slot->state;
}

// --- finding -------------------------------------------------------------------------------------

static uint64_t find_after(History *history, uint64_t from, uint64_t to, HistoryTest *test, void *arg) {
    uint64_t count;
    for (uint64_t seq = from; seq < to; seq += count) {
        const Event *events = blocks_run(log_blocks(history->log), seq, &count);
        for (uint64_t i = 0; i < count && seq + i < to; i++)
            if (test(history, &events[i], seq + i, arg)) return seq + i + 1;
    }
    return HISTORY_NONE;
}

uint64_t history_find_within(History *history, uint64_t from, uint64_t to, HistoryTest *test, void *arg) {
    if (to >= from) return find_after(history, from, to, test, arg);
    for (uint64_t at = from; at > to; at--)
        if (test(history, log_event(history->log, at - 1), at - 1, arg)) return at;
    return HISTORY_NONE;
}

static bool is_told(const History *history, const Event *ev, uint64_t seq, void *arg) {
    (void)history, (void)seq, (void)arg;
    return event_is_told(ev);
}

uint64_t history_next_told(History *history, uint64_t n, int dir) {
    if (dir > 0) return history_find_within(history, n, history_count(history), is_told, NULL);
    uint64_t first = history_first(history), found = n > first ? history_find_within(history, n - 1, first, is_told, NULL) : HISTORY_NONE;
    return found == HISTORY_NONE && n > first ? first : found;
}

// --- from step to step ---------------------------------------------------------------------------

Fold history_fold(const History *history, uint64_t seq) {
    return folds_at(&history->folds, seq);
}

uint64_t history_decided(const History *history) {
    uint64_t undecided = folds_undecided(&history->folds), count = history_count(history);
    return undecided < count ? undecided : count;
}

void history_end(History *history) {
    folds_close(&history->folds);
}

void history_keep_lines(History *history, const KeptLine *lines, size_t count) {
    folds_keep(&history->folds, lines, count);
}

bool history_is_step(const History *history, uint64_t seq, bool is_unfolded) {
    if (is_unfolded) return event_is_told(log_event(history->log, seq));
    if (seq >= history_decided(history)) return false;
    Fold fold = folds_at(&history->folds, seq);
    return fold.kind ? seq == fold.to : event_is_told(log_event(history->log, seq));
}

// A fold is passed over in one go, however long it is.
static uint64_t step_after(const History *history, uint64_t n) {
    uint64_t end = history_decided(history);
    for (uint64_t seq = n; seq < end; seq++) {
        Fold fold = folds_at(&history->folds, seq);
        if (fold.kind) return fold.to + 1;
        if (event_is_told(log_event(history->log, seq))) return seq + 1;
    }
    return HISTORY_NONE;
}

static uint64_t step_before(const History *history, uint64_t n) {
    uint64_t first = history_first(history), end = history_decided(history);
    for (uint64_t at = n - 1 < end ? n - 1 : end; at > first; at--) {
        Fold fold = folds_at(&history->folds, at - 1);
        if (fold.kind && fold.to + 1 < n) return fold.to + 1;
        if (!fold.kind && event_is_told(log_event(history->log, at - 1))) return at;
        if (fold.kind) at = fold.from + 1;
    }
    return first;
}

uint64_t history_next_step(History *history, uint64_t n, int dir, bool is_unfolded) {
    if (is_unfolded) return history_next_told(history, n, dir);
    if (dir > 0) return step_after(history, n);
    return n > history_first(history) ? step_before(history, n) : HISTORY_NONE;
}

uint64_t history_at_time(const History *history, uint64_t t) {
    uint64_t low = history_first(history), high = log_count(history->log); // all events below `low` came by then, all from `high` on came later
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (log_event(history->log, middle)->t <= t) low = middle + 1;
        else high = middle;
    }
    return low;
}

// --- indexes -------------------------------------------------------------------------------------

static const SpanList *spans_of(const History *history, uint32_t task) {
    static const SpanList none;
    return task && task <= history->live.state.n_tasks ? &history->index.tasks[task - 1] : &none;
}

size_t history_span_count(const History *history, uint32_t task) {
    return spans_of(history, task)->count;
}

Span history_span(const History *history, uint32_t task, size_t i) {
    return span_unpack(&spans_of(history, task)->items[i]);
}

TaskState history_state_entered(const History *history, uint32_t task, uint64_t seq) {
    size_t low = 0, high = history_span_count(history, task);
    while (low < high) {
        size_t middle = (low + high) / 2;
        Span span = history_span(history, task, middle);
        if (span.seq == seq) return span.state;
        if (span.seq < seq) low = middle + 1;
        else high = middle;
    }
    return TASK_NONE;
}

bool history_has_lines(const History *history) {
    return history->index.has_lines;
}

static size_t before(const SeqList *list, uint64_t n) {
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list->items[middle] < n) low = middle + 1;
        else high = middle;
    }
    return low;
}

size_t history_outputs(const History *history, const uint64_t **seqs) {
    *seqs = history->index.outputs.items;
    return history->index.outputs.count;
}

size_t history_outputs_before(const History *history, uint64_t n) {
    return before(&history->index.outputs, n);
}

size_t history_troubles_before(const History *history, uint64_t n, const uint64_t **seqs) {
    *seqs = history->index.troubles.items;
    return before(&history->index.troubles, n);
}

size_t history_blocks(const History *history, const Block **blocks) {
    *blocks = history->index.blocks;
    return history->index.block_count;
}
