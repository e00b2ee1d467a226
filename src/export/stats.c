#include "export/stats.h"

#include <string.h>

#include "base/text.h"
#include "base/words.h"
#include "explain/explain.h"
#include "export/json.h"

enum { TOP = 5, TROUBLES_MAX = 20, LABEL_CELLS = 18 };

typedef struct Long { // a step or a wait among the longest
    uint64_t ns,
        seq; // seq: of the event that ended it; the number of events: a wait that has not ended
    uint32_t task;
} Long;

typedef struct Stats {
    Long steps[TOP], waits[TOP];
    uint64_t troubles[TROUBLES_MAX]; // the events
    uint32_t trouble_count;
    uint64_t iterations, in[3];
    uint32_t cleanup, cleanup_in[TASK_STATES]; // tasks that asyncio made to close its loops
} Stats;

static void note(Long top[TOP], uint64_t ns, uint64_t seq, uint32_t task) {
    int at = TOP;
    while (at > 0 && top[at - 1].ns < ns) at--;
    if (at == TOP || !ns) return;
    memmove(&top[at + 1], &top[at], (size_t)(TOP - 1 - at) * sizeof *top);
    top[at] = (Long){ns, seq, task};
}

static bool ends_step(unsigned kind) {
    return kind == EV_TASK_SUSPENDED || kind == EV_TASK_YIELDED || kind == EV_TASK_FINISHED || kind == EV_TASK_FAILED || kind == EV_TASK_CANCELLED;
}

static void look_at(Stats *stats, History *history, uint64_t seq) {
    const Event *ev = log_event(history_log(history), seq);
    bool is_end = ends_step(ev->kind), is_wake = ev->kind == EV_TASK_WOKEN;
    if (event_is_trouble(ev)) {
        if (stats->trouble_count < TROUBLES_MAX) stats->troubles[stats->trouble_count] = seq;
        stats->trouble_count++;
    }
    if (!is_end && !is_wake) return;
    const Task *before = state_task(history_at(history, seq), ev->task);
    uint64_t ns = before && ev->t > before->since ? ev->t - before->since : 0;
    if (is_end && before && before->state == TASK_RUNNING) note(stats->steps, ns, seq, ev->task);
    if (is_wake && before && before->state == TASK_WAITING) note(stats->waits, ns, seq, ev->task);
}

static Stats measure(History *history) {
    Stats stats = {0};
    const State *live = history_live(history);
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++) look_at(&stats, history, seq);
    for (uint32_t i = 0; i < live->n_loops; i++) stats.iterations += live->loops[i].iterations;
    for (uint32_t i = 0; i < live->n_tasks; i++) {
        const Task *task = &live->tasks[i];
        bool is_cleanup = task_is_cleanup(history_log(history), task);
        stats.cleanup += is_cleanup;
        stats.cleanup_in[task->state] += is_cleanup;
        for (int state = 0; state < 3; state++) stats.in[state] += task->ns_in[state];
        if (task->state == TASK_WAITING && live->now > task->since)
            note(stats.waits, live->now - task->since, history_count(history), i + 1);
    }
    return stats;
}

// --- for people ----------------------------------------------------------------------------------

static void row(FILE *out, const char *label, const char *value) {
    int pad = LABEL_CELLS - text_cells(view_of(label));
    fprintf(out, "%s%*s %s\n", label, pad > 0 ? pad : 0, "", value);
}

static void row_duration(FILE *out, const char *label, uint64_t ns) {
    Str text = {0};
    explain_duration(&text, ns, false);
    row(out, label, text.s);
    str_free(&text);
}

static void write_count(FILE *out, const char *name, uint64_t count) {
    Str text = {0};
    str_addf(&text, "%llu", (unsigned long long)count);
    row(out, name, text.s);
    str_free(&text);
}

