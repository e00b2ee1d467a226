// Folds: what happens in one step though it is many events.
#include <string.h>

#include "explain/say.h"

static Saying saying_of(Str *out, History *history, uint64_t seq, bool ascii, bool is_line) {
    const State *before = history_at(history, seq);
    return (Saying){.out = out,
                    .start = out->len,
                    .log = history_log(history),
                    .ev = log_event(history_log(history), seq),
                    .before = before,
                    .after = history_at(history, seq + 1),
                    .ascii = ascii,
                    .is_line = is_line};
}

// --- imports and definitions ---------------------------------------------------------------------

static StrView line_of(const Log *log, uint32_t code, uint32_t line) {
    Source source = log_source_of(log, log_code(log, code).file);
    StrView text = source_line(&source, line);
    while (text.len && (*text.s == ' ' || *text.s == '\t')) text.s++, text.len--;
    return text;
}

static const Event *first_line(const Log *log, const Fold *fold) {
    uint64_t seq = fold->from;
    while (seq < fold->to && log_event(log, seq)->kind != EV_LINE) seq++;
    return log_event(log, seq);
}

// The lines up to the statement that is about to run, without the comments above it.
static uint32_t last_line(const Log *log, uint32_t code, uint32_t first, uint32_t next) {
    uint32_t last = next - 1;
    while (last > first && (!line_of(log, code, last).len || *line_of(log, code, last).s == '#'))
        last--;
    return last;
}

// What has run. Nothing is said where nothing has, and not of which lines where they are in several
// files.
static void say_definitions(const Saying *s, const Event *first) {
    uint32_t code = first->arg[LINE_code], from = first->arg[LINE_line],
             next = s->ev->arg[LINE_line];
    bool is_one_file = code == s->ev->arg[LINE_code] && from < next;
    uint32_t to = is_one_file ? last_line(s->log, code, from, next) : 0;
    if (!is_one_file) say(s, "Imports and definitions have run.");
    else if (to > from)
        say(s, "Lines %u to %u have run: imports and definitions.", (unsigned)from, (unsigned)to);
    else say(s, "Line %u has run: an import or a definition.", (unsigned)from);
}

static bool is_same_line(const Event *a, const Event *b) {
    return a->arg[LINE_code] == b->arg[LINE_code] && a->arg[LINE_line] == b->arg[LINE_line];
}

static void say_beginning(Str *out, History *history, const Fold *fold, bool is_line, bool ascii) {
    Saying s = saying_of(out, history, fold->to, ascii, is_line);
    const Event began = *log_event(s.log, fold->from), first = *first_line(s.log, fold),
                next = *log_event(s.log, fold->to);
    bool is_begun = began.kind == EV_SCRIPT_STARTED, is_any = !is_same_line(&first, &next);
    s.ev = &next;
    if (is_line) {
        if (is_begun) {
            put(&s, "%t  ", began.t);
            say(&s, "%F begins.", began.arg[SCRIPT_STARTED_file]);
            str_add(out, "\n");
            s.start = out->len;
        }
        put(&s, "%t  ", next.t);
        say_LINE(&s);
        return;
    }
    if (is_any) say_definitions(&s, &first);
    else if (is_begun) say(&s, "Python begins to run `%F`.", began.arg[SCRIPT_STARTED_file]);
    say_LINE(&s);
    if (is_begun && !s.after->n_loops) say(&s, "There is no event loop yet.");
}

// --- a task that is made -------------------------------------------------------------------------

static void say_task(Str *out, History *history, const Fold *fold, bool is_line, bool ascii) {
    Saying loop = saying_of(out, history, fold->to, ascii, is_line), task = loop;
    bool is_started = loop.ev->kind == EV_LOOP_STARTED;
    Event created = *log_event(loop.log, fold->from);
    task.ev = &created;
    if (is_line) put(&task, "%t  ", created.t);
    say_TASK_CREATED(&task);
    if (!is_started) return;
    loop.ev = log_event(loop.log, fold->to);
    say_LOOP_STARTED(&loop);
}

