#include "history/folds.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TIMES_BITS 28

void folds_free(Folds *folds) {
    for (size_t i = 0; i <= GROUP_TURNS; i++) free(folds->repeat.turns[i].marks);
    free(folds->items);
    free(folds->cleanup);
    free(folds->kept);
    *folds = (Folds){0};
}

void folds_keep(Folds *folds, const KeptLine *lines, size_t count) {
    free(folds->kept);
    folds->kept = mem_new((count ? count : 1) * sizeof *lines);
    if (count) memcpy(folds->kept, lines, count * sizeof *lines);
    folds->n_kept = count;
}

// --- what is folded ------------------------------------------------------------------------------

static void add(Folds *folds, FoldKind kind, uint64_t from, uint64_t to, uint64_t times) {
    if (to <= from || to - from > UINT32_MAX) return;
    folds->items = mem_grow(folds->items, &folds->cap, folds->count + 1, sizeof *folds->items);
    uint32_t what = (uint32_t)kind << TIMES_BITS | (uint32_t)times;
    folds->items[folds->count++] = (PackedFold){from, (uint32_t)(to - from), what};
}

uint64_t folds_undecided(const Folds *folds) {
    return folds->open ? folds->from : UINT64_MAX;
}

Fold folds_at(const Folds *folds, uint64_t seq) {
    size_t low = 0, high = folds->count; // those below `low` begin at seq or before it
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (folds->items[middle].from <= seq) low = middle + 1;
        else high = middle;
    }
    if (!low) return (Fold){0};
    const PackedFold *item = &folds->items[low - 1];
    if (seq - item->from > item->length) return (Fold){0};
    return (Fold){.kind = (FoldKind)(item->what >> TIMES_BITS),
                  .from = item->from,
                  .to = item->from + item->length,
                  .times = item->what & ((1u << TIMES_BITS) - 1)};
}

static void open_fold(Folds *folds, FoldKind kind, uint64_t seq) {
    folds->open = kind;
    folds->from = folds->to = seq;
}

// --- a loop that does the same again -------------------------------------------------------------
// Iterations are compared, since a loop that spins does so iteration by iteration. Only kinds of
// events that change nothing but the values of variables can be in them.

static Turn *turn_before(Repeat *repeat, uint64_t back) {
    return &repeat->turns[(repeat->whole - back) % (GROUP_TURNS + 1)];
}

static bool is_same_turn(const Turn *a, const Turn *b) {
    return a->count == b->count &&
           (!a->count || memcmp(a->marks, b->marks, a->count * sizeof *a->marks) == 0);
}

static uint64_t mix(uint64_t mark, uint64_t value) {
    mark = (mark ^ value) * 0x9E3779B97F4A7C15u;
    return mark ^ mark >> 29;
}

static void add_mark(Turn *turn, uint64_t mark) {
    turn->marks = mem_grow(turn->marks, &turn->cap, turn->count + 1, sizeof *turn->marks);
    turn->marks[turn->count++] = mark;
}

static bool is_as_before(Repeat *repeat, uint64_t mark) {
    const Turn *turn = turn_before(repeat, 0), *model = turn_before(repeat, repeat->period);
    return turn->count < model->count && model->marks[turn->count] == mark;
}

static void close_repeat(Folds *folds) {
    Repeat *repeat = &folds->repeat;
    uint64_t times = repeat->done / repeat->period;
    if (times >= REPEATS_LEAST) add(folds, FOLD_REPEAT, folds->from, repeat->end, times);
    folds->open = FOLD_NONE;
}

static void stop_comparing(Folds *folds) {
    if (folds->open == FOLD_REPEAT) close_repeat(folds);
    folds->repeat.is_comparable = folds->repeat.may_open = false;
}

// The present iteration is over: is it one of a group?
static void end_turn(Folds *folds) {
    Repeat *repeat = &folds->repeat;
    const Turn *turn = turn_before(repeat, 0);
    bool goes_on = repeat->period && is_same_turn(turn, turn_before(repeat, repeat->period));
    if (!goes_on && folds->open == FOLD_REPEAT) close_repeat(folds);
    if (goes_on) {
        repeat->same++;
    } else {
        uint64_t most = repeat->whole < GROUP_TURNS ? repeat->whole : GROUP_TURNS, period = 1;
        while (period <= most && !is_same_turn(turn, turn_before(repeat, period))) period++;
        repeat->period = period <= most ? period : 0;
        repeat->same = repeat->period > 0;
    }
    repeat->whole++;
    if (folds->open != FOLD_REPEAT) return;
    if (++repeat->done % repeat->period == 0) repeat->end = turn->last;
    if (repeat->done == REPEATS_MOST * repeat->period) close_repeat(folds);
}

