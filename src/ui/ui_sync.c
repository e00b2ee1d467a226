// The primitives: each lock with its owner, each semaphore with its permits, each queue with its fill; and who waits for it, in the order of their turns.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/flow.h"
#include "ui/panes.h"

enum { FILL_MAX = 12, WAITERS_MAX = 64, WAIT_ROWS = 4, INDENT = 3, MANY = 200 };

// --- what it holds -------------------------------------------------------------------------------

static void add(Flow *flow, Style style, const char *text) {
    flow_add(flow, style, view_of(words(text)), 1);
}

static void add_number(Flow *flow, Style style, const char *format, uint32_t n, uint32_t of)
    __attribute__((format(printf, 3, 0)));
static void add_number(Flow *flow, Style style, const char *format, uint32_t n, uint32_t of) {
    char text[80];
    snprintf(text, sizeof text, words(format), n, of);
    flow_add(flow, style, view_of(text), 1);
}

static void add_to_list(Flow *flow, Style style, const char *text) {
    flow_add_to_list(flow, style, view_of(words(text)));
}

static void add_task(const View *view, Flow *flow, uint32_t task, bool is_first) {
    Str name = {0};
    explain_task_name(&name, view->log, view->state, task, view->is_ascii);
    StrView text = {str_text(&name), name.len};
    if (is_first) flow_add(flow, style_of_task(task), text, 1);
    else flow_add_to_list(flow, style_of_task(task), text);
    str_free(&name);
}

static void add_fill(const View *view, Flow *flow, uint32_t taken, uint32_t size) {
    Str text = {0};
    for (uint32_t i = 0; i < size; i++)
        str_add(&text, theme_glyph(i < taken ? GLYPH_TAKEN : GLYPH_FREE, view->is_ascii));
    if (text.len) flow_add(flow, INK_ACCENT, (StrView){text.s, text.len}, 1);
    str_free(&text);
}

// Does anybody have it?
static bool add_holders(const View *view, Flow *flow, uint32_t id) {
    uint32_t hold = 0, task;
    int count = 0;
    for (; (task = state_next_holder(view->state, id, &hold)) && count < WAITERS_MAX; count++) {
        if (!count) {
            add(flow, INK_DIM, N_("held by"));
            flow->items[flow->count - 1].is_label = true;
        }
        add_task(view, flow, task, !count);
        if (state_sync(view->state, id)->kind != SYNC_LOCK) continue;
        uint64_t since = view->state->holds[hold - 1].since;
        Str time = {0}, text = {0};
        if (add_time(view, &time, view->now > since ? view->now - since : 0))
            str_addf(&text, words(N_("for %s")), time.s);
        if (text.len) flow_add(flow, INK_DIM, (StrView){text.s, text.len}, 1);
        str_free(&time);
        str_free(&text);
    }
    return count > 0;
}

static void add_permits(const View *view, Flow *flow, uint32_t id, const Sync *sync) {
    uint32_t size = sync->size > sync->value ? sync->size : sync->value;
    if (size <= FILL_MAX) add_fill(view, flow, size - sync->value, size);
    add_number(flow, sync->value ? INK_GOOD : INK_WARN, N_("%u of %u free"), sync->value, size);
    add_holders(view, flow, id);
}

static void add_items(const View *view, Flow *flow, const Sync *queue) {
    bool has_size = queue->size != 0, is_full = has_size && queue->value >= queue->size;
    if (has_size && queue->size <= FILL_MAX) add_fill(view, flow, queue->value, queue->size);
    Style style = is_full ? INK_WARN : INK_TEXT;
    if (has_size) add_number(flow, style, N_("%u of %u"), queue->value, queue->size);
    else
        add_number(flow, style, queue->value == 1 ? N_("%u item") : N_("%u items"), queue->value,
                   0);
    if (!queue->value) add_to_list(flow, INK_DIM, N_("empty"));
    if (is_full) add_to_list(flow, INK_WARN, N_("full"));
    if (queue->unfinished) {
        flow->items[flow->count - 1].has_comma = true;
        add_number(flow, INK_DIM, N_("%u not done"), queue->unfinished, 0);
    }
    if (queue->state) add_to_list(flow, INK_WARN, N_("shut down"));
}

