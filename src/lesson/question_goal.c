// Goals: what a lesson asks to be changed, judged at the end of a run.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "lesson/question.h"
#include "lesson/question_names.h"
#include "lesson/question_run.h"

static uint64_t iterations_of(const State *state) {
    uint64_t sum = 0;
    for (uint32_t loop = 1; loop <= state->n_loops; loop++)
        sum += state_loop(state, loop)->iterations;
    return sum;
}

static bool compare(double is, StrView op, double wanted) {
    if (view_is(op, "<=")) return is <= wanted + 1e-9;
    if (view_is(op, "<")) return is < wanted - 1e-9;
    if (view_is(op, ">=")) return is >= wanted - 1e-9;
    if (view_is(op, ">")) return is > wanted + 1e-9;
    return view_is(op, "==") && fabs(is - wanted) < 1e-9;
}

static StrView take_word(StrView *rest) {
    StrView name;
    return names_next(rest, &name) ? name : (StrView){"", 0};
}

typedef struct NumberWords {
    const char *op, *of_time, *of_iterations;
} NumberWords;

static const NumberWords number_words[] = {
    {"<=", N_("It took %g s; the goal is %s s or less."),
     N_("It took %g iterations; the goal is %s or fewer.")},
    {"<", N_("It took %g s; the goal is less than %s s."),
     N_("It took %g iterations; the goal is fewer than %s.")},
    {">=", N_("It took %g s; the goal is %s s or more."),
     N_("It took %g iterations; the goal is %s or more.")},
    {">", N_("It took %g s; the goal is more than %s s."),
     N_("It took %g iterations; the goal is more than %s.")},
    {"==", N_("It took %g s; the goal is exactly %s s."),
     N_("It took %g iterations; the goal is exactly %s.")},
};

static bool judge_number(StrView rest, double is, bool is_time, Str *why) {
    StrView op = take_word(&rest), number = take_word(&rest);
    char text[32];
    snprintf(text, sizeof text, "%.*s", STR_ARG(number));
    if (compare(is, op, strtod(text, NULL))) return true;
    for (size_t i = 0; i < sizeof number_words / sizeof *number_words; i++) {
        const NumberWords *row = &number_words[i];
        if (!view_is(op, row->op)) continue;
        str_addf(why, words(is_time ? row->of_time : row->of_iterations), is, text);
    }
    return false;
}

// When a task of that name ended; HISTORY_NONE: it did not come to its end by itself.
static uint64_t end_of(History *history, StrView name) {
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        bool ends = ev->kind == EV_TASK_FINISHED || ev->kind == EV_TASK_FAILED;
        if (ends && view_same(question_task_name(history, seq + 1, ev->task), name)) return seq;
    }
    return HISTORY_NONE;
}

static bool judge_finished(StrView rest, History *history, Str *why) {
    StrView first = take_word(&rest), word = take_word(&rest), second = take_word(&rest);
    uint64_t one = end_of(history, first), other = end_of(history, second);
    if (view_is(word, "before") && one != HISTORY_NONE && one < other) return true;
    if (one == HISTORY_NONE) str_addf(why, words("%.*s has not finished."), STR_ARG(first));
    else str_addf(why, words("%.*s finished before %.*s."), STR_ARG(second), STR_ARG(first));
    return false;
}

static bool judge_output(StrView rest, History *history, Str *why) {
    Str all = {0};
    take_word(&rest);
    while (rest.len && rest.s[0] == ' ') rest.s++, rest.len--;
    for (uint64_t seq = history_first(history); seq < history_count(history); seq++) {
        const Event *ev = log_event(history_log(history), seq);
        if (ev->kind != EV_OUTPUT) continue;
        StrView text = log_string(history_log(history), ev->arg[OUTPUT_text]);
        str_add_bytes(&all, text.s, text.len);
    }
    while (all.len && all.s[all.len - 1] == '\n') all.s[--all.len] = '\0';
    bool is = view_is(rest, str_text(&all));
    if (!is) str_addf(why, words("It must print \"%.*s\" and nothing else."), STR_ARG(rest));
    str_free(&all);
    return is;
}

static bool judge_trouble(History *history, Str *why) {
    const uint64_t *seqs;
    uint64_t end = history_count(history);
    size_t count = history_troubles_before(history, end, &seqs);
    if (!count) return true;
    const Event *latest = log_event(history_log(history), seqs[count - 1]);
    const char *name = event_schema(latest->kind)->name;
    str_addf(why, words("There was trouble: %s (pane 9 has the details)."), name);
    return false;
}

static bool judge(StrView condition, History *history, bool is_virtual, Str *why) {
    const State *end = history_live(history);
    StrView rest = condition, word = take_word(&rest);
    double unit = is_virtual ? 100 : 10, time = round((double)end->now / 1e9 * unit) / unit;
    if (view_is(word, "time")) return judge_number(rest, time, true, why);
    if (view_is(word, "iterations"))
        return judge_number(rest, (double)iterations_of(end), false, why);
    if (view_is(word, "output")) return judge_output(rest, history, why);
    if (view_is(word, "finished")) return judge_finished(rest, history, why);
    if (view_is(condition, "no trouble")) return judge_trouble(history, why);
    str_addf(why, words("%.*s is not a condition."), STR_ARG(condition));
    return false;
}

// The last line of the traceback that Python has written: "NameError: name 'x' is not defined".
static void add_last_error(History *history, Str *out) {
    const uint64_t *seqs;
    const Log *log = history_log(history);
    for (size_t i = history_outputs(history, &seqs); i-- > 0 && !out->len;) {
        const Event *ev = log_event(log, seqs[i]);
        StrView text = log_string(log, ev->arg[OUTPUT_text]);
        if (ev->arg[OUTPUT_stream] != 2) continue;
        while (text.len && strchr(" \n", text.s[text.len - 1])) text.len--;
        const char *newline = text.len ? memrchr(text.s, '\n', text.len) : NULL;
        size_t from = newline ? (size_t)(newline - text.s) + 1 : 0;
        str_add_bytes(out, text.s + from, text.len - from);
    }
}

void goal_failure(History *history, Str *why) {
    const State *end = history_live(history);
    Str error = {0};
    str_clear(why);
    if (end->script != 3 || end->ended_how || !end->ended_status) return;
    add_last_error(history, &error);
    if (error.len) str_addf(why, words("The program failed: %s"), error.s);
    else str_addf(why, words("The program ended with exit status %u."), end->ended_status);
    str_free(&error);
}

bool goal_judge(const Question *goal, History *history, bool is_virtual, Str *why) {
    StrView rest = {str_text(&goal->conditions), goal->conditions.len};
    goal_failure(history, why);
    if (why->len) return false;
    while (rest.len) {
        const char *end = memchr(rest.s, '\n', rest.len);
        StrView line = {rest.s, end ? (size_t)(end - rest.s) : rest.len};
        size_t used = line.len + (end != NULL);
        rest.s += used, rest.len -= used;
        if (!judge(line, history, is_virtual, why)) return false;
    }
    return true;
}
