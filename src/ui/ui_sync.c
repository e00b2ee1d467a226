// The primitives: each lock with its owner, each semaphore with its permits, each queue with its fill; and who waits for it, in the order of their turns.
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "explain/explain.h"
#include "ui/panes.h"

enum { NAME_MAX = 22, FILL_MAX = 12, WAITERS_MAX = 12, INDENT = 3 };

static int rows_of(const Sync *sync) {
    return sync->waiters ? 2 : 1;
}

static bool is_queue(const Sync *sync) {
    return sync->kind >= SYNC_QUEUE;
}

// --- what it holds ------------------------------------------------------------------------------------------------------------------------

static int draw_fill(const Canvas *canvas, int x, int y, uint32_t taken, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) x = canvas_glyph(canvas, x, y, i < taken ? INK_ACCENT : INK_FAINT, i < taken ? GLYPH_TAKEN : GLYPH_FREE);
    return x + 1;
}

static int draw_holders(const View *view, const Canvas *canvas, int x, int y, uint32_t id) {
    uint32_t hold = 0, task;
    for (int count = 0; (task = state_next_holder(view->state, id, &hold)); count++) {
        if (count && x > canvas->at.w - 8) return canvas_glyph(canvas, x, y, INK_DIM, GLYPH_MORE);
        x = canvas_puts(canvas, x, y, INK_DIM, count ? ", " : "held by ");
        x = draw_task_name(view, canvas, x, y, canvas->at.w - x, task, 0);
        if (count || state_sync(view->state, id)->kind != SYNC_LOCK) continue;
        uint64_t since = view->state->holds[hold - 1].since;
        Str time = {0};
        str_add(&time, " for ");
        explain_duration(&time, view->now > since ? view->now - since : 0, view->is_ascii);
        x = canvas_put(canvas, x, y, INK_DIM, (StrView){time.s, time.len});
        str_free(&time);
    }
    return x;
}

static void draw_permits(const View *view, const Canvas *canvas, int x, int y, uint32_t id, const Sync *sync) {
    uint32_t size = sync->size > sync->value ? sync->size : sync->value;
    if (size <= FILL_MAX) x = draw_fill(canvas, x, y, size - sync->value, size);
    x = canvas_putf(canvas, x, y, sync->value ? INK_GOOD : INK_WARN, "%u of %u free  ", sync->value, size);
    draw_holders(view, canvas, x, y, id);
}

static void draw_queue(const Canvas *canvas, int x, int y, const Sync *queue) {
    bool has_size = queue->size != 0, is_full = has_size && queue->value >= queue->size;
    if (has_size && queue->size <= FILL_MAX) x = draw_fill(canvas, x, y, queue->value, queue->size);
    Style style = is_full ? INK_WARN : INK_TEXT;
    if (has_size) x = canvas_putf(canvas, x, y, style, "%u of %u", queue->value, queue->size);
    else x = canvas_putf(canvas, x, y, style, "%u item%s", queue->value, queue->value == 1 ? "" : "s");
    if (!queue->value) x = canvas_puts(canvas, x, y, INK_DIM, ", empty");
    if (is_full) x = canvas_puts(canvas, x, y, INK_WARN, ", full");
    if (queue->unfinished) x = canvas_putf(canvas, x, y, INK_DIM, ", %u not done", queue->unfinished);
    if (queue->state) canvas_puts(canvas, x, y, INK_WARN, ", shut down");
}

static void draw_value(const View *view, const Canvas *canvas, int x, int y, uint32_t id, const Sync *sync) {
    switch (sync->kind) {
    case SYNC_LOCK:
        if (draw_holders(view, canvas, x, y, id) == x) canvas_puts(canvas, x, y, sync->value ? INK_TEXT : INK_GOOD, sync->value ? "held" : "free");
        break;
    case SYNC_SEMAPHORE: case SYNC_BOUNDED_SEMAPHORE: draw_permits(view, canvas, x, y, id, sync); break;
    case SYNC_EVENT: canvas_puts(canvas, x, y, sync->value ? INK_GOOD : INK_TEXT, sync->value ? "set" : "not set"); break;
    case SYNC_CONDITION: canvas_putf(canvas, x, y, INK_TEXT, "notified %u time%s", sync->in, sync->in == 1 ? "" : "s"); break;
    case SYNC_BARRIER: canvas_putf(canvas, draw_fill(canvas, x, y, sync->value, sync->size <= FILL_MAX ? sync->size : 0), y, INK_TEXT, "%u of %u there", sync->value, sync->size); break;
    default: draw_queue(canvas, x, y, sync);
    }
}

// --- who waits for it ---------------------------------------------------------------------------------------------------------------------

typedef struct Waiter {
    uint64_t since;
    uint32_t task;
} Waiter;

