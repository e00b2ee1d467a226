#include "export/stats.h"

#include <string.h>

#include "explain/explain.h"
#include "export/json.h"

enum { TOP = 5, TROUBLES_MAX = 20 };

typedef struct Long { // a step or a wait among the longest
    uint64_t ns, seq; // seq: of the event that ended it
    uint32_t task;
} Long;

typedef struct Stats {
    Long steps[TOP], waits[TOP];
    uint64_t troubles[TROUBLES_MAX]; // the events
    uint32_t trouble_count;
    uint64_t iterations, in[3];
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
    for (uint32_t i = 0; i < live->n_tasks; i++)
        for (int state = 0; state < 3; state++) stats.in[state] += live->tasks[i].ns_in[state];
    return stats;
}

// --- for people -------------------------------------------------------------------------------------------------------------

static void row(FILE *out, const char *label, const char *value) {
    fprintf(out, "%-18s %s\n", label, value);
}

static void row_duration(FILE *out, const char *label, uint64_t ns) {
    Str text = {0};
    explain_duration(&text, ns, false);
    row(out, label, text.s);
    str_free(&text);
}

static void write_tasks(FILE *out, const State *live) {
    Str text = {0};
    str_addf(&text, "%u", live->n_tasks);
    for (unsigned state = TASK_CREATED_; state < TASK_STATES; state++)
        if (live->n_in[state]) str_addf(&text, "%s %u %s", strchr(text.s, ':') ? "," : ":", live->n_in[state], task_state_word(state));
    row(out, "tasks", text.s);
    str_free(&text);
}

// What a wait was for is known just before it ended.
static void write_long(FILE *out, History *history, const char *label, const Long top[TOP], bool is_wait) {
    for (int i = 0; i < TOP && top[i].ns; i++) {
        const State *before = history_at(history, top[i].seq);
        Str text = {0};
        explain_duration(&text, top[i].ns, false);
        str_add(&text, "  ");
        explain_task_name(&text, history_log(history), before, top[i].task, false);
        if (is_wait) {
            str_add(&text, ": ");
            explain_wait(&text, history_log(history), before, top[i].task, false);
        } else {
            str_add(&text, ", ended at ");
            explain_seconds(&text, log_event(history_log(history), top[i].seq)->t, 3);
        }
        row(out, i ? "" : label, text.s);
        str_free(&text);
    }
}

static void write_troubles(FILE *out, History *history, const Stats *stats) {
    for (uint32_t i = 0; i < stats->trouble_count && i < TROUBLES_MAX; i++) {
        Str text = {0};
        explain_line(&text, history, stats->troubles[i], false);
        row(out, i ? "" : "trouble", text.s);
        str_free(&text);
    }
    if (stats->trouble_count > TROUBLES_MAX) fprintf(out, "%-18s and %u more\n", "", stats->trouble_count - TROUBLES_MAX);
    if (!stats->trouble_count) row(out, "trouble", "none");
}

// A recording that begins in the middle: sums are those of the whole run, single things only of what it has.
static void write_part(FILE *out, History *history) {
    Str text = {0};
    str_addf(&text, "only the last %llu events, from ", (unsigned long long)(history_count(history) - history_first(history)));
    explain_seconds(&text, history_at(history, history_first(history))->now, 3);
    str_add(&text, " s on; what follows is of these");
    row(out, "recorded", text.s);
    str_free(&text);
}

void stats_text(FILE *out, History *history, const char *title) {
    const State *live = history_live(history);
    Stats stats = measure(history);
    Str number = {0}, measures = {0};
    row(out, "program", title);
    row_duration(out, "time", live->now);
    write_tasks(out, live);
    str_addf(&number, "%llu steps in %llu iterations, %llu events", (unsigned long long)live->steps, (unsigned long long)stats.iterations,
             (unsigned long long)history_count(history));
    row(out, "switches", number.s);
    row_duration(out, "running", stats.in[1]);
    row_duration(out, "ready", stats.in[0]);
    row_duration(out, "waiting", stats.in[2]);
    row_duration(out, "loop blocked", live->blocked_ns);
    if (history_first(history)) write_part(out, history);
    write_long(out, history, "slowest steps", stats.steps, false);
    write_long(out, history, "longest waits", stats.waits, true);
    write_troubles(out, history, &stats);
    explain_measures(&measures, history_log(history), live, true, false);
    if (measures.len) row(out, "measured", measures.s + 1);
    str_free(&number);
    str_free(&measures);
}

// --- as JSON -----------------------------------------------------------------------------------------------------------------

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
    fprintf(out, ",\"events\":%llu,\"steps\":%llu,\"iterations\":%llu,\"tasks\":{\"made\":%u", (unsigned long long)history_count(history),
            (unsigned long long)live->steps, (unsigned long long)stats.iterations, live->n_tasks);
    for (unsigned state = TASK_CREATED_; state < TASK_STATES; state++) fprintf(out, ",\"%s\":%u", task_state_word(state), live->n_in[state]);
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
