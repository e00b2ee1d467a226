// Who waits for whom: every task that is not done, and below it those it waits for. A task that several wait for stands once, and the others point to it.
// Where a lock or a permit is waited for, those who have it stand below. Many that wait alike share a row.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { DEPTH_MAX = 32, ALIKE_MIN = 4, LABEL_MIN = 6 };

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

// --- the graph -----------------------------------------------------------------------------------

static size_t add_node(Graph *graph, Node node) {
    graph->nodes = mem_grow(graph->nodes, &graph->cap, graph->count + 1, sizeof *graph->nodes);
    graph->nodes[graph->count] = node;
    return graph->count++;
}

// Does it wait for nobody's sake but asyncio's own?
static bool is_hidden(const View *view, uint32_t id) {
    return !view->scene->is_unfolded && task_is_cleanup(view->log, state_task(view->state, id));
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
static void find_awaited(const View *view, uint8_t *awaited) {
    const State *state = view->state;
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        uint32_t at = 0, next;
        bool is_holder;
        if (is_live(state, id) && is_hidden(view, id)) continue;
        while (is_live(state, id) && (next = next_below(state, id, &at, &is_holder))) awaited[next] = 1;
    }
}

static void build(Graph *graph) {
    const State *state = graph->view->state;
    uint8_t *awaited = mem_new((size_t)state->n_tasks + 1);
    graph->seen = mem_new((size_t)state->n_tasks + 1);
    uint32_t only = graph->view->ways->waits_around ? graph->view->eye : 0;
    find_awaited(graph->view, awaited);
    if (only && is_live(state, only) && !is_hidden(graph->view, only)) walk(graph, only, 0, false);
    for (uint32_t id = 1; !only && id <= state->n_tasks; id++)
        if (is_live(state, id) && !awaited[id] && !is_hidden(graph->view, id))
            walk(graph, id, 0, false);
    // What is left stands in circles, which nobody outside waits for.
    for (uint32_t id = 1; !only && id <= state->n_tasks; id++)
        if (is_live(state, id) && !graph->seen[id] && !is_hidden(graph->view, id))
            walk(graph, id, 0, false);
    fold(graph, 0, 0);
    free(awaited);
}

// --- its rows ------------------------------------------------------------------------------------

// `trunks`: bit d is set where a branch at depth d goes on below. `goes_on`: the second line of a
// node, which no branch leads to.
static int draw_branches(const View *view, const Canvas *canvas, int y, const Node *node,
                         uint32_t trunks, bool goes_on) {
    int x = 1, most = canvas->at.w / 3;
    for (int depth = 1; depth <= node->depth && x < most; depth++) {
        bool is_own = depth == node->depth && !goes_on,
             passes = depth == node->depth ? !node->is_last : (trunks & 1u << depth) != 0;
        const char *text = passes ? theme_glyph(GLYPH_TRUNK, view->is_ascii) : "  ";
        if (is_own) text = theme_glyph(node->is_last ? GLYPH_LAST : GLYPH_BRANCH, view->is_ascii);
        x = canvas_puts(canvas, x, y, INK_FAINT, text);
    }
    return x;
}

// What many wait for: the first words, which they have in common.
static void add_common_wait(const View *view, Str *out, uint32_t id) {
    explain_wait(out, view->log, view->state, id, view->is_ascii);
    char *until = out->s ? strstr(out->s, " until ") : NULL;
    if (until) out->len = (size_t)(until - out->s), *until = '\0';
}

// What a row says: a name, what it runs where the name says nothing, why it stands here, and what
// it waits for.
typedef enum Part { PART_NAME, PART_LABEL, PART_ROLE, PART_WAIT, PARTS } Part;

typedef struct Line {
    Str text[PARTS];
    int cells[PARTS];
    Style style[PARTS];
    int x;       // of the name
    bool is_two; // what it waits for stands on a line of its own
} Line;

static void name_of(const View *view, const Node *node, Line *line) {
    const Task *task = state_task(view->state, node->task);
    Str *name = &line->text[PART_NAME];
    if (node->alike) {
        str_addf(name, "%s%u ", theme_glyph(GLYPH_TIMES, view->is_ascii), node->alike + 1);
        text_clean(name, task_function(view->log, task), view->is_ascii);
        line->style[PART_NAME] = INK_TITLE;
        return;
    }
    explain_task_name(name, view->log, view->state, node->task, view->is_ascii);
    line->style[PART_NAME] =
        style_of_task(node->task) | (node->task == view->acting ? MARK_BOLD : 0);
    bool says_nothing = strncmp(str_text(name), "Task-", 5) == 0;
    line->style[PART_LABEL] = INK_DIM;
    if (says_nothing && node->kind == NODE_TASK)
        explain_task_label(&line->text[PART_LABEL], view->log, view->state, node->task,
                           view->is_ascii);
}