static void begin_turn(Folds *folds, const Event *ev) {
    Repeat *repeat = &folds->repeat;
    if (repeat->is_comparable && repeat->loop == ev->loop) end_turn(folds);
    else repeat->whole = repeat->period = repeat->same = 0;
    repeat->loop = ev->loop;
    repeat->is_comparable = true;
    uint64_t mark = mix(ev->kind, ev->arg[ITERATION_BEGAN_ready]);
    Turn *turn = turn_before(repeat, 0);
    turn->count = 0;
    bool is_same = repeat->period && is_as_before(repeat, mark);
    if (!is_same && folds->open == FOLD_REPEAT) close_repeat(folds);
    repeat->may_open = is_same && repeat->same >= repeat->period;
    add_mark(turn, mark);
}

// Of a told event that may be in a group: what has to be the same when it comes again. 0: it is
// never folded.
static uint64_t mark_of(const Event *ev, const State *after) {
    const Handle *handle;
    uint64_t mark = mix(ev->kind, ev->task);
    switch (ev->kind) {
    case EV_STEP_BEGAN: return mark;
    case EV_LINE: return mix(mark, (uint64_t)ev->arg[LINE_code] << 32 | ev->arg[LINE_line]);
    case EV_TASK_YIELDED: return mix(mark, ev->arg[TASK_YIELDED_site]);
    case EV_AWAIT_AT_ONCE:
        return mix(mark,
                   (uint64_t)ev->arg[AWAIT_AT_ONCE_site] << 32 | ev->arg[AWAIT_AT_ONCE_awaited]);
    case EV_CALLBACK_SCHEDULED:
        return mix(mark, (uint64_t)ev->arg[CALLBACK_SCHEDULED_site] << 32 |
                             ev->arg[CALLBACK_SCHEDULED_name]);
    case EV_CALLBACK_BEGAN:
        handle = state_handle(after, ev->arg[CALLBACK_BEGAN_handle]);
        return handle ? mix(mark, handle->name) : 0;
    default: return 0;
    }
}

// Bookkeeping that says no more than what is told.
static bool is_harmless(const Event *ev) {
    return ev->kind == EV_RUN_BEGAN || ev->kind == EV_STEP_SCHEDULED ||
           ev->kind == EV_HANDLE_ENDED || ev->kind == EV_LOCAL_CHANGED;
}

static bool is_kept_each(const Folds *folds, const Event *ev) {
    if (ev->kind != EV_LINE) return false;
    for (size_t i = 0; i < folds->n_kept; i++) {
        const KeptLine *kept = &folds->kept[i];
        if (kept->each && ev->arg[LINE_line] >= kept->from && ev->arg[LINE_line] <= kept->to)
            return true;
    }
    return false;
}

// True: the event belongs to the fold of a group that repeats.
static bool follow_turns(Folds *folds, const Event *ev, uint64_t seq, const State *after) {
    Repeat *repeat = &folds->repeat;
    if (ev->kind == EV_ITERATION_BEGAN) {
        begin_turn(folds, ev);
        return false;
    }
    if (!repeat->is_comparable || is_harmless(ev)) return false;
    Turn *turn = turn_before(repeat, 0);
    uint64_t mark = ev->loop == repeat->loop && turn->count < TURN_TOLD ? mark_of(ev, after) : 0;
    if (!mark || is_kept_each(folds, ev)) {
        stop_comparing(folds);
        return false;
    }
    bool is_same = repeat->period && is_as_before(repeat, mark);
    if (folds->open == FOLD_REPEAT && !is_same) close_repeat(folds);
    if (!folds->open && is_same && repeat->may_open) {
        open_fold(folds, FOLD_REPEAT, seq);
        repeat->done = 0;
    }
    repeat->may_open = false;
    turn->last = seq;
    add_mark(turn, mark);
    return folds->open == FOLD_REPEAT;
}

// --- imports and definitions ---------------------------------------------------------------------

static bool begins_with(StrView text, const char *word) {
    size_t len = strlen(word);
    return text.len >= len && memcmp(text.s, word, len) == 0;
}

static StrView without_blanks(StrView text) {
    while (text.len && (*text.s == ' ' || *text.s == '\t')) text.s++, text.len--;
    return text;
}

static bool is_string(StrView text) {
    while (text.len && strchr("rRuU", *text.s)) text.s++, text.len--;
    return text.len && (*text.s == '"' || *text.s == '\'');
}

