// The loop: the phase it is in, its ready queue with the end of this turn, its timers, its descriptors and threads.
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "explain/explain.h"
#include "ui/panes.h"

#define LATE_NS 500000u // what is shown as 0.000 is not late

enum { LABEL = 8, MORE = 8, READY_MAX = 64, BAR_MAX = 12, BAR_MIN = 4, COUNTDOWN = 9, OVERDUE = 17 };

static const Loop *shown_loop(const View *view, uint32_t *id) {
    *id = view->loop;
    return *id ? state_loop(view->state, *id) : NULL;
}

// --- the phases of a turn --------------------------------------------------------------------------------------------------------------

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
            x = canvas_putf(canvas, x, y, INK_ACCENT, " %u of %u", loop->turn_count - loop->turn_left, loop->turn_count);
        x++;
    }
    if (!loop->is_running) canvas_puts(canvas, x + 1, y, INK_DIM, loop->is_closed ? "closed" : "stopped");
}

// --- the ready queue ---------------------------------------------------------------------------------------------------------------------

// At most `width` cells of it.
static int draw_handle(const View *view, const Canvas *canvas, int x, int y, int width, uint32_t id) {
    Str text = {0};
    explain_handle(&text, view->log, view->state, id, view->is_ascii);
    const Handle *handle = state_handle(view->state, id);
    StrView words = {str_text(&text), text.len};
    int cells = text_cells(words);
    canvas_field(canvas, x, y, width, handle ? style_of_task(handle->task) : INK_TEXT, words);
    str_free(&text);
    return x + (cells < width ? cells : width);
}

static int handle_cells(const View *view, uint32_t id) {
    Str text = {0};
    explain_handle(&text, view->log, view->state, id, view->is_ascii);
    int cells = text_cells((StrView){str_text(&text), text.len});
    str_free(&text);
    return cells;
}

// The handle that runs, then the queue from its front. The line between them and the rest is the end of this turn: what stands behind
// it came too late for this turn and runs in the next one.
static int draw_ready(const View *view, const Canvas *canvas, int y, int rows, uint32_t loop_id, const Loop *loop) {
    uint32_t handles[READY_MAX];
    size_t count = state_ready(view->state, loop_id, handles, READY_MAX);
    bool is_turn = loop->phase == PHASE_RUN && loop->is_running, runs = loop->running_handle != NO_HANDLE;
    canvas_puts(canvas, 1, y, INK_TITLE, "ready");
    // What runs next stands at its front.
    if (view->scene->question && view->scene->question->question->kind == QUESTION_NEXT) {
        canvas_puts(canvas, 1 + LABEL, y, INK_DIM, "covered while you are asked what runs next");
        return y + 1;
    }
    if (!count && !runs) canvas_glyph(canvas, 1 + LABEL, y, INK_DIM, GLYPH_NONE);
    int start = 1 + LABEL, x = start, end = canvas->at.w - MORE, last = y + rows;
    if (runs) {
        x = canvas_glyph(canvas, x, y, INK_ACCENT, GLYPH_LIVE);
        motion_anchor(view->motion, loop->running_handle, ANCHOR_RUNNING, canvas->at.x + x, canvas->at.y + y);
        x = draw_handle(view, canvas, x, y, end - x, loop->running_handle) + 2;
    }
    for (size_t i = 0; i <= count; i++) {
        int cells = i < count ? handle_cells(view, handles[i]) : 0;
        bool fits = x + cells <= end;
        if (!fits && x > start && y + 1 < last) {
            x = start;
            y++;
        }
        if (is_turn && i == loop->turn_left && (i || runs || count))
            x = canvas_puts(canvas, canvas_glyph(canvas, x, y, INK_ACCENT, GLYPH_TURN), y, INK_DIM, " ");
        if (i == count) break;
        if (x + cells > end && x > start) {
            canvas_putf(canvas, x, y, INK_DIM, "+%u", loop->ready_count - (uint32_t)i);
            break;
        }
        motion_anchor(view->motion, handles[i], ANCHOR_READY, canvas->at.x + x, canvas->at.y + y);
        x = draw_handle(view, canvas, x, y, end - x, handles[i]) + 2; // a name longer than the row is cut, not left out
    }
    return y + 1;
}

// --- timers --------------------------------------------------------------------------------------------------------------------------------

static void draw_bar(const View *view, const Canvas *canvas, int x, int y, int bar, const Handle *timer, bool is_overdue) {
    uint64_t whole = timer->deadline > timer->since ? timer->deadline - timer->since : 1;
    uint64_t passed = view->now > timer->since ? view->now - timer->since : 0;
    int filled = passed >= whole ? bar : (int)((double)passed * bar / (double)whole);
    canvas_repeat(canvas, x, y, filled, is_overdue ? INK_BAD : style_of_task(timer->task), theme_glyph(GLYPH_BAR, view->is_ascii));
    canvas_repeat(canvas, x + filled, y, bar - filled, INK_FAINT, theme_glyph(GLYPH_BAR_REST, view->is_ascii));
}

