#include "explain/say.h"

#include "trace/event.h"

typedef struct Row {
    EventKind kind;
    Say *say, *line; // line: NULL for detail
} Row;

#define LINE_NAME_TOLD(ID) line_##ID
#define LINE_NAME_DETAIL(ID) NULL
static const Row rows[] = {
#define EVENT(ID, code, rank, ...) {EV_##ID, say_##ID, LINE_NAME_##rank(ID)},
#include "trace/event_kinds.def"
};

static const Row *row_of(unsigned kind) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == kind) return &rows[i];
    return NULL;
}

static Saying saying_of(Str *out, History *history, uint64_t seq, bool ascii) {
    const State *before = history_at(history, seq);
    return (Saying){.out = out, .log = history_log(history), .ev = log_event(history_log(history), seq), .before = before,
                    .after = history_at(history, seq + 1), .ascii = ascii};
}

void explain_event(Str *out, History *history, uint64_t seq, bool ascii) {
    Saying saying = saying_of(out, history, seq, ascii);
    const Row *row = row_of(saying.ev->kind);
    if (row) row->say(&saying);
    else say(&saying, "The recording has an event of a kind that this version does not know (%u).", (unsigned)saying.ev->kind);
}

void explain_line(Str *out, History *history, uint64_t seq, bool ascii) {
    Saying saying = saying_of(out, history, seq, ascii);
    const Row *row = row_of(saying.ev->kind);
    saying.is_line = true;
    if (row && row->line) {
        row->line(&saying);
        return;
    }
    say(&saying, "%t  ", saying.ev->t);
    if (row) row->say(&saying);
    else say(&saying, "an event of a kind that this version does not know (%u)", (unsigned)saying.ev->kind);
}

// --- what comes next ----------------------------------------------------------------------------------------------------

// A task by its name, since what its handle does (begin, wake) is not the point here.
static void say_handle(const Saying *s, uint32_t id) {
    const Handle *handle = state_handle(s->after, id);
    bool is_step = handle->what == HANDLE_STEP || handle->what == HANDLE_WAKEUP;
    if (is_step) say(s, "%N", handle->task);
    else if (handle->what == HANDLE_CALLBACK) say(s, "the %H", id);
    else if (handle_task(handle) && handle->deadline) say(s, "%N's timer", handle_task(handle));
    else say(s, "a callback of asyncio's own");
}

static void say_ready(const Saying *s, const Loop *loop, uint32_t first) {
    if (loop->phase == PHASE_RUN && !loop->turn_left) {
        say(s, "First in the ready queue is ");
        say_handle(s, first);
        say(s, ", for the next turn of %L.", s->after->acting_loop);
    } else {
        say(s, "Next in the ready queue is ");
        say_handle(s, first);
        say(s, ".");
    }
}

static void say_timer(const Saying *s, uint32_t timer) {
    const Handle *handle = state_handle(s->after, timer);
    bool is_due = handle->deadline <= s->after->now;
    say(s, "Nothing is ready; the soonest timer, ");
    if (handle_task(handle)) say(s, "%N's", handle_task(handle));
    else say(s, "for the %H", timer);
    say(s, is_due ? ", was due at %t." : ", is due at %t.", handle->deadline);
}

void explain_next(Str *out, const Log *log, const State *state, bool ascii) {
    Saying s = {.out = out, .log = log, .before = state, .after = state, .ascii = ascii};
    uint32_t shown = state_loop_shown(state), first, timer;
    const Loop *loop = state_loop(state, shown);
    if (!loop || !loop->is_running || loop->running_handle != NO_HANDLE) return;
    if (state_ready(state, shown, &first, 1)) say_ready(&s, loop, first);
    else if ((timer = soonest_timer(state, shown)) != NO_HANDLE) say_timer(&s, timer);
    else say(&s, "Nothing is ready, and no timer is set.");
}
