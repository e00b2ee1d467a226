// The loop: the phase it is in, its ready queue with the end of this turn, its timers, its descriptors and threads.
#include <limits.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "ui/flow.h"
#include "ui/panes.h"

#define LATE_NS 500000u // what is shown as 0.000 is not late

enum { LABEL = 8, READY_MAX = 64, READY_ROWS_ASKED = 2, BAR_MAX = 12, BAR_MIN = 4 };

static const Loop *shown_loop(const View *view, uint32_t *id) {
    *id = view->loop;
    return *id ? state_loop(view->state, *id) : NULL;
}

// --- the phases of a turn ------------------------------------------------------------------------

static void draw_phases(const Canvas *canvas, int y, const Loop *loop) {
    static const struct { Phase phase; const char *word; } phases[] = {
        {PHASE_TIMEOUT, "timeout"}, {PHASE_POLL, "poll"}, {PHASE_TIMERS, "timers"}, {PHASE_RUN, "run"}};
    int x = 1;
    for (int i = 0; i < 4; i++) {
        bool is_lit = loop->is_running && loop->phase == phases[i].phase;
        if (i) x = canvas_puts(canvas, canvas_glyph(canvas, x, y, INK_FAINT, GLYPH_ARROW), y, INK_FAINT, " ");
        if (is_lit) x = canvas_glyph(canvas, x, y, INK_ACCENT, GLYPH_LIVE);
        x = canvas_puts(canvas, x, y, is_lit ? INK_ACCENT | MARK_UNDERLINE : INK_DIM, phases[i].word);
        if (is_lit && loop->phase == PHASE_RUN && loop->turn_count)
            x = canvas_putf(canvas, x + 1, y, INK_ACCENT, "%u of %u",
                            loop->turn_count - loop->turn_left, loop->turn_count);
        x++;
    }
    if (!loop->is_running) canvas_puts(canvas, x + 1, y, INK_DIM, loop->is_closed ? "closed" : "stopped");
}

// --- the ready queue -----------------------------------------------------------------------------

// The handle that runs, then the queue from its front. The line between them and the rest is the
// end of this turn: what stands behind it came too late for this turn and runs in the next one. An
// empty queue has a sign of its own, beside the handle that runs too.
typedef struct Ready {
    Flow flow;
    uint32_t handles[READY_MAX + 2]; // of its items, NO_HANDLE: the end of the turn
} Ready;

static FlowItem *add_item(Ready *ready, uint32_t handle, Style style, StrView text, int gap) {
    ready->handles[ready->flow.count] = handle;
    return flow_add(&ready->flow, style, text, gap);
}

static FlowItem *add_handle(const View *view, Ready *ready, uint32_t id, int gap) {
    Str text = {0};
    const Handle *handle = state_handle(view->state, id);
    explain_handle(&text, view->log, view->state, id, view->is_ascii);
    FlowItem *item = add_item(ready, id, handle ? style_of_task(handle->task) : INK_TEXT,
                              (StrView){str_text(&text), text.len}, gap);
    str_free(&text);
    return item;
}

static void fill_ready(const View *view, Ready *ready, uint32_t loop_id, const Loop *loop) {
    uint32_t handles[READY_MAX];
    size_t count = state_ready(view->state, loop_id, handles, READY_MAX);
    bool is_turn = loop->phase == PHASE_RUN && loop->is_running, runs = loop->running_handle != NO_HANDLE;
    if (runs) add_handle(view, ready, loop->running_handle, 0)->has_lead = true;
    for (size_t i = 0; i <= count; i++) {
        bool ends = is_turn && i == loop->turn_left && ready->flow.count;
        if (ends)
            add_item(ready, NO_HANDLE, INK_ACCENT, view_of(theme_glyph(GLYPH_TURN, view->is_ascii)),
                     2);
        if (i < count) add_handle(view, ready, handles[i], ends ? 1 : 2);
        else if (!count && runs)
            add_item(ready, NO_HANDLE, INK_DIM, view_of(theme_glyph(GLYPH_NONE, view->is_ascii)),
                     ends ? 1 : 2);
    }
    ready->flow.others = loop->ready_count - (uint32_t)count;
}

static bool is_covered(const View *view) {
    return view->scene->question && view->scene->question->question->kind == QUESTION_NEXT;
}