static void draw_timer(const View *view, const Canvas *canvas, int y, uint32_t id) {
    const Handle *timer = state_handle(view->state, id);
    bool is_overdue = view->now >= timer->deadline + LATE_NS;
    int names = canvas->at.w >= 56 ? 20 : 14, x = 1 + LABEL;
    Str text = {0};
    motion_anchor(view->motion, id, ANCHOR_TIMER, canvas->at.x + x, canvas->at.y + y);
    explain_handle(&text, view->log, view->state, id, view->is_ascii);
    x = canvas_field(canvas, x, y, names, style_of_task(timer->task), (StrView){str_text(&text), text.len}) + 1;
    int bar = canvas->at.w - x - 1 - (is_overdue ? OVERDUE : COUNTDOWN); // what the words leave
    if (bar > BAR_MAX) bar = BAR_MAX;
    if (bar >= BAR_MIN) {
        draw_bar(view, canvas, x, y, bar, timer, is_overdue);
        x += bar + 1;
    }
    str_clear(&text);
    str_add(&text, is_overdue ? "overdue by " : "in ");
    uint64_t left = timer->deadline > view->now ? timer->deadline - view->now : 0;
    explain_seconds(&text, is_overdue ? view->now - timer->deadline : left, 3);
    canvas_put(canvas, x, y, is_overdue ? INK_BAD : INK_TEXT, (StrView){text.s, text.len});
    str_free(&text);
}

// Scrolled by hand: the last ones stay in sight.
static int first_timer(const View *view, const Loop *loop, int rows) {
    int most = (int)loop->timer_count - rows;
    if (!view->is_held || most <= 0) return 0;
    return view->top < most ? view->top : most;
}

static int draw_timers(const View *view, const Canvas *canvas, int y, int rows, uint32_t loop_id, const Loop *loop) {
    size_t top = (size_t)first_timer(view, loop, rows), wanted = top + (size_t)(rows > 0 ? rows : 1);
    uint32_t *timers = mem_new(wanted * sizeof *timers);
    size_t count = state_timers(view->state, loop_id, timers, wanted);
    canvas_puts(canvas, 1, y, INK_TITLE, "timers");
    if (!count) canvas_glyph(canvas, 1 + LABEL, y++, INK_DIM, GLYPH_NONE);
    bool is_more = loop->timer_count > count;
    for (size_t i = top; i < count; i++, y++) {
        if (is_more && i + 1 == count) canvas_putf(canvas, 1 + LABEL, y, INK_DIM, "+%u more", loop->timer_count - (uint32_t)i);
        else draw_timer(view, canvas, y, timers[i]);
    }
    free(timers);
    return y;
}

// --- what comes from outside -------------------------------------------------------------------------------------------------------------------

static void draw_io(const View *view, const Canvas *canvas, int x, int y, int end) {
    static const char *const words[] = {"", "read", "write", "read, write"};
    int shown = 0, left_out = 0;
    x = canvas_puts(canvas, x, y, INK_TITLE, "I/O") + LABEL - 3;
    for (uint32_t fd = 0; fd < view->state->n_fds; fd++) {
        const Fd *at = &view->state->fds[fd];
        if (!at->modes) continue;
        if (shown && x > end - 18) {
            left_out++;
            continue;
        }
        shown++;
        uint32_t task = at->reader ? at->reader : at->writer;
        x = canvas_putf(canvas, x, y, INK_TEXT, "fd %u %s ", fd, words[at->modes & 3]);
        if (task) x = draw_task_name(view, canvas, x, y, 8, task, 0);
        x += 2;
    }
    if (left_out) canvas_putf(canvas, x, y, INK_DIM, "+%d", left_out);
    if (!shown) canvas_glyph(canvas, x, y, INK_DIM, GLYPH_NONE);
}

static void draw_threads(const View *view, const Canvas *canvas, int x, int y) {
    int shown = 0, left_out = 0;
    x = canvas_puts(canvas, x, y, INK_TITLE, "threads") + 1;
    for (uint32_t id = 1; id <= view->state->n_jobs; id++) {
        const Job *job = &view->state->jobs[id - 1];
        if (job->state != JOB_WAITING && job->state != JOB_RUNNING_) continue;
        if (shown && x > canvas->at.w - 18) {
            left_out++;
            continue;
        }
        shown++;
        Str text = {0};
        add_clean(view, &text, job->name);
        x = canvas_put(canvas, x, y, style_of_task(job->task), (StrView){str_text(&text), text.len}) + 1;
        x = canvas_puts(canvas, x, y, INK_DIM, job->state == JOB_RUNNING_ ? "runs" : "waits") + 2;
        str_free(&text);
    }
    if (left_out) canvas_putf(canvas, x, y, INK_DIM, "+%d", left_out);
    if (!shown) canvas_glyph(canvas, x, y, INK_DIM, GLYPH_NONE);
}

// --- what a turn is (BaseEventLoop._run_once) ------------------------------------------------------------------------------------------------

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

// --- the pane -----------------------------------------------------------------------------------------------------------------------------------

static void draw_in(const View *view, const Canvas *canvas, int h, uint32_t id, const Loop *loop) {
    draw_phases(canvas, 0, loop);
    int y = draw_ready(view, canvas, 1, h > 8 ? 2 : 1, id, loop), outside = h - 1; // the last row
    y = draw_timers(view, canvas, y, outside - y > 0 ? outside - y : 1, id, loop);
    if (outside < y) return;
    Canvas left = canvas_in(canvas, (Rect){0, outside, canvas->at.w / 2, 1});
    draw_io(view, &left, 1, 0, left.at.w);
    draw_threads(view, canvas, canvas->at.w / 2 + 1, outside);
}

Drawn ui_loop_draw(const View *view, const Canvas *canvas) {
    uint32_t id;
    const Loop *loop = shown_loop(view, &id);
    int h = canvas->at.h;
    if (!loop) {
        canvas_puts(canvas, 1, 0, INK_DIM, "No loop yet: asyncio.run makes one.");
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
