// Who waits for whom: each edge stands in two lists, that of its waiter and that of its target, both in the order they came, so that a
// gather shows its children and a task its waiters as they were written. Freed edges are used again.
#include <string.h>

#include "model/reducers.h"

static Edge *edge_at(State *state, uint32_t id) {
    return &state->edges[id - 1];
}

static uint32_t edge_new(State *state) {
    uint32_t id = state->free_edge;
    if (id == NO_EDGE) id = ++state->n_edges;
    else state->free_edge = edge_at(state, id)->next_of_waiter;
    memset(edge_at(state, id), 0, sizeof(Edge));
    return id;
}

void edge_add(State *state, uint32_t waiter, uint32_t target) {
    uint32_t id = edge_new(state);
    Edge *edge = edge_at(state, id);
    edge->waiter = waiter;
    edge->target = target;
    uint32_t *waits = &find_task(state, waiter)->waits, *awaited = &find_task(state, target)->awaited;
    if (*waits == NO_EDGE) *waits = edge->prev_of_waiter = id;
    else {
        Edge *first = edge_at(state, *waits);
        edge->prev_of_waiter = first->prev_of_waiter;
        edge_at(state, first->prev_of_waiter)->next_of_waiter = id;
        first->prev_of_waiter = id;
    }
    if (*awaited == NO_EDGE) *awaited = edge->prev_of_target = id;
    else {
        Edge *first = edge_at(state, *awaited);
        edge->prev_of_target = first->prev_of_target;
        edge_at(state, first->prev_of_target)->next_of_target = id;
        first->prev_of_target = id;
    }
}

static void leave_target(State *state, uint32_t id) {
    Edge *edge = edge_at(state, id);
    uint32_t *head = &find_task(state, edge->target)->awaited;
    if (*head == id) *head = edge->next_of_target;
    else edge_at(state, edge->prev_of_target)->next_of_target = edge->next_of_target;
    uint32_t after = edge->next_of_target ? edge->next_of_target : *head; // without a next it was the last: the first one knows the last
    if (after != NO_EDGE) edge_at(state, after)->prev_of_target = edge->prev_of_target;
}

void edges_free_of_waiter(State *state, uint32_t waiter) {
    Task *task = find_task(state, waiter);
    for (uint32_t id = task->waits, next; id != NO_EDGE; id = next) {
        next = edge_at(state, id)->next_of_waiter;
        leave_target(state, id);
        memset(edge_at(state, id), 0, sizeof(Edge));
        edge_at(state, id)->next_of_waiter = state->free_edge;
        state->free_edge = id;
    }
    task->waits = NO_EDGE;
}

uint32_t edges_of_waiter(State *state, uint32_t waiter) {
    uint32_t count = 0;
    for (uint32_t id = find_task(state, waiter)->waits; id != NO_EDGE; id = edge_at(state, id)->next_of_waiter) count++;
    return count;
}

void edges_count_done(State *state, uint32_t target) {
    for (uint32_t id = find_task(state, target)->awaited; id != NO_EDGE; id = edge_at(state, id)->next_of_target)
        find_task(state, edge_at(state, id)->waiter)->wait_done++;
}