static void add_value(const View *view, Flow *flow, uint32_t id, const Sync *sync) {
    switch (sync->kind) {
    case SYNC_LOCK:
        if (!add_holders(view, flow, id))
            add(flow, sync->value ? INK_TEXT : INK_GOOD, sync->value ? N_("held") : N_("free"));
        break;
    case SYNC_SEMAPHORE:
    case SYNC_BOUNDED_SEMAPHORE: add_permits(view, flow, id, sync); break;
    case SYNC_EVENT:
        add(flow, sync->value ? INK_GOOD : INK_TEXT, sync->value ? N_("set") : N_("not set"));
        break;
    case SYNC_CONDITION:
        add_number(flow, INK_TEXT, sync->in == 1 ? N_("notified %u time") : N_("notified %u times"),
                   sync->in, 0);
        break;
    case SYNC_BARRIER:
        add_fill(view, flow, sync->value, sync->size <= FILL_MAX ? sync->size : 0);
        add_number(flow, INK_TEXT, N_("%u of %u there"), sync->value, sync->size);
        break;
    default: add_items(view, flow, sync);
    }
}

// --- who waits for it, and for what of it --------------------------------------------------------

typedef enum WaitsFor {
    WAITS_PLAIN,
    WAITS_GET,
    WAITS_PUT,
    WAITS_JOIN,
    WAITS_NOTIFY,
    WAITS_BACK,
    WAITS_LEAVE,
    WAITS_KINDS
} WaitsFor;

typedef struct Waiter {
    uint64_t since;
    uint32_t task;
    WaitsFor what;
} Waiter;

// Of those that wait for the same, who came first stands first.
static int by_time(const void *a, const void *b) {
    const Waiter *x = a, *y = b;
    if (x->what != y->what) return x->what < y->what ? -1 : 1;
    return x->since != y->since ? (x->since < y->since ? -1 : 1) : x->task < y->task ? -1 : 1;
}

// Is it in Condition.wait, notified, and has to get the lock back before it goes on?
static bool is_in_condition(const View *view, const Task *task) {
    for (uint32_t site = task->at, n = 0; site && n < 8;
         site = log_site(view->log, site).parent, n++) {
        Code code = log_code(view->log, log_site(view->log, site).code);
        if (!code.is_own && view_is(log_string(view->log, code.name), "Condition.wait"))
            return true;
    }
    return false;
}

static WaitsFor waits_for(const View *view, const Task *task, const Sync *sync) {
    switch (task->wait) {
    case WAIT_FOR_QUEUE_GET: return WAITS_GET;
    case WAIT_FOR_QUEUE_PUT: return WAITS_PUT;
    case WAIT_FOR_QUEUE_JOIN: return WAITS_JOIN;
    case WAIT_FOR_CONDITION: return WAITS_NOTIFY;
    case WAIT_FOR_LOCK: return is_in_condition(view, task) ? WAITS_BACK : WAITS_PLAIN;
    // Whoever was there when it filled up is woken: one that waits while they leave came after
    // them.
    case WAIT_FOR_BARRIER: return sync->state == BARRIER_DRAINING ? WAITS_LEAVE : WAITS_PLAIN;
    default: return WAITS_PLAIN;
    }
}

static const char *label_of(WaitsFor what, uint32_t count) {
    static const char *const labels[WAITS_KINDS] = {
        [WAITS_GET] = N_("get:"),
        [WAITS_PUT] = N_("put:"),
        [WAITS_JOIN] = N_("join:"),
        [WAITS_NOTIFY] = N_("wait for notify:"),
        [WAITS_BACK] = N_("notified, need the lock again:"),
        [WAITS_LEAVE] = N_("wait until the others have left:"),
    };
    if (what == WAITS_PLAIN) return count == 1 ? N_("waits:") : N_("wait:");
    return labels[what];
}

static void add_waiters(const View *view, Flow *flow, uint32_t id, const Sync *sync) {
    Waiter waiters[WAITERS_MAX];
    int count = 0;
    for (uint32_t task = 0;
         count < WAITERS_MAX && (task = state_next_sync_waiter(view->state, id, task));) {
        const Task *of = state_task(view->state, task);
        waiters[count++] = (Waiter){of->since, task, waits_for(view, of, sync)};
    }
    qsort(waiters, (size_t)count, sizeof *waiters, by_time);
    for (int i = 0; i < count; i++) {
        bool is_first = !i || waiters[i].what != waiters[i - 1].what;
        if (is_first) {
            flow_add(flow, INK_DIM, view_of(words(label_of(waiters[i].what, sync->waiters))), 3);
            flow->items[flow->count - 1].is_label = true;
        }
        add_task(view, flow, waiters[i].task, is_first);
    }
    flow->others = sync->waiters > (uint32_t)count ? sync->waiters - (uint32_t)count : 0;
}

// --- the pane ------------------------------------------------------------------------------------

// The primitive that the eye is drawn to: the one that the last event is about, else the one that the task waits for.
static uint32_t followed(const View *view) {
    const EventSchema *schema = view->last ? event_schema(view->last->kind) : NULL;
    if (schema && schema->field[0].name && strcmp(schema->field[0].name, "sync") == 0) return view->last->arg[0];
    const Task *task = state_task(view->state, view->eye);
    return task && task->state == TASK_WAITING && wait_is_for_sync(task->wait) ? task->wait_on : 0;
}

