#include "history/index.h"

#include <stdlib.h>

#include "base/mem.h"

void index_free(Index *index) {
    for (size_t i = 0; i < index->task_cap; i++) free(index->tasks[i].items);
    free(index->tasks);
    free(index->outputs);
    free(index->blocks);
    *index = (Index){0};
}

// An event changes the state of no task but its own.
static void add_span(Index *index, const Event *ev, const State *after) {
    const Task *task = state_task(after, ev->task);
    if (!task) return;
    index->tasks = mem_grow(index->tasks, &index->task_cap, ev->task, sizeof *index->tasks);
    SpanList *spans = &index->tasks[ev->task - 1];
    if (spans->count && spans->items[spans->count - 1].state == task->state) return;
    spans->items = mem_grow(spans->items, &spans->cap, spans->count + 1, sizeof *spans->items);
    spans->items[spans->count++] = (Span){.t = ev->t, .seq = after->events - 1, .state = task->state};
}

static void add_output(Index *index, const State *after) {
    if (after->outputs == index->output_count) return; // the model refused it
    index->outputs = mem_grow(index->outputs, &index->output_cap, index->output_count + 1, sizeof *index->outputs);
    index->outputs[index->output_count++] = after->events - 1;
}

static void add_block(Index *index, const Event *ev, const State *after) {
    if (after->blocked_count == index->block_count) return;
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
    if (ev->kind == EV_OUTPUT) add_output(index, after);
    if (ev->kind == EV_LOOP_BLOCKED) add_block(index, ev, after);
}
