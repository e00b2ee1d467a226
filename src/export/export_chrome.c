// Chrome's trace-event format, JSON object form: a loop is a process, a task is a thread in it, the stretches of its states are complete events ("X"),
// output and trouble are instants ("i"), a blocked loop is a stretch on the loop's own thread 0. Times are microseconds.
#include <stdlib.h>

#include "base/mem.h"
#include "explain/explain.h"
#include "export/export.h"
#include "export/json.h"

typedef struct Open { // what a task is in
    uint64_t since;
    uint8_t state; // TaskState, TASK_NONE: nothing
    Str what;
} Open;

typedef struct Tracer {
    FILE *out;
    History *history;
    Open *open; // by task
    size_t cap;
    bool is_first;
} Tracer;

static void begin(Tracer *tracer, const char *phase, unsigned loop, uint32_t task) {
    fprintf(tracer->out, "%s{\"ph\":\"%s\",\"pid\":%u,\"tid\":%u", tracer->is_first ? "\n" : ",\n", phase, loop, task);
    tracer->is_first = false;
}

static void write_time(Tracer *tracer, const char *name, uint64_t ns) {
    fprintf(tracer->out, ",\"%s\":%llu.%03llu", name, (unsigned long long)(ns / 1000), (unsigned long long)(ns % 1000));
}

static void write_name(Tracer *tracer, StrView name) {
    fputs(",\"name\":", tracer->out);
    json_string(tracer->out, name);
}

static void name_thread(Tracer *tracer, const char *kind, unsigned loop, uint32_t task, StrView name) {
    begin(tracer, "M", loop, task);
    write_name(tracer, view_of(kind));
    fputs(",\"args\":{\"name\":", tracer->out);
    json_string(tracer->out, name);
    fputs("}}", tracer->out);
}

static void close_span(Tracer *tracer, uint32_t task, unsigned loop, uint64_t t) {
    Open *open = &tracer->open[task];
    if (open->state && t > open->since) {
        begin(tracer, "X", loop, task);
        write_name(tracer, (StrView){str_text(&open->what), open->what.len});
        fprintf(tracer->out, ",\"cat\":\"%s\"", task_state_word(open->state));
        write_time(tracer, "ts", open->since);
        write_time(tracer, "dur", t - open->since);
        fputc('}', tracer->out);
    }
    open->state = TASK_NONE;
}

static void open_span(Tracer *tracer, const State *state, uint32_t id) {
    const Task *task = state_task(state, id);
    Open *open = &tracer->open[id];
    if (task_is_done(task)) return;
    open->since = task->since;
    open->state = task->state;
    str_clear(&open->what);
    str_add(&open->what, task_state_word(task->state));
    if (task->state != TASK_WAITING) return;
    str_add(&open->what, ": ");
    explain_wait(&open->what, history_log(tracer->history), state, id, false);
}

static void write_told(Tracer *tracer, const Event *ev, uint64_t seq) {
    Str line = {0};
    explain_event(&line, tracer->history, seq, false);
    begin(tracer, "i", ev->loop, ev->task);
    write_name(tracer, view_of(event_schema(ev->kind)->name));
    write_time(tracer, "ts", ev->t);
    fputs(",\"s\":\"t\",\"args\":{\"told\":", tracer->out);
    json_string(tracer->out, (StrView){str_text(&line), line.len});
    fputs("}}", tracer->out);
    str_free(&line);
}

static void write_blocked(Tracer *tracer, const Event *ev) {
    uint64_t duration = event_ns(ev, LOOP_BLOCKED_duration);
    begin(tracer, "X", ev->loop, 0);
    write_name(tracer, view_of("blocked"));
    fputs(",\"cat\":\"trouble\"", tracer->out);
    write_time(tracer, "ts", ev->t > duration ? ev->t - duration : 0);
    write_time(tracer, "dur", duration);
    fputc('}', tracer->out);
}

static void name_loop(Tracer *tracer, unsigned loop) {
    Str name = {0};
    if (loop) str_addf(&name, "loop %u", loop);
    else str_add(&name, "the program");
    name_thread(tracer, "process_name", loop, 0, (StrView){name.s, name.len});
    name_thread(tracer, "thread_name", loop, 0, view_of(loop ? "the loop" : "outside every loop"));
    str_free(&name);
}

static void make_room(Tracer *tracer, uint32_t task) {
    tracer->open = mem_grow(tracer->open, &tracer->cap, (size_t)task + 1, sizeof *tracer->open);
}

// What is there when the recording begins: the program alone, or all that a recording which begins in the middle says of it.
static void begin_with(Tracer *tracer, const State *state) {
    for (unsigned loop = 0; loop <= state->n_loops; loop++) name_loop(tracer, loop);
    for (uint32_t id = 1; id <= state->n_tasks; id++) {
        make_room(tracer, id);
        name_thread(tracer, "thread_name", state_task(state, id)->loop, id, log_string(history_log(tracer->history), state_task(state, id)->name));
        open_span(tracer, state, id);
    }
}

static void trace(Tracer *tracer, uint64_t seq) {
    const Log *log = history_log(tracer->history);
    const Event *ev = log_event(log, seq);
    const State *after = history_at(tracer->history, seq + 1);
    const Task *task = state_task(after, ev->task);
    if (ev->kind == EV_LOOP_CREATED) name_loop(tracer, ev->loop);
    if (task) {
        make_room(tracer, ev->task);
        if (ev->kind == EV_TASK_CREATED || ev->kind == EV_TASK_RENAMED) name_thread(tracer, "thread_name", task->loop, ev->task, log_string(log, task->name));
        if (tracer->open[ev->task].state != task->state || tracer->open[ev->task].since != task->since) {
            close_span(tracer, ev->task, task->loop, ev->t);
            open_span(tracer, after, ev->task);
        }
    }
    if (ev->kind == EV_LOOP_BLOCKED) write_blocked(tracer, ev);
    if (ev->kind == EV_OUTPUT || event_is_trouble(ev)) write_told(tracer, ev, seq);
}

void export_chrome(FILE *out, History *history, const char *title) {
    Tracer tracer = {.out = out, .history = history, .is_first = true};
    const State *live = history_live(history);
    fputs("{\"displayTimeUnit\":\"ms\",\"otherData\":{\"title\":", out);
    json_string(out, view_of(title));
    fputs("},\"traceEvents\":[", out);
    begin_with(&tracer, history_at(history, history_first(history)));
    for (uint64_t seq = history_first(history); seq < history_count(history) && !ferror(out); seq++) trace(&tracer, seq);
    for (uint32_t task = 1; task < tracer.cap; task++) {
        if (task <= live->n_tasks) close_span(&tracer, task, live->tasks[task - 1].loop, live->now);
        str_free(&tracer.open[task].what);
    }
    free(tracer.open);
    fputs("\n]}\n", out);
}