static int draw_ready(const View *view, const Canvas *canvas, int y, int rows, Ready *ready,
                      const Loop *loop) {
    canvas_puts(canvas, 1, y, INK_TITLE, "ready");
    // What runs next stands at its front.
    if (is_covered(view))
        return draw_wrapped(canvas, 1 + LABEL, y, INK_DIM,
                            view_of(words("covered while you are asked what runs next")));
    if (!loop->ready_count && !ready->flow.count)
        canvas_glyph(canvas, 1 + LABEL, y, INK_DIM, GLYPH_NONE);
    rows = flow_layout(&ready->flow, canvas->at.w - 1 - LABEL, rows);
    flow_draw(&ready->flow, canvas, 1 + LABEL, y);
    for (size_t i = 0; i < ready->flow.shown; i++) {
        const FlowItem *item = &ready->flow.items[i];
        AnchorKind kind = item->has_lead ? ANCHOR_RUNNING : ANCHOR_READY;
        int x = canvas->at.x + 1 + LABEL + item->x + item->has_lead;
        if (ready->handles[i] != NO_HANDLE)
            motion_anchor(view->motion, ready->handles[i], kind, x, canvas->at.y + y + item->y);
    }
    return y + rows;
}

// --- timers --------------------------------------------------------------------------------------

static void draw_bar(const View *view, const Canvas *canvas, int x, int y, int bar, const Handle *timer, bool is_overdue) {
    uint64_t whole = timer->deadline > timer->since ? timer->deadline - timer->since : 1;
    uint64_t passed = view->now > timer->since ? view->now - timer->since : 0;
    int filled = passed >= whole ? bar : (int)((double)passed * bar / (double)whole);
    canvas_repeat(canvas, x, y, filled, is_overdue ? INK_BAD : style_of_task(timer->task), theme_glyph(GLYPH_BAR, view->is_ascii));
    canvas_repeat(canvas, x + filled, y, bar - filled, INK_FAINT, theme_glyph(GLYPH_BAR_REST, view->is_ascii));
}

static bool is_overdue(const View *view, const Handle *timer) {
    return view->now >= timer->deadline + LATE_NS;
}

static void add_countdown(const View *view, Str *out, const Handle *timer) {
    uint64_t left = timer->deadline > view->now ? timer->deadline - view->now : 0;
    str_add(out, is_overdue(view, timer) ? "overdue by " : "in ");
    explain_seconds(out, is_overdue(view, timer) ? view->now - timer->deadline : left, 3);
}

// Whose timers they are has the first claim to the row, then when they fire; the bar gets what is
// left.
static void draw_timer(const View *view, const Canvas *canvas, int y, int names, uint32_t id) {
    const Handle *timer = state_handle(view->state, id);
    int x = 1 + LABEL, room = canvas->at.w - x;
    Str text = {0}, time = {0};
    explain_handle(&text, view->log, view->state, id, view->is_ascii);
    add_countdown(view, &time, timer);
    int cells = text_cells((StrView){time.s, time.len}), bar = room - names - cells - 2;
    if (bar > BAR_MAX) bar = BAR_MAX;
    if (bar < BAR_MIN) names = room - cells - 1; // no bar: the name may go as far as the time
    motion_anchor(view->motion, id, ANCHOR_TIMER, canvas->at.x + x, canvas->at.y + y);
    x = canvas_field(canvas, x, y, names, style_of_task(timer->task),
                     (StrView){str_text(&text), text.len}) +
        1;
    if (bar >= BAR_MIN) {
        draw_bar(view, canvas, x, y, bar, timer, is_overdue(view, timer));
        x += bar + 1;
    }
    canvas_put(canvas, x, y, is_overdue(view, timer) ? INK_BAD : INK_TEXT,
               (StrView){time.s, time.len});
    str_free(&text);
    str_free(&time);
}

// Scrolled by hand: the last ones stay in sight.
static int first_timer(const View *view, const Loop *loop, int rows) {
    int most = (int)loop->timer_count - rows;
    if (!view->is_held || most <= 0) return 0;
    return view->top < most ? view->top : most;
}

static int handle_cells(const View *view, uint32_t id) {
    Str text = {0};
    explain_handle(&text, view->log, view->state, id, view->is_ascii);
    int cells = text_cells((StrView){str_text(&text), text.len});
    str_free(&text);
    return cells;
}