static bool is_module(const Log *log, const Event *line) {
    return view_is(log_string(log, log_code(log, line->arg[LINE_code]).name), "<module>");
}

static StrView text_of(const Log *log, const Event *line) {
    Source source = log_source_of(log, log_code(log, line->arg[LINE_code]).file);
    return without_blanks(source_line(&source, line->arg[LINE_line]));
}

// The body of the class whose statement was the last one to begin.
static bool is_class_body(const Folds *folds, const Log *log, const Event *line) {
    uint32_t first = log_code(log, line->arg[LINE_code]).first_line;
    return folds->class_line && (first == folds->class_line || first == folds->class_from);
}

// Does nothing but load or define something, as far as its text says.
static bool is_definition(const Folds *folds, const Log *log, const Event *line) {
    static const char *const words[] = {"import ", "from ", "def ", "async def ", "class ", "@"};
    if (!is_module(log, line)) return is_class_body(folds, log, line);
    StrView text = text_of(log, line);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins_with(text, words[i])) return true;
    return is_string(text) &&
           folds->code != line->arg[LINE_code]; // the docstring is the first of its file
}

// Is something said to this line, or when the one before it is done?
static bool is_kept(const Folds *folds, const Event *line) {
    for (size_t i = 0; i < folds->n_kept; i++) {
        const KeptLine *kept = &folds->kept[i];
        uint32_t at = kept->after ? folds->line : line->arg[LINE_line];
        if (at >= kept->from && at <= kept->to) return true;
    }
    return false;
}

static bool is_outside_loops(const Event *ev) {
    return ev->kind == EV_LINE && !ev->task && !ev->loop;
}

// A decorated class begins at its first decorator.
static void note_class(Folds *folds, const Log *log, const Event *line) {
    StrView text = text_of(log, line);
    if (!is_module(log, line)) return;
    if (begins_with(text, "@")) {
        if (!folds->class_from) folds->class_from = line->arg[LINE_line];
        return;
    }
    folds->class_line = begins_with(text, "class ") ? line->arg[LINE_line] : 0;
    if (!folds->class_line) folds->class_from = 0;
}

static void note_line(Folds *folds, const Log *log, const Event *line) {
    if (!is_module(log, line) && !is_class_body(folds, log, line)) return;
    note_class(folds, log, line);
    folds->code = line->arg[LINE_code];
    folds->line = line->arg[LINE_line];
}

// The statement that something is done by ends the fold, and is where it stops.
static bool beginning_goes_on(Folds *folds, const Log *log, const Event *ev, uint64_t seq) {
    if (!is_outside_loops(ev) || (!is_module(log, ev) && !is_class_body(folds, log, ev)))
        return false;
    folds->to = seq;
    bool ends = !is_definition(folds, log, ev) || is_kept(folds, ev);
    note_line(folds, log, ev);
    if (!ends) return true;
    add(folds, FOLD_BEGINNING, folds->from, folds->to, 0);
    folds->open = FOLD_NONE;
    return true;
}

// --- a task that is made -------------------------------------------------------------------------

// Named after it was made, which is how CPython 3.11 does it; the loop may start with it, as in
// asyncio.run.
static bool task_goes_on(Folds *folds, const Event *ev, uint64_t seq) {
    bool is_renamed =
        ev->kind == EV_TASK_RENAMED && ev->task == folds->task && folds->to == folds->from;
    bool is_started = ev->kind == EV_LOOP_STARTED && ev->loop == folds->may_start;
    if (!is_renamed && !is_started) return false;
    folds->to = seq;
    if (is_renamed && folds->may_start) return true;
    add(folds, FOLD_TASK, folds->from, folds->to, 0);
    folds->open = FOLD_NONE;
    return true;
}

// --- asyncio's clean-up --------------------------------------------------------------------------

bool task_is_cleanup(const Log *log, const Task *task) {
    static const char *const functions[] = {"BaseEventLoop.shutdown_asyncgens(",
                                            "BaseEventLoop.shutdown_default_executor("};
    if (!task || task->parent) return false;
    StrView label = log_string(log, task->label);
    bool is = begins_with(label, functions[0]) || begins_with(label, functions[1]);
    if (!is) return false;
    // A script that does it by hand wants to see it.
    Site site = log_own_site(log, task->born_at);
    Source source = log_source_of(log, log_code(log, site.code).file);
    StrView line = source_line(&source, site.line);
    return !line.len || !memmem(line.s, line.len, ".shutdown_", strlen(".shutdown_"));
}

