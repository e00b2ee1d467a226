// Who waits for whom: every task that is not done, and below it those it waits for. A task that several wait for stands once, and the others point to it.
// Where a lock or a permit is waited for, those who have it stand below. Many that wait alike share a row.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { DEPTH_MAX = 32, ALIKE_MIN = 4, NAME_MAX = 24, WAIT_CELLS = 26 };

typedef enum NodeKind { NODE_TASK, NODE_AGAIN, NODE_CIRCLE } NodeKind; // AGAIN: it stands above already. CIRCLE: and waits for this one

typedef struct Node {
    uint32_t task;
    uint32_t alike;   // so many more that wait alike
    uint8_t kind;     // NodeKind
    uint8_t depth;
    bool is_last;     // of its parent's
    bool is_holder;   // has what its parent waits for
} Node;

typedef struct Graph {
    const View *view;
    Node *nodes;
    size_t count, cap;
    uint8_t *seen; // by task: 1 drawn, 2 on the way from the root to here
} Graph;

// --- the graph ------------------------------------------------------------------------------------------------------------------------------

static size_t add_node(Graph *graph, Node node) {
    graph->nodes = mem_grow(graph->nodes, &graph->cap, graph->count + 1, sizeof *graph->nodes);
    graph->nodes[graph->count] = node;
    return graph->count++;
}

static bool is_live(const State *state, uint32_t id) {
    const Task *task = state_task(state, id);
    return task && !task_is_done(task);
}

static uint32_t sync_of(const Task *task) {
    return task->state == TASK_WAITING && wait_is_for_sync(task->wait) ? task->wait_on : 0;
}

// The next task below `id`: one that it waits for, else one that has what it waits for. *at begins as 0.
static uint32_t next_below(const State *state, uint32_t id, uint32_t *at, bool *is_holder) {
    const Task *task = state_task(state, id);
    uint32_t sync = sync_of(task), next;
    *is_holder = sync != 0;
    if (task->state != TASK_WAITING) return 0;
    do next = sync ? state_next_holder(state, sync, at) : state_next_target(state, id, at);
    while (next && !is_live(state, next));
    return next;
}

static bool is_leaf(const State *state, uint32_t id) {
    uint32_t at = 0;
    bool is_holder;
    return !next_below(state, id, &at, &is_holder);
}

// Do they run the same, in the same state, waiting for the same kind of thing, and nothing stands below them?
static bool are_alike(const Graph *graph, uint32_t a, uint32_t b) {
    const State *state = graph->view->state;
    const Task *x = state_task(state, a), *y = state_task(state, b);
    if (a == graph->view->selected || b == graph->view->selected) return false;
    return x->state == y->state && x->wait == y->wait && x->label && view_same(task_function(graph->view->log, x), task_function(graph->view->log, y)) &&
           is_leaf(state, a) && is_leaf(state, b);
}

static void mark_last(Graph *graph, size_t from, int depth) {
    for (size_t i = graph->count; i-- > from;) {
        if (graph->nodes[i].depth != depth) continue;
        graph->nodes[i].is_last = true;
        return;
    }
}

// The rows from `first` on that stand at `depth` and are alike, one after the other: one row for them all.
static void fold(Graph *graph, size_t first, int depth) {
    size_t to = first;
    for (size_t i = first; i < graph->count;) {
        size_t run = i + 1;
        const Node *node = &graph->nodes[i];
        bool may_fold = node->depth == depth && node->kind == NODE_TASK && !node->is_holder;
        while (may_fold && run < graph->count && graph->nodes[run].depth == depth && graph->nodes[run].kind == NODE_TASK && are_alike(graph, node->task, graph->nodes[run].task)) run++;
        bool is_fold = run - i >= ALIKE_MIN;
        graph->nodes[to] = *node;
        if (is_fold) graph->nodes[to].alike = (uint32_t)(run - i - 1);
        i = is_fold ? run : i + 1;
        to++;
    }
    graph->count = to;
}

static void walk(Graph *graph, uint32_t id, int depth, bool is_holder) {
    const State *state = graph->view->state;
    if (graph->seen[id] || depth == DEPTH_MAX) {
        add_node(graph, (Node){.task = id, .kind = graph->seen[id] == 2 ? NODE_CIRCLE : NODE_AGAIN, .depth = (uint8_t)depth, .is_holder = is_holder});
        return;
    }
    graph->seen[id] = 2;
    add_node(graph, (Node){.task = id, .depth = (uint8_t)depth, .is_holder = is_holder});
    size_t first = graph->count;
    uint32_t at = 0, next;
    bool holds;
    while ((next = next_below(state, id, &at, &holds))) walk(graph, next, depth + 1, holds);
    fold(graph, first, depth + 1);
    mark_last(graph, first, depth + 1);
    graph->seen[id] = 1;
}

// Nobody waits for it: neither for its end nor for what it has.
static void find_awaited(const State *state, uint8_t *awaited) {
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        uint32_t at = 0, next;
        bool is_holder;
        while (is_live(state, id) && (next = next_below(state, id, &at, &is_holder))) awaited[next] = 1;
    }
}

static void build(Graph *graph) {
    const State *state = graph->view->state;
    uint8_t *awaited = mem_new((size_t)state->n_tasks + 1);
    graph->seen = mem_new((size_t)state->n_tasks + 1);
    uint32_t only = graph->view->ways->waits_around ? graph->view->eye : 0;
    find_awaited(state, awaited);
    if (only && is_live(state, only)) walk(graph, only, 0, false);
    for (uint32_t id = 1; !only && id <= state->n_tasks; id++)
        if (is_live(state, id) && !awaited[id]) walk(graph, id, 0, false);
    // What is left stands in circles, which nobody outside waits for.
    for (uint32_t id = 1; !only && id <= state->n_tasks; id++)
        if (is_live(state, id) && !graph->seen[id]) walk(graph, id, 0, false);
    fold(graph, 0, 0);
    free(awaited);
}

