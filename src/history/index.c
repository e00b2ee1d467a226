#include "history/index.h"

#include <stdlib.h>

#include "base/mem.h"

void index_free(Index *index) {
    for (size_t i = 0; i < index->task_cap; i++) free(index->tasks[i].items);
    free(index->tasks);
    free(index->outputs.items);
    free(index->troubles.items);
    free(index->blocks);
    *index = (Index){0};
}

static uint64_t at_most(uint64_t value, int bits) {
    uint64_t most = ((uint64_t)1 << bits) - 1;
    return value < most ? value : most;
}

PackedSpan span_pack(Span span) {
    uint64_t t = at_most(span.t, SPAN_TIME_BITS), seq = at_most(span.seq, SPAN_SEQ_BITS);
    uint32_t high = (uint32_t)(t >> 32) | (uint32_t)(seq >> 32) << (SPAN_TIME_BITS - 32) |
                    (span.is_held_up ? SPAN_HELD_UP : (uint32_t)span.state) << 28;
    return (PackedSpan){{(uint32_t)t, (uint32_t)seq, high}};
}

// By a quarter: doubling would leave a third of all of them empty.
static void append(SpanList *spans, Span span) {
    if (spans->count == spans->cap) {
        spans->cap += spans->cap / 4 + 4;
        spans->items = mem_resize(spans->items, spans->cap * sizeof *spans->items);
    }
    spans->items[spans->count++] = span_pack(span);
}

static Span span_of(const Task *task, uint64_t t, uint64_t seq) {
    return (Span){.t = t,
                  .seq = seq,
                  .state = (TaskState)task->state,
                  .is_held_up = task->state == TASK_WAITING && wait_is_for_sync(task->wait)};
}

// An event changes the state of no task but its own.
static void add_span(Index *index, const Event *ev, const State *after) {
    const Task *task = state_task(after, ev->task);
    if (!task) return;
    index->tasks = mem_grow(index->tasks, &index->task_cap, ev->task, sizeof *index->tasks);
    SpanList *spans = &index->tasks[ev->task - 1];
    if (spans->count && span_unpack(&spans->items[spans->count - 1]).state == task->state) return;
    append(spans, span_of(task, ev->t, after->events - 1));
}

void index_begin(Index *index, const State *state) {
    index->outputs.before = state->outputs;
    index->troubles.before = state->troubles;
    index->blocks_before = state->blocked_count;
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        const Task *task = state_task(state, id);
        index->tasks = mem_grow(index->tasks, &index->task_cap, id, sizeof *index->tasks);
        append(&index->tasks[id - 1], span_of(task, task->since, state->events - 1));
    }
}

// `total`: how many there are by the model's count; it refuses an event that cannot be.
static void add_seq(SeqList *list, uint64_t total, uint64_t seq) {
    if (total - list->before == list->count) return;
    list->items = mem_grow(list->items, &list->cap, list->count + 1, sizeof *list->items);
    list->items[list->count++] = seq;
}

static void add_block(Index *index, const Event *ev, const State *after) {
    if (after->blocked_count - index->blocks_before == index->block_count) return;
    uint64_t duration = event_ns(ev, LOOP_BLOCKED_duration);
    index->blocks = mem_grow(index->blocks, &index->block_cap, index->block_count + 1, sizeof *index->blocks);
    index->blocks[index->block_count++] = (Block){
        .from = duration < ev->t ? ev->t - duration : 0,
        .to = ev->t,
        .seq = after->events - 1,
        .task = ev->task,
        .site = ev->arg[LOOP_BLOCKED_site],
    };
}

void index_add(Index *index, const Event *ev, const State *after) {
    if (ev->task) add_span(index, ev, after);
    if (ev->kind == EV_OUTPUT) add_seq(&index->outputs, after->outputs, after->events - 1);
    if (event_is_trouble(ev)) add_seq(&index->troubles, after->troubles, after->events - 1);
    if (ev->kind == EV_LOOP_BLOCKED) add_block(index, ev, after);
    if (ev->kind == EV_LINE) index->has_lines = true;
}