static void write_tasks(FILE *out, const State *live, const Stats *stats) {
    Str text = {0};
    str_addf(&text, "%u", live->n_tasks - stats->cleanup);
    for (unsigned state = TASK_CREATED_; state < TASK_STATES; state++) {
        uint32_t count = live->n_in[state] - stats->cleanup_in[state];
        if (count)
            str_addf(&text, "%s %u %s", strchr(text.s, ':') ? "," : ":", count,
                     words(task_state_word(state)));
    }
    row(out, words(N_("tasks")), text.s);
    str_clear(&text);
    if (stats->cleanup)
        str_addf(&text,
                 words_n("asyncio made %u more to close its loop",
                         "asyncio made %u more to close its loop", stats->cleanup),
                 stats->cleanup);
    if (stats->cleanup) row(out, "", text.s);
    str_free(&text);
}

static void add_wait(Str *out, const Log *log, const State *state, uint32_t task, const char *name,
                     bool is_over) {
    Str wait = {0};
    explain_wait(&wait, log, state, task, false);
    str_addf(out, words(is_over ? N_("%s: %s") : N_("%s: %s (still waiting)")), name,
             str_text(&wait));
    str_free(&wait);
}

static void add_step(Str *out, const char *name, uint64_t ended) {
    Str at = {0};
    explain_seconds(&at, ended, 3);
    str_addf(out, words(N_("%s, until %s s")), name, at.s);
    str_free(&at);
}

// What a wait was for is known just before it ended.
static void write_long(FILE *out, History *history, const char *label, const Long top[TOP], bool is_wait) {
    for (int i = 0; i < TOP && top[i].ns; i++) {
        const State *before = history_at(history, top[i].seq);
        Str text = {0}, name = {0};
        explain_duration(&text, top[i].ns, false);
        str_add(&text, "  ");
        explain_task_name(&name, history_log(history), before, top[i].task, false);
        if (is_wait)
            add_wait(&text, history_log(history), before, top[i].task, str_text(&name),
                     top[i].seq < history_count(history));
        else add_step(&text, str_text(&name), log_event(history_log(history), top[i].seq)->t);
        row(out, i ? "" : label, text.s);
        str_free(&text);
        str_free(&name);
    }
}

static void write_troubles(FILE *out, History *history, const Stats *stats) {
    for (uint32_t i = 0; i < stats->trouble_count && i < TROUBLES_MAX; i++) {
        Str text = {0};
        explain_line(&text, history, stats->troubles[i], false);
        row(out, i ? "" : words(N_("trouble")), text.s);
        str_free(&text);
    }
    unsigned left = stats->trouble_count > TROUBLES_MAX ? stats->trouble_count - TROUBLES_MAX : 0;
    Str more = {0};
    if (left) str_addf(&more, words_n("%u more", "%u more", left), left);
    if (left) row(out, "", more.s);
    if (!stats->trouble_count) row(out, words(N_("trouble")), words(N_("none found")));
    str_free(&more);
}

// A recording that begins in the middle: sums are those of the whole run, single things only of what it has.
static void write_part(FILE *out, History *history) {
    Str text = {0}, from = {0};
    uint64_t count = history_count(history) - history_first(history);
    explain_seconds(&from, history_at(history, history_first(history))->now, 3);
    str_addf(&text,
             words_n("only the last %llu event, at %s s; the rows below are about it",
                     "only the last %llu events, from %s s; the rows below are about them", count),
             (unsigned long long)count, from.s);
    row(out, words(N_("recorded")), text.s);
    str_free(&text);
    str_free(&from);
}

void stats_text(FILE *out, History *history, const char *title) {
    const State *live = history_live(history);
    Stats stats = measure(history);
    Str measures = {0};
    row(out, words(N_("program")), title);
    row_duration(out, words(N_("took")), live->now);
    write_tasks(out, live, &stats);
    write_count(out, words(N_("task steps")), live->steps);
    write_count(out, words(N_("iterations")), stats.iterations);
    write_count(out, words(N_("events")), history_count(history));
    row_duration(out, words(N_("tasks running")), stats.in[1]);
    row_duration(out, words(N_("tasks ready")), stats.in[0]);
    row_duration(out, words(N_("tasks waiting")), stats.in[2]);
    row_duration(out, words(N_("loop blocked")), live->blocked_ns);
    if (history_first(history)) write_part(out, history);
    write_long(out, history, words(N_("slowest steps")), stats.steps, false);
    write_long(out, history, words(N_("longest waits")), stats.waits, true);
    write_troubles(out, history, &stats);
    explain_measures(&measures, history_log(history), live, true, false);
    if (measures.len) row(out, words(N_("worth knowing")), measures.s);
    str_free(&measures);
}