static int draw_timers(const View *view, const Canvas *canvas, int y, int rows, uint32_t loop_id, const Loop *loop) {
    size_t top = (size_t)first_timer(view, loop, rows), wanted = top + (size_t)(rows > 0 ? rows : 1);
    uint32_t *timers = mem_new(wanted * sizeof *timers);
    size_t count = state_timers(view->state, loop_id, timers, wanted);
    int names = 0;
    canvas_puts(canvas, 1, y, INK_TITLE, "timers");
    if (!count) canvas_glyph(canvas, 1 + LABEL, y++, INK_DIM, GLYPH_NONE);
    for (size_t i = top; i < count; i++) {
        int cells = handle_cells(view, timers[i]);
        if (cells > names) names = cells;
    }
    bool is_more = loop->timer_count > count;
    for (size_t i = top; i < count; i++, y++) {
        if (is_more && i + 1 == count) canvas_putf(canvas, 1 + LABEL, y, INK_DIM, "+%u more", loop->timer_count - (uint32_t)i);
        else draw_timer(view, canvas, y, names, timers[i]);
    }
    free(timers);
    return y;
}

// --- what comes from outside ---------------------------------------------------------------------

static void fill_io(const View *view, Flow *flow) {
    static const char *const ways[] = {"", "read", "write", "read, write"};
    for (uint32_t fd = 0; fd < view->state->n_fds; fd++) {
        const Fd *at = &view->state->fds[fd];
        if (!at->modes) continue;
        uint32_t task = at->reader ? at->reader : at->writer;
        Str text = {0};
        str_addf(&text, "fd %u %s", fd, ways[at->modes & 3]);
        if (task) str_add(&text, " ");
        if (task) explain_task_name(&text, view->log, view->state, task, view->is_ascii);
        flow_add(flow, task ? style_of_task(task) : INK_TEXT, (StrView){text.s, text.len}, 2);
        str_free(&text);
    }
}

static void fill_threads(const View *view, Flow *flow) {
    for (uint32_t id = 1; id <= view->state->n_jobs; id++) {
        const Job *job = &view->state->jobs[id - 1];
        if (job->state != JOB_WAITING && job->state != JOB_RUNNING_) continue;
        Str text = {0};
        add_clean(view, &text, job->name);
        str_addf(&text, " %s", job->state == JOB_RUNNING_ ? "runs" : "waits");
        flow_add(flow, style_of_task(job->task), (StrView){text.s, text.len}, 2);
        str_free(&text);
    }
}

static int draw_outside(const Canvas *canvas, int x, int y, int rows, const char *label,
                        Flow *flow) {
    canvas_puts(canvas, x, y, INK_TITLE, label);
    if (!flow->count) canvas_glyph(canvas, x + LABEL, y, INK_DIM, GLYPH_NONE);
    rows = flow_layout(flow, canvas->at.w - x - LABEL, rows);
    flow_draw(flow, canvas, x + LABEL, y);
    return rows;
}

static int flow_cells(Flow *flow) {
    flow_layout(flow, INT_MAX / 2, 1);
    return flow->shown ? flow->items[flow->shown - 1].x + flow->items[flow->shown - 1].cells : 1;
}

// --- what a turn is (BaseEventLoop._run_once) ----------------------------------------------------

static const struct { Phase phase; const char *line; } turn[] = {
    {PHASE_NONE, "each turn of the loop:"},
    {PHASE_TIMEOUT, "  timeout = 0 if anything is ready,"},
    {PHASE_TIMEOUT, "            else until the soonest timer,"},
    {PHASE_TIMEOUT, "            else for ever"},
    {PHASE_POLL, "  events = selector.select(timeout)"},
    {PHASE_POLL, "  for each descriptor that is ready:"},
    {PHASE_POLL, "      ready.append(its handle)"},
    {PHASE_TIMERS, "  for each timer that is due:"},
    {PHASE_TIMERS, "      ready.append(its handle)"},
    {PHASE_RUN, "  n = len(ready)"},
    {PHASE_RUN, "  n times:"},
    {PHASE_RUN, "      handle = ready.popleft()"},
    {PHASE_RUN, "      run the handle"},
};
enum { TURN_LINES = sizeof turn / sizeof *turn, TURN_CELLS = 46 };

static void draw_turn(const Canvas *canvas, const Loop *loop) {
    for (int y = 0; y < TURN_LINES; y++) {
        bool is_lit = loop->is_running && turn[y].phase == loop->phase;
        if (is_lit) canvas_glyph(canvas, 1, y, INK_ACCENT, GLYPH_LIVE);
        canvas_puts(canvas, 3, y, is_lit ? INK_ACCENT : INK_DIM, turn[y].line);
    }
}

// --- the pane ------------------------------------------------------------------------------------