static int by_time(const void *a, const void *b) {
    const Waiter *x = a, *y = b;
    return x->since != y->since ? (x->since < y->since ? -1 : 1) : x->task < y->task ? -1 : 1;
}

static const char *waits_word(unsigned wait) {
    return wait == WAIT_FOR_QUEUE_GET ? " to get" : wait == WAIT_FOR_QUEUE_PUT ? " to put" : wait == WAIT_FOR_QUEUE_JOIN ? " for its end" : "";
}

static void draw_waiters(const View *view, const Canvas *canvas, int y, uint32_t id, const Sync *sync) {
    Waiter waiters[WAITERS_MAX];
    int count = 0;
    for (uint32_t task = 0; count < WAITERS_MAX && (task = state_next_sync_waiter(view->state, id, task));)
        waiters[count++] = (Waiter){state_task(view->state, task)->since, task};
    qsort(waiters, (size_t)count, sizeof *waiters, by_time);
    int x = canvas_puts(canvas, INDENT, y, INK_DIM, sync->waiters == 1 ? "waits" : "wait");
    x = canvas_puts(canvas, x, y, INK_DIM, is_queue(sync) && count ? waits_word(state_task(view->state, waiters[0].task)->wait) : "");
    x = canvas_puts(canvas, x, y, INK_DIM, ": ");
    int shown = 0;
    for (; shown < count && (!shown || x < canvas->at.w - 12); shown++) {
        if (shown) x = canvas_puts(canvas, x, y, INK_DIM, ", ");
        x = draw_task_name(view, canvas, x, y, canvas->at.w - x, waiters[shown].task, 0);
    }
    if (sync->waiters > (uint32_t)shown) canvas_putf(canvas, x, y, INK_DIM, " +%u", sync->waiters - (uint32_t)shown);
}

// --- the pane -----------------------------------------------------------------------------------------------------------------------------

// The primitive that the eye is drawn to: the one that the last event is about, else the one that the task waits for.
static uint32_t followed(const View *view) {
    const EventSchema *schema = view->last ? event_schema(view->last->kind) : NULL;
    if (schema && schema->field[0].name && strcmp(schema->field[0].name, "sync") == 0) return view->last->arg[0];
    const Task *task = state_task(view->state, view->eye);
    return task && task->state == TASK_WAITING && wait_is_for_sync(task->wait) ? task->wait_on : 0;
}

static int name_cells(const View *view) {
    int widest = 4;
    for (uint32_t id = 1; id <= view->state->n_syncs && id <= 200; id++) {
        Str name = {0};
        explain_sync(&name, view->log, view->state, id, "", view->is_ascii);
        int cells = text_cells((StrView){name.s, name.len});
        if (cells > widest) widest = cells;
        str_free(&name);
    }
    return widest > NAME_MAX ? NAME_MAX : widest;
}

static void draw_primitive(const View *view, const Canvas *canvas, int y, int names, uint32_t id) {
    const Sync *sync = state_sync(view->state, id);
    Str name = {0};
    explain_sync(&name, view->log, view->state, id, "", view->is_ascii);
    canvas_field(canvas, 1, y, names, sync->waiters ? INK_TITLE : INK_TEXT, (StrView){name.s, name.len});
    draw_value(view, canvas, 1 + names + 2, y, id, sync);
    if (sync->waiters) draw_waiters(view, canvas, y + 1, id, sync);
    str_free(&name);
}

Drawn ui_sync_draw(const View *view, const Canvas *canvas) {
    uint32_t count = view->state->n_syncs, eye = followed(view);
    int rows = 0, at_eye = 0, h = canvas->at.h, y = 0;
    if (!count) canvas_puts(canvas, 1, 0, INK_DIM, "No lock, semaphore, event, condition, barrier or queue yet.");
    for (uint32_t id = 1; id <= count; id++) {
        if (id == eye) at_eye = rows + rows_of(state_sync(view->state, id)) - 1;
        rows += rows_of(state_sync(view->state, id));
    }
    int top = view->is_held && view->top <= rows - h ? view->top : view->is_held ? (rows > h ? rows - h : 0) : follow(0, h, rows, at_eye);
    int names = count ? name_cells(view) : 0;
    for (uint32_t id = 1; id <= count && y - top < h; id++) {
        if (y + rows_of(state_sync(view->state, id)) > top) draw_primitive(view, canvas, y - top, names, id);
        y += rows_of(state_sync(view->state, id));
    }
    return (Drawn){rows, top};
}

void ui_sync_title(const View *view, Str *left, Str *right) {
    uint32_t waiters = 0;
    for (uint32_t id = 1; id <= view->state->n_syncs; id++) waiters += state_sync(view->state, id)->waiters;
    str_add(left, "primitives");
    if (waiters) str_addf(right, "%u wait%s", waiters, waiters == 1 ? "s" : "");
}