// --- as JSON -------------------------------------------------------------------------------------

static void json_long(FILE *out, History *history, const char *label, const Long top[TOP], bool is_wait) {
    fprintf(out, ",\"%s\":[", label);
    for (int i = 0; i < TOP && top[i].ns; i++) {
        const State *before = history_at(history, top[i].seq);
        Str name = {0}, wait = {0};
        explain_task_name(&name, history_log(history), before, top[i].task, false);
        fprintf(out, "%s{\"seconds\":", i ? "," : "");
        json_seconds(out, top[i].ns);
        fprintf(out, ",\"event\":%llu,\"task\":%u,\"name\":", (unsigned long long)top[i].seq + 1, top[i].task);
        json_string(out, (StrView){str_text(&name), name.len});
        if (is_wait) {
            explain_wait(&wait, history_log(history), before, top[i].task, false);
            fputs(",\"for\":", out);
            json_string(out, (StrView){str_text(&wait), wait.len});
            if (top[i].seq == history_count(history)) fputs(",\"still_waiting\":true", out);
        }
        fputc('}', out);
        str_free(&name);
        str_free(&wait);
    }
    fputc(']', out);
}

static void json_time(FILE *out, const char *label, uint64_t ns) {
    fprintf(out, ",\"%s\":", label);
    json_seconds(out, ns);
}

static void json_troubles(FILE *out, History *history, const Stats *stats) {
    fputs(",\"trouble\":[", out);
    for (uint32_t i = 0; i < stats->trouble_count && i < TROUBLES_MAX; i++) {
        Str text = {0};
        const Event *ev = log_event(history_log(history), stats->troubles[i]);
        explain_event(&text, history, stats->troubles[i], false);
        fprintf(out, "%s{\"event\":%llu,\"kind\":\"%s\",\"told\":", i ? "," : "", (unsigned long long)stats->troubles[i] + 1, event_schema(ev->kind)->name);
        json_string(out, (StrView){str_text(&text), text.len});
        fputc('}', out);
        str_free(&text);
    }
    fprintf(out, "],\"trouble_count\":%u", stats->trouble_count);
}

void stats_json(FILE *out, History *history, const char *title) {
    const State *live = history_live(history);
    Stats stats = measure(history);
    fputs("{\"program\":", out);
    json_string(out, view_of(title));
    json_time(out, "seconds", live->now);
    fprintf(out, ",\"first_event\":%llu", (unsigned long long)history_first(history));
    fprintf(out, ",\"events\":%llu,\"steps\":%llu,\"iterations\":%llu",
            (unsigned long long)history_count(history), (unsigned long long)live->steps,
            (unsigned long long)stats.iterations);
    fprintf(out, ",\"tasks\":{\"made\":%u", live->n_tasks - stats.cleanup);
    for (unsigned state = TASK_CREATED_; state < TASK_STATES; state++)
        fprintf(out, ",\"%s\":%u", task_state_word(state),
                live->n_in[state] - stats.cleanup_in[state]);
    fprintf(out, ",\"made_by_asyncio\":%u", stats.cleanup);
    fputc('}', out);
    json_time(out, "running_seconds", stats.in[1]);
    json_time(out, "ready_seconds", stats.in[0]);
    json_time(out, "waiting_seconds", stats.in[2]);
    json_time(out, "blocked_seconds", live->blocked_ns);
    fprintf(out, ",\"blocked_count\":%llu", (unsigned long long)live->blocked_count);
    json_long(out, history, "slowest_steps", stats.steps, false);
    json_long(out, history, "longest_waits", stats.waits, true);
    json_troubles(out, history, &stats);
    fputs("}\n", out);
}