static Line line_of(const View *view, const Node *node, int w) {
    Line line = {0};
    const Task *task = state_task(view->state, node->task);
    Str *wait = &line.text[PART_WAIT];
    name_of(view, node, &line);
    line.style[PART_ROLE] = INK_DIM;
    line.style[PART_WAIT] = task->state == TASK_WAITING ? INK_TEXT : style_of_state(task->state);
    if (node->is_holder) str_add(&line.text[PART_ROLE], words(N_("has it")));
    if (node->kind != NODE_TASK) {
        bool is_circle = node->kind == NODE_CIRCLE;
        str_addf(wait, "%s %s", theme_glyph(GLYPH_CIRCLE, view->is_ascii),
                 words(is_circle ? N_("a circle") : N_("as above")));
        line.style[PART_WAIT] = is_circle ? INK_BAD : INK_DIM;
    } else if (node->alike) add_common_wait(view, wait, node->task);
    else explain_wait(wait, view->log, view->state, node->task, view->is_ascii);
    if (!wait->len) str_add(wait, words(task_state_word(task->state)));
    for (Part part = 0; part < PARTS; part++)
        line.cells[part] = text_cells((StrView){str_text(&line.text[part]), line.text[part].len});
    line.x = 1 + 2 * node->depth < w / 3 + 1 ? 3 + 2 * node->depth : 3 + w / 3 / 2 * 2;
    return line;
}

static int line_cells(const Line *line) {
    int cells = line->x;
    for (Part part = 0; part < PARTS; part++)
        cells += line->cells[part] ? line->cells[part] + 1 : 0;
    return cells - 1;
}

// Where not all of it fits: the name and what it waits for first, and of what it runs as much as
// tells it from others.
static void cut_line(Line *line, int w) {
    int *cells = line->cells, over = line_cells(line) - w, label = cells[PART_LABEL];
    if (over > 0 && label) {
        int least = label < LABEL_MIN ? label : LABEL_MIN;
        cells[PART_LABEL] = label - over > least ? label - over : least;
        over = line_cells(line) - w;
    }
    if (over > 0) cells[PART_WAIT] = cells[PART_WAIT] - over > 3 ? cells[PART_WAIT] - over : 0;
    over = line_cells(line) - w;
    if (over > 0) cells[PART_NAME] = cells[PART_NAME] > over ? cells[PART_NAME] - over : 0;
}

static void draw_node(const View *view, const Canvas *canvas, int y, const Node *node, Line *line,
                      uint32_t trunks) {
    const Task *task = state_task(view->state, node->task);
    int x = draw_branches(view, canvas, y, node, trunks, false), wait = line->cells[PART_WAIT];
    x = canvas_glyph(canvas, x, y, style_of_state(task->state), glyph_of_state(task->state)) + 1;
    line->x = x;
    if (line->is_two) line->cells[PART_WAIT] = 0;
    cut_line(line, canvas->at.w);
    // What it waits for stands a little apart where there is room.
    int apart = node->kind == NODE_TASK && line_cells(line) < canvas->at.w;
    for (Part part = 0; part < PARTS; part++) {
        if (part == PART_WAIT) x += apart;
        if (line->cells[part])
            x = canvas_field(canvas, x, y, line->cells[part], line->style[part],
                             (StrView){str_text(&line->text[part]), line->text[part].len}) +
                1;
    }
    if (line->is_two) {
        x = draw_branches(view, canvas, y + 1, node, trunks, true) + 4;
        canvas_field(canvas, x, y + 1, wait < canvas->at.w - x ? wait : canvas->at.w - x,
                     line->style[PART_WAIT],
                     (StrView){str_text(&line->text[PART_WAIT]), line->text[PART_WAIT].len});
    }
    if (node->task != view->selected || node->alike) return;
    for (int row = 0; row <= line->is_two; row++)
        canvas_mark(canvas, 0, y + row, canvas->at.w, MARK_REVERSE);
}

static int row_of(const Graph *graph, uint32_t task) {
    for (size_t i = 0; i < graph->count; i++)
        if (graph->nodes[i].task == task) return (int)i;
    return 0;
}

// Rows that would be cut go on in those that are left blank below.
Drawn ui_waits_draw(const View *view, const Canvas *canvas) {
    Graph graph = {.view = view};
    build(&graph);
    int rows = (int)graph.count, h = canvas->at.h, top = view->is_held ? view->top : follow(0, h, rows, row_of(&graph, view->eye));
    if (top > rows - h) top = rows > h ? rows - h : 0;
    if (!rows)
        draw_empty(canvas, view->state->n_tasks ? N_("No task is left that could wait.")
                                                : N_("No task yet."));
    uint32_t trunks = 0;
    int spare = h - rows, y = 0;
    for (int i = 0; i < rows && y < h; i++) {
        const Node *node = &graph.nodes[i];
        if (i >= top) {
            Line line = line_of(view, node, canvas->at.w);
            line.is_two = spare > 0 && line_cells(&line) > canvas->at.w;
            spare -= line.is_two;
            int lines = 1 + line.is_two;
            draw_node(view, canvas, y, node, &line, trunks);
            for (Part part = 0; part < PARTS; part++) str_free(&line.text[part]);
            y += lines;
        }
        if (node->is_last) trunks &= ~(1u << node->depth % 32);
        else trunks |= 1u << node->depth % 32;
    }
    free(graph.nodes);
    free(graph.seen);
    return (Drawn){rows, top};
}

void ui_waits_title(const View *view, Str *left, Str *right) {
    (void)right;
    if (!view->ways->waits_around || !view->eye) {
        str_add(left, words(N_("who waits")));
        return;
    }
    Str name = {0};
    explain_task_name(&name, view->log, view->state, view->eye, view->is_ascii);
    str_addf(left, words(N_("who waits around %s")), name.s);
    str_free(&name);
}