static int compare_tasks(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_of_cleanup(Folds *folds, const Log *log, const Event *ev, const State *after) {
    if (!ev->task) return false;
    if (ev->kind == EV_TASK_CREATED && task_is_cleanup(log, state_task(after, ev->task))) {
        folds->cleanup = mem_grow(folds->cleanup, &folds->cleanup_cap, folds->n_cleanup + 1,
                                  sizeof *folds->cleanup);
        folds->cleanup[folds->n_cleanup++] = ev->task;
    }
    return folds->n_cleanup && bsearch(&ev->task, folds->cleanup, folds->n_cleanup,
                                       sizeof *folds->cleanup, compare_tasks);
}

static bool is_life_of_task(const Event *ev) {
    switch (ev->kind) {
    case EV_TASK_CREATED:
    case EV_STEP_BEGAN:
    case EV_TASK_SUSPENDED:
    case EV_TASK_YIELDED:
    case EV_TASK_WOKEN:
    case EV_TASK_FINISHED: return true;
    default: return false;
    }
}

static bool cleanup_goes_on(Folds *folds, const Event *ev, uint64_t seq, bool is_of_cleanup_task) {
    bool is_its = is_of_cleanup_task && is_life_of_task(ev);
    bool is_loops =
        ev->kind == EV_LOOP_STARTED || ev->kind == EV_LOOP_STOPPED || ev->kind == EV_POLL_BEGAN;
    if (!is_its && !(is_loops && folds->has_cleanup)) return false;
    folds->to = seq;
    folds->has_cleanup |= is_its;
    return true;
}

static void close_cleanup(Folds *folds) {
    if (folds->has_cleanup) add(folds, FOLD_CLEANUP, folds->from, folds->to, 0);
    folds->open = FOLD_NONE;
}

// --- event by event ------------------------------------------------------------------------------

void folds_close(Folds *folds) {
    switch (folds->open) {
    case FOLD_NONE: break;
    case FOLD_BEGINNING:
    case FOLD_TASK: add(folds, folds->open, folds->from, folds->to, 0); break;
    case FOLD_CLEANUP: close_cleanup(folds); break;
    case FOLD_REPEAT: close_repeat(folds); break;
    }
    folds->open = FOLD_NONE;
}

static void open_with(Folds *folds, const Log *log, const Event *ev, uint64_t seq,
                      const State *after, bool is_of_cleanup_task) {
    const Loop *loop = state_loop(after, ev->loop);
    if (is_of_cleanup_task && is_life_of_task(ev)) {
        open_fold(folds, FOLD_CLEANUP, seq);
        folds->has_cleanup = true;
    } else if (ev->kind == EV_LOOP_STOPPED) {
        open_fold(folds, FOLD_CLEANUP, seq);
        folds->has_cleanup = false;
    } else if (ev->kind == EV_TASK_CREATED) {
        open_fold(folds, FOLD_TASK, seq);
        folds->task = ev->task;
        folds->may_start =
            !ev->arg[TASK_CREATED_parent] && loop && !loop->is_running ? ev->loop : 0;
    } else if (ev->kind == EV_SCRIPT_STARTED) {
        open_fold(folds, FOLD_BEGINNING, seq);
        folds->code = 0;
    } else if (is_outside_loops(ev)) {
        if (is_definition(folds, log, ev) && !is_kept(folds, ev))
            open_fold(folds, FOLD_BEGINNING, seq);
        note_line(folds, log, ev);
    }
}

void folds_add(Folds *folds, const Log *log, const Event *ev, const State *after) {
    uint64_t seq = after->events - 1;
    if (follow_turns(folds, ev, seq, after)) return;
    if (ev->kind == EV_LOOP_CLOSED && folds->open == FOLD_CLEANUP) {
        folds->to = folds->has_cleanup ? seq : folds->to;
        close_cleanup(folds);
    }
    if (!event_is_told(ev)) return;
    bool is_cleanup = is_of_cleanup(folds, log, ev, after);
    switch (folds->open) {
    case FOLD_NONE:
    case FOLD_REPEAT: break;
    case FOLD_BEGINNING:
        if (beginning_goes_on(folds, log, ev, seq)) return;
        break;
    case FOLD_TASK:
        if (task_goes_on(folds, ev, seq)) return;
        break;
    case FOLD_CLEANUP:
        if (cleanup_goes_on(folds, ev, seq, is_cleanup)) return;
        break;
    }
    folds_close(folds);
    open_with(folds, log, ev, seq, after, is_cleanup);
}