// Both stand in one row if they have room there, descriptors left of the middle where they leave it
// free. Where there is one row only, what is cut of them is the longer one.
static void draw_io_and_threads(const Canvas *canvas, int y, int rows, Flow *io, Flow *threads) {
    int w = canvas->at.w, end = 1 + LABEL + flow_cells(io) + 2, half = w / 2 + 1,
        width = LABEL + flow_cells(threads);
    int x = half + width <= w && half > end ? half : end;
    if (x + width > w && rows > 1) {
        int used = draw_outside(canvas, 1, y, rows - 1, "I/O", io);
        draw_outside(canvas, 1, y + used, rows - used, "threads", threads);
        return;
    }
    if (x + width > w) x = end < half ? end : w - width > half ? w - width : half;
    Canvas left = canvas_in(canvas, (Rect){0, 0, x - 1, canvas->at.h});
    draw_outside(&left, 1, y, 1, "I/O", io);
    draw_outside(canvas, x, y, 1, "threads", threads);
}

static int outside_rows(const Canvas *canvas, Flow *io, Flow *threads) {
    int room = canvas->at.w - 1 - LABEL;
    if (1 + LABEL + flow_cells(io) + 2 + LABEL + flow_cells(threads) <= canvas->at.w) return 1;
    return flow_layout(io, room, INT_MAX) + flow_layout(threads, room, INT_MAX);
}

static int least(int a, int b) {
    return a < b ? a : b;
}

// Each part gets a row; of the others first the ready queue takes what it needs, then timers, then
// descriptors and threads.
static void draw_in(const View *view, const Canvas *canvas, int h, uint32_t id, const Loop *loop) {
    Ready ready = {0};
    Flow io = {0}, threads = {0};
    fill_ready(view, &ready, id, loop);
    fill_io(view, &io);
    fill_threads(view, &threads);
    draw_phases(canvas, 0, loop);
    int spare = h - 4, timers = loop->timer_count ? (int)loop->timer_count : 1,
        room = canvas->at.w - 1 - LABEL;
    int wanted = is_covered(view) ? READY_ROWS_ASKED : flow_layout(&ready.flow, room, INT_MAX);
    int for_ready = spare > 0 ? least(wanted - 1, spare) : 0;
    spare -= for_ready;
    int for_timers = spare > 0 ? least(timers - 1, spare) : 0;
    spare -= for_timers;
    int outside = 1 + (spare > 0 ? least(outside_rows(canvas, &io, &threads) - 1, spare) : 0),
        y = h - outside;
    Canvas upper = canvas_in(canvas, (Rect){0, 0, canvas->at.w, y > 2 ? y : 2});
    draw_timers(view, canvas, draw_ready(view, &upper, 1, 1 + for_ready, &ready, loop),
                1 + for_timers, id, loop);
    if (h >= 4) draw_io_and_threads(canvas, y, outside, &io, &threads);
    flow_free(&ready.flow);
    flow_free(&io);
    flow_free(&threads);
}

Drawn ui_loop_draw(const View *view, const Canvas *canvas) {
    uint32_t id;
    const Loop *loop = shown_loop(view, &id);
    int h = canvas->at.h;
    if (!loop) {
        draw_empty(canvas, "No loop yet: asyncio.run makes one.");
        return (Drawn){1, 0};
    }
    // Where there is room, the lines of a turn stand below or beside, and those of this phase are lit.
    Canvas rest = *canvas;
    if (h >= TURN_LINES + 10) {
        Canvas below = canvas_in(canvas, (Rect){0, h - TURN_LINES, canvas->at.w, TURN_LINES});
        draw_turn(&below, loop);
        h -= TURN_LINES + 1;
    } else if (canvas->at.w >= 2 * TURN_CELLS && h >= TURN_LINES) {
        Canvas beside = canvas_in(canvas, (Rect){canvas->at.w - TURN_CELLS, 0, TURN_CELLS, h});
        draw_turn(&beside, loop);
        rest = canvas_in(canvas, (Rect){0, 0, canvas->at.w - TURN_CELLS - 1, h});
    }
    draw_in(view, &rest, h, id, loop);
    return (Drawn){canvas->at.h, view->is_held ? view->top : 0};
}

void ui_loop_title(const View *view, Str *left, Str *right) {
    uint32_t id;
    const Loop *loop = shown_loop(view, &id);
    if (view->state->n_loops < 2 || !loop) str_add(left, "loop");
    else {
        str_addf(left, "loop %u of %u (", id, view->state->n_loops);
        add_clean(view, left, loop->thread);
        str_add(left, ")");
    }
    if (loop && view->scene->running_ns > 100000000u && loop->running_handle != NO_HANDLE) {
        str_add(right, "running for ");
        explain_duration(right, view->scene->running_ns, view->is_ascii);
    }
}