// One primitive: its name, what it holds beside it, or below where that has no room, and who waits
// for it.
typedef struct Entry {
    Str name;
    Flow value, waiters;
    int x, y, rows; // where its value stands, and all its rows
    int value_rows;
} Entry;

static int name_cells(const View *view, int w) {
    int widest = 4;
    for (uint32_t id = 1; id <= view->state->n_syncs && id <= MANY; id++) {
        Str name = {0};
        explain_sync(&name, view->log, view->state, id, "", view->is_ascii);
        int cells = text_cells((StrView){name.s, name.len});
        if (cells > widest && cells <= w / 2) widest = cells;
        str_free(&name);
    }
    return widest;
}

static Entry make_entry(const View *view, int w, int names, uint32_t id) {
    const Sync *sync = state_sync(view->state, id);
    Entry entry = {0};
    explain_sync(&entry.name, view->log, view->state, id, "", view->is_ascii);
    add_value(view, &entry.value, id, sync);
    if (sync->waiters) add_waiters(view, &entry.waiters, id, sync);
    int cells = text_cells((StrView){entry.name.s, entry.name.len});
    entry.x = 1 + (cells > names ? cells : names) + 2;
    bool is_narrow = flow_widest(&entry.value) > w - entry.x ||
                     (entry.x > w / 2 && flow_layout(&entry.value, w - entry.x, INT_MAX) > 1);
    if (is_narrow) {
        entry.x = INDENT;
        entry.y = 1;
    }
    entry.value_rows = flow_layout(&entry.value, w - entry.x, WAIT_ROWS);
    entry.rows = entry.y + entry.value_rows +
                 (sync->waiters ? flow_layout(&entry.waiters, w - INDENT, WAIT_ROWS) : 0);
    return entry;
}

static void free_entry(Entry *entry) {
    str_free(&entry->name);
    flow_free(&entry->value);
    flow_free(&entry->waiters);
}

static void draw_entry(const View *view, const Canvas *canvas, int y, const Entry *entry,
                       uint32_t id) {
    bool is_wanted = state_sync(view->state, id)->waiters > 0;
    canvas_field(canvas, 1, y, canvas->at.w - 1, is_wanted ? INK_TITLE : INK_TEXT,
                 (StrView){entry->name.s, entry->name.len});
    flow_draw(&entry->value, canvas, entry->x, y + entry->y);
    if (is_wanted) flow_draw(&entry->waiters, canvas, INDENT, y + entry->y + entry->value_rows);
}

// Where there are very many, what each takes is not measured: a row, and one for those that wait.
static int rows_of(const View *view, int w, int names, uint32_t id) {
    if (view->state->n_syncs > MANY) return state_sync(view->state, id)->waiters ? 2 : 1;
    Entry entry = make_entry(view, w, names, id);
    int rows = entry.rows;
    free_entry(&entry);
    return rows;
}

Drawn ui_sync_draw(const View *view, const Canvas *canvas) {
    uint32_t count = view->state->n_syncs, eye = followed(view);
    int rows = 0, at_eye = 0, h = canvas->at.h, w = canvas->at.w, y = 0;
    if (!count) draw_empty(canvas, "No lock, semaphore, event, condition, barrier or queue yet.");
    int names = count ? name_cells(view, w) : 0;
    for (uint32_t id = 1; id <= count; id++) {
        rows += rows_of(view, w, names, id);
        if (id == eye) at_eye = rows - 1;
    }
    int top = view->is_held && view->top <= rows - h ? view->top
              : view->is_held                        ? (rows > h ? rows - h : 0)
                                                     : follow(0, h, rows, at_eye);
    for (uint32_t id = 1; id <= count && y - top < h; id++) {
        int its = rows_of(view, w, names, id);
        if (y + its > top) {
            Entry entry = make_entry(view, w, names, id);
            Canvas part = canvas_in(canvas, (Rect){0, y - top, w, its});
            draw_entry(view, y - top < 0 ? canvas : &part, y - top < 0 ? y - top : 0, &entry, id);
            free_entry(&entry);
        }
        y += its;
    }
    return (Drawn){rows, top};
}

void ui_sync_title(const View *view, Str *left, Str *right) {
    uint32_t waiters = 0;
    for (uint32_t id = 1; id <= view->state->n_syncs; id++) waiters += state_sync(view->state, id)->waiters;
    str_add(left, "primitives");
    if (waiters) str_addf(right, "%u wait%s", waiters, waiters == 1 ? "s" : "");
}
