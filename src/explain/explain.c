#include "explain/say.h"

#include "trace/event.h"

typedef struct Row {
    EventKind kind;
    Say *say;
} Row;

static const Row rows[] = {
#define EVENT(ID, ...) {EV_##ID, say_##ID},
#include "trace/event_kinds.def"
};

static Say *row_of(unsigned kind) {
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == kind) return rows[i].say;
    return NULL;
}

static void say_it(Str *out, History *history, uint64_t seq, bool is_line, bool ascii) {
    const State *before = history_at(history, seq);
    Saying saying = {.out = out,
                     .start = out->len,
                     .log = history_log(history),
                     .ev = log_event(history_log(history), seq),
                     .before = before,
                     .after = history_at(history, seq + 1),
                     .ascii = ascii,
                     .is_line = is_line};
    Say *say_kind = row_of(saying.ev->kind);
    if (is_line) put(&saying, "%t  ", saying.ev->t);
    if (say_kind) say_kind(&saying);
    else
        say(&saying, "This version of aioscope does not know the kind of this event (%u).",
            (unsigned)saying.ev->kind);
}

void explain_event(Str *out, History *history, uint64_t seq, bool ascii) {
    say_it(out, history, seq, false, ascii);
}

void explain_line(Str *out, History *history, uint64_t seq, bool ascii) {
    say_it(out, history, seq, true, ascii);
}

// --- what comes next -----------------------------------------------------------------------------

// A task by its name, since what its handle does (begin, wake) is not the point here.
static void say_ready(const Saying *s, const Loop *loop, uint32_t id) {
    const Handle *handle = state_handle(s->after, id);
    bool is_step = handle->what == HANDLE_STEP || handle->what == HANDLE_WAKEUP,
         is_later = loop->phase == PHASE_RUN && !loop->turn_left;
    if (is_step && is_later)
        say(s, "First in the ready queue for the next iteration is %N.", handle->task);
    else if (is_step) say(s, "Next in the ready queue is %N.", handle->task);
    else if (is_later) say(s, "First in the ready queue for the next iteration is %H.", id);
    else say(s, "Next in the ready queue is %H.", id);
}

static void say_timer(const Saying *s, uint32_t timer) {
    const Handle *handle = state_handle(s->after, timer);
    uint32_t task = handle_task(handle);
    bool is_due = handle->deadline <= s->after->now;
    if (task && is_due)
        say(s, "Nothing is ready. The next timer, %N's, was due at %t.", task, handle->deadline);
    else if (task)
        say(s, "Nothing is ready. The next timer, %N's, is due at %t.", task, handle->deadline);
    else if (is_due)
        say(s, "Nothing is ready. The next timer, for %H, was due at %t.", timer, handle->deadline);
    else say(s, "Nothing is ready. The next timer, for %H, is due at %t.", timer, handle->deadline);
}

void explain_next(Str *out, const Log *log, const State *state, bool ascii) {
    Saying s = {
        .out = out, .start = out->len, .log = log, .before = state, .after = state, .ascii = ascii};
    uint32_t shown = state_loop_shown(state), first, timer;
    const Loop *loop = state_loop(state, shown);
    if (!loop || !loop->is_running || loop->running_handle != NO_HANDLE) return;
    if (state_ready(state, shown, &first, 1)) say_ready(&s, loop, first);
    else if ((timer = soonest_timer(state, shown)) != NO_HANDLE) say_timer(&s, timer);
    else say(&s, "Nothing is ready, and no timer is set.");
}