// --- its rows --------------------------------------------------------------------------------------------------------------------------------

// `trunks`: bit d is set where a branch at depth d goes on below.
static int draw_branches(const View *view, const Canvas *canvas, int y, const Node *node, uint32_t trunks) {
    int x = 1, most = canvas->at.w / 3;
    for (int depth = 1; depth <= node->depth && x < most; depth++) {
        const char *text = depth == node->depth ? theme_glyph(node->is_last ? GLYPH_LAST : GLYPH_BRANCH, view->is_ascii) :
                           trunks & 1u << depth ? theme_glyph(GLYPH_TRUNK, view->is_ascii) : "  ";
        x = canvas_puts(canvas, x, y, INK_FAINT, text);
    }
    return x;
}

static int draw_name(const View *view, const Canvas *canvas, int x, int y, const Node *node) {
    const Task *task = state_task(view->state, node->task);
    int most = canvas->at.w - x < NAME_MAX ? canvas->at.w - x : NAME_MAX;
    if (!node->alike) return draw_task_name(view, canvas, x, y, most, node->task, node->task == view->acting ? MARK_BOLD : 0);
    Str name = {0};
    text_clean(&name, task_function(view->log, task), view->is_ascii);
    x = canvas_putf(canvas, x, y, INK_TITLE, "%s%u ", theme_glyph(GLYPH_TIMES, view->is_ascii), node->alike + 1);
    x = canvas_put(canvas, x, y, INK_TITLE, (StrView){str_text(&name), name.len});
    str_free(&name);
    return x;
}

// What it runs, where its name says nothing and there is room.
static int draw_label(const View *view, const Canvas *canvas, int x, int y, const Node *node) {
    Str name = {0}, label = {0};
    explain_task_name(&name, view->log, view->state, node->task, view->is_ascii);
    bool says_nothing = strncmp(str_text(&name), "Task-", 5) == 0;
    explain_task_label(&label, view->log, view->state, node->task, view->is_ascii);
    int room = canvas->at.w - x - WAIT_CELLS, cells = text_cells((StrView){str_text(&label), label.len});
    if (says_nothing && cells && room >= 8) {
        canvas_field(canvas, x, y, cells < room ? cells : room, INK_DIM, (StrView){label.s, label.len});
        x += (cells < room ? cells : room) + 1;
    }
    str_free(&name);
    str_free(&label);
    return x;
}

// What many wait for: the first words, which they have in common.
static void add_common_wait(const View *view, Str *out, uint32_t id) {
    explain_wait(out, view->log, view->state, id, view->is_ascii);
    char *until = out->s ? strstr(out->s, " until ") : NULL;
    if (until) out->len = (size_t)(until - out->s), *until = '\0';
}

static void draw_node(const View *view, const Canvas *canvas, int y, const Node *node, uint32_t trunks) {
    const Task *task = state_task(view->state, node->task);
    Str text = {0};
    int x = draw_branches(view, canvas, y, node, trunks);
    x = canvas_glyph(canvas, x, y, style_of_state(task->state), glyph_of_state(task->state)) + 1;
    x = draw_name(view, canvas, x, y, node) + 1;
    if (!node->alike && node->kind == NODE_TASK) x = draw_label(view, canvas, x, y, node);
    if (node->is_holder) x = canvas_puts(canvas, x, y, INK_DIM, "has it") + 1;
    if (node->kind == NODE_CIRCLE) {
        canvas_puts(canvas, canvas_glyph(canvas, x, y, INK_BAD, GLYPH_CIRCLE), y, INK_BAD, " a circle");
    } else if (node->kind == NODE_AGAIN) {
        canvas_puts(canvas, canvas_glyph(canvas, x, y, INK_DIM, GLYPH_CIRCLE), y, INK_DIM, " as above");
    } else {
        if (node->alike) add_common_wait(view, &text, node->task);
        else explain_wait(&text, view->log, view->state, node->task, view->is_ascii);
        if (!text.len) str_add(&text, words(task_state_word(task->state)));
        canvas_field(canvas, x + 1, y, canvas->at.w - x - 1, task->state == TASK_WAITING ? INK_TEXT : style_of_state(task->state), (StrView){text.s, text.len});
    }
    if (node->task == view->selected && !node->alike) canvas_mark(canvas, 0, y, canvas->at.w, MARK_REVERSE);
    str_free(&text);
}

static int row_of(const Graph *graph, uint32_t task) {
    for (size_t i = 0; i < graph->count; i++)
        if (graph->nodes[i].task == task) return (int)i;
    return 0;
}

Drawn ui_waits_draw(const View *view, const Canvas *canvas) {
    Graph graph = {.view = view};
    build(&graph);
    int rows = (int)graph.count, h = canvas->at.h, top = view->is_held ? view->top : follow(0, h, rows, row_of(&graph, view->eye));
    if (top > rows - h) top = rows > h ? rows - h : 0;
    if (!rows) canvas_puts(canvas, 1, 0, INK_DIM, view->state->n_tasks ? "No task is left that could wait." : "No task yet.");
    uint32_t trunks = 0;
    for (int i = 0; i < rows && i < top + h; i++) {
        const Node *node = &graph.nodes[i];
        if (i >= top) draw_node(view, canvas, i - top, node, trunks);
        if (node->is_last) trunks &= ~(1u << node->depth % 32);
        else trunks |= 1u << node->depth % 32;
    }
    free(graph.nodes);
    free(graph.seen);
    return (Drawn){rows, top};
}