// --- asyncio's clean-up --------------------------------------------------------------------------

// Was it asyncio.run? A program may also close its loop by other means.
static bool is_asyncio_run(const Saying *s, uint32_t task) {
    const Task *known = state_task(s->after, task);
    StrView line = known ? site_source(s->log, known->born_at) : (StrView){"", 0};
    return line.len && memmem(line.s, line.len, "asyncio.run(", strlen("asyncio.run("));
}

static uint32_t first_task(const Log *log, const Fold *fold) {
    for (uint64_t seq = fold->from; seq <= fold->to; seq++)
        if (log_event(log, seq)->kind == EV_TASK_CREATED) return log_event(log, seq)->task;
    return 0;
}

static void say_cleanup(Str *out, History *history, const Fold *fold, bool is_line, bool ascii) {
    Saying s = saying_of(out, history, fold->from, ascii, is_line);
    const Event begins = *s.ev, ends = *log_event(s.log, fold->to);
    if (is_line) put(&s, "%t  ", ends.t);
    s.is_line = is_line || !s.after->live_tasks; // the clean-up adds to the loop's iterations
    if (begins.kind == EV_LOOP_STOPPED) say_LOOP_STOPPED(&s);
    s.is_line = is_line;
    s.after = history_at(history, fold->to + 1);
    s.ev = &ends;
    const Loop *loop = state_loop(s.after, ends.loop);
    if (is_asyncio_run(&s, first_task(s.log, fold))) say(&s, "`asyncio.run` cleans up.");
    else say(&s, "asyncio cleans up.");
    if (!is_line)
        say(&s, "It closes the asynchronous generators and the executor's threads that are left.");
    if (loop && loop->is_closed) say(&s, "%L is closed.", (uint32_t)ends.loop);
}

// --- the same again ------------------------------------------------------------------------------

static unsigned iteration_at(History *history, uint64_t seq) {
    const Loop *loop =
        state_loop(history_at(history, seq + 1), log_event(history_log(history), seq)->loop);
    return loop ? (unsigned)loop->iterations : 0;
}

static void say_repeat(Str *out, History *history, const Fold *fold, bool is_line, bool ascii) {
    unsigned first = iteration_at(history, fold->from), last = iteration_at(history, fold->to);
    Saying s = saying_of(out, history, fold->to, ascii, is_line);
    if (is_line) put(&s, "%t  ", s.ev->t);
    say_n(&s, (unsigned)fold->times, "The same happens once more, in iterations %u to %u.",
          "The same happens %n more times, in iterations %u to %u.", first, last);
}

// --- one of them, or a single event --------------------------------------------------------------

static void say_fold(Str *out, History *history, const Fold *fold, bool is_line, bool ascii) {
    switch (fold->kind) {
    case FOLD_NONE: break;
    case FOLD_BEGINNING: say_beginning(out, history, fold, is_line, ascii); break;
    case FOLD_TASK: say_task(out, history, fold, is_line, ascii); break;
    case FOLD_CLEANUP: say_cleanup(out, history, fold, is_line, ascii); break;
    case FOLD_REPEAT: say_repeat(out, history, fold, is_line, ascii); break;
    }
}

void explain_step(Str *out, History *history, uint64_t seq, bool is_unfolded, bool ascii) {
    Fold fold = history_fold(history, seq);
    if (is_unfolded || !fold.kind || seq != fold.to) explain_event(out, history, seq, ascii);
    else say_fold(out, history, &fold, false, ascii);
}

void explain_step_line(Str *out, History *history, uint64_t seq, bool ascii) {
    Fold fold = history_fold(history, seq);
    if (!fold.kind || seq != fold.to) explain_line(out, history, seq, ascii);
    else say_fold(out, history, &fold, true, ascii);
}
